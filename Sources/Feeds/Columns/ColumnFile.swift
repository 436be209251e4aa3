// A table of named columns, read from CSV or from JSON, with the place of every cell.
//
// What models take from the shell: a header names the columns, in any order and any case. Cells may
// be quoted; commas, semicolons and tabs separate, whichever the header holds most of. JSON is a
// list of objects of one shape. The whole table stays in memory.

import FoundationEssentials
public import MarketData

/// A table of named columns.
public struct ColumnFile: Sendable {
  /// The file, as errors name it.
  public let file: String
  /// The names of the columns in lower case, in the order of the file.
  public let names: [String]
  /// Rows of cells, each as long as the names.
  public let rows: [[String]]
  /// The line of each row, from 1; for JSON the place of the object in the list.
  public let lines: [Int]
  /// Whether decimals have a comma, as they do where semicolons separate.
  private let hasDecimalComma: Bool

  /// Most rows that are read.
  static let rowLimit = 2_000_000

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - file: What errors call it.
  ///   - bytes: CSV with a header, or a JSON list of objects.
  /// - Throws: `FeedError` for text that is neither, a row of another length, or a name that
  ///   stands twice.
  public init(file: String, bytes: [UInt8]) throws {
    self.file = file
    let start = bytes.first { !" \t\r\n".utf8.contains($0) }
    let table =
      start == UInt8(ascii: "[") || start == UInt8(ascii: "{")
      ? try ObjectList.read(file: file, bytes: bytes) : try SeparatedText.read(file, bytes)
    names = table.names
    rows = table.rows
    lines = table.lines
    hasDecimalComma = table.hasDecimalComma
    guard !rows.isEmpty else { throw FeedError(file: file, rule: "holds no row of values") }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw FeedError(file: file, line: 1, rule: "the column \(name) stands twice")
    }
  }

  /// The clean bars of a file as a table, oldest first.
  ///
  /// - Parameters:
  ///   - file: What errors call it.
  ///   - bars: The bars.
  public init(file: String, bars: BarColumns) {
    self.file = file
    let isAdjusted = !bars.adjustedClose.isEmpty
    names =
      ["date", "open", "high", "low", "close"] + (isAdjusted ? ["adj close"] : []) + ["volume"]
    rows = (0..<bars.count).map { index in
      let start = bars.start(index)
      let label =
        bars.interval >= 86_400 ? NewYorkTime.date(start).description : start.description
      let prices = [bars.open[index], bars.high[index], bars.low[index], bars.close[index]]
      let others = (isAdjusted ? [bars.adjustedClose[index]] : []) + [bars.volume[index]]
      return [label] + (prices + others).map(\.description)
    }
    lines = bars.lines.map(Int.init)
    hasDecimalComma = false
  }

  /// The column of one of some names, the first that is there.
  public func column(_ aliases: [String]) -> Int? {
    for alias in aliases {
      if let index = names.firstIndex(of: alias) { return index }
    }
    return nil
  }

  /// The cell as a number.
  ///
  /// - Parameters:
  ///   - row: Which row.
  ///   - column: Which column.
  /// - Returns: The number; nil for an empty cell and for `NaN`, `null`, `NA` or `-`.
  /// - Throws: `FeedError` for any other text, with its place.
  public func number(row: Int, column: Int) throws(FeedError) -> Double? {
    let cell = rows[row][column]
    let missing = ["", "nan", "null", "na", "n/a", "-", "none"]
    if missing.contains(cell.lowercased()) { return nil }
    var text = cell
    if hasDecimalComma { text = String(cell.map { $0 == "," ? "." : $0 }) }
    guard let value = Double(text), value.isFinite else {
      throw refusal(row: row, column: column, rule: "must be a number")
    }
    return value
  }

  /// An error at a cell: its place, the column's name, what stands there and the rule.
  public func refusal(row: Int, column: Int, rule: String) -> FeedError {
    var shown = ""
    for scalar in rows[row][column].unicodeScalars.prefix(40) {
      shown.unicodeScalars.append(scalar.value < 32 || scalar.value == 127 ? "?" : scalar)
    }
    return FeedError(
      file: file, line: lines[row], rule: "\(names[column]) is \"\(shown)\", but \(rule)")
  }
}

