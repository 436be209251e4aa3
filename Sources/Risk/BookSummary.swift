// The measures of a whole book: proven loss, Greeks, margin, worst stress.

public import Structures

/// Every measure of a book; a measure is nil when an input to it is missing.
public struct BookSummary: Hashable, Sendable {
  /// Sum of the proven losses, in dollars.
  public var maxLoss: Double?
  /// Payoff-exact margin, in dollars.
  public var margin: Double?
  /// Profit of the worst stress cell, in dollars, at most zero.
  public var worstStress: Double?
  /// Sensitivities, each underlying in its own shares.
  public var greeks: PositionGreeks?
  /// Beta-weighted delta in dollars.
  public var deltaDollars: Double?
  /// What gamma alone makes or loses in dollars when the benchmark moves one percent.
  public var gammaDollars: Double?
  /// Proven losses by what concentrates them.
  public var budget: RiskBudget?

  /// Measures structures.
  ///
  /// - Parameter structures: Positions and reservations.
  public init(of structures: [StructureRisk]) {
    self.init(
      of: structures, grid: BookRevaluation(structures).profits(gridColumns),
      margin: marginRequirement(of: structures), budget: RiskBudget(structures))
  }

  /// Measures structures whose stress grid, margin and budget are known.
  init(of structures: [StructureRisk], grid: [Double], margin: Double?, budget: RiskBudget?) {
    take(grid: grid, margin: margin, budget: budget)
    var sum = BookSensitivities.zero
    let lent = structures.span
    for index in lent.indices {
      guard let own = BookSensitivities(lent[index]) else { return }
      sum = sum + own
    }
    take(sum)
  }

  /// The measures with one more structure, which grid, margin and budget hold already.
  func adding(
    _ trade: StructureRisk, grid: [Double], margin: Double?, budget: RiskBudget?
  ) -> BookSummary {
    var after = BookSummary()
    after.take(grid: grid, margin: margin, budget: budget)
    if let greeks, let deltaDollars, let gammaDollars, let own = BookSensitivities(trade) {
      after.take(
        BookSensitivities(
          greeks: greeks, deltaDollars: deltaDollars, gammaDollars: gammaDollars) + own)
    }
    return after
  }

  private init() {}

  private mutating func take(grid: [Double], margin: Double?, budget: RiskBudget?) {
    self.budget = budget
    maxLoss = budget?.total
    self.margin = margin
    worstStress = worstProfit(grid)
  }

  private mutating func take(_ sum: BookSensitivities) {
    let all = [sum.greeks.delta, sum.greeks.gamma, sum.greeks.vega, sum.greeks.theta]
    guard all.allSatisfy(\.isFinite) else { return }
    greeks = sum.greeks
    deltaDollars = sum.deltaDollars
    gammaDollars = sum.gammaDollars
  }

  /// Whether every measure is known.
  var isComplete: Bool {
    maxLoss != nil && margin != nil && worstStress != nil && greeks != nil
  }

  /// The measures as a record; an unknown one reads zero and is listed as a breach by the gate.
  var record: BookRisk {
    BookRisk(
      maxLoss: maxLoss ?? 0, delta: greeks?.delta ?? 0, gamma: greeks?.gamma ?? 0,
      vega: greeks?.vega ?? 0, theta: greeks?.theta ?? 0, margin: margin ?? 0,
      worstStress: worstStress ?? 0)
  }
}

/// Where every limit of the book stands, in a fixed order, for the screen and for alerts.
///
/// Losses first, then the budget, concentration, sensitivities, margin and stress.
///
/// - Parameters:
///   - exposure: The book with its working orders.
///   - limits: The limits.
///   - book: The same book measured; nil to measure it here.
/// - Returns: A reading of every limit, missing ones without a value.
public func readLimits(
  of exposure: Exposure, limits: RiskLimits, book: MeasuredBook? = nil
) -> [LimitReading] {
  let summary = book?.summary ?? BookSummary(of: exposure.all)
  return assessLosses(of: exposure, limits: limits).readings
    + bookReadings(summary, exposure: exposure, all: exposure.all, limits: limits)
    + messageReadings(exposure.messages, limits: limits.throttle)
}

/// How much of the message rates is used, the order that would come next not counted.
private func messageReadings(
  _ messages: MessageCounts, limits: ThrottleLimits
) -> [LimitReading] {
  [
    LimitReading(
      name: "orders_minute", value: Double(messages.minute), bound: Double(limits.minute)),
    LimitReading(name: "orders_day", value: Double(messages.day), bound: Double(limits.day)),
  ]
}

/// Why the book as it stands demands the latch: drawdown and the stress limit.
///
/// - Parameters:
///   - exposure: The book.
///   - limits: The limits.
///   - book: The same book measured; nil to measure it here.
/// - Returns: The reasons.
public func latchReasons(
  of exposure: Exposure, limits: RiskLimits, book: MeasuredBook? = nil
) -> [LatchReason] {
  var reasons = assessLosses(of: exposure, limits: limits).latches
  if let equity = exposure.equity, equity.isFinite,
    let worst = book.map(\.worstHeld) ?? Risk.worstStress(of: exposure.structures),
    -worst > limits.stressLoss * equity
  {
    reasons.append(.stress)
  }
  return reasons
}

/// The readings that a trade moves, from the budget to the stress cell.
func bookReadings(
  _ summary: BookSummary, exposure: Exposure, all: [StructureRisk], limits: RiskLimits
) -> [LimitReading] {
  let equity = exposure.equity.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
  let budget = equity.map { $0 * limits.totalLoss }
  func reading(_ name: String, _ value: Double?, _ bound: Double?) -> LimitReading {
    LimitReading(name: name, value: bound == nil ? nil : value, bound: bound ?? 0)
  }
  func share(_ whole: Double?, _ part: Double) -> Double? { whole.map { $0 * part } }
  func size(_ value: Double?) -> Double? { value.map { abs($0) } }
  let decay = summary.greeks.map { max(-$0.theta, 0) }
  let underlying = summary.budget?.largestUnderlying
  let week = summary.budget?.largestWeek
  let cluster = summary.budget?.largestCluster
  var readings = [
    reading("total_max_loss", summary.maxLoss, budget),
    reading("open_structures", Double(all.count), Double(limits.maximumOpen)),
    reading("underlying_max_loss", underlying, share(budget, limits.underlyingShare)),
    reading("expiry_week_max_loss", week, share(budget, limits.expiryWeekShare)),
    reading("cluster_max_loss", cluster, share(budget, limits.clusterShare)),
    reading("delta_dollars", size(summary.deltaDollars), share(equity, limits.deltaDollars)),
    reading("gamma_dollars", size(summary.gammaDollars), share(equity, limits.gammaDollars)),
    reading("vega", size(summary.greeks?.vega), share(equity, limits.vega)),
    reading("theta", decay, share(equity, limits.theta)),
    reading("margin", summary.margin, share(equity, limits.margin)),
    reading("worst_stress", size(summary.worstStress), share(equity, limits.stressLoss)),
  ]
  if let most = limits.newRiskToday {
    readings.append(
      reading(
        "new_risk_today", summary.budget?.loss(openedOn: exposure.session), share(equity, most)))
  }
  return readings
    + optionalReadings(summary, exposure: exposure, all: all, limits: limits.optional)
}
