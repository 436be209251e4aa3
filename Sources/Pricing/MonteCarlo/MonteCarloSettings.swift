// How a simulation is run, and what it answers.

public import Numerics

/// How paths are paired.
public enum PathPairing: String, CaseIterable, Sendable {
  /// Every path comes with the one of mirrored normals; a pair is one sample.
  case antithetic
  /// Every path is a sample of its own.
  case independent
}

/// How a simulation is run.
public struct MonteCarloSettings: Hashable, Sendable {
  /// Paths, mirrored ones included.
  public let paths: Int
  /// Steps in time.
  public let steps: Int
  /// Observations of a path; they divide the steps.
  public let observations: Int
  /// The seed of every stream of the run.
  public let seed: UInt64
  /// How paths are paired.
  public let pairing: PathPairing

  /// Makes settings.
  ///
  /// - Parameters:
  ///   - paths: Paths, mirrored ones included: 64 to 1e9, even when they are paired.
  ///   - steps: Steps in time, 1 to 100,000.
  ///   - observations: Observations of a path, from 1 to the steps, which they divide.
  ///   - seed: The seed of every stream of the run.
  ///   - pairing: How paths are paired.
  /// - Throws: `ModelError.outOfDomain` outside those ranges.
  public init(
    paths: Int, steps: Int, observations: Int, seed: UInt64, pairing: PathPairing
  ) throws(ModelError) {
    try require(Double(paths), in: 64...1e9, "paths")
    try require(Double(steps), in: 1...100_000, "steps")
    try require(Double(observations), in: 1...Double(steps), "observations")
    guard steps % observations == 0 else {
      throw .outOfDomain(
        input: "observations", value: Double(observations),
        rule: "it must divide the \(steps) steps")
    }
    guard pairing == .independent || paths % 2 == 0 else {
      throw .outOfDomain(
        input: "paths", value: Double(paths), rule: "it must be even where paths come in pairs")
    }
    (self.paths, self.steps, self.observations) = (paths, steps, observations)
    (self.seed, self.pairing) = (seed, pairing)
  }

  /// Paths in a sample.
  var pathsPerSample: Int { pairing == .antithetic ? 2 : 1 }

  /// Samples of the run.
  public var samples: Int { paths / pathsPerSample }
}

/// A mean with its standard error.
///
/// An error of zero means that no sample differed: a payoff so unlikely that no path met it.
public struct SampleMean: Hashable, Sendable {
  /// The mean of the samples.
  public var value: Double
  /// Its standard error.
  public var standardError: Double
}

/// What a simulation found.
public struct MonteCarloEstimate: Hashable, Sendable {
  /// The value today with control variates.
  public var controlled: SampleMean
  /// The value today without them.
  public var plain: SampleMean
  /// Paths that were simulated.
  public var paths: Int
  /// Samples: pairs of paths, or paths.
  public var samples: Int
  /// How much of each control variate was taken off.
  public var weights: ControlPair

  /// How far the control variates' means lie from their expectations: chi-squared, two degrees.
  ///
  /// A great distance says that the sample missed a tail which the expectations hold, as of an
  /// asset whose mean rests on paths that are hardly ever drawn. Then no standard error of the
  /// run is to be trusted.
  public var controlDistance: Double

  /// Whether the sample can bear its control variates: a distance that chance passes once in
  /// 100,000 runs speaks against them.
  public var controlsHold: Bool { controlDistance < 23 }

  /// The estimate to use: with control variates where they hold, else without.
  public var best: SampleMean { controlsHold ? controlled : plain }
  /// The value today, by the estimate to use.
  public var price: Double { best.value }
  /// The standard error of the value.
  public var standardError: Double { best.standardError }
  /// By how much the control variates cut the variance; nil where nothing varies.
  public var varianceRatio: Double? {
    guard controlled.standardError > 0 else { return nil }
    let ratio = plain.standardError / controlled.standardError
    return ratio * ratio
  }
}

/// A number for each of the two control variates.
public struct ControlPair: Hashable, Sendable {
  /// The asset: its price at expiry, its mean, or its variance.
  public var asset: Double
  /// The same claim under Black and Scholes on the same normals.
  public var lognormal: Double
}
