// Forecast regressions, smoothers and scores on series with known answers, and refusals.

import Glibc
import Numerics
import TestKit
import Testing
import Volatility

@Suite("Variance forecasts")
struct ForecastTests {
  @Test("half-life and lambda are two names of one decay")
  func decay() throws {
    #expect(try ExponentialDecay.halfLife(1).weight() == 0.5)
    #expect(abs(try ExponentialDecay.halfLife(11.2).weight() - 0.94) < 1e-3)
    let returns = [0.01, -0.02, 0.005, 0.03]
    let first = try exponentialForecast(returns: returns, decay: .lambda(0.5))
    let second = try exponentialForecast(returns: returns, decay: .halfLife(1))
    #expect(first == second && first.method == .ewma)
    let volatility = try #require(exponentialVolatility(returns, lambda: 0.5))
    #expect(relativeError(first.volatility, expected: volatility) < 1e-15)
    for decay in [ExponentialDecay.lambda(1), .lambda(.nan), .halfLife(0), .halfLife(-3)] {
      #expect(throws: ModelError.self) { try exponentialForecast(returns: returns, decay: decay) }
    }
    #expect(throws: ModelError.self) {
      try exponentialForecast(returns: [0.1], decay: .riskMetrics)
    }
    #expect(throws: ModelError.self) { try exponentialForecast(returns: [0.1, .nan]) }
  }

  @Test("HAR finds the coefficients of its own process and forecasts from the last day")
  func ownProcess() throws {
    var generator = SeededGenerator(seed: 31)
    var series = [Double](repeating: 1, count: 22)
    for _ in 0..<20_000 {
      let n = series.count
      let week = series[(n - 5)...].reduce(0, +) / 5
      let month = series[(n - 22)...].reduce(0, +) / 22
      let noise = 0.2 * (generator.double(in: 0..<1) - 0.5)
      series.append(0.1 + 0.35 * series[n - 1] + 0.3 * week + 0.25 * month + noise)
    }
    let fit = try HARRegression(variances: series, horizon: 1, form: .levels, lags: 5)
    for (value, (truth, error)) in zip(
      fit.coefficients, zip([0.1, 0.35, 0.3, 0.25], fit.standardErrors))
    {
      #expect(abs(value - truth) < 3.5 * error, "\(value) \(truth) +- \(error)")
    }
    #expect(abs(fit.residualVariance - 0.04 / 12) < 1e-4)
    let n = series.count
    let b = fit.coefficients
    let direct =
      b[0] + b[1] * series[n - 1] + b[2] * series[(n - 5)...].reduce(0, +) / 5
      + b[3] * series[(n - 22)...].reduce(0, +) / 22
    #expect(relativeError(fit.forecast, expected: direct) < 1e-12)
    let logs = try HARRegression(variances: series, horizon: 5, form: .logarithms, lags: 0)
    #expect(logs.forecast > 0 && logs.rows == n - 21 - 5)
  }

  @Test("HAR refuses what is no series of variances")
  func badVariances() {
    var generator = SeededGenerator(seed: 2)
    let good = (0..<100).map { _ in generator.double(in: 0.5..<1.5) }
    func refusal(_ series: [Double], horizon: Int = 1, lags: Int = 2) -> String {
      do {
        _ = try HARRegression(
          variances: series, horizon: horizon, form: .logarithms, lags: lags)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(refusal(good) == "accepted")
    #expect(refusal(Array(good.prefix(29))).hasPrefix("there are 29 variances"))
    #expect(refusal(good + [.nan]).hasPrefix("variances[100] is nan"))
    #expect(refusal([0] + good).hasPrefix("variances[0] is 0"))
    #expect(refusal([Double](repeating: 1, count: 100)).hasPrefix("every value of variances"))
    #expect(refusal(good, horizon: 0).hasPrefix("the horizon is 0"))
    #expect(refusal(good, lags: -1).hasPrefix("the number of lags is -1"))
    let alternating = (0..<110).map { $0 % 110 < 109 ? 1.0 : 2 }
    #expect(refusal(alternating).contains("depend on each other"))
  }

  @Test("scores of a perfect and of a doubled forecast")
  func knownScores() throws {
    let actual = [0.1, 0.2, 0.15, 0.3, 0.3]
    let perfect = try scoreForecast(actual, actual: actual)
    #expect(perfect.rootMeanSquare == 0 && perfect.qlike == 0 && perfect.rSquared == 1)
    #expect(abs((perfect.rankCorrelation ?? 0) - 1) < 1e-15)
    let doubled = try scoreForecast(actual.map { 2 * $0 }, actual: actual)
    #expect(abs(doubled.qlike - (0.25 - log(0.25) - 1)) < 1e-14)
    #expect(abs(doubled.meanAbsolutePercentage - 1) < 1e-14)
    let flat = try scoreForecast([Double](repeating: 0.2, count: 5), actual: actual)
    #expect(flat.rankCorrelation == nil)
  }

  @Test("scores refuse lists that do not belong together")
  func badScores() {
    let actual = [0.1, 0.2, 0.15, 0.3]
    #expect(throws: ModelError.self) { try scoreForecast([0.1], actual: actual) }
    #expect(throws: ModelError.self) { try scoreForecast([0.1, 0.2, 0, 0.1], actual: actual) }
    #expect(throws: ModelError.self) { try scoreForecast(actual, actual: [0.1, 0.1, 0.1, 0.1]) }
    #expect(throws: ModelError.self) { try scoreForecast(actual, actual: [0.1, -0.1, 0.1, 0.1]) }
    #expect(throws: ModelError.self) {
      try dieboldMariano(actual, actual, actual: actual, horizon: 1)
    }
    #expect(throws: ModelError.self) {
      try dieboldMariano(actual, [0.1, 0.1, 0.1, 0.1], actual: actual, horizon: 2)
    }
  }
}
