// Implementation shortfall of an order: what it cost against the price it was decided at.
//
// Paper trading would have had the whole order at the mid of its decision. What was missed is split
// by where it was lost; every part is integer money, and the parts sum to the whole to the last
// unit. Source: Perold (1988), "The implementation shortfall: paper versus reality", J. of
// Portfolio Management 14(3); the split into delay, spread, impact and opportunity follows Kissell
// (2013), "The Science of Algorithmic Trading", ch. 3.

public import MarketData

/// A leg of a fill.
public struct ExecutedLeg: Hashable, Sendable {
  /// Contracts, negative for sold.
  public var contracts: Int
  /// Units of the underlying in one contract.
  public var multiplier: Int
  /// Price a unit.
  public var price: Money
  /// Mid a unit at the fill.
  public var mid: Money
  /// Price a unit at the far side.
  public var worst: Money
  /// The fee.
  public var fee: Money

  /// Makes a leg.
  public init(
    contracts: Int, multiplier: Int, price: Money, mid: Money, worst: Money, fee: Money
  ) {
    self.contracts = contracts
    self.multiplier = multiplier
    self.price = price
    self.mid = mid
    self.worst = worst
    self.fee = fee
  }
}

/// An order that has ended, with the prices it is measured against.
///
/// The nets are of one package a unit of the underlying, positive for a credit.
public struct ExecutedOrder: Hashable, Sendable {
  /// Packages ordered.
  public var quantity: Int
  /// Packages filled.
  public var filled: Int
  /// Units of the underlying in one contract.
  public var multiplier: Int
  /// Net at mids when it was decided: of the candidate's revision, or of the moment an exit was sent.
  public var decision: Money
  /// Net at mids when the order was created; nil when it was not written down.
  public var arrival: Money?
  /// Net at mids when the order ended, or the last before; nil when it is not known.
  public var last: Money?
  /// Every leg of every fill.
  public var legs: [ExecutedLeg]

  /// Makes an order.
  public init(
    quantity: Int, filled: Int, multiplier: Int, decision: Money, arrival: Money?, last: Money?,
    legs: [ExecutedLeg]
  ) {
    self.quantity = quantity
    self.filled = filled
    self.multiplier = multiplier
    self.decision = decision
    self.arrival = arrival
    self.last = last
    self.legs = legs
  }
}

/// What an order cost against its decision, by where it was lost; positive is a loss.
public struct Shortfall: Hashable, Sendable {
  /// From the decision to the creation of the order, on what was filled.
  public var delay: Money
  /// From the mids to the prices of the fills.
  public var spread: Money
  /// From the creation of the order to the mids of its fills.
  public var impact: Money
  /// From the decision to the last mids, on what was not filled; nil when the last are not known.
  public var opportunity: Money?
  /// Commissions.
  public var fees: Money
  /// Whether the net at the creation was known; else the move since the decision is all impact.
  public var isArrivalKnown: Bool

  /// The parts in the order they arise, by name.
  public var parts: [(name: String, amount: Money)] {
    [
      ("delay", delay), ("spread", spread), ("impact", impact),
      ("opportunity", opportunity ?? .zero), ("fees", fees),
    ]
  }

  /// All parts together.
  public var total: Money { parts.reduce(.zero) { $0 + $1.amount } }
}

/// The implementation shortfall of an order.
///
/// The total equals what the order at the mid of its decision would have earned until now, less what
/// the order as filled has earned, both valued at the same last mids.
///
/// - Parameter order: The order with its fills and reference prices.
/// - Returns: The parts; what is unfilled counts only when the last mids are known.
public func shortfall(of order: ExecutedOrder) -> Shortfall {
  let units = order.filled * order.multiplier
  let arrival = order.arrival ?? order.decision
  var atMids = Money.zero
  var atPrices = Money.zero
  var fees = Money.zero
  for leg in order.legs {
    atMids -= leg.mid * (leg.contracts * leg.multiplier)
    atPrices -= leg.price * (leg.contracts * leg.multiplier)
    fees += leg.fee
  }
  let missed = (order.quantity - order.filled) * order.multiplier
  let opportunity = missed == 0 ? Money.zero : order.last.map { (order.decision - $0) * missed }
  return Shortfall(
    delay: (order.decision - arrival) * units, spread: atMids - atPrices,
    impact: arrival * units - atMids, opportunity: opportunity, fees: fees,
    isArrivalKnown: order.arrival != nil)
}

/// How far the prices of an order stand from the mids of its fills, as a share of the mids' net.
///
/// - Returns: Positive when worse than the mids; nil when nothing was filled or the mids' net is zero.
public func slippage(of order: ExecutedOrder) -> Double? {
  let net = order.legs.reduce(Money.zero) { $0 - $1.mid * ($1.contracts * $1.multiplier) }
  guard net != .zero else { return nil }
  return Double(shortfall(of: order).spread.units) / Double(net.magnitude.units)
}
