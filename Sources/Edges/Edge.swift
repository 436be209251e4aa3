// What a detector says: an edge with its evidence, or why it abstains.

public import MarketData

/// A source of mispriced volatility.
public enum EdgeKind: String, CaseIterable, Sendable {
  case vrp = "VRP"
  case termStructure = "TERM_STRUCTURE"
  case skew = "SKEW"
  case event = "EVENT"
  case gamma = "GAMMA"
  case manual = "MANUAL"
  case surface = "SURFACE"
  case ou = "OU"
  case flat = "FLAT"
  case carry = "CARRY"
  case timeSeries = "TIME_SERIES"
  case forecast = "FORECAST"

  /// Whether the detector looks at the chain every fifth minute only.
  public var isOnGrid: Bool {
    switch self {
    case .gamma, .flat, .carry, .timeSeries, .surface: true
    case .vrp, .termStructure, .skew, .event, .manual, .ou, .forecast: false
    }
  }

  /// Whether `detectEdge` has a detector for it.
  public var isOfOneChain: Bool {
    switch self {
    case .vrp, .termStructure, .skew, .event, .gamma, .flat, .carry, .timeSeries, .surface: true
    case .manual, .ou, .forecast: false
    }
  }

  /// The five kinds of the first pipeline.
  public static let detected: [EdgeKind] = [.vrp, .termStructure, .skew, .event, .gamma]
}

/// What an edge says to do.
public enum EdgeSignal: String, CaseIterable, Sendable {
  case shortVol = "SHORT_VOL"
  case longVol = "LONG_VOL"
  case sellPutSkew = "SELL_PUT_SKEW"
  case buyPutSkew = "BUY_PUT_SKEW"
  case buyCallSkew = "BUY_CALL_SKEW"
  case sellFront = "SELL_FRONT"
  case sellBack = "SELL_BACK"
  case pin = "PIN"
  /// The underlying is cheap against its partner.
  case long = "LONG"
  /// The underlying is dear against its partner.
  case short = "SHORT"
  case none = "NONE"
  case abstain = "ABSTAIN"
}

/// A detected edge.
public struct Edge: Hashable, Sendable {
  /// The symbol.
  public var underlying: String
  /// The detector.
  public var kind: EdgeKind
  /// What it says to do.
  public var signal: EdgeSignal
  /// 0 to 100.
  public var strength: Int
  /// Mid-rank percentile against `history` days; nil where the rule has none.
  public var percentile: Double?
  /// Days of history behind the percentile.
  public var history: Int
  /// True when short history forced an absolute rule.
  public var isFallback: Bool
  /// Every number behind it, named, in a fixed order.
  public var metrics: [NamedNumber]
  /// One line with every number.
  public var rationale: String
  /// The expiry to build in, an index into the chain's expiries; nil for the regime's choice.
  public var expiry: Int?
  /// The far expiry of a two-expiry signal.
  public var backExpiry: Int?
  /// A strike to centre on, such as a pin.
  public var centre: Money?
  /// Standard deviation of an event's move, as a share of the price.
  public var eventMove: Double?

  /// Makes an edge.
  public init(
    underlying: String, kind: EdgeKind, signal: EdgeSignal, strength: Int, percentile: Double?,
    history: Int, isFallback: Bool, metrics: [NamedNumber], rationale: String, expiry: Int? = nil,
    backExpiry: Int? = nil, centre: Money? = nil, eventMove: Double? = nil
  ) {
    self.underlying = underlying
    self.kind = kind
    self.signal = signal
    self.strength = strength
    self.percentile = percentile
    self.history = history
    self.isFallback = isFallback
    self.metrics = metrics
    self.rationale = rationale
    self.expiry = expiry
    self.backExpiry = backExpiry
    self.centre = centre
    self.eventMove = eventMove
  }
}

/// The outcome of one detector.
public enum EdgeFinding: Hashable, Sendable {
  /// There is an edge.
  case detected(Edge)
  /// The inputs are fine and nothing is mispriced; the metrics are those looked at.
  case quiet(metrics: [NamedNumber])
  /// An input is missing or unfit.
  case abstained(reason: String)
}
