// The Ornstein-Uhlenbeck process: a spread that is pulled back to its mean.
//
//     dX = mu (theta - X) dt + sigma dW
//
// Notation of Leung and Li: mu is the speed. Time in years, rates per year, levels in units of the
// spread.

import Glibc
public import Numerics

/// A mean-reverting diffusion.
public struct OrnsteinUhlenbeck: Hashable, Sendable {
  /// The level it returns to, theta.
  public let mean: Double
  /// The speed of reversion per year, mu, above zero.
  public let speed: Double
  /// The volatility per square root of a year, sigma, above zero.
  public let volatility: Double

  /// Takes the parameters.
  ///
  /// - Parameters:
  ///   - mean: theta, in units of the spread.
  ///   - speed: mu, per year.
  ///   - volatility: sigma, spread units per square root of a year.
  /// - Throws: `ModelError.outOfDomain` for a mean that is not finite, or a speed or volatility
  ///   not above zero.
  public init(mean: Double, speed: Double, volatility: Double) throws(ModelError) {
    try requireFinite(mean, "the mean of the process")
    try requirePositive(speed, "the speed of reversion")
    try requirePositive(volatility, "the volatility of the process")
    self.init(checkedMean: mean, speed: speed, volatility: volatility)
  }

  init(checkedMean mean: Double, speed: Double, volatility: Double) {
    self.mean = mean
    self.speed = speed
    self.volatility = volatility
  }

  /// The years in which half of a departure is expected to vanish, ln 2 / mu.
  public var halfLife: Double { 0.693_147_180_559_945_309_417_2 / speed }

  /// The standard deviation in the long run, sigma / sqrt(2 mu).
  public var stationaryDeviation: Double { volatility / (2 * speed).squareRoot() }

  /// The process of -X, by which a short position is a long one.
  public var mirrored: OrnsteinUhlenbeck {
    OrnsteinUhlenbeck(checkedMean: -mean, speed: speed, volatility: volatility)
  }

  /// A level in standard deviations from the mean, z = sqrt(2 mu) (x - theta) / sigma.
  public func standardised(_ level: Double) -> Double { (level - mean) / stationaryDeviation }

  /// The level that stands `z` long-run standard deviations from the mean.
  public func level(_ z: Double) -> Double { mean + z * stationaryDeviation }
}
