// The reader: runs, lines, tables and health of a database that a desk may be writing.
//
// It opens the file read-only, takes no lock, and never writes or checkpoints, so the desk goes on
// undisturbed.

import CSQLite
import DeskEngine
import Glibc
public import MarketData
public import Risk

/// A run as it stands in the database.
public struct RunRow: Hashable, Sendable {
  /// The run.
  public var run: Int
  /// What identifies it.
  public var identity: RunIdentity
  /// open, ended, abandoned or damaged.
  public var status: RunStatus
  /// Its events.
  public var lastSeq: Int
  /// The hash after them.
  public var lastHash: [UInt8]
}

/// A process that worked on a run.
public struct StartRow: Hashable, Sendable {
  /// The run.
  public var run: Int
  /// The process.
  public var pid: Int32
  /// The machine.
  public var host: String
  /// The program's version.
  public var version: String
  /// The SQLite library.
  public var library: String
  /// When it began, by the wall clock.
  public var began: Instant
  /// When it ended; nil while it runs.
  public var ended: Instant?
  /// clean or crashed; nil while it runs.
  public var how: String?
}

/// What a supervisor wants to know.
public struct HealthSummary: Hashable, Sendable {
  /// The run.
  public var run: RunRow
  /// Exchange time of the last event; nil without one.
  public var lastTime: Instant?
  /// The kill latch.
  public var latch: Latch
  /// What the desk may do, by its last word.
  public var state: TradingState
  /// Every cause of REDUCING, by its last word.
  public var causes: [TradingCause]
  /// Open positions.
  public var openPositions: Int
  /// Orders that are not final.
  public var workingOrders: Int
  /// Alerts that wait for an acknowledgement.
  public var openAlerts: Int
  /// Equity at the last mark; nil without one.
  public var equity: Money?
  /// The last process on the run.
  public var lastStart: StartRow?
  /// The process that writes the database now; nil when none does.
  public var writer: LockOwner?
}

/// A database opened for reading.
public final class DeskArchive {
  /// The files of the database.
  public let files: DatabaseFiles
  let connection: Connection

  /// Opens a database for reading.
  public init(_ path: String) throws(StoreError) {
    files = DatabaseFiles(path)
    try files.requirePlainFile()
    guard files.exists else { throw .file(path: path, reason: "there is no database") }
    connection = try DeskArchive.open(files)
  }

  /// A folder that cannot be written holds no shared memory: read the file alone if it has no log.
  private static func open(_ files: DatabaseFiles) throws(StoreError) -> Connection {
    do throws(StoreError) { return try checked(files, .read) } catch {
      guard case .database(_, let code, _) = error,
        [SQLITE_CANTOPEN, SQLITE_READONLY].contains(code & 0xFF), access(files.log, F_OK) != 0
      else { throw error }
      return try checked(files, .immutable)
    }
  }

  private static func checked(
    _ files: DatabaseFiles, _ access: Access
  ) throws(StoreError) -> Connection {
    let connection = try Connection(files.database, access)
    try connection.hardenReading()
    try connection.requireOwn()
    return connection
  }

  /// Closes the database.
  public func close() { connection.close() }

  /// Every run, oldest first.
  public func runs() throws(StoreError) -> [RunRow] {
    try connection.rows(
      """
      SELECT run, key, mode, source, seed, data_hash, status, last_seq, last_hash
      FROM runs ORDER BY run
      """
    ).map { row in
      var hash = HashChain.origin
      if case .blob(let bytes) = row[8] { hash = bytes }
      return RunRow(
        run: row[0].int ?? 0,
        identity: RunIdentity(
          key: row[1].string ?? "", mode: row[2].string ?? "", source: row[3].string ?? "",
          seed: row[4].int ?? 0, dataHash: row[5].string ?? ""),
        status: row[6].string.flatMap { RunStatus(rawValue: $0) } ?? .damaged,
        lastSeq: row[7].int ?? 0, lastHash: hash)
    }
  }

