// What a feed hands to the desk: everything that became known at one moment.
//
// A batch is an input of class `market` in the total order. A feed sends a `SessionStart` before
// the first quotes of a session, and a `SessionEnd` with its last batch.

/// Latest prices of one underlying.
public struct UnderlyingUpdate: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// Last price.
  public var spot: Double
  /// The minute that ended with this batch; nil for a tick between minutes.
  public var bar: PriceBar?
  /// The volatility index in points; nil when there is none or its value is missing.
  public var volatilityIndex: Double?
  /// The three-month volatility index in points.
  public var volatilityIndex3M: Double?

  /// Makes an update.
  public init(
    symbol: String, spot: Double, bar: PriceBar?, volatilityIndex: Double?,
    volatilityIndex3M: Double?
  ) {
    self.symbol = symbol
    self.spot = spot
    self.bar = bar
    self.volatilityIndex = volatilityIndex
    self.volatilityIndex3M = volatilityIndex3M
  }
}

/// New quotes of one chain.
public struct ChainUpdate: Sendable {
  /// The symbol of the underlying.
  public var underlying: String
  /// Option indices, ascending, in the order of the session's chain.
  public var indices: [Int32]
  /// The quote of each index.
  public var quotes: [Quote]

  /// Makes an update.
  public init(underlying: String, indices: [Int32], quotes: [Quote]) {
    self.underlying = underlying
    self.indices = indices
    self.quotes = quotes
  }
}

/// What is known when a session begins.
public struct SessionStart: Sendable {
  /// The session.
  public var session: Session
  /// The chains that can trade, without quotes.
  public var chains: [OptionChain]
  /// Daily history of every underlying, strictly before the session.
  public var histories: [DailyHistory]
  /// Scheduled events, sorted; past ones are there for the moves that followed them.
  public var events: [MarketEvent]
  /// Continuously compounded rate, used only where parity gives none.
  public var rate: Double
  /// Continuous dividend yield, used only where parity gives none.
  public var yield: Double
  /// What a trader must know of the session's data, such as a price that had to be implied.
  public var notes: [String]
  /// Cash dividends that the feed tells of, past ones and those announced.
  public var dividends: [CashDividend]

  /// Makes a session start.
  public init(
    session: Session, chains: [OptionChain], histories: [DailyHistory], events: [MarketEvent],
    rate: Double, yield: Double, notes: [String] = [], dividends: [CashDividend] = []
  ) {
    self.session = session
    self.chains = chains
    self.histories = histories
    self.events = events
    self.rate = rate
    self.yield = yield
    self.notes = notes
    self.dividends = dividends
  }
}

/// What a session leaves behind for the next one.
public struct SessionEnd: Sendable {
  /// The finished daily bars and volatility closes.
  public var bars: [SessionBar]
  /// The next session's date, or nil when the tape ends.
  public var next: CivilDate?
  /// The simulator's opening state for the next session: named numbers, in order.
  public var simulator: [NamedNumber]

  /// Makes a session end.
  public init(bars: [SessionBar], next: CivilDate?, simulator: [NamedNumber]) {
    self.bars = bars
    self.next = next
    self.simulator = simulator
  }
}

/// One underlying's finished session.
public struct SessionBar: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// Its daily bar.
  public var bar: PriceBar
  /// Close of its volatility index, in points.
  public var volatilityIndex: Double?
  /// Close of its three-month volatility index, in points.
  public var volatilityIndex3M: Double?

  /// Makes a finished session.
  public init(
    symbol: String, bar: PriceBar, volatilityIndex: Double?, volatilityIndex3M: Double?
  ) {
    self.symbol = symbol
    self.bar = bar
    self.volatilityIndex = volatilityIndex
    self.volatilityIndex3M = volatilityIndex3M
  }
}

/// A number with its name.
public struct NamedNumber: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The value; nil when missing.
  public var value: Double?

  /// Makes a named number.
  public init(_ name: String, _ value: Double?) {
    self.name = name
    self.value = value
  }
}

/// Everything that became known at one moment.
public struct MarketBatch: Sendable {
  /// Exchange time.
  public var time: Instant
  /// Present on the first batch of a session.
  public var start: SessionStart?
  /// New prices of underlyings, in the universe's order.
  public var underlyings: [UnderlyingUpdate]
  /// New quotes, in the universe's order.
  public var chains: [ChainUpdate]
  /// False while prices stand outside trading hours and must price nothing.
  public var isOpen: Bool
  /// Present on the last batch of a session.
  public var end: SessionEnd?
  /// False for quotes that came between two minutes: they may fill, nothing is judged on them.
  public var isMinute: Bool
  /// False while a live feed has not yet quoted enough for the desk to rely on it.
  public var isWarm: Bool

  /// Makes a batch.
  public init(
    time: Instant, start: SessionStart? = nil, underlyings: [UnderlyingUpdate] = [],
    chains: [ChainUpdate] = [], isOpen: Bool = true, end: SessionEnd? = nil,
    isMinute: Bool = true, isWarm: Bool = true
  ) {
    self.isMinute = isMinute
    self.isWarm = isWarm
    self.time = time
    self.start = start
    self.underlyings = underlyings
    self.chains = chains
    self.isOpen = isOpen
    self.end = end
  }
}
