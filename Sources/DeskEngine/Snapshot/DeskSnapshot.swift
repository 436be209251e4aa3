// What the screens are given: the desk at one moment, as plain values.
//
// A snapshot is taken after an input has been decided, committed and applied, so everything in it
// is durable. Numbers are unformatted; screens choose units, signs and columns.

public import Edges
public import Execution
public import MarketData
public import Portfolio
public import Regimes
public import Risk

/// The desk at one moment.
public struct DeskSnapshot: Sendable {
  /// The last journaled event.
  public var seq = 0
  /// Exchange time of the last input.
  public var time = Instant(nanoseconds: 0)
  /// The session, or nil before the first.
  public var session: Session?
  /// The run this desk works on.
  public var run = RunSummary()
  /// What the desk may do and why.
  public var trading = TradingSummary()
  /// The market's benchmark and every other underlying, benchmark first.
  public var underlyings: [UnderlyingSummary] = []
  /// The regime.
  public var regime = RegimeSummary()
  /// Edges alive, newest first.
  public var edges: [EdgeSummary] = []
  /// Detectors that abstain.
  public var abstentions: [EdgeAbstained] = []
  /// The vote of each underlying's signals, where any votes.
  public var votes: [VoteSummary] = []
  /// Health of the detectors by symbol, as the session found it.
  public var health: [SymbolHealth] = []
  /// The benchmark's gamma profile of the last five minutes.
  public var gammaProfile: GammaProfile?
  /// Pairs of the universe, with their levels or why they have none.
  public var pairs: [PairSummary] = []
  /// Candidates that are open, approved or rejected today, newest first.
  public var candidates: [CandidateSummary] = []
  /// Orders that are not final.
  public var orders: [Order] = []
  /// Open positions, oldest first.
  public var positions: [PositionSummary] = []
  /// Net Greeks of the book, in total and by expiry.
  public var greeks = BookGreeks()
  /// Money.
  public var book = BookSummary()
  /// Every limit with its use.
  public var limits: [LimitReading] = []
  /// The book as the risk rules see it; nil before the first session.
  public var exposure: Exposure?
  /// The limits in force and the scenarios, to measure the book with.
  public var riskQuestion: RiskQuestion?
  /// Symbols that count as one bet, by list or by correlation.
  public var clusters: [[String]] = []
  /// Limits that were moved while the desk ran.
  public var movedLimits: [LimitChange] = []
  /// Where the book's gamma sits; nil without positions.
  public var gammaHeat: GammaHeat?
  /// Profit of the whole book by stress cell; empty without positions.
  public var stress: [NamedNumber] = []
  /// Smile of the benchmark's nearest monthly expiry.
  public var smile: SmileSummary?
  /// At-the-money volatility of the benchmark by expiry.
  public var termStructure: [TermPoint] = []
  /// Key figures with goals and alerts.
  public var keyFigures: [KeyFigureRow] = []
  /// Alerts that are not acknowledged, newest first.
  public var alerts: [AlertSummary] = []
  /// Calibrations.
  public var calibrations = CalibrationSummary()
  /// What candidates rest on that are priced on the latest quotes.
  public var outlooks: [CandidateOutlook] = []
  /// The latest events in words, newest last, at most 200.
  public var log: [LogEntry] = []
  /// The latest ten commands with their outcomes, newest last.
  public var commands: [CommandOutcome] = []

  /// How the source of a live desk does, in words; empty for a stored or simulated market.
  public var source = ""
  /// Profit by leg with the marks of this minute.
  public var profits = ProfitLedger()
  /// What Greeks explain of it.
  public var explained = ExplainedBook()
  /// When a delta asks for a hedge.
  public var hedging = HedgeRules.standard
  /// What hedging each underlying would take, with the vertical that a signal would name.
  public var hedges: [HedgeReading] = []

  /// What the trader's own orders are judged by.
  public var trade = TradeDesk()

  /// An empty desk, before anything was read.
  public init() {}
}

/// The run a desk works on.
public struct RunSummary: Hashable, Sendable {
  /// The run's number; 0 before it is known.
  public var run = 0
  /// sim, replay or live.
  public var mode = "sim"
  /// The tape.
  public var source = ""
  /// What to say of the tape, such as `reconstructed from daily bars`.
  public var provenance = ""
  /// True when nothing is stored.
  public var isReadOnly = false

  /// An unknown run.
  public init() {}
}

/// What the desk may do.
public struct TradingSummary: Hashable, Sendable {
  /// The state.
  public var state: TradingState = .halted
  /// Every cause of REDUCING.
  public var causes: [TradingCause] = []
  /// Whether the kill is engaged; nil until the latch has been read, which counts as engaged.
  public var isKilled: Bool?
  /// What engaged it.
  public var killReason = ""
  /// When it was engaged.
  public var killedAt: Instant?
  /// The feed.
  public var feed: FeedState = .down

  /// The state before anything was read: halted.
  public init() {}
}