  /// A run by number, or the newest.
  public func run(_ number: Int?) throws(StoreError) -> RunRow {
    let all = try runs()
    let found = number.map { wanted in all.first { $0.run == wanted } } ?? all.last
    guard let found else { throw .noRun(number ?? 0) }
    return found
  }

  /// Visits the lines of a run after an event, each checked against the chain.
  public func eachLine(
    run: Int, after seq: Int, _ visit: (JournalLine) throws(StoreError) -> Void
  ) throws(StoreError) {
    try connection.eachLine(run: run, after: seq, visit)
  }

  /// The state after the fold's newest sound snapshot; nil when there is none.
  public func newestSnapshot(run: Int, version: Int) throws(StoreError) -> StoredSnapshot? {
    let found = try connection.rows(
      """
      SELECT seq, version, state, hash FROM snapshots
      WHERE run=? AND version=? ORDER BY seq DESC
      """, [.int(run), .int(version)])
    for row in found {
      if let snapshot = StoredSnapshot(row: row), row[3] == .blob(snapshot.hash(run: run)) {
        return snapshot
      }
    }
    return nil
  }

  /// The processes that worked on a run, oldest first.
  public func starts(run: Int) throws(StoreError) -> [StartRow] {
    try connection.rows(
      """
      SELECT pid, host, version, sqlite, began, ended, how FROM starts WHERE run=? ORDER BY start
      """, [.int(run)]
    ).map { row in
      StartRow(
        run: run, pid: Int32(truncatingIfNeeded: row[0].int ?? 0), host: row[1].string ?? "",
        version: row[2].string ?? "", library: row[3].string ?? "",
        began: Instant(nanoseconds: Int64(row[4].int ?? 0)),
        ended: row[5].int.map { Instant(nanoseconds: Int64($0)) }, how: row[6].string)
    }
  }

  /// The latch of a run; engaged when it cannot be read.
  public func latch(run: Int) -> Latch { connection.latch(run: run) }

  /// The health of a run, or of the newest.
  public func health(run number: Int? = nil) throws(StoreError) -> HealthSummary {
    let run = try run(number)
    let key: [SQLValue] = [.int(run.run)]
    func count(_ sql: String) throws(StoreError) -> Int { try connection.value(sql, key)?.int ?? 0 }
    let time = try connection.value(
      "SELECT ts FROM journal WHERE run=? ORDER BY seq DESC LIMIT 1", key)
    let equity = try connection.value(
      "SELECT equity_e4 FROM equity WHERE run=? ORDER BY ts DESC LIMIT 1", key)
    let trading = try trading(run.run)
    return HealthSummary(
      run: run, lastTime: time?.int.map { Instant(nanoseconds: Int64($0)) },
      latch: latch(run: run.run), state: trading.to, causes: trading.causes,
      openPositions: try count(
        "SELECT count(*) FROM positions WHERE run=? AND closed_at IS NULL"),
      workingOrders: try count(
        "SELECT count(*) FROM orders WHERE run=? AND state IN ('NEW','WORKING','PARTIAL')"),
      openAlerts: try count("SELECT count(*) FROM alerts WHERE run=? AND acked_at IS NULL"),
      equity: equity?.int.map { Money(units: Int64($0)) }, lastStart: try starts(run: run.run).last,
      writer: try DatabaseLock.holder(files))
  }

  private func trading(
    _ run: Int
  ) throws(StoreError) -> (to: TradingState, causes: [TradingCause]) {
    let line = try connection.value(
      """
      SELECT line FROM journal WHERE run=? AND type='TradingStateChanged'
      ORDER BY seq DESC LIMIT 1
      """, [.int(run)])
    guard case .text(let bytes) = line,
      case .tradingStateChanged(let change) = try decoded(bytes, run: run, seq: 0).body
    else { return (latch(run: run).isEngaged ? .halted : .active, []) }
    return (latch(run: run).isEngaged ? .halted : change.to, change.causes)
  }

  /// Checks the database from end to end, as it stands at one moment.
  public func verify() throws(StoreError) -> VerificationReport {
    var verifier = try Verifier(connection, files)
    try connection.run("BEGIN")
    defer { connection.rollback() }
    verifier.verify()
    return verifier.report
  }
}
