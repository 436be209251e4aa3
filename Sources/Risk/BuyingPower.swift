// What may still be put at risk: equity without the margin of positions and of working orders.
//
// An order reserves at its approval and gives back when it is filled (its position then needs the
// margin), cancelled, refused or expired: the reservations are the working openings themselves, so
// nothing can be forgotten in them.

/// Equity and what the book needs of it, in dollars.
public struct BuyingPower: Hashable, Sendable {
  /// Cash and marks.
  public var equity: Double
  /// Payoff-exact margin of the open positions.
  public var margin: Double
  /// What working openings need on top of it.
  public var reserved: Double

  /// What is left; below zero when the book needs more than there is.
  public var available: Double { equity - margin - reserved }

  /// Measures a book; nil when its equity or the loss of a structure is not known.
  public init?(of exposure: Exposure) {
    guard let equity = exposure.equity, equity.isFinite,
      let margin = marginRequirement(of: exposure.structures),
      let whole = marginRequirement(of: exposure.all)
    else { return nil }
    self.equity = equity
    self.margin = margin
    reserved = whole - margin
  }
}
