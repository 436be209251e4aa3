// A series of numbers from a file of daily figures, oldest first, with the day of each.

import Feeds
import Glibc
import Numerics

/// A series as a file gave it.
struct SeriesFile {
  let file: String
  /// The column it stands in.
  let column: String
  let values: [Double]
  /// The day, or whatever names each row; as many as there are values.
  let labels: [String]

  /// Columns that hold a price when none is named.
  static let priceColumns = [
    "adj close", "adj_close", "adjclose", "close", "price", "spread", "value", "last", "settle",
  ]

  /// Reads a series.
  ///
  /// - Parameters:
  ///   - table: The file.
  ///   - name: The column; nil for the one that holds the price.
  ///   - last: How many of the newest values are taken; nil for all.
  /// - Throws: `FeedError` without such a column, and at the first cell that holds no number.
  init(_ table: ColumnFile, column name: String?, last: Int?) throws {
    let wanted = name.map { [$0.lowercased()] } ?? SeriesFile.priceColumns
    var column = table.column(wanted)
    if column == nil, name == nil, table.names.count == 1 { column = 0 }
    guard let column else {
      throw FeedError(
        file: table.file, line: 1,
        rule: "has no column \(name ?? "close"); its columns are "
          + table.names.joined(separator: ", "))
    }
    file = table.file
    self.column = table.names[column]
    let rows = table.newestRows(last)
    var values: [Double] = []
    values.reserveCapacity(rows.count)
    for row in rows {
      guard let value = try table.number(row: row, column: column) else {
        throw table.refusal(row: row, column: column, rule: "a series must have no gap")
      }
      values.append(value)
    }
    self.values = values
    labels = rows.map { table.label(row: $0) }
  }

  /// The first and the last day.
  var span: String { "\(labels.first ?? "-") to \(labels.last ?? "-")" }

  /// Returns from one value to the next.
  ///
  /// - Parameter kind: `log`, `simple`, or `none` when the values are returns.
  /// - Returns: Returns in percent.
  /// - Throws: `ModelError.outOfDomain` at a value not above zero.
  func percentReturns(_ kind: String) throws(ModelError) -> [Double] {
    guard kind != "none" else { return values }
    for (index, value) in values.enumerated() {
      try requirePositive(value, "\(column) of \(labels[index])")
    }
    return values.indices.dropFirst().map { index in
      let (old, new) = (values[index - 1], values[index])
      return kind == "log" ? 100 * log(new / old) : 100 * (new - old) / old
    }
  }
}

extension ColumnFile {
  private static let labelColumns = ["date", "day", "time", "timestamp", "datetime"]

  /// What names a row: its date, else its line.
  func label(row: Int) -> String {
    column(ColumnFile.labelColumns).map { rows[row][$0] } ?? "line \(lines[row])"
  }

  /// The newest rows, oldest first, whichever way the file runs.
  ///
  /// - Parameter last: How many; nil for all.
  /// - Returns: Places of rows.
  func newestRows(_ last: Int?) -> [Int] {
    var order = Array(rows.indices)
    if column(ColumnFile.labelColumns) != nil, let first = order.first, let end = order.last,
      let begin = ColumnFile.dayKey(label(row: first)),
      let stop = ColumnFile.dayKey(label(row: end)),
      stop < begin
    {
      order.reverse()
    }
    return last.map { Array(order.suffix($0)) } ?? order
  }

  /// A number that grows with the day, of `2018-2-5` or `02/05/2018`; nil for another text.
  private static func dayKey(_ text: String) -> Int? {
    let day = text.prefix { $0.isNumber || $0 == "-" || $0 == "/" }
    let parts = day.split { $0 == "-" || $0 == "/" }.map { Int($0) ?? -1 }
    guard parts.count == 3, parts.allSatisfy({ $0 > 0 }) else { return nil }
    return parts[0] > 31
      ? parts[0] * 10_000 + parts[1] * 100 + parts[2]
      : parts[2] * 10_000 + parts[0] * 100 + parts[1]
  }
}
