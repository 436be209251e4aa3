// How an American option moves with volatility and the rates, and the volatility of its price.

import MarketData
public import Numerics

/// Sensitivities of an American option to the parameters of its market.
public struct AmericanSensitivities: Hashable, Sendable {
  /// Change of value for 1.00 of volatility.
  public let vega: Double
  /// Change of value for 1.00 of rate.
  public let rho: Double
  /// Change of value for 1.00 of yield.
  public let dividendRho: Double
}

/// How the value of an American option moves with volatility and the rates.
///
/// Central differences of the value with the boundary solved anew on both sides, so the movement of
/// the boundary is in them. Steps of 1e-3 of the volatility and 1e-5 of the rates keep the error
/// below 1e-5 of the strike.
///
/// - Parameter terms: The option and its market.
/// - Returns: The three sensitivities, per 1.00.
/// - Throws: `ModelError` as `americanValue`.
public func americanSensitivities(
  _ terms: AmericanTerms
) throws(ModelError) -> AmericanSensitivities {
  try terms.check()
  func slope(
    _ path: WritableKeyPath<AmericanTerms, Double>, step: Double
  ) throws(ModelError) -> Double {
    var (up, down) = (terms, terms)
    up[keyPath: path] += step
    down[keyPath: path] -= step
    // Where one side leaves the range, or meets two boundaries, the other side alone is used.
    let isUpSound = (try? up.check()) != nil
    let isDownSound = (try? down.check()) != nil
    let top = try americanValue(isUpSound ? up : terms).price
    let bottom = try americanValue(isDownSound ? down : terms).price
    let width = (isUpSound ? step : 0) + (isDownSound ? step : 0)
    return width > 0 ? (top - bottom) / width : 0
  }
  return AmericanSensitivities(
    vega: try slope(\.volatility, step: 1e-3 * terms.volatility),
    rho: try slope(\.rate, step: 1e-5), dividendRho: try slope(\.yield, step: 1e-5))
}

/// The volatility at which an American option is worth a price.
///
/// The value grows with volatility, so the root is bracketed and found by Newton's method with the
/// European vega, by the secant once two points are known, and by halving when both would leave
/// the bracket. At most sixty values are taken.
///
/// - Parameters:
///   - terms: The option and its market; its volatility is where the search starts.
///   - price: The value to match.
///   - range: Volatilities accepted; 0.1 % to 500 % by default.
/// - Returns: The volatility, to 1e-10 or to what the price can tell.
/// - Throws: `ModelError.outOfDomain` for bad terms or a price below the exercise value;
///   `.noSolution` when no volatility of the range gives the price.
public func americanImpliedVolatility(
  _ terms: AmericanTerms, price: Double, within range: ClosedRange<Double> = 0.001...5
) throws(ModelError) -> Double {
  try require(range.lowerBound, in: 0.001...10, "the least volatility")
  try require(range.upperBound, in: 0.001...10, "the greatest volatility")
  var point = terms
  point.volatility = min(max(terms.volatility, range.lowerBound), range.upperBound)
  try point.check()
  try requirePositive(price, "price")
  let inside = max(
    terms.right == .call ? terms.spot - terms.strike : terms.strike - terms.spot, 0)
  guard price > inside else {
    throw .outOfDomain(
      input: "price", value: price,
      rule: "an American option is worth more than its exercise value \(inside)")
  }
  func miss(_ volatility: Double) throws(ModelError) -> Double {
    point.volatility = volatility
    return try americanValue(point).price - price
  }
  var (low, high) = (range.lowerBound, range.upperBound)
  let (lowMiss, highMiss) = (try miss(low), try miss(high))
  guard lowMiss <= 0, highMiss >= 0 else {
    throw .noSolution(
      what: "a volatility between \(low) and \(high) for the price \(price)",
      why: "values run from \(price + lowMiss) to \(price + highMiss)")
  }
  return try bracketedRoot(
    from: min(max(terms.volatility, low), high), low: &low, high: &high, scale: terms.scale, miss)
}

/// Bracketed secant steps on a rising function.
private func bracketedRoot(
  from start: Double, low: inout Double, high: inout Double, scale: Double,
  _ miss: (Double) throws(ModelError) -> Double
) throws(ModelError) -> Double {
  var (last, lastMiss) = (low, -Double.infinity)
  var current = start > low && start < high ? start : 0.5 * (low + high)
  for _ in 0..<60 {
    let error = try miss(current)
    if error > 0 { high = current } else { low = current }
    if abs(error) <= 1e-15 * scale || high - low <= 1e-12 { break }
    let secant = current - error * (current - last) / (error - lastMiss)
    let inside = lastMiss.isFinite && secant > low && secant < high
    let next = inside ? secant : 0.5 * (low + high)
    (last, lastMiss) = (current, error)
    let isNear = abs(next - current) <= 1e-11 * current
    current = next
    if isNear { break }
  }
  return current
}
