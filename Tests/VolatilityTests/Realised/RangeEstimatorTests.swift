// Range estimators against 40-digit values, and the rolling kernel against the table estimator.

import Glibc
import MarketData
import Numerics
import TestKit
import Testing
import Volatility

private func bars(_ rows: [JSONValue]) throws -> [PriceBar] {
  try rows.map { row in
    let p = try #require(row.doubles)
    try #require(p.count == 4)
    return PriceBar(open: p[0], high: p[1], low: p[2], close: p[3], volume: 0)
  }
}

@Suite("Range volatility Reference")
struct RangeVolatilityReferenceTests {
  @Test("every estimator and every part of Yang-Zhang's, to 1e-12")
  func table() throws {
    for row in try ReferenceFile("pricing/range_vol.json").cases() {
      let table = try bars(try row.array("ohlc"))
      let expected = try #require(row["expected"])
      let label = "case \(try row.int("id"))"
      let parts = try yangZhangParts(table)
      var values: [String: Double] = [
        "yang_zhang_k": parts.weight, "overnight_var": parts.overnight,
        "open_close_var": parts.openToClose, "rs_var": parts.rogersSatchell,
      ]
      for estimator in RangeEstimator.allCases {
        values[estimator.rawValue] = try rangeVolatility(estimator, bars: table)
      }
      #expect(Set(expected.keys) == Set(values.keys))
      for key in expected.keys {
        let value = try #require(values[key])
        let truth = try expected.double(key)
        #expect(
          relativeError(value, expected: truth) <= 1e-12,
          "\(label) \(key): \(value) expected \(truth)")
      }
    }
  }
}

@Suite("Range volatility")
struct RangeVolatilityTests {
  private func walk(_ count: Int, seed: UInt64, jump: Double = 1) -> [PriceBar] {
    var generator = SeededGenerator(seed: seed)
    func normal() -> Double { normalQuantile(generator.double(in: 1e-12..<1)) }
    var close = 100.0
    return (0..<count).map { day in
      let size = day % 97 == 96 ? jump : 1
      let open = close * exp(0.003 * size * normal())
      close = open * exp(0.01 * size * normal())
      return PriceBar(
        open: open, high: max(open, close) * exp(abs(0.005 * normal())),
        low: min(open, close) * exp(-abs(0.005 * normal())), close: close, volume: 0)
    }
  }

  @Test("a rolling window is the direct sum of its sessions", arguments: [1.0, 30])
  func rolling(jump: Double) throws {
    let table = walk(1_003, seed: 5, jump: jump)
    for window in [2, 5, 20, 63] {
      let rolling = try rollingRangeVolatility(bars: table, window: window)
      #expect(rolling.closeToClose.count == table.count - window)
      for end in stride(from: window, to: table.count, by: 7) {
        let sessions = Array(table[(end - window + 1)...end])
        let withClose = Array(table[(end - window)...end])
        let direct: [(Double, Double)] = [
          (
            rolling.closeToClose[end - window], try rangeVolatility(.closeToClose, bars: withClose)
          ),
          (rolling.yangZhang[end - window], try rangeVolatility(.yangZhang, bars: withClose)),
          (rolling.parkinson[end - window], try rangeVolatility(.parkinson, bars: sessions)),
          (rolling.garmanKlass[end - window], try rangeVolatility(.garmanKlass, bars: sessions)),
          (
            rolling.rogersSatchell[end - window],
            try rangeVolatility(.rogersSatchell, bars: sessions)
          ),
        ]
        for (index, pair) in direct.enumerated() {
          // Two returns can have a mean far above their standard deviation.
          let bound = window == 2 ? 1e-9 : 1e-13
          #expect(
            relativeError(pair.0, expected: pair.1) < bound, "\(index) window \(window) at \(end)")
        }
      }
    }
  }

  @Test("agrees with the plain Yang-Zhang of a window")
  func sameYangZhang() throws {
    let table = walk(60, seed: 9)
    let plain = plainYangZhang(table)
    #expect(relativeError(try rangeVolatility(.yangZhang, bars: table), expected: plain) < 1e-12)
  }

  @Test("refuses what is no table of bars")
  func badInput() throws {
    let table = walk(30, seed: 2)
    #expect(throws: ModelError.tooFew(what: "bars", count: 2, least: 3)) {
      try rangeVolatility(.yangZhang, bars: Array(table.prefix(2)))
    }
    #expect(throws: ModelError.tooFew(what: "bars", count: 30, least: 31)) {
      try rollingRangeVolatility(bars: table, window: 30)
    }
    #expect(throws: ModelError.self) { try rollingRangeVolatility(bars: table, window: 1) }
    let faults: [(WritableKeyPath<PriceBar, Double>, Double, String)] = [
      (\.low, 0, "the low of bar 7"), (\.low, .nan, "the low of bar 7"),
      (\.high, .infinity, "the high of bar 7"), (\.high, 1, "the open of bar 7"),
      (\.open, -3, "the open of bar 7"), (\.close, 1e6, "the close of bar 7"),
      (\.close, .nan, "the close of bar 7"),
    ]
    for (path, value, name) in faults {
      var damaged = table
      damaged[7][keyPath: path] = value
      do {
        _ = try rollingRangeVolatility(bars: damaged, window: 5)
        Issue.record("\(name) of \(value) was accepted")
      } catch {
        #expect("\(error)".hasPrefix(name), "\(error)")
      }
    }
  }

  @Test("a market that never moves has volatility zero")
  func still() throws {
    let table = [PriceBar](
      repeating: PriceBar(open: 5, high: 5, low: 5, close: 5, volume: 0), count: 30)
    for estimator in RangeEstimator.allCases {
      #expect(try rangeVolatility(estimator, bars: table) == 0)
    }
    #expect(try rollingRangeVolatility(bars: table, window: 5).yangZhang.allSatisfy { $0 == 0 })
  }
}

/// Yang and Zhang's estimate written out: sample variances of overnight and session returns, and the
/// mean Rogers-Satchell term, of all bars but the first.
private func plainYangZhang(_ bars: [PriceBar]) -> Double {
  var (overnight, session): ([Double], [Double]) = ([], [])
  var rogersSatchell = 0.0
  for (last, bar) in zip(bars, bars.dropFirst()) {
    overnight.append(log(bar.open / last.close))
    session.append(log(bar.close / bar.open))
    rogersSatchell +=
      log(bar.high / bar.close) * log(bar.high / bar.open)
      + log(bar.low / bar.close) * log(bar.low / bar.open)
  }
  func variance(_ values: [Double]) -> Double {
    let centre = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)
  }
  let n = Double(session.count)
  let k = 0.34 / (1.34 + (n + 1) / (n - 1))
  let sum = variance(overnight) + k * variance(session) + (1 - k) * rogersSatchell / n
  return (252 * sum).squareRoot()
}
