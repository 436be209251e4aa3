// Parabolic cylinder functions of negative order, as a discounted Ornstein-Uhlenbeck process needs
// them: the increasing and the decreasing solution of  u'' = z u' + p u.
//
//     F_p(z) = int_0^inf t^(p-1) exp(z t - t^2/2) dt = Gamma(p) exp(z^2/4) D_(-p)(-z)
//
// Relative accuracy comes first, on both sides: neither solution is ever taken as a difference of
// large numbers. Magnitudes beyond a double's range are kept as a mantissa and an exponent.

import Glibc

/// A value and its derivative, both to be multiplied by e to the `exponent`.
public struct ScaledSolution: Hashable, Sendable {
  /// The value without its scale.
  public var value: Double
  /// The derivative without its scale.
  public var slope: Double
  /// The natural logarithm of the scale.
  public var exponent: Double

  /// The derivative over the value, free of the scale.
  @inlinable public var logarithmicSlope: Double { slope / value }
}

/// The two solutions of u'' = z u' + p u for one order.
///
/// Source: Abramowitz and Stegun (1964), "Handbook of Mathematical Functions", 19.5.3 (integral),
/// 19.8.1 (asymptotic series); the series in z and the recurrence follow from the integral.
public struct ParabolicCylinder: Hashable, Sendable {
  /// The order p, above zero.
  public let order: Double
  /// F_p(0) = 2^(p/2-1) Gamma(p/2).
  let valueAtZero: Double
  /// F_p'(0) = F_(p+1)(0).
  let slopeAtZero: Double
  /// The Wronskian F'G - FG' at zero, sqrt(2 pi) Gamma(p).
  let wronskian: Double
  /// From here on the asymptotic series serves: exp(-z^2/2) / p, what it leaves out, is below rounding.
  let farAway: Double

  /// The least and the greatest order: beyond, the gamma function leaves the range of a double.
  public static let orders = 1e-12...100.0

  /// Prepares an order.
  ///
  /// - Parameter order: p, from 1e-12 to 100.
  /// - Throws: `ModelError.outOfDomain` for another order.
  public init(order: Double) throws(ModelError) {
    try require(order, in: ParabolicCylinder.orders, "the order of a parabolic cylinder function")
    self.order = order
    valueAtZero = exp2(0.5 * order - 1) * tgamma(0.5 * order)
    slopeAtZero = exp2(0.5 * order - 0.5) * tgamma(0.5 * order + 0.5)
    wronskian = 2 * valueAtZero * slopeAtZero
    farAway = (81 + 2 * max(0, -log(order))).squareRoot()
  }

  /// The increasing solution F_p and its derivative F_p' = F_(p+1).
  ///
  /// Accuracy: 1e-14 relative for |z| up to 100.
  ///
  /// - Parameter z: Any finite number.
  /// - Returns: Value and derivative; the exponent is zero but for z above 9.
  public func increasing(at z: Double) -> ScaledSolution {
    if z > farAway { return asymptotic(z) }
    // Below zero the difference of both sums loses a factor exp(2 |z| sqrt(z^2/4 + p)), here e^4.
    if z > 0 || z * z * (0.25 * z * z + order) < 4 {
      let sums = series(abs(z))
      let sign = z < 0 ? -1.0 : 1.0
      return ScaledSolution(
        value: sums.even + sign * sums.odd, slope: sums.oddSlope + sign * sums.evenSlope,
        exponent: 0)
    }
    return recessive(-z)
  }

  /// The decreasing solution G_p(z) = F_p(-z) and its derivative, below zero.
  ///
  /// - Parameter z: Any finite number.
  /// - Returns: Value and derivative; the exponent is zero but for z below -9.
  @inlinable public func decreasing(at z: Double) -> ScaledSolution {
    var mirrored = increasing(at: -z)
    mirrored.slope = -mirrored.slope
    return mirrored
  }

  /// The sums of the even and of the odd terms of the series at y, not below zero.
  ///
  ///     F_p(z) = sum_n c_n z^n,   c_(n+2) = c_n (p + n) / ((n + 1)(n + 2))
  private func series(
    _ y: Double
  ) -> (even: Double, odd: Double, evenSlope: Double, oddSlope: Double) {
    let square = y * y
    // Terms of the value, and of the derivative, which is the same series for p + 1.
    var (even, odd) = (valueAtZero, slopeAtZero * y)
    var (evenSlope, oddSlope) = (order * valueAtZero * y, slopeAtZero)
    var sums = (even: even, odd: odd, evenSlope: evenSlope, oddSlope: oddSlope)
    var n = 0.0
    // The terms fall from n = y^2 + p on; each step adds one of each sum.
    for _ in 0..<600 {
      let first = square / ((n + 1) * (n + 2))
      let second = square / ((n + 2) * (n + 3))
      even *= (order + n) * first
      oddSlope *= (order + n + 1) * first
      odd *= (order + n + 1) * second
      evenSlope *= (order + n + 2) * second
      sums.even += even
      sums.odd += odd
      sums.evenSlope += evenSlope
      sums.oddSlope += oddSlope
      n += 2
      if evenSlope <= 1e-17 * sums.evenSlope && oddSlope <= 1e-17 * sums.oddSlope && n > 6 { break }
    }
    return sums
  }

  /// The increasing solution for z above 9, by the asymptotic series.
  ///
  ///     F_p(z) ~ sqrt(2 pi) z^(p-1) exp(z^2/2) sum_s (1-p)_(2s) / (s! (2 z^2)^s)
  private func asymptotic(_ z: Double) -> ScaledSolution {
    let power = 2.506_628_274_631_000_502_4 * pow(z, order - 1)
    let half = 0.5 / (z * z)
    return ScaledSolution(
      value: power * asymptoticSum(order, half), slope: power * z * asymptoticSum(order + 1, half),
      exponent: 0.5 * z * z)
  }

  private func asymptoticSum(_ p: Double, _ half: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    for s in 1...200 {
      let k = Double(2 * s)
      let next = term * (k - 1 - p) * (k - p) / Double(s) * half
      // Past the order the series diverges in the end: stop at its least term.
      if k > p, abs(next) >= abs(term) { break }
      term = next
      sum += term
      if abs(term) < 1e-17 * abs(sum) { break }
    }
    return sum
  }

  /// F_p(-y) for y well above zero: the ratio to its derivative by continued fraction, its size by the
  /// Wronskian F'(y) F(-y) + F(y) F'(-y) = sqrt(2 pi) Gamma(p) exp(y^2/2).
  ///
  ///     F_(p+1)(-y) / F_p(-y) = p / (y + (p+1) / (y + (p+2) / (y + ...)))
  private func recessive(_ y: Double) -> ScaledSolution {
    // After n terms an error of exp(-2 y (sqrt(n + p) - sqrt(p))) is left; twenty more serve where
    // y is great. The order is at most 100 and y at least 0.2, so that n stays below 13,000; for
    // small orders it is below 130.
    let reach = 20 / y
    var tail = 0.0
    var k = order + (reach * (reach + 2 * order.squareRoot())).rounded(.up) + 20
    while k > order + 0.5 {
      tail = k / (y + tail)
      k -= 1
    }
    let ratio = order / (y + tail)
    let dominant = increasing(at: y)
    let value =
      wronskian * exp(0.5 * y * y - dominant.exponent) / (dominant.slope + dominant.value * ratio)
    return ScaledSolution(value: value, slope: value * ratio, exponent: 0)
  }
}
