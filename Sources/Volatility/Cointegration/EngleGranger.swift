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
  /// The fitted constant and trends removed from the first series, at each observation, and the
  /// other series at their hedge ratios: what is left is the spread.
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

/// Least squares of one series on others and a trend, by orthogonalisation carried out twice.
///
/// Source: Golub and Van Loan, "Matrix Computations", section 5.2.8 (modified Gram-Schmidt); the second
/// round takes out what rounding left of the first.
struct LevelRegression {
  let coefficients: [Double]
  let residuals: [Double]
  let rSquared: Double

  init(_ first: [Double], on others: [[Double]], trend: TrendTerms) throws(ModelError) {
    var directions = orthonormalTrend(first.count, trend)
    let fixed = directions.count
    let count = others.count
    // Rows of an upper triangle: how much of each direction every series holds.
    var triangle = [Double](repeating: 0, count: count * count)
    for (column, series) in others.enumerated() {
      var rest = series
      let held = project(&rest, directions)
      for row in 0..<column { triangle[row * count + column] = held[fixed + row] }
      let length = norm(rest)
      guard length > 1e-10 * norm(series) else {
        throw .noSolution(
          what: "the hedge ratio of series \(column + 2)",
          why: "the series follows exactly from the others and the trend")
      }
      triangle[column * count + column] = length
      for i in rest.indices { rest[i] /= length }
      directions.append(rest)
    }
    var rest = first
    var solution = Array(project(&rest, directions)[fixed...])
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

/// The length of a series as a vector.
private func norm(_ values: [Double]) -> Double {
  dot(values.span, 0, values.span, 0, values.count).squareRoot()
}

/// Takes the components along orthonormal directions out of a series, and returns them.
private func project(_ values: inout [Double], _ directions: [[Double]]) -> [Double] {
  var weights = [Double](repeating: 0, count: directions.count)
  for _ in 0..<2 {
    for (index, direction) in directions.enumerated() {
      let weight = dot(values.span, 0, direction.span, 0, values.count)
      for i in values.indices { values[i] -= weight * direction[i] }
      weights[index] += weight
    }
  }
  return weights
}
