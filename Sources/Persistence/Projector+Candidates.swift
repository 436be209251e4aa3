// The rows of candidates: one for every revision, with the state that it ended in.

import Candidates
import DeskEngine
import MarketData
import Structures

extension Projector {
  /// Writes a revision, which closes the one before it; the rows keep every revision.
  func candidate(
    _ record: CandidateRecord, _ event: Event, _ line: ArraySlice<UInt8>, _ db: Connection
  ) throws(StoreError) {
    if let streams { return try streams.meet(candidate: record, event, line) }
    try db.run(
      "UPDATE candidates SET state='CLOSED' WHERE run=? AND candidate=? AND rev<? AND state='OPEN'",
      [.int(run), .int(record.candidate), .int(record.rev)])
    try insert(record, event.time, .text(Array(line)), db)
  }

  /// Writes the state of a revision.
  func candidate(
    _ id: Int, _ rev: Int, _ state: CandidateState, _ db: Connection
  ) throws(StoreError) {
    if let streams { return streams.turn(candidate: id, rev: rev, to: state) }
    try db.run(
      "UPDATE candidates SET state=? WHERE run=? AND candidate=? AND rev=?",
      [.string(state.rawValue), .int(run), .int(id), .int(rev)])
  }

  /// The candidate that an order names, as it was when it was written; nil when there is none.
  func candidate(of order: OrderCreated, _ db: Connection) throws(StoreError) -> CandidateRecord? {
    guard let id = order.candidate, let rev = order.rev else { return nil }
    if let streams {
      guard let line = try streams.line(ofCandidate: id, rev: rev) else { return nil }
      let event = try decoded(line, run: run, seq: 0)
      guard let record = CandidateRecord(event) else { return nil }
      // The few that orders name are written all the same, for what is looked up through an order.
      try insert(record, event.time, .text([]), db)
      return record
    }
    let line = try db.value(
      "SELECT detail FROM candidates WHERE run=? AND candidate=? AND rev=?",
      [.int(run), .int(id), .int(rev)])
    guard case .text(let bytes) = line else { return nil }
    return CandidateRecord(try decoded(bytes, run: run, seq: 0))
  }

  private func insert(
    _ record: CandidateRecord, _ time: Instant, _ detail: SQLValue, _ db: Connection
  ) throws(StoreError) {
    try db.run(
      "INSERT OR REPLACE INTO candidates VALUES(?,?,?,?,?,?,?,?,?,?,?,?,'OPEN',?)",
      [
        .int(run), .int(record.candidate), .int(record.rev), .time(time),
        .string(record.underlying), .int(record.edge), .string(record.structure.rawValue),
        .time(record.expiry), .int(record.quantity), .money(record.net), .money(record.maxLoss),
        .string(record.recommendation.rawValue), detail,
      ])
  }
}

extension CandidateRecord {
  /// The midnight in New York that begins the nearest leg's expiry date; nil without legs.
  var expiry: Instant? {
    legs.map(\.contract.expiry).min().map { NewYorkTime.instant($0, 0, 0) }
  }

  /// The record of an event that proposes or revises a candidate; nil for any other.
  fileprivate init?(_ event: Event) {
    switch event.body {
    case .candidateProposed(let record), .candidateRevised(let record): self = record
    default: return nil
    }
  }
}
