// Symmetric trading bands of a mean-reverting spread without discounting.
//
// The position is opened at `lower` and closed at `upper`, and then waited for at `lower` again. How
// long such a cycle takes is known in closed form, so the band that earns most per year, or most per
// unit of risk, needs one equation. Time in years, levels and costs in units of the spread.
// Source: Bertram (2010), "Analytic solutions for optimal statistical arbitrage trading", Physica A
// 389(11); read through the golden file pricing/bertram.json, whose variance was verified by a
// double integral.

import Glibc
public import Numerics

/// A band, the time its cycle takes and what it earns.
public struct BertramCycle: Hashable, Sendable {
  /// Where the cycle starts, a.
  public var lower: Double
  /// Where the gain is taken, m.
  public var upper: Double
  /// Cost of a cycle, spread units.
  public var cost: Double
  /// Expected years of a cycle.
  public var expectedTime: Double
  /// Variance of the years of a cycle.
  public var timeVariance: Double

  /// The gain of a cycle after its cost.
  public var gain: Double { upper - lower - cost }

  /// Expected gain per year, (m - a - c) / E[T].
  public var returnRate: Double { gain / expectedTime }

  /// Variance of the gain per year, (m - a - c)^2 V[T] / E[T]^3.
  public var returnVariance: Double {
    gain * gain * timeVariance / (expectedTime * expectedTime * expectedTime)
  }

  /// The Sharpe ratio (mu_s - r / E[T]) / sigma_s.
  ///
  /// - Parameter riskFree: What the capital of one cycle would have earned, spread units.
  /// - Returns: The ratio, per square root of a year.
  public func sharpeRatio(riskFree: Double) -> Double {
    (returnRate - riskFree / expectedTime) / returnVariance.squareRoot()
  }
}

/// The time of a cycle between two levels.
///
///     E[T] = (pi / mu) (erfi(m') - erfi(a')),   x' = (x - theta) sqrt(mu) / sigma
///     V[T] = (W(m) - W(a)) / mu^2,   W the odd part of the second cumulant
///
/// - Parameters:
///   - process: The spread.
///   - lower: Where the cycle starts.
///   - upper: Where the gain is taken, above `lower`.
///   - cost: Cost of a cycle, not below zero.
/// - Returns: The cycle; its gain is negative when the cost exceeds the width.
/// - Throws: `ModelError.outOfDomain` for levels out of order or so far out that the time exceeds
///   what a double can hold.
public func bertramCycle(
  of process: OrnsteinUhlenbeck, lower: Double, upper: Double, cost: Double
) throws(ModelError) -> BertramCycle {
  try requireFinite(lower, "the lower level")
  try requireFinite(upper, "the upper level")
  try require(cost, in: 0...Double.greatestFiniteMagnitude, "the cost of a cycle")
  guard lower < upper else {
    throw .outOfDomain(input: "the upper level", value: upper, rule: "it must exceed the lower")
  }
  let ends = (process.standardised(lower), process.standardised(upper))
  // exp(z^2), the size of the variance, leaves the range of a double beyond.
  try require(ends.0, in: -26...26, "the lower level in standard deviations")
  try require(ends.1, in: -26...26, "the upper level in standard deviations")
  let (a, m) = (PassageCumulants(at: ends.0), PassageCumulants(at: ends.1))
  return BertramCycle(
    lower: lower, upper: upper, cost: cost, expectedTime: (m.mean - a.mean) / process.speed,
    timeVariance: (m.variance - a.variance) / (process.speed * process.speed))
}

