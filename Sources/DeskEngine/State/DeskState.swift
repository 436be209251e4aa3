// The book: everything the desk remembers, folded from events.
//
// A state is a value. `apply` is total and reads neither time nor chance, so folding the journal
// gives the same state on every start; `code` writes it as a snapshot and reads it back.

public import Edges
public import MarketData
public import Portfolio

/// Everything the desk remembers, folded from events.
public struct DeskState: LineRecord, Hashable, Sendable {
  /// The last event applied.
  public internal(set) var seq = 0
  /// Exchange time of the last event.
  public internal(set) var time = Instant(nanoseconds: 0)
  /// How many of each thing the run has seen.
  public internal(set) var counters = Counters()
  /// The session the book is in.
  public internal(set) var session = SessionEntry()
  /// Finished sessions, oldest first.
  public internal(set) var days: [DayEntry] = []
  /// The held regime.
  public internal(set) var regime = RegimeEntry()
  /// The last verdict on each chain.
  public internal(set) var verdicts: [VerdictEntry] = []
  /// When rejected quotes were counted last.
  public internal(set) var rejections: [RejectionEntry] = []
  /// Edges alive, and those that ended in this session.
  public internal(set) var edges: [EdgeEntry] = []
  /// The last leg of a pair that was an edge, by symbol.
  public internal(set) var legs: [PairLegEntry] = []
  /// Detectors that abstain.
  public internal(set) var abstentions: [EdgeAbstained] = []
  /// Candidates of the session.
  public internal(set) var candidates: [CandidateEntry] = []
  /// Orders that are not final.
  public internal(set) var orders: [OrderEntry] = []
  /// When the orders of the session were created.
  public internal(set) var ordersSent: [Instant] = []
  /// When attempts of the session were refused by the gate.
  public internal(set) var refusals: [Instant] = []
  /// Open positions.
  public internal(set) var positions: [PositionEntry] = []
  /// Trades that have ended, oldest first, at most 500.
  public internal(set) var trades: [TradeEntry] = []
  /// Positions closed by a stop: symbol and date, for the cooldown.
  public internal(set) var stops: [DayStop] = []
  /// Openings of the session by symbol and detector, whether they filled or not.
  public internal(set) var openings: [OpeningEntry] = []
  /// Money.
  public internal(set) var money = MoneyEntry()
  /// Equity through the session.
  public internal(set) var curve: [CurvePoint] = []
  /// What the desk may do.
  public internal(set) var trading = TradingEntry()
  /// The level each limit stands at.
  public internal(set) var levels: [LevelEntry] = []
  /// Limits that were moved while the desk ran, by name.
  public internal(set) var limits: [LimitEntry] = []
  /// The loosening that waits for its confirmation.
  public internal(set) var loosening = LooseningEntry()
  /// Alerts whose cause stands, those acknowledged in this session among them.
  public internal(set) var alerts: [AlertEntry] = []
  /// The feed.
  public internal(set) var feed = FeedState.down
  /// Calibrations.
  public internal(set) var calibration = CalibrationBook()
  /// The hash of the configuration of the last event.
  public internal(set) var configHash = ""
  /// Orders that have ended in this session.
  public internal(set) var ended: [EndedOrder] = []
  /// Underlyings on which nothing may be traded, and those that were.
  public internal(set) var frozen: [FrozenEntry] = []
  /// Profit by leg.
  public internal(set) var profits = ProfitLedger()
  /// Profit explained by Greeks.
  public internal(set) var explained = ExplainedBook()

  /// An empty book.
  public init() {}

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("seq", &seq)
    try coder.field("time", &time)
    try coder.record("counters", &counters)
    try coder.record("session", &session)
    try coder.records("days", &days)
    try coder.record("regime", &regime)
    try coder.records("verdicts", &verdicts)
    try coder.records("rejections", &rejections)
    try coder.records("edges", &edges)
    try coder.records("pair_legs", &legs)
    try coder.records("abstentions", &abstentions)
    try coder.records("candidates", &candidates)
    try coder.records("orders", &orders)
    try coder.instants("orders_sent", &ordersSent)
    try coder.instants("refusals", &refusals)
    try coder.records("positions", &positions)
    try coder.records("trades", &trades)
    try coder.records("stops", &stops)
    try coder.records("openings", &openings)
    try coder.record("money", &money)
    try coder.records("curve", &curve)
    try coder.record("trading", &trading)
    try coder.records("levels", &levels)
    try coder.records("limits", &limits)
    try coder.record("loosening", &loosening)
    try coder.records("alerts", &alerts)
    try coder.word("feed", &feed)
    try coder.record("calibration", &calibration)
    try coder.field("config_hash", &configHash)
    try coder.records("ended", &ended)
    try coder.records("frozen", &frozen)
    try coder.record("profits", &profits)
    try coder.record("explained", &explained)
  }

  /// The state as one line of JSON, for a snapshot.
  public func snapshotBytes() -> [UInt8] {
    var writer = LineWriter(reserving: 16_384)
    var copy = self
    writer.begin()
    // A writer never fails; the error type belongs to the readers of the same description.
    do throws(LineError) { try copy.code(&writer) } catch { return [] }
    writer.end()
    return writer.bytes
  }

  /// Reads a snapshot.
  public init(snapshot: [UInt8]) throws(LineError) {
    self = try snapshot.withUnsafeBufferPointer { bytes throws(LineError) in
      var reader = LineReader(bytes)
      var state = DeskState()
      try reader.begin()
      try state.code(&reader)
      try reader.end()
      try reader.finish()
      return state
    }
  }
}

/// An opening order of the session.
public struct OpeningEntry: LineRecord, Hashable, Sendable {
  /// The symbol.
  public var underlying = ""
  /// The detector behind it.
  public var kind = EdgeKind.vrp
  /// When the order was created.
  public var time = Instant(nanoseconds: 0)
  /// True once a position came of it.
  public var isFilled = false
  /// The order.
  public var order = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("underlying", &underlying)
    try coder.word("kind", &kind)
    try coder.field("time", &time)
    try coder.field("is_filled", &isFilled)
    try coder.field("order", &order)
  }
}

/// A symbol whose position was stopped out.
public struct DayStop: LineRecord, Hashable, Sendable {
  /// The symbol.
  public var underlying = ""
  /// The session of the stop.
  public var date = CivilDate(dayNumber: 0)

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("underlying", &underlying)
    try coder.field("date", &date)
  }
}
