// What a live desk listens to, and what it knows of each symbol before a session.

public import MarketData

/// The symbols that a live desk listens to.
public struct LiveUniverse: Hashable, Sendable {
  /// The underlyings, the benchmark first.
  public var symbols: [String]
  /// The volatility index of the benchmark.
  public var volatilityIndex: String
  /// The three-month volatility index of the benchmark.
  public var volatilityIndex3M: String

  /// Makes a universe.
  public init(symbols: [String], volatilityIndex: String) {
    self.symbols = symbols
    self.volatilityIndex = volatilityIndex
    volatilityIndex3M = volatilityIndex + "3M"
  }
}

/// What is known when a live session begins, beside what the feed says.
public struct LivePast: Sendable {
  /// Daily history of the underlyings, strictly before the session.
  public var histories: [DailyHistory]
  /// Scheduled events.
  public var events: [MarketEvent]
  /// Continuously compounded rate, used only where parity gives none.
  public var rate: Double
  /// Continuous dividend yield, used only where parity gives none.
  public var yield: Double
  /// What a trader must know of it.
  public var notes: [String]
  /// Dividends and splits that were imported.
  public var actions = ImportedActions()

  /// Makes a past.
  public init(
    histories: [DailyHistory] = [], events: [MarketEvent] = [], rate: Double = 0, yield: Double = 0,
    notes: [String] = []
  ) {
    self.notes = notes
    self.histories = histories
    self.events = events
    self.rate = rate
    self.yield = yield
  }
}

/// How a live market is cut into batches and when its quotes are relied on.
public struct LiveRules: Hashable, Sendable {
  /// Quotes of at most this span make one batch.
  public var batch = TimeSpan(nanoseconds: 250_000_000)
  /// How long contracts are gathered before a session begins without a word that all are listed.
  public var gathering = TimeSpan.seconds(2)
  /// Quotes are relied on once this share of the contracts quoted before is quoted anew.
  public var warmShare = 0.6
  /// Quotes are relied on after this long, however few they are.
  public var warmAfter = TimeSpan.seconds(5)
  /// Without a quote for so long in a session, the feed is stale.
  public var staleAfter = TimeSpan.seconds(15)
  /// How far ahead of the feed's own clock a time is believed only when it comes again.
  public var farAhead = TimeSpan.minutes(60)
  /// How long after the close its last quotes are waited for.
  public var grace = TimeSpan.seconds(2)

  /// The rules that the documentation names.
  public init() {}
}
