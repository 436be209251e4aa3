// Variance, semivariances, skewness and kurtosis of the log-return that a whole smile implies.
//
// With q(k) the undiscounted out-of-the-money price over the forward, at k = ln(K/F):
//
//     variance swap   2 int e^-k q dk = -2 E[R]
//     E[R^2] = int 2 (1 - k) e^-k q dk            R = ln(S_T / F)
//     E[R^3] = int (6 k - 3 k^2) e^-k q dk
//     E[R^4] = int (12 k^2 - 4 k^3) e^-k q dk
//
// Sources: Carr and Madan (1998), "Towards a theory of volatility trading"; Bakshi, Kapadia and
// Madan (2003), "Stock return characteristics, skew laws, and the differential pricing of
// individual equity options", Review of Financial Studies 16(1), theorem 1.

import Glibc
public import Numerics

/// What a smile implies about the log-return to its expiry, without a model.
public struct ModelFreeMoments: Hashable, Sendable {
  /// Annualised variance of a variance swap.
  public let variance: Double
  /// The part of it from strikes below the forward.
  public let downVariance: Double
  /// The part of it from strikes above the forward.
  public let upVariance: Double
  /// Skewness of the log-return.
  public let skewness: Double
  /// Kurtosis of the log-return, 3 for a normal one.
  public let kurtosis: Double

  /// Annualised volatility of a variance swap.
  public var volatility: Double { variance.squareRoot() }

  /// Down less up, as a share of their sum: zero for a smile without a lean, up to 1.
  public var semivarianceSkew: Double { (downVariance - upVariance) / (downVariance + upVariance) }
}

extension SVISlice {
  /// The moments of the log-return under the slice.
  ///
  /// Simpson's rule on both sides of the forward, places spread hyperbolically; the error is below
  /// 1e-7 of the result for slopes of the wings up to one.
  ///
  /// - Parameter years: Time to expiry, above zero.
  /// - Returns: The moments.
  /// - Throws: `ModelError` for a time that is not above zero, or a slice whose total variance at
  ///   the forward is zero.
  public func modelFreeMoments(years: Double) throws(ModelError) -> ModelFreeMoments {
    try requirePositive(years, "years")
    try requirePositive(totalVariance(0), "total variance at the forward")
    let down = wingIntegrals(sign: -1)
    let up = wingIntegrals(sign: 1)
    let (second, third, fourth) = (
      down.second + up.second, down.third + up.third, down.fourth + up.fourth
    )
    // The paper expands the mean to four moments; the variance swap gives it exactly.
    let mean = -0.5 * (down.swap + up.swap)
    let variance = second - mean * mean
    let skewness =
      (third - 3 * mean * second + 2 * mean * mean * mean) / (variance * variance.squareRoot())
    let kurtosis =
      (fourth - 4 * mean * third + 6 * mean * mean * second - 3 * mean * mean * mean * mean)
      / (variance * variance)
    return ModelFreeMoments(
      variance: (down.swap + up.swap) / years, downVariance: down.swap / years,
      upVariance: up.swap / years, skewness: skewness, kurtosis: kurtosis)
  }

  private func wingIntegrals(
    sign: Double
  ) -> (swap: Double, second: Double, third: Double, fourth: Double) {
    let width = totalVariance(0).squareRoot()
    let scale = 0.5 * width
    let reach = asinh(20 / scale)
    let steps = 400
    let step = reach / Double(steps)
    var sum = (swap: 0.0, second: 0.0, third: 0.0, fourth: 0.0)
    for index in 0...steps {
      let u = Double(index) * step
      let k = sign * scale * sinh(u)
      let weight = index == 0 || index == steps ? 1.0 : (index % 2 == 1 ? 4.0 : 2.0)
      let strike = exp(k)
      let total = totalVariance(k).squareRoot()
      let d1 = -k / total + 0.5 * total
      let price =
        sign * (normalCDF(sign * d1) - strike * normalCDF(sign * (d1 - total)))
      // dk = scale cosh(u) du
      let part = weight * step / 3 * scale * cosh(u) * price / strike
      sum.swap += 2 * part
      sum.second += 2 * (1 - k) * part
      sum.third += (6 * k - 3 * k * k) * part
      sum.fourth += (12 * k * k - 4 * k * k * k) * part
    }
    return sum
  }
}

extension SVIFit {
  /// The moments of the log-return under the fitted slice.
  ///
  /// - Returns: The moments.
  /// - Throws: `ModelError` for a slice without variance.
  public func modelFreeMoments() throws(ModelError) -> ModelFreeMoments {
    try slice.modelFreeMoments(years: smile.years)
  }
}
