// What is read off one fitted slice: volatilities at a delta, risk reversal, fly, and slope.

import Glibc
public import MarketData
public import Numerics

/// A point of a smile found by its delta.
public struct DeltaPoint: Hashable, Sendable {
  /// Log-moneyness ln(K/F).
  public var logMoneyness: Double
  /// The strike.
  public var strike: Double
  /// Annualised volatility there.
  public var volatility: Double
}

extension SVIFit {
  /// Annualised volatility at the forward.
  public var atmVolatility: Double { slice.volatility(0, years: smile.years) }

  /// Change of volatility for a change of log-moneyness, at the forward.
  ///
  ///     d sigma / dk = w'(0) / (2 sqrt(w(0) T))
  public var atmSkew: Double {
    let jet = slice.jet(0)
    return jet.first / (2 * (jet.value * smile.years).squareRoot())
  }

  /// The point of the smile at a delta.
  ///
  /// The delta is that of Black (1976), D N(d1) for a call and D N(-d1) in size for a put, at the
  /// point's own volatility.
  ///
  /// - Parameters:
  ///   - delta: The size of the delta, above zero and below the discount factor.
  ///   - right: Call or put.
  /// - Returns: The point.
  /// - Throws: `ModelError` for a delta outside its range or one the smile does not reach.
  public func point(atDelta delta: Double, _ right: OptionRight) throws(ModelError) -> DeltaPoint {
    guard delta > 0, delta < smile.discount else {
      throw .outOfDomain(
        input: "delta", value: delta,
        rule: "its size must lie between zero and the discount factor \(smile.discount)")
    }
    let sign = right == .call ? 1.0 : -1.0
    func miss(_ k: Double) -> Double {
      let width = slice.totalVariance(k).squareRoot()
      return normalCDF(sign * (-k / width + 0.5 * width)) * smile.discount - delta
    }
    let width = slice.totalVariance(0).squareRoot()
    // Outwards a call's delta falls with the strike, a put's with its inverse.
    var inner = -sign * width
    var outer = sign * width
    for _ in 0..<60 where miss(inner) < 0 { inner -= sign * width }
    for _ in 0..<60 where miss(outer) > 0 { outer += sign * width }
    guard miss(inner) >= 0, miss(outer) <= 0 else {
      throw .noSolution(what: "a strike of delta \(delta)", why: "the smile never reaches it")
    }
    for _ in 0..<80 where abs(outer - inner) > 1e-14 * (1 + abs(inner)) {
      let middle = 0.5 * (inner + outer)
      if miss(middle) >= 0 { inner = middle } else { outer = middle }
    }
    let k = 0.5 * (inner + outer)
    return DeltaPoint(
      logMoneyness: k, strike: smile.forward * exp(k),
      volatility: slice.volatility(k, years: smile.years))
  }

  /// Volatility of the call less that of the put at a delta.
  ///
  /// - Parameter delta: The size of both deltas, such as 0.25.
  /// - Returns: The risk reversal in volatility.
  /// - Throws: `ModelError` for a delta the smile does not reach.
  public func riskReversal(delta: Double) throws(ModelError) -> Double {
    try point(atDelta: delta, .call).volatility - point(atDelta: delta, .put).volatility
  }

  /// Mean volatility of call and put at a delta less that at the forward.
  ///
  /// - Parameter delta: The size of both deltas, such as 0.25.
  /// - Returns: The butterfly in volatility.
  /// - Throws: `ModelError` for a delta the smile does not reach.
  public func butterfly(delta: Double) throws(ModelError) -> Double {
    let call = try point(atDelta: delta, .call).volatility
    let put = try point(atDelta: delta, .put).volatility
    return 0.5 * (call + put) - atmVolatility
  }
}
