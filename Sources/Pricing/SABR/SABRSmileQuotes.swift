// The quotes of one expiry that a SABR smile is fitted to.

public import Numerics

/// Implied volatilities of one expiry, checked.
public struct SABRSmileQuotes: Hashable, Sendable {
  /// The forward of the expiry.
  public let forward: Double
  /// Time to expiry.
  public let years: Double
  /// The strikes; three at least of them differ.
  public let strikes: [Double]
  /// The implied volatility at each strike.
  public let volatilities: [Double]
  /// The weight of each squared error; nil when all count alike.
  public let weights: [Double]?

  /// Makes quotes.
  ///
  /// - Parameters:
  ///   - forward: The forward, above zero.
  ///   - years: Time to expiry, above zero.
  ///   - strikes: The strikes, above zero, in any order.
  ///   - volatilities: One annualised volatility above zero for each strike.
  ///   - weights: One weight, zero or more, for each strike; nil when all count alike.
  /// - Throws: `ModelError`: a value outside its domain, arrays of unequal length, or fewer than
  ///   three different strikes that carry a weight.
  public init(
    forward: Double, years: Double, strikes: [Double], volatilities: [Double], weights: [Double]?
  ) throws(ModelError) {
    try requirePositive(forward, "forward")
    try requirePositive(years, "years")
    guard strikes.count == volatilities.count else {
      throw .unequalLengths(
        first: "strikes", count: strikes.count, second: "volatilities", other: volatilities.count)
    }
    for index in strikes.indices {
      try requirePositive(strikes[index], "strikes[\(index)]")
      try requirePositive(volatilities[index], "volatilities[\(index)]")
    }
    if let weights { try SABRSmileQuotes.check(weights, count: strikes.count) }
    let different = SABRSmileQuotes.countDifferent(strikes, weights)
    guard different >= 3 else {
      throw .tooFew(what: "different strikes with a weight", count: different, least: 3)
    }
    self.forward = forward
    self.years = years
    self.strikes = strikes
    self.volatilities = volatilities
    self.weights = weights
  }

  private static func check(_ weights: [Double], count: Int) throws(ModelError) {
    guard weights.count == count else {
      throw .unequalLengths(
        first: "strikes", count: count, second: "weights", other: weights.count)
    }
    for (index, weight) in weights.enumerated() {
      guard weight >= 0, weight.isFinite else {
        throw .outOfDomain(
          input: "weights[\(index)]", value: weight, rule: "it must be zero or more and finite")
      }
    }
  }

  /// The number of different strikes with a weight, counted as far as three.
  private static func countDifferent(_ strikes: [Double], _ weights: [Double]?) -> Int {
    var first: Double?
    var second: Double?
    for (index, strike) in strikes.enumerated() where weights.map({ $0[index] > 0 }) ?? true {
      if first == nil || first == strike {
        first = strike
      } else if second == nil || second == strike {
        second = strike
      } else {
        return 3
      }
    }
    return (first == nil ? 0 : 1) + (second == nil ? 0 : 1)
  }
}
