// The standard normal distribution.
//
// Both tails come from `erfc` on the signed argument, so a probability of 1e-300 keeps its
// relative digits; one minus N(x) would lose them all beyond eight standard deviations.

import Glibc

/// One over the square root of two.
private let halfSquareRoot = 0.707_106_781_186_547_524_400_84

/// One over the square root of two pi.
private let inverseSquareRootOfTwoPi = 0.398_942_280_401_432_677_939_95

/// Probability that a standard normal variate lies below `x`.
///
/// Accuracy: as good as `erfc`, relative in both tails.
public func normalCDF(_ x: Double) -> Double { 0.5 * erfc(-x * halfSquareRoot) }

/// Density of the standard normal distribution.
public func normalPDF(_ x: Double) -> Double {
  inverseSquareRootOfTwoPi * exp(-0.5 * x * x)
}
