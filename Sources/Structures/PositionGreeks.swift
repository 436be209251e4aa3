// The sensitivities of legs together, in the units a trader reads.

import MarketData
import Pricing

/// Sensitivities of a position.
public struct PositionGreeks: Hashable, Sendable {
  /// Delta in shares of the underlying.
  public var delta: Double
  /// Gamma in shares a point.
  public var gamma: Double
  /// Vega in dollars a volatility point.
  public var vega: Double
  /// Theta in dollars a calendar day.
  public var theta: Double

  /// Makes sensitivities.
  public init(delta: Double, gamma: Double, vega: Double, theta: Double) {
    self.delta = delta
    self.gamma = gamma
    self.vega = vega
    self.theta = theta
  }

  /// No position.
  public static let zero = PositionGreeks(delta: 0, gamma: 0, vega: 0, theta: 0)

  /// The sum of two positions.
  public static func + (a: PositionGreeks, b: PositionGreeks) -> PositionGreeks {
    PositionGreeks(
      delta: a.delta + b.delta, gamma: a.gamma + b.gamma, vega: a.vega + b.vega,
      theta: a.theta + b.theta)
  }

  /// The position a number of times.
  public func scaled(by n: Double) -> PositionGreeks {
    PositionGreeks(delta: delta * n, gamma: gamma * n, vega: vega * n, theta: theta * n)
  }
}

/// The sensitivities of legs, each on its own forward and volatility.
///
/// The model's delta is to the forward; one point of the underlying moves the forward by F/S.
public func positionGreeks(of legs: [ModelLeg]) -> PositionGreeks {
  var worth = 0.0
  return positionGreeks(of: legs, worth: &worth)
}

/// The sensitivities of legs, and what the model says they are worth, which comes with them.
///
/// - Parameters:
///   - legs: The legs.
///   - worth: A sum in dollars to which the value of each leg is added in turn.
/// - Returns: The sensitivities of all legs.
public func positionGreeks(of legs: [ModelLeg], worth: inout Double) -> PositionGreeks {
  var sum = PositionGreeks.zero
  // Registers gain nothing for one leg or two.
  if legs.count > 2, legs.arePriceable, legs.allSatisfy({ $0.years > 0 }) {
    let priced = PricedLegs(legs)
    for index in legs.indices {
      worth += priced.worths[index]
      sum = sum + priced.greeks[index]
    }
    return sum
  }
  for leg in legs {
    let greeks = black76Greeks(
      leg.right, forward: leg.forward, strike: leg.strike, years: leg.years,
      volatility: leg.volatility, discount: leg.discount)
    worth += leg.units * greeks.price
    sum =
      sum
      + leg.sensitivities(
        delta: greeks.delta, gamma: greeks.gamma, vega: greeks.vega, theta: greeks.theta)
  }
  return sum
}

extension ModelLeg {
  /// Contracts times multiplier.
  var units: Double { Double(count * multiplier) }

  /// Sensitivities of the contracts from those of one unit to its forward, a year and a whole
  /// volatility.
  fileprivate func sensitivities(
    delta: Double, gamma: Double, vega: Double, theta: Double
  ) -> PositionGreeks {
    let carry = forward / spot
    return PositionGreeks(
      delta: units * delta * carry, gamma: units * gamma * carry * carry,
      vega: units * vega / 100, theta: units * theta / 365)
  }
}
