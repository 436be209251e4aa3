// Profit by leg and by Greeks over simulated days: everything sums to the last unit.

import Execution
import Feeds
import MarketData
import Portfolio
import TestKit
import Testing

@testable import DeskEngine

@Suite("Explained profit")
struct ProfitExplainedTests {
  /// Five days with every candidate of a size approved, some closed by hand.
  static let rig: DeskRig = {
    var rig = DeskRig(approval: .everySize)
    guard var tape = try? SimulatorTape(seed: 7, universe: [.spx, .qqq]) else { return rig }
    rig.commands = [
      500: [.close(position: 1)], 900: [.close(position: 2)],
      1_300: [.flatten(word: "FLATTEN")],
    ]
    while rig.core.state.days.count < 5, let batch = try? tape.next() { rig.take(batch) }
    return rig
  }()

  /// The book with the legs of closed positions, and its faults after each event.
  private func fold(_ events: [Event]) -> (state: DeskState, faults: [String]) {
    var state = DeskState.keepingClosed
    var faults: [String] = []
    for event in events {
      state.apply(event)
      switch event.body {
      case .ledgerPosted(let e): faults += ledgerFaults(state, e)
      case .profitExplained(let e):
        let parts = [e.delta, e.gamma, e.vega, e.theta].compactMap(\.self)
        if parts.reduce(e.costs + e.residual, +) != e.total {
          faults.append("the parts of \(event.seq) miss its total")
        }
        faults += markFaults(state, e)
      case .positionClosed(let e):
        let made = state.profits.positions.first { $0.position == e.position }
        if made.map({ $0.realised - $0.fees }) != e.realised || made?.fees != e.fees {
          faults.append("P\(e.position) realised \(e.realised), its legs otherwise")
        }
      default: break
      }
    }
    return (state, faults)
  }

  private func ledgerFaults(_ state: DeskState, _ e: LedgerPosted) -> [String] {
    let sum = state.profits.total
    var faults: [String] = []
    if sum.realised - sum.fees != state.money.realised {
      faults.append("realised by leg after posting \(e.posting)")
    }
    for entry in state.positions
    where state.profits.positions.first(where: { $0.position == entry.position })?.cost
      != entry.cost
    {
      faults.append("cost by leg of P\(entry.position) after posting \(e.posting)")
    }
    return faults
  }

  private func markFaults(_ state: DeskState, _ e: ProfitExplained) -> [String] {
    guard let legs = state.profits.positions.first(where: { $0.position == e.position }),
      let entry = state.explained.positions.first(where: { $0.position == e.position })
    else { return ["P\(e.position) is not kept"] }
    var faults: [String] = []
    let profit = legs.realised - legs.fees + (e.open ? legs.unrealised : .zero)
    if entry.sum.total != profit {
      faults.append("P\(e.position) explained \(entry.sum.total), made \(profit)")
    }
    if e.open, e.legs.reduce(Money.zero, { $0 + $1.value }) != e.value {
      faults.append("the legs of P\(e.position) are not its value")
    }
    if entry.sum.costs != legs.costs { faults.append("costs of P\(e.position)") }
    return faults
  }

  @Test("every part sums to the last unit over five days with trades")
  func identity() {
    let rig = ProfitExplainedTests.rig
    let (state, faults) = fold(rig.events)
    #expect(faults == [])
    #expect(state.counters.positions >= 3)
    #expect(state.profits.positions.contains { $0.isClosed })
    // At the close everything is marked in one moment: the groups are the book.
    let sum = state.profits.total
    #expect(sum.total == state.money.equity - state.money.capital)
    #expect(state.explained.total.total == state.money.equity - state.money.capital)
    for grouping in ProfitGrouping.allCases {
      let rows = state.profits.rows(by: grouping)
      #expect(rows.reduce(Money.zero) { $0 + $1.sum.total } == sum.total, "\(grouping)")
    }
    #expect(rig.core.state.profits.total == sum, "closed positions are only summed up")
    #expect(rig.core.state.explained.total == state.explained.total)
    #expect(rig.core.state.profits.positions.count == rig.core.state.positions.count)
  }

  @Test("explained at opening, on the grid, at the close and at the end, and only with a position")
  func moments() {
    let rig = ProfitExplainedTests.rig
    var state = DeskState()
    var held: [Int] = []
    var open: Set<Int> = []
    var ended: Set<Int> = []
    var closes = 0
    for event in rig.events {
      state.apply(event)
      switch event.body {
      case .positionOpened(let e): held.append(e.position)
      case .profitExplained(let e):
        #expect(held.contains(e.position))
        #expect(!ended.contains(e.position), "P\(e.position) after its end")
        if !open.contains(e.position) {
          // From nothing there is nothing to explain but what the fills cost.
          #expect(e.delta == nil && e.residual == .zero, "\(event.text)")
          open.insert(e.position)
        }
        if !e.open { ended.insert(e.position) }
      case .sessionClosed(let e):
        let last = state.explained.positions.filter { $0.time == event.time }.count
        #expect(last == e.openPositions)
        closes += last
      default: break
      }
    }
    #expect(closes > 0 && !ended.isEmpty)
    #expect(Set(held) == open)
    let quiet = rig.events.filter {
      if case .profitExplained = $0.body { return NewYorkTime.wall($0.time).minuteOfDay % 15 != 0 }
      return false
    }
    #expect(quiet.count <= 4 * held.count + 2 * 5 * held.count)
  }

  @Test("the Greeks explain most of a quiet quarter of an hour")
  func quality() {
    var size = 0.0
    var left = 0.0
    for event in ProfitExplainedTests.rig.events {
      guard case .profitExplained(let e) = event.body, e.delta != nil, e.open else { continue }
      let parts = [e.delta, e.gamma, e.vega, e.theta].compactMap { $0?.dollars.magnitude }
      size += parts.reduce(0, +)
      left += e.residual.dollars.magnitude
    }
    #expect(size > 0)
    #expect(left < 0.5 * size, "residual \(left) of \(size)")
  }

  @Test("a delta beyond the band is told once and cleared inside it; nothing is ordered")
  func hedgeSignal() {
    var settings = DeskSettings()
    settings.hedging.delta = 2
    settings.hedging.gamma = 0.01
    var rig = DeskRig(settings: settings, approval: .everySize)
    for batch in StressDay.batches { rig.take(batch) }
    var on = false
    var raised = 0
    var crossings = 0
    for event in rig.events {
      switch event.body {
      case .limitCrossed(let e) where e.limit == "hedge SPX":
        #expect((e.level == 100) != on, "told twice at \(event.seq)")
        on = e.level == 100
        crossings += 1
      case .alertRaised(let e) where e.metric == "hedge SPX":
        raised += 1
        #expect(on && e.text.contains("the desk holds no shares"))
      case .orderCreated(let e): #expect(e.intent != .hedge)
      default: break
      }
    }
    #expect(raised >= 1 && crossings >= raised)
    if !on { #expect(!rig.core.state.alerts.contains { $0.metric == "hedge SPX" }) }
  }
}
