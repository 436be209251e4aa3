// The volatilities that Heston's model implies: one smile, or a grid of expiries and strikes.

import Glibc
public import MarketData
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

/// A point of the model's smile given by its delta.
public struct HestonDeltaPoint: Hashable, Sendable {
  /// ln(K/F) of the point.
  public var logStrike: Double
  /// The model's volatility there.
  public var volatility: Double
}

/// The point of the model's smile at which an option has a given Black delta.
///
///     N(d1) = delta for a call,   N(-d1) = delta for a put,
///     d1 = -k / (s(k) sqrt(T)) + s(k) sqrt(T) / 2
///
/// with the undiscounted delta on the forward. d1 falls with the strike on any smile without
/// arbitrage, so the point is bracketed outward from the forward and then halved down to.
///
/// - Parameters:
///   - right: Call or put.
///   - delta: The size of the delta, between 0 and 1, such as 0.25.
///   - parameters: The model.
///   - years: Time to expiry, above zero.
/// - Returns: The point; nil when the wing is worth too little to be found.
/// - Throws: `ModelError` for an input outside its domain.
public func hestonDeltaPoint(
  _ right: OptionRight, delta: Double, parameters: HestonParameters, years: Double
) throws(ModelError) -> HestonDeltaPoint? {
  guard delta > 0, delta < 1 else {
    throw .outOfDomain(input: "delta", value: delta, rule: "it must lie between 0 and 1")
  }
  let target = (right == .call ? 1 : -1) * normalQuantile(delta)
  let root = years.squareRoot()
  /// Volatility at a log-strike, and how far its d1 lies above the target.
  func excess(_ logStrike: Double) throws(ModelError) -> (volatility: Double, excess: Double)? {
    let smile = try hestonVolatilities(parameters, years: years, logStrikes: [logStrike])
    guard let volatility = smile[0] else { return nil }
    let width = volatility * root
    return (volatility, 0.5 * width - logStrike / width - target)
  }
  guard let centre = try excess(0) else { return nil }
  let stride = (centre.excess > 0 ? 0.5 : -0.5) * centre.volatility * root
  var (near, far) = (0.0, stride)
  var isBracketed = false
  for _ in 0..<60 {
    guard let found = try excess(far) else { return nil }
    isBracketed = (found.excess > 0) != (centre.excess > 0)
    if isBracketed { break }
    (near, far) = (far, far + stride)
  }
  guard isBracketed else { return nil }
  var volatility = centre.volatility
  for _ in 0..<52 {
    let middle = 0.5 * (near + far)
    guard let found = try excess(middle) else { return nil }
    volatility = found.volatility
    if (found.excess > 0) == (centre.excess > 0) { near = middle } else { far = middle }
  }
  return HestonDeltaPoint(logStrike: 0.5 * (near + far), volatility: volatility)
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
