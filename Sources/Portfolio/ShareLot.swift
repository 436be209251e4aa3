// Shares that a position holds beside its options: how many, and at what cost.
//
// Cost is an average. What goes out takes its part of the cost with it, rounded toward zero, and the
// last of a lot takes all that is left, so that cost and result always add up to the money.

public import MarketData

/// Shares of one symbol at their cost.
public struct ShareLot: Hashable, Sendable {
  /// Shares, negative for owed.
  public private(set) var shares: Int
  /// What they cost, negative for what was received for owed ones.
  public private(set) var cost: Money

  /// No shares.
  public static let none = ShareLot(shares: 0, cost: .zero)

  /// Makes a lot.
  public init(shares: Int, cost: Money) {
    self.shares = shares
    self.cost = cost
  }

  /// Takes shares in or out at a price.
  ///
  /// - Parameters:
  ///   - change: Shares, negative for sold.
  ///   - price: Dollars a share.
  /// - Returns: The result of what was closed, negative for a loss.
  public mutating func trade(_ change: Int, at price: Money) -> Money {
    let closing = change.signum() == -shares.signum() ? min(abs(change), abs(shares)) : 0
    let isWhole = closing == abs(shares)
    let released =
      isWhole ? cost : Money(units: cost.units * Int64(closing) / Int64(max(1, abs(shares))))
    let closed = change.signum() * closing
    shares += change
    cost = cost - released + price * (change - closed)
    return -(price * closed) - released
  }

  /// Its value at a price.
  public func value(at price: Money) -> Money { price * shares }
}
