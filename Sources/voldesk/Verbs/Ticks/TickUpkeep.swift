// voldesk ticks load, validate, retain and info: what is kept, and how sound it is.

import Feeds
import MarketData
import Persistence

/// Loads files into the database.
func loadTicks(_ invocation: Invocation) throws -> Int32 {
  let paths = invocation.operands.dropFirst()
  guard !paths.isEmpty else { throw UsageError("voldesk ticks load needs FILE: a file of ticks") }
  guard !paths.contains("-") else {
    throw UsageError("ticks load needs a file, not standard input, to know it again")
  }
  let store = try DeskStore(databasePath(invocation))
  defer { store.close() }
  var results: [[(String, String)]] = []
  for path in paths {
    let hash = try contentHash(of: path)
    let file = try readTicks(path, TickReading(invocation))
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let report = try store.importTicks(
      file.trades, file.quotes,
      from: TickSource(
        name: name, format: file.format, sha256: hash,
        report: "[\(file.findings.map(\.json).joined(separator: ","))]", apart: file.apart))
    let facts: [(String, String)] = [
      ("file", jsonText(path)), ("format", jsonText(file.format)), ("rows", "\(file.rows)"),
      ("trades", "\(file.trades.count)"), ("quotes", "\(file.quotes.count)"),
      ("refused", "\(file.refused)"), ("added", "\(report.rows)"),
      ("repeated", "\(report.repeated)"), ("segments", "\(report.segments)"),
      ("bytes", "\(report.bytes)"),
      ("first", file.span.map { jsonText($0.first.description) } ?? "null"),
      ("last", file.span.map { jsonText($0.last.description) } ?? "null"),
      ("problems", "[\(file.findings.map(\.json).joined(separator: ","))]"),
    ]
    results.append(facts)
    guard !invocation.has("--json") else { continue }
    say(
      "\(path): \(file.format), \(file.rows) rows, \(file.refused) refused, \(report.rows) added"
        + (report.isRepeat ? ": loaded before, nothing changed" : "")
        + (report.repeated > 0 && !report.isRepeat ? ", \(report.repeated) were there" : "")
        + (report.bytes > 0 ? ", \(report.bytes) bytes in \(report.segments) segments" : ""))
    for finding in file.findings { for line in finding.lines(path) { say(line) } }
  }
  if invocation.has("--json") { say("[\(results.map(jsonObject).joined(separator: ","))]") }
  return 0
}

extension ReportedFinding {
  /// The finding as JSON.
  var json: String {
    let places = examples.map { place in
      jsonObject([
        ("line", "\(place.line)"), ("column", place.column.map { "\($0)" } ?? "null"),
        ("value", jsonText(place.value)),
      ])
    }
    return jsonObject([
      ("code", jsonText(code)), ("severity", jsonText(severity.rawValue)), ("count", "\(count)"),
      ("rule", jsonText(rule)), ("examples", "[\(places.joined(separator: ","))]"),
    ])
  }

  /// The finding for people, with the places of its first rows.
  func lines(_ path: String) -> [String] {
    ["  \(severity.rawValue) \(code) \(count): \(rule)"]
      + examples.map { place in
        "    \(path):\(place.line)\(place.column.map { ":\($0)" } ?? ""): \(place.value)"
      }
  }
}

/// Says what is wrong with files, or with the ticks of the database.
///
/// - Returns: 1 when a row is unfit.
func validateTicks(_ invocation: Invocation) throws -> Int32 {
  guard invocation.operands.count > 1 else { return try validateStored(invocation) }
  var isSound = true
  var objects: [String] = []
  for path in invocation.operands.dropFirst() {
    let file = try readTicks(path, TickReading(invocation))
    isSound = isSound && file.refused == 0
    if let out = invocation.text("--out") { try write(file, to: out) }
    if invocation.has("--json") {
      objects.append(
        jsonObject([
          ("file", jsonText(path)), ("format", jsonText(file.format)), ("rows", "\(file.rows)"),
          ("sound", "\(file.rows - file.refused)"), ("refused", "\(file.refused)"),
          ("problems", "[\(file.findings.map(\.json).joined(separator: ","))]"),
        ]))
    } else {
      say("\(path): \(file.format), \(file.rows) rows, \(file.refused) unfit")
      for finding in file.findings { for line in finding.lines(path) { say(line) } }
    }
  }
  if invocation.has("--json") { say("[\(objects.joined(separator: ","))]") }
  return isSound ? 0 : 1
}

