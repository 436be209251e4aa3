// The heterogeneous autoregression as a regression: coefficients, their errors, fit, forecast.
//
//     y_t = b0 + b1 v_t + b2 mean(v_(t-4) .. v_t) + b3 mean(v_(t-21) .. v_t) + e_t
//     y_t = mean(v_(t+1) .. v_(t+h))
//
// in levels, or with the logarithm taken of y and of every regressor. `HARForecast` is the desk's
// robust form of it for squared returns; this one takes any measure of realised variance as given.
// Sources: Corsi (2009), "A simple approximate long-memory model of realized volatility", J.
// Financial Econometrics 7(2); Newey and West (1987), Econometrica 55, for errors under the overlap
// of horizons beyond one.

import Glibc
public import Numerics

/// What the heterogeneous autoregression is linear in.
public enum HARForm: String, CaseIterable, Hashable, Sendable {
  /// The variances themselves.
  case levels
  /// Their logarithms.
  case logarithms
}

/// A fitted heterogeneous autoregression.
public struct HARRegression: Hashable, Sendable {
  /// What it is linear in.
  public let form: HARForm
  /// Observations ahead over which the variance is averaged.
  public let horizon: Int
  /// Constant, daily, weekly and monthly coefficient.
  public let coefficients: [Double]
  /// Their standard errors under independent errors of one variance.
  public let standardErrors: [Double]
  /// Their standard errors by Newey and West without a small-sample correction.
  public let neweyWestErrors: [Double]
  /// One minus squared residuals over squared deviations of y from its mean.
  public let rSquared: Double
  /// Rows of the regression.
  public let rows: Int
  /// The index in the series of the first row's day.
  public let firstRow: Int
  /// Squared residuals over rows less four.
  public let residualVariance: Double
  /// The mean variance of the next `horizon` observations: the fit, or exp(fit + residual
  /// variance / 2) in logarithms.
  public let forecast: Double

  /// Observations in a week.
  public static let week = 5
  /// Observations in a month.
  public static let month = 22

  /// Fits the regression.
  ///
  /// - Parameters:
  ///   - variances: Realised variances, oldest first, in any one unit.
  ///   - horizon: Observations ahead.
  ///   - form: Levels or logarithms.
  ///   - lags: Lags of the Newey-West errors.
  /// - Throws: `ModelError` for a series too short for twice as many rows as coefficients, with a
  ///   gap, constant, with a value below zero (or at zero in logarithms), for a horizon or lag
  ///   number outside the series, and for regressors that depend on each other.
  public init(
    variances: [Double], horizon: Int, form: HARForm, lags: Int
  ) throws(ModelError) {
    try require(Double(horizon), in: 1...10_000, "the horizon")
    let first = HARRegression.month - 1
    try requireSeries(variances, "variances", least: first + horizon + 8)
    for (index, value) in variances.enumerated()
    where value < 0 || (form == .logarithms && value == 0) {
      throw .outOfDomain(
        input: "variances[\(index)]", value: value,
        rule: form == .levels ? "a variance is not negative" : "its logarithm must exist")
    }
    let design = HARDesign(variances, horizon: horizon, form: form)
    rows = design.y.count
    try require(Double(lags), in: 0...Double(rows - 1), "the number of lags")
    guard let fit = design.fit(lags: lags) else {
      throw .noSolution(what: "the regression", why: "its regressors depend on each other")
    }
    self.form = form
    self.horizon = horizon
    firstRow = first
    coefficients = fit.coefficients
    standardErrors = fit.standardErrors
    neweyWestErrors = fit.neweyWestErrors
    rSquared = fit.rSquared
    residualVariance = fit.residualVariance
    var next = 0.0
    for (b, x) in zip(fit.coefficients, design.last) { next += b * x }
    forecast = form == .levels ? next : exp(next + 0.5 * fit.residualVariance)
  }
}

/// The regressors and what they explain.
private struct HARDesign {
  var columns: [[Double]] = [[], [], [], []]
  var y: [Double] = []
  /// The regressors of the last day, whose future is not known.
  var last: [Double] = []

  init(_ variances: [Double], horizon: Int, form: HARForm) {
    func mean(_ range: Range<Int>) -> Double {
      variances[range].reduce(0, +) / Double(range.count)
    }
    func scaled(_ value: Double) -> Double { form == .levels ? value : log(value) }
    func regressors(_ day: Int) -> [Double] {
      [
        1, scaled(variances[day]), scaled(mean(day + 1 - HARRegression.week..<day + 1)),
        scaled(mean(day + 1 - HARRegression.month..<day + 1)),
      ]
    }
    for day in (HARRegression.month - 1)..<(variances.count - horizon) {
      for (index, value) in regressors(day).enumerated() { columns[index].append(value) }
      y.append(scaled(mean(day + 1..<day + 1 + horizon)))
    }
    last = regressors(variances.count - 1)
  }

  /// Least squares with both kinds of errors; nil for dependent regressors.
  func fit(lags: Int) -> RegressionFit? {
    guard let b = leastSquares(columns: columns, y: y) else { return nil }
    let k = columns.count
    let residuals = y.indices.map { t in
      var rest = y[t]
      for j in 0..<k { rest -= b[j] * columns[j][t] }
      return rest
    }
    // Columns of unit length keep the normal equations as well conditioned as they can be.
    let lengths = columns.map { column in column.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    var normal = [Double](repeating: 0, count: k * k)
    for i in 0..<k {
      for j in 0..<k {
        var sum = 0.0
        for t in y.indices { sum += columns[i][t] * columns[j][t] }
        normal[i * k + j] = sum / (lengths[i] * lengths[j])
      }
    }
    guard let inverse = choleskyInverse(normal, order: k) else { return nil }
    let middle = longRunProducts(residuals, lengths, lags: lags)
    let squares = residuals.reduce(0) { $0 + $1 * $1 }
    let variance = squares / Double(y.count - k)
    let centre = y.reduce(0, +) / Double(y.count)
    let spread = y.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    let robust = (0..<k).map { i in
      var sum = 0.0
      for a in 0..<k {
        for c in 0..<k { sum += inverse[i * k + a] * middle[a * k + c] * inverse[c * k + i] }
      }
      return sum.squareRoot() / lengths[i]
    }
    return RegressionFit(
      coefficients: b,
      standardErrors: (0..<k).map { (variance * inverse[$0 * k + $0]).squareRoot() / lengths[$0] },
      neweyWestErrors: robust, rSquared: 1 - squares / spread, residualVariance: variance)
  }

  /// Sums of products of the scaled scores x_t e_t, with Bartlett weights over the lags.
  private func longRunProducts(_ e: [Double], _ lengths: [Double], lags: Int) -> [Double] {
    let k = columns.count
    var sum = [Double](repeating: 0, count: k * k)
    for lag in 0...lags {
      let weight = 1 - Double(lag) / Double(lags + 1)
      for i in 0..<k {
        for j in 0..<k {
          var product = 0.0
          for t in lag..<e.count {
            product += columns[i][t] * e[t] * columns[j][t - lag] * e[t - lag]
          }
          product *= weight / (lengths[i] * lengths[j])
          sum[i * k + j] += product
          if lag > 0 { sum[j * k + i] += product }
        }
      }
    }
    return sum
  }
}

private struct RegressionFit {
  var coefficients: [Double]
  var standardErrors: [Double]
  var neweyWestErrors: [Double]
  var rSquared: Double
  var residualVariance: Double
}
