// The exit by regime: a kind that the regime refuses, after its dwell, and nothing else.

import Candidates
import Execution
import MarketData
import Portfolio
import Regimes
import Structures
import Testing

@testable import DeskEngine

@Suite("The exit by regime")
struct RegimeExitTests {
  /// The events of a minute with a bull put whose regimes are given.
  private func minute(
    then: RegimeState?, now: RegimeState, held: TimeSpan, dwell: TimeSpan? = .minutes(30),
    strikes: (Int, Int) = (2_400, 2_450)
  ) -> [Event] {
    let fixture = BookFixture()
    let time = NewYorkTime.instant(BookFixture.today, 10, 0)
    let chain = fixture.chain(at: time)
    func mid(_ strike: Int) -> Int64 {
      let quote = chain.index(of: fixture.contract(.put, strike)).flatMap { chain.quotes[$0] }
      return quote.map { ($0.bid.units + $0.ask.units) / 2 } ?? 0
    }
    var state = fixture.book(
      .bullPut,
      [
        (.put, strikes.0, ratio: 1, price: mid(strikes.0)),
        (.put, strikes.1, ratio: -1, price: mid(strikes.1) + 20_000),
      ], quantity: 1)
    state.positions[0].regime = then
    state.regime.state = now
    state.regime.since = time - held
    var settings = DeskSettings()
    settings.exits.regimeDwell = dwell
    settings.exits.creditTarget = 5
    settings.exits.stopMultiple = nil
    settings.exits.creditDays = 0
    var core = DeskCore(settings: settings, state: state)
    let batch = fixture.batch(
      BookFixture.today, hour: 10, minute: 0, isStart: true, chain: chain)
    core.observe(batch)
    return core.decide(.market(batch)).events
  }

  private func exits(_ events: [Event]) -> [CloseReason] {
    events.compactMap { event in
      if case .orderChanged(let change) = event.body { return OrderNote(change.reason).close }
      return nil
    }
  }

  @Test("a bull put of a rising trend leaves a falling one, and says both")
  func leaves() {
    let events = minute(then: .trendUp, now: .trendDown, held: .minutes(31))
    #expect(exits(events) == [.regime])
    let notes = events.compactMap { event -> String? in
      if case .noted(let note) = event.body, note.ref == "P1" { return note.text }
      return nil
    }
    #expect(
      notes == ["closed by regime: opened in TREND_UP, now TREND_DOWN: sell calls, no bull puts"])
  }

  @Test(
    "not before the dwell, not when off, not when the regime is the same or only favours others")
  func stays() {
    #expect(exits(minute(then: .trendUp, now: .trendDown, held: .minutes(29))).isEmpty)
    #expect(exits(minute(then: .trendUp, now: .trendDown, held: .minutes(31), dwell: nil)).isEmpty)
    #expect(exits(minute(then: .trendDown, now: .trendDown, held: .minutes(31))).isEmpty)
    #expect(exits(minute(then: nil, now: .trendDown, held: .minutes(31))).isEmpty)
    #expect(exits(minute(then: .trendUp, now: .lowVolGrind, held: .minutes(31))).isEmpty)
  }

  @Test("a panic lets wide shorts be and closes near ones")
  func panic() {
    #expect(exits(minute(then: .trendUp, now: .highVolPanic, held: .minutes(31))).isEmpty)
    let near = minute(
      then: .trendUp, now: .highVolPanic, held: .minutes(31), strikes: (2_600, 2_650))
    #expect(exits(near) == [.regime])
  }

  @Test("what a regime objects to")
  func objections() {
    for regime in RegimeState.allCases {
      let guidance = RegimeGuidance(for: regime)
      for kind in StructureKind.allCases {
        let isRefused = guidance.refused.contains(kind)
        #expect((guidance.objection(to: kind, shortDelta: nil) != nil) == isRefused)
        let wide = guidance.objection(to: kind, shortDelta: 0.20)
        #expect((wide != nil) == isRefused)
      }
    }
    let panic = RegimeGuidance(for: .highVolPanic)
    #expect(panic.objection(to: .ironButterfly, shortDelta: 0.5) == panic.summary)
    #expect(panic.objection(to: .calendar, shortDelta: 0.5) == nil)
  }
}
