// Days like another against a slow search, and that what followed is never told too early.

import Glibc
import MarketData
import Regimes
import Testing

@Suite("Similar days")
struct SimilarDaysTests {
  /// Mean and deviation of each feature over the past; nil where half of the days lack it.
  private func scales(_ asked: Int, _ days: [RegimeDay]) -> [(mean: Double, deviation: Double)?] {
    let rows = days[..<asked].map { $0.features.named.map(\.value) }
    return (rows.first ?? []).indices.map { column in
      let past = rows.compactMap { $0[column] }
      guard 2 * past.count >= asked else { return nil }
      let mean = past.reduce(0, +) / Double(past.count)
      let square = past.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(past.count - 1)
      return (mean, square.squareRoot())
    }
  }

  /// The cosine of two days in deviations over the past, the plain way.
  private func cosine(
    _ one: RegimeDay, _ other: RegimeDay, _ scales: [(mean: Double, deviation: Double)?]
  ) -> Double {
    var (product, left, right) = (0.0, 0.0, 0.0)
    for (column, pair) in zip(one.features.named, other.features.named).enumerated() {
      guard let a = pair.0.value, let b = pair.1.value, let scale = scales[column] else { continue }
      let (x, y) = ((a - scale.mean) / scale.deviation, (b - scale.mean) / scale.deviation)
      product += x * y
      left += x * x
      right += y * y
    }
    return product / (left * right).squareRoot()
  }

  @Test("finds the days of the largest cosine, a gap and a spacing apart")
  func nearest() throws {
    let days = SampleHistory.days
    let asked = try #require(SampleHistory.place("2018-02-05"))
    let memory = DayMemory(Array(days[..<asked]))
    let scales = scales(asked, days)
    let found = memory.nearest(to: days[asked].features, count: 10)
    #expect(found.count == 10)
    let places = try found.map { one in try #require(days.firstIndex { $0.date == one.date }) }
    for (one, place) in zip(found, places) {
      #expect(abs(one.likeness - cosine(days[place], days[asked], scales)) < 1e-12)
      #expect(asked - place >= 21 && abs(one.likeness) <= 1 + 1e-12)
      #expect(one.return20 == days[place + 20].close / days[place].close - 1)
      #expect(one.volatilityIndex == days[place].features.v)
      #expect(one.volatility20 != nil && one.change5 != nil && one.change20 != nil)
    }
    #expect(found.map(\.likeness) == found.map(\.likeness).sorted(by: >))
    for a in places { for b in places where a != b { #expect(abs(a - b) >= 5) } }
    // The best of all is found, and nothing better lies away from what was chosen.
    let best = (260..<(asked - 20)).max {
      cosine(days[$0], days[asked], scales) < cosine(days[$1], days[asked], scales)
    }
    #expect(best == places[0])
  }

  @Test("what followed a day is missing until it is over")
  func asOf() throws {
    let days = SampleHistory.days
    let asked = try #require(SampleHistory.place("2018-02-05"))
    let memory = DayMemory(Array(days[..<asked]))
    let close = memory.nearest(to: days[asked].features, count: 1_000, gap: 1, spacing: 1)
    for one in close {
      let place = try #require(days.firstIndex { $0.date == one.date })
      #expect((one.return5 == nil) == (place + 5 >= asked))
      #expect((one.change20 == nil) == (place + 20 >= asked))
    }
    #expect(close.contains { $0.date == days[asked - 1].date })
  }

  @Test("an axis that points the same way is likest, the opposite one least")
  func directions() {
    let days = (0..<80).map { index -> RegimeDay in
      var f = RegimeFeatures()
      (f.v, f.r20) = (15 + 5 * sin(Double(index)), 0.15 + 0.05 * cos(Double(index)))
      return RegimeDay(date: CivilDate(dayNumber: 17_000 + index), close: 100, features: f)
    }
    let found = DayMemory(days).nearest(
      to: days[40].features, count: 80, gap: 1, spacing: 1)
    #expect(found.first?.date == days[40].date && abs((found.first?.likeness ?? 0) - 1) < 1e-12)
    #expect((found.last?.likeness ?? 0) < -0.9)
    #expect(DayMemory(Array(days.prefix(59))).nearest(to: days[40].features, count: 5).isEmpty)
    #expect(DayMemory(days).nearest(to: RegimeFeatures(), count: 5).isEmpty)
  }
}
