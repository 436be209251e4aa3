// Black's formula in one variable and one parameter, as the implied-volatility solver needs it.
//
// With x = ln(F/K) turned to be at most zero (the out-of-the-money side) and s = sigma sqrt(T), the
// undiscounted value over sqrt(F K) is
//
//     b(x, s) = exp(x/2) N(h + t) - exp(-x/2) N(h - t),   h = x / s,   t = s / 2
//
// Both products share the vega v = phi(h) exp(-t^2 / 2), so with Y(z) = N(z) / phi(z)
//
//     b = v (Y(h + t) - Y(h - t)),   bmax - b = v (R(h + t) + R(t - h)),   bmax = exp(x/2)
//
// where R(z) = Y(-z) is the Mills ratio. No small difference of exponentials is left, and the
// logarithm of b costs no exponential. Source: Jaeckel (2015), "Let's be rational", Wilmott 75,
// sections 2 and 6. His four branches are here three: the Mills ratio is a quotient that holds on
// the whole half line, so the far wing needs no expansion of its own.

import Glibc
import Numerics

/// The square root of two pi.
let squareRootOfTwoPi = 2.506_628_274_631_000_502_42

/// The logarithm of the square root of two pi.
private let logSquareRootOfTwoPi = 0.918_938_533_204_672_741_78

/// Normalised Black at one point: the value over its vega and what else shares its terms.
struct NormalisedBlack {
  /// x / s, at most zero.
  let h: Double
  /// s / 2.
  let t: Double

  /// A point at x at most zero and s above zero.
  @inline(__always)
  init(x: Double, s: Double) {
    h = x / s
    t = 0.5 * s
  }

  /// Whether the two scaled normals lie so close that their difference needs the series.
  @inline(__always)
  var isNarrow: Bool { t < 0.2 && -h * t < 1 }

  /// Y(h + t) - Y(h - t), the value over its vega.
  @inline(__always)
  var valueOverVega: Double {
    if isNarrow { return narrow }
    let upper = h + t
    // Y(z) = sqrt(2 pi) exp(z^2 / 2) - R(z) where z is positive.
    guard upper > 0 else { return millsRatio(-upper) - millsRatio(t - h) }
    return squareRootOfTwoPi * exp(0.5 * upper * upper) - (millsRatio(upper) + millsRatio(t - h))
  }

  /// (exp(x/2) - b) over the vega, for h + t at least zero.
  @inline(__always)
  var gapOverVega: Double { millsRatio(h + t) + millsRatio(t - h) }

  /// The logarithm of db/ds.
  @inline(__always)
  var logVega: Double { -0.5 * (h * h + t * t) - logSquareRootOfTwoPi }

  /// db/ds.
  @inline(__always)
  var vega: Double { exp(logVega) }

  /// Second over first derivative in s: x^2 / s^3 - s / 4.
  @inline(__always)
  var curvature: Double { 0.5 * (h * h / t - t) }

  /// Y(h + t) - Y(h - t) as twice its odd Taylor terms to t^13.
  ///
  /// Y' = 1 + h Y, and the derivatives of odd order obey
  /// Y(n+2) = (2n + 1 + h^2) Y(n) - n (n - 1) Y(n-2); each term here carries its t^(n-1) / n!.
  @inline(__always)
  private var narrow: Double {
    let (q, g) = (t * t, h * h)
    let first = 1 + h * millsRatio(-h)
    let second = q * (1.0 / 6) * ((3 + g) * first - 1)
    let third = q * (1.0 / 20) * ((7 + g) * second - q * first)
    let fourth = q * (1.0 / 42) * ((11 + g) * third - q * second)
    let fifth = q * (1.0 / 72) * ((15 + g) * fourth - q * third)
    let sixth = q * (1.0 / 110) * ((19 + g) * fifth - q * fourth)
    let seventh = q * (1.0 / 156) * ((23 + g) * sixth - q * fifth)
    return 2 * t * (first + (second + (third + (fourth + (fifth + (sixth + seventh))))))
  }
}
