// How orders live and fill, and what they are reckoned to cost.

/// How long an order lives.
public enum TimeInForce: String, CaseIterable, Sendable {
  /// Until it is filled, cancelled or the session closes.
  case day = "DAY"
  /// Immediate or cancel: what the first quotes of all its legs do not fill is cancelled.
  case ioc = "IOC"
  /// Good till cancelled: it outlives the session, until the day on which a leg expires.
  case gtc = "GTC"
}

/// How an order in shares is cut into slices.
public enum ShareSlices: String, CaseIterable, Sendable {
  /// Equal slices of time, each moved by up to a share of itself.
  case twap = "TWAP"
  /// Slices as large as the usual volume of their minutes.
  case vwap = "VWAP"
}

/// The rules of orders, fills and their costs.
public struct ExecutionRules: Hashable, Sendable {
  /// How long an approved order lives; exits live for the day.
  public var timeInForce: TimeInForce
  /// Most of a leg's volume of the session so far that an order may be; nil for no such cap.
  public var volumeShare: Double?
  /// The factor of the square-root impact.
  public var impact: Double
  /// Minutes from a decision to its fill, for the timing cost.
  public var delayMinutes: Double
  /// Slippage beyond which an order is told of, as a share of its net at mids.
  public var slippageAlert: Double
  /// Whether a candidate whose expected profit is under its cost is passed over.
  public var dropsUnderCost: Bool
  /// How an order's limit moves through the spread; without time it works at its limit at once.
  public var patience = OrderPatience(timeout: 0, retries: OrderPatience.standard.retries)
  /// How an order in shares is cut.
  public var shareSlices: ShareSlices = .twap

  /// Makes rules for orders that work at their limit at once, and equal slices of shares.
  public init(
    timeInForce: TimeInForce, volumeShare: Double?, impact: Double, delayMinutes: Double,
    slippageAlert: Double, dropsUnderCost: Bool
  ) {
    self.timeInForce = timeInForce
    self.volumeShare = volumeShare
    self.impact = impact
    self.delayMinutes = delayMinutes
    self.slippageAlert = slippageAlert
    self.dropsUnderCost = dropsUnderCost
  }

  /// For the day, displayed sizes alone, an impact of 0.7, one minute, 2 %.
  public static let standard = ExecutionRules(
    timeInForce: .day, volumeShare: nil, impact: 0.7, delayMinutes: 1, slippageAlert: 0.02,
    dropsUnderCost: true)
}
