// The exact maximum-likelihood fit of an Ornstein-Uhlenbeck process to evenly spaced observations.
//
// The transition density is normal, so the fit is the regression of each value on the one before,
// and no search is needed. Sums are taken of the increments and of the distance from the first
// value: a spread far from zero, or one that hardly reverts, keeps its digits.
// Source: the conditional likelihood of a first-order autoregression, Hamilton (1994), "Time Series
// Analysis", chapter 5, with the exact discretisation b = exp(-mu dt); golden file pricing/ou_mle.json.

import Glibc
public import Numerics

/// A fitted process with its errors, per the interval and the units of the data.
public struct OrnsteinUhlenbeckFit: Hashable, Sendable {
  /// The process.
  public var process: OrnsteinUhlenbeck
  /// Years between observations.
  public var interval: Double
  /// Observed transitions n, one fewer than the observations.
  public var transitions: Int
  /// Regression of each value on the one before: X' = intercept + slope X + e.
  public var intercept: Double
  /// b = exp(-mu dt).
  public var slope: Double
  /// Mean squared residual, with divisor n.
  public var residualVariance: Double
  /// The log likelihood of the transitions, conditional on the first value.
  public var logLikelihood: Double
  /// Asymptotic standard errors.
  public var standardErrors: OrnsteinUhlenbeckErrors

  /// Years in which half of a departure vanishes.
  public var halfLife: Double { process.halfLife }

  /// The log likelihood per transition, as Leung and Li print it.
  public var averageLogLikelihood: Double { logLikelihood / Double(transitions) }

  /// Akaike's criterion, 2 k - 2 ln L with three parameters.
  public var akaike: Double { 6 - 2 * logLikelihood }

  /// MacKinnon's p-value of a random walk: above 0.05 the pull may be chance.
  ///
  /// The Dickey-Fuller test with a constant and no lags, whose statistic is (b - 1) / se(b) with the
  /// residual variance of divisor n - 2.
  public var randomWalkPValue: Double? {
    let freedom = (1 - 2 / Double(transitions)).squareRoot()
    return mackinnonPValue(
      (slope - 1) / standardErrors.slope * freedom, series: 1, trend: .constant)
  }

  /// The intervals in which half of a departure vanishes: days for daily data.
  public var halfLifeInIntervals: Double { process.halfLife / interval }
}

/// Standard errors of a fitted process.
///
/// From the information matrix of the regression, Var(a, b) = s^2 (X'X)^-1 and Var(s^2) = 2 s^4 / n
/// with s^2 of divisor n, carried over by the delta method. They understate what is unknown when b
/// is near one: the distribution of b is then not normal.
public struct OrnsteinUhlenbeckErrors: Hashable, Sendable {
  /// Of the mean theta.
  public var mean: Double
  /// Of the speed mu.
  public var speed: Double
  /// Of the volatility sigma.
  public var volatility: Double
  /// Of the half-life, years.
  public var halfLife: Double
  /// Of the slope b.
  public var slope: Double
}

/// Why a series has no Ornstein-Uhlenbeck process.
public struct NotMeanReverting: Hashable, Sendable, CustomStringConvertible {
  /// What the slope says.
  public enum Cause: Hashable, Sendable {
    /// b is one or more: a random walk or an explosive series.
    case noPull
    /// b is zero or less: each value overshoots the mean, which no diffusion does.
    case overshoot
  }

  /// What the slope says.
  public var cause: Cause
  /// The regression slope b.
  public var slope: Double
  /// Its standard error.
  public var slopeError: Double
  /// Observed transitions.
  public var transitions: Int

  /// The slope, its error and the rule.
  public var description: String {
    let rule = cause == .noPull ? "it must lie below one" : "it must lie above zero"
    return "not mean reverting: the slope on the value before is \(slope)"
      + " (standard error \(slopeError), \(transitions) transitions), but \(rule)"
  }
}

/// What a fit finds.
public enum OrnsteinUhlenbeckEstimate: Hashable, Sendable {
  /// The process.
  case reverting(OrnsteinUhlenbeckFit)
  /// There is none.
  case notReverting(NotMeanReverting)

  /// The fit, where there is one.
  public var fit: OrnsteinUhlenbeckFit? {
    if case .reverting(let fit) = self { fit } else { nil }
  }
}

/// Observations below which the desk does not act on a fit: one year of sessions.
public let customaryReversionObservations = 252

/// Fits an Ornstein-Uhlenbeck process by exact maximum likelihood.
///
///     b = exp(-mu dt),  theta = a / (1 - b),  mu = -ln(b) / dt,  sigma^2 = s^2 2 mu / (1 - b^2)
///
/// with the regression X' = a + b X and its mean squared residual s^2. The often seen
/// sigma = s / sqrt(dt) is the Euler scheme's, and too low.
///
/// - Parameters:
///   - values: The series, oldest first, evenly spaced.
///   - interval: Years between observations.
///   - least: Observations asked for, at least 4; `customaryReversionObservations` is the desk's.
/// - Returns: The process, or why there is none.
/// - Throws: `ModelError`: too few observations, a gap, a constant, or a series without noise.
public func fitOrnsteinUhlenbeck(
  _ values: [Double], interval: Double, least: Int
) throws(ModelError) -> OrnsteinUhlenbeckEstimate {
  try requirePositive(interval, "the interval between observations")
  guard values.count >= max(least, 4) else {
    throw .tooFew(what: "observations", count: values.count, least: max(least, 4))
  }
  let sums = TransitionSums(values.span)
  // A gap shows in the sums, so that a sound series is read once only.
  guard sums.spread > 0, sums.spread.isFinite, sums.increments.isFinite else {
    try requireSeries(values, "observations", least: least)
    throw .outOfDomain(
      input: "the sum of squares of observations", value: sums.spread,
      rule: "it must be above zero and finite")
  }
  return try sums.estimate(interval: interval)
}

