// Comma-separated text as bytes: rows, cells, numbers and dates without a string for each.
//
// A byte-order mark, CRLF and quoted cells are accepted. Cells are positions into the file; a
// number with up to fifteen digits is exact without the library's parser.

import MarketData

/// A number cell.
enum NumberCell {
  case missing
  case value(Double)
  case malformed
}

/// The cells of one row as positions into the bytes of a file.
struct TableRow {
  /// Starts and ends of the cells, without quotes.
  private(set) var starts: [Int] = []
  private(set) var ends: [Int] = []
  /// The line, from 1.
  private(set) var line = 0
  /// Where the next row starts.
  private(set) var position: Int
  private let separator: UInt8

  /// Starts before the first row.
  init(_ bytes: Span<UInt8>, separator: UInt8 = 0x2C) {
    let hasMark =
      bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    position = hasMark ? 3 : 0
    self.separator = separator
  }

  /// Goes on with the next piece of the same text, which starts with a row.
  mutating func restart() { position = 0 }

  var count: Int { starts.count }

  /// Whether the row has no text at all.
  var isBlank: Bool { starts.count == 1 && starts[0] == ends[0] }

  /// Whether the row ends in a comma that the header does not have.
  func isWiderByBlank(than width: Int) -> Bool {
    count == width + 1 && starts[width] == ends[width]
  }

  /// Moves to the next row; false after the last one.
  mutating func next(_ bytes: Span<UInt8>) -> Bool {
    guard position < bytes.count else { return false }
    line += 1
    if let end = TableRow.splitInWords(bytes, from: position, separator, &starts, &ends) {
      position = end
    } else {
      split(bytes)
    }
    return true
  }

  /// Finds the cells of a row that has as many as the row before and no quotes, eight bytes at a
  /// time.
  ///
  /// - Returns: Where the next row starts; nil when the row is another and must be looked at byte by
  ///   byte, as must one within eight bytes of the end.
  private static func splitInWords(
    _ bytes: Span<UInt8>, from position: Int, _ separator: UInt8, _ allStarts: inout [Int],
    _ allEnds: inout [Int]
  ) -> Int? {
    let cells = allStarts.count
    guard cells > 0, allEnds.count == cells else { return nil }
    var starts = allStarts.mutableSpan
    var ends = allEnds.mutableSpan
    let separators = ByteWord.repeating(separator)
    var cell = 0
    var start = position
    var base = position
    while base &+ 8 <= bytes.count {
      let word = ByteWord.load(bytes, at: base)
      guard ByteWord.zeros(word ^ ByteWord.quotes) == 0 else { return nil }
      var marks = ByteWord.zeros(word ^ separators) | ByteWord.zeros(word ^ ByteWord.newlines)
      while marks != 0 {
        let index = base &+ marks.trailingZeroBitCount &>> 3
        marks &= marks &- 1
        guard cell < cells else { return nil }
        let isEnd = bytes[index] == 0x0A
        var end = index
        if end > start, bytes[end &- 1] == 0x0D { end &-= 1 }
        starts[cell] = start
        ends[cell] = end
        cell &+= 1
        start = index &+ 1
        if isEnd { return cell == cells ? start : nil }
      }
      base &+= 8
    }
    return nil
  }

  /// Finds the cells of a row byte by byte.
  private mutating func split(_ bytes: Span<UInt8>) {
    var cells = 0
    var start = position
    var index = position
    let count = bytes.count
    while true {
      if index < count, index == start, bytes[index] == 0x22 {
        index = quoted(bytes, from: index + 1, cells)
        start = index
        while index < count, bytes[index] != separator, bytes[index] != 0x0A { index += 1 }
      } else {
        while index < count, bytes[index] != separator, bytes[index] != 0x0A { index += 1 }
        var end = index
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        put(start, end, cells)
      }
      cells += 1
      guard index < count, bytes[index] == separator else {
        position = index + 1
        if starts.count > cells {
          starts.removeLast(starts.count - cells)
          ends.removeLast(ends.count - cells)
        }
        return
      }
      index += 1
      start = index
    }
  }

