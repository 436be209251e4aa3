// Ticks packed for the disk: the rows of one symbol as a segment of bytes, without loss.
//
// Times and prices are kept as steps, sizes as they are, each column in blocks of bits. A segment
// says what it holds in its first bytes; whether the bytes are those that were written is for a
// hash beside them to tell.

/// Why bytes are no segment.
public enum TickPackingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes end too early.
  case truncated(at: Int)
  /// A value that no writer makes.
  case damaged(at: Int, what: String)

  /// What was wrong and where.
  public var description: String {
    switch self {
    case .truncated(let place): "the segment ends at byte \(place) before its last row"
    case .damaged(let place, let what): "the segment holds \(what) at byte \(place)"
    }
  }
}

/// Packs and unpacks segments.
public enum TickPacking {
  /// Most rows of a segment.
  public static let rowLimit = 1 << 20

  private static let version: UInt8 = 1
  private static let trades = UInt8(ascii: "T")
  private static let quotes = UInt8(ascii: "Q")

  /// Packs trades of one symbol.
  ///
  /// - Parameters:
  ///   - series: The columns.
  ///   - rows: Which rows, at most `rowLimit`.
  /// - Returns: The segment.
  public static func pack(_ series: TradeSeries, _ rows: Range<Int>) -> [UInt8] {
    var writer = BlockWriter(reserving: 8 * rows.count + 64)
    begin(&writer, trades, rows.count)
    writer.steps(series.time.span.extracting(rows))
    writer.steps(series.price.span.extracting(rows))
    writer.values(series.size.span.extracting(rows))
    return writer.bytes
  }

  /// Packs quotes of one symbol.
  ///
  /// - Parameters:
  ///   - series: The columns.
  ///   - rows: Which rows, at most `rowLimit`.
  /// - Returns: The segment.
  public static func pack(_ series: QuoteSeries, _ rows: Range<Int>) -> [UInt8] {
    var writer = BlockWriter(reserving: 12 * rows.count + 64)
    begin(&writer, quotes, rows.count)
    writer.steps(series.time.span.extracting(rows))
    writer.steps(series.bid.span.extracting(rows))
    writer.steps(series.ask.span.extracting(rows))
    writer.values(series.bidSize.span.extracting(rows))
    writer.values(series.askSize.span.extracting(rows))
    return writer.bytes
  }

  /// Unpacks trades.
  ///
  /// - Parameter bytes: A segment.
  /// - Returns: The columns.
  /// - Throws: `TickPackingError` for any other bytes.
  public static func trades(_ bytes: [UInt8]) throws(TickPackingError) -> TradeSeries {
    var reader = BlockReader(bytes)
    let rows = try rows(&reader, of: trades)
    let series = TradeSeries(
      time: try reader.steps(rows), price: try reader.steps(rows), size: try reader.values(rows))
    try end(reader)
    return series
  }

  /// Unpacks quotes.
  ///
  /// - Parameter bytes: A segment.
  /// - Returns: The columns.
  /// - Throws: `TickPackingError` for any other bytes.
  public static func quotes(_ bytes: [UInt8]) throws(TickPackingError) -> QuoteSeries {
    var reader = BlockReader(bytes)
    let rows = try rows(&reader, of: quotes)
    let (time, bid, ask) = (
      try reader.steps(rows), try reader.steps(rows), try reader.steps(rows)
    )
    let series = QuoteSeries(
      time: time, bid: bid, ask: ask, bidSize: try reader.values(rows),
      askSize: try reader.values(rows))
    try end(reader)
    return series
  }

  private static func begin(_ writer: inout BlockWriter, _ kind: UInt8, _ rows: Int) {
    writer.byte(kind)
    writer.byte(version)
    writer.fixed(UInt64(rows), bytes: 4)
  }

  private static func rows(
    _ reader: inout BlockReader, of kind: UInt8
  ) throws(TickPackingError) -> Int {
    let found = try reader.byte()
    guard found == kind else { throw .damaged(at: 0, what: "rows of kind \(found), not \(kind),") }
    let written = try reader.byte()
    guard written == version else { throw .damaged(at: 1, what: "the version \(written)") }
    let rows = Int(try reader.fixed(bytes: 4))
    guard rows <= rowLimit else { throw .damaged(at: 2, what: "a count of \(rows) rows") }
    return rows
  }

  private static func end(_ reader: BlockReader) throws(TickPackingError) {
    guard reader.isAtEnd else { throw .damaged(at: reader.place, what: "more than its rows") }
  }
}
