// How Heston's model is fitted to quotes: what is minimised, where, and when to stop.

public import Numerics

/// What a calibration makes small.
public enum HestonErrorMeasure: String, Hashable, Sendable, CaseIterable {
  /// Model price over market price, less one.
  case relativePrice
  /// Model price less market price over the market's vega: to first order an error in volatility.
  case vegaWeightedPrice
  /// Model volatility less market volatility, by inverting the model price.
  case impliedVolatility
}

/// How much each quote counts.
public enum HestonWeighting: Hashable, Sendable {
  /// All quotes the same.
  case equal
  /// Inversely to the half-spread in volatility, which is taken to be at least `floor`.
  case inverseHalfSpread(floor: Double)
}

/// The box in which parameters are sought.
public struct HestonBounds: Hashable, Sendable {
  /// The least value of each parameter.
  public let lower: HestonParameters
  /// The largest value of each parameter.
  public let upper: HestonParameters

  /// Makes bounds.
  ///
  /// - Parameters:
  ///   - lower: The least value of each parameter.
  ///   - upper: The largest, not below the least.
  /// - Throws: `ModelError.outOfDomain` when a largest value is below the least.
  public init(lower: HestonParameters, upper: HestonParameters) throws(ModelError) {
    for (index, name) in HestonParameters.names.enumerated() {
      guard lower.vector[index] <= upper.vector[index] else {
        throw .outOfDomain(
          input: "upper bound of \(name)", value: upper.vector[index],
          rule: "it must not be below the lower bound \(lower.vector[index])")
      }
    }
    (self.lower, self.upper) = (lower, upper)
  }

  private init(kappa: Double, sigma: Double) {
    lower = HestonParameters(valid: (0.001, 0.05, 0.001, 0.01, -0.99))
    upper = HestonParameters(valid: (1, kappa, 1, sigma, 0.99))
  }

  /// Variances from 0.001 to 1, kappa 0.05 to 10, sigma 0.01 to 2, rho within 0.99.
  public static let standard = HestonBounds(kappa: 10, sigma: 2)

  /// As the standard bounds, with kappa up to 50 and sigma up to 10.
  ///
  /// Surfaces with expiries of a few days or steep short smiles have their optimum there.
  public static let wide = HestonBounds(kappa: 50, sigma: 10)
}

/// How to calibrate.
public struct HestonCalibrationSettings: Hashable, Sendable {
  /// What is minimised.
  public var measure: HestonErrorMeasure
  /// How much each quote counts.
  public var weighting: HestonWeighting
  /// Where the parameters may lie.
  public var bounds: HestonBounds
  /// Weight of the soft Feller condition, in squared volatility points; zero leaves it out.
  ///
  /// The penalty is this weight times max(0, 1 - 2 kappa theta / sigma^2)^2.
  public var fellerPenalty: Double
  /// A global search made first; nil to go downhill from the start alone.
  public var globalSearch: DifferentialEvolutionSettings?
  /// When the descent stops.
  public var leastSquares: LeastSquaresSettings
  /// The error allowed in a model price, as a share of sqrt(F K).
  public var tolerance: Double

  /// Makes settings.
  ///
  /// - Parameters:
  ///   - measure: What is minimised.
  ///   - weighting: How much each quote counts.
  ///   - bounds: Where the parameters may lie.
  ///   - fellerPenalty: Weight of the soft Feller condition.
  ///   - globalSearch: A global search made first, or nil.
  ///   - leastSquares: When the descent stops.
  ///   - tolerance: The error allowed in a model price.
  public init(
    measure: HestonErrorMeasure, weighting: HestonWeighting, bounds: HestonBounds,
    fellerPenalty: Double, globalSearch: DifferentialEvolutionSettings?,
    leastSquares: LeastSquaresSettings, tolerance: Double
  ) {
    self.measure = measure
    self.weighting = weighting
    self.bounds = bounds
    self.fellerPenalty = fellerPenalty
    self.globalSearch = globalSearch
    self.leastSquares = leastSquares
    self.tolerance = tolerance
  }

  /// As the standard settings, after a search by 75 members over 100 generations at most.
  public static let global: HestonCalibrationSettings = {
    var settings = standard
    settings.globalSearch = DifferentialEvolutionSettings(
      population: 15 * HestonParameters.count, generations: 100)
    return settings
  }()

  /// Errors in implied volatility, all quotes alike, standard bounds, downhill from the start.
  public static let standard = HestonCalibrationSettings(
    measure: .impliedVolatility, weighting: .equal, bounds: .standard, fellerPenalty: 0,
    globalSearch: nil,
    leastSquares: LeastSquaresSettings(
      maximumEvaluations: 100, parameterTolerance: 1e-9, costTolerance: 1e-12,
      gradientTolerance: 1e-9),
    tolerance: 1e-12)
}
