// What the Greeks at the start of an interval say of the profit made in it.
//
//     total = delta dS + 1/2 gamma dS^2 + theta dt + sum vega_i dsigma_i + costs + residual
//
// Every part is money, so that they sum to the total to the last unit; the residual is the balance
// and says what the expansion misses: third orders, cross terms, and moves of the forward that the
// spot does not make. Source: domain rules, section f.11.

public import MarketData

/// One leg at the start of an interval.
public struct ExplainedLeg: Hashable, Sendable {
  /// Its implied volatility; nil when nothing could price it.
  public var volatility: Double?
  /// Vega of the contracts held, in dollars a volatility point.
  public var vega: Double

  /// Makes a leg.
  public init(volatility: Double?, vega: Double) {
    self.volatility = volatility
    self.vega = vega
  }
}

/// A position at the start of an interval.
public struct ExplanationBase: Hashable, Sendable {
  /// Price of the underlying.
  public var spot: Double
  /// Shares.
  public var delta: Double
  /// Shares a point.
  public var gamma: Double
  /// Dollars a calendar day.
  public var theta: Double
  /// Its legs.
  public var legs: [ExplainedLeg]

  /// Makes a base.
  public init(spot: Double, delta: Double, gamma: Double, theta: Double, legs: [ExplainedLeg]) {
    self.spot = spot
    self.delta = delta
    self.gamma = gamma
    self.theta = theta
    self.legs = legs
  }
}

/// The profit of an interval in its parts.
public struct ProfitParts: Hashable, Sendable {
  /// Of the first order in the price; nil without a base.
  public var delta: Money?
  /// Of the second order in the price; nil without a base.
  public var gamma: Money?
  /// Of the implied volatilities; nil without a base.
  public var vega: Money?
  /// Of time; nil without a base.
  public var theta: Money?
  /// What fills lost against mids, and fees.
  public var costs: Money
  /// What is left.
  public var residual: Money

  /// Makes parts.
  public init(
    delta: Money?, gamma: Money?, vega: Money?, theta: Money?, costs: Money, residual: Money
  ) {
    self.delta = delta
    self.gamma = gamma
    self.vega = vega
    self.theta = theta
    self.costs = costs
    self.residual = residual
  }

  /// All of them, which is the profit itself.
  public var total: Money {
    [delta, gamma, vega, theta].compactMap(\.self).reduce(costs + residual, +)
  }
}

/// Explains the profit of an interval.
///
/// - Parameters:
///   - total: The profit.
///   - costs: What fills lost against mids in it, and fees: zero or negative as a rule.
///   - base: The position at its start; nil when it could not be priced or there was none.
///   - spot: Price of the underlying at its end; nil when it is not known.
///   - volatilities: Implied volatility of each leg of the base at its end; nil counts as unmoved.
///   - days: Its length in calendar days.
/// - Returns: The parts; without a base or a price everything but costs is residual.
public func explainProfit(
  _ total: Money, costs: Money, from base: ExplanationBase?, spot: Double?,
  volatilities: [Double?], days: Double
) -> ProfitParts {
  func money(_ dollars: Double) -> Money? { Money(dollars: dollars) }
  var parts = ProfitParts(
    delta: nil, gamma: nil, vega: nil, theta: nil, costs: costs, residual: total - costs)
  guard let base, let spot else { return parts }
  let move = spot - base.spot
  var vega = 0.0
  for (leg, now) in zip(base.legs, volatilities) {
    guard let before = leg.volatility, let now else { continue }
    vega += leg.vega * (now - before) * 100
  }
  guard let byDelta = money(base.delta * move), let byGamma = money(0.5 * base.gamma * move * move),
    let byTheta = money(base.theta * days), let byVega = money(vega)
  else { return parts }
  parts.delta = byDelta
  parts.gamma = byGamma
  parts.theta = byTheta
  parts.vega = byVega
  parts.residual = total - costs - byDelta - byGamma - byTheta - byVega
  return parts
}
