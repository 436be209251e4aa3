// Taking ticks into the database, once, and letting old days go.

public import Feeds
public import MarketData

/// Where ticks come from.
public struct TickSource: Hashable, Sendable {
  /// The file.
  public var name: String
  /// The stable name of its format.
  public var format: String
  /// SHA-256 of its bytes, in hexadecimal.
  public var sha256: String
  /// What was found in it, for the record.
  public var report: String
  /// The rows of it that broke a rule and are in no table.
  public var apart: RowsApart

  /// Makes a source.
  public init(
    name: String, format: String, sha256: String, report: String, apart: RowsApart = RowsApart()
  ) {
    self.apart = apart
    self.name = name
    self.format = format
    self.sha256 = sha256
    self.report = report
  }
}

/// What became of segments.
public struct TickReport: Hashable, Sendable {
  /// Segments that were new, or that were dropped.
  public var segments = 0
  /// Their rows.
  public var rows = 0
  /// Their bytes as they are stored.
  public var bytes = 0
  /// Rows of segments that were there before.
  public var repeated = 0
  /// True when the same file was loaded before.
  public var isRepeat = false
}

extension DeskStore {
  /// Keeps the ticks of a file; a repetition changes nothing.
  ///
  /// - Parameters:
  ///   - trades: The trades.
  ///   - quotes: The quotes.
  ///   - source: Where they come from.
  /// - Returns: How much was new.
  /// - Throws: `StoreError` when the commit fails; then nothing was kept.
  public func importTicks(
    _ trades: TradeTable, _ quotes: QuoteTable, from source: TickSource
  ) throws(StoreError) -> TickReport {
    if let fault { throw .faulted(fault) }
    let known = try connection.value(
      "SELECT 1 FROM imports WHERE sha256=?", [.string(source.sha256)])
    if known != nil {
      return TickReport(repeated: trades.count + quotes.count, isRepeat: true)
    }
    return try connection.transaction { () throws(StoreError) in
      try connection.run(
        "INSERT INTO imports VALUES(?,?,?,?,?,?)",
        [
          .string(source.sha256), .string(source.name), .string(source.format),
          .int(trades.count + quotes.count), .integer(wallNanoseconds()), .string(source.report),
        ])
      try connection.keep(source.apart, of: source.sha256)
      var report = TickReport()
      try eachSegment(of: trades, .trade, pack: TickPacking.pack) { (segment) throws(StoreError) in
        try connection.keep(segment, source.sha256, &report)
      }
      try eachSegment(of: quotes, .quote, pack: TickPacking.pack) { (segment) throws(StoreError) in
        try connection.keep(segment, source.sha256, &report)
      }
      return report
    }
  }

  /// Lets go of every tick before a day.
  ///
  /// A file whose ticks are all gone may be loaded again.
  ///
  /// - Parameter date: The first day in New York that is kept.
  /// - Returns: How much was dropped.
  /// - Throws: `StoreError` when the commit fails; then everything is still there.
  public func dropTicks(before date: CivilDate) throws(StoreError) -> TickReport {
    if let fault { throw .faulted(fault) }
    let day: [SQLValue] = [.string("\(date)")]
    return try connection.transaction { () throws(StoreError) in
      let sums = try connection.rows(
        "SELECT count(*), sum(rows), sum(length(data)) FROM ticks WHERE date<?", day)
      let sources = try connection.rows("SELECT DISTINCT source FROM ticks WHERE date<?", day)
      try connection.run("DELETE FROM ticks WHERE date<?", day)
      for source in sources {
        try connection.run(
          """
          DELETE FROM imports WHERE sha256=?1
          AND NOT EXISTS(SELECT 1 FROM ticks WHERE source=?1)
          """, [source[0]])
      }
      let row = sums.first ?? []
      return TickReport(
        segments: row.first?.int ?? 0, rows: row.dropFirst().first?.int ?? 0,
        bytes: row.dropFirst(2).first?.int ?? 0)
    }
  }
}

extension Connection {
  fileprivate func keep(
    _ segment: TickSegment, _ source: String, _ report: inout TickReport
  ) throws(StoreError) {
    let hash = segment.hash
    let known = try value(
      "SELECT 1 FROM ticks WHERE kind=? AND symbol=? AND date=? AND sha256=?",
      [
        .string(segment.kind.rawValue), .string(segment.symbol), .string("\(segment.date)"),
        .blob(hash),
      ])
    guard known == nil else {
      report.repeated += segment.rows
      return
    }
    try run(
      "INSERT INTO ticks VALUES(NULL,?,?,?,?,?,?,?,?,?,?)",
      [
        .string(segment.kind.rawValue), .string(segment.symbol), .string("\(segment.date)"),
        .integer(segment.first), .integer(segment.last), .int(segment.rows),
        .int(segment.decimals), .blob(segment.data), .blob(hash), .string(source),
      ])
    report.segments += 1
    report.rows += segment.rows
    report.bytes += segment.data.count
  }
}
