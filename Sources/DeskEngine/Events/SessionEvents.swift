// Sessions, the day roll and the state of the feed.

public import MarketData

/// A session began.
public struct SessionOpened: LineRecord, Hashable, Sendable {
  /// The session.
  public var date: CivilDate = CivilDate(dayNumber: 0)
  /// Its first moment.
  public var open: Instant = Instant(nanoseconds: 0)
  /// Its end.
  public var close: Instant = Instant(nanoseconds: 0)
  /// Equity at the open, the base of the daily loss.
  public var baseEquity: Money = .zero
  /// Equity at the open of the first session of the week.
  public var weekEquity: Money = .zero
  /// The highest equity so far.
  public var peak: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("date", &date)
    try coder.field("open", &open)
    try coder.field("close", &close)
    try coder.field("base_equity", &baseEquity)
    try coder.field("week_equity", &weekEquity)
    try coder.field("peak", &peak)
  }
}

/// A session ended.
public struct SessionClosed: LineRecord, Hashable, Sendable {
  /// The session.
  public var date: CivilDate = CivilDate(dayNumber: 0)
  /// Equity at the close.
  public var equity: Money = .zero
  /// Realised in the session, after fees.
  public var realised: Money = .zero
  /// Unrealised at the close.
  public var unrealised: Money = .zero
  /// Positions that stay open.
  public var openPositions: Int = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("date", &date)
    try coder.field("equity", &equity)
    try coder.field("realised", &realised)
    try coder.field("unrealised", &unrealised)
    try coder.field("open_positions", &openPositions)
  }
}

/// The market moved on to the next session.
public struct DayRolled: LineRecord, Hashable, Sendable {
  /// The session that ended.
  public var date: CivilDate = CivilDate(dayNumber: 0)
  /// The next session; null when the tape ends.
  public var next: CivilDate?
  /// Closing figures by symbol, and the simulator's opening state.
  public var market: [NumberGroup] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("date", &date)
    try coder.field("next", &next)
    try coder.groups("market", &market)
  }
}

/// The feed came up, went stale or went down.
public struct FeedChanged: LineRecord, Hashable, Sendable {
  /// The new state.
  public var state: FeedState = .up
  /// Why.
  public var reason: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.word("state", &state)
    try coder.field("reason", &reason)
  }
}

/// Quotes that may not price anything; at most once a minute.
public struct QuotesRejected: LineRecord, Hashable, Sendable {
  /// The symbol.
  public var underlying: String = ""
  /// Quotes by quality.
  public var counts: [NamedNumber] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("underlying", &underlying)
    try coder.field("counts", &counts)
  }
}

/// The verdict on a chain; on a change and every 15 minutes.
public struct ChainJudged: LineRecord, Hashable, Sendable {
  /// The symbol.
  public var underlying: String = ""
  /// The verdict.
  public var verdict: ChainVerdict = .usable
  /// Last price.
  public var spot: Double?
  /// Volatility index in points.
  public var volIndex: Double?
  /// 30-day volatility at the money.
  public var atm30: Double?
  /// 25-delta put minus call volatility.
  public var skew25: Double?
  /// Relative slope from front to back volatility.
  public var slope: Double?
  /// Usable expiries.
  public var expiries: Int = 0
  /// Good quotes.
  public var good: Int = 0
  /// Why the verdict is not usable.
  public var reasons: [String] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("underlying", &underlying)
    try coder.word("verdict", &verdict)
    try coder.field("spot", &spot)
    try coder.field("vol_index", &volIndex)
    try coder.field("atm30", &atm30)
    try coder.field("skew25", &skew25)
    try coder.field("slope", &slope)
    try coder.field("expiries", &expiries)
    try coder.field("good", &good)
    try coder.field("reasons", &reasons)
  }
}
