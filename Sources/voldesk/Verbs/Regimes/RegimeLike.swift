// voldesk regimes like: the days most like one, and what followed them.

import MarketData
import Numerics
import Regimes

/// Days like another.
struct RegimeLike {
  private let input: RegimeInput
  private let day: RegimeDay
  private let found: [SimilarDay]

  /// Searches the days before one.
  ///
  /// - Throws: `UsageError` when too little is known of the day or of those before it.
  init(_ input: RegimeInput, at place: Int, _ invocation: Invocation) throws(UsageError) {
    self.input = input
    day = input.days[place]
    found = DayMemory(Array(input.days[..<place])).nearest(
      to: day.features, count: invocation.integer("--count") ?? 10,
      gap: invocation.integer("--gap") ?? DayMemory.standardGap,
      spacing: invocation.integer("--spacing") ?? DayMemory.standardSpacing)
    guard !found.isEmpty else {
      throw UsageError(
        "no day before \(day.date) can be held against it: \(place) sessions are known before it, "
          + "\(DayMemory.minimumDays) with the same features are needed beyond the gap")
    }
  }

  private func percent(_ values: [Double?]) -> [Double?] { values.map { $0.map { 100 * $0 } } }

  private var columns: [ModelColumn] {
    [
      ModelColumn("date", key: "date", texts: found.map(\.date.description)),
      ModelColumn("cosine", key: "cosine", figures: found.map(\.likeness), decimals: 3),
      ModelColumn("read", key: "state", texts: found.map(\.state.rawValue)),
      ModelColumn(
        input.index, key: "vol_index", figures: found.map(\.volatilityIndex), decimals: 2),
      ModelColumn("ret5 %", key: "return_5", figures: percent(found.map(\.return5)), decimals: 2),
      ModelColumn(
        "ret20 %", key: "return_20", figures: percent(found.map(\.return20)), decimals: 2),
      ModelColumn("RV5 %", key: "rv_5", figures: percent(found.map(\.volatility5)), decimals: 1),
      ModelColumn("RV20 %", key: "rv_20", figures: percent(found.map(\.volatility20)), decimals: 1),
      ModelColumn("chg5", key: "vol_index_change_5", figures: found.map(\.change5), decimals: 2),
      ModelColumn("chg20", key: "vol_index_change_20", figures: found.map(\.change20), decimals: 2),
    ]
  }

  private func middle(_ name: String, _ values: [Double?], _ unit: String) -> String {
    let known = values.compactMap { $0 }
    guard let value = median(known) else { return "\(name) -" }
    return "\(name) \(figureText(value, decimals: 2))\(unit)"
  }

  var lines: [String] {
    let rises = found.compactMap(\.return20)
    let up = rises.count { $0 > 0 }
    return [
      "Days before \(input.symbol) \(day.date) most like it, from \(input.source)", "",
    ] + tableLines(columns) + [
      "",
      "medians: "
        + [
          middle("ret5", percent(found.map(\.return5)), " %"),
          middle("ret20", percent(found.map(\.return20)), " %"),
          middle("RV20", percent(found.map(\.volatility20)), " %"),
          middle("\(input.index) after 20", found.map(\.change20), ""),
        ].joined(separator: ", ") + "; \(up) of \(rises.count) were higher after 20",
      "ret, RV and chg (of \(input.index)) are of the 5 or 20 sessions after the day, as far as",
      "\(day.date) had seen them",
    ]
  }

  /// Returns and volatilities are decimals here.
  var json: String {
    let rows = found.map { one in
      jsonObject([
        ("date", jsonText("\(one.date)")), ("cosine", jsonNumber(one.likeness)),
        ("state", jsonText(one.state.rawValue)), ("vol_index", jsonNumber(one.volatilityIndex)),
        ("return_5", jsonNumber(one.return5)), ("return_20", jsonNumber(one.return20)),
        ("rv_5", jsonNumber(one.volatility5)), ("rv_20", jsonNumber(one.volatility20)),
        ("vol_index_change_5", jsonNumber(one.change5)),
        ("vol_index_change_20", jsonNumber(one.change20)),
      ])
    }
    return jsonObject([
      ("symbol", jsonText(input.symbol)), ("date", jsonText("\(day.date)")),
      ("source", jsonText(input.source)), ("days", "[\(rows.joined(separator: ","))]"),
    ])
  }
}
