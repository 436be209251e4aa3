// Mean and variance of the time a reverting process needs from one level to another and back.
//
// The transform of the time up from a to m is F_p(a) / F_p(m) with the increasing solution F_p of the
// discounted process and p the rate over the speed; that of the time down mirrors it. The logarithm
// of the whole cycle expands in p with the odd parts of these series, all in z, the level in
// long-run standard deviations:
//
//     S(z) = sum_n Gamma(n/2) (sqrt(2) z)^n / n!                        (its odd part is pi erfi)
//     T(z) = sum_n Gamma(n/2) (psi(n/2) - psi(1)) (sqrt(2) z)^n / n!
//     mean:      mu E[T]   = S_odd(m) - S_odd(a)
//     variance:  mu^2 V[T] = W(m) - W(a),  W = S_odd S_even - T_odd
//
// Gamma and psi of half integers follow by their recurrences, so no special function is called.

import Glibc

/// The cumulants of a cycle at one end, with derivatives, in units of 1/mu and 1/mu^2.
struct PassageCumulants {
  /// S_odd(z), odd in z.
  var mean = 0.0
  /// Its derivative, sqrt(2 pi) exp(z^2/2).
  var meanSlope = 0.0
  /// Its second derivative.
  var meanCurvature = 0.0
  /// W(z), odd in z.
  var variance = 0.0
  /// Its derivative.
  var varianceSlope = 0.0
  /// Its second derivative.
  var varianceCurvature = 0.0

  /// Sums the series; every term of one parity has the sign of z.
  ///
  /// - Parameter z: From -26 to 26; the variance grows as exp(z^2).
  init(at z: Double) {
    let rootPi = 1.772_453_850_905_516_027_3
    let square = 2 * z * z
    // Terms of S at n = 1 and n = 2 over z and z^2; psi(1/2) - psi(1) = -2 ln 2.
    var (odd, oddDigamma) = (rootPi * 1.414_213_562_373_095_048_8, -1.386_294_361_119_890_618_8)
    var even = 1.0
    var (s, t) = (0.0, 0.0)
    var (tSlope, tCurvature) = (0.0, 0.0)
    var (e, eSlope, eCurvature) = (0.0, 0.0, 0.0)
    var n = 1.0
    for _ in 0..<2_000 {
      s += odd
      t += odd * oddDigamma
      tSlope += odd * oddDigamma * n
      tCurvature += odd * oddDigamma * n * (n - 1)
      e += even
      eSlope += even * (n + 1)
      eCurvature += even * (n + 1) * n
      // Every sum is dominated by terms of n near z^2; T carries the longest factor.
      if n > max(square, 5), odd * oddDigamma * n * n <= 1e-17 * abs(tCurvature) { break }
      odd *= square * 0.5 * n / ((n + 1) * (n + 2))
      even *= square * 0.5 * (n + 1) / ((n + 2) * (n + 3))
      oddDigamma += 2 / n
      n += 2
    }
    mean = z * s
    meanSlope = 2.506_628_274_631_000_502_4 * exp(0.5 * z * z)
    meanCurvature = z * meanSlope
    let level = z * z * e
    variance = mean * level - z * t
    varianceSlope = meanSlope * level + mean * z * eSlope - tSlope
    // The second derivative of T has one power of z less than its first.
    let bend = z == 0 ? 0 : tCurvature / z
    varianceCurvature =
      meanCurvature * level + 2 * meanSlope * z * eSlope + mean * eCurvature - bend
  }
}
