// Dated values and scheduled events into history, one value for a symbol, date and metric.

import Feeds
import MarketData

extension MarketImporter {
  /// Keeps a dated series, and joins it to the feature schema that was asked for.
  mutating func keep(
    _ series: NamedSeries, symbol: String, _ source: ImportSource
  ) throws(StoreError) {
    guard !series.metric.isEmpty else { throw refusal(nil, "a series of it has no name") }
    let selection = RowSelection(since: since, percent: options.downsamplePercent)
    let places = selection.kept(
      series.values.count, purpose: "\(symbol) \(series.metric)"
    ) { series.values[$0].date }
    report.dropped += series.values.count - places.count
    let values = places.map { series.values[$0] }.filter { $0.value.isFinite }
    report.unusable += places.count - values.count
    for value in values {
      let row = HistoryRow(
        symbol: symbol, date: value.date, metric: series.metric, value: value.value,
        source: source.text)
      try keep(row)
    }
    if let first = values.map(\.date).min() { changedSeries.append((symbol, first)) }
    guard let schema = options.schema else { return }
    try join(values, as: featureName(symbol, series.metric), to: schema)
  }

  /// Keeps scheduled events: metric `event:KIND`, the date of the announcement and its minute of day.
  mutating func keep(_ events: [MarketEvent], _ source: ImportSource) throws(StoreError) {
    for event in events {
      let wall = NewYorkTime.wall(event.time)
      if let since, wall.date < since {
        report.dropped += 1
        continue
      }
      let row = HistoryRow(
        symbol: options.symbol ?? event.symbol ?? ImportedEvents.everySymbol, date: wall.date,
        metric: ImportedEvents.prefix + event.kind.rawValue, value: Double(wall.minuteOfDay),
        source: source.text)
      try keep(row)
    }
  }

  private mutating func keep(_ row: HistoryRow) throws(StoreError) {
    if try db.insert(row) {
      report.added += 1
      return
    }
    let key: [SQLValue] = [
      .string(row.symbol), .string(row.date.description), .string(row.metric),
    ]
    let same = "symbol=? AND date=? AND metric=?"
    let stored = try db.rows("SELECT value, source FROM history WHERE \(same)", key).first
    let isSame = stored?[0] == .real(row.value)
    let source = stored?[1].string ?? ""
    if source == row.source, isSame {
      report.present += 1
      return
    }
    let name = "\(row.symbol) \(row.metric) of \(row.date)"
    if !isSame {
      report.conflicts += 1
      if options.consolidates { throw refusal(nil, "another file has another value for \(name)") }
    }
    switch options.existing {
    case .fail: throw refusal(nil, "\(source) holds \(name)")
    case .skip, .append: report.skipped += 1
    case .replace:
      try db.run(
        "UPDATE history SET value=?, source=? WHERE \(same)",
        [.real(row.value), .string(row.source)] + key)
      try markReplaced([source])
      report.replaced += 1
    }
  }

  /// Joins dated values to the rows of a feature schema.
  mutating func join(
    _ values: [DailyValue], as column: String, to schema: String
  ) throws(StoreError) {
    for value in values where value.value.isFinite {
      try db.mergeFeatures(
        schema: schema, date: value.date, columns: [(column, value.value)],
        overwrites: options.existing == .replace)
    }
    if !values.isEmpty, !changedSchemas.contains(schema) { changedSchemas.append(schema) }
  }

  /// The column of a symbol's metric, such as `vix_close`: small letters, digits and underscores.
  func featureName(_ symbol: String, _ metric: String) -> String {
    let text = "\(symbol)_\(metric)".lowercased()
    return String(
      text.unicodeScalars.map { scalar in
        let isPlain =
          scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        return Character(isPlain ? scalar : "_")
      })
  }
}
