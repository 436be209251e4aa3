// What the Greeks at the start of an interval say of a position's profit in it.

public import MarketData

/// A leg as the next interval starts from it.
public struct ExplainedLegRecord: LineRecord, Hashable, Sendable {
  /// The contract.
  public var contract: OptionContract = blankContract
  /// Its implied volatility; null when nothing prices it.
  public var iv: Double?
  /// Vega of the contracts held, in dollars a volatility point.
  public var vega: Double = 0
  /// Value of the contracts held.
  public var value: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("contract", &contract)
    try coder.field("iv", &iv)
    try coder.field("vega", &vega)
    try coder.field("value", &value)
  }
}

/// The profit of a position since it was explained last, in its parts.
///
/// Written every quarter of an hour of a session, at its open and close, with every fill, and at the
/// end of the position. The parts sum to the total to the last unit; over the life of a position the
/// totals sum to its profit. From `spot` on it is what the next interval starts from.
public struct ProfitExplained: LineRecord, Hashable, Sendable {
  /// The position.
  public var position: Int = 0
  /// Change of its marks and its cash.
  public var total: Money = .zero
  /// Of the first order in the price; null where nothing was known to start from.
  public var delta: Money?
  /// Of the second order in the price.
  public var gamma: Money?
  /// Of implied volatilities.
  public var vega: Money?
  /// Of time.
  public var theta: Money?
  /// What fills lost against mids, and fees.
  public var costs: Money = .zero
  /// What is left.
  public var residual: Money = .zero
  /// Whether the position goes on.
  public var open: Bool = true
  /// Price of the underlying now; null when it is not known.
  public var spot: Double?
  /// Shares now; null when a leg cannot be priced.
  public var shares: Double?
  /// Shares a point now.
  public var sharesGamma: Double?
  /// Dollars a calendar day now.
  public var decay: Double?
  /// Value of the position now.
  public var value: Money = .zero
  /// Its open legs now.
  public var legs: [ExplainedLegRecord] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("position", &position)
    try coder.field("total", &total)
    try coder.field("delta", &delta)
    try coder.field("gamma", &gamma)
    try coder.field("vega", &vega)
    try coder.field("theta", &theta)
    try coder.field("costs", &costs)
    try coder.field("residual", &residual)
    try coder.field("open", &open)
    try coder.field("spot", &spot)
    try coder.field("shares", &shares)
    try coder.field("shares_gamma", &sharesGamma)
    try coder.field("decay", &decay)
    try coder.field("value", &value)
    try coder.records("legs", &legs)
  }
}
