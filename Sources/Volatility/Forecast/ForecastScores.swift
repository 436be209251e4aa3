// How good forecasts of volatility were, and whether one is better than another.
//
// Errors are in the unit of the series. QLIKE is taken on variances and punishes forecasts that are
// too low; it ranks rightly even where the realised variance is a noisy proxy.
// Sources: Patton (2011), "Volatility forecast comparison using imperfect volatility proxies", J.
// Econometrics 160; Diebold and Mariano (1995), J. Business Econ. Stat. 13; Newey and West (1987),
// Econometrica 55.

import Glibc
public import Numerics

/// Scores of one forecast against what came.
public struct ForecastScores: Hashable, Sendable {
  /// Root mean squared error.
  public let rootMeanSquare: Double
  /// Mean absolute error.
  public let meanAbsolute: Double
  /// Mean absolute error over the actual value.
  public let meanAbsolutePercentage: Double
  /// One minus squared errors over squared deviations of the actual values from their mean.
  public let rSquared: Double
  /// Mean of s^2/f^2 - ln(s^2/f^2) - 1, zero for a perfect forecast.
  public let qlike: Double
  /// Spearman's correlation of ranks, ties at their mean rank; nil for a constant forecast.
  public let rankCorrelation: Double?
}

/// Scores forecasts of volatility.
///
/// - Parameters:
///   - forecast: Forecast volatilities above zero.
///   - actual: What came, above zero and not constant.
/// - Returns: The scores.
/// - Throws: `ModelError` for lists of different lengths, fewer than two pairs, a value not above
///   zero, or actual values that never change.
public func scoreForecast(
  _ forecast: [Double], actual: [Double]
) throws(ModelError) -> ForecastScores {
  try requirePairs(forecast, actual)
  let n = Double(actual.count)
  let centre = actual.reduce(0, +) / n
  var (square, absolute, share, spread, qlike) = (0.0, 0.0, 0.0, 0.0, 0.0)
  for (f, s) in zip(forecast, actual) {
    square += (s - f) * (s - f)
    absolute += abs(s - f)
    share += abs(s - f) / s
    spread += (s - centre) * (s - centre)
    let ratio = (s / f) * (s / f)
    qlike += ratio - log(ratio) - 1
  }
  return ForecastScores(
    rootMeanSquare: (square / n).squareRoot(), meanAbsolute: absolute / n,
    meanAbsolutePercentage: share / n, rSquared: 1 - square / spread, qlike: qlike / n,
    rankCorrelation: correlation(ranks(forecast), ranks(actual)))
}

/// Whether a first forecast beats a second: Diebold and Mariano's statistic on squared errors.
///
///     mean(d) / se(mean d),   d = (s - f)^2 - (s - g)^2,   Bartlett weights up to `horizon - 1`
///
/// Standard normal where both are equally good; negative where the first has the smaller errors.
///
/// - Parameters:
///   - first: Forecasts f.
///   - second: Forecasts g.
///   - actual: What came.
///   - horizon: Steps ahead; overlapping forecasts have errors correlated up to one less.
/// - Returns: The statistic.
/// - Throws: `ModelError` as `scoreForecast`, for a horizon outside 1 to a third of the pairs, and
///   where the two forecasts never differ.
public func dieboldMariano(
  _ first: [Double], _ second: [Double], actual: [Double], horizon: Int
) throws(ModelError) -> Double {
  try requirePairs(first, actual)
  try requirePairs(second, actual)
  let n = actual.count
  try require(Double(horizon), in: 1...max(1, Double(n / 3)), "the horizon")
  let d = actual.indices.map { i in
    let (f, g) = (actual[i] - first[i], actual[i] - second[i])
    return f * f - g * g
  }
  let centre = d.reduce(0, +) / Double(n)
  let variance = longRunVariance(d.map { $0 - centre }, lags: horizon - 1)
  guard variance > 0 else {
    throw .noSolution(what: "the statistic", why: "the loss differences do not vary")
  }
  return centre / (variance / Double(n)).squareRoot()
}

/// The long-run variance of a series of mean zero, with Bartlett weights (Newey and West 1987).
///
///     g_0 + 2 sum_(k <= lags) (1 - k / (lags + 1)) g_k,   g_k = sum_t x_t x_(t-k) / n
func longRunVariance(_ x: [Double], lags: Int) -> Double {
  let n = x.count
  var sum = 0.0
  for k in 0...max(lags, 0) where k < n {
    var product = 0.0
    for t in k..<n { product += x[t] * x[t - k] }
    sum += (k == 0 ? 1 : 2 * (1 - Double(k) / Double(lags + 1))) * product
  }
  return sum / Double(n)
}

private func requirePairs(_ forecast: [Double], _ actual: [Double]) throws(ModelError) {
  guard forecast.count == actual.count else {
    throw .unequalLengths(
      first: "the forecast", count: forecast.count, second: "the actual series",
      other: actual.count)
  }
  try requireSeries(actual, "actual values", least: 2)
  for (index, value) in forecast.enumerated() { try requirePositive(value, "forecast[\(index)]") }
  for (index, value) in actual.enumerated() { try requirePositive(value, "actual[\(index)]") }
}

/// Ranks from one, ties at their mean.
private func ranks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start
    while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
    for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
    start = end + 1
  }
  return ranks
}

private func correlation(_ x: [Double], _ y: [Double]) -> Double? {
  let n = Double(x.count)
  let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
  var (xx, yy, xy) = (0.0, 0.0, 0.0)
  for (a, b) in zip(x, y) {
    xx += (a - mx) * (a - mx)
    yy += (b - my) * (b - my)
    xy += (a - mx) * (b - my)
  }
  return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
}
