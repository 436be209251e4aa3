// Rows of the large tables as they are stored, met one by one by the rows that a journal gives.
//
// Most events leave a row in one of three tables. Rows stand in the order in which they came, so
// the tables are read beside the journal and nothing is projected into memory, sorted or kept. A
// row that is not the expected one proves nothing yet, because a table may have been written in
// another order: then everything is projected and compared by its keys, which names what differs.

import DeskEngine
import MarketData

/// A table that is compared while the journal is read.
enum StreamedTable: String, CaseIterable {
  case candidates
  case equity
  case fits = "model_parameters"

  fileprivate var query: String {
    let columns = self == .candidates ? "run, candidate, rev, detail" : "*"
    // The plus keeps the planner from going by a key.
    return
      "SELECT \(columns) FROM \(rawValue) WHERE rowid BETWEEN ? AND ? AND +run=? ORDER BY rowid"
  }
}

/// The stored rows of the streamed tables, read beside the journals.
final class StreamedRows {
  private struct Span {
    var first: Int64
    var last: Int64
  }

  private let db: Connection
  private let spans: [StreamedTable: [Int: Span]]
  private var readers: [StreamedTable: Statement] = [:]
  private var run = 0
  private var begun: Set<Int> = []
  /// A mark that the next one of the same moment takes the place of.
  private var mark: [SQLValue]?
  /// False once a row was not the expected one.
  private(set) var agrees = true

  init(of db: Connection) throws(StoreError) {
    self.db = db
    var spans: [StreamedTable: [Int: Span]] = [:]
    for table in StreamedTable.allCases { spans[table] = try StreamedRows.spans(table, db) }
    self.spans = spans
  }

  /// Where the rows of each run begin and end.
  private static func spans(
    _ table: StreamedTable, _ db: Connection
  ) throws(StoreError) -> [Int: Span] {
    var spans: [Int: Span] = [:]
    try db.each("SELECT run, rowid FROM \(table.rawValue)") { row throws(StoreError) in
      let place = row.int64(1)
      let run = row.int(0) ?? 0
      guard let span = spans[run] else {
        spans[run] = Span(first: place, last: place)
        return
      }
      if place < span.first { spans[run]?.first = place }
      if place > span.last { spans[run]?.last = place }
    }
    return spans
  }

  /// Begins with the rows of a run.
  func begin(run: Int) throws(StoreError) {
    self.run = run
    begun.insert(run)
    mark = nil
    for table in StreamedTable.allCases {
      let span = spans[table]?[run] ?? Span(first: 1, last: 0)
      let reader = try db.statement(table.query)
      try reader.bind([.integer(span.first), .integer(span.last), .int(run)])
      readers[table] = reader
    }
  }

  /// Ends with the rows of a run, of which none may be left.
  func end() throws(StoreError) {
    try passMark()
    for table in StreamedTable.allCases {
      if let reader = readers[table], try reader.step() { agrees = false }
      readers[table]?.reset()
      readers[table] = nil
    }
  }

  /// Whether every row of every run was met.
  var isComplete: Bool {
    agrees
      && StreamedTable.allCases.allSatisfy { table in
        let runs = spans[table] ?? [:]
        return begun.filter { runs[$0] != nil }.count == runs.count
      }
  }

  private func step(_ table: StreamedTable) throws(StoreError) -> Statement? {
    guard agrees, let reader = readers[table] else { return nil }
    if try reader.step() { return reader }
    agrees = false
    return nil
  }

  /// Meets the row of a fit.
  func meet(fit values: [SQLValue]) throws(StoreError) {
    if let row = try step(.fits), !row.holds(values) { agrees = false }
  }

  /// Meets the row of a mark once the next is of another moment.
  func meet(mark values: [SQLValue]) throws(StoreError) {
    if let mark, mark[1] != values[1] { try passMark() }
    mark = values
  }

  private func passMark() throws(StoreError) {
    guard let values = mark else { return }
    mark = nil
    if let row = try step(.equity), !row.holds(values) { agrees = false }
  }

  /// Meets the detail of a candidate; the other columns are compared by key.
  func meet(candidate: Int, rev: Int, detail: ArraySlice<UInt8>) throws(StoreError) {
    guard let row = try step(.candidates) else { return }
    if row.int(0) != run || row.int(1) != candidate || row.int(2) != rev
      || !row.isText(3, detail)
    {
      agrees = false
    }
  }

  /// A line of the run.
  func line(seq: Int) throws(StoreError) -> [UInt8]? {
    let found = try db.value(
      "SELECT line FROM journal WHERE run=? AND seq=?", [.int(run), .int(seq)])
    guard case .text(let line) = found else { return nil }
    return line
  }
}
