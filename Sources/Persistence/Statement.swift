// One prepared statement: bind, step, read, with every result code checked.

import CSQLite
import DeskEngine
import Glibc
import MarketData

/// A prepared statement, kept for the life of its connection.
final class Statement {
  private let handle: OpaquePointer
  private let sql: String
  private unowned let connection: Connection

  init(_ sql: String, on connection: Connection) throws(StoreError) {
    var made: OpaquePointer?
    let code = sqlite3_prepare_v3(
      connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
    guard code == SQLITE_OK, let made else { throw connection.failure("prepare \(sql)", code) }
    handle = made
    self.sql = sql
    self.connection = connection
  }

  deinit { sqlite3_finalize(handle) }

  /// Makes the statement ready to run again.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  /// Binds all parameters, from the first.
  func bind(_ values: [SQLValue]) throws(StoreError) {
    guard values.count == Int(sqlite3_bind_parameter_count(handle)) else {
      throw connection.failure("bind \(values.count) values to \(sql)", SQLITE_RANGE)
    }
    var index: Int32 = 0
    for value in values {
      index += 1
      let code = bind(value, at: index)
      guard code == SQLITE_OK else { throw connection.failure("bind \(index) of \(sql)", code) }
    }
  }

  private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
    switch value {
    case .null: sqlite3_bind_null(handle, index)
    case .integer(let number): sqlite3_bind_int64(handle, index, number)
    case .real(let number): sqlite3_bind_double(handle, index, number)
    case .text(let bytes):
      bytes.withUnsafeBytes { vd_bind_text(handle, index, $0.baseAddress, Int32($0.count)) }
    case .blob(let bytes):
      bytes.withUnsafeBytes { vd_bind_blob(handle, index, $0.baseAddress, Int32($0.count)) }
    }
  }

  // MARK: Many rows

  /// Binds one parameter, from 1; it stays bound until it is bound anew.
  func hold(_ value: SQLValue, at index: Int32) throws(StoreError) {
    let code = bind(value, at: index)
    guard code == SQLITE_OK else { throw connection.failure("bind \(index) of \(sql)", code) }
  }

  /// Binds one integer.
  @inline(__always) func hold(_ value: Int64, at index: Int32) {
    sqlite3_bind_int64(handle, index, value)
  }

  /// Binds one number; null when it is not finite.
  @inline(__always) func hold(_ value: Double, at index: Int32) {
    if value.isFinite {
      sqlite3_bind_double(handle, index, value)
    } else {
      sqlite3_bind_null(handle, index)
    }
  }

  /// Runs a statement without rows and keeps what is bound.
  ///
  /// - Returns: How many rows it changed.
  func repeatRun() throws(StoreError) -> Int {
    let code = sqlite3_step(handle)
    sqlite3_reset(handle)
    guard code == SQLITE_DONE else { throw connection.failure(sql, code) }
    return Int(sqlite3_changes(connection.handle))
  }

  /// Goes to the next row and keeps what is bound; false when there is none.
  func stepHolding() throws(StoreError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    sqlite3_reset(handle)
    guard code == SQLITE_DONE else { throw connection.failure(sql, code) }
    return false
  }

  /// Goes to the next row; false when there is none, and the statement is ready again.
  func step() throws(StoreError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    defer { reset() }
    guard code == SQLITE_DONE else { throw connection.failure(sql, code) }
    return false
  }

  /// Columns of a row.
  var columnCount: Int { Int(sqlite3_column_count(handle)) }

  /// The name of a column, from 0.
  func name(_ column: Int) -> String {
    sqlite3_column_name(handle, Int32(column)).map { String(cString: $0) } ?? ""
  }

  /// An integer column; nil for null or another type.
  func int(_ column: Int) -> Int? {
    guard sqlite3_column_type(handle, Int32(column)) == SQLITE_INTEGER else { return nil }
    return Int(sqlite3_column_int64(handle, Int32(column)))
  }

  /// A number column; nil for null or text.
  func real(_ column: Int) -> Double? {
    let kind = sqlite3_column_type(handle, Int32(column))
    guard kind == SQLITE_FLOAT || kind == SQLITE_INTEGER else { return nil }
    return sqlite3_column_double(handle, Int32(column))
  }

  /// A text column; nil for null or another type.
  func text(_ column: Int) -> String? {
    guard sqlite3_column_type(handle, Int32(column)) == SQLITE_TEXT else { return nil }
    return String(decoding: bytes(column), as: UTF8.self)
  }