private func write(_ file: TickFile, to path: String) throws {
  let sink = try FileSink(path)
  let isTrades = file.trades.count > 0 || file.quotes.count == 0
  let rows = isTrades ? TickRows(file.trades, .max) : TickRows(file.quotes, .max)
  rows.writeCSV { sink.take($0) }
  try sink.finish()
}

private func validateStored(_ invocation: Invocation) throws -> Int32 {
  let input = try TickInput(invocation)
  let trades = input.trades.defects()
  let quotes = input.quotes.defects()
  let facts: [(String, Int)] = [
    ("trades", trades.rows), ("missing", trades.missing),
    ("negative_prices", trades.negativePrices), ("zero_prices", trades.zeroPrices),
    ("empty_sizes", trades.emptySizes), ("late", trades.late), ("quotes", quotes.rows),
    ("missing_quotes", quotes.missing), ("negative_quotes", quotes.negativePrices),
    ("crossed_quotes", quotes.crossed), ("negative_quote_sizes", quotes.negativeSizes),
    ("late_quotes", quotes.late),
  ]
  if invocation.has("--json") {
    say(jsonObject(facts.map { ($0.0, "\($0.1)") }))
  } else {
    for line in factLines(facts.map { ($0.0, "\($0.1)") }) { say(line) }
  }
  return trades.dropped + quotes.dropped == 0 ? 0 : 1
}

/// Lets old days go.
func retainTicks(_ invocation: Invocation) throws -> Int32 {
  guard let date = invocation.text("--before").flatMap({ CivilDate($0) }) else {
    throw UsageError("voldesk ticks retain needs --before: the first day that is kept")
  }
  let store = try DeskStore(databasePath(invocation))
  defer { store.close() }
  let report = try store.dropTicks(before: date)
  if invocation.has("--json") {
    say(
      jsonObject([
        ("before", jsonText("\(date)")), ("rows", "\(report.rows)"),
        ("segments", "\(report.segments)"), ("bytes", "\(report.bytes)"),
      ]))
  } else {
    say(
      "\(report.rows) ticks before \(date) dropped, \(report.bytes) bytes in \(report.segments) segments"
    )
  }
  return 0
}

/// Says what ticks there are.
func showTickInfo(_ invocation: Invocation) throws -> Int32 {
  let files = invocation.operands.count > 1
  let rows = files ? try TickInput(invocation).summaries : try storedSummaries(invocation)
  return try show(
    [
      ModelColumn("kind", texts: rows.map(\.kind)),
      ModelColumn("symbol", texts: rows.map(\.symbol)),
      ModelColumn("rows", cells: rows.map { .count($0.rows) }),
      ModelColumn("days", cells: rows.map { .count($0.days) }),
      ModelColumn("first", texts: rows.map(\.first.description)),
      ModelColumn("last", texts: rows.map(\.last.description)),
      ModelColumn("bytes", cells: rows.map { .count($0.bytes) }),
      ModelColumn("segments", cells: rows.map { .count($0.segments) }),
    ], invocation)
}

private func storedSummaries(_ invocation: Invocation) throws(StoreError) -> [TickSummary] {
  let archive = try DeskArchive(databasePath(invocation))
  defer { archive.close() }
  let names = invocation.text("--symbol")?.split(separator: ",").map(String.init)
  return try archive.tickSummaries().filter { names?.contains($0.symbol) ?? true }
}

extension TickInput {
  /// What the files hold, by kind and symbol; bytes are those of the columns in memory.
  fileprivate var summaries: [TickSummary] {
    summaries(of: trades, "trade") + summaries(of: quotes, "quote")
  }

  private func summaries<Series: TickSeries>(
    of table: TickTable<Series>, _ kind: String
  ) -> [TickSummary] {
    table.numbers(of: selection).compactMap { number in
      let series = table.series[Int(number)]
      guard let first = series.time.first, let last = series.time.last else { return nil }
      let (begin, end) = (Instant(nanoseconds: first), Instant(nanoseconds: last))
      return TickSummary(
        kind: kind, symbol: table.symbols.names[Int(number)], days: days(of: series), segments: 0,
        rows: series.count, first: begin, last: end, bytes: series.reservedBytes)
    }
  }
}
