// Settlement at the right print, and exits by target, stop and days.

import MarketData
import Portfolio
import Risk
import Structures
import Testing

@testable import DeskEngine

private func run(_ core: inout DeskCore, _ batch: MarketBatch) -> [Event] {
  core.observe(batch)
  let decision = core.decide(.market(batch))
  core.adopt(decision)
  return decision.events
}

private func settled(_ events: [Event]) -> [Settled] {
  events.compactMap { event in
    if case .settled(let e) = event.body { return e }
    return nil
  }
}

private func closed(_ events: [Event]) -> PositionClosed? {
  for event in events {
    if case .positionClosed(let e) = event.body { return e }
  }
  return nil
}

private func identityHolds(_ state: DeskState) -> Bool {
  let cost = state.positions.reduce(Money.zero) { $0 + $1.cost }
  return state.money.cash + cost == state.money.capital + state.money.realised
}

@Suite("Settlement")
struct SettlementTests {
  /// Short 2700 put at 20.00, long 2600 put at 5.00, two packages: 15.00 received.
  private let legs: [(OptionRight, Int, ratio: Int, price: Int64)] = [
    (.put, 2_600, 1, 50_000), (.put, 2_700, -1, 200_000),
  ]

  @Test("an opening settlement takes the open, though the chain lists the contract no more")
  func opening() throws {
    let fixture = BookFixture(days: 0, isOpening: true)
    var core = DeskCore(
      settings: DeskSettings(), state: fixture.book(.bullPut, legs, quantity: 2))
    let bar = PriceBar(open: 2_650, high: 2_710, low: 2_640, close: 2_701, volume: 1)
    let events = run(
      &core, fixture.batch(BookFixture.today, hour: 9, minute: 30, isStart: true, bar: bar))
    let prints = settled(events)
    #expect(prints.map(\.price) == [2_650, 2_650])
    // 50 points a unit owed on the short put, nothing on the long one.
    #expect(prints.map(\.cash) == [.zero, Money(wholeDollars: -10_000)])
    let end = try #require(closed(events))
    #expect(end.reason == .settled)
    #expect(end.realised == Money(wholeDollars: 3_000 - 10_000))
    #expect(core.state.money.realised == end.realised && identityHolds(core.state))
    #expect(core.state.positions.isEmpty)
  }

  @Test("a closing settlement waits for the close and takes it")
  func closing() throws {
    let fixture = BookFixture(days: 0)
    var core = DeskCore(
      settings: DeskSettings(), state: fixture.book(.bullPut, legs, quantity: 1))
    let day = BookFixture.today
    #expect(
      settled(run(&core, fixture.batch(day, hour: 9, minute: 30, isStart: true))).isEmpty)
    let bar = PriceBar(open: 2_700, high: 2_710, low: 2_580, close: 2_590, volume: 1)
    let events = run(&core, fixture.batch(day, hour: 16, minute: 0, isStart: false, bar: bar))
    #expect(settled(events).map(\.price) == [2_590, 2_590])
    let end = try #require(closed(events))
    // 15.00 received, 100 points of spread paid: the most that can be lost.
    #expect(end.realised == Money(wholeDollars: 1_500 - 10_000))
    #expect(identityHolds(core.state))
  }

  @Test("a settlement that was missed takes the close of its own session")
  func missed() throws {
    let fixture = BookFixture(days: -3)
    var state = fixture.book(.bullPut, legs, quantity: 1)
    state.apply(
      Event(
        seq: 20, time: fixture.expiration,
        body: .dayRolled(
          DayRolled(
            date: fixture.expiry, next: nil,
            market: [
              NumberGroup(
                name: "SPX", numbers: [NamedNumber("open", 2_800), NamedNumber("close", 2_680)])
            ]))))
    var core = DeskCore(settings: DeskSettings(), state: state)
    let events = run(
      &core, fixture.batch(BookFixture.today, hour: 9, minute: 30, isStart: true))
    #expect(settled(events).map(\.price) == [2_680, 2_680])
    #expect(closed(events)?.realised == Money(wholeDollars: 1_500 - 2_000))
  }
}

