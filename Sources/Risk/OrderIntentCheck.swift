// An order as the gate sees it, before it exists.

public import MarketData
public import Structures

/// Who wants an order.
public enum OrderAuthor: String, CaseIterable, Sendable {
  /// The trader, by key, command or file.
  case user = "USER"
  /// A rule of the desk.
  case engine = "ENGINE"
}

/// What an order does to the book.
public enum OrderPurpose: Hashable, Sendable {
  /// Opens a structure.
  case open
  /// Closes a position or a part of it.
  case close(position: Int)
  /// Closes a position as a part of flattening the book.
  case flatten(position: Int)
  /// Closes a position and opens another structure in its place, as one order.
  case roll(position: Int)

  /// The position it closes; nil for an opening.
  public var position: Int? {
    switch self {
    case .open: nil
    case .close(let id), .flatten(let id), .roll(let id): id
    }
  }

  /// Whether it opens a structure.
  public var opens: Bool {
    switch self {
    case .open, .roll: true
    case .close, .flatten: false
    }
  }
}

/// A leg of an order with its market.
public struct OrderLeg: Hashable, Sendable {
  /// The leg with the whole order's contracts, signed as traded.
  public var leg: ModelLeg
  /// Best bid; nil when there is none.
  public var bid: Money?
  /// Best ask; nil when there is none.
  public var ask: Money?
  /// What the quote is fit for; nil when there is no quote.
  public var quality: QuoteQuality?
  /// Exchange time of the quote.
  public var quoteTime: Instant?

  /// Makes a leg.
  public init(
    leg: ModelLeg, bid: Money?, ask: Money?, quality: QuoteQuality?, quoteTime: Instant?
  ) {
    self.leg = leg
    self.bid = bid
    self.ask = ask
    self.quality = quality
    self.quoteTime = quoteTime
  }
}

/// An order as the gate sees it.
public struct OrderIntentCheck: Hashable, Sendable {
  /// What it does.
  public var purpose: OrderPurpose
  /// Who wants it.
  public var author: OrderAuthor
  /// What it opens or closes; nil when unknown.
  public var kind: StructureKind?
  /// The symbol of the underlying.
  public var underlying: String
  /// Name of the underlying's cluster; nil for none.
  public var cluster: String?
  /// Beta of the underlying to the benchmark.
  public var beta: Double
  /// Legs with the whole order's contracts.
  public var legs: [OrderLeg]
  /// Packages.
  public var quantity: Int
  /// Least acceptable net of one package a unit of the underlying, positive for a credit.
  public var limit: Money
  /// The smallest step of the limit; zero for none.
  public var tick: Money
  /// Proven maximum loss of what the whole order opens, fees included; nil for a close.
  public var maxLoss: Double?
  /// Whether the market of the legs trades now.
  public var isMarketOpen: Bool
  /// Whether the same order was sent within the window of repeats.
  public var isDuplicate: Bool

  /// Makes an order to judge.
  public init(
    purpose: OrderPurpose, author: OrderAuthor, kind: StructureKind?, underlying: String,
    cluster: String?, beta: Double, legs: [OrderLeg], quantity: Int, limit: Money, tick: Money,
    maxLoss: Double?, isMarketOpen: Bool, isDuplicate: Bool
  ) {
    self.purpose = purpose
    self.author = author
    self.kind = kind
    self.underlying = underlying
    self.cluster = cluster
    self.beta = beta
    self.legs = legs
    self.quantity = quantity
    self.limit = limit
    self.tick = tick
    self.maxLoss = maxLoss
    self.isMarketOpen = isMarketOpen
    self.isDuplicate = isDuplicate
  }
}
