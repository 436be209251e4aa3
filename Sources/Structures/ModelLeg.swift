// A leg with everything a model needs to price it.
//
// Proofs, payoffs, Greeks and stress all read this one value, so that every figure of a structure
// rests on the same forward, discount and volatility.

public import MarketData
import Pricing

/// A leg with everything a model needs to price it.
public struct ModelLeg: Hashable, Sendable {
  /// The contract.
  public var contract: OptionContract
  /// Contracts, negative for short: the ratio of a package, or the whole holding.
  public var count: Int
  /// Units of the underlying in one contract.
  public var multiplier: Int
  /// The moment of settlement.
  public var expiration: Instant
  /// Time to settlement in years of 365 days.
  public var years: Double
  /// Forward of the underlying to the settlement.
  public var forward: Double
  /// Discount factor to the settlement.
  public var discount: Double
  /// The contract's own implied volatility.
  public var volatility: Double
  /// Last price of the underlying.
  public var spot: Double

  /// Makes a leg.
  public init(
    contract: OptionContract, count: Int, multiplier: Int, expiration: Instant, years: Double,
    forward: Double, discount: Double, volatility: Double, spot: Double
  ) {
    self.contract = contract
    self.count = count
    self.multiplier = multiplier
    self.expiration = expiration
    self.years = years
    self.forward = forward
    self.discount = discount
    self.volatility = volatility
    self.spot = spot
  }

  /// Call or put.
  @inlinable public var right: OptionRight { contract.right }

  /// The strike in dollars.
  @inlinable public var strike: Double { contract.strike.dollars }

  /// True when every number can price: positive and finite.
  @inlinable public var isPriceable: Bool {
    func isSound(_ number: Double) -> Bool { number > 0 && number.isFinite }
    return isSound(forward) && isSound(discount) && isSound(volatility) && isSound(spot)
      && isSound(strike) && years.isFinite && count != 0 && multiplier > 0
  }

  /// The exercise value of one long contract a unit of the underlying.
  @inlinable public func intrinsic(at price: Double) -> Double {
    right == .call ? max(price - strike, 0) : max(strike - price, 0)
  }

  /// The model value of one long contract a unit of the underlying.
  public var value: Double {
    black76Price(
      right, forward: forward, strike: strike, years: years, volatility: volatility,
      discount: discount)
  }

  /// The same leg with another number of contracts.
  public func with(count: Int) -> ModelLeg {
    var copy = self
    copy.count = count
    return copy
  }
}

extension [ModelLeg] {
  /// Whether every number of every leg can price; a leg is looked at where it is, without a copy.
  @inlinable public var arePriceable: Bool {
    for index in indices where !self[index].isPriceable { return false }
    return true
  }
}
