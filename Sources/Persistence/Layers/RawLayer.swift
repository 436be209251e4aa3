// Reading the raw layer: daily bars as files gave them, the newest import of each date.

import MarketData

/// A daily bar of the raw layer.
struct RawBar {
  var date: CivilDate
  var bar: PriceBar
  /// The close adjusted for splits and dividends; nil when the file gives none.
  var adjustedClose: Double?
  /// The file.
  var source: String

  /// The adjusted close, else the close.
  var adjustedOrClose: Double { adjustedClose ?? bar.close }
}

extension Connection {
  /// Whether the database holds the tables of research.
  func hasResearch() throws(StoreError) -> Bool { try value("PRAGMA user_version")?.int ?? 0 >= 2 }

  /// Visits the bars of a symbol day by day, every import's, by ascending date.
  func eachRawDay(
    _ symbol: String, from first: CivilDate?,
    _ visit: (CivilDate, [RawBar]) throws(StoreError) -> Void
  ) throws(StoreError) {
    var day: [RawBar] = []
    try each(
      """
      SELECT date, open, high, low, close, volume, adj_close, source FROM raw_market
      WHERE symbol=? AND date>=? ORDER BY date, source
      """, [.string(symbol), .string(first?.description ?? "")]
    ) { row throws(StoreError) in
      guard let text = row.text(0), let date = CivilDate(text), let open = row.real(1),
        let high = row.real(2), let low = row.real(3), let close = row.real(4)
      else { return }
      if let last = day.last?.date, last != date {
        try visit(last, day)
        day.removeAll(keepingCapacity: true)
      }
      day.append(
        RawBar(
          date: date,
          bar: PriceBar(open: open, high: high, low: low, close: close, volume: row.real(5) ?? 0),
          adjustedClose: row.real(6), source: row.text(7) ?? ""))
    }
    if let last = day.last?.date { try visit(last, day) }
  }

  /// The newest import's bar of each date of a symbol, under the first of its names that has any.
  func newestBars(
    _ symbol: String, from first: CivilDate? = nil, before end: CivilDate? = nil,
    _ ranks: SourceRanks
  ) throws(StoreError) -> [RawBar] {
    for name in MarketAlias.names(of: symbol) {
      var found: [RawBar] = []
      try eachRawDay(name, from: first) { date, bars throws(StoreError) in
        if let end, date >= end { return }
        if let best = bars.max(by: { ranks.rank($0.source) < ranks.rank($1.source) }) {
          found.append(best)
        }
      }
      if !found.isEmpty { return found }
    }
    return []
  }

  /// Closes of a volatility index: of its bars, else of its series.
  func newestCloses(
    _ symbol: String, from first: CivilDate? = nil, before end: CivilDate? = nil,
    _ ranks: SourceRanks
  ) throws(StoreError) -> [DailyValue] {
    let bars = try newestBars(symbol, from: first, before: end, ranks)
    if !bars.isEmpty { return bars.map { DailyValue(date: $0.date, value: $0.bar.close) } }
    for name in MarketAlias.names(of: symbol) {
      var found: [DailyValue] = []
      try each(
        """
        SELECT date, value FROM history WHERE symbol=? AND metric='close' AND date>=? AND date<?
        AND source \(ImportSource.pattern) ORDER BY date
        """,
        [
          .string(name), .string(first?.description ?? ""), .string(end?.description ?? "9999"),
        ]
      ) { row throws(StoreError) in
        guard let date = row.text(0).flatMap({ CivilDate($0) }), let value = row.real(1) else {
          return
        }
        found.append(DailyValue(date: date, value: value))
      }
      if !found.isEmpty { return found }
    }
    return []
  }
}
