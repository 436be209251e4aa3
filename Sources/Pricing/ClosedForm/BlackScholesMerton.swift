// European options under Black-Scholes-Merton: value and sensitivities to the third order.
//
// The closed form is the yardstick for every other model, so it favours accuracy in the wings over
// speed: no value comes from put-call parity, and ln(S/K) keeps its digits near the money. Time in
// years, rates continuously compounded, volatility as a decimal, everything per 1.00 and per year.

import Glibc
public import MarketData
public import Numerics

/// Value and sensitivities of a European option on an asset with a continuous yield.
public struct BlackScholesMertonGreeks: Hashable, Sendable {
  /// Value today.
  public var price: Double
  /// dV/dS.
  public var delta: Double
  /// d2V/dS2.
  public var gamma: Double
  /// dV/dsigma.
  public var vega: Double
  /// dV/dt, the change of value as a year passes.
  public var theta: Double
  /// dV/dr.
  public var rho: Double
  /// dV/dq.
  public var phi: Double
  /// d2V/dS dsigma.
  public var vanna: Double
  /// d2V/dsigma2.
  public var volga: Double
  /// d2V/dS dt.
  public var charm: Double
  /// d3V/dS3.
  public var speed: Double
  /// d3V/dS2 dsigma.
  public var zomma: Double
  /// dV/dK.
  public var dualDelta: Double
  /// d2V/dK2.
  public var dualGamma: Double
}

/// Values a European option on an asset with a continuous yield, with its sensitivities.
///
///     d1 = (ln(S/K) + (r - q + s^2/2) T) / (s sqrt(T)),   d2 = d1 - s sqrt(T)
///     call = S exp(-qT) N(d1) - K exp(-rT) N(d2)
///
/// Source: Merton (1973), "Theory of rational option pricing", Bell J. Economics 4(1).
///
/// Accuracy: an out-of-the-money value keeps its relative digits, for it is the difference of two
/// Mills ratios times the density: no nearly equal products are subtracted.
///
/// - Parameters:
///   - right: Call or put.
///   - spot: Price of the asset, above zero.
///   - strike: The strike, above zero.
///   - years: Time to expiry, above zero.
///   - rate: Continuously compounded.
///   - yield: Continuous yield of the asset.
///   - volatility: Annualised, above zero.
/// - Returns: Value and sensitivities.
/// - Throws: `ModelError.outOfDomain` for an input outside its range.
public func blackScholesMerton(
  _ right: OptionRight, spot: Double, strike: Double, years: Double, rate: Double, yield: Double,
  volatility: Double
) throws(ModelError) -> BlackScholesMertonGreeks {
  try requirePositive(spot, "spot")
  try requirePositive(strike, "strike")
  try requirePositive(years, "years")
  try requireFinite(rate, "rate")
  try requireFinite(yield, "yield")
  try requirePositive(volatility, "volatility")
  let root = years.squareRoot()
  let width = volatility * root
  let carry = rate - yield
  let drift = logMoneyness(forward: spot, strike: strike) + carry * years
  let d1 = drift / width + 0.5 * width
  let d2 = drift / width - 0.5 * width
  let sign = right == .call ? 1.0 : -1.0
  let asset = exp(-yield * years)
  let bond = exp(-rate * years)
  let n1 = normalCDF(sign * d1)
  let n2 = normalCDF(sign * d2)
  let density = normalPDF(d1)
  let gamma = asset * density / (spot * width)
  let vega = spot * asset * density * root
  let decay = vega * volatility / (2 * years)
  let isInside = sign * drift > 0
  return BlackScholesMertonGreeks(
    price: isInside
      ? sign * (spot * asset * n1 - strike * bond * n2)
      : spot * asset * density * NormalisedBlack(x: -abs(drift), s: width).valueOverVega,
    delta: sign * asset * n1,
    gamma: gamma,
    vega: vega,
    theta: -decay - sign * (rate * strike * bond * n2 - yield * spot * asset * n1),
    rho: sign * strike * years * bond * n2,
    phi: -sign * spot * years * asset * n1,
    vanna: -asset * density * d2 / volatility,
    volga: vega * d1 * d2 / volatility,
    charm: sign * yield * asset * n1
      - asset * density * (2 * carry * years - d2 * width) / (2 * years * width),
    speed: -gamma / spot * (d1 / width + 1),
    zomma: gamma * (d1 * d2 - 1) / volatility,
    dualDelta: -sign * bond * n2,
    dualGamma: bond * normalPDF(d2) / (strike * width))
}
