// A two-sided quote and what it is fit for.

/// What a quote is fit for; only `good` prices a candidate or a fill.
public enum QuoteQuality: String, CaseIterable, Sendable {
  case good = "GOOD"
  case stale = "STALE"
  case crossed = "CROSSED"
  case locked = "LOCKED"
  case wide = "WIDE"
  case oneSided = "ONE_SIDED"
  case invalid = "INVALID"

  /// Position in `allCases`, for counting.
  public var index: Int {
    switch self {
    case .good: 0
    case .stale: 1
    case .crossed: 2
    case .locked: 3
    case .wide: 4
    case .oneSided: 5
    case .invalid: 6
    }
  }
}

/// The best bid and offer of one option at a moment.
///
/// A bid or ask of zero means that the side is absent, as on the exchanges' own tapes.
public struct Quote: Hashable, Sendable {
  /// Best bid, zero when there is none.
  public var bid: Money
  /// Best ask, zero when there is none.
  public var ask: Money
  /// Contracts bid for.
  public var bidSize: Int32
  /// Contracts offered.
  public var askSize: Int32
  /// Contracts traded today so far.
  public var volume: Int32
  /// Exchange time of the last change.
  public var time: Instant

  /// Makes a quote.
  @inlinable public init(
    bid: Money, ask: Money, bidSize: Int32, askSize: Int32, volume: Int32, time: Instant
  ) {
    self.bid = bid
    self.ask = ask
    self.bidSize = bidSize
    self.askSize = askSize
    self.volume = volume
    self.time = time
  }

  /// Halfway between bid and ask, in dollars.
  @inlinable public var mid: Double { Double(bid.units + ask.units) / 20_000 }

  /// Ask minus bid, in dollars.
  @inlinable public var spread: Double { Double(ask.units - bid.units) / 10_000 }
}

/// The rules that sort quotes by quality.
public struct QuoteRules: Hashable, Sendable {
  /// Older than this is stale.
  public var staleAfter: TimeSpan
  /// A spread above this share of the mid is wide, unless it is within `tightDollars`.
  public var wideShare: Double
  /// A spread of at most this many dollars is never wide.
  public var tightDollars: Double

  /// Makes rules.
  public init(staleAfter: TimeSpan, wideShare: Double, tightDollars: Double) {
    self.staleAfter = staleAfter
    self.wideShare = wideShare
    self.tightDollars = tightDollars
  }

  /// Fifteen minutes, half of the mid, and a dime (domain rules for live chains).
  public static let standard = QuoteRules(
    staleAfter: .minutes(15), wideShare: 0.5, tightDollars: 0.10)

  /// The quality of a quote seen at a moment.
  @inlinable public func quality(_ quote: Quote, at now: Instant) -> QuoteQuality {
    if quote.bid.units < 0 || quote.ask.units < 0 { return .invalid }
    if quote.bid.units == 0 || quote.ask.units == 0 { return .oneSided }
    if quote.bid > quote.ask { return .crossed }
    if quote.bid == quote.ask { return .locked }
    if now - quote.time > staleAfter { return .stale }
    let spread = quote.spread
    if spread > tightDollars, spread > wideShare * quote.mid { return .wide }
    return .good
  }
}
