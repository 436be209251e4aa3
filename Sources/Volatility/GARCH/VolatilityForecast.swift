// Forecasts of the variance some steps ahead, and where they lead in the end.
//
//     GARCH, GJR   E h_(T+k) = omega + p E h_(T+k-1),   p = alpha + gamma E[z^2; z < 0] + beta
//     EGARCH       ln E h_(T+k) = b^(k-1) ln h_(T+1) + omega (1 - b^(k-1)) / (1 - b)
//                                 + sum_(j < k-1) ln E exp(b^j g(z)),   b = beta
//                  g(z) = alpha (|z| - sqrt(2/pi)) + gamma z
//
// Both are exact under normal errors. Under t errors E exp(|z|) is infinite, and so is EGARCH's
// mean variance beyond one step: its lognormal mean is given, which keeps the first two moments of
// ln h and forgets the tail. Sources: Baillie and Bollerslev (1992), J. Econometrics 52; Nelson
// (1991), Econometrica 59, appendix 1.

import Glibc
public import Numerics

/// What a forecast variance is.
public enum VarianceForecastKind: String, Hashable, Sendable {
  /// The expected variance.
  case mean
  /// The mean of a lognormal variable with the mean and variance of ln h; the mean is infinite.
  case lognormalMean
}

/// Variances of the returns after the last one.
public struct VolatilityForecast: Hashable, Sendable {
  /// The variance of each step ahead, per observation.
  public let variances: [Double]
  /// What they are beyond the first, which is known.
  public let kind: VarianceForecastKind

  /// The variance of the sum of the returns over the whole horizon.
  public var total: Double { variances.reduce(0, +) }

  /// The volatility of the mean step, scaled to a year.
  ///
  /// - Parameters:
  ///   - steps: Observations in a year, 252 for sessions.
  ///   - unit: What one stands for: 0.01 where the returns were in percent.
  /// - Returns: The annualised volatility as a decimal.
  public func annualised(steps: Double, unit: Double) -> Double {
    unit * (steps * total / Double(variances.count)).squareRoot()
  }
}

/// The most steps ahead that a forecast accepts.
public let longestVolatilityForecast = 10_000

extension VolatilityProcess {
  /// How much of a shock to the variance is left one step later.
  ///
  /// It is alpha + gamma E[z^2; z < 0] + beta, where the moment is one half for a symmetric
  /// density; beta for EGARCH, of the logarithm.
  public var persistence: Double {
    guard model != .egarch else { return self[.persistence] }
    let lower = ErrorMoments(self).lowerSquare
    return self[.shock] + lower * self[.asymmetry] + self[.persistence]
  }

  /// Steps until half a shock is left; nil where shocks do not die out.
  public var halfLife: Double? {
    let share = persistence
    return share > 0 && share < 1 ? log(0.5) / log(share) : nil
  }

  /// The variance that forecasts tend to; nil where there is none.
  ///
  /// omega / (1 - persistence); for EGARCH the limit of the forecast, of the kind it has.
  public var unconditionalVariance: Double? {
    let share = persistence
    guard abs(share) < 1 else { return nil }
    guard model == .egarch else { return self[.constant] / (1 - share) }
    let step = LogarithmStep(self)
    var sum = self[.constant] / (1 - share)
    var weight = 1.0
    for _ in 0..<1_000_000 {
      sum += step.growth(weight)
      weight *= share
      if abs(weight) < 1e-17 { break }
    }
    return exp(sum)
  }

  /// Forecasts the variance of coming returns.
  ///
  /// - Parameters:
  ///   - next: The variance of the first of them, which is known.
  ///   - horizon: Steps ahead, 1 to 10,000.
  /// - Returns: One variance for each step.
  /// - Throws: `ModelError.outOfDomain` for another horizon or a variance not above zero.
  public func forecast(from next: Double, horizon: Int) throws(ModelError) -> VolatilityForecast {
    try requirePositive(next, "the next variance")
    try require(Double(horizon), in: 1...Double(longestVolatilityForecast), "the horizon")
    var variances = [next]
    let share = persistence
    guard model == .egarch else {
      for k in 1..<max(horizon, 1) { variances.append(self[.constant] + share * variances[k - 1]) }
      return VolatilityForecast(variances: variances, kind: .mean)
    }
    let step = LogarithmStep(self)
    var level = log(next)
    var weight = 1.0
    var growth = 0.0
    for _ in 1..<max(horizon, 1) {
      level = self[.constant] + share * level
      growth += step.growth(weight)
      weight *= share
      variances.append(exp(level + growth))
    }
    return VolatilityForecast(
      variances: variances, kind: distribution == .normal ? .mean : .lognormalMean)
  }
}

/// The random part of a step of EGARCH's recursion.
private struct LogarithmStep {
  private let alpha: Double
  private let gamma: Double
  private let distribution: ErrorDistribution
  private let mean: Double
  private let variance: Double

  init(_ process: VolatilityProcess) {
    alpha = process[.shock]
    gamma = process[.asymmetry]
    distribution = process.distribution
    let moments = ErrorMoments(process)
    mean = alpha * (moments.absolute - meanAbsoluteNormal)
    variance =
      alpha * alpha * (1 - moments.absolute * moments.absolute) + gamma * gamma
      + 2 * alpha * gamma * moments.signedSquare
  }

  /// ln E exp(w g(z)) under normal errors, its second-order expansion under others.
  func growth(_ weight: Double) -> Double {
    guard distribution == .normal else { return weight * mean + 0.5 * weight * weight * variance }
    let up = weight * (gamma + alpha)
    let down = weight * (gamma - alpha)
    let sum = exp(0.5 * up * up) * normalCDF(up) + exp(0.5 * down * down) * normalCDF(-down)
    return log(sum) - weight * alpha * meanAbsoluteNormal
  }
}
