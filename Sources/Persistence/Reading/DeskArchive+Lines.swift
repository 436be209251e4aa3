// Lines of a journal in pieces, how many there are of each type, and the commands of a run.
//
// Reading in pieces lets two journals be read side by side in constant memory. The hash chain is
// not checked here: that is what `voldesk verify` does.

import DeskEngine
public import MarketData

/// A line of a journal as it is stored, with its type.
public struct StoredLine: Hashable, Sendable {
  /// Its position in the journal.
  public var seq: Int
  /// Exchange time.
  public var time: Instant
  /// The word of its type.
  public var type: String
  /// The line without its newline.
  public var line: [UInt8]
}

extension DeskArchive {
  /// Lines of a run after an event, at most so many, in order.
  public func lines(
    run: Int, after seq: Int, count: Int
  ) throws(StoreError) -> [StoredLine] {
    var found: [StoredLine] = []
    found.reserveCapacity(count)
    try connection.each(
      "SELECT seq, ts, type, line FROM journal WHERE run=? AND seq>? ORDER BY seq LIMIT ?",
      [.int(run), .int(seq), .int(count)]
    ) { row throws(StoreError) in
      found.append(
        StoredLine(
          seq: row.int(0) ?? 0, time: row.time(1) ?? Instant(nanoseconds: 0),
          type: row.text(2) ?? "", line: row.bytes(3)))
    }
    return found
  }

  /// How many lines of each type a run has after an event, by type.
  public func typeCounts(
    run: Int, after seq: Int
  ) throws(StoreError) -> [(type: String, count: Int)] {
    try connection.rows(
      "SELECT type, count(*) FROM journal WHERE run=? AND seq>? GROUP BY type ORDER BY type",
      [.int(run), .int(seq)]
    ).map { ($0[0].string ?? "", $0[1].int ?? 0) }
  }

  /// The commands of a run, in the order in which they were given.
  public func commands(run: Int) throws(StoreError) -> [StoredCommand] {
    try connection.commands("ORDER BY rowid", [.int(run)])
  }

  /// Runs a reading of several queries on the database as it stands at one moment.
  public func atOneMoment<T>(_ body: () throws -> T) throws -> T {
    try connection.run("BEGIN")
    defer { connection.rollback() }
    return try body()
  }
}
