// The past that a simulation brings along: there, whole, the same on every start, and like what the
// detectors go on to measure.

@testable import Feeds
import Glibc
import MarketData
import Numerics
import Testing

@Suite("Measured history")
struct MeasuredHistoryTests {
  private func firstStart(_ tape: inout SimulatorTape) throws -> SessionStart {
    let batch = try tape.next()
    return try #require(batch?.start)
  }

  @Test("every symbol has every series, of one length, finite and not constant")
  func complete() throws {
    var tape = try SimulatorTape(seed: 7)
    for history in try firstStart(&tape).histories {
      #expect(history.metrics.map(\.name) == MeasuredHistory.names)
      for series in history.metrics {
        #expect(series.values.count == MeasuredHistory.sessions, "\(history.symbol) \(series.name)")
        #expect(series.values.allSatisfy { $0.isFinite })
        #expect(Set(series.values).count > 200, "\(history.symbol) \(series.name)")
      }
    }
  }

  @Test("the numbers are those of a market: puts over calls, ratios near one")
  func plausible() throws {
    var tape = try SimulatorTape(seed: 7)
    for history in try firstStart(&tape).histories {
      func median(_ name: String) throws -> Double {
        let series = try #require(history.metrics.first { $0.name == name })
        return series.values.sorted()[series.values.count / 2]
      }
      let medians = try MeasuredHistory.names.map(median)
      #expect((0.8...2).contains(medians[0]), "\(history.symbol) \(medians)")
      #expect(medians[1] > 0 && medians[2] > 0, "\(history.symbol) \(medians)")
      #expect(medians[3] != 0 && abs(medians[3]) < 1, "\(history.symbol) \(medians)")
      #expect((-0.05...0.15).contains(medians[4]), "\(history.symbol) \(medians)")
      #expect((0.07...0.5).contains(medians[5]), "\(history.symbol) \(medians)")
    }
  }

  @Test("a resumed simulation brings the same past as an unbroken one")
  func resumed() throws {
    var whole = try SimulatorTape(seed: 5)
    let first = try firstStart(&whole).histories.map(\.metrics)
    var end: SessionEnd?
    while end == nil, let batch = try whole.next() { end = batch.end }
    let finished = try #require(end)
    let date = try #require(finished.next)
    let second = try firstStart(&whole).histories.map(\.metrics)
    var resumed = try SimulatorTape(
      seed: 5,
      opening: SimulatorOpening(
        date: date, numbers: finished.simulator,
        pastBars: [(SimulatorTape.firstSession, finished.bars)]))
    #expect(second == first)
    let again = try firstStart(&resumed).histories.map(\.metrics)
    #expect(again == first)
    var other = try SimulatorTape(seed: 6)
    let others = try firstStart(&other).histories.map(\.metrics)
    #expect(others != first)
  }

  @Test("a slice's 25-delta strikes have that delta, and its smile slopes down")
  func deltas() throws {
    let point = SurfacePoint(
      time: NewYorkTime.instant(SimulatorTape.firstSession, 16, 0), minute: 390, spot: 5_000,
      level: 0.15, skewScale: 1, curveScale: 1, slope90: 0.05, spreadMultiplier: 1,
      eventVariance: 0, elapsed: 1, activity: 0)
    let term = TermModel(level: point.level, slope90: point.slope90)
    let slice = SurfaceSlice(
      point: point, term: term, economics: SimulatedUnderlying.spx.economics(seed: 1),
      years: 30.0 / 365, weight: 21, scale: 1, floor: 0)
    let root = slice.deviation(atQuantile: -0.5)
    // The strike whose d1 is the quantile, from the root itself: k = s^2 / 2 - d1 s.
    let k = 0.5 * root * root + 0.5 * root
    #expect(abs(slice.totalVariance(k).squareRoot() - root) < 1e-9)
    #expect(slice.deviation(atQuantile: 0.67) > slice.deviation(atQuantile: -0.67))
  }

  @Test("event time summed once is that of the clock, day by day")
  func eventTime() {
    let first = CivilDate(dayNumber: 19_700)
    let clock = EventTime(from: first, through: first.adding(days: 400))
    for start in stride(from: 0, to: 300, by: 7) {
      for ahead in [1, 5, 30, 90] {
        let (a, b) = (first.adding(days: start), first.adding(days: start + ahead))
        for atOpen in [false, true] where !atOpen || TradingCalendar.isTradingDay(b) {
          let whole = EventClock.weight(after: a, to: b, atOpen: atOpen)
          #expect(abs(clock.weight(after: a, to: b, atOpen: atOpen) - whole) < 1e-9)
        }
      }
    }
  }
}