  /// Keeps the place of a cell; rows of one length use the room of the row before.
  @inline(__always) private mutating func put(_ start: Int, _ end: Int, _ cell: Int) {
    if cell < starts.count {
      starts[cell] = start
      ends[cell] = end
    } else {
      starts.append(start)
      ends.append(end)
    }
  }

  /// Adds a quoted cell and returns the position after its closing quote.
  private mutating func quoted(_ bytes: Span<UInt8>, from start: Int, _ cell: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != 0x22, bytes[index] != 0x0A { index += 1 }
    put(start, index, cell)
    return index < bytes.count && bytes[index] == 0x22 ? index + 1 : index
  }

  /// The text of a cell without spaces around it and control characters, cut to 60 characters.
  func text(_ cell: Int, _ bytes: Span<UInt8>) -> String {
    guard starts.indices.contains(cell) else { return "" }
    var copy: [UInt8] = []
    for index in starts[cell]..<ends[cell] where copy.count < 60 && bytes[index] >= 0x20 {
      if bytes[index] == 0x20, copy.isEmpty { continue }
      copy.append(bytes[index])
    }
    while copy.last == 0x20 { copy.removeLast() }
    return String(decoding: copy, as: UTF8.self)
  }

  /// A number of at most eight bytes without a sign; nil for every other cell.
  @inline(__always) func shortNumber(_ cell: Int, _ bytes: Span<UInt8>) -> Double? {
    guard cell >= 0, cell < starts.count, cell < ends.count else { return nil }
    return ByteWord.number(bytes, from: starts[cell], to: ends[cell])
  }

  /// A number: missing when the cell is empty, malformed when it is not finite.
  @inline(__always) func number(_ cell: Int, _ bytes: Span<UInt8>) -> NumberCell {
    guard cell >= 0, cell < starts.count else { return .missing }
    if let value = shortNumber(cell, bytes) { return .value(value) }
    return anyNumber(cell, bytes)
  }

  /// A number of any length, with a sign or blanks around it.
  private func anyNumber(_ cell: Int, _ bytes: Span<UInt8>) -> NumberCell {
    var start = starts[cell]
    var end = ends[cell]
    while start < end, bytes[start] == 0x20 { start += 1 }
    while start < end, bytes[end - 1] == 0x20 { end -= 1 }
    guard start < end else { return .missing }
    var index = start
    let isNegative = bytes[index] == 0x2D
    if isNegative { index += 1 }
    var mantissa: Int64 = 0
    var digits = 0
    var decimals = 0
    var hasPoint = false
    while index < end {
      let byte = bytes[index]
      if byte == 0x2E, !hasPoint {
        hasPoint = true
      } else if byte >= 0x30, byte <= 0x39, digits < 15 {
        mantissa = mantissa * 10 + Int64(byte - 0x30)
        digits += 1
        if hasPoint { decimals += 1 }
      } else {
        return longNumber(start..<end, bytes)
      }
      index += 1
    }
    guard digits > 0 else { return .malformed }
    // Both are exact in a double, so the quotient is the nearest one.
    let value = Double(mantissa) / ByteWord.powers[decimals]
    return .value(isNegative ? -value : value)
  }

  /// Numbers with an exponent or many digits.
  private func longNumber(_ range: Range<Int>, _ bytes: Span<UInt8>) -> NumberCell {
    var copy: [UInt8] = []
    for index in range { copy.append(bytes[index]) }
    guard let value = Double(String(decoding: copy, as: UTF8.self)), value.isFinite else {
      return .malformed
    }
    return .value(value)
  }

  /// A date within the years that options are listed for, and that exchange time can hold.
  static func listed(_ year: Int, _ month: Int, _ day: Int) -> CivilDate? {
    (1_970...2_200).contains(year) ? CivilDate(year: year, month: month, day: day) : nil
  }
}
