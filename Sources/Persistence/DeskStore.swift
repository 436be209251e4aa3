// The writer: one process, one thread, one database.
//
// Opening checks everything that must hold before the first write: the file is ours, nobody else
// writes it, no acknowledged event is missing. Nothing is written to a database that is refused.

import Glibc

/// The journal of a desk in an SQLite database.
public final class DeskStore: JournalStore {
  /// The files of the database.
  public let files: DatabaseFiles
  let connection: Connection
  let lock: DatabaseLock
  let head: HeadFile
  /// The run that was begun; nil before.
  public internal(set) var run: Int?
  /// The last durable event of the run.
  public internal(set) var lastSeq = 0
  var chain = HashChain()
  var projector = Projector(run: 0)
  var start = 0
  /// Why nothing more can be stored; nil while all is well.
  public internal(set) var fault: String?
  /// Called at each labelled point of a commit; a test throws or ends the process there.
  public var faultHook: ((FaultPoint) throws(StoreError) -> Void)?
  /// Called at each labelled point of an import; a test throws there.
  public var importHook: ((ImportPoint) throws(StoreError) -> Void)?

  /// Opens a database for writing, or makes it.
  ///
  /// - Throws: `StoreError` with nothing written when the file is in use, foreign, newer, damaged
  ///   or shorter than what was acknowledged.
  public convenience init(_ path: String) throws(StoreError) {
    try self.init(DatabaseFiles(path), migrations: Migration.all, checksWitness: true)
  }

  init(
    _ files: DatabaseFiles, migrations: [Migration], checksWitness: Bool
  ) throws(StoreError) {
    self.files = files
    try files.requirePlainFile()
    if files.exists {
      try Connection.inspect(files)
    } else {
      try DeskStore.requireNoWitness(files)
      try files.makeFolder()
    }
    try files.requireLocal()
    lock = try DatabaseLock(files)
    if !files.exists { try Connection.create(files) }
    let hadLog = access(files.log, F_OK) == 0
    connection = try Connection(files.database, .write)
    // A refusal must leave the log as it was found.
    try connection.keepLogOnClose(hadLog)
    try connection.requireWritable()
    try connection.hardenReading()
    try connection.requireOwn()
    if checksWitness { try connection.checkWitness(HeadFile.read(files.head)) }
    try connection.migrate(migrations, backup: files.database + ".backup")
    head = try HeadFile(files.head)
    try connection.hardenWriting()
    try connection.keepLogOnClose(false)
  }

  deinit { close() }

  private static func requireNoWitness(_ files: DatabaseFiles) throws(StoreError) {
    guard let witness = try HeadFile.read(files.head)?.head, witness.seq > 0 else { return }
    throw .eventsMissing(path: files.database, run: witness.run, count: witness.seq, after: 0)
  }

  /// Gives up the database; a run that was not finished reads as crashed at the next start.
  public func close() {
    connection.close()
    lock.release()
  }

  func reach(_ point: FaultPoint) throws(StoreError) {
    if let faultHook { try faultHook(point) }
  }

  func requireRun() throws(StoreError) -> Int {
    if let fault { throw .faulted(fault) }
    guard let run else { throw .noRun(0) }
    return run
  }

  // MARK: Commands

  /// What became of a command of this run; nil when it is new.
  public func outcome(of command: String) throws(StoreError) -> StoredCommand? {
    let run = try requireRun()
    return try connection.commands("AND command=?", [.int(run), .string(command)]).first
  }

  /// The latest commands of this run, oldest first.
  public func commands(last count: Int) throws(StoreError) -> [StoredCommand] {
    let run = try requireRun()
    return try connection.commands(
      "ORDER BY ts DESC, rowid DESC LIMIT ?", [.int(run), .int(count)]
    ).reversed()
  }

  // MARK: Lines and the latch

  /// Visits the lines after an event, each checked against the chain.
  public func eachLine(
    after seq: Int, _ visit: (JournalLine) throws(StoreError) -> Void
  ) throws(StoreError) {
    try connection.eachLine(run: try requireRun(), after: seq, visit)
  }

  /// The latch as it is stored; engaged when it cannot be read.
  public func latch() -> Latch {
    guard let run else { return .unreadable }
    return connection.latch(run: run)
  }

  // MARK: Upkeep

  /// Moves the log into the database and empties it; skipped while a reader is in the way.
  public func checkpoint() throws(StoreError) {
    try connection.each("PRAGMA wal_checkpoint(TRUNCATE)") { _ throws(StoreError) in }
  }
}

/// A labelled point of a commit, for tests that stop there.
public enum FaultPoint: String, CaseIterable, Sendable {
  case begin, journal, projection, latch, command, rows, cursor, run, commit, committed, witnessed
}
