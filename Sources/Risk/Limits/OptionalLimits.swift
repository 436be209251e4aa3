// Limits that are off until they are set: volatility, value at risk, shares, absolute sensitivities.
//
// They are rows of their own beside the desk's limits. Once set, one whose input is missing is a
// breach like any other.

import Structures

/// Limits that are off until they are set; nil is off.
public struct OptionalLimits: Hashable, Sendable {
  /// Annual volatility of the book, as a share of equity.
  public var volatility: Double?
  /// One-session value at risk at 95 %, as a share of equity.
  public var valueAtRisk: Double?
  /// Fall from the peak, as a share of it.
  public var drawdown: Double?
  /// Proven loss of one structure, as a share of equity.
  public var positionShare: Double?
  /// Proven losses of one cluster, or of an underlying without one, as a share of equity.
  public var sectorShare: Double?
  /// Beta-weighted delta, in dollars.
  public var delta: Double?
  /// What gamma alone makes or loses for one percent of the benchmark, in dollars.
  public var gamma: Double?
  /// Vega, in dollars a volatility point.
  public var vega: Double?

  /// None set.
  public init() {}

  /// Whether any is set.
  public var isEmpty: Bool { self == OptionalLimits() }
}

/// The rows of the optional limits that are set, in a fixed order.
///
/// - Parameters:
///   - summary: The measures of the book.
///   - exposure: The book's equity, peak and past moves.
///   - all: Positions and reservations to measure.
///   - limits: The limits.
/// - Returns: A reading of each that is set, without a value where an input is missing.
func optionalReadings(
  _ summary: BookSummary, exposure: Exposure, all: [StructureRisk], limits: OptionalLimits
) -> [LimitReading] {
  guard !limits.isEmpty else { return [] }
  let equity = exposure.equity.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
  var readings: [LimitReading] = []
  func add(_ name: String, _ bound: Double?, _ value: @autoclosure () -> Double?) {
    if let bound { readings.append(LimitReading(name: name, value: value(), bound: bound)) }
  }
  func share(_ dollars: Double?) -> Double? {
    guard let dollars, let equity else { return nil }
    return dollars / equity
  }
  var tail: TailRisk?
  if limits.volatility != nil || limits.valueAtRisk != nil {
    tail = bookTail(of: all, under: exposure.shocks)
  }
  add(
    "optional_volatility", limits.volatility,
    share(tail.map { $0.deviation * 252.0.squareRoot() }))
  add(
    "optional_var_95", limits.valueAtRisk,
    share(tail.map { max($0.historical(tail: 0.05).valueAtRisk, 0) }))
  add("optional_drawdown", limits.drawdown, fall(exposure.exitEquity, from: exposure.peakEquity))
  add("optional_position", limits.positionShare, share(summary.budget?.largest))
  add("optional_sector", limits.sectorShare, share(summary.budget?.largestBet))
  add("optional_delta", limits.delta, summary.deltaDollars.map { abs($0) })
  add("optional_gamma", limits.gamma, summary.gammaDollars.map { abs($0) })
  add("optional_vega", limits.vega, summary.greeks.map { abs($0.vega) })
  return readings
}
