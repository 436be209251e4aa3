// The sensitivities of many legs, whatever structures they are of, eight to a register.

import MarketData
import Numerics
import Pricing

/// Legs with what the model says each is worth and how it moves.
public struct PricedLegs {
  /// The value of each leg's contracts in dollars, in the order in which the legs came.
  public private(set) var worths: [Double] = []
  /// The sensitivities of each leg's contracts; zero for one that cannot be priced.
  public private(set) var greeks: [PositionGreeks] = []
  private var columns = LegColumns()
  /// Places of the legs that stand in the columns.
  private var waiting: [Int] = []

  /// Room for so many legs.
  public init(capacity: Int) {
    worths.reserveCapacity(capacity)
    greeks.reserveCapacity(capacity)
    waiting.reserveCapacity(Lanes.scalarCount)
  }

  /// Prices legs.
  init(_ legs: [ModelLeg]) {
    self.init(capacity: legs.count)
    append(legs)
    finish()
  }

  /// Takes more legs; what is found of them is there after the next `finish`.
  public mutating func append(_ legs: [ModelLeg]) {
    for index in legs.indices {
      let place = worths.count
      worths.append(0)
      greeks.append(.zero)
      guard legs[index].isPriceable, legs[index].years > 0 else { continue }
      columns.set(waiting.count, legs[index])
      waiting.append(place)
      if waiting.count == Lanes.scalarCount { finish() }
    }
  }

  /// Prices the legs that wait for a full register.
  public mutating func finish() {
    guard !waiting.isEmpty else { return }
    let priced = columns.priced
    for (lane, place) in waiting.enumerated() {
      worths[place] = priced.worth[lane]
      greeks[place] = PositionGreeks(
        delta: priced.delta[lane], gamma: priced.gamma[lane], vega: priced.vega[lane],
        theta: priced.theta[lane])
    }
    waiting.removeAll(keepingCapacity: true)
  }
}

/// Up to eight legs side by side in registers; lanes that none fills hold sound numbers.
private struct LegColumns {
  private var forward = Lanes(repeating: 1)
  private var strike = Lanes(repeating: 1)
  private var years = Lanes(repeating: 1)
  private var discount = Lanes(repeating: 1)
  private var volatility = Lanes(repeating: 1)
  private var sign = Lanes(repeating: 1)
  private var units = Lanes()
  private var carry = Lanes()

  @inline(__always)
  mutating func set(_ lane: Int, _ leg: ModelLeg) {
    forward[lane] = leg.forward
    strike[lane] = leg.strike
    years[lane] = leg.years
    discount[lane] = leg.discount
    volatility[lane] = leg.volatility
    sign[lane] = leg.right == .put ? -1 : 1
    units[lane] = leg.units
    carry[lane] = leg.forward / leg.spot
  }

  /// Values and sensitivities of the contracts.
  ///
  /// The model's delta is to the forward; one point of the underlying moves the forward by F/S.
  var priced: (worth: Lanes, delta: Lanes, gamma: Lanes, vega: Lanes, theta: Lanes) {
    let unit = Black76Lanes(
      forward: forward, strike: strike, years: years, discount: discount, volatility: volatility,
      sign: sign)
    return (
      units * unit.price, units * unit.delta * carry, units * unit.gamma * carry * carry,
      units * unit.vega / 100, units * unit.theta / 365
    )
  }
}
