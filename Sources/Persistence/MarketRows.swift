// Rows of market data that are stored as they come, not derived from events.

public import MarketData

/// Why the quote of an option is kept.
public enum QuoteReason: String, Sendable {
  case close, candidate, fill, settle, `import`
}

/// A quote of an option as it is kept.
public struct OptionQuoteRow: Hashable, Sendable {
  /// Exchange time.
  public var time: Instant
  /// The symbol of the underlying.
  public var underlying: String
  /// The moment of settlement.
  public var expiration: Instant
  /// The strike.
  public var strike: Money
  /// Call or put.
  public var right: OptionRight
  /// Bid, ask, sizes and volume.
  public var quote: Quote
  /// Open interest of the previous close.
  public var openInterest: Int32?
  /// Implied volatility of the mid.
  public var impliedVolatility: Double?
  /// Delta of one long contract.
  public var delta: Double?
  /// Its gamma.
  public var gamma: Double?
  /// Its vega.
  public var vega: Double?
  /// Its theta.
  public var theta: Double?
  /// What the quote is fit for.
  public var quality: QuoteQuality
  /// Why it is kept.
  public var reason: QuoteReason

  /// Makes a row.
  public init(
    time: Instant, underlying: String, expiration: Instant, strike: Money, right: OptionRight,
    quote: Quote, openInterest: Int32?, impliedVolatility: Double?, delta: Double?,
    gamma: Double?, vega: Double?, theta: Double?, quality: QuoteQuality, reason: QuoteReason
  ) {
    self.time = time
    self.underlying = underlying
    self.expiration = expiration
    self.strike = strike
    self.right = right
    self.quote = quote
    self.openInterest = openInterest
    self.impliedVolatility = impliedVolatility
    self.delta = delta
    self.gamma = gamma
    self.vega = vega
    self.theta = theta
    self.quality = quality
    self.reason = reason
  }
}

/// A bar of an underlying or of an index.
public struct MarketPriceRow: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// The bar's start.
  public var time: Instant
  /// Its length in seconds; 86,400 for a session.
  public var interval: Int
  /// The prices.
  public var bar: PriceBar
  /// Where it comes from.
  public var source: String

  /// Makes a row.
  public init(symbol: String, time: Instant, interval: Int, bar: PriceBar, source: String) {
    self.symbol = symbol
    self.time = time
    self.interval = interval
    self.bar = bar
    self.source = source
  }
}

/// One value of a dated series.
public struct HistoryRow: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// The session.
  public var date: CivilDate
  /// What was measured, such as `close`.
  public var metric: String
  /// The value.
  public var value: Double
  /// Where it comes from.
  public var source: String

  /// Makes a row.
  public init(symbol: String, date: CivilDate, metric: String, value: Double, source: String) {
    self.symbol = symbol
    self.date = date
    self.metric = metric
    self.value = value
    self.source = source
  }
}
