// The parameters of the SABR model and the two expansions of its implied volatility.
//
//     dF = alpha F^beta dW,   dalpha = nu alpha dZ,   dW dZ = rho dt
//
// F is the forward, a martingale; alpha carries the unit F^(1 - beta) per square root of a year,
// so it is a lognormal volatility only at beta one. Time in years, volatilities as decimals.
// Source: Hagan, Kumar, Lesniewski and Woodward (2002), "Managing smile risk", Wilmott, September.

public import Numerics

/// A checked set of SABR parameters.
public struct SABRParameters: Hashable, Sendable {
  /// Volatility today, in units of the forward to the power 1 - beta; above zero.
  public let alpha: Double
  /// Exponent of the forward, from 0 (normal) to 1 (lognormal).
  public let beta: Double
  /// Correlation of forward and volatility, strictly between -1 and 1.
  public let rho: Double
  /// Volatility of volatility per square root of a year; zero or more.
  public let nu: Double

  /// Makes parameters.
  ///
  /// - Parameters:
  ///   - alpha: Volatility today; above zero.
  ///   - beta: Exponent of the forward, 0 to 1.
  ///   - rho: Correlation, strictly between -1 and 1.
  ///   - nu: Volatility of volatility, zero or more.
  /// - Throws: `ModelError.outOfDomain`.
  public init(alpha: Double, beta: Double, rho: Double, nu: Double) throws(ModelError) {
    try requirePositive(alpha, "alpha")
    try require(beta, in: 0...1, "beta")
    guard rho > -1, rho < 1 else {
      throw .outOfDomain(input: "rho", value: rho, rule: "it must lie strictly between -1 and 1")
    }
    guard nu >= 0, nu.isFinite else {
      throw .outOfDomain(input: "nu", value: nu, rule: "it must be zero or more and finite")
    }
    self.init(unchecked: alpha, beta: beta, rho: rho, nu: nu)
  }

  /// Parameters that a search inside the domain has produced.
  init(unchecked alpha: Double, beta: Double, rho: Double, nu: Double) {
    self.alpha = alpha
    self.beta = beta
    self.rho = rho
    self.nu = nu
  }
}

/// Which short-time expansion gives the implied volatility.
public enum SABRExpansion: String, Hashable, Sendable, CaseIterable {
  /// Hagan et al. (2002), equation 2.17a: the market's convention.
  case hagan
  /// Obloj (2008), arXiv:0708.0998: the same time correction on the exact leading term.
  case obloj
}

/// Refuses a forward, strike or time to expiry that no formula accepts.
func requireSABRInputs(forward: Double, strike: Double, years: Double) throws(ModelError) {
  try requirePositive(forward, "forward")
  try requirePositive(strike, "strike")
  try requirePositive(years, "years")
}