@Suite("Exits")
struct ExitTests {
  /// The reason of the exit order that a book's position gets at a volatility and a price.
  private func exit(
    _ structure: StructureKind, _ legs: [(OptionRight, Int, ratio: Int, price: Int64)],
    _ fixture: BookFixture, daysAgo: Int = 20
  ) -> String? {
    var core = DeskCore(
      settings: DeskSettings(),
      state: fixture.book(structure, legs, quantity: 1, daysAgo: daysAgo))
    let now = NewYorkTime.instant(BookFixture.today, 9, 30)
    let events = run(
      &core,
      fixture.batch(
        BookFixture.today, hour: 9, minute: 30, isStart: true, chain: fixture.chain(at: now)))
    for event in events {
      if case .orderChanged(let e) = event.body, let reason = OrderNote(e.reason).close {
        return "exit \(reason.rawValue)"
      }
    }
    return nil
  }

  /// A 2600/2700 put spread is worth about 31 points at 20 % and 32 days.
  private func creditSpread(_ credit: Int64)
    -> [(OptionRight, Int, ratio: Int, price: Int64)]
  {
    [(.put, 2_600, 1, 100_000), (.put, 2_700, -1, 100_000 + credit)]
  }

  @Test("a credit is taken at half, stopped at twice, and otherwise held")
  func credit() {
    let fixture = BookFixture()
    #expect(exit(.bullPut, creditSpread(800_000), fixture) == "exit TARGET")
    #expect(exit(.bullPut, creditSpread(350_000), fixture) == nil)
    #expect(exit(.bullPut, creditSpread(80_000), fixture) == "exit STOP")
  }

  @Test("a credit that was opened further out is closed at 21 days")
  func days() {
    #expect(exit(.bullPut, creditSpread(350_000), BookFixture(days: 21)) == "exit DTE")
    #expect(exit(.bullPut, creditSpread(350_000), BookFixture(days: 22)) == nil)
    // Opened two days ago with 23 days: it was never meant to be further out.
    #expect(exit(.bullPut, creditSpread(350_000), BookFixture(days: 21), daysAgo: 2) == nil)
  }

  @Test("a debit is taken at 70 % of what it can make and has no stop")
  func debit() {
    func spread(_ cost: Int64) -> [(OptionRight, Int, ratio: Int, price: Int64)] {
      [(.put, 2_800, 1, 100_000 + cost), (.put, 2_700, -1, 100_000)]
    }
    // Worth about 66 points of 100: bought for 40 that is 26 of 60, bought for 2 it is 64 of 98.
    #expect(exit(.putDebit, spread(400_000), BookFixture()) == nil)
    #expect(exit(.putDebit, spread(950_000), BookFixture()) == nil)
    #expect(exit(.putDebit, spread(400_000), BookFixture(spot: 2_600)) == "exit TARGET")
    #expect(exit(.putDebit, spread(400_000), BookFixture(days: 7)) == "exit DTE")
  }

  @Test("a stopped symbol rests ten sessions")
  func rest() {
    var state = DeskState()
    state.session.date = BookFixture.today
    state.stops = [DayStop(underlying: "SPX", date: BookFixture.today.adding(days: -13))]
    let market = MarketState(quoteRules: .standard)
    func held(_ symbol: String) -> [String] {
      Decider(
        settings: DeskSettings(), market: market, state: state, figures: DeskFigures(),
        now: NewYorkTime.instant(BookFixture.today, 10, 0)
      ).rules(of: symbol).map(\.limit)
    }
    #expect(held("SPX") == ["cooldown"], "nine sessions have passed")
    state.stops = [DayStop(underlying: "SPX", date: BookFixture.today.adding(days: -14))]
    #expect(held("SPX").isEmpty, "ten sessions have passed")
    #expect(held("TLT").isEmpty)
  }
}
