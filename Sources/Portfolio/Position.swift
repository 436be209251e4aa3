// Positions of whole structures.

public import Edges
public import MarketData
public import Structures

/// Why a position was closed.
public enum CloseReason: String, CaseIterable, Sendable {
  case target = "TARGET"
  case stop = "STOP"
  case dte = "DTE"
  case regime = "REGIME"
  case user = "USER"
  case flatten = "FLATTEN"
  case settled = "SETTLED"
}

/// One leg of a position with its last good mark.
public struct PositionLeg: Hashable, Sendable {
  /// Contract and ratio in one package, negative for short.
  public var leg: Leg
  /// Units of the underlying in one contract.
  public var multiplier: Int
  /// Average price paid or received a unit.
  public var entryPrice: Money
  /// True once the leg has been settled.
  public var isSettled: Bool

  /// Makes a leg.
  public init(leg: Leg, multiplier: Int, entryPrice: Money, isSettled: Bool) {
    self.leg = leg
    self.multiplier = multiplier
    self.entryPrice = entryPrice
    self.isSettled = isSettled
  }
}

/// A position in one structure.
public struct Position: Hashable, Sendable {
  /// Counted from 1 in the run.
  public var id: Int
  /// The order that opened it.
  public var order: Int
  /// The edge behind it.
  public var edge: EdgeKind
  /// The symbol of the underlying.
  public var underlying: String
  /// The structure.
  public var structure: StructureKind
  /// Packages held.
  public var quantity: Int
  /// Its legs.
  public var legs: [PositionLeg]
  /// Net of one package at entry, positive for a credit.
  public var entry: Money
  /// Proven maximum loss of the quantity held, fees included.
  public var maxLoss: Money
  /// When it was opened.
  public var opened: Instant
  /// Cash from fills, settlements and fees so far.
  public var cashFlow: Money
  /// Fees so far.
  public var fees: Money

  /// Makes a position.
  public init(
    id: Int, order: Int, edge: EdgeKind, underlying: String, structure: StructureKind,
    quantity: Int, legs: [PositionLeg], entry: Money, maxLoss: Money, opened: Instant,
    cashFlow: Money, fees: Money
  ) {
    self.id = id
    self.order = order
    self.edge = edge
    self.underlying = underlying
    self.structure = structure
    self.quantity = quantity
    self.legs = legs
    self.entry = entry
    self.maxLoss = maxLoss
    self.opened = opened
    self.cashFlow = cashFlow
    self.fees = fees
  }
}
