// What the book remembers of candidates, orders, positions and the trading state.

public import Candidates
public import Edges
public import Execution
public import MarketData
public import Portfolio
public import Regimes
public import Risk
public import Structures

/// A candidate of the session.
public struct CandidateEntry: LineRecord, Hashable, Sendable {
  /// The latest revision.
  public var record: CandidateRecord = CandidateRecord()
  /// The kind of its edge.
  public var kind: EdgeKind = .vrp
  /// Where it stands.
  public var state: CandidateState = .open
  /// When it was first proposed.
  public var proposed: Instant = Instant(nanoseconds: 0)
  /// When this revision was written.
  public var revised: Instant = Instant(nanoseconds: 0)
  /// When its state changed last.
  public var changed: Instant = Instant(nanoseconds: 0)
  /// Why it was rejected or closed.
  public var reason: String = ""
  /// Packages set by the trader; nil for the sizing rule.
  public var sizedTo: Int?
  /// True once an order of it was filled, if only in part, or it is what a roll opens: it does not
  /// come back.
  public var isSpent = false

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.record("record", &record)
    try coder.word("kind", &kind)
    try coder.word("state", &state)
    try coder.field("proposed", &proposed)
    try coder.field("revised", &revised)
    try coder.field("changed", &changed)
    try coder.field("reason", &reason)
    try coder.field("sized_to", &sizedTo)
    try coder.field("is_spent", &isSpent)
  }
}

/// A leg of an order.
public struct LegEntry: LineRecord, Hashable, Sendable {
  /// The contract.
  public var contract: OptionContract = blankContract
  /// Contracts in one package, negative for sold.
  public var ratio: Int = 0
  /// What its fills would have brought less at the far side, a unit of the underlying, until a
  /// position takes it over; zero or negative.
  public var worstGap: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("contract", &contract)
    try coder.field("ratio", &ratio)
    try coder.field("worst_gap", &worstGap)
  }
}

/// An order that is not final.
public struct OrderEntry: LineRecord, Hashable, Sendable {
  /// The order.
  public var order: Int = 0
  /// The candidate behind it.
  public var candidate: Int?
  /// Its revision.
  public var rev: Int?
  /// What it is for.
  public var intent: OrderIntent = .open
  /// The position it closes.
  public var position: Int?
  /// The symbol.
  public var underlying: String = ""
  /// The structure.
  public var structure: StructureKind = .ironCondor
  /// Legs of one package as this order trades them.
  public var legs: [LegEntry] = []
  /// Packages.
  public var quantity: Int = 0
  /// Packages filled.
  public var filled: Int = 0
  /// The least acceptable net.
  public var limit: Money = .zero
  /// When it was created.
  public var created: Instant = Instant(nanoseconds: 0)
  /// Where it stands.
  public var state: OrderState = .new
  /// Reserved maximum loss of one package.
  public var maxLoss: Money = .zero
  /// Why it closes a position.
  public var closeReason: CloseReason?
  /// How long it lives.
  public var tif: TimeInForce = .day
  /// The order whose place it took, with a limit that is the trader's own.
  public var replaces: Int?
  /// How many of the legs, the first ones, close the position of a roll; zero for any other order.
  public var closes: Int = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("order", &order)
    try coder.field("candidate", &candidate)
    try coder.field("rev", &rev)
    try coder.word("intent", &intent)
    try coder.field("position", &position)
    try coder.field("underlying", &underlying)
    try coder.word("structure", &structure)
    try coder.records("legs", &legs)
    try coder.field("quantity", &quantity)
    try coder.field("filled", &filled)
    try coder.field("limit", &limit)
    try coder.field("created", &created)
    try coder.word("state", &state)
    try coder.field("max_loss", &maxLoss)
    try coder.word("close_reason", &closeReason)
    try coder.word("tif", &tif)
    try coder.field("replaces", &replaces)
    try coder.field("closes", &closes)
  }
}

