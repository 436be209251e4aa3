// Verdicts, limits, the trading state and alerts.

public import MarketData
public import Risk

/// A breached limit.
public struct BreachRecord: LineRecord, Hashable, Sendable {
  /// The limit.
  public var limit: String = ""
  /// The value; null when an input was missing.
  public var value: Double?
  /// The bound.
  public var bound: Double = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("limit", &limit)
    try coder.field("value", &value)
    try coder.field("bound", &bound)
  }
}

/// The book after a trade.
public struct BookAfter: LineRecord, Hashable, Sendable {
  /// Sum of the maximum losses.
  public var maxLoss: Double = 0
  /// Shares.
  public var delta: Double = 0
  /// Shares a point.
  public var gamma: Double = 0
  /// Dollars a volatility point.
  public var vega: Double = 0
  /// Dollars a calendar day.
  public var theta: Double = 0
  /// Margin.
  public var margin: Double = 0
  /// The worst stress cell.
  public var worstStress: Double = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("max_loss", &maxLoss)
    try coder.field("delta", &delta)
    try coder.field("gamma", &gamma)
    try coder.field("vega", &vega)
    try coder.field("theta", &theta)
    try coder.field("margin", &margin)
    try coder.field("worst_stress", &worstStress)
  }
}

/// The gate judged an order.
public struct RiskJudged: LineRecord, Hashable, Sendable {
  /// The candidate; null for an exit.
  public var candidate: Int?
  /// Its revision.
  public var rev: Int?
  /// When.
  public var stage: RiskStage = .propose
  /// True when nothing is breached.
  public var passed: Bool = false
  /// Every breach.
  public var breaches: [BreachRecord] = []
  /// The book after the trade.
  public var after: BookAfter = BookAfter()

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("candidate", &candidate)
    try coder.field("rev", &rev)
    try coder.word("stage", &stage)
    try coder.field("passed", &passed)
    try coder.records("breaches", &breaches)
    try coder.record("after", &after)
  }
}

/// A limit passed one of its levels.
public struct LimitCrossed: LineRecord, Hashable, Sendable {
  /// The limit.
  public var limit: String = ""
  /// 0, 50, 80 or 100 percent.
  public var level: Int = 0
  /// The value.
  public var value: Double = 0
  /// The bound.
  public var bound: Double = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("limit", &limit)
    try coder.field("level", &level)
    try coder.field("value", &value)
    try coder.field("bound", &bound)
  }
}

/// What the desk may do changed.
public struct TradingStateChanged: LineRecord, Hashable, Sendable {
  /// Before.
  public var from: TradingState = .active
  /// From now on.
  public var to: TradingState = .active
  /// Every cause of REDUCING.
  public var causes: [TradingCause] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.word("from", &from)
    try coder.word("to", &to)
    try coder.words("causes", &causes)
  }
}

/// The kill switch was engaged.
public struct KillEngaged: LineRecord, Hashable, Sendable {
  /// What engaged it.
  public var source: KillSource = .user
  /// Why.
  public var reason: String = ""
  /// Orders it cancelled.
  public var cancelled: [Int] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.word("source", &source)
    try coder.field("reason", &reason)
    try coder.field("cancelled", &cancelled)
  }
}

/// The kill switch was released.
public struct KillReset: LineRecord, Hashable, Sendable {
  /// Who released it.
  public var operatorName: String = ""
  /// Why.
  public var reason: String = ""
  /// The peak from now on.
  public var peak: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("operator", &operatorName)
    try coder.field("reason", &reason)
    try coder.field("peak", &peak)
  }
}

/// Something needs eyes.
public struct AlertRaised: LineRecord, Hashable, Sendable {
  /// The alert.
  public var alert: Int = 0
  /// How grave.
  public var severity: Severity = .info
  /// What was measured.
  public var metric: String = ""
  /// Its value.
  public var value: Double?
  /// The threshold.
  public var threshold: Double?
  /// What to do.
  public var text: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("alert", &alert)
    try coder.word("severity", &severity)
    try coder.field("metric", &metric)
    try coder.field("value", &value)
    try coder.field("threshold", &threshold)
    try coder.field("text", &text)
  }
}

/// An alert was acknowledged.
public struct AlertAcknowledged: LineRecord, Hashable, Sendable {
  /// The alert.
  public var alert: Int = 0
  /// Who.
  public var by: Actor = .engine

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("alert", &alert)
    try coder.word("by", &by)
  }
}
