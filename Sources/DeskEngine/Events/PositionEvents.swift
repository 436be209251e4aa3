// Positions, settlement, the ledger and equity.

public import MarketData
public import Portfolio
public import Structures

/// A leg of a position.
public struct PositionLegRecord: LineRecord, Hashable, Sendable {
  /// The contract.
  public var contract: OptionContract = blankContract
  /// Contracts in one package, negative for short.
  public var ratio: Int = 0
  /// Price a unit at entry.
  public var entry: Money = .zero
  /// Units of the underlying in one contract.
  public var multiplier: Int = 0
  /// The moment of settlement.
  public var expiration: Instant = Instant(nanoseconds: 0)

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("contract", &contract)
    try coder.field("ratio", &ratio)
    try coder.field("entry", &entry)
    try coder.field("multiplier", &multiplier)
    try coder.field("expiration", &expiration)
  }
}

/// A position was opened.
public struct PositionOpened: LineRecord, Hashable, Sendable {
  /// The position.
  public var position: Int = 0
  /// The order that opened it.
  public var order: Int = 0
  /// The structure.
  public var structure: StructureKind = .ironCondor
  /// Its legs.
  public var legs: [PositionLegRecord] = []
  /// Packages.
  public var quantity: Int = 0
  /// Net of one package, positive for a credit.
  public var entry: Money = .zero
  /// Proven maximum loss.
  public var maxLoss: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("position", &position)
    try coder.field("order", &order)
    try coder.word("structure", &structure)
    try coder.records("legs", &legs)
    try coder.field("quantity", &quantity)
    try coder.field("entry", &entry)
    try coder.field("max_loss", &maxLoss)
  }
}

/// A position changed its size.
public struct PositionChanged: LineRecord, Hashable, Sendable {
  /// The position.
  public var position: Int = 0
  /// Packages now.
  public var quantity: Int = 0
  /// Average net of one package.
  public var entry: Money = .zero
  /// Proven maximum loss now.
  public var maxLoss: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("position", &position)
    try coder.field("quantity", &quantity)
    try coder.field("entry", &entry)
    try coder.field("max_loss", &maxLoss)
  }
}

/// A position was closed.
public struct PositionClosed: LineRecord, Hashable, Sendable {
  /// The position.
  public var position: Int = 0
  /// Profit or loss after fees.
  public var realised: Money = .zero
  /// All its fees.
  public var fees: Money = .zero
  /// Why.
  public var reason: CloseReason = .user

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("position", &position)
    try coder.field("realised", &realised)
    try coder.field("fees", &fees)
    try coder.word("reason", &reason)
  }
}

/// A leg was settled in cash at its expiry.
public struct Settled: LineRecord, Hashable, Sendable {
  /// The position.
  public var position: Int = 0
  /// The contract.
  public var contract: OptionContract = blankContract
  /// Settlement price of the underlying.
  public var price: Double = 0
  /// Where the price comes from.
  public var source: String = ""
  /// Cash received, negative for paid.
  public var cash: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("position", &position)
    try coder.field("contract", &contract)
    try coder.field("price", &price)
    try coder.field("source", &source)
    try coder.field("cash", &cash)
  }
}

/// One side of a posting.
public struct LedgerEntry: LineRecord, Hashable, Sendable {
  /// The account.
  public var account: String = ""
  /// Positive for a debit.
  public var amount: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("account", &account)
    try coder.field("amount", &amount)
  }
}

/// A posting whose entries sum to zero.
public struct LedgerPosted: LineRecord, Hashable, Sendable {
  /// The posting.
  public var posting: Int = 0
  /// Its entries.
  public var entries: [LedgerEntry] = []
  /// What it is for, such as F30.
  public var ref: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("posting", &posting)
    try coder.records("entries", &entries)
    try coder.field("ref", &ref)
  }
}

/// The book was marked.
public struct EquityMarked: LineRecord, Hashable, Sendable {
  /// Cash and mid marks.
  public var equity: Money = .zero
  /// Cash and exit-side marks.
  public var equityExit: Money = .zero
  /// Cash.
  public var cash: Money = .zero
  /// Mid marks minus cost.
  public var unrealised: Money = .zero
  /// Realised since the start of the run, after fees.
  public var realised: Money = .zero
  /// Shares.
  public var delta: Double = 0
  /// Shares a point.
  public var gamma: Double = 0
  /// Dollars a volatility point.
  public var vega: Double = 0
  /// Dollars a calendar day.
  public var theta: Double = 0
  /// Sum of the structures' maximum losses.
  public var openMaxLoss: Money = .zero
  /// Share below the peak, zero or positive.
  public var drawdown: Double = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("equity", &equity)
    try coder.field("equity_exit", &equityExit)
    try coder.field("cash", &cash)
    try coder.field("unrealised", &unrealised)
    try coder.field("realised", &realised)
    try coder.field("delta", &delta)
    try coder.field("gamma", &gamma)
    try coder.field("vega", &vega)
    try coder.field("theta", &theta)
    try coder.field("open_max_loss", &openMaxLoss)
    try coder.field("drawdown", &drawdown)
  }
}
