// Tables as comma-separated values or as lines of JSON, in the units of the contract's lines.
//
// Money leaves in dollars under the column's name without `_e4`, moments as New York time, missing
// values as an empty cell or null. The journal leaves as its own lines.

public import MarketData
import Numerics

/// A table that can be taken out.
public enum ExportTable: String, CaseIterable, Sendable {
  case journal, candidates, signals, orders, legs, fills, positions, ledger, equity, alerts
  case commands, quotes
  case parameters = "model_parameters"

  /// The column of a row's moment; nil where rows have none.
  public var moment: String? {
    switch self {
    case .legs: nil
    case .orders: "created"
    case .positions: "opened_at"
    default: "ts"
    }
  }

  /// The rows of one run, between two moments where those are named.
  func query(isTimed: Bool) -> String {
    let name = self == .quotes ? "option_quotes" : rawValue
    let columns = self == .journal ? "seq, ts, type, line" : "*"
    let order =
      switch self {
      case .journal: "seq"
      case .commands: "rowid"
      case .quotes: "ts, underlying, expiration, option_type, strike_e4"
      default: Schema.projections.first { $0.table == rawValue }?.key ?? "1"
      }
    let times = moment.map { isTimed ? " AND \($0)>=? AND \($0)<?" : "" } ?? ""
    return "SELECT \(columns) FROM \(name) WHERE run=?\(times) ORDER BY \(order)"
  }
}

/// The rows that are wanted of a table.
public struct ExportSelection: Hashable, Sendable {
  /// The table.
  public var table: ExportTable
  /// The runs, in the order in which they are written.
  public var runs: [Int]
  /// The first moment, and that after the last; nil for all.
  ///
  /// A table without moments ignores it.
  public var times: Range<Instant>?

  /// Selects the rows of some runs.
  public init(_ table: ExportTable, runs: [Int], times: Range<Instant>? = nil) {
    self.table = table
    self.runs = runs
    self.times = times
  }
}

/// How a table is written.
public enum ExportFormat: String, CaseIterable, Sendable {
  case csv, json
}

extension DeskArchive {
  /// Writes a table of a run, line by line, each with its newline.
  public func export(
    _ table: ExportTable, run: Int, format: ExportFormat, _ write: ([UInt8]) -> Void
  ) throws(StoreError) {
    try export(ExportSelection(table, runs: [run]), format: format, write)
  }

  /// Writes the selected rows, line by line, each with its newline, as they stand at one moment.
  ///
  /// CSV has one line of titles, whatever the runs.
  public func export(
    _ selection: ExportSelection, format: ExportFormat, _ write: ([UInt8]) -> Void
  ) throws(StoreError) {
    let table = selection.table
    try connection.run("BEGIN")
    defer { connection.rollback() }
    let query = table.query(isTimed: selection.times != nil)
    var columns: [ExportColumn] = []
    let statement = try connection.statement(query)
    for index in 0..<statement.columnCount { columns.append(ExportColumn(statement.name(index))) }
    if format == .csv {
      write(Array((columns.map(\.title).joined(separator: ",") + "\n").utf8))
    }
    var bounds: [SQLValue] = []
    if let times = selection.times, table.moment != nil {
      bounds = [.time(times.lowerBound), .time(times.upperBound)]
    }
    for run in selection.runs {
      try connection.each(query, [.int(run)] + bounds) { row throws(StoreError) in
        if table == .journal, format == .json { return write(row.bytes(3) + [0x0A]) }
        if table == .commands, format == .json { return write(commandLine(row)) }
        write(format == .csv ? csv(row, columns) : json(row, columns))
      }
    }
  }

  private func csv(_ row: Statement, _ columns: [ExportColumn]) -> [UInt8] {
    var cells: [String] = []
    for (index, column) in columns.enumerated() {
      let text = column.text(row.value(index)) ?? ""
      let needsQuotes = text.utf8.contains { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }
      let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
      cells.append(needsQuotes ? "\"\(parts.joined(separator: "\"\""))\"" : text)
    }
    return Array((cells.joined(separator: ",") + "\n").utf8)
  }

  /// A command as a command file spells it, in the order in which commands were given.
  private func commandLine(_ row: Statement) -> [UInt8] {
    let text = ["ts", "command", "verb"].map { name -> String in
      let column = ExportColumn(name)
      let index = ["command": 1, "ts": 2, "verb": 3][name] ?? 0
      return "\"\(name)\":\(column.json(row.value(index)))"
    }.joined(separator: ",")
    let arguments = ExportColumn("arguments").text(row.value(4)) ?? "{}"
    let fields = arguments.dropFirst().dropLast()
    return Array("{\(text)\(fields.isEmpty ? "" : ",\(fields)")}\n".utf8)
  }

  private func json(_ row: Statement, _ columns: [ExportColumn]) -> [UInt8] {
    var fields: [String] = []
    for (index, column) in columns.enumerated() {
      fields.append("\"\(column.title)\":\(column.json(row.value(index)))")
    }
    return Array("{\(fields.joined(separator: ","))}\n".utf8)
  }
}

/// A column on its way out.
private struct ExportColumn {
  let title: String
  private let isMoney: Bool
  private let isTime: Bool

  private static let times: Set<String> = [
    "ts", "expiry", "expiration", "created", "changed", "opened_at", "closed_at", "acked_at",
    "cleared_at", "wall",
  ]

  init(_ name: String) {
    isMoney = name.hasSuffix("_e4")
    isTime = ExportColumn.times.contains(name)
    title = isMoney ? String(name.dropLast(3)) : name
  }

  /// The value as plain text; nil for a missing one.
  func text(_ value: SQLValue) -> String? {
    switch value {
    case .null: nil
    case .integer(let number) where isMoney: Money(units: number).description
    case .integer(let number) where isTime: Instant(nanoseconds: number).description
    case .integer(let number): String(number)
    case .real(let number): number.description
    case .text(let bytes): String(decoding: bytes, as: UTF8.self)
    case .blob(let bytes): SHA256.hexadecimal(bytes)
    }
  }

  /// The value as JSON; a stored record stays a record.
  func json(_ value: SQLValue) -> String {
    guard let text = text(value) else { return "null" }
    switch value {
    case .text where title == "detail" || title == "metadata": return text
    case .integer where !isTime, .real: return text
    default: return quoted(text)
    }
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
