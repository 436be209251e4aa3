// What an audit reads of a run: every event that can belong to an order, and the commands.
//
// Marks, fits, jobs and judgements of chains belong to no order and are left out, so that memory
// grows with the orders and candidates of a run and not with its minutes.

import DeskEngine
import Persistence

/// The facts that orders are traced in.
struct AuditJournal {
  /// The run.
  let run: Int
  /// Events in order.
  private(set) var events: [Event] = []
  /// Commands by id.
  let commands: [String: StoredCommand]
  /// The hash of the settings of the first start; empty where it is not known.
  let firstConfig: String

  /// Events of no order.
  private static let others: Set<String> = [
    "EquityMarked", "ParametersFitted", "JobRequested", "JobFinished", "ChainJudged",
    "QuotesRejected", "DayRolled", "FeedChanged", "EdgeAbstained", "RegimeChanged",
  ]

  /// Makes a journal of events.
  init(run: Int, events: [Event], commands: [StoredCommand], firstConfig: String) {
    self.run = run
    self.events = events
    self.commands = Dictionary(commands.map { ($0.command, $0) }) { first, _ in first }
    self.firstConfig = firstConfig
  }

  /// Reads a run, each line checked against the hash chain.
  init(_ archive: DeskArchive, run: Int) throws(StoreError) {
    var found: [Event] = []
    try archive.eachLine(run: run, after: 0) { line throws(StoreError) in
      let event: Event
      do throws(LineError) { event = try Event(line: line.line) } catch {
        throw .chainBroken(run: run, seq: line.seq, detail: error.description)
      }
      if !AuditJournal.others.contains(event.body.name) { found.append(event) }
    }
    self.init(
      run: run, events: found, commands: try archive.commands(run: run),
      firstConfig: try archive.settings(run: run)?.hash ?? "")
  }

  /// The hash of the settings in force at an event.
  func configHash(at seq: Int) -> String {
    var hash = firstConfig
    for event in events where event.seq <= seq {
      if case .configChanged(let e) = event.body { hash = e.configHash }
    }
    return hash
  }

  /// The candidate that a command named; nil for none.
  func candidate(ofCommand id: String) -> Int? {
    guard let command = commands[id] else { return nil }
    return lineFields(Array(command.arguments.utf8)).first { $0.path == "candidate" }
      .flatMap { Int($0.value) }
  }
}
