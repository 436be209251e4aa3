// The book of a run as its journal tells it.

import DeskEngine
import Persistence

/// A run folded from its newest snapshot and the lines after it.
struct FoldedRun {
  /// The book.
  private(set) var state = DeskState()
  /// The latest events, for the log.
  private(set) var recent: [Event] = []

  /// A run without events.
  init() {}

  /// Folds the run that a store has begun.
  init(_ store: any JournalStore, _ opening: RunOpening) throws(StoreError) {
    if let snapshot = try store.newestSnapshot(version: snapshotVersion),
      let read = try? DeskState(snapshot: snapshot.state)
    {
      state = read
    }
    let keep = max(0, opening.lastSeq - 400)
    var folded = state
    var latest: [Event] = []
    try store.eachLine(after: min(state.seq, keep)) { line throws(StoreError) in
      let event: Event
      do throws(LineError) { event = try Event(line: line.line) } catch {
        throw .chainBroken(run: opening.run, seq: line.seq, detail: error.description)
      }
      if event.seq > folded.seq { folded.apply(event) }
      if event.seq > keep { latest.append(event) }
    }
    state = folded
    recent = latest
  }

  /// Where the tables of a store depart from the journal; nil when they agree.
  func difference(from book: StoredBook) -> String? {
    let open = state.positions.sorted { $0.position < $1.position }.map {
      StoredBook.Position(position: $0.position, quantity: $0.quantity)
    }
    if open != book.positions {
      return "the open positions are \(text(book.positions)), by the journal \(text(open))"
    }
    let money = [
      ("cash", book.cash, state.money.cash), ("equity", book.equity, state.money.equity),
      ("exit-side equity", book.exitEquity, state.money.exitEquity),
    ]
    return money.first { $0.1 != $0.2 }.map { "the \($0.0) is \($0.1), by the journal \($0.2)" }
  }

  private func text(_ positions: [StoredBook.Position]) -> String {
    let list = positions.prefix(12).map { "\($0.quantity) of P\($0.position)" }
    return list.isEmpty ? "none" : list.joined(separator: ", ")
  }
}
