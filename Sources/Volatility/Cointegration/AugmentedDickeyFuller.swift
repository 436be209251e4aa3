// Whether a series has a unit root: the augmented Dickey-Fuller test.

public import Numerics

/// The outcome of an augmented Dickey-Fuller test.
public struct AugmentedDickeyFuller: Hashable, Sendable {
  /// The t-statistic of the lagged level; the more negative, the less it looks like a random walk.
  public var statistic: Double
  /// The coefficient of the lagged level, below zero for a series that reverts.
  public var coefficient: Double
  /// MacKinnon's approximate p-value of a unit root.
  public var pValue: Double
  /// Lagged changes in the regression.
  public var lags: Int
  /// Rows of the regression.
  public var observations: Int
  /// MacKinnon's critical values for so many rows.
  public var criticalValues: CriticalValues
}

/// Tests a series for a unit root.
///
///     dx_t = gamma x_(t-1) + sum_j delta_j dx_(t-j) + trend + e_t,   statistic = gamma / se(gamma)
///
/// A rule that compares lags does so on the observations that have the most of them; the statistic
/// is then taken on all that have the chosen ones. Source: Said and Dickey (1984), "Testing for unit
/// roots in autoregressive-moving average models of unknown order", Biometrika 71(3); conventions of
/// statsmodels 0.15.0 `adfuller`.
///
/// - Parameters:
///   - values: The series, oldest first.
///   - trend: Deterministic terms of the regression.
///   - lags: How the number of lags is chosen.
/// - Returns: The outcome.
/// - Throws: `ModelError`: a gap, a constant, too few observations or too many lags, or a series
///   whose changes follow exactly from the regressors.
public func augmentedDickeyFuller(
  _ values: [Double], trend: TrendTerms, lags: LagSelection
) throws(ModelError) -> AugmentedDickeyFuller {
  try requireSeries(values, "observations", least: 2 * (trend.count + 1) + 2)
  let most = try lags.bound(observations: values.count, terms: trend.count)
  let regression = DickeyFullerRegression(values, trend: trend)
  let chosen = try regression.chosenLags(lags, most: most)
  let outcome = try regression.statistic(lags: chosen)
  guard
    let probability = mackinnonPValue(outcome.value, series: 1, trend: trend),
    let critical = mackinnonCriticalValues(
      series: 1, trend: trend, observations: outcome.observations)
  else { throw .noSolution(what: "the unit-root statistic", why: "it is not a number") }
  return AugmentedDickeyFuller(
    statistic: outcome.value, coefficient: outcome.coefficient, pValue: probability, lags: chosen,
    observations: outcome.observations, criticalValues: critical)
}
