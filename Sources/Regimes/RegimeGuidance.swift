// What each regime allows (domain rules, section a.4).

/// A family of structures, spelled as the structure itself is elsewhere.
public enum RegimeStructure: String, CaseIterable, Sendable {
  case ironCondor = "IRON_CONDOR"
  case ironButterfly = "IRON_BUTTERFLY"
  case bullPut = "BULL_PUT"
  case bearCall = "BEAR_CALL"
  case callDebit = "CALL_DEBIT"
  case putDebit = "PUT_DEBIT"
  case calendar = "CALENDAR"
  case diagonal = "DIAGONAL"
  case longButterfly = "LONG_BUTTERFLY"
  case brokenWing = "BROKEN_WING"
}

/// What may be built in a regime, how large and how far out.
public struct RegimeGuidance: Hashable, Sendable {
  /// The regime.
  public var state: RegimeState
  /// What to do with premium, in words.
  public var premium: String
  /// Structures allowed, most fitting first.
  public var structures: [RegimeStructure]
  /// Factor on the size of every new trade.
  public var sizeMultiplier: Double
  /// Days to expiry to aim for.
  public var targetDays: ClosedRange<Int>
  /// Absolute delta of short strikes; nil leaves it to the structure.
  public var shortDelta: ClosedRange<Double>?
  /// Implied over realised volatility that premium selling needs; nil for none.
  public var minimumImpliedOverRealised: Double?
  /// Highest share of equity in new risk; nil for the general limit.
  public var maximumNewRisk: Double?
  /// Percentile a volatility premium needs to be sold; nil for the detector's own.
  public var minimumPremiumPercentile: Double?

  /// The guidance of a regime.
  public static func of(_ state: RegimeState) -> RegimeGuidance {
    switch state {
    case .lowVolGrind:
      RegimeGuidance(
        state: state, premium: "sell small, buy cheap wings",
        structures: [.ironCondor, .longButterfly, .ironButterfly, .calendar], sizeMultiplier: 1,
        targetDays: 30...45, minimumImpliedOverRealised: 1.1)
    case .highVolPanic:
      RegimeGuidance(
        state: state, premium: "sell only wide",
        structures: [.bullPut, .bearCall, .ironCondor, .putDebit], sizeMultiplier: 0.5,
        targetDays: 30...60, shortDelta: 0.10...0.16, maximumNewRisk: 0.03,
        minimumPremiumPercentile: 95)
    case .trendUp:
      RegimeGuidance(
        state: state, premium: "sell puts", structures: [.bullPut, .callDebit, .diagonal],
        sizeMultiplier: 1, targetDays: 30...45)
    case .trendDown:
      RegimeGuidance(
        state: state, premium: "sell calls", structures: [.bearCall, .putDebit, .calendar],
        sizeMultiplier: 0.75, targetDays: 30...45)
    case .chop:
      RegimeGuidance(
        state: state, premium: "sell both sides",
        structures: [.ironCondor, .ironButterfly, .bullPut, .bearCall, .longButterfly],
        sizeMultiplier: 0.5, targetDays: 30...45)
    }
  }

  /// Confidence below which candidates are for review only, 0 to 100.
  public static let reviewConfidence = 40.0

  /// Whether a structure is barred outright: no bear calls in a rise, no bull puts in a fall.
  public func bars(_ structure: RegimeStructure) -> Bool {
    switch (state, structure) {
    case (.trendUp, .bearCall), (.trendDown, .bullPut): true
    default: false
    }
  }

  /// Makes guidance.
  public init(
    state: RegimeState, premium: String, structures: [RegimeStructure], sizeMultiplier: Double,
    targetDays: ClosedRange<Int>, shortDelta: ClosedRange<Double>? = nil,
    minimumImpliedOverRealised: Double? = nil, maximumNewRisk: Double? = nil,
    minimumPremiumPercentile: Double? = nil
  ) {
    self.state = state
    self.premium = premium
    self.structures = structures
    self.sizeMultiplier = sizeMultiplier
    self.targetDays = targetDays
    self.shortDelta = shortDelta
    self.minimumImpliedOverRealised = minimumImpliedOverRealised
    self.maximumNewRisk = maximumNewRisk
    self.minimumPremiumPercentile = minimumPremiumPercentile
  }
}
