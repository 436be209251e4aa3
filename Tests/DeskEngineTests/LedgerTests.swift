// What must hold after every single event, on the stress day and over simulated days.

import Execution
import Feeds
import MarketData
import TestKit
import Testing

@testable import DeskEngine

@Suite("Identities of the book")
struct LedgerTests {
  /// Faults of a book after an event.
  private func faults(_ state: DeskState, _ event: Event) -> [String] {
    var found: [String] = []
    if case .ledgerPosted(let e) = event.body {
      let sum = e.entries.reduce(Money.zero) { $0 + $1.amount }
      if sum != .zero { found.append("posting \(e.posting) is off by \(sum)") }
      let cost = state.positions.reduce(Money.zero) { $0 + $1.cost }
      if state.money.cash + cost != state.money.capital + state.money.realised {
        found.append("the ledger does not add up after posting \(e.posting)")
      }
    }
    if case .equityMarked(let e) = event.body {
      let cost = state.positions.reduce(Money.zero) { $0 + $1.cost }
      if e.equity != e.cash + cost + e.unrealised { found.append("equity is not its parts") }
      if e.cash != state.money.cash { found.append("cash differs") }
      if e.drawdown < 0 { found.append("drawdown below zero") }
    }
    for position in state.positions where position.quantity <= 0 || position.maxLoss < .zero {
      found.append("P\(position.position) has quantity \(position.quantity)")
    }
    for order in state.orders where order.filled > order.quantity || order.state.isFinal {
      found.append("O\(order.order) is \(order.filled) of \(order.quantity)")
    }
    return found
  }

  private func check(_ rig: DeskRig) -> [String] {
    var state = DeskState()
    var found: [String] = []
    for event in rig.events {
      state.apply(event)
      found += faults(state, event)
    }
    if state != rig.core.state { found.append("the fold is not the book") }
    return found
  }

  @Test("the stress day")
  func stressDay() { #expect(check(StressDay.busy) == []) }

  @Test("ten simulated days: the fold is the book, every posting balances, no kill")
  func tenDays() throws {
    var tape = try SimulatorTape(seed: 11, universe: [.spx, .qqq])
    var rig = DeskRig(approval: .everySize)
    while rig.core.state.days.count < 10, let batch = try tape.next() { rig.take(batch) }
    #expect(check(rig) == [])
    #expect(!rig.core.state.trading.isKilled)
    #expect(rig.core.state.counters.positions >= 3)
    let written = try rig.events.map { try Event(line: $0.line()) }
    #expect(written == rig.events)
    // Unapproved orders never exist: each opening names an approval before it.
    var approved: [Int] = []
    for event in rig.events {
      if case .candidateApproved(let e) = event.body { approved.append(e.candidate) }
      if case .orderCreated(let e) = event.body, e.intent == .open {
        #expect(approved.contains(e.candidate ?? 0), "O\(e.order)")
      }
    }
  }

  @Test("a wild quote neither marks nor fills, and a second one is believed")
  func wildQuote() {
    let fixture = BookFixture()
    let now = NewYorkTime.instant(BookFixture.today, 9, 30)
    let chain = fixture.chain(at: now)
    var market = MarketState(quoteRules: .standard)
    market.observe(
      fixture.batch(BookFixture.today, hour: 9, minute: 30, isStart: true, chain: chain))
    let option = 30
    let good = market.underlyings[0].lastGood[option]
    func send(minute: Int, times factor: Int64) {
      guard let quote = good else { return }
      let time = NewYorkTime.instant(BookFixture.today, 9, minute)
      let wild = Quote(
        bid: Money(units: quote.bid.units * factor), ask: Money(units: quote.ask.units * factor),
        bidSize: 1, askSize: 1, volume: 0, time: time)
      market.observe(
        MarketBatch(
          time: time,
          chains: [ChainUpdate(underlying: "SPX", indices: [Int32(option)], quotes: [wild])]))
    }
    func quality() -> QuoteQuality? {
      market.underlyings[0].quality(of: option, rules: .standard, at: market.time)
    }
    #expect(quality() == .good)
    send(minute: 31, times: 100)
    #expect(quality() == .invalid)
    #expect(market.underlyings[0].lastGood[option] == good)
    send(minute: 32, times: 1)
    #expect(quality() == .good)
    send(minute: 33, times: 3)
    #expect(quality() == .invalid)
    send(minute: 34, times: 3)
    #expect(quality() == .good, "twice is no accident")
  }
}
