// A run folded for attribution: profit by leg, explained profit, and the capital that was at work.

import DeskEngine
import Edges
import MarketData
import Portfolio

/// A run folded for attribution.
struct AttributionReading: Sendable {
  /// The book, with the legs of closed positions.
  private(set) var state = DeskState.keepingClosed
  /// The last mark of the book, and when.
  private(set) var mark: (time: Instant, fact: EquityMarked)?
  /// The largest proven loss that an edge or an underlying had open at once.
  private(set) var peaks: [CapitalPeak] = []

  /// The largest proven loss of a group.
  struct CapitalPeak: Sendable {
    let grouping: ProfitGrouping
    let name: String
    var loss: Money
  }

  /// Takes the next event in.
  mutating func take(_ event: Event) {
    state.apply(event)
    switch event.body {
    case .equityMarked(let e): mark = (event.time, e)
    case .positionOpened, .positionChanged: notePeaks()
    default: break
    }
  }

  private mutating func notePeaks() {
    for grouping in [ProfitGrouping.edge, .underlying] {
      var losses: [(name: String, loss: Money)] = []
      for position in state.positions {
        let name = grouping == .edge ? position.kind.rawValue : position.underlying
        if let index = losses.firstIndex(where: { $0.name == name }) {
          losses[index].loss += position.maxLoss
        } else {
          losses.append((name, position.maxLoss))
        }
      }
      for one in losses {
        if let index = peaks.firstIndex(where: { $0.grouping == grouping && $0.name == one.name }) {
          peaks[index].loss = max(peaks[index].loss, one.loss)
        } else {
          peaks.append(CapitalPeak(grouping: grouping, name: one.name, loss: one.loss))
        }
      }
    }
  }

  /// Capital of a group: the largest proven loss that it had open at once.
  func capital(_ grouping: ProfitGrouping, _ name: String) -> Money {
    peaks.first { $0.grouping == grouping && $0.name == name }?.loss ?? .zero
  }

  /// Equity at the last mark; what the book was funded with before the first.
  var equity: Money { mark?.fact.equity ?? state.money.capital }

  /// Equity minus what the book was funded with.
  var profit: Money { equity - state.money.capital }

  /// Profit since the legs were marked last, which no leg carries yet.
  var unmarked: Money { profit - state.profits.total.total }

  /// When the legs of the open positions were marked last; nil without one that was.
  var legsMarked: Instant? {
    let open = state.explained.positions.filter { entry in
      state.positions.contains { $0.position == entry.position }
    }
    return open.compactMap { $0.last == nil ? nil : $0.time }.min()
  }

  /// Rows of a grouping that sum to `profit`; what no leg carries yet stands last.
  func rows(by grouping: ProfitGrouping) -> [ProfitRow] {
    var rows = state.profits.rows(by: grouping)
    guard unmarked != .zero else { return rows }
    var sum = ProfitSum()
    sum.unrealised = unmarked
    let since = legsMarked.map { "marks since \(clockText($0))" } ?? "marks"
    rows.append(ProfitRow(name: since, sum: sum))
    return rows
  }

  /// What must hold, each with whether it does.
  var checks: [(name: String, holds: Bool)] {
    let sum = state.profits.total
    var checks = [
      (
        "realised by leg = realised by ledger",
        sum.realised - sum.fees == state.money.realised
      ),
      (
        "cost by leg = cost by account",
        state.positions.allSatisfy { entry in
          state.profits.positions.first { $0.position == entry.position }?.cost == entry.cost
        }
      ),
      (
        "rows sum to equity - capital",
        ProfitGrouping.allCases.allSatisfy { grouping in
          rows(by: grouping).reduce(Money.zero) { $0 + $1.sum.total } == profit
        }
      ),
    ]
    // At a moment when every leg was marked the marks must agree too.
    if let mark, state.positions.isEmpty || everyLegMarked(at: mark.time) {
      checks.append(("unrealised by leg = last mark", unmarked == .zero))
    }
    return checks
  }

  private func everyLegMarked(at time: Instant) -> Bool {
    state.positions.allSatisfy { entry in
      state.explained.positions.first { $0.position == entry.position }?.time == time
    }
  }
}
