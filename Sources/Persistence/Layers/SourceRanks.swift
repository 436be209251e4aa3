// Which of several imports of the same row is read: the newest one.

import MarketData

/// The order in which files were imported.
struct SourceRanks {
  private var ranks: [String: Int] = [:]

  init(_ db: Connection) throws(StoreError) {
    let rows = try db.rows(
      """
      SELECT substr(sha256,1,12) FROM imports WHERE format<>'settings' ORDER BY ts, rowid
      """)
    for (rank, row) in rows.enumerated() { ranks[row[0].string ?? ""] = rank }
  }

  /// The rank of a source, the newest highest; below zero when it is no import.
  func rank(_ source: String) -> Int { ranks[String(source.suffix(12))] ?? -1 }
}

/// The names under which vendors give an index.
public enum MarketAlias {
  private static let known: [(symbol: String, names: [String])] = [
    ("SPX", ["SPX", "^SPX", "^GSPC", "GSPC"]), ("NDX", ["NDX", "^NDX"]), ("RUT", ["RUT", "^RUT"]),
    ("VIX", ["VIX", "^VIX"]), ("VIX3M", ["VIX3M", "^VIX3M", "VXV", "^VXV"]),
  ]

  /// Every name of a symbol, its own first.
  public static func names(of symbol: String) -> [String] {
    known.first { $0.symbol == symbol }?.names ?? [symbol, "^\(symbol)"]
  }
}
