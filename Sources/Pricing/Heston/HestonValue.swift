// One European option under Heston's model, to the last digits, with its sensitivities.
//
// This is the yardstick of the fast strip: it favours accuracy everywhere, relative in the wings,
// and reports its own error. The option is always taken out of the money and integrated along the
// vertical line through the saddle of the integrand, where nothing cancels; the step of the
// trapezoidal rule, which converges geometrically here, is halved until two values agree.
// Sources: Lord and Kahl (2007), "Optimal Fourier inversion in semi-analytical option pricing",
// J. Computational Finance 10(4) (the line); Trefethen and Weideman (2014), "The exponentially
// convergent trapezoidal rule", SIAM Review 56(3). Time in years, rates continuously compounded.

import Glibc
public import MarketData
public import Numerics

/// Value and sensitivities of one option under Heston's model.
public struct HestonValue: Hashable, Sendable {
  /// Value today per unit of the underlying.
  public var price: Double
  /// dV/dS with the variance unmoved.
  public var delta: Double
  /// d2V/dS2 with the variance unmoved.
  public var gamma: Double
  /// Derivatives of the value by v0, kappa, theta, sigma and rho.
  public var gradient: [Double]
  /// Error of the price as estimated from the last change under halving, plus rounding.
  public var errorEstimate: Double
  /// Evaluations of the characteristic function.
  public var evaluations: Int

  /// dV/dv0, the sensitivity to the variance today.
  public var varianceSensitivity: Double { gradient[0] }
}

/// Values a European option under Heston's model.
///
///     call = D / (2 pi i) integral of F^w K^(1-w) E[(S_T/F)^w] / (w (w-1)) dw,   Re w > 1
///
/// and the same with Re w < 0 for a put. An option in the money follows from the other by parity.
///
/// - Parameters:
///   - right: Call or put.
///   - spot: Price of the asset, above zero.
///   - strike: The strike, above zero.
///   - years: Time to expiry, above zero.
///   - rate: Continuously compounded.
///   - yield: Continuous yield of the asset.
///   - parameters: The model.
/// - Returns: Value, sensitivities and error.
/// - Throws: `ModelError` for an input outside its domain, or when no step small enough was found.
public func hestonValue(
  _ right: OptionRight, spot: Double, strike: Double, years: Double, rate: Double, yield: Double,
  parameters: HestonParameters
) throws(ModelError) -> HestonValue {
  try requirePositive(spot, "spot")
  try requirePositive(strike, "strike")
  try requirePositive(years, "years")
  try requireFinite(rate, "rate")
  try requireFinite(yield, "yield")
  let carry = exp(-yield * years)
  let discount = exp(-rate * years)
  let forward = spot * exp((rate - yield) * years)
  let logStrike = (yield - rate) * years - logMoneyness(forward: spot, strike: strike)
  guard
    let integral = HestonSaddleIntegral(parameters, years: years, logStrike: logStrike)
  else {
    throw .noSolution(
      what: "the value of the option", why: "its integral did not converge within its bound")
  }
  let scale = discount * forward
  var value = HestonValue(
    price: scale * integral.sums[0], delta: carry * integral.sums[1],
    gamma: carry / spot * integral.sums[2], gradient: integral.sums[3...].map { scale * $0 },
    errorEstimate: scale * integral.error, evaluations: integral.evaluations)
  let isCall = logStrike >= 0
  if isCall != (right == .call) {
    let sign = right == .call ? 1.0 : -1.0
    value.price += sign * (spot * carry - strike * discount)
    value.delta += sign * carry
  }
  return value
}
