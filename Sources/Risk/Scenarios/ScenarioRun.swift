// A book put through a scenario day by day, with the limits and the kill switch watching.
//
// The book is left alone: it is revalued at each close, legs settle when they expire, nothing is
// added or closed. What the desk would have done stands beside it: the day from which new risk was
// blocked, and the day on which the kill would have latched.

import Numerics
import Structures

/// What became of a book in a scenario.
public struct ScenarioOutcome: Hashable, Sendable {
  /// The scenario with its days.
  public var path: ScenarioPath
  /// Profit in dollars if the whole move came at once.
  public var instant: Double?
  /// Profit in dollars at each close; empty when a leg cannot be priced.
  public var profits: [Double]
  /// The largest fall of equity from its highest point on the way, as a share of it.
  public var drawdown: Double?
  /// Days from the deepest point of the drawdown until its peak is reached again; nil if never.
  public var recovery: Int?
  /// Mean over deviation of the daily returns on equity, times the root of 252; nil below two days.
  public var sharpe: Double?
  /// The first day, from one, on which the day's loss blocks new risk.
  public var dailyBlock: Int?
  /// The first day on which the week's loss blocks new risk; weeks of five days from the start.
  public var weeklyBlock: Int?
  /// The first day on which the kill latches, and why.
  public var latch: ScenarioLatch?

  /// Profit at the last close; nil when a leg cannot be priced.
  public var final: Double? { profits.last }
  /// The least profit at a close; nil when a leg cannot be priced.
  public var worst: Double? { profits.min() }
}

/// The day on which the kill would have latched.
public struct ScenarioLatch: Hashable, Sendable {
  /// The day, from one.
  public var day: Int
  /// Why.
  public var reason: LatchReason
}

/// Puts a book through scenarios.
///
/// - Parameters:
///   - exposure: The book with its working orders; its equity is where every path starts.
///   - paths: The scenarios.
///   - limits: The limits that watch.
/// - Returns: One outcome a path, without profits when the book cannot be measured.
public func scenarioOutcomes(
  of exposure: Exposure, along paths: [ScenarioPath], limits: RiskLimits
) -> [ScenarioOutcome] {
  let book = BookRevaluation(exposure.all)
  return paths.map { outcome(of: book, along: $0, exposure: exposure, limits: limits) }
}

private func outcome(
  of book: BookRevaluation, along path: ScenarioPath, exposure: Exposure, limits: RiskLimits
) -> ScenarioOutcome {
  var outcome = ScenarioOutcome(
    path: path, instant: nil, profits: [], drawdown: nil, recovery: nil, sharpe: nil,
    dailyBlock: nil, weeklyBlock: nil, latch: nil)
  guard book.isComplete, let equity = exposure.equity, equity.isFinite, equity > 0 else {
    return outcome
  }
  let scenario = path.scenario
  outcome.instant = book.profit(MarketShock(move: scenario.move, points: scenario.points))
  var walk = BookWalk(book)
  for step in path.steps { outcome.profits.append(walk.advance(to: step)) }
  outcome.judge(equity: equity, peak: max(exposure.peakEquity ?? equity, equity), limits: limits)
  // The stress limit latches at the close whose worst cell breaks it; the drawdown may come first.
  let last = outcome.latch?.day ?? path.steps.count + 1
  if let day = stressDay(book, path, equity: equity, profits: outcome.profits, limits, before: last)
  {
    outcome.latch = ScenarioLatch(day: day, reason: .stress)
  }
  return outcome
}

/// The first day before another whose worst stress cell breaks the limit.
private func stressDay(
  _ book: BookRevaluation, _ path: ScenarioPath, equity: Double, profits: [Double],
  _ limits: RiskLimits, before last: Int
) -> Int? {
  for day in 1..<last {
    let years = Double(day) * sessionYears
    let open = book.open(after: years)
    if open.legs.isEmpty { return nil }
    let step = path.steps[day - 1]
    let cells = gridShocks.map {
      MarketShock(
        move: (1 + step.move) * (1 + $0.move) - 1, points: step.points + $0.points)
    }
    let here = open.profit(MarketShock(move: step.move, points: step.points), after: years)
    let worst = open.profits(ShockColumns(cells), after: years).reduce(0.0) { min($0, $1 - here) }
    if -worst > limits.stressLoss * (equity + profits[day - 1]) { return day }
  }
  return nil
}

extension ScenarioOutcome {
  /// Reads drawdown, recovery, Sharpe, blocks and the drawdown's latch from the closes.
  fileprivate mutating func judge(equity: Double, peak start: Double, limits: RiskLimits) {
    let levels = [equity] + profits.map { equity + $0 }
    var (peak, deepest, place) = (equity, 0.0, 0)
    var top = equity
    var guarded = start
    var week = equity
    var returns: [Double] = []
    for (day, level) in levels.enumerated().dropFirst() {
      let before = levels[day - 1]
      if before > 0 { returns.append(level / before - 1) }
      if dailyBlock == nil, before - level >= limits.dailyLoss * before { dailyBlock = day }
      if day % 5 == 1 { week = before }
      if weeklyBlock == nil, week - level >= limits.weeklyLoss * week { weeklyBlock = day }
      guarded = max(guarded, level)
      if latch == nil, guarded - level >= limits.drawdown * guarded {
        latch = ScenarioLatch(day: day, reason: .drawdown)
      }
      peak = max(peak, level)
      if peak > 0, (peak - level) / peak > deepest {
        deepest = (peak - level) / peak
        (place, top) = (day, peak)
      }
    }
    drawdown = deepest
    if deepest > 0 {
      recovery = levels[place...].firstIndex { $0 >= top }.map { $0 - place }
    }
    if let spread = standardDeviation(returns), spread > 0, let centre = mean(returns) {
      sharpe = centre / spread * 252.0.squareRoot()
    }
  }
}
