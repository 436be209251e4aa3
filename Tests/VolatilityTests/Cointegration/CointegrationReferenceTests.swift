// Engle-Granger and augmented Dickey-Fuller tests against statsmodels.
//
// Every case and every field of the file is used.

import Numerics
import TestKit
import Testing
import Volatility

@Suite("Cointegration Reference")
struct CointegrationReferenceTests {
  private static let name = "pricing/cointegration.json"

  @Test("Engle-Granger: statistic, p-value and critical values")
  func cointegration() throws {
    let file = try ReferenceFile(Self.name)
    for row in try file.cases("coint_cases") {
      let label = "coint case \(try row.int("id"))"
      let (y, x) = try series(row, of: file)
      let trend = try #require(TrendTerms(rawValue: try row.string("trend")))
      let outcome = try engleGranger(y, against: x, trend: trend, lags: try rule(row))
      try checkStatistic(outcome.statistic, row, label)
      let probability = try #require(outcome.pValue, "\(label)")
      #expect(abs(probability - (try row.double("pvalue"))) <= 1e-6, "\(label) \(probability)")
      let expected = try row.array("crit_1_5_10").map { $0.double }
      guard let critical = outcome.criticalValues else {
        #expect(trend == .none && expected.allSatisfy { $0?.isNaN ?? true }, "\(label)")
        continue
      }
      for (value, truth) in zip(ladder(critical), expected) {
        #expect(abs(value - (try #require(truth))) <= 1e-3, "\(label) critical \(value)")
      }
    }
  }

  @Test("augmented Dickey-Fuller: statistic, lags, p-value and critical values")
  func unitRoot() throws {
    let file = try ReferenceFile(Self.name)
    for row in try file.cases("adf_cases") {
      let label = "adf case \(try row.int("id"))"
      let (y, x) = try series(row, of: file)
      let values = try row.string("which") == "y" ? y : try #require(x.first)
      let trend = try #require(TrendTerms(rawValue: try row.string("regression")))
      let outcome = try augmentedDickeyFuller(values, trend: trend, lags: try rule(row))
      try checkStatistic(outcome.statistic, row, label)
      #expect(abs(outcome.pValue - (try row.double("pvalue"))) <= 1e-6, "\(label)")
      #expect(outcome.lags == (try row.int("usedlag")), "\(label) lags \(outcome.lags)")
      #expect(outcome.observations == (try row.int("nobs")), "\(label) \(outcome.observations)")
      let expected = try #require(row["crit"])
      for (value, level) in zip(ladder(outcome.criticalValues), ["1%", "5%", "10%"]) {
        #expect(abs(value - (try expected.double(level))) <= 1e-3, "\(label) \(level) \(value)")
      }
    }
  }

  private func ladder(_ values: CriticalValues) -> [Double] {
    [values.onePercent, values.fivePercent, values.tenPercent]
  }

  private func checkStatistic(_ value: Double, _ row: JSONValue, _ label: String) throws {
    let truth = try row.double("tstat")
    #expect(relativeError(value, expected: truth) <= 1e-8, "\(label) \(value) not \(truth)")
  }

  /// The series of a case; x in one column a variable.
  private func series(
    _ row: JSONValue, of file: ReferenceFile
  ) throws -> (y: [Double], x: [[Double]]) {
    let key = "\(try row.int("series"))"
    let entry = try #require(file.document["series"]?[key], "series \(key)")
    if let column = entry["x"]?.doubles { return (try entry.doubles("y"), [column]) }
    let rows = try entry.array("x").map { try #require($0.doubles) }
    let width = try #require(rows.first).count
    let columns = (0..<width).map { index in rows.map { $0[index] } }
    return (try entry.doubles("y"), columns)
  }

  /// The lag rule of a case: without criterion the lags are as given.
  private func rule(_ row: JSONValue) throws -> LagSelection {
    let most = row["maxlag"]?.int
    guard let criterion = row["autolag"]?.string else { return .fixed(try #require(most)) }
    switch criterion.lowercased() {
    case "aic": return .akaike(most: most)
    case "bic": return .bayesian(most: most)
    default:
      try #require(criterion.lowercased() == "t-stat", "unknown criterion \(criterion)")
      return .lastSignificant(most: most)
    }
  }
}
