// Where the fit of a SABR smile starts when nobody says: from level, slope and curvature.
//
// A parabola through the strikes nearest to the forward gives the smile's first three Taylor
// coefficients; to leading order they determine rho nu, nu and alpha in closed form.
// Source: Le Floc'h and Kennedy (2014), "Explicit SABR calibration through simple expansions",
// with beta fixed; alpha then solves the cubic of the at-the-money volatility.

import Glibc

extension SABRSmileQuotes {
  /// A start inside the domain for a given beta.
  ///
  /// With s0, s1, s2 the volatility and its derivatives by ln K at the forward and b = 1 - beta:
  ///
  ///     rho nu = 2 s1 + b s0,   nu^2 = 3 s0 s2 - b^2 s0^2 / 2 + 3/2 (rho nu)^2
  ///
  /// - Parameter beta: The exponent, 0 to 1.
  /// - Returns: Parameters that reproduce level and, as far as possible, slope and curvature.
  func start(beta: Double) -> SABRParameters {
    let (level, slope, bend) = taylor()
    let b = 1 - beta
    let product = 2 * slope + b * level
    let square = 3 * level * bend - 0.5 * b * b * level * level + 1.5 * product * product
    let limit = 0.95
    // A nu below what the slope needs at the largest correlation is raised to it.
    let least = max(abs(product) / limit, 0.05 * level)
    let nu = min(max(square > 0 ? square.squareRoot() : least, least), 3 / years.squareRoot())
    let rho = min(max(product / nu, -limit), limit)
    let alpha = sabrAlpha(
      atTheMoney: level, scale: pow(forward, b), years: years, beta: beta, rho: rho, nu: nu)
    return SABRParameters(unchecked: alpha, beta: beta, rho: rho, nu: nu)
  }

  /// Level, slope and second derivative by ln K at the forward, by a weighted parabola.
  ///
  /// Strikes count less with their distance, by 1 / (1 + (x / h)^4) with h the distance of the
  /// fifth nearest.
  private func taylor() -> (level: Double, slope: Double, bend: Double) {
    let logs = strikes.map { -logMoneyness(forward: forward, strike: $0) }
    let distances = logs.map { abs($0) }.sorted()
    let reach = max(distances[min(4, distances.count - 1)], 1e-6)
    var moments = (0.0, 0.0, 0.0, 0.0, 0.0)
    var sums = (0.0, 0.0, 0.0)
    for (index, log) in logs.enumerated() {
      let x = log / reach
      let square = x * x
      let w = (weights?[index] ?? 1) / (1 + square * square)
      let v = volatilities[index]
      moments.0 += w
      moments.1 += w * x
      moments.2 += w * square
      moments.3 += w * square * x
      moments.4 += w * square * square
      sums.0 += w * v
      sums.1 += w * v * x
      sums.2 += w * v * square
    }
    let (m0, m1, m2, m3, m4) = moments
    let (c0, c1, c2) = (m2 * m4 - m3 * m3, m1 * m4 - m2 * m3, m1 * m3 - m2 * m2)
    let determinant = m0 * c0 - m1 * c1 + m2 * c2
    let mean = sums.0 / m0
    guard determinant > 1e-12 * m0 * m2 * m4 else { return (mean, 0, 0) }
    let level = (sums.0 * c0 - sums.1 * c1 + sums.2 * c2) / determinant
    let slope =
      (-sums.0 * c1 + sums.1 * (m0 * m4 - m2 * m2) - sums.2 * (m0 * m3 - m1 * m2)) / determinant
    let bend =
      (sums.0 * c2 - sums.1 * (m0 * m3 - m1 * m2) + sums.2 * (m0 * m2 - m1 * m1)) / determinant
    // An extrapolated level can fall to zero when every strike lies on one side.
    guard level > 0.2 * mean else { return (mean, 0, 0) }
    return (level, slope / reach, 2 * bend / (reach * reach))
  }
}

/// The alpha that gives an at-the-money volatility.
///
/// Solves a (1 + c + d a + e a^2) = sigma for a = alpha / F^b, where c = (2 - 3 rho^2) nu^2 T / 24,
/// d = rho beta nu T / 4 and e = b^2 T / 24: equation 2.18 of Hagan et al. (2002). Newton's method
/// from a = sigma, at most 20 steps; sigma itself when the cubic has no root near it.
///
/// - Parameters:
///   - atTheMoney: The volatility at the forward.
///   - scale: F^(1 - beta).
///   - years: Time to expiry.
///   - beta: The exponent.
///   - rho: The correlation.
///   - nu: The volatility of volatility.
/// - Returns: Alpha, above zero.
func sabrAlpha(
  atTheMoney: Double, scale: Double, years: Double, beta: Double, rho: Double, nu: Double
) -> Double {
  let c = 1 + (2 - 3 * rho * rho) / 24 * nu * nu * years
  let d = 0.25 * rho * beta * nu * years
  let e = (1 - beta) * (1 - beta) / 24 * years
  var a = atTheMoney
  for _ in 0..<20 {
    let value = a * (c + a * (d + a * e)) - atTheMoney
    let slope = c + a * (2 * d + 3 * a * e)
    guard slope > 0 else { return atTheMoney * scale }
    let next = a - value / slope
    guard next > 0.05 * atTheMoney, next < 20 * atTheMoney else { return atTheMoney * scale }
    if abs(next - a) <= 1e-14 * a { return next * scale }
    a = next
  }
  return a * scale
}
