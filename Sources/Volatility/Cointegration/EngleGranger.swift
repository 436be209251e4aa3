// Whether series share a common trend: the two-step test of Engle and Granger.

public import Numerics

/// The outcome of an Engle-Granger test, with the regression of levels behind it.
public struct EngleGranger: Hashable, Sendable {
  /// The t-statistic of the lagged residual.
  public var statistic: Double
  /// MacKinnon's approximate p-value of no cointegration; nil beyond six series.
  public var pValue: Double?
  /// Lagged changes in the regression of residuals.
  public var lags: Int
  /// MacKinnon's critical values; nil without deterministic terms, for which there are none.
  public var criticalValues: CriticalValues?
  /// What one unit of each other series stands for: the hedge ratios.
  public var hedgeRatios: [Double]
  /// What is left of the first series after the others at their ratios and the trend.
  public var residuals: [Double]
  /// Share of the variance of the first series that the others and the trend explain.
  public var rSquared: Double
}

/// Tests whether a series is cointegrated with others.
///
/// The first series is regressed on the others and the trend; the residuals are tested for a unit
/// root without deterministic terms, against the distribution that allows for their being fitted.
/// Source: Engle and Granger (1987), "Co-integration and error correction", Econometrica 55(2);
/// conventions of statsmodels 0.15.0 `coint`: critical values for one observation fewer than given.
///
/// - Parameters:
///   - first: The series explained, oldest first.
///   - others: At most eleven series that explain it.
///   - trend: Deterministic terms of the regression of levels.
///   - lags: How the number of lags is chosen.
/// - Returns: The outcome.
/// - Throws: `ModelError`: a gap, a constant, unequal lengths, too few observations, or series so
///   nearly collinear that nothing is left to test.
public func engleGranger(
  _ first: [Double], against others: [[Double]], trend: TrendTerms, lags: LagSelection
) throws(ModelError) -> EngleGranger {
  try require(Double(others.count), in: 1...11, "the number of explaining series")
  try requireSeries(first, "the first series", least: 2 * (others.count + trend.count) + 4)
  for (index, other) in others.enumerated() {
    guard other.count == first.count else {
      throw .unequalLengths(
        first: "the first series", count: first.count, second: "series \(index + 2)",
        other: other.count)
    }
    try requireSeries(other, "series \(index + 2)", least: 2)
  }
  let levels = try LevelRegression(first, on: others, trend: trend)
  let most = try lags.bound(observations: first.count, terms: 0)
  let regression = DickeyFullerRegression(levels.residuals, trend: .none)
  let chosen = try regression.chosenLags(lags, most: most)
  let outcome = try regression.statistic(lags: chosen)
  return EngleGranger(
    statistic: outcome.value,
    pValue: mackinnonPValue(outcome.value, series: others.count + 1, trend: trend), lags: chosen,
    criticalValues: mackinnonCriticalValues(
      series: others.count + 1, trend: trend, observations: first.count - 1),
    hedgeRatios: levels.coefficients, residuals: levels.residuals, rSquared: levels.rSquared)
}

/// Least squares of one series on others and a trend.
struct LevelRegression {
  let coefficients: [Double]
  let residuals: [Double]
  let rSquared: Double

  init(_ first: [Double], on others: [[Double]], trend: TrendTerms) throws(ModelError) {
    let fixed = orthonormalTrend(first.count, trend)
    let count = others.count
    let (directions, triangle) = try orthonormalised(others, against: fixed)
    var rest = first
    var solution = Array(project(&rest, fixed + directions)[fixed.count...])
    // The share explained is of the variance where there is a constant, else of the square.
    let whole = norm(trend == .none ? first : withoutTrend(first, .constant))
    let share = norm(rest) / whole
    // A hundred square roots of the precision of a double, the bound of statsmodels 0.15.0.
    guard share * share > 100 * 0x1p-26 else {
      throw .noSolution(
        what: "the Engle-Granger statistic",
        why: "the series are almost perfectly collinear: nothing is left to test")
    }
    for row in stride(from: count - 1, through: 0, by: -1) {
      for column in (row + 1)..<max(count, row + 1) {
        solution[row] -= triangle[row * count + column] * solution[column]
      }
      solution[row] /= triangle[row * count + row]
    }
    coefficients = solution
    residuals = rest
    rSquared = 1 - share * share
  }
}
