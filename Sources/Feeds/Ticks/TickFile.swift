// A file of ticks, read and checked.
//
// Text with a header (trades: symbol, time, price, size; quotes: symbol, time, bid, ask), packed by
// gzip or zip or not, and Lean's zips of equity ticks. The file streams through: beside the columns
// only a piece of it is in memory.

public import MarketData

/// How a file of ticks is read.
public struct TickReading: Hashable, Sendable {
  /// The symbol of a file that names none.
  public var symbol: String?
  /// Decimals of a price that are kept, from 0 to 9.
  public var decimals: Int

  /// Makes choices.
  public init(symbol: String? = nil, decimals: Int = 4) {
    self.symbol = symbol
    self.decimals = min(max(decimals, 0), 9)
  }
}

/// A file of ticks.
public struct TickFile: Sendable {
  /// The path it was read from.
  public var path: String
  /// `tick-trades`, `tick-quotes`, `lean-tick-trades` or `lean-tick-quotes`.
  public var format: String
  /// Rows of data, the bad ones included.
  public var rows = 0
  /// The sound trades, in the order of time.
  public var trades: TradeTable
  /// The sound quotes, in the order of time.
  public var quotes: QuoteTable
  /// What was wrong, by rule.
  public var findings: [ReportedFinding] = []
  /// The rows that broke a rule and are in no table.
  public var apart = RowsApart()

  /// Rows that broke a rule and are in no table.
  public var refused: Int { rows - trades.count - quotes.count }

  /// The earliest and the latest time of a sound row; nil without one.
  public var span: (first: Instant, last: Instant)? {
    let columns = (trades.series.map(\.time) + quotes.series.map(\.time)).filter { !$0.isEmpty }
    let first = columns.compactMap(\.first).min()
    let last = columns.compactMap(\.last).max()
    guard let first, let last else { return nil }
    return (Instant(nanoseconds: first), Instant(nanoseconds: last))
  }
}

/// Reads a file of ticks.
///
/// - Parameters:
///   - path: The file; `-` is standard input.
///   - reading: How.
/// - Returns: Its sound rows, and what was wrong with the others.
/// - Throws: `FeedError` with the place when it is no file of ticks, or cannot be read.
public func readTicks(_ path: String, _ reading: TickReading = TickReading()) throws -> TickFile {
  let opening = try TickSource.opening(of: path)
  let reader = TickTextReader(file: path, reading: reading)
  if opening.starts(with: Array("PK".utf8)) {
    try readPacked(path, reader)
  } else {
    try TickSource.pieces(of: path, opening: opening) { try reader.feed($0) }
    try reader.finishEntry()
  }
  return try reader.result()
}

/// The entries of a zip, one after another.
private func readPacked(_ path: String, _ reader: TickTextReader) throws {
  let archive = ZipArchive(path: path)
  var entry = -1
  let entries = try archive.entries()
  try archive.lines(of: entries) { number, line, bytes in
    if number != entry {
      if entry >= 0 { try reader.finishEntry() }
      entry = number
      try reader.beginEntry(entries[number].name)
    }
    try reader.take(line: bytes)
  }
  if entry >= 0 { try reader.finishEntry() }
}

/// SHA-256 of the bytes of a file as they lie on the disk, in hexadecimal.
///
/// - Throws: `FeedError` when it cannot be read.
public func contentHash(of path: String) throws -> String {
  try TickSource.hash(of: path)
}
