// The file a model verb works on, and what is said when it, or a row of it, is bad.

import Feeds
import Numerics

/// Reads the named columns of a file; `-` is standard input.
///
/// - Parameter path: CSV or JSON, plain or gzipped.
/// - Returns: The table.
/// - Throws: `FeedError`.
func readColumns(_ path: String) throws -> ColumnFile {
  try ColumnFile(
    file: path == "-" ? "standard input" : path, bytes: try textBytes(of: path))
}

/// Reads a file of daily figures: the clean bars of a vendor's file, else its named columns.
///
/// Rows of bars that break a rule are left out, and it is said how many.
///
/// - Parameters:
///   - path: Any format of bars, or CSV or JSON with named columns; `-` is standard input.
///   - columns: The columns that are asked for; a file that has others is read as it is.
/// - Returns: The table.
/// - Throws: `FeedError`.
func readFigures(_ path: String, columns: [String]) throws -> ColumnFile {
  guard path != "-", let file = try? readMarketFile(path), case .bars(let tables) = file.content,
    tables.count == 1
  else { return try readColumns(path) }
  let table = ColumnFile(file: path, bars: tables[0])
  guard columns.allSatisfy({ table.column([$0.lowercased()]) != nil }) else {
    return try readColumns(path)
  }
  let left = file.rows - table.rows.count
  if left > 0, let first = file.findings.first(where: { $0.severity == .error }) {
    let place = first.examples.first.map { ", the first at line \($0.line): \($0.value)" } ?? ""
    complain("\(path): \(left) of \(file.rows) rows are left out: \(first.rule)\(place)")
  }
  return table
}

/// What went wrong while rows were worked through.
struct RowFaults {
  private(set) var texts: [String] = []
  private(set) var count = 0

  /// Most faults that are said one by one.
  static let shown = 20

  /// Keeps a fault.
  mutating func add(_ text: String) {
    count += 1
    if texts.count < RowFaults.shown { texts.append(text) }
  }

  /// Says every fault, and how many more there are.
  func tell() {
    for text in texts { complain(text) }
    if count > texts.count { complain("\(count - texts.count) more rows are refused") }
  }
}

/// Says why a model verb cannot go on.
///
/// - Returns: The exit code: 2 for a wrong input on the command line, 3 for a file.
func refuse(model error: any Error) -> Int32 {
  complain("\(error)")
  return error is ModelError ? 2 : 3
}
