// What the readers of tables share: rows of a layout, counted, with their cells as numbers.

import MarketData

/// What a reader made of a table.
struct TableResult {
  var format: String
  var rows: Int
  var content: MarketContent
  var first: String?
  var last: String?
  var findings: [ReportedFinding]
  var setApart: [BarColumns] = []
  var apart = RowsApart()
  var attached: [NamedSeries] = []
  var recording: RecordingCounts?
}

/// Reads the rows of a table, block by block.
protocol TableReader {
  /// Makes room for as many rows as a file of its length holds.
  mutating func expect(rows: Int)
  /// Takes a block of whole lines; the last one of a file may lack its newline.
  mutating func take(_ bytes: Span<UInt8>, isLast: Bool) throws
  /// Checks the table as a whole.
  mutating func finish() throws -> TableResult
}

extension TableReader {
  mutating func expect(rows: Int) {}
}

/// The rows of a table below its header.
struct TableRows {
  let file: String
  let layout: TableLayout
  var findings = TableFindings()
  /// Rows of data so far.
  private(set) var count = 0
  private(set) var row: TableRow
  private var hasStarted = false
  private var rowStart = 0

  init(file: String, layout: TableLayout) {
    self.file = file
    self.layout = layout
    row = TableRow([UInt8]().span, separator: layout.separator)
  }

  /// Starts a block.
  mutating func open(_ bytes: Span<UInt8>) {
    if hasStarted {
      row.restart()
    } else {
      row = TableRow(bytes, separator: layout.separator)
      hasStarted = true
    }
    rowStart = row.position
  }

  /// Moves to the next row of data that has all its cells; false at the end of the block.
  mutating func next(_ bytes: Span<UInt8>, isLast: Bool) throws -> Bool {
    while row.next(bytes) {
      let length = row.position - rowStart
      rowStart = row.position
      guard length <= LineBlocks.lineLimit else { throw LineBlocks.tooLong(file, row.line) }
      guard row.line > layout.headerLine, !isEmpty(bytes) else { continue }
      count += 1
      guard row.count == layout.width || isPadded(bytes) else {
        let isCut = isLast && row.position > bytes.count && row.count < layout.width
        findings.add(
          isCut ? .truncatedRow : .cellCount, line: row.line,
          column: column(of: row.count - 1, bytes),
          "\(row.count) cells in place of \(layout.width)")
        continue
      }
      return true
    }
    return false
  }

  /// Whether a row has no text, or is a comment.
  private func isEmpty(_ bytes: Span<UInt8>) -> Bool {
    guard let start = row.starts.first, let end = row.ends.first else { return true }
    if row.count == 1 {
      var index = start
      while index < end, bytes[index] == 0x20 { index += 1 }
      if index == end { return true }
    }
    return start < end && bytes[start] == 0x23
  }

  /// Whether a row has one empty cell too many, behind a last separator.
  private func isPadded(_ bytes: Span<UInt8>) -> Bool {
    row.count == layout.width + 1 && row.starts[layout.width] == row.ends[layout.width]
  }

  /// The column of the text that a cell starts at, from 1.
  func column(of cell: Int, _ bytes: Span<UInt8>) -> Int? {
    guard row.starts.indices.contains(cell) else { return nil }
    var start = row.starts[0]
    while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
    return row.starts[cell] - start + 1
  }

  /// A number of at most eight bytes with a decimal point or none; nil for every other cell.
  @inline(__always) func shortNumber(_ cell: Int, _ bytes: Span<UInt8>) -> Double? {
    layout.hasDecimalComma ? nil : row.shortNumber(cell, bytes)
  }

  /// A cell as a number; words that mean nothing is there are missing.
  func number(_ cell: Int, _ bytes: Span<UInt8>) -> NumberCell {
    guard cell >= 0 else { return .missing }
    if layout.hasDecimalComma { return row.commaNumber(cell, bytes) }
    let value = row.number(cell, bytes)
    guard case .malformed = value else { return value }
    let text = row.text(cell, bytes)
    if MissingCell.isMissing(text) { return .missing }
    return TableRows.marked(text).map { .value($0) } ?? .malformed
  }

  /// A number with marks: thousands set apart within quotes, a dollar, `1.25M` of a volume.
  private static func marked(_ text: String) -> Double? {
    var bare = text.filter { $0 != "," && $0 != "$" }
    var scale = 1.0
    switch bare.last {
    case "K", "k": scale = 1e3
    case "M", "m": scale = 1e6
    case "B", "b": scale = 1e9
    default: break
    }
    if scale > 1 { bare.removeLast() }
    guard bare.count < text.count, let value = Double(bare), (value * scale).isFinite else {
      return nil
    }
    return value * scale
  }

  /// Notes a rule that a cell of this row breaks.
  mutating func note(_ rule: TableRule, _ cell: Int, _ bytes: Span<UInt8>) {
    // The text of a cell is made for the first few places only.
    let isShown = findings.count(rule) < TableFindings.examplesPerRule
    let value = isShown ? "\(name(cell)) is \"\(row.text(cell, bytes))\"" : ""
    findings.add(
      rule, line: row.line, column: isShown ? column(of: cell, bytes) : nil, value)
  }

  private func name(_ cell: Int) -> String {
    layout.names.indices.contains(cell) && !layout.names[cell].isEmpty
      ? layout.names[cell] : "column \(cell + 1)"
  }
}

extension TableRow {
  /// A number such as `1.234,56`.
  func commaNumber(_ cell: Int, _ bytes: Span<UInt8>) -> NumberCell {
    let text = text(cell, bytes)
    if MissingCell.isMissing(text) { return .missing }
    var plain = ""
    for character in text where character != "." && character != " " {
      plain.append(character == "," ? "." : character)
    }
    // A point that groups no thousands is a decimal point.
    if !text.contains(","), let point = text.lastIndex(of: "."),
      text.distance(from: point, to: text.endIndex) != 4
    {
      plain = text
    }
    guard let value = Double(plain), value.isFinite else { return .malformed }
    return .value(value)
  }
}
