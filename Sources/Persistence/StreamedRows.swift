// Rows of the large tables as they are stored, met one by one by the rows that a journal gives.
//
// Most events leave a row in one of three tables. Rows stand in the order in which they came, so
// the tables are read beside the journal and nothing is projected into memory, sorted or kept. A
// row that is not the expected one proves nothing yet, because a table may have been written in
// another order: then everything is projected and compared by its keys, which names what differs.

import Candidates
import DeskEngine
import MarketData
import Structures

/// A table that is compared while the journal is read.
enum StreamedTable: String, CaseIterable {
  case candidates
  case equity
  case fits = "model_parameters"

  /// The rows between two places: those of a run, or all, of which each must be of the only run.
  fileprivate func query(ofOne isShared: Bool) -> String {
    // The plus keeps the planner from going by a key.
    let ofRun = isShared ? " AND +run=?" : ""
    return "SELECT * FROM \(rawValue) WHERE rowid BETWEEN ? AND ?\(ofRun) ORDER BY rowid"
  }
}

/// The stored rows of the streamed tables, read beside the journals.
final class StreamedRows {
  private struct Span {
    var first: Int64
    var last: Int64

    /// The whole table.
    static let all = Span(first: .min, last: .max)
  }

  private let db: Connection
  private let spans: [StreamedTable: [Int: Span]]
  /// Whether more than one run has rows in the tables.
  private let isShared: Bool
  private var readers: [StreamedTable: Statement] = [:]
  private var run = 0
  private var begun: Set<Int> = []
  private var candidates = StreamedCandidates()
  /// A mark that the next one of the same moment takes the place of.
  private var mark: (mark: EquityMarked, time: Instant)?
  /// False once a row was not the expected one.
  private(set) var agrees = true

  init(of db: Connection) throws(StoreError) {
    self.db = db
    let runs = try db.rows("SELECT run FROM runs LIMIT 2").map { $0[0].int ?? 0 }
    isShared = runs.count > 1
    var spans: [StreamedTable: [Int: Span]] = [:]
    for table in StreamedTable.allCases {
      spans[table] = try isShared ? StreamedRows.spans(table, db) : [runs.first ?? 0: .all]
    }
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
    candidates = StreamedCandidates()
    mark = nil
    for table in StreamedTable.allCases {
      let span = spans[table]?[run] ?? Span(first: 1, last: 0)
      let reader = try db.statement(table.query(ofOne: isShared))
      let bounds = [SQLValue.integer(span.first), .integer(span.last)]
      try reader.bind(isShared ? bounds + [.int(run)] : bounds)
      readers[table] = reader
    }
  }

  /// Ends with the rows of a run, of which none may be left.
  func end() throws(StoreError) {
    try passMark()
    if !candidates.isSettled { agrees = false }
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
  func meet(
    fit: ParametersFitted, at time: Instant, line: ArraySlice<UInt8>
  ) throws(StoreError) {
    guard let row = try step(.fits) else { return }
    if !row.holds(0, Int64(run)) || !row.holds(1, time.nanoseconds)
      || !row.holds(2, fit.model.rawValue) || !row.holds(3, fit.underlying)
      || !row.holds(4, fit.expiry?.nanoseconds) || !row.isParameters(5, of: fit, line)
      || !row.holds(6, fit.rmse) || !row.holds(7, fit.status.rawValue)
    {
      agrees = false
    }
  }

  /// Meets the row of a mark once the next is of another moment.
  func meet(mark: EquityMarked, at time: Instant) throws(StoreError) {
    if let before = self.mark, before.time != time { try passMark() }
    self.mark = (mark, time)
  }

  private func passMark() throws(StoreError) {
    guard let (mark, time) = mark else { return }
    self.mark = nil
    guard let row = try step(.equity) else { return }
    if !row.holds(0, Int64(run)) || !row.holds(1, time.nanoseconds)
      || !row.holds(2, mark.equity.units) || !row.holds(3, mark.equityExit.units)
      || !row.holds(4, mark.cash.units) || !row.holds(5, mark.unrealised.units)
      || !row.holds(6, mark.realised.units) || !row.holds(7, mark.drawdown)
    {
      agrees = false
    }
  }

  // MARK: Candidates

  /// Meets the row of a revision, all but its state.
  func meet(
    candidate record: CandidateRecord, _ event: Event, _ line: ArraySlice<UInt8>
  ) throws(StoreError) {
    guard let row = try step(.candidates) else { return }
    guard row.holds(0, Int64(run)), row.holds(1, Int64(record.candidate)),
      row.holds(2, Int64(record.rev)), row.holds(3, event.time.nanoseconds),
      row.holds(4, record.underlying), row.holds(5, Int64(record.edge)),
      row.holds(6, record.structure.rawValue), row.holds(7, record.expiry?.nanoseconds),
      row.holds(8, Int64(record.quantity)), row.holds(9, record.net.units),
      row.holds(10, record.maxLoss.units), row.holds(11, record.recommendation.rawValue),
      let stored = row.text(12).flatMap({ CandidateState(rawValue: $0) }), row.isText(13, line)
    else {
      agrees = false
      return
    }
    let follows = candidates.propose(
      record.candidate, rev: record.rev, seq: event.seq, stored: stored)
    if !follows { agrees = false }
  }

  /// Turns a revision to a state, which its row must end in.
  func turn(candidate id: Int, rev: Int, to state: CandidateState) {
    if !candidates.turn(id, rev: rev, to: state) { agrees = false }
  }

  /// The line of a revision, which must be the newest of its candidate.
  func line(ofCandidate id: Int, rev: Int) throws(StoreError) -> [UInt8]? {
    guard agrees else { return nil }
    guard let place = candidates.place(id), place.rev == rev else {
      agrees = false
      return nil
    }
    return try line(seq: place.seq)
  }

  private func line(seq: Int) throws(StoreError) -> [UInt8]? {
    let found = try db.value(
      "SELECT line FROM journal WHERE run=? AND seq=?", [.int(run), .int(seq)])
    guard case .text(let line) = found else { return nil }
    return line
  }
}
