// How many stationary combinations several series have: the test of Johansen.
//
// Changes and levels are both cleared of lagged changes and the trend; the squared canonical
// correlations between what is left of them say how many combinations of levels revert. They are
// taken from orthonormal bases of both, so that no covariance is inverted.

import Glibc
public import Numerics

/// The deterministic terms of a Johansen test.
public enum JohansenTrend: Int, CaseIterable, Hashable, Sendable {
  /// None.
  case none = -1
  /// A constant.
  case constant = 0
  /// A constant and a linear trend, taken out of the levels.
  case linear = 1
}

/// How sure a test must be.
public enum SignificanceLevel: Int, CaseIterable, Hashable, Sendable {
  /// Ten percent.
  case tenPercent = 0
  /// Five percent.
  case fivePercent = 1
  /// One percent.
  case onePercent = 2
}

/// The test of one rank against more.
public struct JohansenStep: Hashable, Sendable {
  /// Under the null hypothesis there are at most so many stationary combinations.
  public var rank: Int
  /// The squared canonical correlation that this rank adds.
  public var eigenvalue: Double
  /// The trace statistic: against any higher rank.
  public var trace: Double
  /// The statistic of the greatest eigenvalue: against one rank more.
  public var greatestEigenvalue: Double
  /// Values the trace must exceed, at 10, 5 and 1 %.
  public var traceCritical: [Double]
  /// Values the statistic of the greatest eigenvalue must exceed, at 10, 5 and 1 %.
  public var greatestEigenvalueCritical: [Double]
}

/// The outcome of a Johansen test.
public struct JohansenTest: Hashable, Sendable {
  /// One step for each rank from none on.
  public var steps: [JohansenStep]
  /// Rows of the regressions.
  public var observations: Int

  /// The number of stationary combinations by the trace: the first rank that is not rejected.
  ///
  /// - Parameter level: How sure the rejection must be.
  /// - Returns: From none to the number of series, at which the levels are stationary themselves.
  public func rank(at level: SignificanceLevel) -> Int {
    let kept = steps.first { $0.trace <= $0.traceCritical[level.rawValue] }
    return kept?.rank ?? steps.count
  }
}

/// Tests how many stationary combinations several series have.
///
///     trace(r) = -T sum_(i > r) ln(1 - lambda_i),   greatest(r) = -T ln(1 - lambda_(r+1))
///
/// Source: Johansen (1991), "Estimation and hypothesis testing of cointegration vectors in Gaussian
/// vector autoregressive models", Econometrica 59(6); conventions of statsmodels 0.15.0
/// `coint_johansen`: the trend is first taken out of the levels, then a mean out of every column.
/// Without lagged changes that function takes the level after each change; here it is always the one
/// before, which is what the model says.
///
/// - Parameters:
///   - series: From two to twelve series of one length, oldest first.
///   - trend: Deterministic terms.
///   - laggedChanges: Lagged changes in the regressions, not below zero.
/// - Returns: The outcome.
/// - Throws: `ModelError`: a gap, a constant, unequal lengths, too few observations, or series of
///   which one follows exactly from the others.
public func johansenTest(
  _ series: [[Double]], trend: JohansenTrend, laggedChanges: Int
) throws(ModelError) -> JohansenTest {
  try require(Double(series.count), in: 2...12, "the number of series")
  try require(Double(laggedChanges), in: 0...100, "the number of lagged changes")
  let length = series[0].count
  for (index, values) in series.enumerated() {
    guard values.count == length else {
      throw .unequalLengths(
        first: "series 1", count: length, second: "series \(index + 1)", other: values.count)
    }
    let least = (laggedChanges + 2) * series.count + laggedChanges + 4
    try requireSeries(values, "observations of series \(index + 1)", least: least)
  }
  let observations = length - 1 - laggedChanges
  let eigenvalues = try squaredCorrelations(series, trend, laggedChanges, observations)
  let scale = -Double(observations)
  var steps: [JohansenStep] = []
  for rank in series.indices {
    let row = series.count - rank - 1
    steps.append(
      JohansenStep(
        rank: rank, eigenvalue: eigenvalues[rank],
        trace: scale * eigenvalues[rank...].reduce(0) { $0 + log1p(-$1) },
        greatestEigenvalue: scale * log1p(-eigenvalues[rank]),
        traceCritical: trend.traceCritical[row],
        greatestEigenvalueCritical: trend.greatestEigenvalueCritical[row]))
  }
  return JohansenTest(steps: steps, observations: observations)
}

/// The squared canonical correlations of changes and levels before them, greatest first.
private func squaredCorrelations(
  _ series: [[Double]], _ trend: JohansenTrend, _ laggedChanges: Int, _ rows: Int
) throws(ModelError) -> [Double] {
  let whole: TrendTerms = trend == .none ? .none : trend == .constant ? .constant : .linear
  let levels = series.map { withoutTrend($0, whole) }
  let changes = levels.map { x in (1..<x.count).map { x[$0] - x[$0 - 1] } }
  let mean = orthonormalTrend(rows, trend == .none ? .none : .constant)
  // Rows are the changes from number `laggedChanges` on; each is matched with the level before it.
  var lagged: [[Double]] = []
  for lag in 1..<max(laggedChanges + 1, 1) {
    for values in changes { lagged.append(Array(values[(laggedChanges - lag)...].prefix(rows))) }
  }
  let cleared = mean + (try orthonormalised(lagged, against: mean).directions)
  let now = try orthonormalised(
    changes.map { Array($0[laggedChanges...]) }, against: cleared
  ).directions
  let before = try orthonormalised(
    levels.map { Array($0[laggedChanges...].prefix(rows)) }, against: cleared
  ).directions
  let count = series.count
  var square = [Double](repeating: 0, count: count * count)
  for direction in now {
    let shares = before.map { inner($0, direction) }
    for i in 0..<count {
      for j in 0..<count { square[i * count + j] += shares[i] * shares[j] }
    }
  }
  return symmetricEigenvalues(square, order: count).reversed()
}
