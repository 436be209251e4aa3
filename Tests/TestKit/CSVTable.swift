// Comma-separated rows of a fixture: a header line, then values without quotes.
//
// Lines that start with `#` are provenance and are kept apart. This reads the project's own
// fixtures; the readers under test have their own parsers.

/// A table of text cells with named columns.
public struct CSVTable: Sendable {
  /// The lines that start with `#`, without it.
  public let comments: [String]
  /// The names of the columns.
  public let header: [String]
  /// The rows, each as long as the header.
  public let rows: [[String]]

  /// Splits a text into a table.
  ///
  /// - Parameters:
  ///   - text: The file's content.
  ///   - name: What to call it in an error.
  /// - Throws: `TestDataError` for a missing header, no row, or a row of another length.
  public init(text: String, name: String) throws {
    var comments: [String] = []
    var table: [[String]] = []
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("#") {
        comments.append(String(line.dropFirst().drop { $0 == " " }))
      } else {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        table.append(cells.map(String.init))
      }
    }
    guard let header = table.first, table.count > 1 else {
      throw TestDataError.empty(file: name, list: "rows")
    }
    for (index, row) in table.enumerated() where row.count != header.count {
      throw TestDataError.malformed(
        file: name, why: "row \(index) has \(row.count) cells, the header \(header.count)")
    }
    self.comments = comments
    self.header = header
    rows = Array(table.dropFirst())
  }

  /// Reads a table from a file.
  public init(path: String) throws {
    try self.init(text: try ProjectPaths.text(of: path), name: path)
  }

  /// The cells of a column, by name.
  public func column(_ name: String) throws -> [String] {
    guard let index = header.firstIndex(of: name) else {
      throw TestDataError.field(name, in: "a table with \(header.joined(separator: ", "))")
    }
    return rows.map { $0[index] }
  }

  /// A column of numbers; an empty cell or other text is an error.
  public func numbers(_ name: String) throws -> [Double] {
    try column(name).map { cell in
      guard let value = Double(cell) else { throw TestDataError.field(cell, in: "column \(name)") }
      return value
    }
  }
}
