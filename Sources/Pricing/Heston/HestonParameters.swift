// The five parameters of Heston's model and what they must satisfy.
//
//     dS = (r - q) S dt + sqrt(v) S dW1,   dv = kappa (theta - v) dt + sigma sqrt(v) dW2
//
// with a correlation rho between the two, all under the pricing measure. Variances are annualised
// (0.04 is a volatility of 20 %), kappa is per year.
// Source: Heston (1993), "A closed-form solution for options with stochastic volatility", Review
// of Financial Studies 6(2).

import Glibc
public import Numerics

/// The parameters of Heston's stochastic-volatility model under the pricing measure.
public struct HestonParameters: Hashable, Sendable {
  /// Variance today, above zero.
  public let v0: Double
  /// Speed of mean reversion of the variance per year, above zero.
  public let kappa: Double
  /// Variance in the long run, above zero.
  public let theta: Double
  /// Volatility of variance, above zero.
  public let sigma: Double
  /// Correlation of the asset with its variance, strictly between -1 and 1.
  public let rho: Double

  /// Makes parameters, and refuses those for which the model does not exist.
  ///
  /// - Parameters:
  ///   - v0: Variance today.
  ///   - kappa: Speed of mean reversion.
  ///   - theta: Variance in the long run.
  ///   - sigma: Volatility of variance.
  ///   - rho: Correlation.
  /// - Throws: `ModelError.outOfDomain` for a value that is not finite, not above zero, or a
  ///   correlation of one or more in size.
  public init(
    v0: Double, kappa: Double, theta: Double, sigma: Double, rho: Double
  ) throws(ModelError) {
    try requirePositive(v0, "v0")
    try requirePositive(kappa, "kappa")
    try requirePositive(theta, "theta")
    try requirePositive(sigma, "sigma")
    guard rho > -1, rho < 1 else {
      throw .outOfDomain(input: "rho", value: rho, rule: "it must lie strictly between -1 and 1")
    }
    self.init(valid: (v0, kappa, theta, sigma, rho))
  }

  /// Makes parameters that are known to be valid, such as a point inside bounds.
  init(valid point: (v0: Double, kappa: Double, theta: Double, sigma: Double, rho: Double)) {
    (v0, kappa, theta, sigma, rho) = point
  }

  /// Feller's ratio 2 kappa theta / sigma^2; below one the variance can reach zero.
  public var fellerRatio: Double { 2 * kappa * theta / (sigma * sigma) }

  /// Whether the variance stays above zero: a Feller ratio of at least one.
  public var satisfiesFeller: Bool { fellerRatio >= 1 }

  /// The expected integral of the variance from today to a time.
  ///
  ///     theta T + (v0 - theta) (1 - exp(-kappa T)) / kappa
  ///
  /// - Parameter years: The time in years.
  /// - Returns: The fair total variance of a continuously monitored variance swap.
  public func expectedTotalVariance(years: Double) -> Double {
    theta * years - (v0 - theta) * expm1(-kappa * years) / kappa
  }

  /// The parameters in the order of every gradient here: v0, kappa, theta, sigma, rho.
  public var vector: [Double] { [v0, kappa, theta, sigma, rho] }

  /// How many parameters there are.
  public static let count = 5

  /// The names of the parameters in the order of `vector`.
  public static let names = ["v0", "kappa", "theta", "sigma", "rho"]

  /// Makes parameters from their vector.
  ///
  /// - Parameter vector: v0, kappa, theta, sigma, rho.
  /// - Throws: `ModelError` as the memberwise initialiser, or for another number of values.
  public init(vector: [Double]) throws(ModelError) {
    guard vector.count == HestonParameters.count else {
      throw .tooFew(what: "parameters", count: vector.count, least: HestonParameters.count)
    }
    try self.init(
      v0: vector[0], kappa: vector[1], theta: vector[2], sigma: vector[3], rho: vector[4])
  }
}
