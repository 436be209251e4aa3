// Hysteresis: what may change the held regime, and when.

import MarketData
import Regimes
import Testing

@Suite("Regime tracker")
struct RegimeTrackerTests {
  private let start = CivilDate(dayNumber: 17_500)

  private func reading(
    _ state: RegimeState, lead: Double = 40, v: Double = 15, p: Double = 40, slope: Double? = 0.05
  ) -> RegimeReading {
    var confidences = [Double](repeating: 12, count: 5)
    confidences[state.index] = 12 + lead
    return RegimeReading(
      state: state, confidence: 12 + lead, confidences: confidences, coverage: 1,
      features: [NamedNumber("V", v), NamedNumber("P", p), NamedNumber("SL", slope)], reasons: [],
      isInsufficient: false)
  }

  private func fold(_ tracker: inout RegimeTracker, _ readings: [RegimeReading])
    -> [RegimeTransition?]
  {
    readings.map { reading in
      let date = (tracker.lastClose ?? start).adding(days: 1)
      return tracker.close(reading, date: date)
    }
  }

  @Test("switches after three leading closes and five closes of dwell")
  func switchesSlowly() {
    var tracker = RegimeTracker()
    #expect(
      fold(&tracker, [reading(.trendUp)]) == [
        RegimeTransition(from: nil, to: .trendUp, isIntraday: false)
      ])
    let changes = fold(&tracker, [RegimeReading](repeating: reading(.chop), count: 6))
    // Three leads come first, the fifth close of dwell decides.
    #expect(changes.map { $0 != nil } == [false, false, false, false, true, false])
    #expect(tracker.held == .chop && tracker.dwell == 1)
    #expect(tracker.transitions(from: .trendUp, to: .chop) == 1)
  }

  @Test("needs a lead of ten points and three in a row")
  func needsALead() {
    var tracker = RegimeTracker()
    _ = fold(&tracker, [RegimeReading](repeating: reading(.trendUp), count: 8))
    _ = fold(&tracker, [RegimeReading](repeating: reading(.chop, lead: 9.9), count: 6))
    #expect(tracker.held == .trendUp)
    _ = fold(&tracker, [reading(.trendUp), reading(.chop), reading(.chop)])
    #expect(tracker.held == .trendUp && tracker.challengerCloses == 2 && tracker.raw == .chop)
    _ = fold(&tracker, [reading(.chop)])
    #expect(tracker.held == .chop)
  }

  @Test("enters panic at once and leaves it after three calm closes")
  func panic() {
    var tracker = RegimeTracker()
    _ = fold(&tracker, [reading(.lowVolGrind)])
    let day = start.adding(days: 2)
    let entered = tracker.refresh(reading(.highVolPanic, v: 30, p: 99, slope: -0.1), date: day)
    #expect(entered == RegimeTransition(from: .lowVolGrind, to: .highVolPanic, isIntraday: true))
    #expect(tracker.refresh(reading(.chop), date: day) == nil)
    #expect(tracker.held == .highVolPanic)
    _ = fold(&tracker, [reading(.chop), reading(.chop), reading(.chop, v: 26), reading(.chop)])
    #expect(tracker.held == .highVolPanic, "a close above 25 starts the count again")
    _ = fold(&tracker, [reading(.chop), reading(.highVolPanic, slope: nil)])
    #expect(tracker.held == .chop, "the third calm close ends it, with or without a curve")
  }

  @Test("shows a disagreement inside the day at 70 % of the daily confidence")
  func disagreement() {
    var tracker = RegimeTracker()
    _ = fold(&tracker, [reading(.trendUp)])
    #expect(tracker.refresh(reading(.chop), date: start.adding(days: 2)) == nil)
    let view = tracker.view(of: reading(.chop))
    #expect(view.state == .trendUp && abs(view.confidence - 0.7 * 52) < 1e-12)
    #expect(view.note?.contains("(daily: TREND_UP)") == true)
    #expect(tracker.view(of: reading(.trendUp)).note == nil)
  }

  @Test("folds a close once")
  func foldsOnce() {
    var tracker = RegimeTracker()
    _ = tracker.close(reading(.chop), date: start)
    let before = tracker
    #expect(tracker.close(reading(.trendUp), date: start) == nil)
    #expect(tracker == before)
  }

  @Test("mean dwell is of visits that have ended")
  func meanDwell() {
    var tracker = RegimeTracker()
    _ = fold(&tracker, [RegimeReading](repeating: reading(.trendUp), count: 10))
    #expect(tracker.meanDwell(.trendUp) == nil && tracker.dwell == 9)
    _ = fold(&tracker, [RegimeReading](repeating: reading(.chop), count: 3))
    // Ten closes of its own and three that led to the change.
    #expect(tracker.held == .chop && tracker.meanDwell(.trendUp) == 13)
    _ = fold(&tracker, [RegimeReading](repeating: reading(.chop), count: 6))
    _ = fold(&tracker, [RegimeReading](repeating: reading(.trendUp), count: 3))
    #expect(tracker.held == .trendUp && tracker.meanDwell(.chop) == 9)
    _ = fold(&tracker, [RegimeReading](repeating: reading(.trendUp), count: 20))
    #expect(tracker.meanDwell(.trendUp) == 13, "the visit that goes on does not count")
  }

  @Test("each condition alone keeps a panic going")
  func panicHolds() {
    let calm = reading(.trendDown, v: 24.9, p: 79.9, slope: 0.001)
    let hot = [
      reading(.trendDown, v: 25, p: 79, slope: 0.1), reading(.trendDown, v: 24, p: 80, slope: 0.1),
      reading(.trendDown, v: 24, p: 79, slope: 0),
    ]
    for last in hot {
      var tracker = RegimeTracker()
      _ = fold(&tracker, [reading(.highVolPanic), calm, calm, last, calm, calm])
      #expect(tracker.held == .highVolPanic && tracker.calmCloses == 2)
      _ = fold(&tracker, [calm])
      #expect(tracker.held == .trendDown)
      #expect(tracker.transitions(from: .highVolPanic, to: .trendDown) == 1)
    }
  }
}
