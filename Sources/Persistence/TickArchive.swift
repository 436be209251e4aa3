// Reading ticks back: only the segments that a question touches, each against its hash.

public import MarketData

/// The ticks of a symbol in the database.
public struct TickSummary: Hashable, Sendable {
  /// `trade` or `quote`.
  public var kind: String
  /// The symbol.
  public var symbol: String
  /// Days in New York.
  public var days: Int
  /// Segments.
  public var segments: Int
  /// Rows.
  public var rows: Int
  /// The earliest.
  public var first: Instant
  /// The latest.
  public var last: Instant
  /// Bytes as they are stored.
  public var bytes: Int

  /// Makes a summary.
  public init(
    kind: String, symbol: String, days: Int, segments: Int, rows: Int, first: Instant,
    last: Instant, bytes: Int
  ) {
    self.kind = kind
    self.symbol = symbol
    self.days = days
    self.segments = segments
    self.rows = rows
    self.first = first
    self.last = last
    self.bytes = bytes
  }
}

extension DeskArchive {
  /// The trades of a selection.
  ///
  /// - Throws: `StoreError.corrupt` naming the first segment that is damaged.
  public func trades(_ selection: TickSelection) throws(StoreError) -> TradeTable {
    try connection.ticks(.trade, selection, path: files.database) {
      (table: inout TradeTable, bytes, number) throws(TickPackingError) in
      let series = try TickPacking.trades(bytes)
      table.append(series, to: number)
      return series.count
    }
  }

  /// The quotes of a selection.
  ///
  /// - Throws: `StoreError.corrupt` naming the first segment that is damaged.
  public func quotes(_ selection: TickSelection) throws(StoreError) -> QuoteTable {
    try connection.ticks(.quote, selection, path: files.database) {
      (table: inout QuoteTable, bytes, number) throws(TickPackingError) in
      let series = try TickPacking.quotes(bytes)
      table.append(series, to: number)
      return series.count
    }
  }

  /// What ticks there are, by kind and symbol.
  public func tickSummaries() throws(StoreError) -> [TickSummary] {
    guard try connection.hasTicks() else { return [] }
    return try connection.rows(
      """
      SELECT kind, symbol, count(DISTINCT date), count(*), sum(rows), min(first_ts), max(last_ts),
        sum(length(data)) FROM ticks GROUP BY kind, symbol ORDER BY kind DESC, symbol
      """
    ).map { row in
      TickSummary(
        kind: row[0].string ?? "", symbol: row[1].string ?? "", days: row[2].int ?? 0,
        segments: row[3].int ?? 0, rows: row[4].int ?? 0,
        first: Instant(nanoseconds: Int64(row[5].int ?? 0)),
        last: Instant(nanoseconds: Int64(row[6].int ?? 0)), bytes: row[7].int ?? 0)
    }
  }
}

extension Connection {
  /// Whether the database is of a version that keeps ticks.
  func hasTicks() throws(StoreError) -> Bool {
    try value("SELECT 1 FROM sqlite_master WHERE type='table' AND name='ticks'") != nil
  }

  /// The ticks of a selection in one table, whatever decimals their segments have.
  fileprivate func ticks<Series: TickSeries>(
    _ kind: TickKindName, _ selection: TickSelection, path: String,
    unpack: (inout TickTable<Series>, [UInt8], Int32) throws(TickPackingError) -> Int
  ) throws(StoreError) -> TickTable<Series> {
    var result: TickTable<Series>?
    guard try hasTicks() else { return TickTable() }
    for decimals in TickTable<Series>.decimalRange {
      var table = TickTable<Series>(symbols: result?.symbols ?? TickSymbols(), decimals: decimals)
      try eachSegment(kind, selection, decimals) { segment throws(StoreError) in
        try segment.check(path)
        let number = table.number(adding: segment.symbol)
        do throws(TickPackingError) {
          let rows = try unpack(&table, segment.data, number)
          guard rows == segment.rows else {
            throw .damaged(at: 2, what: "\(rows) rows instead of \(segment.rows)")
          }
        } catch {
          throw segment.damaged(path, error.description)
        }
      }
      guard table.count > 0 else { continue }
      guard var earlier = result else {
        result = table
        continue
      }
      guard earlier.refine(to: decimals), earlier.take(table) else {
        throw .corrupt(path: path, detail: "ticks whose prices do not fit \(decimals) decimals")
      }
      result = earlier
    }
    var table = result ?? TickTable()
    table.sort()
    return selection.isWhole ? table : table.selected(selection)
  }

  private func eachSegment(
    _ kind: TickKindName, _ selection: TickSelection, _ decimals: Int,
    _ visit: (StoredSegment) throws(StoreError) -> Void
  ) throws(StoreError) {
    let symbols: [String?] = selection.symbols.map { $0.map(Optional.some) } ?? [nil]
    for symbol in symbols {
      let sql = """
        SELECT segment, symbol, date, rows, decimals, data, sha256, kind FROM ticks
        WHERE kind=? AND last_ts>=? AND first_ts<? AND decimals=?\
        \(symbol == nil ? "" : " AND symbol=?") ORDER BY symbol, first_ts, segment
        """
      let bounds: [SQLValue] = [
        .string(kind.rawValue), .integer(selection.from), .integer(selection.to), .int(decimals),
      ]
      try each(sql, bounds + (symbol.map { [.string($0)] } ?? [])) { row throws(StoreError) in
        try visit(StoredSegment(row))
      }
    }
  }
}

/// A segment as it was found.
struct StoredSegment {
  let number: Int
  let symbol: String
  let date: String
  let rows: Int
  let decimals: Int
  let data: [UInt8]
  let hash: [UInt8]
  let kind: String

  init(_ row: Statement) {
    number = row.int(0) ?? 0
    symbol = row.text(1) ?? ""
    date = row.text(2) ?? ""
    rows = row.int(3) ?? 0
    decimals = row.int(4) ?? 0
    data = row.bytes(5)
    hash = row.bytes(6)
    kind = row.text(7) ?? ""
  }

  func check(_ path: String) throws(StoreError) {
    guard hasItsHash else { throw damaged(path, StoredSegment.hashFault) }
  }

  static let hashFault = "its bytes do not match their hash"

  var hasItsHash: Bool {
    TickSegment.hash(kind: kind, symbol: symbol, decimals: decimals, data: data) == hash
  }

  func damaged(_ path: String, _ why: String) -> StoreError {
    .corrupt(path: path, detail: named(why))
  }

  func named(_ why: String) -> String {
    "segment \(number) of the \(kind)s of \(symbol) on \(date): \(why)"
  }
}
