// A new database from what is sound in a damaged one.
//
// The journal is copied line by line as far as its chain holds; what follows from it is projected
// anew. The kill is engaged in every run, because what was lost is not known.

import DeskEngine
import MarketData

/// What a recovery saved of a run.
public struct RecoveredRun: Hashable, Sendable {
  /// The run.
  public var run: Int
  /// Events that were saved.
  public var events: Int
  /// Why it stops there; nil when the whole run was saved.
  public var reason: String?
}

extension DeskStore {
  /// Copies the sound part of a database into a new one.
  ///
  /// - Parameters:
  ///   - source: The damaged database; it is only read.
  ///   - target: Where the new one is made; nothing may stand there.
  /// - Returns: What was saved, run by run.
  /// - Throws: `StoreError` when nothing can be read or the target is taken.
  public static func recover(
    from source: String, to target: String
  ) throws(StoreError) -> [RecoveredRun] {
    guard !DatabaseFiles(target).exists else {
      throw .file(path: target, reason: "a file of that name is there; name a new one")
    }
    let files = DatabaseFiles(source)
    try files.requirePlainFile()
    guard files.exists else { throw .file(path: source, reason: "there is no database") }
    let old = try Connection(files.database, .read)
    defer { old.close() }
    try old.hardenReading()
    try old.requireOwn()
    let store = try DeskStore(target)
    defer { store.close() }
    let runs = try old.rows("SELECT * FROM runs ORDER BY run")
    var saved: [RecoveredRun] = []
    for row in runs {
      guard let number = row[0].int else { continue }
      saved.append(
        try store.connection.transaction { () throws(StoreError) in
          try store.connection.recover(row, number, from: old)
        })
    }
    try store.connection.transaction { () throws(StoreError) in
      for table in ["history", "market_prices", "imports"] {
        store.connection.copyReadable(table, from: old)
      }
      for table in Schema.researchTables { store.connection.copyReadable(table, from: old) }
      store.connection.copyReadable("option_quotes", where: "run<0", from: old)
    }
    try store.witnessNewestRun()
    return saved
  }
}

extension Connection {
  fileprivate func recover(
    _ row: [SQLValue], _ number: Int, from old: Connection
  ) throws(StoreError) -> RecoveredRun {
    var row = row
    row[7] = .int(0)
    row[8] = .blob(HashChain.origin)
    try run("INSERT INTO runs VALUES(?,?,?,?,?,?,?,?,?)", row)
    var projector = Projector(run: number)
    var last: JournalLine?
    var time: Instant?
    var reason: String?
    var refused: Set<String> = []
    do throws(StoreError) {
      try old.eachLine(run: number, after: 0) { line throws(StoreError) in
        let event = try decoded(line.line, run: number, seq: line.seq)
        try run(
          "INSERT INTO journal VALUES(?,?,?,?,?,?,?)",
          [
            .int(number), .int(line.seq), .time(event.time), .string(event.body.name),
            .text(line.line), .blob(line.hash), .integer(wallNanoseconds()),
          ])
        try projector.project(event, line: line.line[...], to: self)
        last = line
        time = event.time
        if case .commandRefused(let refusal) = event.body { refused.insert(refusal.command) }
      }
    } catch { reason = error.description }
    try run(
      "UPDATE runs SET last_seq=?, last_hash=? WHERE run=?",
      [.int(last?.seq ?? 0), .blob(last?.hash ?? HashChain.origin), .int(number)])
    let latch = Latch(
      isEngaged: true, source: .latch, reason: Latch.recoveredReason, since: time)
    try setLatch(latch, run: number)
    try copyCommands(number, from: old) { command in
      if let seq = command.seq { return seq <= last?.seq ?? 0 }
      // A refusal is saved with its event; what changed nothing has none.
      return command.code == nil
        ? time.map { command.time <= $0 } ?? false : refused.contains(command.command)
    }
    return RecoveredRun(run: number, events: last?.seq ?? 0, reason: reason)
  }

  private func copyCommands(
    _ number: Int, from old: Connection, where isSaved: (StoredCommand) -> Bool
  ) throws(StoreError) {
    let found: [StoredCommand]
    do throws(StoreError) {
      found = try old.commands("ORDER BY ts", [.int(number)])
    } catch { return }
    for command in found where isSaved(command) { try insert(command, run: number) }
  }

  /// Copies a table as far as it can be read; it holds nothing that the journal needs.
  fileprivate func copyReadable(
    _ table: String, where condition: String = "1", from old: Connection
  ) {
    do throws(StoreError) {
      try old.each("SELECT * FROM \(table) WHERE \(condition)") { row throws(StoreError) in
        let values = row.row()
        let marks = Array(repeating: "?", count: values.count).joined(separator: ",")
        try run("INSERT OR IGNORE INTO \(table) VALUES(\(marks))", values)
      }
    } catch { return }
  }
}