/// A leg of a position.
public struct PositionLegEntry: LineRecord, Hashable, Sendable {
  /// The contract.
  public var contract: OptionContract = blankContract
  /// Contracts in one package.
  public var ratio: Int = 0
  /// Price a unit at entry.
  public var entry: Money = .zero
  /// Units of the underlying in one contract.
  public var multiplier: Int = 0
  /// The moment of settlement.
  public var expiration: Instant = Instant(nanoseconds: 0)
  /// True once settled.
  public var isSettled: Bool = false
  /// What its opening would have brought less at the far side, on what is still held; zero or negative.
  public var worstGap: Money = .zero
  /// Twice its mid at the last close at which it had a quote.
  public var carriedTwice: Money?
  /// The price that would have closed it then.
  public var carriedExit: Money?
  /// When that was.
  public var carriedAt: Instant?

  /// Its mark of an earlier close.
  var carried: CarriedMark? {
    guard let twice = carriedTwice, let exit = carriedExit, let time = carriedAt else { return nil }
    return CarriedMark(twiceMid: twice, exit: exit, time: time)
  }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("contract", &contract)
    try coder.field("ratio", &ratio)
    try coder.field("entry", &entry)
    try coder.field("multiplier", &multiplier)
    try coder.field("expiration", &expiration)
    try coder.field("is_settled", &isSettled)
    try coder.field("worst_gap", &worstGap)
    try coder.field("carried_twice", &carriedTwice)
    try coder.field("carried_exit", &carriedExit)
    try coder.field("carried_at", &carriedAt)
  }
}

/// An open position.
public struct PositionEntry: LineRecord, Hashable, Sendable {
  /// The position.
  public var position: Int = 0
  /// The order that opened it.
  public var order: Int = 0
  /// The candidate behind it.
  public var candidate: Int?
  /// The symbol.
  public var underlying: String = ""
  /// The edge behind it.
  public var kind: EdgeKind = .vrp
  /// The structure.
  public var structure: StructureKind = .ironCondor
  /// Its legs.
  public var legs: [PositionLegEntry] = []
  /// Packages.
  public var quantity: Int = 0
  /// Net of one package at entry.
  public var entry: Money = .zero
  /// Proven maximum loss.
  public var maxLoss: Money = .zero
  /// When it was opened.
  public var opened: Instant = Instant(nanoseconds: 0)
  /// What its open legs cost, negative for a credit, in the account positions.
  public var cost: Money = .zero
  /// Cash in and out so far, fees included.
  public var cashFlow: Money = .zero
  /// Fees so far.
  public var fees: Money = .zero
  /// What far-side fills would have realised less; zero or negative.
  public var worstRealised: Money = .zero
  /// Shares of the underlying from exercise or assignment, negative for owed.
  public var shares: Int = 0
  /// The part of the cost that is theirs.
  public var sharesCost: Money = .zero
  /// The regime in which it was opened; nil when none was known.
  public var regime: RegimeState?

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("position", &position)
    try coder.field("order", &order)
    try coder.field("candidate", &candidate)
    try coder.field("underlying", &underlying)
    try coder.word("kind", &kind)
    try coder.word("structure", &structure)
    try coder.records("legs", &legs)
    try coder.field("quantity", &quantity)
    try coder.field("entry", &entry)
    try coder.field("max_loss", &maxLoss)
    try coder.field("opened", &opened)
    try coder.field("cost", &cost)
    try coder.field("cash_flow", &cashFlow)
    try coder.field("fees", &fees)
    try coder.field("worst_realised", &worstRealised)
    try coder.field("shares", &shares)
    try coder.field("shares_cost", &sharesCost)
    try coder.word("regime", &regime)
  }
}

/// The level a limit stands at.
public struct LevelEntry: LineRecord, Hashable, Sendable {
  /// The limit.
  public var limit: String = ""
  /// 0, 50, 80 or 100 percent.
  public var level: Int = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("limit", &limit)
    try coder.field("level", &level)
  }
}

