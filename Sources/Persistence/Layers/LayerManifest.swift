// What each layer holds, part by part: dates, rows, sessions that are missing, and a hash.

public import MarketData
import Numerics

extension Connection {
  /// Builds every layer that an import touched, from the first changed date on.
  func buildLayers(after importer: MarketImporter) throws(StoreError) {
    let ranks = try SourceRanks(self)
    var symbols: [(symbol: String, from: CivilDate)] = []
    for change in importer.changedBars.sorted(by: { ($0.symbol, $0.from) < ($1.symbol, $1.from) })
    where symbols.last?.symbol != change.symbol { symbols.append(change) }
    for (symbol, from) in symbols {
      try buildCurated(symbol, from: from, ranks)
      try describe("raw.market", symbol)
      try describe("curated.market", symbol)
    }
    let inputs = MarketAlias.names(of: "SPX") + MarketAlias.names(of: "VIX")
    let changed = (symbols + importer.changedSeries).filter { inputs.contains($0.symbol) }
    if let from = changed.map(\.from).min(), try buildIndexVIX(from: from, ranks) {
      try describe("features.L1", FeatureSchema.indexVIX)
    }
    for schema in importer.changedSchemas { try describe("features.L1", schema) }
  }

  /// The query of a part of a layer, its date first, in the order of its key.
  private func query(of layer: String) -> String {
    switch layer {
    case "raw.market":
      """
      SELECT date, open, high, low, close, volume, adj_close, source FROM raw_market
      WHERE symbol=? ORDER BY date, source
      """
    case "curated.market":
      """
      SELECT date, close, adj_close, ret, source FROM curated_market WHERE symbol=? ORDER BY date
      """
    default: "SELECT date, columns FROM features WHERE schema=? ORDER BY date"
    }
  }

  /// What a part of a layer holds; nil when it is empty.
  func measure(_ layer: String, _ part: String) throws(StoreError) -> LayerRow? {
    var digest = SHA256()
    var bytes: [UInt8] = []
    var first: CivilDate?
    var last: CivilDate?
    var rows = 0
    var gaps = 0
    try each(query(of: layer), [.string(part)]) { row throws(StoreError) in
      guard let date = row.text(0).flatMap({ CivilDate($0) }) else { return }
      if let last, date > last { gaps += missingSessions(after: last, before: date) }
      first = first ?? date
      last = date
      rows += 1
      for value in row.row() { value.append(to: &bytes) }
      digest.update(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
    guard let first, let last else { return nil }
    return LayerRow(
      layer: layer, part: part, first: first, last: last, rows: rows, gaps: gaps,
      sha256: SHA256.hexadecimal(digest.finalize()))
  }

  private func describe(_ layer: String, _ part: String) throws(StoreError) {
    guard let row = try measure(layer, part) else { return }
    try run(
      "INSERT OR REPLACE INTO layers VALUES(?,?,?,?,?,?,?)",
      [
        .string(layer), .string(part), .string(row.first.description),
        .string(row.last.description), .int(row.rows), .int(row.gaps), .string(row.sha256),
      ])
  }
}

/// What a part of a layer holds.
public struct LayerRow: Hashable, Sendable {
  /// raw.market, curated.market or features.L1.
  public var layer: String
  /// The symbol, or the feature schema.
  public var part: String
  /// The first date.
  public var first: CivilDate
  /// The last date.
  public var last: CivilDate
  /// Its rows.
  public var rows: Int
  /// Sessions of the New York calendar between its dates that have no row.
  public var gaps: Int
  /// SHA-256 over its rows in the order of their key.
  public var sha256: String
}

/// Sessions of the New York calendar strictly between two dates; the calendar begins in 1990.
private func missingSessions(after last: CivilDate, before date: CivilDate) -> Int {
  guard date.days(since: last) > 1, last.year >= 1990, date.year <= 2035 else { return 0 }
  var count = 0
  for day in (last.dayNumber + 1)..<date.dayNumber
  where TradingCalendar.isTradingDay(CivilDate(dayNumber: day)) {
    count += 1
  }
  return count
}

extension SQLValue {
  /// The value with its kind and its length, so that no two rows give the same bytes.
  fileprivate func append(to bytes: inout [UInt8]) {
    func append(_ kind: UInt8, _ bits: UInt64) {
      bytes.append(kind)
      for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * UInt64(shift)))) }
    }
    switch self {
    case .null: append(0, 0)
    case .integer(let value): append(1, UInt64(bitPattern: value))
    case .real(let value): append(2, value.bitPattern)
    case .text(let text):
      append(3, UInt64(text.count))
      bytes += text
    case .blob(let blob):
      append(4, UInt64(blob.count))
      bytes += blob
    }
  }
}
