// A text file as lines and comma-separated cells, with places for error messages.
//
// Accepts a byte-order mark and CRLF. Cells hold no quotes: the formats read here have none.

import MarketData

/// One cell with its place.
struct TextCell {
  let text: Substring
  let file: String
  let line: Int
  let column: Int

  /// An error at this cell.
  func refuse(_ rule: String) -> FeedError {
    FeedError(file: file, line: line, column: column, rule: rule)
  }

  /// A finite number.
  func number(_ name: String) throws -> Double {
    guard let value = Double(text), value.isFinite else {
      throw refuse("\(name) must be a number, found \"\(shown)\"")
    }
    return value
  }

  /// A number above zero.
  func positive(_ name: String) throws -> Double {
    let value = try number(name)
    guard value > 0 else { throw refuse("\(name) must be above zero, found \(shown)") }
    return value
  }

  /// A calendar date.
  func date(_ name: String) throws -> CivilDate {
    guard let date = CivilDate(text) else {
      throw refuse("\(name) must be a date such as 2018-02-05, found \"\(shown)\"")
    }
    return date
  }

  /// The text, cut short and without control characters.
  var shown: String {
    var safe = ""
    for scalar in text.unicodeScalars.prefix(40) {
      safe.unicodeScalars.append(scalar.value < 32 || scalar.value == 127 ? "?" : scalar)
    }
    return safe
  }
}

/// The lines of a text file.
struct TextLines {
  let file: String
  /// Lines without their ends; the first is line 1.
  let lines: [Substring]

  /// Longest line that is read.
  static let lineLimit = 8_192

  init(file: String, bytes: [UInt8]) throws {
    self.file = file
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      let place = TextLines.firstInvalid(bytes)
      throw FeedError(
        file: file, line: place.line, column: place.column, rule: "must be UTF-8 text")
    }
    var text = Substring(decoded)
    if text.unicodeScalars.first == "\u{FEFF}" { text = text.dropFirst() }
    // CRLF is one Character, so a split on either end is a split on Characters.
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    if lines.last == "" { lines.removeLast() }
    for (index, line) in lines.enumerated() where line.utf8.count > TextLines.lineLimit {
      throw FeedError(
        file: file, line: index + 1, column: TextLines.lineLimit + 1,
        rule: "is longer than \(TextLines.lineLimit) bytes")
    }
    self.lines = lines
  }

  /// Where bytes stop being UTF-8.
  private static func firstInvalid(_ bytes: [UInt8]) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    var decoder = UTF8()
    var rest = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&rest) {
      if scalar == "\n" {
        line += 1
        column = 1
      } else if scalar != "\u{FEFF}" {
        column += 1
      }
    }
    return (line, column)
  }

  /// The cells of a line; line numbers count from 1.
  func cells(line: Int) -> [TextCell] {
    var cells: [TextCell] = []
    var column = 1
    for cell in lines[line - 1].split(separator: ",", omittingEmptySubsequences: false) {
      cells.append(TextCell(text: cell, file: file, line: line, column: column))
      column += cell.count + 1
    }
    return cells
  }

  /// The cells of a line that must have a count of them.
  func cells(line: Int, count: Int) throws -> [TextCell] {
    let cells = cells(line: line)
    guard cells.count == count else {
      // The first cell too many, or the place where the next one is missing.
      let column = cells.count > count ? cells[count].column : lines[line - 1].count + 1
      throw FeedError(
        file: file, line: line, column: column,
        rule: "must have \(count) cells, found \(cells.count)")
    }
    return cells
  }
}
