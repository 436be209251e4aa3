// Sums over the samples of a block, and the estimate they add up to.
//
// Blocks are added in their order, so that the result does not depend on who simulated them.

import Numerics

/// Sums over samples of a payoff and its two control variates, all discounted.
///
/// The controls are taken against their expectations, so that both have mean zero.
public struct PathSums: Hashable, Sendable {
  /// Samples that were added.
  public private(set) var samples = 0
  /// Sums of payoff, first and second control.
  var payoff = 0.0, asset = 0.0, lognormal = 0.0
  /// Sums of their squares and products.
  var payoffSquare = 0.0, assetSquare = 0.0, lognormalSquare = 0.0
  var payoffAsset = 0.0, payoffLognormal = 0.0, assetLognormal = 0.0

  /// Sums over no samples.
  public init() {}

  /// Adds one sample.
  mutating func add(payoff y: Double, asset a: Double, lognormal b: Double) {
    samples += 1
    payoff += y
    asset += a
    lognormal += b
    payoffSquare += y * y
    assetSquare += a * a
    lognormalSquare += b * b
    payoffAsset += y * a
    payoffLognormal += y * b
    assetLognormal += a * b
  }

  /// Adds the sums of another block.
  ///
  /// - Parameter other: The sums of the block that follows.
  public mutating func add(_ other: PathSums) {
    samples += other.samples
    payoff += other.payoff
    asset += other.asset
    lognormal += other.lognormal
    payoffSquare += other.payoffSquare
    assetSquare += other.assetSquare
    lognormalSquare += other.lognormalSquare
    payoffAsset += other.payoffAsset
    payoffLognormal += other.payoffLognormal
    assetLognormal += other.assetLognormal
  }

  /// The estimate of the samples, with and without the control variates.
  ///
  /// The weights solve the normal equations of the payoff on the controls (Glasserman, "Monte
  /// Carlo Methods in Financial Engineering", section 4.1); a control that does not vary, or
  /// repeats the other, gets no weight.
  ///
  /// - Parameter pathsPerSample: Paths in a sample.
  /// - Returns: The estimate; nil below three samples.
  func estimate(pathsPerSample: Int) -> MonteCarloEstimate? {
    guard samples > 3 else { return nil }
    let n = Double(samples)
    let (y, a, b) = (payoff / n, asset / n, lognormal / n)
    let (yy, aa) = (payoffSquare / n - y * y, assetSquare / n - a * a)
    let (bb, ab) = (lognormalSquare / n - b * b, assetLognormal / n - a * b)
    let (ya, yb) = (payoffAsset / n - y * a, payoffLognormal / n - y * b)
    var weights = ControlPair(asset: 0, lognormal: 0)
    var distance = 0.0
    // Rounding leaves a constant a variance of 1e-16 of its square.
    let (assetVaries, lognormalVaries) = (aa > 1e-9 * a * a, bb > 1e-9 * b * b)
    let determinant = aa * bb - ab * ab
    if assetVaries, lognormalVaries, determinant > 1e-10 * aa * bb {
      weights.asset = (ya * bb - yb * ab) / determinant
      weights.lognormal = (yb * aa - ya * ab) / determinant
      distance = n * (a * a * bb - 2 * a * b * ab + b * b * aa) / determinant
    } else if lognormalVaries {
      weights.lognormal = yb / bb
      distance = n * b * b / bb
    } else if assetVaries {
      weights.asset = ya / aa
      distance = n * a * a / aa
    }
    let residual = max(0, yy - weights.asset * ya - weights.lognormal * yb)
    return MonteCarloEstimate(
      controlled: SampleMean(
        value: y - weights.asset * a - weights.lognormal * b,
        standardError: (residual / (n - 3)).squareRoot()),
      plain: SampleMean(value: y, standardError: (max(0, yy) / (n - 1)).squareRoot()),
      paths: samples * pathsPerSample, samples: samples, weights: weights,
      controlDistance: distance)
  }
}
