// Every sensitivity of a European option on a forward under Black (1976).
//
// `black76Greeks` gives the desk what it needs by the million and trusts its caller; this is the
// full set for one option, with its inputs checked. The forward is held fixed: rho moves only the
// discount. Time in years, volatility as a decimal, everything per 1.00 and per year.

import Glibc
public import MarketData
public import Numerics

/// Value and sensitivities of a European option on a forward.
public struct Black76Sensitivities: Hashable, Sendable {
  /// Value today.
  public let price: Double
  /// dV/dF.
  public let delta: Double
  /// d2V/dF2.
  public let gamma: Double
  /// dV/dsigma.
  public let vega: Double
  /// dV/dt, the change of value as a year passes with forward and rate unmoved.
  public let theta: Double
  /// dV/dr with the forward unmoved.
  public let rho: Double
  /// d2V/dF dsigma.
  public let vanna: Double
  /// d2V/dsigma2.
  public let volga: Double
  /// d2V/dF dt.
  public let charm: Double
}

/// Values a European option on a forward with its sensitivities to the second order.
///
///     D = exp(-rT),   call = D (F N(d1) - K N(d2)),   rho = -T V
///     vanna = -D phi(d1) d2 / s,   volga = vega d1 d2 / s
///     charm = r delta + D phi(d1) d2 / (2 T)
///
/// Source: Black (1976), "The pricing of commodity contracts", J. Financial Economics 3.
/// Accuracy: an out-of-the-money value keeps its relative digits.
///
/// - Parameters:
///   - right: Call or put.
///   - forward: The forward, above zero.
///   - strike: The strike, above zero.
///   - years: Time to expiry, above zero.
///   - volatility: Annualised, above zero.
///   - discount: The discount factor to the expiry, above zero.
/// - Returns: Value and sensitivities per unit of the underlying.
/// - Throws: `ModelError.outOfDomain` for an input outside its range.
public func black76Sensitivities(
  _ right: OptionRight, forward: Double, strike: Double, years: Double, volatility: Double,
  discount: Double
) throws(ModelError) -> Black76Sensitivities {
  try requirePositive(forward, "forward")
  try requirePositive(strike, "strike")
  try requirePositive(years, "years")
  try requirePositive(volatility, "volatility")
  try requirePositive(discount, "discount")
  let width = volatility * years.squareRoot()
  let x = logMoneyness(forward: forward, strike: strike)
  let d1 = x / width + 0.5 * width
  let d2 = x / width - 0.5 * width
  let sign = right == .call ? 1.0 : -1.0
  let rate = -log(discount) / years
  let n1 = normalCDF(sign * d1)
  let density = discount * normalPDF(d1)
  let vega = forward * density * years.squareRoot()
  let delta = discount * sign * n1
  let price =
    sign * x > 0
    ? discount * sign * (forward * n1 - strike * normalCDF(sign * d2))
    : forward * density * NormalisedBlack(x: -abs(x), s: width).valueOverVega
  return Black76Sensitivities(
    price: price, delta: delta, gamma: density / (forward * width), vega: vega,
    theta: rate * price - vega * volatility / (2 * years), rho: -years * price,
    vanna: -density * d2 / volatility, volga: vega * d1 * d2 / volatility,
    charm: rate * delta + density * d2 / (2 * years))
}
