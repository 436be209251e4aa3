// The conditional-variance models, their error distributions and their parameters.
//
//     r_t = mu + e_t,   e_t = sqrt(h_t) z_t,   z_t independent with mean zero and variance one
//     GARCH    h_t = omega + alpha e_(t-1)^2 + beta h_(t-1)
//     GJR      h_t = omega + (alpha + gamma [e_(t-1) < 0]) e_(t-1)^2 + beta h_(t-1)
//     EGARCH   ln h_t = omega + alpha (|z_(t-1)| - sqrt(2/pi)) + gamma z_(t-1) + beta ln h_(t-1)
//
// Variances are in the square of the returns' unit and per observation, never annualised here.
// Sources: Bollerslev (1986), J. Econometrics 31; Glosten, Jagannathan and Runkle (1993), J.
// Finance 48; Nelson (1991), Econometrica 59, with the asymmetry and the magnitude term named as
// in common software.

public import Numerics

/// A recursion of the conditional variance.
public enum VolatilityModel: String, CaseIterable, Hashable, Sendable {
  /// Bollerslev's generalised autoregressive conditional heteroskedasticity, GARCH(1,1).
  case garch = "GARCH(1,1)"
  /// With a further weight on negative shocks, GJR-GARCH(1,1,1).
  case gjr = "GJR(1,1,1)"
  /// Nelson's recursion of the logarithm, EGARCH(1,1,1).
  case egarch = "EGARCH(1,1,1)"
}

/// The distribution of the standardised errors.
public enum ErrorDistribution: String, CaseIterable, Hashable, Sendable {
  /// Standard normal.
  case normal
  /// Student's t, scaled to unit variance.
  case studentT = "t"
  /// Hansen's skewed t, with mean zero and unit variance.
  case skewedT = "skewt"
}

/// One parameter of a model.
public enum VolatilityParameter: Int, CaseIterable, Hashable, Sendable {
  /// The mean return mu.
  case mean
  /// The constant omega of the variance recursion.
  case constant
  /// The weight alpha of the last shock.
  case shock
  /// The weight gamma of the sign of the last shock.
  case asymmetry
  /// The weight beta of the last variance.
  case persistence
  /// Degrees of freedom of the errors, nu or eta.
  case degrees
  /// Skewness parameter lambda of the errors, between -1 and 1.
  case skew

  /// The letter of the literature.
  public var symbol: String {
    switch self {
    case .mean: "mu"
    case .constant: "omega"
    case .shock: "alpha"
    case .asymmetry: "gamma"
    case .persistence: "beta"
    case .degrees: "nu"
    case .skew: "lambda"
    }
  }

  /// The parameters of a model, in the order in which it lists them.
  ///
  /// - Parameters:
  ///   - model: The variance recursion.
  ///   - distribution: The distribution of the errors.
  /// - Returns: Mean, constant, shock, asymmetry where there is one, persistence, then the shape.
  public static func list(
    _ model: VolatilityModel, _ distribution: ErrorDistribution
  ) -> [VolatilityParameter] {
    let recursion: [VolatilityParameter] =
      model == .garch
      ? [.mean, .constant, .shock, .persistence]
      : [.mean, .constant, .shock, .asymmetry, .persistence]
    return switch distribution {
    case .normal: recursion
    case .studentT: recursion + [.degrees]
    case .skewedT: recursion + [.degrees, .skew]
    }
  }
}

/// A model with the values of its parameters.
public struct VolatilityProcess: Hashable, Sendable {
  /// The variance recursion.
  public let model: VolatilityModel
  /// The distribution of the errors.
  public let distribution: ErrorDistribution
  /// One place for each parameter by its raw value, and one spare.
  let lanes: SIMD8<Double>

  init(_ model: VolatilityModel, _ distribution: ErrorDistribution, lanes: SIMD8<Double>) {
    self.model = model
    self.distribution = distribution
    self.lanes = lanes
  }

  /// Makes a process from values in the model's order.
  ///
  /// - Parameters:
  ///   - model: The variance recursion.
  ///   - distribution: The distribution of the errors.
  ///   - values: One value for each parameter of `VolatilityParameter.list`.
  /// - Throws: `ModelError` for another number of values, one that is not finite, degrees of
  ///   freedom of two or less, or a skewness outside (-1, 1).
  public init(
    _ model: VolatilityModel, _ distribution: ErrorDistribution, values: [Double]
  ) throws(ModelError) {
    let names = VolatilityParameter.list(model, distribution)
    guard names.count == values.count else {
      throw .unequalLengths(
        first: "the model", count: names.count, second: "the list of values", other: values.count)
    }
    for (name, value) in zip(names, values) {
      try requireFinite(value, name.symbol)
      if name == .degrees, value <= 2 {
        throw .outOfDomain(
          input: name.symbol, value: value, rule: "the errors need a variance: above 2")
      }
      if name == .skew, abs(value) >= 1 {
        throw .outOfDomain(
          input: name.symbol, value: value, rule: "it must lie between -1 and 1, exclusive")
      }
    }
    self.model = model
    self.distribution = distribution
    var lanes = SIMD8<Double>(repeating: 0)
    for (name, value) in zip(names, values) { lanes[name.rawValue] = value }
    self.lanes = lanes
  }

  /// The parameters' names in the model's order.
  public var names: [VolatilityParameter] { VolatilityParameter.list(model, distribution) }
  /// The values in that order.
  public var values: [Double] { names.map { self[$0] } }

  /// The value of a parameter; zero where the model has none.
  public subscript(parameter: VolatilityParameter) -> Double { lanes[parameter.rawValue] }
}
