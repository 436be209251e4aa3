// Rows of a file that a rule keeps out of the clean ones: where each stands, why, and what it says.

import Glibc
public import MarketData

/// A row that is kept apart from the clean ones.
public struct RowApart: Hashable, Sendable {
  /// The line of the file, from 1; the number of the record where there are no lines.
  public var line: Int
  /// The column of the text, from 1; nil when the whole row is meant.
  public var column: Int?
  /// The stable name of the rule that it breaks, such as `ohlc-order`.
  public var rule: String
  /// How grave that is.
  public var severity: FindingSeverity
  /// The symbol it belongs to; nil when the row does not tell.
  public var symbol: String?
  /// The moment it is of; nil when it could not be read.
  public var time: Instant?
  /// What stands there: no control characters, at most `RowsApart.textLimit` bytes.
  public var text: String

  /// Makes a row; its text is made plain.
  public init(
    line: Int, column: Int? = nil, rule: String, severity: FindingSeverity,
    symbol: String? = nil, time: Instant? = nil, text: String
  ) {
    self.line = line
    self.column = column
    self.rule = rule
    self.severity = severity
    self.symbol = symbol
    self.time = time
    self.text = RowsApart.plain(text.utf8)
  }
}

/// The rows of a file that are kept apart, as many of them as are kept.
public struct RowsApart: Hashable, Sendable {
  /// The rows in the order in which they were found.
  public private(set) var rows: [RowApart] = []
  /// Rows beyond the limit, which are counted only.
  public private(set) var beyond = 0

  /// Most rows that are kept of one file, so that a file without a sound row cannot fill the disk.
  public static let limit = 10_000
  /// Most bytes of a row's text.
  public static let textLimit = 240

  /// Nothing apart yet.
  public init() {}

  /// Every row that is apart, counted.
  public var count: Int { rows.count + beyond }

  /// Keeps a row, or counts it when there are too many.
  public mutating func add(_ row: @autoclosure () -> RowApart) {
    guard rows.count < RowsApart.limit else {
      beyond += 1
      return
    }
    rows.append(row())
  }

  /// Adds the rows of another reading of the same file.
  public mutating func add(_ others: RowsApart) {
    for row in others.rows { add(row) }
    beyond += others.beyond
  }

  /// Says whose bars the rows are and of which moments, where bars could be read.
  ///
  /// - Parameters:
  ///   - tables: Bars that were set apart, a table for each symbol.
  ///   - symbols: Every symbol of the file.
  mutating func name(by tables: [BarColumns], symbols: [String]) {
    let wanted = Set(rows.map(\.line))
    var found: [Int: (symbol: String?, start: Int64)] = [:]
    for table in tables {
      for index in 0..<table.count {
        let line = Int(table.lines[index])
        guard wanted.contains(line) else { continue }
        // A row with bars of several symbols belongs to none of them.
        let symbol = found[line] == nil ? table.symbol : nil
        found[line] = (symbol, table.starts[index])
      }
    }
    let only = symbols.count == 1 ? symbols.first : nil
    for index in rows.indices {
      let bar = found[rows[index].line]
      let symbol = bar?.symbol ?? only ?? ""
      rows[index].symbol = symbol.isEmpty ? nil : symbol
      rows[index].time = bar.map { Instant(nanoseconds: $0.start) }
    }
  }

  /// Gives every row the same symbol and moment, where they are known.
  mutating func name(symbol: String?, time: Instant?) {
    for index in rows.indices {
      rows[index].symbol = symbol
      rows[index].time = time
    }
  }

  /// Puts the text of its line in the place of each row's few words.
  ///
  /// - Parameter file: The file as it was when the rows were found.
  /// - Throws: `FeedError` when the file cannot be read again or has changed since.
  mutating func takeLines(of file: ByteStream) throws {
    guard !rows.isEmpty else { return }
    let again = try ByteStream(file.path)
    guard again.size == file.size, again.modified == file.modified else {
      throw FeedError(file: file.path, rule: "changed while it was read", code: "changed")
    }
    let texts = try LineTexts.read(again, lines: rows.map(\.line))
    for index in rows.indices {
      if let text = texts[rows[index].line] { rows[index].text = text }
    }
  }

  /// Bytes as a text of one line without control characters, cut to the limit between letters.
  static func plain(_ bytes: some Collection<UInt8>) -> String {
    var text = ""
    var length = 0
    for scalar in String(decoding: bytes.prefix(textLimit + 8), as: UTF8.self).unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      let kept: Unicode.Scalar = isControl ? "?" : scalar
      length += UTF8.width(kept)
      guard length <= textLimit else { break }
      text.unicodeScalars.append(kept)
    }
    return text
  }
}

/// The texts of some lines of a file.
struct LineTexts {
  /// The lines that are wanted, ascending.
  private let wanted: [Int]
  private var place = 0
  /// The line at hand, from 1.
  private var line = 1
  /// The start of a wanted line that the last piece ended within.
  private var head: [UInt8] = []
  private var texts: [Int: String] = [:]

  /// Every wanted line was found.
  private struct Done: Error {}

  private init(_ lines: [Int]) { wanted = Set(lines).sorted() }

  /// Reads them.
  static func read(_ file: ByteStream, lines: [Int]) throws -> [Int: String] {
    var reading = LineTexts(lines)
    do {
      try file.unhashedPieces { try reading.feed($0) }
    } catch is Done {}
    if !reading.head.isEmpty { reading.close() }
    return reading.texts
  }

  private mutating func feed(_ piece: UnsafeRawBufferPointer) throws {
    var start = 0
    while start < piece.count {
      guard place < wanted.count else { throw Done() }
      let rest = UnsafeRawBufferPointer(rebasing: piece[start...])
      let newline = LineTexts.newline(in: rest)
      if line == wanted[place] {
        let room = max(0, RowsApart.textLimit + 8 - head.count)
        head.append(contentsOf: rest[..<(newline ?? rest.count)].prefix(room))
      }
      guard let newline else { return }
      if line == wanted[place] { close() }
      line += 1
      start += newline + 1
    }
  }

  private static func newline(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress, let found = memchr(start, 0x0A, bytes.count) else {
      return nil
    }
    return UnsafeRawPointer(found) - start
  }

  private mutating func close() {
    if head.last == 0x0D { head.removeLast() }
    texts[wanted[place]] = RowsApart.plain(head)
    head.removeAll(keepingCapacity: true)
    place += 1
  }
}
