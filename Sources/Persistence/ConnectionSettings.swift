// The settings a connection works under, each set and read back.
//
// WAL with synchronous FULL survives a power loss after COMMIT; the rest keeps a damaged or
// hostile file from being trusted.

import CSQLite

extension Connection {
  /// The application id in the file's header: `VOLD`.
  static let applicationID = 0x564F_4C44

  /// Sets what every connection needs, reading or writing.
  func hardenReading() throws(StoreError) {
    try require("foreign_keys", "ON", reads: "1")
    try require("trusted_schema", "OFF", reads: "0")
    try require("cell_size_check", "ON", reads: "1")
    try require("mmap_size", "0", reads: "0")
    try configure(SQLITE_DBCONFIG_DEFENSIVE, 1, "DEFENSIVE")
  }

  /// Sets what the one writer needs; waits for nothing from now on.
  func hardenWriting() throws(StoreError) {
    try hardenReading()
    try require("journal_mode", "WAL", reads: "wal")
    try require("synchronous", "FULL", reads: "2")
    try require("locking_mode", "NORMAL", reads: "normal")
    try require("wal_autocheckpoint", "1000", reads: "1000")
    sqlite3_busy_timeout(handle, 0)
  }

  /// Keeps or drops the log when this connection closes.
  func keepLogOnClose(_ keep: Bool) throws(StoreError) {
    try configure(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, "NO_CKPT_ON_CLOSE")
  }

  private func configure(_ operation: Int32, _ value: Int32, _ name: String) throws(StoreError) {
    var now: Int32 = -1
    let code = vd_db_config(handle, operation, value, &now)
    guard code == SQLITE_OK, now == value else { throw failure("set \(name)", code) }
  }

  private func require(
    _ pragma: String, _ value: String, reads expected: String
  ) throws(StoreError) {
    try script("PRAGMA \(pragma)=\(value)")
    let now = try pragmaText(pragma)
    // A build without memory mapping answers mmap_size with no row at all.
    guard now == expected || (pragma == "mmap_size" && now.isEmpty) else {
      throw .database(
        operation: "set \(pragma)", code: SQLITE_ERROR, message: "it reads back as '\(now)'")
    }
  }

  /// What a pragma answers, as text.
  func pragmaText(_ pragma: String) throws(StoreError) -> String {
    switch try value("PRAGMA \(pragma)") {
    case .integer(let number): String(number)
    case .text(let bytes): String(decoding: bytes, as: UTF8.self)
    default: ""
    }
  }

  /// The version of the linked library.
  static var libraryVersion: String { String(cString: sqlite3_libversion()) }

  /// Whether the library carries the fix of the WAL-reset bug of 3.7.0 to 3.51.2.
  static var hasWALResetFix: Bool { sqlite3_libversion_number() >= 3_051_003 }
}
