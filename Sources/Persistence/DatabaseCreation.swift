// Making, inspecting and opening a database file.
//
// A new database is made whole under another name and renamed, so that a crash leaves either no
// database or a sound one. A file that is there is inspected before anything is written.

import CSQLite
import Glibc

extension Connection {
  /// Makes a new, empty database of this version.
  static func create(_ files: DatabaseFiles) throws(StoreError) {
    for leftover in [files.new, files.new + "-journal", files.new + "-wal", files.new + "-shm"] {
      unlink(leftover)
    }
    let db = try Connection(files.new, .create)
    defer { db.close() }
    try db.script("PRAGMA page_size=4096")
    try db.makeSchema()
    try db.hardenWriting()
    db.close()
    guard rename(files.new, files.database) == 0 else {
      throw .file(path: files.database, reason: systemMessage())
    }
    try files.syncFolder()
  }

  /// Writes the schema and its marks in one transaction.
  func makeSchema() throws(StoreError) {
    try transaction { () throws(StoreError) in
      try script(Schema.create)
      try script("PRAGMA application_id=\(Connection.applicationID)")
      try script("PRAGMA user_version=\(Schema.version)")
    }
  }

  /// Refuses a file that is not a database of this program; writes and creates nothing.
  static func inspect(_ files: DatabaseFiles) throws(StoreError) {
    guard access(files.database, R_OK) == 0 else {
      throw .file(path: files.database, reason: systemMessage())
    }
    do throws(StoreError) {
      let db = try Connection(files.database, .immutable)
      defer { db.close() }
      try db.requireOwn()
    } catch {
      // What a living writer is changing at this moment may look damaged.
      if case .corrupt = error, let owner = try DatabaseLock.holder(files) {
        throw .inUse(path: files.database, owner: owner)
      }
      throw error
    }
  }

  /// Refuses a file that SQLite could open for reading only.
  func requireWritable() throws(StoreError) {
    guard sqlite3_db_readonly(handle, "main") == 0 else {
      throw .file(path: path, reason: "the file is read-only")
    }
  }

  /// Refuses another program's file, a newer version and a file without our tables.
  func requireOwn() throws(StoreError) {
    let id = try value("PRAGMA application_id")?.int ?? 0
    let tables = try rows("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
      .compactMap { $0[0].string }
    if id == 0, tables.isEmpty { throw .corrupt(path: path, detail: "the file is empty") }
    guard id == Connection.applicationID else { throw .foreign(path: path, applicationID: id) }
    let version = try value("PRAGMA user_version")?.int ?? 0
    guard version <= Schema.version else {
      throw .newer(path: path, version: version, known: Schema.version)
    }
    guard version > 0 else { throw .corrupt(path: path, detail: "it has version \(version)") }
    if version == Schema.version {
      for name in Schema.tables where !tables.contains(name) {
        throw .corrupt(path: path, detail: "the table \(name) is missing")
      }
    }
  }
}
