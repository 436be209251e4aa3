// What the end of an option against shares makes of a leg.
//
// OCC rule 805: a contract at least one cent in the money at its expiry is exercised unless its
// holder says otherwise. Nobody here says otherwise, and a short is assigned by the same rule.

public import MarketData

/// What exercise or assignment of a leg brings.
public struct Exercise: Hashable, Sendable {
  /// Shares received, negative for delivered.
  public var shares: Int
  /// Cash received at the strike, negative for paid.
  public var cash: Money
  /// Exercise value of the contracts at the price of the underlying, negative for shorts.
  public var intrinsic: Money

  /// Nothing: the contract lapses.
  public static let lapse = Exercise(shares: 0, cash: .zero, intrinsic: .zero)

  /// Exercise value at which a contract is exercised by exception.
  public static let threshold = Money(units: 100)

  /// Exercises contracts, or lets them lapse when they are less than a cent in the money.
  ///
  /// - Parameters:
  ///   - contract: The contract.
  ///   - contracts: How many are held, negative for short.
  ///   - multiplier: Shares in one contract.
  ///   - price: Price of the underlying at expiry.
  public init(_ contract: OptionContract, contracts: Int, multiplier: Int, price: Money) {
    let sign = contract.right == .call ? 1 : -1
    let value = (price - contract.strike) * sign
    guard value >= Exercise.threshold else {
      self = .lapse
      return
    }
    shares = sign * contracts * multiplier
    cash = -(contract.strike * shares)
    intrinsic = value * (contracts * multiplier)
  }

  private init(shares: Int, cash: Money, intrinsic: Money) {
    self.shares = shares
    self.cash = cash
    self.intrinsic = intrinsic
  }
}
