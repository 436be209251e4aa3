// A pair of series as one spread: its hedge ratio, its dynamics and whether it can still be trusted.
//
// The hedge ratio and the test come from the recent window only, the half-life is held against the
// history before it. Prices or their logarithms; the spread has the units of the first series.

public import Numerics

/// A pair as one spread.
public struct PairSpread: Hashable, Sendable {
  /// Units of the second series against one of the first.
  public var hedgeRatio: Double
  /// The spread, first - hedgeRatio x second, over all observations given.
  public var values: [Double]
  /// The cointegration test over the recent window.
  public var cointegration: EngleGranger
  /// The process of the spread over the recent window.
  public var estimate: OrnsteinUhlenbeckEstimate
  /// The half-life before the window in observations; nil without history or reversion there.
  public var historicHalfLife: Double?
  /// The correlation of the latest changes of both series; nil when one stood still.
  public var correlation: Double?
  /// Every reason against new entries; none means healthy.
  public var concerns: [PairConcern]
}

/// Builds the spread of a pair and judges its health.
///
///     spread = first - beta second,  beta by least squares with a constant over the recent window
///
/// - Parameters:
///   - first: The series that is bought in a long spread, oldest first.
///   - second: The series sold against it.
///   - interval: Years between observations.
///   - rules: When the pair is healthy.
/// - Returns: The spread, its fit and the concerns.
/// - Throws: `ModelError`: a gap, a constant, unequal lengths, fewer observations than the window, or
///   series so nearly collinear that no spread is left.
public func pairSpread(
  _ first: [Double], against second: [Double], interval: Double, rules: PairHealthRules
) throws(ModelError) -> PairSpread {
  guard first.count == second.count else {
    throw .unequalLengths(
      first: "the first series", count: first.count, second: "the second series",
      other: second.count)
  }
  try requireSeries(first, "the first series", least: rules.window)
  try requireSeries(second, "the second series", least: rules.window)
  let recent = (first.count - rules.window)..<first.count
  let test = try engleGranger(
    Array(first[recent]), against: [Array(second[recent])], trend: .constant,
    lags: .akaike(most: nil))
  let ratio = test.hedgeRatios[0]
  let spread = zip(first, second).map { $0 - ratio * $1 }
  let estimate = try fitOrnsteinUhlenbeck(
    Array(spread[recent]), interval: interval, least: rules.window)
  var pair = PairSpread(
    hedgeRatio: ratio, values: spread, cointegration: test, estimate: estimate,
    historicHalfLife: try historicHalfLife(first, second, interval, rules),
    correlation: changeCorrelation(
      first.suffix(rules.correlationWindow + 1), second.suffix(rules.correlationWindow + 1)),
    concerns: [])
  pair.concerns = rules.concerns(about: pair)
  return pair
}

/// The half-life of the observations before the window, with a hedge ratio of their own.
private func historicHalfLife(
  _ first: [Double], _ second: [Double], _ interval: Double, _ rules: PairHealthRules
) throws(ModelError) -> Double? {
  let count = first.count - rules.window
  guard count >= rules.window else { return nil }
  let regression = try LevelRegression(
    Array(first[..<count]), on: [Array(second[..<count])], trend: .constant)
  return try fitOrnsteinUhlenbeck(
    regression.residuals, interval: interval, least: rules.window
  ).fit?.halfLifeInIntervals
}

/// The correlation of the changes of two series; nil when one does not move.
private func changeCorrelation(_ first: ArraySlice<Double>, _ second: ArraySlice<Double>) -> Double?
{
  let a = withoutTrend(zip(first.dropFirst(), first).map { $0 - $1 }, .constant)
  let b = withoutTrend(zip(second.dropFirst(), second).map { $0 - $1 }, .constant)
  let size = norm(a) * norm(b)
  return size > 0 ? inner(a, b) / size : nil
}
