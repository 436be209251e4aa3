// From losses to causes, and from causes to what the desk may do.

/// The latch and the causes as they stand.
public struct TradingConditions: Hashable, Sendable {
  /// True while the kill latch is engaged or has not been read.
  public var isLatched: Bool
  /// The causes that are set, without repeats.
  public var causes: [TradingCause]

  /// Makes conditions.
  public init(isLatched: Bool, causes: [TradingCause]) {
    self.isLatched = isLatched
    self.causes = causes
  }

  /// What the desk may do: halted if latched, else reducing for any cause, else active.
  public var state: TradingState {
    if isLatched { return .halted }
    return causes.isEmpty ? .active : .reducing
  }
}

/// Why the desk latches itself.
public enum LatchReason: String, CaseIterable, Sendable {
  case drawdown = "drawdown"
  case stress = "stress"
  case rejects = "rejects"
  case repeats = "repeats"
  case journal = "journal"
  case identity = "identity"
  case latchUnreadable = "latch_unreadable"
}

/// What the losses of the book demand.
public struct LossAssessment: Hashable, Sendable {
  /// Daily loss, weekly loss and drawdown as shares, each with its level.
  public var readings: [LimitReading]
  /// Causes to set.
  public var causes: [TradingCause]
  /// Reasons to engage the latch.
  public var latches: [LatchReason]

  /// Makes an assessment.
  public init(readings: [LimitReading], causes: [TradingCause], latches: [LatchReason]) {
    self.readings = readings
    self.causes = causes
    self.latches = latches
  }
}
