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
  let beta = timeValue / (forward * strike).squareRoot()
  let total = impliedTotalVolatility(x: x, value: beta)
  let volatility = total / years.squareRoot()
  guard range.contains(volatility) else { throw .outsideRange(volatility: volatility) }
  return volatility
}

/// The total volatility s with b(x, s) = value, for x at most zero and 0 < value < exp(x/2).
func impliedTotalVolatility(x: Double, value: Double) -> Double {
  let steepest = (-2 * x).squareRoot()
  guard steepest > 0 else { return centralRoot(x: x, value: value, from: 0, slope: nil) }
  let centre = NormalisedBlack(x: x, s: steepest)
  let centreVega = centre.vega
  let centreValue = centreVega * centre.valueOverVega
  if value < centreValue {
    return lowerRoot(x: x, value: value, steepest: steepest, centre: centre)
  }
  let start = steepest + (value - centreValue) / centreVega
  return centralRoot(x: x, value: value, from: start, slope: steepest)
}

/// Below the steepest point: Halley on u(s) = (-ln b)^(-1/2), which starts as s sqrt(2) / |x|.
private func lowerRoot(
  x: Double, value: Double, steepest: Double, centre: NormalisedBlack
) -> Double {
  let target = -log(value)
  let targetRoot = target.squareRoot()
  var s = lowerGuess(x: x, u: 1 / targetRoot, steepest: steepest, centre: centre)
  var low = 0.0
  var high = steepest
  for _ in 0..<40 {
    let point = NormalisedBlack(x: x, s: s)
    let a = -point.logValue
    let slope = 1 / point.valueOverVega
    if a > target { low = s } else { high = s }
    let step = 2 * a * (target - a) / (slope * targetRoot * (a.squareRoot() + targetRoot))
    let bend = 1.5 * slope / a + point.curvature - slope
    var next = s - step / max(1 - 0.5 * step * bend, 0.1)
    // The method is cubic: a step this small leaves an error below rounding.
    if abs(next - s) <= 1e-6 * s { return next }
    if !(next > low && next < high) { next = 0.5 * (low + high) }
    s = next
  }
  return s
}

/// A cubic for s in u between zero and the steepest point, with its slopes at both ends.
private func lowerGuess(
  x: Double, u: Double, steepest: Double, centre: NormalisedBlack
) -> Double {
  let a = -centre.logValue
  let end = 1 / a.squareRoot()
  let slopeAtEnd = 2 * a / (end / centre.valueOverVega)
  let slopeAtZero = -x * 0.707_106_781_186_547_524_4
  let f = min(u / end, 1)
  let m0 = slopeAtZero * end
  let m1 = slopeAtEnd * end
  let g = 1 - f
  let guess = f * f * (3 - 2 * f) * steepest + f * g * g * m0 - f * f * g * m1
  return guess > 0 && guess < steepest ? guess : f * steepest
}

/// From the steepest point up: Halley on b, or on ln(bmax - b) in the upper half.
private func centralRoot(x: Double, value: Double, from start: Double, slope: Double?) -> Double {
  let maximum = exp(0.5 * x)
  let gap = maximum - value
  let upper = gap < 0.5 * maximum
  var low = slope ?? 0
  var high = Double.infinity
  // At the money b = erf(s / sqrt(8)), so the tangent at zero gives s = sqrt(2 pi) b.
  var s = start > 0 ? start : value * 2.506_628_274_631_000_502
  let logGap = upper ? log(gap) : 0
  for _ in 0..<60 {
    let point = NormalisedBlack(x: x, s: s)
    let step: Double
    let bend: Double
    if upper {
      let rest = point.gapOverVega
      let miss = point.logVega + log(rest) - logGap
      if miss > 0 { low = s } else { high = s }
      step = -miss * rest
      bend = point.curvature + 1 / rest
    } else {
      let miss = point.valueOverVega - value / point.vega
      if miss < 0 { low = s } else { high = s }
      step = miss
      bend = point.curvature
    }
    var next = s - step / max(1 - 0.5 * step * bend, 0.1)
    if abs(next - s) <= 1e-6 * s { return next }
    if !(next > low && next < high) { next = high.isFinite ? 0.5 * (low + high) : 2 * s }
    s = next
  }
  return s
}
