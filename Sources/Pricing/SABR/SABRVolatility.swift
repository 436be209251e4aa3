// Implied volatility of the SABR model by expansion in time, with its gradient.
//
// Favours the last digit: 1e-14 relative from the deepest wing through the forward, for every beta
// from 0 to 1. The work is split in two, since a calibration meets the same strikes again and again:
// what depends on forward, strike and beta alone, and what depends on alpha, rho and nu.

import Glibc
public import Numerics

/// What of the expansion depends on forward, strike and beta alone.
///
///     L = ln(F/K),   m = (F K)^((1 - beta)/2),   b = 1 - beta
///     hagan: s = 1 + b^2 L^2 / 24 + b^4 L^4 / 1920,   d = m L
///     obloj: s = sinh(b L / 2) / (b L / 2),           d = m L s = (F^b - K^b) / b
///
/// The volatility is alpha / (m s) times z / chi(z) times the time correction, z = nu d / alpha.
struct SABRStrikeTerms {
  /// 1 / m.
  let inversePower: Double
  /// 1 / (m s).
  let inverseSpread: Double
  /// d.
  let distance: Double

  @inline(__always)
  init(forward: Double, strike: Double, beta: Double, expansion: SABRExpansion) {
    let b = 1 - beta
    let log = logMoneyness(forward: forward, strike: strike)
    let power = b == 0 ? 1 : pow(forward * strike, 0.5 * b)
    let square = b * b * log * log
    let spread: Double
    switch expansion {
    case .hagan: spread = 1 + square * (1.0 / 24 + square / 1920)
    case .obloj: spread = hyperbolicSineRatio(0.5 * b * log)
    }
    inversePower = 1 / power
    inverseSpread = inversePower / spread
    distance = power * log * (expansion == .obloj ? spread : 1)
  }
}

/// sinh(x) / x, one at zero.
func hyperbolicSineRatio(_ x: Double) -> Double {
  // The neglected term x^6 / 5040 is 2e-16 there.
  if abs(x) < 0.01 { return 1 + x * x / 6 * (1 + x * x / 20) }
  return sinh(x) / x
}

/// A volatility with its derivatives by the parameters that are fitted.
public struct SABRGradient: Hashable, Sendable {
  /// The implied volatility.
  public var volatility: Double
  /// Its derivative by alpha.
  public var alpha: Double
  /// Its derivative by rho.
  public var rho: Double
  /// Its derivative by nu.
  public var nu: Double
}

extension SABRParameters {
  /// The volatility without its gradient.
  @inline(__always) func volatility(at terms: SABRStrikeTerms, years: Double) -> Double {
    let ratio = HyperbolicRatio(z: nu / alpha * terms.distance, rho: rho).value
    let skew = alpha * terms.inversePower
    let b = 1 - beta
    let rate =
      b * b / 24 * skew * skew + 0.25 * rho * beta * nu * skew + (2 - 3 * rho * rho) / 24 * nu * nu
    return alpha * terms.inverseSpread * ratio * (1 + rate * years)
  }

  /// The volatility with its gradient.
  @inline(__always) func gradient(at terms: SABRStrikeTerms, years: Double) -> SABRGradient {
    let reach = terms.distance / alpha
    let z = nu * reach
    let factor = HyperbolicRatio(z: z, rho: rho)
    let level = alpha * terms.inverseSpread
    let skew = alpha * terms.inversePower
    let b = 1 - beta
    let quadratic = b * b / 24 * skew * skew
    let cross = 0.25 * beta * skew
    let convex = (2 - 3 * rho * rho) / 24
    let time = 1 + (quadratic + cross * rho * nu + convex * nu * nu) * years
    let base = level * factor.value
    let tilt = level * factor.slope(z: z, rho: rho) * time
    return SABRGradient(
      volatility: base * time,
      alpha: terms.inverseSpread * factor.value * time
        + (base * (2 * quadratic + cross * rho * nu) * years - tilt * z) / alpha,
      rho: level * factor.slopeByRho(z: z, rho: rho) * time
        + base * (cross - 0.25 * rho * nu) * nu * years,
      nu: tilt * reach + base * (cross * rho + 2 * convex * nu) * years)
  }
}