  /// The bytes of a text or blob column.
  func bytes(_ column: Int) -> [UInt8] {
    let index = Int32(column)
    guard let start = sqlite3_column_blob(handle, index) else { return [] }
    let count = Int(sqlite3_column_bytes(handle, index))
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Appends the bytes of a text or blob column.
  func append(_ column: Int, to bytes: inout [UInt8]) {
    let index = Int32(column)
    guard let start = sqlite3_column_blob(handle, index) else { return }
    let count = Int(sqlite3_column_bytes(handle, index))
    bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
  }

  /// An integer column in all its bits; zero for null.
  func int64(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

  /// A moment column.
  func time(_ column: Int) -> Instant? {
    int(column).map { Instant(nanoseconds: Int64($0)) }
  }

  /// A column as it is stored.
  func value(_ column: Int) -> SQLValue {
    let index = Int32(column)
    return switch sqlite3_column_type(handle, index) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(handle, index))
    case SQLITE_FLOAT: .real(sqlite3_column_double(handle, index))
    case SQLITE_TEXT: .text(bytes(column))
    case SQLITE_BLOB: .blob(bytes(column))
    default: .null
    }
  }

  /// Whether the row is that of another statement, value by value.
  ///
  /// Nothing is copied: a table of a million rows is compared in about a second.
  func isSameRow(as other: Statement) -> Bool {
    let count = sqlite3_column_count(handle)
    guard count == sqlite3_column_count(other.handle) else { return false }
    for index in 0..<count where !isSame(index, other.handle) { return false }
    return true
  }

  private func isSame(_ index: Int32, _ other: OpaquePointer) -> Bool {
    let kind = sqlite3_column_type(handle, index)
    guard kind == sqlite3_column_type(other, index) else { return false }
    switch kind {
    case SQLITE_INTEGER:
      return sqlite3_column_int64(handle, index) == sqlite3_column_int64(other, index)
    case SQLITE_FLOAT:
      return sqlite3_column_double(handle, index) == sqlite3_column_double(other, index)
    case SQLITE_NULL: return true
    default:
      let (a, b) = (sqlite3_column_blob(handle, index), sqlite3_column_blob(other, index))
      let size = sqlite3_column_bytes(handle, index)
      guard size == sqlite3_column_bytes(other, index) else { return false }
      guard let a, let b else { return size == 0 }
      return memcmp(a, b, Int(size)) == 0
    }
  }

  /// Whether a column is this integer, or null for none.
  func holds(_ column: Int, _ value: Int64?) -> Bool {
    let index = Int32(column)
    let kind = sqlite3_column_type(handle, index)
    guard let value else { return kind == SQLITE_NULL }
    return kind == SQLITE_INTEGER && sqlite3_column_int64(handle, index) == value
  }

  /// Whether a column is this number, or null for none and for what is not finite.
  func holds(_ column: Int, _ value: Double?) -> Bool {
    let index = Int32(column)
    let kind = sqlite3_column_type(handle, index)
    guard let value, value.isFinite else { return kind == SQLITE_NULL }
    return kind == SQLITE_FLOAT && sqlite3_column_double(handle, index) == value
  }

  /// Whether a column is this text, byte by byte.
  func holds(_ column: Int, _ value: String) -> Bool {
    let index = Int32(column)
    guard sqlite3_column_type(handle, index) == SQLITE_TEXT else { return false }
    var value = value
    return value.withUTF8 { isSame(index, UnsafeRawBufferPointer($0)) }
  }

  /// Whether a column is the text of the parameters of a fit, whose line is at hand.
  func isParameters(_ column: Int, of fit: ParametersFitted, _ line: ArraySlice<UInt8>) -> Bool {
    let index = Int32(column)
    guard sqlite3_column_type(handle, index) == SQLITE_TEXT,
      let start = sqlite3_column_blob(handle, index)
    else { return false }
    let stored = UnsafeRawBufferPointer(
      start: start, count: Int(sqlite3_column_bytes(handle, index)))
    let isSame = line.withUnsafeBytes { isStored(stored, ofFit: $0) }
    return isSame ?? stored.elementsEqual(storedText(fit.parameters))
  }

  /// Whether a column is a text of these bytes.
  func isText(_ column: Int, _ bytes: ArraySlice<UInt8>) -> Bool {
    sqlite3_column_type(handle, Int32(column)) == SQLITE_TEXT
      && bytes.withUnsafeBytes { isSame(Int32(column), $0) }
  }

  private func isSame(_ index: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let start = sqlite3_column_blob(handle, index)
    guard Int(sqlite3_column_bytes(handle, index)) == bytes.count else { return false }
    guard let start, let other = bytes.baseAddress else { return bytes.isEmpty }
    return memcmp(start, other, bytes.count) == 0
  }

  /// The whole row.
  func row() -> [SQLValue] { (0..<columnCount).map { value($0) } }
}
