// The book as the risk rules see it: structures, working orders, equity and message counts.
//
// A structure is a position or the reservation of a working order; both weigh the same.

public import MarketData
public import Structures

/// A structure held or reserved.
public struct StructureRisk: Hashable, Sendable {
  /// The position's id; nil for a working order.
  public var position: Int?
  /// The symbol of the underlying.
  public var underlying: String
  /// Name of the cluster that moves with it; nil for none.
  public var cluster: String?
  /// Beta of the underlying to the benchmark.
  public var beta: Double
  /// Legs with the whole holding as their counts.
  public var legs: [ModelLeg] { didSet { greeks = nil } }
  /// Packages.
  public var quantity: Int
  /// Proven maximum loss of the holding in dollars, fees included; nil when it is not known.
  public var maxLoss: Double?
  /// The session in which it was opened.
  public var openedOn: CivilDate
  /// Profit so far at mids, fees included, in dollars; nil when it is not known.
  public var profit: Double?
  /// Its shares of the underlying; nil for none.
  public var lot: ModelLeg? { didSet { greeks = nil } }
  /// Sensitivities of legs and shares when whoever priced them knows them; another leg forgets them.
  public var greeks: PositionGreeks?

  /// Makes a structure; its profit so far is set apart.
  public init(
    position: Int?, underlying: String, cluster: String?, beta: Double, legs: [ModelLeg],
    quantity: Int, maxLoss: Double?, openedOn: CivilDate
  ) {
    self.position = position
    self.underlying = underlying
    self.cluster = cluster
    self.beta = beta
    self.legs = legs
    self.quantity = quantity
    self.maxLoss = maxLoss
    self.openedOn = openedOn
  }

  /// The earliest expiry date of its legs.
  public var expiry: CivilDate? { legs.indices.lazy.map { legs[$0].contract.expiry }.min() }
}

/// Orders sent so far, rejected ones included.
public struct MessageCounts: Hashable, Sendable {
  /// In the last second.
  public var second: Int
  /// In the last minute.
  public var minute: Int
  /// In this session.
  public var day: Int

  /// Makes counts.
  public init(second: Int, minute: Int, day: Int) {
    self.second = second
    self.minute = minute
    self.day = day
  }

  /// Nothing sent.
  public static let none = MessageCounts(second: 0, minute: 0, day: 0)
}

/// The book as the risk rules see it.
public struct Exposure: Hashable, Sendable {
  /// Exchange time.
  public var time: Instant
  /// The session.
  public var session: CivilDate
  /// Open positions, by id.
  public var structures: [StructureRisk]
  /// Working openings, by order id.
  public var reservations: [StructureRisk]
  /// Cash plus marks at mids, in dollars; nil when it cannot be known.
  public var equity: Double?
  /// Cash plus marks at the exit sides, in dollars.
  public var exitEquity: Double?
  /// Cash in dollars.
  public var cash: Double?
  /// Equity when the session opened.
  public var sessionOpenEquity: Double?
  /// Equity when the week's first session opened.
  public var weekOpenEquity: Double?
  /// The highest equity so far.
  public var peakEquity: Double?
  /// Orders sent so far.
  public var messages: MessageCounts
  /// Past daily moves of the benchmark and its volatility, oldest first; empty when not known.
  public var shocks: [MarketShock] = []

  /// Makes an exposure; the past moves are set apart.
  public init(
    time: Instant, session: CivilDate, structures: [StructureRisk],
    reservations: [StructureRisk], equity: Double?, exitEquity: Double?, cash: Double?,
    sessionOpenEquity: Double?, weekOpenEquity: Double?, peakEquity: Double?,
    messages: MessageCounts
  ) {
    self.time = time
    self.session = session
    self.structures = structures
    self.reservations = reservations
    self.equity = equity
    self.exitEquity = exitEquity
    self.cash = cash
    self.sessionOpenEquity = sessionOpenEquity
    self.weekOpenEquity = weekOpenEquity
    self.peakEquity = peakEquity
    self.messages = messages
  }

  /// A book with cash only, whose equity has never moved.
  public static func flat(equity: Double, time: Instant, session: CivilDate) -> Exposure {
    Exposure(
      time: time, session: session, structures: [], reservations: [], equity: equity,
      exitEquity: equity, cash: equity, sessionOpenEquity: equity, weekOpenEquity: equity,
      peakEquity: equity, messages: .none)
  }

  /// Positions, then reservations.
  public var all: [StructureRisk] {
    reservations.isEmpty ? structures : structures + reservations
  }
}
