// Condors settled in cash by hand: on an opening print, on a close, on half days and before holidays.

import MarketData
import Portfolio
import Structures
import TestKit
import Testing

@testable import DeskEngine

@Suite("Cash settlement by the calendar")
struct CashSettlementTests {
  /// Short the 2550 put and the 2750 call for 5.00 each, long the 2500 put and 2800 call for 2.00.
  private let legs: [(OptionRight, Int, ratio: Int, price: Int64)] = [
    (.put, 2_500, 1, 20_000), (.put, 2_550, -1, 50_000), (.call, 2_750, -1, 50_000),
    (.call, 2_800, 1, 20_000),
  ]

  private func fixture(_ code: String, isOpening: Bool) throws -> BookFixture {
    let date = try #require(CivilDate(code))
    return BookFixture(days: date.days(since: BookFixture.today), isOpening: isOpening)
  }

  /// A book whose legs expire by the terms of the root and not by a fixed hour.
  private func book(_ fixture: BookFixture) -> DeskState {
    var state = fixture.book(.ironCondor, legs, quantity: 3)
    let moment = ExpiryTerms(fixture.root).settlement(of: fixture.expiry)
    for leg in state.positions[0].legs.indices {
      state.positions[0].legs[leg].expiration = moment
    }
    return state
  }

  /// Plays two minutes of a session: its open at one price, a later one at another.
  private func play(
    _ fixture: BookFixture, on date: CivilDate, later: (hour: Int, minute: Int)
  ) -> (events: [Event], state: DeskState) {
    var core = DeskCore(settings: DeskSettings(), state: book(fixture))
    var events: [Event] = []
    for batch in [
      fixture.batch(
        date, hour: 9, minute: 30, isStart: true,
        bar: PriceBar(open: 2_530, high: 2_660, low: 2_525, close: 2_650, volume: 1)),
      fixture.batch(
        date, hour: later.hour, minute: later.minute, isStart: false,
        bar: PriceBar(open: 2_700, high: 2_780, low: 2_690, close: 2_770, volume: 1)),
    ] {
      core.observe(batch)
      let decision = core.decide(.market(batch))
      core.adopt(decision)
      events += decision.events
    }
    return (events, core.state)
  }

  @Test(
    "an opening settlement takes the open of the third Friday, or of the session before a holiday",
    arguments: [("2018-03-16", "2018-03-16"), ("2019-04-19", "2019-04-18")])
  func opening(code: String, session: String) throws {
    let date = try #require(CivilDate(session))
    let (events, state) = play(
      try fixture(code, isOpening: true), on: date, later: (hour: 9, minute: 31))
    let prints = Found.settled(events)
    #expect(prints.map(\.price) == [2_530, 2_530, 2_530, 2_530])
    // The short put owes twenty points, the rest lapses; three packages.
    #expect(prints.map(\.cash.dollars) == [0, -6_000, 0, 0])
    #expect(prints[0].source == "SPX opening price \(session)")
    let end = try #require(Found.closed(events).first)
    #expect(end.realised == Money(wholeDollars: 3 * 600 - 6_000))
    #expect(state.positions.isEmpty && bookFaults(state, events[events.count - 1]) == [])
  }

  @Test(
    "a closing settlement takes the close, at 13:00 on a half day",
    arguments: [
      ("2018-03-16", 16), ("2018-11-23", 13), ("2018-12-24", 13), ("2018-07-03", 13),
    ])
  func closing(code: String, hour: Int) throws {
    let fixture = try fixture(code, isOpening: false)
    let moment = ExpiryTerms(fixture.root).settlement(of: fixture.expiry)
    #expect(NewYorkTime.wall(moment).minuteOfDay == hour * 60, "\(code)")
    let early = play(fixture, on: fixture.expiry, later: (hour: hour - 1, minute: 59))
    #expect(Found.settled(early.events).isEmpty, "not a minute before")
    let (events, state) = play(fixture, on: fixture.expiry, later: (hour: hour, minute: 0))
    // The close is 2770: the short call owes twenty points.
    #expect(Found.settled(events).map(\.cash.dollars) == [0, 0, -6_000, 0])
    #expect(Found.settled(events).first?.source == "SPX closing price \(code)")
    #expect(try #require(Found.closed(events).first).realised == Money(wholeDollars: -4_200))
    #expect(state.positions.isEmpty)
  }
}
