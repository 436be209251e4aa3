// The rules that the quotes of a chain are held to (section e of the domain rules).

/// How grave a broken rule is for a chain.
public enum CheckGravity: Hashable, Sendable {
  /// Worth knowing.
  case note
  /// Doubtful; the quote stays.
  case flag
  /// The quote is dropped.
  case drop
}

/// A rule for a quote, a pair of quotes or an expiry; its raw value is the rule in words.
public enum ChainCheck: String, CaseIterable, Hashable, Sendable {
  /// Bid over ask.
  case crossed = "a bid must not stand over its ask"
  /// Nobody offers.
  case noAsk = "there must be an ask above zero"
  /// The quotes are older than their use allows.
  case stale = "a quote must be fresh: 15 minutes live, three days at the close"
  /// The strike is no multiple of the listing's increment.
  case offGrid = "a strike must stand on the listing's grid"
  /// The vendor's delta is no delta.
  case delta = "the size of a delta must lie between 0 and 1"
  /// Ask under the exercise value or bid over the most the option can be worth.
  case bounds = "a price must leave no arbitrage against the forward"
  /// A volatility under 1 % or over 500 %.
  case volatilityRange = "a volatility must lie between 1 % and 500 %"
  /// A volatility that stands off its neighbours.
  case offSmile = "a volatility must lie within four deviations of its smile"
  /// Settled, or past its last trade; left out and not counted against the chain.
  case expired = "the series has settled"
  /// Ask minus bid over half of the mid.
  case wide = "a spread should be at most half of the mid"
  /// Bid equal to ask.
  case locked = "a bid should stand under its ask"
  /// A volatility over 200 %.
  case highVolatility = "a volatility should be at most 200 %"
  /// Put-call parity beyond the quotes' spreads.
  case parity = "a call and a put must agree with the forward within their spreads"
  /// A dearer option costs less, or a spread more than it can pay, at bids and asks.
  case vertical = "no vertical spread may pay at once"
  /// Three strikes whose butterfly pays at once.
  case butterfly = "no butterfly may pay at once"
  /// A later option that costs less than an earlier one of the same moneyness.
  case calendar = "no calendar spread may pay at once"
  /// Too few strikes with a volatility.
  case thinExpiry = "an expiry should have five strikes with a volatility"
  /// Forward or discount from elsewhere than the expiry's own pairs.
  case parityFallback = "forward and discount should come from the expiry's own pairs"
  /// A strike that the listing's even steps lead one to expect.
  case missingStrike = "strikes near the forward should stand in even steps"
  /// A third Friday that the listing lacks.
  case missingExpiry = "this month's and next month's third Friday should be listed"
  /// Nobody bids.
  case noBid = "there is no bid"
  /// The vendor gives no volatility; it was solved from the mid.
  case solvedVolatility = "the volatility was solved from the mid"

  /// How grave it is.
  public var gravity: CheckGravity {
    switch self {
    case .crossed, .noAsk, .stale, .offGrid, .delta, .bounds, .volatilityRange, .offSmile: .drop
    case .wide, .locked, .highVolatility, .parity, .vertical, .butterfly, .calendar, .thinExpiry:
      .flag
    case .expired, .parityFallback, .missingStrike, .missingExpiry, .noBid, .solvedVolatility: .note
    }
  }

  /// What a verdict calls the quotes it drops.
  var noun: String {
    switch self {
    case .noAsk: "without ask"
    case .offGrid: "off the strike grid"
    case .delta: "with an impossible delta"
    case .bounds: "out of bounds"
    case .volatilityRange: "volatility out of range"
    case .offSmile: "off the smile"
    default: "\(self)"
    }
  }

  /// Its place among all checks.
  var index: Int { ChainCheck.allCases.firstIndex(of: self) ?? 0 }
}

/// How often each rule was broken.
public struct CheckCounts: Hashable, Sendable {
  private var counts = [Int](repeating: 0, count: ChainCheck.allCases.count)

  /// Nothing broken yet.
  public init() {}

  /// How often a rule was broken.
  public subscript(_ check: ChainCheck) -> Int {
    get { counts[check.index] }
    set { counts[check.index] = newValue }
  }

  /// Quotes dropped.
  public var dropped: Int {
    ChainCheck.allCases.reduce(0) { $0 + ($1.gravity == .drop ? self[$1] : 0) }
  }

  mutating func add(_ other: CheckCounts) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }
}
