// What `voldesk data` can print: each kind with its columns and its rows.

import MarketData
import Persistence

/// A kind of stored market data.
enum DataKind: String, CaseIterable {
  case list, bars, series, chains, events, features, imports
  case setApart = "set-apart"

  /// Whether a name must be given: a symbol or a schema.
  var needsName: Bool {
    switch self {
    case .bars, .chains, .features: true
    case .list, .series, .events, .imports, .setApart: false
    }
  }
}

/// What is asked for.
struct DataQuery {
  let kind: DataKind
  let name: String?
  let range: DateRange
  let interval: Int
  let metric: String?

  /// The keys of its columns.
  func keys(_ archive: DeskArchive) throws(StoreError) -> [String] {
    switch kind {
    case .list: ["kind", "name", "detail", "rows", "first", "last", "sources"]
    case .bars:
      [
        interval == 86_400 ? "date" : "time", "open", "high", "low", "close", "volume",
        "conflicts", "source",
      ]
    case .series: ["symbol", "date", "metric", "value", "source"]
    case .chains:
      [
        "time", "underlying", "expiration", "strike", "right", "bid", "ask", "volume",
        "open_interest", "implied_vol", "quality", "source",
      ]
    case .events: ["symbol", "kind", "time", "effective_date"]
    case .features: ["date"] + (try archive.featureNames(name ?? ""))
    case .setApart: ["source", "line", "column", "rule", "severity", "symbol", "time", "text"]
    case .imports: ["time", "name", "format", "rows", "sha256"]
    }
  }

  /// Visits its rows, a cell for each key; false ends the walk.
  func eachRow(
    _ archive: DeskArchive, _ keys: [String], _ visit: ([ModelCell]) -> Bool
  ) throws(StoreError) {
    switch kind {
    case .list:
      for row in try archive.holdings() where name.map({ $0 == row.symbol }) ?? true {
        guard visit(cells(row)) else { return }
      }
    case .bars:
      try archive.eachBar(name ?? "", interval: interval, range) { bar throws(StoreError) in
        visit(cells(bar))
      }
    case .series:
      try archive.eachValue(name, metric: metric, range) { value throws(StoreError) in
        visit([
          .text(value.symbol), .text("\(value.date)"), .text(value.metric), .figure(value.value),
          .text(value.source),
        ])
      }
    case .chains:
      try archive.eachQuote(name ?? "", range) { quote throws(StoreError) in visit(cells(quote)) }
    case .events: try eachEvent(archive, visit)
    case .features:
      try archive.eachFeatureRow(name ?? "", range) { row throws(StoreError) in
        let values = keys.dropFirst().map { key in
          row.names.firstIndex(of: key).flatMap { row.values[$0] }
        }
        return visit([.text("\(row.date)")] + values.map { .figure($0) })
      }
    case .setApart:
      try archive.eachApart(name, range) { row throws(StoreError) in visit(cells(row)) }
    case .imports:
      for row in try archive.imports() {
        let cells: [ModelCell] = [
          .text("\(row.time)"), .text(row.name), .text(row.format), .count(row.rows),
          .text(row.sha256),
        ]
        guard visit(cells) else { return }
      }
    }
  }

  private func eachEvent(
    _ archive: DeskArchive, _ visit: ([ModelCell]) -> Bool
  ) throws(StoreError) {
    for event in try archive.importedEvents() {
      let date = NewYorkTime.date(event.time)
      if let name, name != event.symbol ?? "ALL" { continue }
      if let from = range.from, date < from { continue }
      if let to = range.to, date > to { continue }
      let cells: [ModelCell] = [
        .text(event.symbol ?? "ALL"), .text(event.kind.rawValue), .text("\(event.time)"),
        .text("\(event.effectiveDate)"),
      ]
      guard visit(cells) else { return }
    }
  }

  private func cells(_ row: StoredHolding) -> [ModelCell] {
    [
      .text(row.kind), .text(row.symbol), .text(row.detail), .count(row.rows), .text(row.first),
      .text(row.last), .text(row.sources.joined(separator: " ")),
    ]
  }

  private func cells(_ row: StoredBar) -> [ModelCell] {
    let time = interval == 86_400 ? "\(NewYorkTime.date(row.time))" : "\(row.time)"
    let figures = [row.bar.open, row.bar.high, row.bar.low, row.bar.close, row.bar.volume]
    return [.text(time)] + figures.map { .figure($0) } + [.count(row.conflicts), .text(row.source)]
  }

  private func cells(_ row: StoredApart) -> [ModelCell] {
    [
      .text(row.source), .count(row.line), row.column.map { .count($0) } ?? .figure(nil),
      .text(row.rule), .text(row.severity), row.symbol.map { .text($0) } ?? .figure(nil),
      row.time.map { .text("\($0)") } ?? .figure(nil), .text(row.text),
    ]
  }

  private func cells(_ row: StoredQuote) -> [ModelCell] {
    let count = { (value: Int?) -> ModelCell in value.map { .count($0) } ?? .figure(nil) }
    return [
      .text("\(row.time)"), .text(row.underlying), .text("\(row.expiration)"),
      .figure(row.strike.dollars), .text(row.right), .figure(row.bid.dollars),
      .figure(row.ask.dollars), count(row.volume), count(row.openInterest),
      .figure(row.impliedVolatility), .text(row.quality), .text(row.source),
    ]
  }
}
