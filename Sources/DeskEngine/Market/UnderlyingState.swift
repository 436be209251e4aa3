// One underlying and its options as the desk has observed them in the session.

public import MarketData

/// One underlying as observed.
public struct UnderlyingState: Sendable {
  /// The symbol.
  public var symbol: String
  /// Its options with their latest quotes.
  public var chain: OptionChain
  /// The last good quote of each option in the session that its predecessor and the price explain.
  public var lastGood: [Quote?]
  /// What the latest quote of each option is unfit for though it looks good by itself; `good` where
  /// nothing speaks against it.
  public internal(set) var doubts: [QuoteQuality]
  /// Quotes that look good but came out of nowhere, until a second one confirms them.
  var suspects: [Quote?]
  /// How many there are.
  var suspected = 0
  /// The price of the underlying when each last good quote came.
  var goodSpots: [Double]
  /// How often each option used to be quoted.
  var habits: [RenewalHabit]
  /// The price increments of each option, and how the session's quotes have kept to them.
  var ticks: [TickSchedule]
  var onTick = 0
  var offTick = 0
  /// Daily history strictly before the session.
  public var history: DailyHistory
  /// Last price.
  public var spot: Double?
  /// The session's bar so far.
  public var dayBar: PriceBar?
  /// Closes of the session's minutes.
  public var minutes: [Double]
  /// Volatility index in points.
  public var volatilityIndex: Double?
  /// Three-month volatility index in points.
  public var volatilityIndex3M: Double?
  /// When the volatility index came last.
  public var indexed: Instant?
  /// When a price came last.
  public var updated: Instant?
  /// When a quote came last.
  public var quoted: Instant?
  /// Last price when a quote came last: a surface belongs to both.
  public var quotedSpot: Double?
  /// Quotes of the last batch that came outside trading hours.
  public var closedQuotes: Int
  /// Options of the last batch whose quote was sent before.
  public internal(set) var repeated: [Int32] = []

  init(chain: OptionChain, history: DailyHistory) {
    let count = chain.options.count
    symbol = chain.underlying
    self.chain = chain
    lastGood = Array(repeating: nil, count: count)
    suspects = lastGood
    doubts = Array(repeating: .good, count: count)
    goodSpots = Array(repeating: 0, count: count)
    habits = Array(repeating: RenewalHabit(), count: count)
    ticks = Array(repeating: .penny, count: count)
    for expiry in chain.expiries {
      for option in expiry.options { ticks[option] = expiry.root.ticks }
    }
    self.history = history
    minutes = []
    closedQuotes = 0
  }

  /// What the latest quote of an option is fit for; a doubted one is fit for nothing, and one that
  /// stands longer than its own habit is stale.
  public func quality(of option: Int, rules: QuoteRules, at now: Instant) -> QuoteQuality? {
    guard let quote = chain.quotes[option] else { return nil }
    let quality = rules.quality(quote, at: now)
    guard quality == .good else { return quality }
    guard doubts[option] == .good else { return doubts[option] }
    return habits[option].isBroken(at: now) ? .stale : .good
  }

  /// Forgets what belongs to one batch.
  mutating func beginBatch() {
    closedQuotes = 0
    if !repeated.isEmpty { repeated.removeAll(keepingCapacity: true) }
  }
}
