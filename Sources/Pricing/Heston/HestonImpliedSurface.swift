// The volatilities that Heston's model implies: one smile, or a grid of expiries and strikes.

import Glibc
import MarketData
public import Numerics

/// The Black (1976) volatilities of the model's prices at some strikes of one expiry.
///
/// - Parameters:
///   - parameters: The model.
///   - years: Time to expiry, above zero.
///   - forward: The forward, above zero.
///   - strikes: Strikes, above zero, in any order.
/// - Returns: A volatility for each strike; nil where the option is worth too little to have one
///   that a double can tell.
/// - Throws: `ModelError` for an input outside its domain, or no strike at all.
public func hestonVolatilities(
  _ parameters: HestonParameters, years: Double, forward: Double, strikes: [Double]
) throws(ModelError) -> [Double?] {
  try requirePositive(forward, "forward")
  var logStrikes: [Double] = []
  for (index, strike) in strikes.enumerated() {
    try requirePositive(strike, "strikes[\(index)]")
    logStrikes.append(-logMoneyness(forward: forward, strike: strike))
  }
  return try hestonVolatilities(parameters, years: years, logStrikes: logStrikes)
}

/// The model's volatilities on a grid of expiries and log-moneyness.
public struct HestonImpliedSurface: Hashable, Sendable {
  /// The model.
  public let parameters: HestonParameters
  /// Times to expiry in years.
  public let years: [Double]
  /// ln(K/F) of the columns, the same at every expiry.
  public let logStrikes: [Double]
  /// One row for each expiry; nil where an option is worth too little to tell.
  public let volatilities: [[Double?]]

  /// Evaluates the model on a grid.
  ///
  /// - Parameters:
  ///   - parameters: The model.
  ///   - years: Times to expiry, above zero.
  ///   - logStrikes: ln(K/F) of the columns; at least one.
  /// - Throws: `ModelError` for a time not above zero, a log-strike that is not finite, or none.
  public init(
    _ parameters: HestonParameters, years: [Double], logStrikes: [Double]
  ) throws(ModelError) {
    self.parameters = parameters
    self.years = years
    self.logStrikes = logStrikes
    var rows: [[Double?]] = []
    for time in years {
      rows.append(try hestonVolatilities(parameters, years: time, logStrikes: logStrikes))
    }
    volatilities = rows
  }
}

/// The log-strike ln(K/F) of a given Black delta under the model's own volatility there.
///
///     N(d1) = delta for a call,   N(-d1) = delta for a put,
///     d1 = -k / (s(k) sqrt(T)) + s(k) sqrt(T) / 2
///
/// Found by fixed point in k, each step with the volatility at the last one; smiles of the model
/// are flat enough in d1 for it to contract.
///
/// - Parameters:
///   - parameters: The model.
///   - years: Time to expiry, above zero.
///   - quantile: d1 for a call, such as 0.6745 for 25 delta; its negative for a put.
/// - Returns: Log-strike and volatility; nil when the wing is worth too little or no point is found.
/// - Throws: `ModelError` for an input outside its domain.
public func hestonDeltaStrike(
  _ parameters: HestonParameters, years: Double, quantile: Double
) throws(ModelError) -> (logStrike: Double, volatility: Double)? {
  try requireFinite(quantile, "quantile")
  let root = years.squareRoot()
  var logStrike = 0.0
  for _ in 0..<60 {
    guard
      let volatility = try hestonVolatilities(parameters, years: years, logStrikes: [logStrike])[0]
    else { return nil }
    let width = volatility * root
    let next = width * (0.5 * width - quantile)
    if abs(next - logStrike) <= 1e-10 * width { return (next, volatility) }
    logStrike = next
  }
  return nil
}

/// The volatilities at some log-strikes of one expiry.
private func hestonVolatilities(
  _ parameters: HestonParameters, years: Double, logStrikes: [Double]
) throws(ModelError) -> [Double?] {
  try requirePositive(years, "years")
  guard !logStrikes.isEmpty else { throw .tooFew(what: "strikes", count: 0, least: 1) }
  for (index, logStrike) in logStrikes.enumerated() {
    try requireFinite(logStrike, "logStrikes[\(index)]")
  }
  var pricer = try HestonStripPricer(tolerance: 1e-14)
  var values = [Double](repeating: 0, count: logStrikes.count)
  pricer.price(parameters, years: years, logStrikes: logStrikes, values: &values)
  return logStrikes.indices.map { index in
    // Where the strip has lost the option, the slow route still has all its digits.
    let price =
      values[index] > 1e-8
      ? values[index] : outOfTheMoneyValue(parameters, years: years, logStrike: logStrikes[index])
    guard let price, price > 1e-300 else { return nil }
    let strike = exp(logStrikes[index])
    return try? impliedVolatility(
      logStrikes[index] < 0 ? .put : .call, price: price, forward: 1, strike: strike,
      years: years, discount: 1, within: 1e-6...100)
  }
}

/// The out-of-the-money value in units of the forward by the slow route.
private func outOfTheMoneyValue(
  _ parameters: HestonParameters, years: Double, logStrike: Double
) -> Double? {
  HestonSaddleIntegral(parameters, years: years, logStrike: logStrike)?.sums[0]
}
