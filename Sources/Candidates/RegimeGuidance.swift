// What each regime allows: structures, deltas, days to expiry, size and gates.

public import Regimes
public import Structures

/// What a regime allows.
public struct RegimeGuidance: Hashable, Sendable {
  /// Factor on the size of every trade.
  public var sizeFactor: Double
  /// Days to expiry to look for.
  public var days: ClosedRange<Int>
  /// The day to be nearest to.
  public var targetDays: Int
  /// Deltas to aim at.
  public var targets: DeltaTargets
  /// Structures that fit the regime.
  public var favoured: [StructureKind]
  /// Structures that the regime forbids.
  public var refused: [StructureKind]
  /// Whether the risk that one session may open has the limit of a panic.
  public var limitsNewRisk: Bool
  /// Least percentile of the variance premium to sell volatility; nil for none.
  public var premiumPercentile: Double?
  /// Least ratio of implied to realised volatility to sell premium; nil for none.
  public var impliedRatio: Double?
  /// What to do, in one line for the screen.
  public var summary: String
  /// Which premium to sell or buy, in words.
  public var premium: String
  /// What must hold before a trade, in words.
  public var gate: String

  /// Looks up a regime.
  public init(for regime: RegimeState) {
    switch regime {
    case .lowVolGrind: self = RegimeGuidance.grind
    case .highVolPanic: self = RegimeGuidance.panic
    case .trendUp: self = RegimeGuidance.up
    case .trendDown: self = RegimeGuidance.down
    case .chop: self = RegimeGuidance.chop
    }
  }

  private init(
    sizeFactor: Double, days: ClosedRange<Int>, targetDays: Int, targets: DeltaTargets,
    favoured: [StructureKind], refused: [StructureKind], limitsNewRisk: Bool,
    premiumPercentile: Double?, impliedRatio: Double?, summary: String, premium: String,
    gate: String
  ) {
    self.sizeFactor = sizeFactor
    self.days = days
    self.targetDays = targetDays
    self.targets = targets
    self.favoured = favoured
    self.refused = refused
    self.limitsNewRisk = limitsNewRisk
    self.premiumPercentile = premiumPercentile
    self.impliedRatio = impliedRatio
    self.summary = summary
    self.premium = premium
    self.gate = gate
  }

  private static let grind = RegimeGuidance(
    sizeFactor: 1, days: 30...45, targetDays: 37, targets: .standard,
    favoured: [
      .ironCondor, .strangleWinged, .longButterfly, .brokenWing, .ironButterfly, .calendar,
    ], refused: [],
    limitsNewRisk: false, premiumPercentile: nil, impliedRatio: 1.1,
    summary: "sell premium small, buy cheap wings", premium: "sell, small; buy cheap wings",
    gate: "IV/RV above 1.1; calendars only below the 30th percentile of IV")
  private static let panic = RegimeGuidance(
    sizeFactor: 0.5, days: 30...60, targetDays: 45, targets: .panic,
    favoured: [.ironCondor, .strangleWinged, .bullPut, .bearCall, .putDebit], refused: [],
    limitsNewRisk: true,
    premiumPercentile: 95, impliedRatio: nil,
    summary: "sell only wide, half size, hedge with puts", premium: "sell only wide; puts as hedge",
    gate: "new risk of the session at most 3 %; VRP from the 95th percentile")
  private static let up = RegimeGuidance(
    sizeFactor: 1, days: 30...45, targetDays: 37, targets: .standard,
    favoured: [.bullPut, .callDebit, .diagonal], refused: [.bearCall], limitsNewRisk: false,
    premiumPercentile: nil, impliedRatio: nil, summary: "sell puts, no bear calls",
    premium: "sell puts", gate: "no bear calls")
  private static let down = RegimeGuidance(
    sizeFactor: 0.75, days: 30...45, targetDays: 37, targets: .standard,
    favoured: [.bearCall, .putDebit, .calendar], refused: [.bullPut], limitsNewRisk: false,
    premiumPercentile: nil, impliedRatio: nil, summary: "sell calls, no bull puts",
    premium: "sell calls", gate: "no bull puts")
  private static let chop = RegimeGuidance(
    sizeFactor: 0.5, days: 30...45, targetDays: 37, targets: .chop,
    favoured: [
      .ironCondor, .strangleWinged, .ironButterfly, .longButterfly, .brokenWing, .bullPut,
      .bearCall,
    ], refused: [],
    limitsNewRisk: false, premiumPercentile: nil, impliedRatio: nil,
    summary: "sell both sides at half size", premium: "sell both sides", gate: "none")
}

extension RegimeGuidance {
  /// The largest absolute delta that a sold option may have in a panic: the desk sells only wide.
  public static let widestShortDelta = 0.20

  /// Why the regime does not allow a structure to be held; nil when it does.
  ///
  /// A regime that merely favours other structures lets one be. One that refuses the kind does not,
  /// and a panic allows volatility to be sold only wide, so a sold body or a sold option near the
  /// money does not belong there.
  ///
  /// - Parameters:
  ///   - kind: The structure.
  ///   - shortDelta: The largest absolute delta of its sold options now; nil when none is known.
  /// - Returns: What the regime asks for instead, in words.
  public func objection(to kind: StructureKind, shortDelta: Double?) -> String? {
    if refused.contains(kind) { return summary }
    guard limitsNewRisk, let delta = shortDelta, delta > RegimeGuidance.widestShortDelta else {
      return nil
    }
    switch kind {
    case .ironCondor, .strangleWinged, .ironButterfly, .bullPut, .bearCall, .brokenWing,
      .longButterfly:
      return summary
    case .callDebit, .putDebit, .calendar, .diagonal: return nil
    }
  }
}
