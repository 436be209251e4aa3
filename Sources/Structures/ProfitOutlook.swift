// What a structure is worth under a distribution: chance of profit, expected value, touch.

public import MarketData

/// Chance and value of one package under one distribution.
public struct ProfitOutlook: Hashable, Sendable {
  /// Probability of a profit before fees.
  public var probability: Double
  /// Expected value in dollars after the far-side prices and fees, discounted to now.
  public var expectedValue: Double
  /// Profits over the maximum loss with their probabilities, each at least minus one.
  public var returns: OutcomeTable

  /// Finds the outlook of a package.
  ///
  /// - Parameters:
  ///   - payoff: Its profit at the first expiry, the net included.
  ///   - distribution: Of the price at that expiry.
  ///   - discount: Discount factor to that expiry.
  ///   - multiplier: Units of the underlying in one contract.
  ///   - fees: Fees of one package.
  ///   - maxLoss: Its proven maximum loss, fees included.
  public init(
    payoff: ExpiryPayoff, distribution: PriceDistribution, discount: Double, multiplier: Int,
    fees: Money, maxLoss: Money
  ) {
    let unit = Double(multiplier)
    var outcomes = distribution.outcomes(of: payoff)
    probability = distribution.profitProbability(of: payoff)
    expectedValue =
      (discount * (outcomes.mean - payoff.net) + payoff.net) * unit - fees.dollars
    let scale = 1 / maxLoss.dollars
    for index in outcomes.profits.indices {
      let profit = outcomes.profits[index] * unit - fees.dollars
      outcomes.profits[index] = max(profit * scale, -1)
    }
    returns = outcomes
  }
}

/// The probability that a short strike is touched before the expiry.
///
/// Twice the probability of ending beyond it, by reflection, summed over the highest short put and
/// the lowest short call and capped at one; nil for legs without a short.
///
/// - Parameters:
///   - legs: One package.
///   - distribution: Of the price at the shorts' expiry.
/// - Returns: The probability, 0 to 1.
public func touchProbability(
  of legs: [ModelLeg], under distribution: PriceDistribution
) -> Double? {
  let shorts = legs.filter { $0.count < 0 }
  guard !shorts.isEmpty else { return nil }
  var total = 0.0
  if let put = shorts.filter({ $0.right == .put }).map(\.strike).max() {
    total += 2 * distribution.probability(below: put)
  }
  if let call = shorts.filter({ $0.right == .call }).map(\.strike).min() {
    total += 2 * (1 - distribution.probability(below: call))
  }
  return min(max(total, 0), 1)
}
