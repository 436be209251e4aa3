// Exponentially weighted variance as a forecast, its memory given by lambda or by half-life.
//
// The forecast is the same for every horizon: the smoother has no level to return to. Source:
// RiskMetrics Technical Document (1996), section 5.2.

import Glibc
public import Numerics

/// How fast the weights of past returns fall.
public enum ExponentialDecay: Hashable, Sendable {
  /// The weight of a return over that of the one after it; 0.94 in RiskMetrics.
  case lambda(Double)
  /// Observations after which a weight has halved: lambda = 2^(-1/halfLife).
  case halfLife(Double)

  /// RiskMetrics' daily decay.
  public static let riskMetrics = ExponentialDecay.lambda(0.94)

  /// The weight of the past.
  ///
  /// - Returns: Lambda.
  /// - Throws: `ModelError.outOfDomain` for a lambda outside (0, 1) or a half-life not above zero.
  public func weight() throws(ModelError) -> Double {
    switch self {
    case .lambda(let value):
      guard value > 0, value < 1 else {
        throw .outOfDomain(
          input: "lambda", value: value, rule: "it must lie between 0 and 1, exclusive")
      }
      return value
    case .halfLife(let value):
      try requirePositive(value, "the half-life")
      return exp2(-1 / value)
    }
  }
}

/// Forecasts annualised variance by exponential smoothing of squared returns.
///
///     v_t = lambda v_(t-1) + (1 - lambda) r_t^2, started at the mean square of all returns
///
/// - Parameters:
///   - returns: Daily log returns, oldest first; two at least.
///   - decay: How fast the past loses weight.
/// - Returns: The forecast for every horizon, as a variance per year of 252 sessions.
/// - Throws: `ModelError` for a series with a gap, without change, too short, or a wrong decay.
public func exponentialForecast(
  returns: [Double], decay: ExponentialDecay = .riskMetrics
) throws(ModelError) -> VarianceForecast {
  try requireSeries(returns, "returns", least: 2)
  let lambda = try decay.weight()
  let volatility = exponentialVolatility(returns, lambda: lambda) ?? 0
  return VarianceForecast(variance: volatility * volatility, method: .ewma)
}
