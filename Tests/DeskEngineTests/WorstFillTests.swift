// The book's far-side twin against one that buys and sells everything at the far side.

import Execution
import Feeds
import MarketData
import TestKit
import Testing

@testable import DeskEngine

/// A ledger that is kept apart: what cash would be at the prices of one model.
private struct PlainBook {
  var cash = Money.zero

  mutating func take(_ fill: LegFilled, at price: Money, multiplier: Int) {
    cash -= price * (fill.quantity * multiplier)
  }
}

/// Faults of the postings of a run.
enum LedgerCheck {
  static func faults(_ events: [Event]) -> [String] {
    var state = DeskState()
    var found: [String] = []
    for event in events {
      state.apply(event)
      guard case .ledgerPosted(let e) = event.body else { continue }
      let sum = e.entries.reduce(Money.zero) { $0 + $1.amount }
      let cost = state.positions.reduce(Money.zero) { $0 + $1.cost }
      if sum != .zero { found.append("posting \(e.posting) is off by \(sum)") }
      if state.money.cash + cost != state.money.capital + state.money.realised {
        found.append("the ledger does not add up after posting \(e.posting)")
      }
    }
    return found
  }
}

@Suite("Fills at the far side")
struct WorstFillTests {
  /// Cash at the far side less cash as filled, over every fill.
  private func gap(_ events: [Event]) -> Money {
    var share = PlainBook()
    var worst = PlainBook()
    for event in events {
      guard case .legFilled(let fill) = event.body else { continue }
      share.take(fill, at: fill.price, multiplier: 100)
      worst.take(fill, at: fill.worstPrice, multiplier: 100)
    }
    return worst.cash - share.cash
  }

  private func check(_ rig: DeskRig) {
    var state = DeskState()
    var least = Money.zero
    var seen: [Event] = []
    for event in rig.events {
      state.apply(event)
      seen.append(event)
      guard case .ledgerPosted = event.body else { continue }
      let pending = state.orders.reduce(Money.zero) { sum, order in
        order.legs.reduce(sum) { $0 + $1.worstGap * 100 }
      }
      #expect(state.money.worstRealised + state.worstUnrealised + pending == gap(seen))
      // Both books add up: cash and cost are capital and what is realised.
      let cash = state.money.cash + gap(seen)
      let cost = state.positions.reduce(-pending) { $0 + $1.cost - $1.worstUnrealised }
      #expect(
        cash + cost == state.money.capital + state.money.realised + state.money.worstRealised)
      for position in state.positions { #expect(position.worstGap <= .zero) }
      least = min(least, state.money.worstRealised + state.worstUnrealised)
    }
    #expect(least < .zero)
  }

  @Test("on the stress day both books add up after every posting")
  func stressDay() { check(StressDay.busy) }

  @Test("over ten simulated days with partial fills and settlements")
  func tenDays() throws {
    var tape = try SimulatorTape(seed: 11, universe: [.spx, .qqq])
    var settings = DeskSettings()
    settings.execution.volumeShare = 0.05
    var rig = DeskRig(settings: settings, approval: .everySize)
    while rig.core.state.days.count < 10, let batch = try tape.next() { rig.take(batch) }
    check(rig)
    #expect(LedgerCheck.faults(rig.events) == [])
    let money = rig.core.state.money
    #expect(money.worstRealised < .zero, "something was closed")
  }

  @Test("fills at the far side leave no gap")
  func worstMode() {
    var settings = DeskSettings()
    settings.fills = .worst
    var rig = OrderMoment.start(settings)
    OrderMoment.approve(&rig)
    for _ in 0..<20 where rig.core.state.positions.isEmpty { OrderMoment.advance(&rig) }
    let fills = rig.events.compactMap { event -> LegFilled? in
      if case .legFilled(let e) = event.body { return e }
      return nil
    }
    #expect(fills.allSatisfy { $0.price == $0.worstPrice })
    #expect(rig.core.state.worstUnrealised == .zero)
  }
}