/// What a reader of one format found.
struct RawTable {
  var names: [String] = []
  var rows: [[String]] = []
  var lines: [Int] = []
  var hasDecimalComma = false
}

/// Rows of cells with a separator between them.
enum SeparatedText {
  /// Longest line that is read.
  static let lineLimit = 1 << 16

  static func read(_ file: String, _ bytes: [UInt8]) throws -> RawTable {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw FeedError(file: file, rule: "must be UTF-8 text")
    }
    var table = RawTable()
    var separator = UInt8(ascii: ",")
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      line += 1
      defer { start = end + 1 }
      guard end - start <= lineLimit else {
        throw FeedError(file: file, line: line, rule: "is longer than \(lineLimit) bytes")
      }
      var text = bytes[start..<end]
      if text.last == 0x0D { text = text.dropLast() }
      if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      if table.names.isEmpty {
        if text.first == UInt8(ascii: "#") { continue }
        separator = mostFrequent(in: text)
        table.names = cells(text, separator).map { $0.lowercased() }
        table.hasDecimalComma = separator == UInt8(ascii: ";")
        continue
      }
      let row = cells(text, separator)
      guard row.count == table.names.count else {
        throw FeedError(
          file: file, line: line,
          rule: "must have \(table.names.count) cells as the header has, found \(row.count)")
      }
      guard table.rows.count < ColumnFile.rowLimit else {
        throw FeedError(file: file, line: line, rule: "more than \(ColumnFile.rowLimit) rows")
      }
      table.rows.append(row)
      table.lines.append(line)
    }
    return table
  }

  private static func mostFrequent(in text: ArraySlice<UInt8>) -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    let counts = candidates.map { mark in text.count { $0 == mark } }
    let best = counts.indices.max {
      counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1)
    }
    return candidates[best ?? 0]
  }

  /// The cells of a line without the blanks and quotes around them.
  private static func cells(_ text: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
    var result: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    for byte in text {
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if byte == separator && !isQuoted {
        result.append(trimmed(cell))
        cell.removeAll(keepingCapacity: true)
      } else {
        cell.append(byte)
      }
    }
    result.append(trimmed(cell))
    return result
  }

  private static func trimmed(_ cell: [UInt8]) -> String {
    let blank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    guard let first = cell.firstIndex(where: { !blank($0) }),
      let last = cell.lastIndex(where: { !blank($0) })
    else { return "" }
    return String(decoding: cell[first...last], as: UTF8.self)
  }
}

/// A JSON list of objects, or one object.
enum ObjectList {
  static func read(file: String, bytes: [UInt8]) throws -> RawTable {
    let objects: [[String: Scalar]]
    do {
      let isOne = bytes.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
      let data = Data(bytes)
      objects =
        isOne
        ? [try JSONDecoder().decode([String: Scalar].self, from: data)]
        : try JSONDecoder().decode([[String: Scalar]].self, from: data)
    } catch {
      throw FeedError(file: file, rule: "must be CSV with a header, or a JSON list of objects")
    }
    var table = RawTable()
    table.names = Set(objects.flatMap { $0.keys.map { $0.lowercased() } }).sorted()
    for (index, object) in objects.enumerated() {
      var row = [String](repeating: "", count: table.names.count)
      for (key, value) in object.sorted(by: { $0.key < $1.key }) {
        if let place = table.names.firstIndex(of: key.lowercased()) { row[place] = value.text }
      }
      table.rows.append(row)
      table.lines.append(index + 1)
    }
    return table
  }

  /// A value of an object as text.
  private struct Scalar: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        text = ""
      } else if let number = try? value.decode(Double.self) {
        text = "\(number)"
      } else {
        text = try value.decode(String.self)
      }
    }
  }
}
