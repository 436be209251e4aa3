// The quotes of one expiry as every smile model takes them: strikes and out-of-the-money
// volatilities on a known forward.
//
// This is the border between chains and models: SVI, SABR and Heston all fit it, and none of them
// sees a price, a date or a contract. Time in years of 365 days, volatilities as decimals.

import Glibc
public import Numerics

/// The out-of-the-money volatilities of one expiry.
public struct SmileQuotes: Hashable, Sendable {
  /// What to call the expiry in a table, such as `2024-02-05 SPXW`.
  public let label: String
  /// Time to expiration in years, above zero.
  public let years: Double
  /// The forward price, above zero.
  public let forward: Double
  /// The discount factor to the expiry, above zero.
  public let discount: Double
  /// Strikes, strictly ascending and above zero.
  public let strikes: [Double]
  /// Volatility of the mid at each strike, above zero.
  public let volatilities: [Double]
  /// Volatility of the bid at each strike; empty when the source gave no bids and asks.
  public let bidVolatilities: [Double]
  /// Volatility of the ask at each strike; empty when the source gave no bids and asks.
  public let askVolatilities: [Double]

  /// Makes the quotes of an expiry, and refuses those no model could fit.
  ///
  /// - Parameters:
  ///   - label: What to call the expiry.
  ///   - years: Time to expiration in years.
  ///   - forward: The forward price.
  ///   - discount: The discount factor.
  ///   - strikes: Strikes, strictly ascending.
  ///   - volatilities: One volatility for each strike.
  ///   - bidVolatilities: One for each strike, at most the volatility; or none at all.
  ///   - askVolatilities: One for each strike, at least the volatility; or none at all.
  /// - Throws: `ModelError` for a value that is not above zero and finite, strikes out of order,
  ///   a bid over its ask, lists of different lengths, or no strike at all.
  public init(
    label: String, years: Double, forward: Double, discount: Double, strikes: [Double],
    volatilities: [Double], bidVolatilities: [Double] = [], askVolatilities: [Double] = []
  ) throws(ModelError) {
    try requirePositive(years, "years of \(label)")
    try requirePositive(forward, "forward of \(label)")
    try requirePositive(discount, "discount of \(label)")
    guard !strikes.isEmpty else { throw .tooFew(what: "strikes of \(label)", count: 0, least: 1) }
    try SmileQuotes.requireEqual(strikes.count, volatilities.count, "volatilities")
    if !bidVolatilities.isEmpty || !askVolatilities.isEmpty {
      try SmileQuotes.requireEqual(strikes.count, bidVolatilities.count, "bidVolatilities")
      try SmileQuotes.requireEqual(strikes.count, askVolatilities.count, "askVolatilities")
    }
    for index in strikes.indices {
      try requirePositive(strikes[index], "strikes[\(index)] of \(label)")
      try requirePositive(volatilities[index], "volatilities[\(index)] of \(label)")
      guard index == 0 || strikes[index] > strikes[index - 1] else {
        throw .outOfDomain(
          input: "strikes[\(index)] of \(label)", value: strikes[index],
          rule: "strikes must ascend")
      }
      guard !bidVolatilities.isEmpty else { continue }
      try requirePositive(bidVolatilities[index], "bidVolatilities[\(index)] of \(label)")
      try requirePositive(askVolatilities[index], "askVolatilities[\(index)] of \(label)")
      guard bidVolatilities[index] <= askVolatilities[index] else {
        throw .outOfDomain(
          input: "bidVolatilities[\(index)] of \(label)", value: bidVolatilities[index],
          rule: "a bid must not stand over its ask")
      }
    }
    self.label = label
    self.years = years
    self.forward = forward
    self.discount = discount
    self.strikes = strikes
    self.volatilities = volatilities
    self.bidVolatilities = bidVolatilities
    self.askVolatilities = askVolatilities
  }

  /// How many strikes there are.
  public var count: Int { strikes.count }

  /// Log-moneyness ln(K/F) of each strike.
  public var logStrikes: [Double] {
    strikes.map { -logMoneyness(forward: forward, strike: $0) }
  }

  /// Half of ask minus bid in volatility at a strike; nil when there are no bids and asks.
  ///
  /// - Parameter index: Which strike.
  /// - Returns: The half-spread in volatility, zero for a locked market.
  public func halfSpread(_ index: Int) -> Double? {
    bidVolatilities.isEmpty ? nil : 0.5 * (askVolatilities[index] - bidVolatilities[index])
  }

  /// Vega of each strike at its own volatility, discounted, per 1.00 of volatility.
  ///
  ///     vega = D F phi(d1) sqrt(T),   d1 = -k / (s sqrt(T)) + s sqrt(T) / 2
  public var vegas: [Double] {
    let root = years.squareRoot()
    return strikes.indices.map { index in
      let width = volatilities[index] * root
      let d1 = logMoneyness(forward: forward, strike: strikes[index]) / width + 0.5 * width
      return discount * forward * normalPDF(d1) * root
    }
  }

  private static func requireEqual(_ count: Int, _ other: Int, _ name: String) throws(ModelError) {
    guard count == other else {
      throw .unequalLengths(first: "strikes", count: count, second: name, other: other)
    }
  }
}
