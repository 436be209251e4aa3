// Combo orders: one order for the whole package, fills for its legs.

public import MarketData
public import Structures

/// Where an order stands.
public enum OrderState: String, CaseIterable, Sendable {
  case new = "NEW"
  case working = "WORKING"
  case partial = "PARTIAL"
  case filled = "FILLED"
  case cancelled = "CANCELLED"
  case rejected = "REJECTED"
  case expired = "EXPIRED"

  /// True when nothing more can happen to the order.
  public var isFinal: Bool {
    switch self {
    case .new, .working, .partial: false
    case .filled, .cancelled, .rejected, .expired: true
    }
  }
}

/// What an order is for.
public enum OrderIntent: String, CaseIterable, Sendable {
  case open = "OPEN"
  case close = "CLOSE"
  case roll = "ROLL"
  case flatten = "FLATTEN"
  case hedge = "HEDGE"
}

/// A combo order of one structure.
public struct Order: Hashable, Sendable {
  /// Counted from 1 in the run.
  public var id: Int
  /// The candidate behind it; nil for an exit.
  public var candidate: Int?
  /// The candidate's revision.
  public var revision: Int?
  /// What it is for.
  public var intent: OrderIntent
  /// The position it closes; nil for an opening.
  public var position: Int?
  /// The symbol of the underlying.
  public var underlying: String
  /// Legs of one package, as traded by this order.
  public var legs: [Leg]
  /// Packages.
  public var quantity: Int
  /// The least acceptable net of one package, positive for a credit.
  public var limit: Money
  /// When it was created.
  public var created: Instant
  /// Where it stands.
  public var state: OrderState
  /// Packages filled.
  public var filled: Int

  /// Makes an order.
  public init(
    id: Int, candidate: Int?, revision: Int?, intent: OrderIntent, position: Int?,
    underlying: String, legs: [Leg], quantity: Int, limit: Money, created: Instant,
    state: OrderState, filled: Int
  ) {
    self.id = id
    self.candidate = candidate
    self.revision = revision
    self.intent = intent
    self.position = position
    self.underlying = underlying
    self.legs = legs
    self.quantity = quantity
    self.limit = limit
    self.created = created
    self.state = state
    self.filled = filled
  }
}
