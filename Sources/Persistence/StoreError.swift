// Why the store refused, and what to do next.
//
// Every case names the file, what was found and the next step, because the reader of the message
// has a desk that does not start.

public import MarketData

/// A failure of the database or of a file beside it.
public enum StoreError: Error, Hashable, CustomStringConvertible {
  /// SQLite answered with an error.
  case database(operation: String, code: Int32, message: String)
  /// Another process works on the database.
  case inUse(path: String, owner: LockOwner?)
  /// The file is an SQLite database of another program.
  case foreign(path: String, applicationID: Int)
  /// The file was written by a newer voldesk.
  case newer(path: String, version: Int, known: Int)
  /// The file is not a sound database.
  case corrupt(path: String, detail: String)
  /// The database reads, but its tables are damaged or depart from the journal.
  case unsound(path: String, detail: String)
  /// The witness saw events that the journal no longer holds.
  case eventsMissing(path: String, run: Int, count: Int, after: Int)
  /// The witness file is gone or damaged though there are events to witness.
  case witnessMissing(path: String, detail: String)
  /// The journal departs from its hash chain.
  case chainBroken(run: Int, seq: Int, detail: String)
  /// The folder lies on a file system that cannot hold a write-ahead log safely.
  case networkFileSystem(path: String, kind: String)
  /// A file cannot be read or written.
  case file(path: String, reason: String)
  /// Events arrived out of order, or an event that is printed only.
  case sequence(expected: Int, found: Int)
  /// An earlier failure left it open what reached the disk; only a restart can tell.
  case faulted(String)
  /// No run was begun, or the run does not exist.
  case noRun(Int)
  /// The run that was asked for is not the open run of its key.
  case otherRun(Int, key: String, open: Int?)
  /// A file of market data breaks a rule of the tables it is meant for; nothing was kept of any.
  case importRefused(file: String, line: Int?, reason: String)
  /// A test asked for this failure.
  case injected(String)

  /// What was wrong, what it was, what would be right.
  public var description: String {
    switch self {
    case .database(let operation, let code, let message):
      "\(operation): \(message) (SQLite code \(code))"
    case .inUse(let path, let owner):
      "\(path) is in use by \(owner?.description ?? "another program"); stop it or use --db PATH"
    case .foreign(let path, let id):
      "\(path) belongs to another program (application id \(id)); use --db PATH for another file"
    case .newer(let path, let version, let known):
      "\(path) has version \(version), this voldesk knows up to \(known); "
        + "use the newer voldesk or --db PATH"
    case .corrupt(let path, let detail):
      "\(path) is not a sound voldesk database: \(detail); nothing was changed; "
        + "restore a backup or use --db PATH"
    case .unsound(let path, let detail):
      "\(path) is damaged: \(detail); nothing was changed; see all of it with `voldesk verify`, "
        + "then write the tables anew with `voldesk verify --rebuild` or save what is sound with "
        + "`voldesk recover`"
    case .eventsMissing(let path, let run, let count, let after):
      "\(path): \(count) events missing after seq \(after) of run \(run); nothing was changed; "
        + "put back \(path)-wal or a backup with its .head file, or save what is left with "
        + "`voldesk recover`"
    case .witnessMissing(let path, let detail):
      "\(path).head \(detail), so lost events cannot be ruled out; nothing was changed; "
        + "put it back, or accept the journal as it stands with `voldesk verify --rebuild`"
    case .chainBroken(let run, let seq, let detail):
      "run \(run), seq \(seq): \(detail); restore a backup, or save the events before it with "
        + "`voldesk recover`"
    case .networkFileSystem(let path, let kind):
      "\(path) lies on \(kind), which cannot hold the database safely; "
        + "use --db PATH on a local disk"
    case .file(let path, let reason): "\(path): \(reason)"
    case .sequence(let expected, let found): "event \(found) arrived where \(expected) was due"
    case .faulted(let why): "the store stopped after a fault (\(why)); start again to go on"
    case .noRun(let run): "there is no run \(run)"
    case .otherRun(let run, let key, let open):
      "run \(run) is not the open run of \(key), "
        + (open.map { "which is \($0)" } ?? "which has none")
    case .importRefused(let file, let line, let reason):
      "\(file)\(line.map { ":\($0)" } ?? ""): \(reason); nothing was imported"
    case .injected(let label): "fault injected at \(label)"
    }
  }

  /// The exit code of a verb that stops on this error.
  public var exitCode: Int32 {
    switch self {
    case .importRefused: 1
    case .inUse, .noRun, .otherRun: 2
    case .file, .networkFileSystem: 3
    case .foreign, .newer, .corrupt, .unsound, .eventsMissing, .witnessMissing, .chainBroken: 4
    case .database(_, let code, _):
      switch code & 0xFF {
      case 3, 8, 14: 3
      case 11, 26: 4
      default: 5
      }
    case .sequence, .faulted, .injected: 5
    }
  }
}

/// Who holds the lock of a database.
public struct LockOwner: Hashable, Sendable, CustomStringConvertible {
  /// The process.
  public var pid: Int32
  /// The machine.
  public var host: String
  /// When it took the lock, by the wall clock.
  public var since: Instant

  /// The owner as `pid 4711 on box since 2018-02-05T10:42:00-05:00`.
  public var description: String { "pid \(pid) on \(host) since \(since)" }
}