/// The band that earns most per year.
///
///     exp(y^2) (2 y - C) = sqrt(pi) erfi(y),  that is  y - D(y) = C / 2
///
/// with D Dawson's integral, y = (m - theta) sqrt(mu) / sigma and C = c sqrt(mu) / sigma: the
/// derivative of (m - a - c) / E[T] at a = 2 theta - m, freed of its growing factor. The left side
/// rises from zero, so there is one solution.
///
/// - Parameters:
///   - process: The spread.
///   - cost: Cost of a cycle, above zero.
/// - Returns: The cycle of the best band.
/// - Throws: `ModelError.noSolution` without cost, when ever narrower bands earn ever more;
///   `.outOfDomain` for a negative cost, or one beyond any band that could be reached.
public func bertramReturnMaximum(
  of process: OrnsteinUhlenbeck, cost: Double
) throws(ModelError) -> BertramCycle {
  try require(cost, in: 0...Double.greatestFiniteMagnitude, "the cost of a cycle")
  guard cost > 0 else {
    throw .noSolution(
      what: "a band of greatest return", why: "without cost ever narrower bands earn ever more")
  }
  let unit = process.volatility / process.speed.squareRoot()
  let half = 0.5 * cost / unit
  try require(half, in: 0...17, "the cost of a cycle in volatilities over root speed, halved")
  // y - D(y) ~ 2 y^3 / 3 near zero and y - 1 / (2 y) far out.
  let start = min(cbrt(1.5 * half), half + 0.5 / max(half, 0.5))
  let y = bracketedNewton(low: 0, high: half + 1, start: start, tolerance: 1e-9 * min(1, start)) {
    y in
    (half - argumentLessDawson(y), -2 * y * dawson(y))
  }
  return try bertramCycle(
    of: process, lower: process.mean - y * unit, upper: process.mean + y * unit, cost: cost)
}

/// The band of the greatest Sharpe ratio.
///
///     S = (w - c - r) / (w - c) sqrt(E[T] / V[T]),   w = m - a
///
/// maximised over symmetric bands wider than the cost and the risk-free gain.
///
/// - Parameters:
///   - process: The spread.
///   - cost: Cost of a cycle, not below zero.
///   - riskFree: What the capital of one cycle would have earned, above zero, spread units.
/// - Returns: The cycle of the best band.
/// - Throws: `ModelError.noSolution` when `riskFree` is not above zero: the cost then cancels, and
///   the ratio rises until the band is as narrow as its cost; `.outOfDomain` for a negative cost, or
///   costs beyond any band that could be reached.
public func bertramSharpeMaximum(
  of process: OrnsteinUhlenbeck, cost: Double, riskFree: Double
) throws(ModelError) -> BertramCycle {
  try require(cost, in: 0...Double.greatestFiniteMagnitude, "the cost of a cycle")
  try requireFinite(riskFree, "the risk-free gain of a cycle")
  guard riskFree > 0 else {
    throw .noSolution(
      what: "a band of greatest Sharpe ratio",
      why: "without a risk-free gain the cost cancels, and the ratio rises until the band is as"
        + " narrow as its cost")
  }
  // Widths in standard deviations; a band of z has the width 2 z.
  let cost2 = cost / process.stationaryDeviation
  let hurdle = cost2 + riskFree / process.stationaryDeviation
  try require(hurdle, in: 0...40, "cost and risk-free gain in standard deviations")
  let z = bracketedNewton(
    low: 0.5 * hurdle, high: 26, start: 0.5 * hurdle + 0.5, tolerance: 1e-9
  ) { z in
    // Derivatives in z of ln(w - c - r) - ln(w - c) + ln(E)/2 - ln(V)/2, and once more.
    let (near, far) = (1 / (2 * z - hurdle), 1 / (2 * z - cost2))
    let p = PassageCumulants(at: z)
    let (mean, variance) = (p.meanSlope / p.mean, p.varianceSlope / p.variance)
    let value = 2 * (near - far) + 0.5 * (mean - variance)
    let slope =
      -4 * (near * near - far * far) + 0.5 * (p.meanCurvature / p.mean - mean * mean)
      - 0.5 * (p.varianceCurvature / p.variance - variance * variance)
    return (value, slope)
  }
  let distance = z * process.stationaryDeviation
  return try bertramCycle(
    of: process, lower: process.mean - distance, upper: process.mean + distance, cost: cost)
}

/// y - D(y), without cancellation near zero.
///
///     y - D(y) = sum_(k >= 1) (-1)^(k+1) (2 y^2)^k y / (2k + 1)!!
private func argumentLessDawson(_ y: Double) -> Double {
  guard y < 0.5 else { return y - dawson(y) }
  var term = y
  var sum = 0.0
  for k in 1...20 {
    term *= -2 * y * y / Double(2 * k + 1)
    sum -= term
    if abs(term) < 1e-17 * sum { break }
  }
  return sum
}
