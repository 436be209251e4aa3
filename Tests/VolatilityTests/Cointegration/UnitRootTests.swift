// Unit-root regressions against plain least squares, and the distributions behind their p-values.

import Glibc
import Numerics
import TestKit
import Testing
import Volatility

/// The series that ship with the tests, read once: the values beside them belong to these only.
let shippedSeries = try? ReferenceFile(
  "pricing/cointegration.json", in: ProjectPaths.inRoot("Tests/Fixtures/reference")
).document["series"]

/// The t-statistic of the level by plain least squares, one column after the other.
private func plainStatistic(
  _ x: [Double], lags: Int, from start: Int, trend: TrendTerms
) throws -> (statistic: Double, lastLag: Double, residual: Double, rows: Int) {
  let rows = Array(start..<(x.count - 1))
  let y = rows.map { x[$0 + 1] - x[$0] }
  var columns: [[Double]] = []
  for degree in 0..<trend.count {
    columns.append(rows.map { pow(Double($0 - start + 1), Double(degree)) })
  }
  columns.append(rows.map { x[$0] })
  for lag in 1..<max(lags + 1, 1) { columns.append(rows.map { x[$0 - lag + 1] - x[$0 - lag] }) }
  let beta = try #require(leastSquares(columns: columns, y: y))
  var residual = 0.0
  for row in rows.indices {
    var miss = y[row]
    for (column, weight) in zip(columns, beta) { miss -= weight * column[row] }
    residual += miss * miss
  }
  // The variance of a coefficient is that of its column, cleared of all the others.
  func error(_ index: Int) throws -> Double {
    var others = columns
    let own = others.remove(at: index)
    var rest = own
    if !others.isEmpty {
      let weights = try #require(leastSquares(columns: others, y: own))
      for row in rest.indices {
        for (column, weight) in zip(others, weights) { rest[row] -= weight * column[row] }
      }
    }
    let square = rest.reduce(0) { $0 + $1 * $1 }
    return (residual / Double(rows.count - columns.count) / square).squareRoot()
  }
  let last = columns.count - 1
  return (
    beta[trend.count] / (try error(trend.count)), beta[last] / (try error(last)), residual,
    rows.count
  )
}

@Suite("Unit roots")
struct UnitRootTests {
  @Test("agrees with plain least squares", arguments: TrendTerms.allCases, [0, 1, 5, 12])
  func slowTwin(_ trend: TrendTerms, _ lags: Int) throws {
    var generator = SeededGenerator(seed: UInt64(lags + 1))
    for slope in [1, 0.97, 0.5, -0.3] {
      let x = autoregression(slope, count: 160, from: &generator)
      let fast = try augmentedDickeyFuller(x, trend: trend, lags: .fixed(lags))
      let slow = try plainStatistic(x, lags: lags, from: lags, trend: trend)
      #expect(relativeError(fast.statistic, expected: slow.statistic) <= 1e-9)
      #expect(fast.observations == slow.rows && fast.lags == lags)
      #expect((fast.coefficient < 0) == (fast.statistic < 0))
    }
  }

  @Test("chooses the lags that plain least squares chooses", arguments: TrendTerms.allCases)
  func lagChoice(_ trend: TrendTerms) throws {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<6 {
      // An integrated autoregression of its changes, so that lags matter.
      var x = [0.0, 0.1, 0.3, 0.2]
      for _ in 0..<150 {
        let n = x.count
        let changes = (1...3).map { x[n - $0] - x[n - $0 - 1] }
        x.append(x[n - 1] + 0.3 * changes[0] - 0.4 * changes[2] + standardNormal(&generator))
      }
      let most = 9
      let all = try (0...most).map { try plainStatistic(x, lags: $0, from: most, trend: trend) }
      let n = Double(x.count - 1 - most)
      func best(_ penalty: Double) -> Int {
        let scores = all.enumerated().map {
          n * log($1.residual) + penalty * Double($0 + 1 + trend.count)
        }
        return scores.firstIndex(of: scores.min() ?? 0) ?? -1
      }
      let significant = (1...most).last { abs(all[$0].lastLag) >= 1.6448536269514722 } ?? 0
      let rules: [(LagSelection, Int)] = [
        (.akaike(most: most), best(2)), (.bayesian(most: most), best(log(n))),
        (.lastSignificant(most: most), significant),
      ]
      for (rule, expected) in rules {
        let outcome = try augmentedDickeyFuller(x, trend: trend, lags: rule)
        #expect(outcome.lags == expected, "\(rule)")
        let slow = try plainStatistic(x, lags: expected, from: expected, trend: trend)
        #expect(relativeError(outcome.statistic, expected: slow.statistic) <= 1e-9)
      }
    }
  }

  /// Series of the golden file, terms, lags and statistic by statsmodels 0.15.0
  /// `adfuller(y, regression=..., autolag="t-stat")`.
  static let lastLag: [(String, TrendTerms, Int, Double)] = [
    ("1", .none, 10, -0.9379059553114787), ("1", .constant, 10, -2.341446209904243),
    ("1", .linear, 10, -1.8414821807917847), ("1", .quadratic, 0, -4.908246542439402),
    ("3", .none, 18, 1.4407925211909771), ("3", .constant, 18, -1.2558358934041474),
    ("3", .linear, 18, -1.9368329847004304), ("3", .quadratic, 18, -2.7758232332537447),
    ("4", .none, 18, -0.026009123317745936), ("4", .constant, 18, -1.9645387018030929),
    ("4", .linear, 18, -1.9483046274995244), ("4", .quadratic, 18, -0.8308736200429636),
    ("5", .none, 0, -0.7471360760425225), ("5", .constant, 0, -1.9084959464562752),
    ("5", .linear, 0, -2.1482996593166903), ("5", .quadratic, 0, -2.247975071917951),
  ]

