// The Treasury's curve of a date out of named series.

import Feeds
import MarketData
import Testing

@Suite("Treasury curve")
struct TreasuryCurveTests {
  private func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  private func series() throws -> [NamedSeries] {
    let monday = try date("2018-02-05")
    let tuesday = try date("2018-02-06")
    let rows: [(String, Double, Double?)] = [
      ("10_YR", 2.77, 2.79), ("1_MO", 1.40, 1.42), ("3_MO", 1.51, 1.49), ("2_YR", 2.08, nil),
      ("close", 2_648.94, 2_695.14),
    ]
    return rows.map { name, first, second in
      var values = [DailyValue(date: monday, value: first)]
      if let second { values.append(DailyValue(date: tuesday, value: second)) }
      return NamedSeries(symbol: "UST", metric: name, values: values)
    }
  }

  @Test("columns name maturities")
  func maturities() {
    #expect(treasuryMaturity("3_MO") == 0.25)
    #expect(treasuryMaturity("10 Yr") == 10)
    for name in ["close", "0_MO", "x_YR", "3_WK", "3"] { #expect(treasuryMaturity(name) == nil) }
  }

  @Test("the yields of a day come back, tenors in order, others left out")
  func published() throws {
    let found = try treasuryCurve(on: date("2018-02-05"), from: series())
    #expect(try found.quoted == date("2018-02-05"))
    #expect(found.curve.years.count == 4)
    #expect(abs(try #require(found.curve.parYield(0.25)) - 0.0151) < 1e-12)
    #expect(abs(try #require(found.curve.parYield(10)) - 0.0277) < 1e-12)
  }

  @Test("a tenor without a yield that day is left out, not taken from the day before")
  func missing() throws {
    let found = try treasuryCurve(on: date("2018-02-08"), from: series())
    #expect(try found.quoted == date("2018-02-06"))
    #expect(found.curve.years.count == 3)
    #expect(!found.curve.years.contains(2))
  }

  @Test("no day near enough, no series, and yields that cannot be are refused")
  func refused() throws {
    let late = try date("2018-03-20")
    let early = try date("2018-02-01")
    let all = try series()
    let error = try #require(throws: FeedError.self) { try treasuryCurve(on: late, from: all) }
    #expect(error.rule.contains("2018-02-06"))
    #expect(throws: FeedError.self) { try treasuryCurve(on: early, from: all) }
    #expect(throws: FeedError.self) { try treasuryCurve(on: early, from: []) }
    let wild = [
      NamedSeries(
        symbol: "UST", metric: "3_MO", values: [DailyValue(date: early, value: 5_599)])
    ]
    let other = try #require(throws: FeedError.self) { try treasuryCurve(on: early, from: wild) }
    #expect(other.rule.contains("55.99"))
  }
}
