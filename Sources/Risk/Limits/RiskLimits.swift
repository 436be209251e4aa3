// The limits of the desk, as shares of equity or counts.

public import MarketData

/// How often orders may be sent; rejected orders count, cancels do not.
public struct ThrottleLimits: Hashable, Sendable {
  /// Orders a second.
  public var second: Int
  /// Orders a minute.
  public var minute: Int
  /// Orders a session.
  public var day: Int
  /// Refusals in a minute that engage the kill latch.
  public var rejects = 10
  /// Openings of one detector on one symbol in a minute that engage the kill latch.
  public var repeats = 5

  /// Makes rates.
  public init(second: Int, minute: Int, day: Int) {
    self.second = second
    self.minute = minute
    self.day = day
  }

  /// Five a second, thirty a minute, five hundred a day.
  public static let standard = ThrottleLimits(second: 5, minute: 30, day: 500)
}

/// Every limit of the desk; shares are of equity unless said otherwise.
public struct RiskLimits: Hashable, Sendable {
  /// Proven loss of one trade.
  public var tradeLoss: Double
  /// Proven losses of all structures and working orders together: the risk budget.
  public var totalLoss: Double
  /// Loss since the session's open that blocks new risk.
  public var dailyLoss: Double
  /// Loss since the week's open that blocks new risk.
  public var weeklyLoss: Double
  /// Fall from the peak that engages the kill latch.
  public var drawdown: Double
  /// Loss of the worst stress cell.
  public var stressLoss: Double
  /// Packages of one order.
  public var maximumContracts: Int
  /// Open structures and working openings.
  public var maximumOpen: Int
  /// Share of the risk budget for one underlying.
  public var underlyingShare: Double
  /// Share of the risk budget for one week of expiries.
  public var expiryWeekShare: Double
  /// Share of the risk budget for one cluster of underlyings.
  public var clusterShare: Double
  /// New structures of one symbol a session.
  public var newPerSymbolDay: Int
  /// Risk opened in this session; nil for no such limit.
  public var newRiskToday: Double?
  /// Risk opened in a session of panic.
  public var panicRiskToday = 0.03
  /// Beta-weighted delta in dollars.
  public var deltaDollars: Double
  /// What gamma alone makes or loses when the benchmark moves one percent.
  public var gammaDollars: Double
  /// Vega in dollars a volatility point.
  public var vega: Double
  /// Time decay paid in dollars a calendar day.
  public var theta: Double
  /// Margin of the book.
  public var margin: Double
  /// An order's limit may be worse than the model by this share of the model's gross value.
  public var collarModel: Double
  /// An order's limit may be worse than the mid by this many half-spreads.
  public var collarHalfSpreads: Double
  /// Oldest quote behind an order.
  public var quoteAge: TimeSpan
  /// Days to expiry of an opening.
  public var days: ClosedRange<Int>
  /// Notional of one order: contracts times multiplier times the underlying's price.
  public var notional: Double
  /// Message rates.
  public var throttle: ThrottleLimits
  /// Limits that are off until they are set.
  public var optional = OptionalLimits()

  /// Makes limits.
  public init(
    tradeLoss: Double, totalLoss: Double, dailyLoss: Double, weeklyLoss: Double,
    drawdown: Double, stressLoss: Double, maximumContracts: Int, maximumOpen: Int,
    underlyingShare: Double, expiryWeekShare: Double, clusterShare: Double,
    newPerSymbolDay: Int, newRiskToday: Double?, deltaDollars: Double, gammaDollars: Double,
    vega: Double, theta: Double, margin: Double, collarModel: Double,
    collarHalfSpreads: Double, quoteAge: TimeSpan, days: ClosedRange<Int>, notional: Double,
    throttle: ThrottleLimits
  ) {
    self.tradeLoss = tradeLoss
    self.totalLoss = totalLoss
    self.dailyLoss = dailyLoss
    self.weeklyLoss = weeklyLoss
    self.drawdown = drawdown
    self.stressLoss = stressLoss
    self.maximumContracts = maximumContracts
    self.maximumOpen = maximumOpen
    self.underlyingShare = underlyingShare
    self.expiryWeekShare = expiryWeekShare
    self.clusterShare = clusterShare
    self.newPerSymbolDay = newPerSymbolDay
    self.newRiskToday = newRiskToday
    self.deltaDollars = deltaDollars
    self.gammaDollars = gammaDollars
    self.vega = vega
    self.theta = theta
    self.margin = margin
    self.collarModel = collarModel
    self.collarHalfSpreads = collarHalfSpreads
    self.quoteAge = quoteAge
    self.days = days
    self.notional = notional
    self.throttle = throttle
  }

  /// The desk's limits.
  public static let standard = RiskLimits(
    tradeLoss: 0.01, totalLoss: 0.10, dailyLoss: 0.03, weeklyLoss: 0.05, drawdown: 0.15,
    stressLoss: 0.10, maximumContracts: 50, maximumOpen: 10, underlyingShare: 0.30,
    expiryWeekShare: 0.40, clusterShare: 0.50, newPerSymbolDay: 1, newRiskToday: nil,
    deltaDollars: 0.50, gammaDollars: 0.01, vega: 0.01, theta: 0.002, margin: 1,
    collarModel: 0.05, collarHalfSpreads: 1, quoteAge: .minutes(15), days: 0...120,
    notional: 50, throttle: .standard)
}
