// The daily figures that a question about regimes is answered from.

import Canvas
import Configuration
import Feeds
import MarketData
import Persistence
import Regimes

/// Sessions with their features, and where they come from.
struct RegimeInput {
  /// The benchmark.
  let symbol: String
  /// Its volatility index.
  let index: String
  /// Where the figures come from.
  let source: String
  /// The sessions, oldest first; never empty.
  let days: [RegimeDay]

  /// Reads the figures of a database, or of sample-data.
  ///
  /// - Throws: `UsageError` when there are none, `StoreError`, `FeedError`, `ConfigurationError`.
  init(_ invocation: Invocation) throws {
    let history: RegimeHistory
    if let path = invocation.text("--db") {
      symbol = invocation.text("--symbol") ?? "SPX"
      index = invocation.text("--vol-index") ?? "VIX"
      source = path
      let last = (invocation.text("--to") ?? invocation.operands.dropFirst().first)
        .flatMap { CivilDate($0) }
      history = try RegimeInput.imported(path, symbol, index, last: last)
      guard !history.bars.isEmpty else {
        let shown = sanitize(symbol)
        throw UsageError(
          "\(path) holds no imported daily bars of \(shown); see voldesk data --db \(path)")
      }
    } else {
      guard let folder = try dataHome(invocation).sampleData else {
        throw UsageError("no sample-data was found; name its parent with --data DIR, or --db PATH")
      }
      let figures = try DailyFigures(sampleData: folder)
      (symbol, index, source) = ("SPX", "VIX", "sample-data/daily")
      history = RegimeHistory(bars: figures.bars, volatilityIndex: figures.vix)
    }
    let estimator = invocation.text("--volatility").flatMap(RegimeRules.Estimator.init(rawValue:))
    days = history.days(rules: RegimeRules(estimator: estimator ?? .close))
    guard !days.isEmpty else { throw UsageError("\(source) holds no daily bars") }
  }

  private static let lastDay = CivilDate(dayNumber: 80_000)

  private static func imported(
    _ path: String, _ symbol: String, _ index: String, last: CivilDate?
  ) throws -> RegimeHistory {
    let archive = try DeskArchive(path)
    defer { archive.close() }
    // Beyond the last day that an instant can name there is nothing.
    let end = min(last ?? RegimeInput.lastDay, RegimeInput.lastDay).adding(days: 1)
    let history = try archive.importedHistory(symbol, volatilityIndex: index, before: end)
    var nine: [DailyValue] = []
    if let first = history.bars.first?.date {
      let series = try archive.importedSeries(index + "9D", since: first, before: end)
      nine = series.first { $0.metric == "close" }?.values ?? []
    }
    return RegimeHistory(
      bars: history.bars, volatilityIndex: history.volatilityIndex,
      volatilityIndex3M: history.volatilityIndex3M, volatilityIndex9D: nine)
  }

  /// The first and the last session.
  var span: String { "\(days[0].date) to \(days[days.count - 1].date)" }

  /// The place of a session; the newest one without a date.
  func position(of date: CivilDate?) throws(UsageError) -> Int {
    guard let date else { return days.count - 1 }
    let place = days.firstIndex { $0.date >= date }
    if let place, days[place].date == date { return place }
    let before = place.map { $0 - 1 } ?? days.count - 1
    let near = before >= 0 ? "; the session before is \(days[before].date)" : ""
    throw UsageError("\(date) is no session of \(symbol) in \(source), \(span)\(near)")
  }

  /// The sessions between `--from` and `--to`.
  func range(_ invocation: Invocation) throws(UsageError) -> Range<Int> {
    let from = invocation.text("--from").flatMap { CivilDate($0) }
    let to = invocation.text("--to").flatMap { CivilDate($0) }
    if let from, let to, to < from {
      throw UsageError("--to \(to) is before --from \(from)")
    }
    let first = from.map { day in days.firstIndex { $0.date >= day } ?? days.count } ?? 0
    let end = to.map { day in days.firstIndex { $0.date > day } ?? days.count } ?? days.count
    guard first < end else {
      throw UsageError(
        "no session of \(symbol) lies between \(from.map(\.description) ?? "the first") and "
          + "\(to.map(\.description) ?? "the last"); \(source) holds \(span)")
    }
    return first..<end
  }
}

/// A count of sessions since a place, in words.
func sessionsText(_ count: Int) -> String { count == 1 ? "1 close" : "\(count) closes" }
