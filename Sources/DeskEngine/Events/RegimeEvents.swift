// Regimes and edges.

public import Edges
public import MarketData
public import Regimes

/// A feature that spoke for the regime.
public struct FeatureReason: LineRecord, Hashable, Sendable {
  /// The feature.
  public var feature: String = ""
  /// Its value.
  public var value: Double = 0
  /// Weight times score.
  public var contribution: Double = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("feature", &feature)
    try coder.field("value", &value)
    try coder.field("contribution", &contribution)
  }
}

/// The held regime changed.
public struct RegimeChanged: LineRecord, Hashable, Sendable {
  /// The regime before; null for the first.
  public var from: RegimeState?
  /// The regime from now on.
  public var to: RegimeState = .chop
  /// Final confidence, 0 to 100.
  public var confidence: Double = 0
  /// Confidence of each state.
  public var confidences: [NamedNumber] = []
  /// Share of the features present.
  public var coverage: Double = 0
  /// True when it changed within a session.
  public var intraday: Bool = false
  /// Every feature.
  public var features: [NamedNumber] = []
  /// The largest contributions.
  public var reasons: [FeatureReason] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.word("from", &from)
    try coder.word("to", &to)
    try coder.field("confidence", &confidence)
    try coder.field("confidences", &confidences)
    try coder.field("coverage", &coverage)
    try coder.field("intraday", &intraday)
    try coder.field("features", &features)
    try coder.records("reasons", &reasons)
  }
}

/// A detector found an edge.
public struct EdgeDetected: LineRecord, Hashable, Sendable {
  /// The edge.
  public var edge: Int = 0
  /// The symbol.
  public var underlying: String = ""
  /// The detector.
  public var kind: EdgeKind = .vrp
  /// What it says to do.
  public var signal: EdgeSignal = .none
  /// 0 to 100.
  public var strength: Int = 0
  /// Percentile against stored history.
  public var percentile: Double?
  /// Days of history.
  public var history: Int = 0
  /// True when an absolute rule stood in for short history.
  public var fallback: Bool = false
  /// Every number behind it.
  public var metrics: [NamedNumber] = []
  /// One line with every number.
  public var rationale: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("edge", &edge)
    try coder.field("underlying", &underlying)
    try coder.word("kind", &kind)
    try coder.word("signal", &signal)
    try coder.field("strength", &strength)
    try coder.field("percentile", &percentile)
    try coder.field("history", &history)
    try coder.field("fallback", &fallback)
    try coder.field("metrics", &metrics)
    try coder.field("rationale", &rationale)
  }
}

/// A detector abstains; on a change of reason only.
public struct EdgeAbstained: LineRecord, Hashable, Sendable {
  /// The symbol.
  public var underlying: String = ""
  /// The detector.
  public var kind: EdgeKind = .vrp
  /// Why.
  public var reason: String = ""

  init() {}

  /// Makes an abstention.
  public init(underlying: String, kind: EdgeKind, reason: String) {
    self.underlying = underlying
    self.kind = kind
    self.reason = reason
  }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("underlying", &underlying)
    try coder.word("kind", &kind)
    try coder.field("reason", &reason)
  }
}

/// An edge is gone.
public struct EdgeEnded: LineRecord, Hashable, Sendable {
  /// The edge.
  public var edge: Int = 0
  /// Why.
  public var reason: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("edge", &edge)
    try coder.field("reason", &reason)
  }
}
