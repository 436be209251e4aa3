// The key figures of a desk and what is worth an alert (domain rules, section f.12).
//
// A figure that has too little behind it is nil: it shows as such and raises nothing.

import Glibc
public import MarketData
import Numerics

/// A trade from its opening to its end.
public struct ClosedTrade: Hashable, Sendable {
  /// The session of the opening.
  public var opened: CivilDate
  /// The session of the end.
  public var closed: CivilDate
  /// Profit or loss in dollars after fees.
  public var profit: Double

  /// Makes a trade.
  public init(opened: CivilDate, closed: CivilDate, profit: Double) {
    self.opened = opened
    self.closed = closed
    self.profit = profit
  }
}

/// The key figures at the close of a session.
public struct KeyFigures: Hashable, Sendable {
  /// Mean over standard deviation of the last 60 daily returns.
  public var sharpe: Double?
  /// Closes in a row on which that stood under the alert's threshold, this one last; five at most.
  public var lowSharpeCloses = 0
  /// Deepest fall from a peak within the last 60 sessions, as a share.
  public var drawdown: Double?
  /// Share of closed trades with a profit.
  public var winRate: Double?
  /// Mean calendar days from opening to end.
  public var duration: Double?
  /// Standard deviation of the last 60 daily returns, annualised with 252 sessions.
  public var volatility: Double?
  /// Closed trades behind win rate and duration.
  public var trades = 0

  /// Daily returns that a figure of returns needs.
  public static let window = 60
  /// Closed trades below which win rate and duration mean nothing.
  public static let minimumTrades = 10
  /// The daily Sharpe ratio under which an alert is near.
  public static let lowSharpe = 0.05
  /// Closes in a row that make it one.
  public static let lowSharpeDays = 5

  /// Figures that are all missing.
  public init() {}

  /// Finds the figures.
  ///
  /// - Parameters:
  ///   - equities: Equity at the start and at each close, oldest first, in dollars.
  ///   - trades: Closed trades, oldest first.
  public init(equities: [Double], trades: [ClosedTrade]) {
    let returns = zip(equities, equities.dropFirst()).map { $1 / $0 - 1 }
    let usable = equities.allSatisfy { $0 > 0 && $0.isFinite }
    if usable, returns.count >= KeyFigures.window {
      let last = returns.suffix(KeyFigures.window)
      volatility = standardDeviation(Array(last)).map { $0 * 252.0.squareRoot() }
      sharpe = KeyFigures.dailySharpe(last)
      var end = returns.count
      while lowSharpeCloses < KeyFigures.lowSharpeDays, end >= KeyFigures.window,
        let value = KeyFigures.dailySharpe(returns[..<end].suffix(KeyFigures.window)),
        value < KeyFigures.lowSharpe
      {
        lowSharpeCloses += 1
        end -= 1
      }
    }
    if usable, equities.count > 1 {
      var peak = 0.0
      var deepest = 0.0
      for equity in equities.suffix(KeyFigures.window + 1) {
        peak = max(peak, equity)
        deepest = max(deepest, 1 - equity / peak)
      }
      drawdown = deepest
    }
    self.trades = trades.count
    if trades.count >= KeyFigures.minimumTrades {
      winRate = Double(trades.count { $0.profit > 0 }) / Double(trades.count)
      let days = trades.reduce(0) { $0 + $1.closed.days(since: $1.opened) }
      duration = Double(days) / Double(trades.count)
    }
  }

  /// Mean over deviation; nil where the returns do not vary.
  private static func dailySharpe(_ returns: ArraySlice<Double>) -> Double? {
    let returns = Array(returns)
    guard let centre = mean(returns), let deviation = standardDeviation(returns), deviation > 0
    else { return nil }
    return centre / deviation
  }
}
