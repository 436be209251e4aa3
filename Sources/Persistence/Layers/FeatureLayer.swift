// The feature layer: one row for a schema and a date, its columns by name.
//
// A row is one JSON object, so that a range of dates is one walk along the key and a schema takes
// whatever dated series is joined to it.

import MarketData

/// The schemas that the program fills by itself.
enum FeatureSchema {
  /// Prices of the S&P 500 and the close of VIX, from the daily bars of both.
  static let indexVIX = "index-vix"
}

extension Connection {
  /// Adds columns to the row of a date, or makes the row.
  ///
  /// - Parameters:
  ///   - schema: The schema.
  ///   - date: The date.
  ///   - columns: Finite values by name.
  ///   - overwrites: Whether a column that is there takes the new value.
  /// - Throws: `StoreError` when the row cannot be written.
  func mergeFeatures(
    schema: String, date: CivilDate, columns: [(name: String, value: Double)], overwrites: Bool
  ) throws(StoreError) {
    let cells = columns.map { "\(jsonString($0.name)):\($0.value)" }.joined(separator: ",")
    let merged =
      overwrites ? "json_patch(columns,excluded.columns)" : "json_patch(excluded.columns,columns)"
    try run(
      """
      INSERT INTO features VALUES(?,?,?)
      ON CONFLICT(schema,date) DO UPDATE SET columns=\(merged)
      """, [.string(schema), .string(date.description), .string("{\(cells)}")])
  }

  /// Builds the rows of `index-vix` anew from a date on: dates on which both are known.
  ///
  /// - Returns: True when there is any row.
  func buildIndexVIX(from first: CivilDate, _ ranks: SourceRanks) throws(StoreError) -> Bool {
    let closes = try newestCloses("VIX", from: first, ranks)
    var next = 0
    var hasRows = false
    for row in try newestBars("SPX", from: first, ranks) {
      while next < closes.count, closes[next].date < row.date { next += 1 }
      guard next < closes.count, closes[next].date == row.date else { continue }
      guard (5...150).contains(closes[next].value) else {
        throw .importRefused(
          file: "VIX", line: nil,
          reason: "must close between 5 and 150, on \(row.date) it is \(closes[next].value)")
      }
      try mergeFeatures(
        schema: FeatureSchema.indexVIX, date: row.date,
        columns: [
          ("open", row.bar.open), ("high", row.bar.high), ("low", row.bar.low),
          ("close", row.bar.close), ("vix", closes[next].value),
        ], overwrites: true)
      hasRows = true
    }
    return hasRows
  }
}
