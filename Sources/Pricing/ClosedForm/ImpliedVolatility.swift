// The volatility that reproduces an option price.
//
// The price is turned to the out-of-the-money side and normalised; the total volatility is then a
// root of a function that is close to linear in it: the inverse square root of -ln(b) in the lower
// wing, b itself around its steepest point, ln(bmax - b) in the upper wing. Halley's method from a
// guess by cubic interpolation needs two or three evaluations; a bracket holds every step.
// Source of the split and of the steepest point: Jaeckel (2015), "Let's be rational", Wilmott 75.

import Glibc
public import MarketData

/// Why no volatility reproduces a price.
public enum ImpliedVolatilityFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Forward, strike, time or discount is not above zero and finite, or the price is not finite.
  case invalidInput
  /// The price is at or below the discounted exercise value on the forward.
  case belowIntrinsic(price: Double, bound: Double)
  /// The price is at or above the most the option can be worth.
  case aboveMaximum(price: Double, bound: Double)
  /// The volatility lies outside the range asked for.
  case outsideRange(volatility: Double)

  /// What was wrong, what it was, what would be right.
  public var description: String {
    switch self {
    case .invalidInput: "forward, strike, time and discount must be above zero and finite"
    case .belowIntrinsic(let price, let bound):
      "price \(price) is not above the exercise value \(bound)"
    case .aboveMaximum(let price, let bound): "price \(price) is not below the bound \(bound)"
    case .outsideRange(let volatility): "volatility \(volatility) lies outside the range"
    }
  }
}

/// The Black (1976) volatility of a price.
///
/// Accuracy: relative error a few 1e-14, or what half a unit in the price's last place allows.
///
/// - Parameters:
///   - right: Call or put.
///   - price: Value today per unit of the underlying.
///   - forward: The forward.
///   - strike: The strike.
///   - years: Time to expiry.
///   - discount: The discount factor to the expiry.
///   - range: Volatilities accepted; 0.1 % to 500 % by default.
/// - Returns: The annualised volatility.
/// - Throws: `ImpliedVolatilityFailure` when there is none.
public func impliedVolatility(
  _ right: OptionRight, price: Double, forward: Double, strike: Double, years: Double,
  discount: Double, within range: ClosedRange<Double> = 0.001...5
) throws(ImpliedVolatilityFailure) -> Double {
  guard forward > 0, strike > 0, years > 0, discount > 0, forward.isFinite, strike.isFinite,
    years.isFinite, discount.isFinite, price.isFinite
  else { throw .invalidInput }
  let sign = right == .call ? 1.0 : -1.0
  let inside = max(sign * (forward - strike), 0)
  let undiscounted = price / discount
  let timeValue = undiscounted - inside
  guard timeValue > 0 else { throw .belowIntrinsic(price: price, bound: discount * inside) }
  // Out-of-the-money values are bounded by the smaller of forward and strike.
  let bound = min(forward, strike)
  guard timeValue < bound else {
    throw .aboveMaximum(price: price, bound: discount * (right == .call ? forward : strike))
  }
  let x = -abs(logMoneyness(forward: forward, strike: strike))
  let scale = 1 / (forward * strike).squareRoot()
  let total = impliedTotalVolatility(
    SteepestPoint(x: x), value: timeValue * scale, gap: (bound - timeValue) * scale)
  let volatility = total / years.squareRoot()
  guard range.contains(volatility) else { throw .outsideRange(volatility: volatility) }
  return volatility
}
