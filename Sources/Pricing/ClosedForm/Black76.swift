// European options on a forward under Black (1976): value and sensitivities.
//
// Every expiry of the desk prices here, on its parity forward and discount. Both tails come from
// `erfc` on the signed argument, so far wings keep their relative digits. Time in years of 365
// days, volatility as a decimal.

import Glibc
public import MarketData
import Numerics

/// Value and sensitivities of one option on one unit of the underlying.
public struct Black76Greeks: Hashable, Sendable {
  /// Value today.
  public var price: Double
  /// Change of value for a change of the forward: discount times N(d1), negative for a put.
  public var delta: Double
  /// Change of delta for a change of the forward.
  public var gamma: Double
  /// Change of value for 1.00 of volatility.
  public var vega: Double
  /// Change of value as a year passes with the forward unmoved.
  public var theta: Double

  /// Makes Greeks.
  public init(price: Double, delta: Double, gamma: Double, vega: Double, theta: Double) {
    self.price = price
    self.delta = delta
    self.gamma = gamma
    self.vega = vega
    self.theta = theta
  }
}

/// The logarithm of F/K without losing digits near the money.
///
/// Close to one the quotient rounds away what the difference keeps: F - K is exact there
/// (Sterbenz), so `log1p` of the relative distance is used.
public func logMoneyness(forward: Double, strike: Double) -> Double {
  let ratio = forward / strike
  if ratio > 0.5 && ratio < 2 { return log1p((forward - strike) / strike) }
  return log(ratio)
}

/// Values a European option on a forward.
///
///     d1 = (ln(F/K) + s^2 T / 2) / (s sqrt(T)),   d2 = d1 - s sqrt(T)
///     call = D (F N(d1) - K N(d2)),   put = D (K N(-d2) - F N(-d1))
///
/// Source: Black (1976), "The pricing of commodity contracts", J. Financial Economics 3.
///
/// - Parameters:
///   - right: Call or put.
///   - forward: The forward, above zero.
///   - strike: The strike, above zero.
///   - years: Time to expiry; zero or less gives the exercise value.
///   - volatility: Annualised; zero gives the discounted exercise value on the forward.
///   - discount: The discount factor to the expiry.
/// - Returns: Value today per unit of the underlying.
public func black76Price(
  _ right: OptionRight, forward: Double, strike: Double, years: Double, volatility: Double,
  discount: Double
) -> Double {
  let width = volatility * max(years, 0).squareRoot()
  let sign = right == .call ? 1.0 : -1.0
  guard width > 0 else { return discount * max(sign * (forward - strike), 0) }
  let d1 = logMoneyness(forward: forward, strike: strike) / width + 0.5 * width
  let d2 = d1 - width
  return discount * sign * (forward * normalCDF(sign * d1) - strike * normalCDF(sign * d2))
}

/// Values a European option on a forward with its sensitivities.
///
/// Delta and gamma are with respect to the forward (for an index or a share held forward they are
/// those of the underlying to the accuracy of D F/S = exp(-qT)); vega is per 1.00 of volatility;
/// theta is per year of 365 days with forward and rate unmoved and the discount accreting.
///
/// - Parameters:
///   - right: Call or put.
///   - forward: The forward, above zero.
///   - strike: The strike, above zero.
///   - years: Time to expiry; zero or less gives exercise value and step delta.
///   - volatility: Annualised.
///   - discount: The discount factor to the expiry.
/// - Returns: Value and sensitivities per unit of the underlying.
public func black76Greeks(
  _ right: OptionRight, forward: Double, strike: Double, years: Double, volatility: Double,
  discount: Double
) -> Black76Greeks {
  let root = max(years, 0).squareRoot()
  let width = volatility * root
  let sign = right == .call ? 1.0 : -1.0
  guard width > 0 else {
    let inside = sign * (forward - strike)
    return Black76Greeks(
      price: discount * max(inside, 0), delta: inside > 0 ? sign * discount : 0, gamma: 0, vega: 0,
      theta: 0)
  }
  let d1 = logMoneyness(forward: forward, strike: strike) / width + 0.5 * width
  let d2 = d1 - width
  let n1 = normalCDF(sign * d1)
  let price = discount * sign * (forward * n1 - strike * normalCDF(sign * d2))
  let density = normalPDF(d1)
  let vega = discount * forward * density * root
  // dV/dt = r V - D F phi(d1) s / (2 sqrt(T)), with r = -ln(D) / T.
  let accretion = -log(discount) / years * price
  return Black76Greeks(
    price: price, delta: discount * sign * n1, gamma: discount * density / (forward * width),
    vega: vega, theta: accretion - vega * volatility / (2 * years))
}
