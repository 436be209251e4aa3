// What the book remembers of sessions, regimes, chains and edges.
//
// Every entry is folded from events and nothing else, so a restart finds it again.

public import Edges
public import MarketData
public import Regimes

/// The session the book is in.
public struct SessionEntry: LineRecord, Hashable, Sendable {
  /// The session.
  public var date: CivilDate = CivilDate(dayNumber: 0)
  /// Its first moment.
  public var open: Instant = Instant(nanoseconds: 0)
  /// Its end.
  public var close: Instant = Instant(nanoseconds: 0)
  /// False once it was closed.
  public var isOpen: Bool = false
  /// Equity at its open.
  public var baseEquity: Money = .zero
  /// Equity at the open of the week.
  public var weekEquity: Money = .zero
  /// Realised before it.
  public var realisedAtOpen: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("date", &date)
    try coder.field("open", &open)
    try coder.field("close", &close)
    try coder.field("is_open", &isOpen)
    try coder.field("base_equity", &baseEquity)
    try coder.field("week_equity", &weekEquity)
    try coder.field("realised_at_open", &realisedAtOpen)
  }
}

/// A finished session.
public struct DayEntry: LineRecord, Hashable, Sendable {
  /// The session.
  public var date: CivilDate = CivilDate(dayNumber: 0)
  /// The session after it; nil when the tape ended.
  public var next: CivilDate?
  /// Equity at its close.
  public var equity: Money = .zero
  /// Closing figures by symbol.
  public var market: [NumberGroup] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("date", &date)
    try coder.field("next", &next)
    try coder.field("equity", &equity)
    try coder.groups("market", &market)
  }
}

/// The held regime.
public struct RegimeEntry: LineRecord, Hashable, Sendable {
  /// The regime; nil before the first reading.
  public var state: RegimeState?
  /// Since when.
  public var since: Instant = Instant(nanoseconds: 0)
  /// Confidence at the change.
  public var confidence: Double = 0
  /// Sessions in which panic was entered before the close.
  public var intradayPanics: [CivilDate] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.word("state", &state)
    try coder.field("since", &since)
    try coder.field("confidence", &confidence)
    try coder.dates("intraday_panics", &intradayPanics)
  }
}

/// The last verdict on a chain.
public struct VerdictEntry: LineRecord, Hashable, Sendable {
  /// The symbol.
  public var underlying: String = ""
  /// The verdict.
  public var verdict: ChainVerdict = .usable
  /// When it was written last.
  public var judged: Instant = Instant(nanoseconds: 0)

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("underlying", &underlying)
    try coder.word("verdict", &verdict)
    try coder.field("judged", &judged)
  }
}

/// When rejected quotes were counted last.
public struct RejectionEntry: LineRecord, Hashable, Sendable {
  /// The symbol.
  public var underlying: String = ""
  /// The moment.
  public var time: Instant = Instant(nanoseconds: 0)

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("underlying", &underlying)
    try coder.field("time", &time)
  }
}

/// An edge, alive or just ended.
public struct EdgeEntry: LineRecord, Hashable, Sendable {
  /// The edge.
  public var edge: Int = 0
  /// The symbol.
  public var underlying: String = ""
  /// The detector.
  public var kind: EdgeKind = .vrp
  /// What it says.
  public var signal: EdgeSignal = .none
  /// Strength at detection.
  public var strength: Int = 0
  /// When it was found.
  public var detected: Instant = Instant(nanoseconds: 0)
  /// When it ended; nil while it lives.
  public var ended: Instant?
  /// True when found by an absolute rule.
  public var isFallback: Bool = false
  /// One line with every number.
  public var rationale: String = ""
  /// The last note on failed attempts to build.
  public var note: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("edge", &edge)
    try coder.field("underlying", &underlying)
    try coder.word("kind", &kind)
    try coder.word("signal", &signal)
    try coder.field("strength", &strength)
    try coder.field("detected", &detected)
    try coder.field("ended", &ended)
    try coder.field("is_fallback", &isFallback)
    try coder.field("rationale", &rationale)
    try coder.field("note", &note)
  }
}

/// A leg of a pair that was an edge: what a position of its edge is left by.
public struct PairLegEntry: LineRecord, Hashable, Sendable {
  /// The symbol.
  public var underlying: String = ""
  /// The symbol it is held against.
  public var partner: String = ""
  /// LONG or SHORT.
  public var signal: EdgeSignal = .none

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("underlying", &underlying)
    try coder.field("partner", &partner)
    try coder.word("signal", &signal)
  }
}
