// voldesk data: market data of a database by name and dates, with where it comes from.
//
// Reads only, so it works beside a desk at its work. CSV and JSON leave row by row.

import Canvas
import MarketData
import Persistence

/// Rows of a table for people when no other limit is asked for.
private let tableRows = 1000

/// Prints stored market data.
func runData(_ invocation: Invocation) -> Int32 {
  let kind = invocation.operands.first.flatMap(DataKind.init) ?? .list
  let name = invocation.operands.dropFirst().first
  if kind.needsName, name == nil {
    complain("voldesk data \(kind.rawValue) needs NAME, see `voldesk data list`")
    return 2
  }
  let query = DataQuery(
    kind: kind, name: name,
    range: DateRange(
      from: invocation.text("--from").flatMap { CivilDate($0) },
      to: invocation.text("--to").flatMap { CivilDate($0) }),
    interval: invocation.integer("--interval") ?? 86_400, metric: invocation.text("--metric"))
  do throws(StoreError) {
    let archive = try DeskArchive(databasePath(invocation))
    defer { archive.close() }
    if invocation.has("--json") || invocation.has("--csv") {
      try stream(query, archive, asJSON: invocation.has("--json"), invocation.integer("--limit"))
    } else {
      try table(query, archive, limit: invocation.integer("--limit") ?? tableRows)
    }
    return 0
  } catch {
    return refuse(error)
  }
}

private func stream(
  _ query: DataQuery, _ archive: DeskArchive, asJSON: Bool, _ limit: Int?
) throws(StoreError) {
  let sink = try FileSink(nil)
  let keys = try query.keys(archive)
  if !asJSON { sink.take(Array((keys.map(csvCell).joined(separator: ",") + "\n").utf8)) }
  var left = limit ?? .max
  try query.eachRow(archive, keys) { cells in
    guard left > 0 else { return false }
    left -= 1
    let line =
      asJSON
      ? jsonObject(zip(keys, cells).map { ($0, $1.json) })
      : cells.map(\.csv).joined(separator: ",")
    sink.take(Array((line + "\n").utf8))
    return true
  }
  try sink.finish()
}

private func table(
  _ query: DataQuery, _ archive: DeskArchive, limit: Int
) throws(StoreError) {
  let keys = try query.keys(archive)
  var rows: [[ModelCell]] = []
  var isCut = false
  try query.eachRow(archive, keys) { cells in
    guard rows.count < limit else {
      isCut = true
      return false
    }
    rows.append(cells)
    return true
  }
  if rows.isEmpty {
    say("nothing is stored\(query.name.map { " under \(sanitize($0))" } ?? "")")
    return
  }
  let columns = keys.indices.map { column in
    let cells = rows.map { $0[column].shown }
    return ModelColumn(keys[column], cells: cells, decimals: decimals(of: cells))
  }
  for line in tableLines(columns) { say(line) }
  if isCut { say("the first \(limit) rows; --limit N for more, --csv or --json for all") }
}

/// Decimals that the figures of a column need, at most four.
private func decimals(of cells: [ModelCell]) -> Int {
  var needed = 0
  for case .figure(let value?) in cells where abs(value) < 1e12 {
    while needed < 4 {
      let scaled = value * [1, 10, 100, 1000][needed]
      if abs(scaled - scaled.rounded()) <= 1e-4 { break }
      needed += 1
    }
  }
  return needed
}

extension ModelCell {
  /// The cell with nothing in it that a terminal would obey.
  fileprivate var shown: ModelCell {
    guard case .text(let text) = self else { return self }
    return .text(sanitize(text))
  }

  /// The cell of comma-separated values; empty when it does not exist.
  fileprivate var csv: String {
    switch self {
    case .text(let text): csvCell(text)
    case .figure(let value): value.map(\.description) ?? ""
    case .count(let value): "\(value)"
    case .flag(let value): value ? "true" : "false"
    }
  }
}

/// A text as it stands in comma-separated values.
private func csvCell(_ text: String) -> String {
  guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return text }
  let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
  return "\"\(parts.joined(separator: "\"\""))\""
}
