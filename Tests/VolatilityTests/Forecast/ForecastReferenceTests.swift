// The heterogeneous autoregression and the scores of forecasts against a peer's values.

import Glibc
import Numerics
import TestKit
import Testing
import Volatility

@Suite("Forecast Reference")
struct ForecastReferenceTests {
  /// The file's tolerance, 1e-7 relative.
  @Test("HAR in levels and logarithms, one and five steps ahead")
  func heterogeneousAutoregression() throws {
    let file = try ReferenceFile("stats/har.json").document
    let raw = try file.doubles("rv")
    let expected = try #require(file["expected"])
    #expect(expected.keys.count >= 4)
    var checked = 0
    for key in expected.keys {
      let row = try #require(expected[key])
      let form: HARForm = key.hasSuffix("_log") ? .logarithms : .levels
      let horizon = try #require(Int(key.dropFirst().prefix { $0.isNumber }))
      // Levels are stated in the unit rv * 1e4, logarithms in rv itself.
      if form == .levels { #expect(try row.string("units") == "rv*1e4") }
      let series = form == .levels ? raw.map { $0 * 1e4 } : raw
      let fit = try HARRegression(variances: series, horizon: horizon, form: form, lags: 5)
      let lists = [
        "params_const_d_w_m": fit.coefficients, "se_ols": fit.standardErrors,
        "se_newey_west_lag5_no_correction": fit.neweyWestErrors, "r2": [fit.rSquared],
        "nobs": [Double(fit.rows)], "first_row": [Double(fit.firstRow)],
        "residual_variance_ddof_k": [fit.residualVariance],
      ]
      for name in row.keys where name != "units" {
        let values = try #require(lists[name], "\(name) is not compared")
        let truth = try row[name]?.doubles ?? [row.double(name)]
        #expect(values.count == truth.count)
        for (value, exact) in zip(values, truth) {
          #expect(
            relativeError(value, expected: exact) <= 1e-7, "\(key) \(name): \(value) \(exact)")
          checked += 1
        }
      }
    }
    #expect(checked >= 40)
  }

  /// The file's tolerance, 1e-9.
  @Test("scores of two forecasts and the test between them")
  func scores() throws {
    let file = try ReferenceFile("stats/forecast_scores.json").document
    let actual = try file.doubles("actual_vol")
    let (first, second) = (try file.doubles("forecast_a"), try file.doubles("forecast_b"))
    let expected = try #require(file["expected"])
    let scores = try scoreForecast(first, actual: actual)
    let values = [
      "rmse": scores.rootMeanSquare, "mae": scores.meanAbsolute,
      "mape": scores.meanAbsolutePercentage, "r2": scores.rSquared, "qlike": scores.qlike,
      "qlike_b": try scoreForecast(second, actual: actual).qlike,
      "spearman": try #require(scores.rankCorrelation),
      "dm_stat": try dieboldMariano(first, second, actual: actual, horizon: 5),
    ]
    #expect(Set(values.keys) == Set(expected.keys))
    for key in expected.keys {
      let truth = try expected.double(key)
      let value = try #require(values[key])
      #expect(abs(value - truth) <= 1e-9 * max(1, abs(truth)), "\(key): \(value) \(truth)")
    }
  }
}
