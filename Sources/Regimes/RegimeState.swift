// The five market regimes and what was read to name one.

public import MarketData

/// A market regime.
public enum RegimeState: String, CaseIterable, Sendable {
  case lowVolGrind = "LOW_VOL_GRIND"
  case highVolPanic = "HIGH_VOL_PANIC"
  case trendUp = "TREND_UP"
  case trendDown = "TREND_DOWN"
  case chop = "CHOP"

  /// Position in `allCases`.
  public var index: Int {
    switch self {
    case .lowVolGrind: 0
    case .highVolPanic: 1
    case .trendUp: 2
    case .trendDown: 3
    case .chop: 4
    }
  }
}

/// A feature's share in the winning score.
public struct RegimeReason: Hashable, Sendable {
  /// The feature, spelled as in the classifier's table.
  public var feature: String
  /// Its value.
  public var value: Double
  /// Weight times its clamped score.
  public var contribution: Double

  /// Makes a reason.
  public init(feature: String, value: Double, contribution: Double) {
    self.feature = feature
    self.value = value
    self.contribution = contribution
  }
}

/// What the classifier says at one moment, before any hysteresis.
public struct RegimeReading: Hashable, Sendable {
  /// The state with the highest confidence, or chop below the coverage floor.
  public var state: RegimeState
  /// Final confidence of `state`, 0 to 100.
  public var confidence: Double
  /// Softmax confidence of each state times coverage, in the order of `allCases`, 0 to 100.
  public var confidences: [Double]
  /// Share of the weights whose features are present, 0 to 1 (the least of the five states).
  public var coverage: Double
  /// Every feature by name, nil when missing.
  public var features: [NamedNumber]
  /// The five largest contributions to the winning score.
  public var reasons: [RegimeReason]
  /// True when coverage is too low to name a regime.
  public var isInsufficient: Bool
  /// What adds 1.0 to the score of panic, such as `V at 35 or more`; nil when nothing does.
  public var alarm: String?

  /// Makes a reading.
  public init(
    state: RegimeState, confidence: Double, confidences: [Double], coverage: Double,
    features: [NamedNumber], reasons: [RegimeReason], isInsufficient: Bool, alarm: String? = nil
  ) {
    self.state = state
    self.confidence = confidence
    self.confidences = confidences
    self.coverage = coverage
    self.features = features
    self.reasons = reasons
    self.isInsufficient = isInsufficient
    self.alarm = alarm
  }
}
