// The function chi(z) of the SABR expansion and the factor z / chi(z), with derivatives.
//
//     chi(z) = ln((q + z - rho) / (1 - rho)),   q = sqrt(1 - 2 rho z + z^2)
//
// chi is a distance in the hyperbolic plane. As printed it loses every digit as z nears 0, for
// large negative z and as rho nears 1; here each branch adds positive terms only. The factor tends
// to one at the money: there is no hole in the smile. Sources: Hagan et al. (2002), equation 2.17;
// the algebra is beside each line.

import Glibc

/// The factor z / chi(z) with the root q that its derivatives need.
struct HyperbolicRatio {
  /// z / chi(z); one at z = 0.
  let value: Double
  /// q = sqrt(1 - 2 rho z + z^2).
  let root: Double

  /// Evaluates the factor.
  ///
  /// chi(-z; -rho) = -chi(z; rho), so let a = |z| and r = sgn(z) rho. Then chi = log1p(u) with
  ///
  ///     u = a (q + a + 1 - 2r) / ((1 + q)(1 - r))        for a >= r
  ///     u = a (1 + q + 2r - a) / ((1 + q)(q + r - a))    for a <  r
  ///
  /// where the second follows from (q + a - r)(q - a + r) = (1 - r)(1 + r).
  @inline(__always) init(z: Double, rho: Double) {
    let a = abs(z)
    let r = z < 0 ? -rho : rho
    let gap = a - r
    let q = (gap * gap + (1 - r) * (1 + r)).squareRoot()
    root = q
    guard a > 1e-9 else {
      value = 1 - 0.5 * r * a
      return
    }
    let above = gap >= 0 ? (1 - r) + q + gap : 1 + q + r - gap
    let below = gap >= 0 ? 1 - r : q - gap
    value = a / log1p(a * above / ((1 + q) * below))
  }

  /// The derivative of the factor by z.
  ///
  /// g' = g (1 - g / q) / z away from zero. Near it, with P_n the Legendre polynomials of rho,
  /// 1/q = sum P_n z^n and chi / z = sum P_n z^n / (n + 1), hence
  /// g' = -g^2 sum n P_n z^(n-1) / (n + 1).
  @inline(__always) func slope(z: Double, rho: Double) -> Double {
    if abs(z) > 0.01 { return value * (1 - value / root) / z }
    return -value * value * LegendreSeries(rho: rho).first(z)
  }

  /// The second derivative of the factor by z.
  ///
  /// g'' = (g (z - rho) / q^3 - 2 g' / q) g / z away from zero; near it, with s = chi / z,
  /// g'' = 2 s'^2 g^3 - s'' g^2.
  func curvature(z: Double, rho: Double) -> Double {
    if abs(z) > 0.01 {
      let bend = value * (z - rho) / (root * root * root) - 2 * slope(z: z, rho: rho) / root
      return bend * value / z
    }
    let series = LegendreSeries(rho: rho)
    let first = series.first(z)
    let square = value * value
    return 2 * first * first * square * value - series.second(z) * square
  }

  /// The derivative of the factor by rho.
  ///
  /// dchi/drho = integral of t / q(t)^3 = z^2 / (q (q + 1 - rho z)), which equals
  /// (q - 1 + rho z) / (q (1 - rho^2)); each is used where it adds.
  @inline(__always) func slopeByRho(z: Double, rho: Double) -> Double {
    let product = rho * z
    if product < 1 { return -value * value * z / (root * (root + 1 - product)) }
    return -value * value * (root - 1 + product) / (z * root * (1 - rho) * (1 + rho))
  }
}

/// The first Legendre polynomials of rho, for chi / z near zero.
///
/// Truncated after z^7, which leaves 1e-16 at |z| = 0.01.
struct LegendreSeries {
  private let p1: Double
  private let p2: Double
  private let p3: Double
  private let p4: Double
  private let p5: Double
  private let p6: Double
  private let p7: Double

  /// Bonnet's recursion (n + 1) P_(n+1) = (2n + 1) rho P_n - n P_(n-1).
  @inline(__always) init(rho: Double) {
    p1 = rho
    p2 = (3 * rho * rho - 1) / 2
    p3 = (5 * rho * p2 - 2 * rho) / 3
    p4 = (7 * rho * p3 - 3 * p2) / 4
    p5 = (9 * rho * p4 - 4 * p3) / 5
    p6 = (11 * rho * p5 - 5 * p4) / 6
    p7 = (13 * rho * p6 - 6 * p5) / 7
  }

  /// The derivative of chi / z: sum of n P_n z^(n-1) / (n + 1).
  @inline(__always) func first(_ z: Double) -> Double {
    let high = p5 * 5 / 6 + z * (p6 * 6 / 7 + z * p7 * 7 / 8)
    return p1 / 2 + z * (p2 * 2 / 3 + z * (p3 * 3 / 4 + z * (p4 * 4 / 5 + z * high)))
  }

  /// The second derivative of chi / z: sum of n (n - 1) P_n z^(n-2) / (n + 1).
  func second(_ z: Double) -> Double {
    let high = p5 * 20 / 6 + z * (p6 * 30 / 7 + z * p7 * 42 / 8)
    return p2 * 2 / 3 + z * (p3 * 6 / 4 + z * (p4 * 12 / 5 + z * high))
  }
}