/// The implied (Black) volatility of the SABR model.
///
///     sigma = alpha / (m s) z / chi(z)
///         {1 + [b^2 alpha^2 / (24 m^2) + rho beta nu alpha / (4 m) + (2 - 3 rho^2) nu^2 / 24] T}
///
/// Source: Hagan et al. (2002), equation 2.17a; Obloj (2008) for the other leading term. An
/// expansion in small nu^2 T: ask `SABRSmile` where it leaves its range.
///
/// - Parameters:
///   - forward: The forward, above zero.
///   - strike: The strike, above zero.
///   - years: Time to expiry, above zero.
///   - parameters: The parameters.
///   - expansion: Which leading term; `hagan` is the market's convention.
/// - Returns: The annualised volatility. It can be zero or negative where the time correction
///   exceeds its range.
/// - Throws: `ModelError.outOfDomain` for a forward, strike or time not above zero and finite.
public func sabrVolatility(
  forward: Double, strike: Double, years: Double, parameters: SABRParameters,
  expansion: SABRExpansion
) throws(ModelError) -> Double {
  try requireSABRInputs(forward: forward, strike: strike, years: years)
  let terms = SABRStrikeTerms(
    forward: forward, strike: strike, beta: parameters.beta, expansion: expansion)
  return parameters.volatility(at: terms, years: years)
}

/// The implied (Black) volatility of the SABR model with its analytic gradient.
///
/// - Parameters:
///   - forward: The forward, above zero.
///   - strike: The strike, above zero.
///   - years: Time to expiry, above zero.
///   - parameters: The parameters.
///   - expansion: Which leading term.
/// - Returns: The volatility and its derivatives by alpha, rho and nu.
/// - Throws: `ModelError.outOfDomain` for a forward, strike or time not above zero and finite.
public func sabrGradient(
  forward: Double, strike: Double, years: Double, parameters: SABRParameters,
  expansion: SABRExpansion
) throws(ModelError) -> SABRGradient {
  try requireSABRInputs(forward: forward, strike: strike, years: years)
  let terms = SABRStrikeTerms(
    forward: forward, strike: strike, beta: parameters.beta, expansion: expansion)
  return parameters.gradient(at: terms, years: years)
}

/// The normal (Bachelier) volatility of the SABR model, in units of the forward.
///
///     sigma_N = alpha (F - K) / D  zeta / chi(zeta)
///         {1 + [-beta (2 - beta) alpha^2 / (24 m^2) + rho beta nu alpha / (4 m)
///               + (2 - 3 rho^2) nu^2 / 24] T}
///
/// with D = (F^b - K^b) / b the integral of F^-beta from K to F, zeta = nu D / alpha and
/// m = (F K)^(b/2). Source: Hagan et al. (2002), appendix B, with its leading term
/// left exact instead of expanded in L.
///
/// - Parameters:
///   - forward: The forward, above zero.
///   - strike: The strike, above zero.
///   - years: Time to expiry, above zero.
///   - parameters: The parameters.
/// - Returns: The annualised volatility of the forward's moves.
/// - Throws: `ModelError.outOfDomain` for a forward, strike or time not above zero and finite.
public func sabrNormalVolatility(
  forward: Double, strike: Double, years: Double, parameters: SABRParameters
) throws(ModelError) -> Double {
  try requireSABRInputs(forward: forward, strike: strike, years: years)
  let (alpha, beta) = (parameters.alpha, parameters.beta)
  let (rho, nu) = (parameters.rho, parameters.nu)
  let log = logMoneyness(forward: forward, strike: strike)
  let power = pow(forward * strike, 0.5 * (1 - beta))
  // (F - K) / L = sqrt(FK) sinh(L/2) / (L/2), and D / L likewise: their quotient has no hole.
  let spread = hyperbolicSineRatio(0.5 * (1 - beta) * log)
  let level = (forward * strike).squareRoot() * hyperbolicSineRatio(0.5 * log) / (power * spread)
  let factor = HyperbolicRatio(z: nu / alpha * power * log * spread, rho: rho).value
  let skew = alpha / power
  let rate =
    -beta * (2 - beta) / 24 * skew * skew + 0.25 * rho * beta * nu * skew
    + (2 - 3 * rho * rho) / 24 * nu * nu
  return alpha * level * factor * (1 + rate * years)
}
