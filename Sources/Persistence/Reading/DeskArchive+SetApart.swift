// Reading the rows that were set apart: file by file, line by line.

public import MarketData

/// A row of an imported file that a rule kept apart.
public struct StoredApart: Hashable, Sendable {
  /// The file, with the start of its hash.
  public var source: String
  /// The line of the file, from 1; the number of the record where there are no lines.
  public var line: Int
  /// The column of the text, from 1; nil when the whole row is meant.
  public var column: Int?
  /// The stable name of the rule.
  public var rule: String
  /// `INFO`, `WARN` or `ERROR`.
  public var severity: String
  /// The symbol; nil when the row does not tell.
  public var symbol: String?
  /// The moment; nil when it could not be read.
  public var time: Instant?
  /// What stands there, without control characters, cut to `RowsApart.textLimit` bytes.
  public var text: String
}

extension DeskArchive {
  /// Visits the rows that were set apart, those of the oldest import first.
  ///
  /// - Parameters:
  ///   - symbol: The symbol; nil for every row, those without one among them.
  ///   - range: The dates in New York; a row without a moment is in the range of all dates only.
  ///   - visit: Takes a row; false ends the walk.
  /// - Throws: `StoreError` when the database does not read.
  public func eachApart(
    _ symbol: String? = nil, _ range: DateRange = DateRange(),
    _ visit: (StoredApart) throws(StoreError) -> Bool
  ) throws(StoreError) {
    guard try connection.hasSetApart() else { return }
    var filter = "1"
    var values: [SQLValue] = []
    if let symbol {
      filter += " AND s.symbol=?"
      values.append(.string(symbol))
    }
    if range.from != nil || range.to != nil {
      filter += " AND s.ts>=? AND s.ts<?"
      values += range.moments
    }
    let statement = try connection.statement(
      """
      SELECT i.name||'#'||substr(i.sha256,1,12), s.line, s.col, s.rule, s.severity, s.symbol, s.ts,
      s.text FROM set_apart AS s JOIN imports AS i ON i.sha256=s.sha256
      WHERE \(filter) ORDER BY i.ts, i.rowid, s.line, s.place
      """)
    defer { statement.reset() }
    try statement.bind(values)
    while try statement.step() {
      let row = StoredApart(
        source: statement.text(0) ?? "", line: statement.int(1) ?? 0, column: statement.int(2),
        rule: statement.text(3) ?? "", severity: statement.text(4) ?? "",
        symbol: statement.text(5), time: statement.time(6), text: statement.text(7) ?? "")
      guard try visit(row) else { return }
    }
  }
}
