// Verdicts of the one gate that every order passes.

/// What the desk may do.
public enum TradingState: String, CaseIterable, Sendable {
  case active = "ACTIVE"
  case reducing = "REDUCING"
  case halted = "HALTED"
}

/// Why the desk may only reduce.
public enum TradingCause: String, CaseIterable, Sendable {
  case dailyLoss = "daily_loss"
  case weeklyLoss = "weekly_loss"
  case feed = "feed"
  case afterReset = "after_reset"
  case user = "user"
}

/// How grave an alert is.
public enum Severity: String, CaseIterable, Sendable {
  case info = "INFO"
  case warn = "WARN"
  case error = "ERROR"
  case critical = "CRITICAL"
}

/// When in an order's life a verdict was given.
public enum RiskStage: String, CaseIterable, Sendable {
  case propose = "PROPOSE"
  case approve = "APPROVE"
  case fill = "FILL"
}

/// A limit that an order would breach.
public struct LimitBreach: Hashable, Sendable {
  /// The limit's name.
  public var limit: String
  /// The value after the trade; nil when an input was missing, which is a breach too.
  public var value: Double?
  /// The bound.
  public var bound: Double

  /// Makes a breach.
  public init(limit: String, value: Double?, bound: Double) {
    self.limit = limit
    self.value = value
    self.bound = bound
  }
}

/// The book after a trade.
public struct BookRisk: Hashable, Sendable {
  /// Sum of the structures' proven maximum losses, in dollars.
  public var maxLoss: Double
  /// Delta in shares.
  public var delta: Double
  /// Gamma in shares a point.
  public var gamma: Double
  /// Vega in dollars a volatility point.
  public var vega: Double
  /// Theta in dollars a calendar day.
  public var theta: Double
  /// Margin of the book, payoff-exact, in dollars.
  public var margin: Double
  /// The worst stress cell, in dollars, zero or negative.
  public var worstStress: Double

  /// Makes a book's risk.
  public init(
    maxLoss: Double, delta: Double, gamma: Double, vega: Double, theta: Double, margin: Double,
    worstStress: Double
  ) {
    self.maxLoss = maxLoss
    self.delta = delta
    self.gamma = gamma
    self.vega = vega
    self.theta = theta
    self.margin = margin
    self.worstStress = worstStress
  }
}

/// The gate's answer: every breach, and the book after the trade.
public struct RiskVerdict: Hashable, Sendable {
  /// True when nothing is breached.
  public var passed: Bool { breaches.isEmpty }
  /// Every breach.
  public var breaches: [LimitBreach]
  /// The book after the trade.
  public var after: BookRisk

  /// Makes a verdict.
  public init(breaches: [LimitBreach], after: BookRisk) {
    self.breaches = breaches
    self.after = after
  }
}
