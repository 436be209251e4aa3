// The sensitivities of legs together, in the units a trader reads.

import MarketData
import Numerics
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
  if let together = LegColumns(legs) {
    let greeks = together.greeks
    for lane in legs.indices {
      worth += legs[lane].units * greeks.price[lane]
      sum =
        sum
        + legs[lane].sensitivities(
          delta: greeks.delta[lane], gamma: greeks.gamma[lane], vega: greeks.vega[lane],
          theta: greeks.theta[lane])
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
  fileprivate var units: Double { Double(count * multiplier) }

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

/// The legs of a structure side by side in registers.
private struct LegColumns {
  private var forward = Lanes(repeating: 1)
  private var strike = Lanes(repeating: 1)
  private var years = Lanes(repeating: 1)
  private var discount = Lanes(repeating: 1)
  private var volatility = Lanes(repeating: 1)
  private var sign = Lanes(repeating: 1)

  /// Nil for legs that are too few to gain by it, too many, or not sound.
  init?(_ legs: [ModelLeg]) {
    guard legs.count > 2, legs.count <= Lanes.scalarCount else { return nil }
    for lane in legs.indices {
      guard legs[lane].isPriceable, legs[lane].years > 0 else { return nil }
      forward[lane] = legs[lane].forward
      strike[lane] = legs[lane].strike
      years[lane] = legs[lane].years
      discount[lane] = legs[lane].discount
      volatility[lane] = legs[lane].volatility
      if legs[lane].right == .put { sign[lane] = -1 }
    }
  }

  var greeks: Black76Lanes {
    Black76Lanes(
      forward: forward, strike: strike, years: years, discount: discount, volatility: volatility,
      sign: sign)
  }
}