  @Test("stops at the last significant lag", arguments: lastLag)
  func lastSignificant(
    _ series: String, _ trend: TrendTerms, _ lags: Int, _ statistic: Double
  ) throws {
    let values = try #require(shippedSeries?[series]).doubles("y")
    let outcome = try augmentedDickeyFuller(values, trend: trend, lags: .lastSignificant(most: nil))
    #expect(outcome.lags == lags)
    #expect(relativeError(outcome.statistic, expected: statistic) <= 1e-8)
  }

  @Test("does not feel a level or a trend that the terms take out")
  func shift() throws {
    var generator = SeededGenerator(seed: 12)
    let x = autoregression(0.95, count: 400, from: &generator)
    let rule = LagSelection.fixed(3)
    for (trend, degree) in [(TrendTerms.constant, 0), (.linear, 1), (.quadratic, 2)] {
      let near = try augmentedDickeyFuller(x, trend: trend, lags: rule)
      let moved = x.enumerated().map { $1 + 1e5 * pow(0.01 * Double($0), Double(degree)) }
      let far = try augmentedDickeyFuller(moved, trend: trend, lags: rule)
      // The data round to 1e-11 (and to 1e-10 at the end of the parabola).
      #expect(relativeError(far.statistic, expected: near.statistic) <= 1e-8, "\(trend)")
    }
  }

  @Test("rejects a unit root as often as it says")
  func size() throws {
    var generator = SeededGenerator(seed: 5)
    var (rejected, found) = (0, 0)
    for _ in 0..<400 {
      let walk = autoregression(1, count: 200, from: &generator)
      let reverting = autoregression(0.8, count: 200, from: &generator)
      let rule = LagSelection.fixed(1)
      if try augmentedDickeyFuller(walk, trend: .constant, lags: rule).pValue < 0.05 {
        rejected += 1
      }
      if try augmentedDickeyFuller(reverting, trend: .constant, lags: rule).pValue < 0.05 {
        found += 1
      }
    }
    // Twenty expected, with a deviation of 4.4.
    #expect(rejected >= 7 && rejected <= 34, "\(rejected)")
    #expect(found > 390)
  }

  @Test("p-values rise with the statistic, across the switch of surfaces")
  func distribution() {
    for trend in TrendTerms.allCases {
      for series in 1...6 {
        var last = -1.0
        for index in -300...60 {
          let value = mackinnonPValue(0.1 * Double(index), series: series, trend: trend)
          guard let value else {
            Issue.record("no p-value for \(series) series")
            return
          }
          // Both surfaces are fits of their own: where they meet, and at the far right, they may
          // fall back by a thousandth.
          #expect(value >= last - 2e-3 && value >= 0 && value <= 1, "\(trend) \(series) \(index)")
          last = value
        }
        #expect(last > 0.99)
      }
      #expect(mackinnonPValue(-3, series: 7, trend: trend) == nil)
      #expect(mackinnonPValue(-3, series: 0, trend: trend) == nil)
      #expect(mackinnonPValue(.nan, series: 1, trend: trend) == nil)
    }
  }

  @Test("critical values have the p-values of their levels")
  func consistent() throws {
    for trend in TrendTerms.allCases {
      for series in 1...(trend == .none ? 1 : 6) {
        let critical = try #require(
          mackinnonCriticalValues(series: series, trend: trend, observations: 1_000_000))
        let levels = [
          (critical.onePercent, 0.01), (critical.fivePercent, 0.05), (critical.tenPercent, 0.1),
        ]
        for (value, level) in levels {
          let p = try #require(mackinnonPValue(value, series: series, trend: trend))
          // Tables of 1994 and 2010, fitted apart.
          #expect(relativeError(p, expected: level) <= 0.06, "\(trend) \(series) \(level) \(p)")
        }
      }
    }
    #expect(mackinnonCriticalValues(series: 2, trend: .none, observations: 100) == nil)
    #expect(mackinnonCriticalValues(series: 13, trend: .constant, observations: 100) == nil)
    #expect(mackinnonCriticalValues(series: 12, trend: .constant, observations: 100) != nil)
    #expect(mackinnonCriticalValues(series: 1, trend: .constant, observations: 0) == nil)
  }

  @Test("series without a regression are refused")
  func badInput() throws {
    var generator = SeededGenerator(seed: 3)
    let good = autoregression(0.5, count: 60, from: &generator)
    var gap = good
    gap[7] = .infinity
    let straight = (0..<60).map { 3 + 0.5 * Double($0) }
    for bad in [gap, [Double](repeating: 2, count: 60), Array(good.prefix(5)), [], straight] {
      #expect(throws: ModelError.self) {
        _ = try augmentedDickeyFuller(bad, trend: .constant, lags: .akaike(most: nil))
      }
    }
    for lags in [LagSelection.fixed(-1), .fixed(29), .akaike(most: 29), .bayesian(most: -2)] {
      #expect(throws: ModelError.self) {
        _ = try augmentedDickeyFuller(good, trend: .constant, lags: lags)
      }
    }
    // The most lags there is room for.
    #expect(throws: Never.self) {
      _ = try augmentedDickeyFuller(good, trend: .constant, lags: .fixed(28))
    }
  }
}
