// American options on an asset with a continuous yield: value, premium and Greeks.
//
// European value plus an integral over the early-exercise boundary, which is solved by spectral
// collocation. Accuracy: 1e-9 of the strike where the carry is moderate, 1e-6 where it outweighs
// the volatility (see `americanValue`). Time in years, rates continuously compounded.

import Glibc
public import MarketData
public import Numerics

/// Value of an American option and what it is made of.
public struct AmericanValue: Hashable, Sendable {
  /// Value today.
  public let price: Double
  /// The European option with the same terms.
  public let european: Double
  /// What the right to exercise early adds: zero or more.
  public let premium: Double
  /// The spot from which exercise today is best, as `americanBoundary`; nil when it never is.
  public let criticalSpot: Double?
  /// Change of value for a change of the spot.
  public let delta: Double
  /// Change of delta for a change of the spot.
  public let gamma: Double
  /// Change of value as a year passes.
  public let theta: Double
}

/// The terms of an American option and the market it lives in.
public struct AmericanTerms: Hashable, Sendable {
  /// Call or put.
  public var right: OptionRight
  /// Price of the asset, above zero.
  public var spot: Double
  /// The strike, above zero.
  public var strike: Double
  /// Time to expiry, 1e-6 to 100 years.
  public var years: Double
  /// Continuously compounded rate, within plus or minus one.
  public var rate: Double
  /// Continuous yield of the asset, within plus or minus one.
  public var yield: Double
  /// Annualised volatility, 0.001 to 10.
  public var volatility: Double

  /// Terms and market of one option.
  public init(
    _ right: OptionRight, spot: Double, strike: Double, years: Double, rate: Double,
    yield: Double, volatility: Double
  ) {
    self.right = right
    self.spot = spot
    self.strike = strike
    self.years = years
    self.rate = rate
    self.yield = yield
    self.volatility = volatility
  }

  /// Refuses terms outside their ranges, and rates that make two exercise boundaries.
  func check() throws(ModelError) {
    try checkRanges()
    guard put.regime != .twoBoundaries else {
      throw .outOfDomain(
        input: right == .call ? "yield" : "rate", value: put.rate,
        rule: "at or below zero and above the other rate it makes two exercise boundaries")
    }
  }

  /// Refuses terms outside their ranges.
  func checkRanges() throws(ModelError) {
    try requirePositive(spot, "spot")
    try requirePositive(strike, "strike")
    try require(years, in: 1e-6...100, "years")
    try require(rate, in: -1...1, "rate")
    try require(yield, in: -1...1, "yield")
    try require(volatility, in: 0.001...10, "volatility")
  }

  /// The put on a strike of one that is worth as much per unit of `scale`.
  var put: PutProblem {
    right == .put
      ? PutProblem(years: years, rate: rate, yield: yield, volatility: volatility)
      : PutProblem(years: years, rate: yield, yield: rate, volatility: volatility)
  }

  /// The put's strike, by which everything is divided: the call's is the spot.
  var scale: Double { right == .put ? strike : spot }

  /// The put's spot over its strike.
  var relativeSpot: Double { right == .put ? spot / strike : strike / spot }
}

/// Values an American option on an asset with a continuous yield.
///
/// A put is its European value plus `r K e^(-ru) N(-d2) - q S e^(-qu) N(-d1)` integrated over the
/// times at which it would be exercised; a call is the put with spot and strike, rate and yield
/// exchanged. Delta and gamma are derivatives of the integral, theta follows from the pricing
/// equation: theta = r V - (r - q) S delta - s^2 S^2 gamma / 2.
///
/// Source: Andersen, Lake and Offengenden (2016), "High-performance American option pricing",
/// J. Computational Finance 20(1). Accuracy: 1e-9 of the strike while |r - q| sqrt(T) is below half
/// the volatility (of the exercising side), 1e-6 beyond, delta a hundred times that near the
/// boundary.
///
/// - Parameter terms: The option and its market.
/// - Returns: The value, its parts and its sensitivities to the spot and to time.
/// - Throws: `ModelError.outOfDomain` for terms outside their ranges, or rates that make two
///   boundaries; `.noSolution` when the boundary does not settle.
public func americanValue(_ terms: AmericanTerms) throws(ModelError) -> AmericanValue {
  try terms.check()
  let european = try blackScholesMerton(
    terms.right, spot: terms.spot, strike: terms.strike, years: terms.years, rate: terms.rate,
    yield: terms.yield, volatility: terms.volatility)
  let problem = terms.put
  guard problem.regime == .oneBoundary else {
    return AmericanValue(
      price: european.price, european: european.price, premium: 0, criticalSpot: nil,
      delta: european.delta, gamma: european.gamma, theta: european.theta)
  }
  let boundary = try PutBoundary(problem)
  return value(terms, boundary: boundary, european: european)
}

/// The value from a solved boundary.
private func value(
  _ terms: AmericanTerms, boundary: PutBoundary, european: BlackScholesMertonGreeks
) -> AmericanValue {
  let sign = terms.right == .call ? 1.0 : -1.0
  let (place, level) = (terms.relativeSpot, boundary.level)
  let criticalSpot = terms.right == .put ? level * terms.strike : terms.strike / level
  guard place > level else {
    let exercised = sign * (terms.spot - terms.strike)
    return AmericanValue(
      price: exercised, european: european.price, premium: exercised - european.price,
      criticalSpot: criticalSpot, delta: sign, gamma: 0, theta: 0)
  }
  let extra = boundary.premium(spot: place)
  let premium = max(extra.value, 0) * terms.scale
  // A call's spot is the strike of its put: homogeneity turns one derivative into the other.
  let (slope, bend) =
    terms.right == .put
    ? (extra.slope, extra.bend / terms.scale)
    : (extra.value - place * extra.slope, place * place * extra.bend / terms.scale)
  let price = max(european.price + premium, sign * (terms.spot - terms.strike))
  let delta = european.delta + slope
  let gamma = european.gamma + bend
  let variance = terms.volatility * terms.spot * terms.volatility * terms.spot
  return AmericanValue(
    price: price, european: european.price, premium: price - european.price,
    criticalSpot: criticalSpot, delta: delta, gamma: gamma,
    theta: terms.rate * price - (terms.rate - terms.yield) * terms.spot * delta
      - 0.5 * variance * gamma)
}
