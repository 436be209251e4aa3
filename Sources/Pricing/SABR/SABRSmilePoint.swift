// A smile whose strikes beyond the expansion's range carry the model's own volatility.

import MarketData
public import Numerics

/// One strike of a smile: what the expansion says, whether to trust it, and the model's own answer.
public struct SABRSmilePoint: Hashable, Sendable {
  /// The strike.
  public let strike: Double
  /// Hagan's volatility; zero or below where `validity` says so.
  public let expansionVolatility: Double
  /// Why the expansion should not be trusted here; empty when it may.
  public let validity: SABRValidity
  /// The price by finite differences, where the expansion should not be trusted.
  public let gridPrice: SABRGridPrice?
  /// The volatility of that price; nil where the time value is lost in the grid's error.
  public let gridVolatility: Double?

  /// The volatility to use: the expansion's inside its range, the grid's beyond it.
  public var volatility: Double? { validity.isEmpty ? expansionVolatility : gridVolatility }
}

extension SABRSmile {
  /// The smile at some strikes, by finite differences where the expansion is out of range.
  ///
  /// - Parameters:
  ///   - strikes: The strikes, above zero.
  ///   - grid: The finer of the two grids.
  /// - Returns: One point for each strike, in their order.
  /// - Throws: `ModelError`: a strike not above zero, or numbers that overflow.
  public func points(
    at strikes: [Double], grid: SABRGrid
  ) throws(ModelError) -> [SABRSmilePoint] {
    var flags: [SABRValidity] = []
    for strike in strikes { flags.append(try validity(at: strike)) }
    let beyond = zip(strikes, flags).filter { !$1.isEmpty }.map(\.0)
    var prices: [SABRGridPrice] = []
    if !beyond.isEmpty {
      prices = try sabrFiniteDifference(
        forward: forward, strikes: beyond, years: years, parameters: parameters, grid: grid)
    }
    var next = 0
    var points: [SABRSmilePoint] = []
    for (strike, validity) in zip(strikes, flags) {
      let price = validity.isEmpty ? nil : prices[next]
      if !validity.isEmpty { next += 1 }
      points.append(
        SABRSmilePoint(
          strike: strike, expansionVolatility: value(strike), validity: validity,
          gridPrice: price, gridVolatility: price.flatMap(volatility(of:))))
    }
    return points
  }

  /// The Black (1976) volatility of a grid price; nil where its error hides the time value.
  private func volatility(of price: SABRGridPrice) -> Double? {
    let isCall = price.strike > forward
    let value = isCall ? price.call : price.put
    guard value > price.error else { return nil }
    return try? impliedVolatility(
      isCall ? .call : .put, price: value, forward: forward, strike: price.strike, years: years,
      discount: 1, within: 1e-6...100)
  }
}
