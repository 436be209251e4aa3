// The first rows of a table as text, from which its format is told.

/// The first rows of a table.
struct HeadRows {
  /// A row with the line it stands on.
  struct Row {
    var line: Int
    var cells: [String]
  }

  /// Rows that are neither blank nor comments.
  private(set) var rows: [Row] = []
  /// Lines that start with `#`, without it.
  private(set) var comments: [String] = []
  private(set) var separator: UInt8 = 0x2C

  /// Rows that are looked at.
  private static let limit = 300

  /// Cuts the start of a file.
  ///
  /// - Parameters:
  ///   - bytes: The start, at least the header and some rows where the file has them.
  ///   - isWhole: Whether the file ends with it; else its last line may be cut.
  init(_ bytes: Span<UInt8>, isWhole: Bool) {
    separator = HeadRows.separator(in: bytes)
    var row = TableRow(bytes, separator: separator)
    while rows.count < HeadRows.limit, row.next(bytes) {
      if !isWhole, row.position >= bytes.count { break }
      guard !row.isBlank else { continue }
      let cells = (0..<row.count).map { row.text($0, bytes) }
      if cells.count == 1, cells[0].isEmpty { continue }
      if cells[0].hasPrefix("#"), rows.isEmpty, !HeadRows.isCommentedHeader(cells) {
        comments.append(cells.joined(separator: ",").drop { $0 == "#" || $0 == " " }.description)
        continue
      }
      rows.append(Row(line: row.line, cells: cells))
    }
  }

  /// Whether a line such as `#expiry,strike,right` names columns.
  private static func isCommentedHeader(_ cells: [String]) -> Bool {
    cells.count >= 6 && !cells[0].contains(" ")
  }

  /// The mark that the first line with any mark holds most of.
  private static func separator(in bytes: Span<UInt8>) -> UInt8 {
    let marks: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]
    var counts = [0, 0, 0, 0]
    var isComment = false
    var isQuoted = false
    var isFirst = true
    for index in 0..<bytes.count {
      let byte = bytes[index]
      if byte == 0x0A {
        if !isComment, counts.contains(where: { $0 > 0 }) { break }
        counts = [0, 0, 0, 0]
        isFirst = true
        isComment = false
        isQuoted = false
        continue
      }
      if isFirst, byte == 0x23 { isComment = true }
      if byte == 0x22 { isQuoted.toggle() }
      isFirst = false
      if !isQuoted, let place = marks.firstIndex(of: byte) { counts[place] += 1 }
    }
    let best = counts.indices.max {
      counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1)
    }
    return marks[best ?? 0]
  }

  /// The cells of a column below a row, missing ones left out.
  func cells(_ column: Int, below row: Int) -> [String] {
    rows.dropFirst(row + 1).compactMap { line in
      guard line.cells.indices.contains(column) else { return nil }
      let cell = line.cells[column]
      return MissingCell.isMissing(cell) ? nil : cell
    }
  }
}

/// How files write that a figure is not there.
enum MissingCell {
  private static let words: Set<String> = [
    "", ".", "-", "--", "na", "n/a", "#n/a", "nan", "null", "none", "nil",
  ]

  static func isMissing(_ cell: String) -> Bool { words.contains(cell.lowercased()) }
}
