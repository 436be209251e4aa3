// Rows that a rule kept apart, stored beside the import of their file and compared with its report.

import Feeds

extension Connection {
  /// Whether the database has room for rows that were set apart.
  func hasSetApart() throws(StoreError) -> Bool {
    try value("PRAGMA user_version")?.int ?? 0 >= 3
  }

  /// Keeps the rows of a file in the place of those that it had.
  ///
  /// - Parameters:
  ///   - apart: The rows.
  ///   - sha256: The hash of the file, which must be among the imports.
  ///   - symbol: The symbol of every row; nil for their own.
  /// - Throws: `StoreError` when the database does not take them.
  func keep(
    _ apart: RowsApart, of sha256: String, symbol: String? = nil
  ) throws(StoreError) {
    try run("DELETE FROM set_apart WHERE sha256=?", [.string(sha256)])
    guard !apart.rows.isEmpty else { return }
    let insert = try statement("INSERT INTO set_apart VALUES(?,?,?,?,?,?,?,?,?)")
    try insert.hold(.string(sha256), at: 1)
    for (index, row) in apart.rows.enumerated() {
      insert.hold(Int64(index + 1), at: 2)
      insert.hold(Int64(max(0, row.line)), at: 3)
      try insert.hold(row.column.map { .int($0) } ?? .null, at: 4)
      try insert.hold(.string(row.rule), at: 5)
      try insert.hold(.string(row.severity.rawValue), at: 6)
      let name = symbol ?? row.symbol ?? ""
      try insert.hold(name.isEmpty ? .null : .string(name), at: 7)
      try insert.hold(row.time.map { .time($0) } ?? .null, at: 8)
      try insert.hold(.string(row.text), at: 9)
      _ = try insert.repeatRun()
    }
  }
}

extension Verifier {
  /// As many rows must be apart as the report of their import says.
  mutating func checkSetApart() throws(StoreError) {
    guard try db.hasSetApart() else { return }
    let counts = """
      SELECT name, kept, said FROM (
        SELECT i.name, (SELECT count(*) FROM set_apart AS s WHERE s.sha256=i.sha256) AS kept,
          CASE WHEN json_valid(i.report) AND json_type(i.report)='object'
            THEN json_extract(i.report,'$.set_apart_kept') END AS said
        FROM imports AS i WHERE i.format<>'settings' ORDER BY i.sha256)
      WHERE said IS NOT NULL AND said<>kept
      """
    for row in try db.rows(counts) {
      find(
        .layers,
        "\(row[1].int ?? 0) rows of \(row[0].string ?? "") are set apart, its import says "
          + "\(row[2].int ?? 0)")
    }
  }
}
