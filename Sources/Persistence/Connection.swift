// One connection to SQLite, owned by one thread.
//
// The database file is opened through SQLite alone: closing any other descriptor on it would drop
// SQLite's locks in this process.

import CSQLite

/// How a connection is opened.
enum Access: Sendable {
  /// Reads and writes; the one writer.
  case write
  /// Reads while a writer may be at work.
  case read
  /// Reads a file that no process writes; touches nothing beside it.
  case immutable
  /// A new file, or a database in memory under the name `:memory:`.
  case create
}

/// A connection with its prepared statements.
final class Connection {
  let handle: OpaquePointer
  let path: String
  /// How it was opened.
  let openedAs: Access
  private var statements: [String: Statement] = [:]

  init(_ path: String, _ access: Access) throws(StoreError) {
    var made: OpaquePointer?
    let (name, flags) = Connection.target(path, access)
    let code = sqlite3_open_v2(name, &made, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard let made else {
      throw .database(operation: "open \(path)", code: code, message: "out of memory")
    }
    guard code == SQLITE_OK else {
      let message = String(cString: sqlite3_errmsg(made))
      sqlite3_close_v2(made)
      throw Connection.classified(path, "open \(path)", code, message)
    }
    handle = made
    self.path = path
    openedAs = access
    sqlite3_extended_result_codes(made, 1)
    sqlite3_busy_timeout(made, 2000)
  }

  private static func target(_ path: String, _ access: Access) -> (String, Int32) {
    switch access {
    case .write: (path, SQLITE_OPEN_READWRITE)
    case .create: (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
    case .read: ("file:\(escaped(path))?mode=ro", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
    case .immutable:
      ("file:\(escaped(path))?mode=ro&immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
    }
  }

  /// A path as it stands in a URI.
  static func escaped(_ path: String) -> String {
    var text = ""
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F:
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        text += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return text
  }

  deinit { close() }

  private var isClosed = false

  /// Ends every statement and closes; harmless when repeated.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    statements = [:]
    sqlite3_close_v2(handle)
  }

  /// The error of the last call.
  func failure(_ operation: String, _ code: Int32) -> StoreError {
    let extended = sqlite3_extended_errcode(handle)
    let message = String(cString: sqlite3_errmsg(handle))
    return Connection.classified(
      path, operation, extended == SQLITE_OK ? code : extended, message)
  }

  private static func classified(
    _ path: String, _ operation: String, _ code: Int32, _ message: String
  ) -> StoreError {
    switch code & 0xFF {
    case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt(path: path, detail: message)
    default: .database(operation: operation, code: code, message: message)
    }
  }

  /// The prepared statement of an SQL text, ready to be bound.
  func statement(_ sql: String) throws(StoreError) -> Statement {
    if let known = statements[sql] {
      known.reset()
      return known
    }
    let made = try Statement(sql, on: self)
    statements[sql] = made
    return made
  }

  /// Runs a statement that returns no rows.
  func run(_ sql: String, _ values: [SQLValue] = []) throws(StoreError) {
    let statement = try statement(sql)
    try statement.bind(values)
    while try statement.step() {}
  }

  /// Runs several statements without parameters.
  func script(_ sql: String) throws(StoreError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(String(sql.prefix(60)), code) }
  }

  /// The rows of a query, for few rows.
  func rows(_ sql: String, _ values: [SQLValue] = []) throws(StoreError) -> [[SQLValue]] {
    var found: [[SQLValue]] = []
    try each(sql, values) { statement throws(StoreError) in found.append(statement.row()) }
    return found
  }

  /// Visits the rows of a query one by one.
  func each(
    _ sql: String, _ values: [SQLValue] = [],
    _ visit: (Statement) throws(StoreError) -> Void
  ) throws(StoreError) {
    let statement = try statement(sql)
    defer { statement.reset() }
    try statement.bind(values)
    while try statement.step() { try visit(statement) }
  }

  /// The first column of the first row.
  func value(_ sql: String, _ values: [SQLValue] = []) throws(StoreError) -> SQLValue? {
    let statement = try statement(sql)
    defer { statement.reset() }
    try statement.bind(values)
    return try statement.step() ? statement.value(0) : nil
  }

  /// Runs a body in one transaction that is undone when the body fails.
  func transaction<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T {
    try run("BEGIN IMMEDIATE")
    do throws(StoreError) {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      rollback()
      throw error
    }
  }

  /// Undoes an open transaction; true when none is open afterwards.
  @discardableResult func rollback() -> Bool {
    if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    return sqlite3_get_autocommit(handle) != 0
  }
}