/// Centred sums over the transitions X -> X', with e = X' - X.
private struct TransitionSums {
  let count: Double
  /// The first value, from which all are measured.
  let origin: Double
  /// Mean of X less the first value.
  let level: Double
  /// Mean of e.
  let drift: Double
  /// Sum of (X - mean)^2.
  let spread: Double
  /// Sum of (e - mean)^2.
  let increments: Double
  /// Sum of (X - mean)(e - mean).
  let cross: Double

  /// One pass; X'^2 - X^2 = 2 X e + e^2 gives the cross product from its ends.
  init(_ values: Span<Double>) {
    let n = values.count - 1
    let origin = values[0]
    var sum = SIMD4<Double>.zero
    var squares = SIMD4<Double>.zero
    var moves = SIMD4<Double>.zero
    var index = 0
    while index + 4 <= n {
      let x = SIMD4(values[index], values[index + 1], values[index + 2], values[index + 3])
      let next = SIMD4(
        values[index + 1], values[index + 2], values[index + 3], values[index + 4])
      let distance = x - origin
      let move = next - x
      sum += distance
      squares += distance * distance
      moves += move * move
      index += 4
    }
    var (total, totalSquares, totalMoves) = (sum.sum(), squares.sum(), moves.sum())
    while index < n {
      let distance = values[index] - origin
      let move = values[index + 1] - values[index]
      total += distance
      totalSquares += distance * distance
      totalMoves += move * move
      index += 1
    }
    let last = values[n] - origin
    count = Double(n)
    self.origin = origin
    level = total / count
    drift = last / count
    spread = totalSquares - total * level
    increments = totalMoves - last * drift
    cross = 0.5 * (last * last - totalMoves) - total * drift
  }

  /// The process from e = (a + (b - 1) X), or why there is none.
  func estimate(interval: Double) throws(ModelError) -> OrnsteinUhlenbeckEstimate {
    let pull = cross / spread
    let slope = 1 + pull
    let variance = (increments - pull * cross) / count
    // What rounding leaves of sums of squares is no noise.
    guard variance > 1e-11 * increments / count else {
      throw .outOfDomain(
        input: "the residual variance of observations", value: variance,
        rule: "a series without noise has no volatility to fit")
    }
    let slopeError = (variance / spread).squareRoot()
    guard pull < 0, slope > 0 else {
      return .notReverting(
        NotMeanReverting(
          cause: pull < 0 ? .overshoot : .noPull, slope: slope, slopeError: slopeError,
          transitions: Int(count)))
    }
    let speed = -log1p(pull) / interval
    // 1 - b^2 = -(b - 1)(b + 1), without cancellation where b is near one.
    let gain = -2 * log1p(pull) / (interval * -pull * (1 + slope))
    let process = OrnsteinUhlenbeck(
      checkedMean: origin + level - drift / pull, speed: speed,
      volatility: (variance * gain).squareRoot())
    let likelihood =
      -0.5 * count * (log(6.283_185_307_179_586_476_925 * variance) + 1)
    return .reverting(
      OrnsteinUhlenbeckFit(
        process: process, interval: interval, transitions: Int(count),
        intercept: -pull * process.mean, slope: slope, residualVariance: variance,
        logLikelihood: likelihood,
        standardErrors: errors(
          process, pull: pull, variance: variance, slopeError: slopeError, interval: interval)))
  }

  /// The delta method on theta = a / (1 - b), mu = -ln(b) / dt, sigma^2 = s^2 g(b).
  private func errors(
    _ process: OrnsteinUhlenbeck, pull: Double, variance: Double, slopeError: Double,
    interval: Double
  ) -> OrnsteinUhlenbeckErrors {
    let slope = 1 + pull
    // d theta = (d abar + (theta - xbar) db) / (1 - b), abar the intercept at the mean of X.
    let distance = process.mean - origin - level
    let mean =
      (variance / count + distance * distance * slopeError * slopeError).squareRoot() / -pull
    let speed = slopeError / (slope * interval)
    let gainSlope = 1 / (slope * log1p(pull)) + 2 * slope / (-pull * (1 + slope))
    let relative = 0.25 * (2 / count + gainSlope * gainSlope * slopeError * slopeError)
    return OrnsteinUhlenbeckErrors(
      mean: mean, speed: speed, volatility: process.volatility * relative.squareRoot(),
      halfLife: process.halfLife * speed / process.speed, slope: slopeError)
  }
}
