// Contributions, Brinson's effects and factors of a folded run.

import DeskEngine
import MarketData
import Numerics
import Portfolio

extension AttributionReading {
  /// Contributions of edges or underlyings to the return of the book.
  func contributions(by grouping: ProfitGrouping) -> [StrategyContribution] {
    strategyContributions(
      strategies(by: grouping), profit: profit, capital: state.money.capital)
  }

  private func strategies(
    by grouping: ProfitGrouping
  ) -> [(name: String, profit: Money, capital: Money)] {
    state.profits.rows(by: grouping).filter { $0.positions > 0 }.map {
      ($0.name, $0.sum.total, capital(grouping, $0.name))
    }
  }

  /// A symbol's return from the run's first open to its last close; nil before a close.
  func symbolReturn(_ symbol: String) -> Double? {
    func value(_ day: DayEntry?, _ name: String) -> Double? {
      day?.market.first { $0.name == symbol }?.value(name)
    }
    let seen = state.days.filter { day in day.market.contains { $0.name == symbol } }
    guard let open = value(seen.first, "open"), let close = value(seen.last, "close"), open > 0
    else { return nil }
    return close / open - 1
  }

  /// The active return against a benchmark that holds what the segments are measured by.
  ///
  /// A segment is an edge, measured by the benchmark symbol, or an underlying, measured by itself.
  /// Its weight in the book is its capital over that of the book, the rest is cash; its weight in the
  /// benchmark is given, or equal.
  ///
  /// - Throws: The words of what is missing or wrong.
  func brinson(
    by grouping: ProfitGrouping, benchmark: String, weights: [(name: String, share: Double)]
  ) throws(AttributionFault) -> BrinsonAttribution {
    let rows = strategies(by: grouping)
    guard !rows.isEmpty else { throw AttributionFault("no position was opened") }
    let capital = state.money.capital.dollars
    guard capital > 0 else { throw AttributionFault("the book was not funded") }
    for weight in weights where !rows.contains(where: { $0.name == weight.name }) {
      let names = rows.map(\.name).joined(separator: ", ")
      throw AttributionFault("there is no segment \(weight.name); there are \(names)")
    }
    var segments: [BrinsonSegment] = []
    for row in rows {
      let measure = grouping == .underlying ? row.name : benchmark
      guard let rate = symbolReturn(measure) else {
        throw AttributionFault("\(measure) has no closed session in this run")
      }
      let weight = row.capital.dollars / capital
      let share =
        weights.isEmpty
        ? 1 / Double(rows.count) : weights.first { $0.name == row.name }?.share ?? 0
      segments.append(
        BrinsonSegment(
          name: row.name, weight: weight,
          rate: row.capital > .zero ? row.profit.dollars / row.capital.dollars : 0,
          benchmarkWeight: share, benchmarkRate: rate))
    }
    let invested = segments.reduce(0) { $0 + $1.weight }
    let made = segments.reduce(0) { $0 + $1.weight * $1.rate }
    let cash = 1 - invested
    segments.append(
      BrinsonSegment(
        name: "cash", weight: cash,
        rate: cash == 0 ? 0 : (profit.dollars / capital - made) / cash,
        benchmarkWeight: 1 - segments.reduce(0) { $0 + $1.benchmarkWeight }, benchmarkRate: 0))
    return BrinsonAttribution(segments)
  }

  /// The days of the run with the book's return and the factors.
  ///
  /// - Parameters:
  ///   - benchmark: The symbol of the market.
  ///   - closes: Its closes before the run, oldest first.
  ///   - points: Its volatility index before the run, oldest first.
  /// - Returns: The days that have every factor, oldest first.
  func factorDays(benchmark: String, closes: [Double], points: [Double]) -> [FactorDay] {
    var closes = closes
    var last = points.last
    var equity = state.money.capital.dollars
    var days: [FactorDay] = []
    for day in state.days {
      let group = day.market.first { $0.name == benchmark }
      guard let close = group?.value("close") else { continue }
      closes.append(close)
      let now = group?.value("vol_index")
      let before = equity
      equity = day.equity.dollars
      defer { last = now ?? last }
      guard before > 0, let now, let last else { continue }
      let one = FactorDay(
        rate: equity / before - 1, closes: closes[...], points: (before: last, now: now))
      if let one { days.append(one) }
    }
    return days
  }
}

/// Why an attribution cannot be made, in words.
struct AttributionFault: Error, Hashable {
  let text: String

  init(_ text: String) { self.text = text }
}
