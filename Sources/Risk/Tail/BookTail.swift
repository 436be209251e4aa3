// Value at risk of a book of options: every past day's move applied to today's book.
//
// Full revaluation: each pair of the benchmark's return and the change of its volatility index moves
// every leg, scaled by beta and tenor, and one session of time passes. Deltas would miss the wings.

public import MarketData
import Numerics
import Structures

/// One trading day as a share of a year of 365 calendar days.
let sessionYears = 1.0 / 252

/// The moves of a market from its daily closes.
///
/// - Parameters:
///   - closes: Closes of the benchmark, oldest first.
///   - points: Closes of its volatility index in points, of the same days; nil where there is none.
/// - Returns: A move for each pair of days in a row on which all four numbers are sound.
public func marketShocks(closes: [Double], points: [Double?]) -> [MarketShock] {
  guard closes.count == points.count else { return [] }
  var shocks: [MarketShock] = []
  shocks.reserveCapacity(closes.count)
  for day in closes.indices.dropFirst() {
    guard closes[day - 1] > 0, closes[day] > 0, let before = points[day - 1],
      let now = points[day], before > 0, now > 0
    else { continue }
    let shock = MarketShock(move: closes[day] / closes[day - 1] - 1, points: now - before)
    if shock.move.isFinite, shock.points.isFinite { shocks.append(shock) }
  }
  return shocks
}

/// Volatility closes on the dates of other closes, both ascending; nil where there is none.
public func matchedPoints(_ points: [DailyValue], to closes: [DailyValue]) -> [Double?] {
  var place = 0
  return closes.map { close in
    while place < points.count, points[place].date < close.date { place += 1 }
    guard place < points.count, points[place].date == close.date else { return nil }
    return points[place].value
  }
}

/// Profits of a book over one session under past moves, in dollars.
///
/// - Returns: One profit a move; empty when a leg cannot be priced.
public func sessionProfits(
  of structures: [StructureRisk], under shocks: [MarketShock]
) -> [Double] {
  let book = BookRevaluation(structures)
  guard book.isComplete else { return [] }
  return book.profits(ShockColumns(shocks), after: sessionYears)
}

/// The tails of a book over one session, in dollars.
///
/// - Returns: Nil when a leg cannot be priced or fewer than two moves are known.
public func bookTail(of structures: [StructureRisk], under shocks: [MarketShock]) -> TailRisk? {
  TailRisk(sessionProfits(of: structures, under: shocks))
}