/// What the desk may do.
public struct TradingEntry: LineRecord, Hashable, Sendable {
  /// The state.
  public var state: TradingState = .active
  /// Every cause of REDUCING.
  public var causes: [TradingCause] = []
  /// True while the latch is engaged.
  public var isKilled: Bool = false
  /// What engaged it.
  public var killSource: KillSource?
  /// Why.
  public var killReason: String = ""
  /// When.
  public var killedAt: Instant?

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.word("state", &state)
    try coder.words("causes", &causes)
    try coder.field("is_killed", &isKilled)
    try coder.word("kill_source", &killSource)
    try coder.field("kill_reason", &killReason)
    try coder.field("killed_at", &killedAt)
  }
}

/// An alert whose cause stands.
public struct AlertEntry: LineRecord, Hashable, Sendable {
  /// The alert.
  public var alert: Int = 0
  /// When it was raised.
  public var time: Instant = Instant(nanoseconds: 0)
  /// How grave.
  public var severity: Severity = .info
  /// What was measured.
  public var metric: String = ""
  /// What to do.
  public var text: String = ""
  /// Whether somebody has acknowledged it.
  public var isAcknowledged = false

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("alert", &alert)
    try coder.field("time", &time)
    try coder.word("severity", &severity)
    try coder.field("metric", &metric)
    try coder.field("text", &text)
    try coder.field("is_acknowledged", &isAcknowledged)
  }
}

/// Equity at a moment.
public struct CurvePoint: LineRecord, Hashable, Sendable {
  /// The moment.
  public var time: Instant = Instant(nanoseconds: 0)
  /// Equity at mid marks.
  public var equity: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("time", &time)
    try coder.field("equity", &equity)
  }
}

/// Money of the book.
public struct MoneyEntry: LineRecord, Hashable, Sendable {
  /// Cash.
  public var cash: Money = .zero
  /// What the book was funded with.
  public var capital: Money = .zero
  /// Realised since the start of the run, after fees.
  public var realised: Money = .zero
  /// Fees since the start of the run.
  public var fees: Money = .zero
  /// Equity at the last mark.
  public var equity: Money = .zero
  /// Exit-side equity at the last mark.
  public var exitEquity: Money = .zero
  /// Unrealised at the last mark.
  public var unrealised: Money = .zero
  /// The highest equity so far.
  public var peak: Money = .zero
  /// True once the opening posting was made.
  public var isFunded: Bool = false
  /// What far-side fills would have realised less since the start of the run; zero or negative.
  public var worstRealised: Money = .zero
  /// Interest since the start of the run, a part of what is realised.
  public var interest: Money = .zero
  /// Dividends since the start of the run, a part of what is realised.
  public var dividends: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("cash", &cash)
    try coder.field("capital", &capital)
    try coder.field("realised", &realised)
    try coder.field("fees", &fees)
    try coder.field("equity", &equity)
    try coder.field("exit_equity", &exitEquity)
    try coder.field("unrealised", &unrealised)
    try coder.field("peak", &peak)
    try coder.field("is_funded", &isFunded)
    try coder.field("worst_realised", &worstRealised)
    try coder.field("interest", &interest)
    try coder.field("dividends", &dividends)
  }
}

/// How many of each thing the run has seen.
public struct Counters: LineRecord, Hashable, Sendable {
  /// Edges.
  public var edges: Int = 0
  /// Candidates.
  public var candidates: Int = 0
  /// Orders.
  public var orders: Int = 0
  /// Fills.
  public var fills: Int = 0
  /// Positions.
  public var positions: Int = 0
  /// Ledger postings.
  public var postings: Int = 0
  /// Alerts.
  public var alerts: Int = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("edges", &edges)
    try coder.field("candidates", &candidates)
    try coder.field("orders", &orders)
    try coder.field("fills", &fills)
    try coder.field("positions", &positions)
    try coder.field("postings", &postings)
    try coder.field("alerts", &alerts)
  }
}
