// Black's formula in one variable and one parameter, as the implied-volatility solver needs it.
//
// With x = ln(F/K) turned to be at most zero (the out-of-the-money side) and s = sigma sqrt(T), the
// undiscounted value over sqrt(F K) is
//
//     b(x, s) = exp(x/2) N(h + t) - exp(-x/2) N(h - t),   h = x / s,   t = s / 2
//
// Both products share the factor phi(h) exp(-t^2 / 2), so with Y(z) = N(z) / phi(z)
//
//     b = phi(h) exp(-t^2 / 2) (Y(h + t) - Y(h - t)),   db/ds = phi(h) exp(-t^2 / 2)
//
// which has no small difference of exponentials left, and the logarithm of b costs no exponential.
// Source: Jaeckel (2015), "Let's be rational", Wilmott 75, sections 2 and 6.

import Glibc
import Numerics

/// The logarithm of the square root of two pi.
private let logSquareRootOfTwoPi = 0.918_938_533_204_672_741_78

/// Below this the asymptotic series is exact to a double and `exp(z^2 / 2)` no longer is.
private let farWing = -11.0

/// Y(z) = N(z) / phi(z), the normal probability over the density.
func scaledNormal(_ z: Double) -> Double {
  guard z > farWing else { return -farSeries(z) / z }
  return 1.253_314_137_315_500_251_2 * erfc(-z * 0.707_106_781_186_547_524_4) * exp(0.5 * z * z)
}

/// 1 - 1/z^2 + 3/z^4 - 15/z^6 + ..., the last of 18 terms below 3e-17 at -11.
private func farSeries(_ z: Double) -> Double {
  let q = 1 / (z * z)
  var series = 1.0
  var odd = 33.0
  while odd > 0 {
    series = 1 - odd * q * series
    odd -= 2
  }
  return series
}

/// Normalised Black at one point: the spread of scaled normals and what else shares its terms.
struct NormalisedBlack {
  /// x / s, at most zero.
  var h: Double
  /// s / 2.
  var t: Double
  /// Y(h + t) - Y(h - t): the value over its vega.
  var valueOverVega: Double

  /// Evaluates at x at most zero and s above zero.
  init(x: Double, s: Double) {
    h = x / s
    t = 0.5 * s
    if t < 0.06, -h * t < 1 {
      valueOverVega = NormalisedBlack.taylor(h: h, t: t)
    } else {
      valueOverVega = scaledNormal(h + t) - scaledNormal(h - t)
    }
  }

  /// The logarithm of db/ds.
  var logVega: Double { -0.5 * (h * h + t * t) - logSquareRootOfTwoPi }

  /// db/ds.
  var vega: Double { exp(logVega) }

  /// The logarithm of the value.
  var logValue: Double { logVega + log(valueOverVega) }

  /// The value.
  var value: Double { vega * valueOverVega }

  /// (exp(x/2) - b) over db/ds, without the difference of the two.
  var gapOverVega: Double { scaledNormal(-h - t) + scaledNormal(h - t) }

  /// Second over first derivative in s: x^2 / s^3 - s / 4.
  var curvature: Double { (h * h / t - t) * 0.5 }

  /// Y(h + t) - Y(h - t) as twice its odd Taylor terms to t^11.
  ///
  /// Y' = 1 + z Y and Y(n+1) = n Y(n-1) + z Y(n), so one error function serves all orders.
  private static func taylor(h: Double, t: Double) -> Double {
    let y0 = scaledNormal(h)
    let y1 = h > farWing ? 1 + h * y0 : farSlope(h)
    let y2 = y0 + h * y1
    let y3 = 2 * y1 + h * y2
    let y4 = 3 * y2 + h * y3
    let y5 = 4 * y3 + h * y4
    let y6 = 5 * y4 + h * y5
    let y7 = 6 * y5 + h * y6
    let y8 = 7 * y6 + h * y7
    let y9 = 8 * y7 + h * y8
    let y10 = 9 * y8 + h * y9
    let y11 = 10 * y9 + h * y10
    let q = t * t
    let tail = y7 / 5_040 + q * (y9 / 362_880 + q * y11 / 39_916_800)
    return 2 * t * (y1 + q * (y3 / 6 + q * (y5 / 120 + q * tail)))
  }

  /// Y'(z) = 1 + z Y(z) by its asymptotic series 1/z^2 - 3/z^4 + ..., where the sum cancels.
  private static func farSlope(_ z: Double) -> Double {
    let q = 1 / (z * z)
    var series = 1.0
    var odd = 35.0
    while odd > 1 {
      series = 1 - odd * q * series
      odd -= 2
    }
    return q * series
  }
}
