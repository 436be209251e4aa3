// Opening a file of option quotes, whatever its kind: the content decides, not the name.
//
// A gzip file is unpacked first. A document that starts with a brace is
// Yahoo's; Cboe's file is told by its line of column names; everything else is a table.

public import MarketData

/// Reads a file of option quotes.
///
/// Bad rows are counted and left out, see `ChainFile.findings`; the file is refused only when
/// nothing in it can be used.
///
/// - Parameters:
///   - path: The file, plain or gzipped.
///   - quotedAt: The moment of the quotes, for a table that has expiry dates but no quote date.
/// - Returns: Its snapshots and what was wrong with its rows.
/// - Throws: `FeedError` with the file, and the line where there is one.
public func readChain(_ path: String, quotedAt: Instant? = nil) throws -> ChainFile {
  let bytes = try textBytes(of: path)
  guard let first = bytes.first(where: { $0 > 0x20 && $0 < 0x80 }) else {
    throw FeedError(file: path, rule: "holds no text")
  }
  if first == UInt8(ascii: "{") {
    var builder = SnapshotBuilder(columns: YahooReader.columns)
    let rows = try YahooReader.read(file: path, bytes, into: &builder)
    return try chain(path, .yahoo, rows, &builder)
  }
  var row = TableRow(bytes.span)
  var preamble = Preamble()
  // Cboe's column names stand on the fourth line, in older files on the third.
  for _ in 0..<6 where row.next(bytes.span) {
    if CboeQuotesReader.isHeader(row, bytes.span) {
      let reader = try CboeQuotesReader(file: path, header: row, bytes.span)
      guard preamble.time != nil else {
        throw FeedError(
          file: path, line: row.line,
          rule: "must have a line with date and time, as \"Date: ...\", above its columns")
      }
      var builder = SnapshotBuilder(
        columns: reader.hasVolatility ? [.quotes, .vendorVolatility] : .quotes)
      let rows = reader.read(&row, bytes.span, preamble: preamble, into: &builder)
      return try chain(path, .cboeQuotes, rows, &builder)
    }
    preamble.take(row, bytes.span)
  }
  return try readTable(path, bytes, quotedAt: quotedAt)
}

private func readTable(_ path: String, _ bytes: [UInt8], quotedAt: Instant?) throws -> ChainFile {
  var row = TableRow(bytes.span)
  // Comment lines and blank ones may precede the column names.
  repeat {
    guard row.next(bytes.span) else { throw FeedError(file: path, rule: "has no line of columns") }
  } while row.isBlank || row.text(0, bytes.span).hasPrefix("#")
  let reader = try ContractTableReader(
    file: path, header: row, quotedAt: quotedAt, bytes.span)
  var builder = SnapshotBuilder(columns: reader.source)
  let rows = reader.read(&row, bytes.span, into: &builder)
  return try chain(path, reader.format, rows, &builder)
}

private func chain(
  _ path: String, _ format: ChainFormat, _ rows: Int, _ builder: inout SnapshotBuilder
) throws -> ChainFile {
  let snapshots = builder.finish()
  guard !snapshots.isEmpty else {
    let first = builder.findings.examples.first
    throw FeedError(
      file: path, line: first.map(\.line),
      rule: "holds no usable contract in \(rows) rows"
        + (first.map { "; the first is refused: \($0.value): \($0.rule.rawValue)" } ?? ""))
  }
  return ChainFile(
    file: path, format: format, rows: rows, snapshots: snapshots, findings: builder.findings)
}