/// One underlying at a moment.
public struct UnderlyingSummary: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// Last price; nil before the first.
  public var spot: Double?
  /// Close of the session before.
  public var previousClose: Double?
  /// Volatility index in points.
  public var volatilityIndex: Double?
  /// Its close of the session before.
  public var previousVolatilityIndex: Double?
  /// The name of the volatility index, such as VIX; nil without one.
  public var volatilityIndexSymbol: String?
  /// 30-day volatility at the money.
  public var atm30: Double?
  /// 20-day realised volatility.
  public var realised20: Double?
  /// 25-delta put minus call volatility.
  public var skew25: Double?
  /// Relative slope from front to back volatility.
  public var slope: Double?
  /// The verdict on its chain.
  public var verdict: ChainVerdict?
  /// Why it is not usable.
  public var reasons: [String]
  /// Time of its last update.
  public var time: Instant?
  /// Last prices of the session's minutes, oldest first.
  public var minutes: [Double]

  /// Makes a summary of a symbol.
  public init(symbol: String) {
    self.symbol = symbol
    reasons = []
    minutes = []
  }
}

/// The regime as the screens show it.
public struct RegimeSummary: Hashable, Sendable {
  /// The held regime; nil before the first reading.
  public var state: RegimeState?
  /// Since when it is held.
  public var since: Instant?
  /// Confidence of the held regime now, 0 to 100.
  public var confidence = 0.0
  /// What the classifier says now, before hysteresis.
  public var reading: RegimeReading?
  /// A remark, such as `daily: TREND_UP` or `insufficient data`.
  public var note = ""
  /// What the regime allows.
  public var guidance = ""
  /// The reading of each of the last 60 minutes, oldest first.
  public var strip: [RegimeState] = []
  /// Closes seen since the regime is held.
  public var dwell = 0
  /// Changes from each regime (rows) to each (columns), row by row; empty before any is known.
  public var transitions: [Int] = []
  /// Mean closes of the visits to each regime that have ended; nil when it was never left.
  public var meanDwell: [Double?] = []
  /// What other classifiers say now.
  public var calls: [MethodCall] = []
  /// Past days most like now, the likest first.
  public var nearest: [SimilarDay] = []

  /// Past days that a snapshot holds at most.
  public static let nearestCount = 10

  /// No regime yet.
  public init() {}
}

/// An edge alive.
public struct EdgeSummary: Hashable, Sendable {
  /// The edge's number.
  public var id: Int
  /// When it was detected.
  public var detected: Instant
  /// The edge as it stands now.
  public var edge: Edge

  /// Makes a summary.
  public init(id: Int, detected: Instant, edge: Edge) {
    self.id = id
    self.detected = detected
    self.edge = edge
  }
}

/// The vote of one underlying's signals.
public struct VoteSummary: Hashable, Sendable {
  /// The symbol.
  public var underlying: String
  /// The vote.
  public var tally: SignalTally

  /// Makes a summary.
  public init(underlying: String, tally: SignalTally) {
    self.underlying = underlying
    self.tally = tally
  }
}

/// A pair of the universe.
public struct PairSummary: Hashable, Sendable {
  /// Both symbols and their levels, or why there are none.
  public var fit: PairFit
  /// The spread now; nil without levels or a price.
  public var spread: Double?

  /// Makes a summary.
  public init(fit: PairFit, spread: Double?) {
    self.fit = fit
    self.spread = spread
  }
}

/// An alert that waits for an acknowledgement.
public struct AlertSummary: Hashable, Sendable {
  /// The alert's number.
  public var id: Int
  /// When it was raised.
  public var time: Instant
  /// How grave it is.
  public var severity: Severity
  /// What to do.
  public var text: String

  /// Makes a summary.
  public init(id: Int, time: Instant, severity: Severity, text: String) {
    self.id = id
    self.time = time
    self.severity = severity
    self.text = text
  }
}

/// An event in words.
public struct LogEntry: Hashable, Sendable {
  /// Position in the journal.
  public var seq: Int
  /// Exchange time.
  public var time: Instant
  /// How grave it is.
  public var severity: Severity
  /// The event's type.
  public var type: String
  /// The event in words.
  public var text: String

  /// Makes an entry.
  public init(seq: Int, time: Instant, severity: Severity, type: String, text: String) {
    self.seq = seq
    self.time = time
    self.severity = severity
    self.type = type
    self.text = text
  }
}

/// What became of a command.
public struct CommandOutcome: Hashable, Sendable {
  /// The command's id.
  public var command: String
  /// What it asked for.
  public var verb: CommandVerb
  /// The event that carries its effect, or nil when it was refused.
  public var seq: Int?
  /// `✓` with the effect, or the refusal's code and reason.
  public var text: String

  /// Makes an outcome.
  public init(command: String, verb: CommandVerb, seq: Int?, text: String) {
    self.command = command
    self.verb = verb
    self.seq = seq
    self.text = text
  }
}
