// Health of detectors: true values on the shipped past, and outcomes by hand.

import Glibc
import MarketData
import TestKit
import Testing

@testable import Edges

@Suite("Edge health")
struct EdgeHealthTests {
  /// Daily closes of the S&P 500 and the VIX, 2014 to 2018, as shipped.
  private func shipped() throws -> DailyHistory {
    func rows(_ name: String) throws -> [[Substring]] {
      let text = try ProjectPaths.text(of: ProjectPaths.inRoot("sample-data/daily/\(name).csv"))
      return text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    }
    let bars = try rows("SPX").map { row in
      DailyBar(
        date: try #require(CivilDate(String(row[0]))),
        bar: PriceBar(
          open: try #require(Double(row[1])), high: try #require(Double(row[2])),
          low: try #require(Double(row[3])), close: try #require(Double(row[4])), volume: 0))
    }
    let index = try rows("VIX").map {
      DailyValue(
        date: try #require(CivilDate(String($0[0]))), value: try #require(Double($0[1])))
    }
    return DailyHistory(symbol: "SPX", bars: bars, volatilityIndex: index, volatilityIndex3M: [])
  }

  /// True values: a plain script over the same two files, percentiles of strictly earlier days.
  @Test("the premium on the S&P 500, 2014 to 2018, day by day")
  func premium() throws {
    let health = edgeHealth(of: HealthHistory(try shipped()), own: [], rules: .standard)
    #expect(health.map(\.kind) == [.vrp])
    let vrp = try #require(health.first)
    #expect(vrp.signals == 349 && vrp.unit == .volatility && vrp.isWalked)
    let expected: [(Int, Double, Double)] = [
      (1, 0.66189111747851, 0.02358500545752082), (5, 0.6590257879656161, 0.013831509678611598),
      (10, 0.6246418338108882, 0.011783212478058651),
      (20, 0.6045845272206304, 0.01123542783496686),
    ]
    for (row, (horizon, rate, mean)) in zip(vrp.rows, expected) {
      #expect(row.horizon == horizon && row.count == 349)
      #expect(abs(try #require(row.hitRate) - rate) < 1e-12)
      #expect(abs(try #require(row.mean) - mean) < 1e-9, "\(horizon)")
    }
    #expect(abs(try #require(vrp.decay) - (0.6857142857142857 - 0.5229885057471264)) < 1e-12)
  }

  private func history(_ closes: [Double]) -> DailyHistory {
    DailyHistory(
      symbol: "X",
      bars: closes.enumerated().map { day, close in
        DailyBar(
          date: CivilDate(dayNumber: 17_000 + day),
          bar: PriceBar(open: close, high: close, low: close, close: close, volume: 0))
      }, volatilityIndex: [], volatilityIndex3M: [])
  }

  @Test("the run's own edges are judged by what they said, and not before their time")
  func own() throws {
    let closes = (0..<30).map { 100 * exp(0.01 * Double($0)) }
    let past = HealthHistory(history(closes))
    let date = CivilDate(dayNumber: 17_000)
    let health = edgeHealth(
      of: past,
      own: [
        PastSignal(kind: .ou, signal: .long, date: date),
        PastSignal(kind: .ou, signal: .short, date: date.adding(days: 1)),
        PastSignal(kind: .ou, signal: .long, date: date.adding(days: 28)),
        PastSignal(kind: .gamma, signal: .pin, date: date),
        PastSignal(kind: .event, signal: .shortVol, date: date.adding(days: 400)),
      ], rules: .standard)
    #expect(health.map(\.kind) == [.gamma, .ou], "an edge of no known session is not judged")
    let pair = try #require(health.last)
    #expect(pair.rows.map(\.count) == [3, 2, 2, 2] && pair.rows.map(\.hits) == [2, 1, 1, 1])
    #expect(abs(try #require(pair.rows[1].mean)) < 1e-12, "one up, one down")
    #expect(pair.decay == nil && !pair.isWalked)
    let pin = try #require(health.first)
    let move = exp(0.01) - 1
    #expect(abs(try #require(pin.rows[0].mean) - (0.01 - move)) < 1e-12)
  }

  @Test("skew, flat skew, slope and carry are walked on what was stored")
  func walked() throws {
    // Skew that falls back from its extremes on the next day.
    let count = 200
    let skew = (0..<count).map { (day: Int) -> Double? in
      let wave = 0.001 * Double(day % 7)
      return day > 100 && day % 10 == 0 ? 0.9 : 0.5 + wave
    }
    let slope = (0..<count).map { (day: Int) -> Double? in day == 150 ? -0.10 : 0.02 }
    let atm = [Double?](repeating: 0.2, count: count)
    let carry = (0..<count).map { (day: Int) -> Double? in
      let wave = 0.0001 * Double(day % 5)
      return day == 160 ? 0.3 : 0.05 + wave
    }
    let past = HealthHistory(
      history((0..<count).map { $0 % 2 == 0 ? 100 : 101 }),
      series: [
        HealthSeries(name: "nrr", values: skew), HealthSeries(name: "slope", values: slope),
        HealthSeries(name: "atm30", values: atm), HealthSeries(name: "carry", values: carry),
        HealthSeries(name: "rr25", values: [0.1]),
      ])
    let health = edgeHealth(of: past, own: [], rules: .standard)
    let found = try #require(health.first { $0.kind == .skew })
    let rich = (101..<count).filter { $0 % 10 == 0 }.count
    #expect(found.signals >= rich && found.unit == .skew)
    let term = try #require(health.first { $0.kind == .termStructure })
    #expect(term.signals == 1 && term.rows[0].hits == 1)
    #expect(abs(try #require(term.rows[0].mean) - 0.12) < 1e-12)
    let own = try #require(health.first { $0.kind == .carry })
    #expect(own.signals == 1 && own.unit == .volatility)
    let came = 252.0.squareRoot() * log(1.01)
    #expect(abs(try #require(own.rows[1].mean) - (0.2 - came)) < 1e-6)
  }

  @Test("a percentile never sees its own day or a later one")
  func strictlyPast() throws {
    let full = try shipped()
    var other = full
    for day in 1_000..<other.bars.count {
      other.bars[day].bar.close *= day % 2 == 0 ? 1.05 : 1
    }
    func early(_ history: DailyHistory) -> [Int] {
      walk(.vrp, HealthHistory(history), .standard).map(\.position).filter { $0 <= 1_000 }
    }
    #expect(early(full) == early(other) && early(full).count > 200)
    #expect(walk(.vrp, HealthHistory(full), .standard).count == 349)
  }
}
