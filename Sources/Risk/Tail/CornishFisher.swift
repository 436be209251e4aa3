// The Cornish-Fisher tail: the normal quantile bent by skew and kurtosis.
//
//     z' = z + (z^2 - 1) s / 6 + (z^3 - 3z) k / 24 - (2z^3 - 5z) s^2 / 36
//
// Cornish and Fisher (1938), "Moments and Cumulants in the Specification of Distributions". The
// expansion is a quantile only where it rises with z, which large moments break (Maillard, 2012,
// "A User's Guide to the Cornish Fisher Expansion"); elsewhere its figures mean nothing.

import Numerics

extension TailRisk {
  /// The tail by Cornish and Fisher; nil where the expansion is no quantile.
  ///
  /// - Parameter tail: The probability of the tail, as 0.05.
  /// - Returns: Value at risk and shortfall in the unit of the sample.
  public func cornishFisher(tail: Double) -> TailLoss? {
    isCornishFisherMonotone ? cornishFisherExpansion(tail: tail) : nil
  }

  /// Whether the expansion rises with the normal quantile everywhere.
  ///
  /// Its slope is the parabola 1 - k/8 + 5s^2/36 + z s/3 + z^2 (k/8 - s^2/6).
  public var isCornishFisherMonotone: Bool {
    guard let s = skew, let k = excessKurtosis else { return false }
    let square = k / 8 - s * s / 6
    let linear = s / 3
    let constant = 1 - k / 8 + 5 * s * s / 36
    if square == 0 { return linear == 0 && constant > 0 }
    return square > 0 && linear * linear < 4 * square * constant
  }

  /// The figures of the expansion, whether it is a quantile or not; nil when nothing varies.
  ///
  /// The shortfall is the mean of the expansion over the tail, in closed form by the partial
  /// moments of the normal distribution.
  func cornishFisherExpansion(tail: Double) -> TailLoss? {
    guard let s = skew, let k = excessKurtosis else { return nil }
    let z = normalQuantile(tail)
    let cube = z * z * z
    let bent =
      z + (z * z - 1) * s / 6 + (cube - 3 * z) * k / 24 - (2 * cube - 5 * z) * s * s / 36
    // Means of z, z^2 and z^3 below the quantile.
    let density = normalPDF(z) / tail
    let first = -density
    let second = 1 - z * density
    let third = -(z * z + 2) * density
    let mean =
      first + (second - 1) * s / 6 + (third - 3 * first) * k / 24
      - (2 * third - 5 * first) * s * s / 36
    return TailLoss(
      valueAtRisk: -(self.mean + deviation * bent),
      expectedShortfall: -(self.mean + deviation * mean))
  }
}
