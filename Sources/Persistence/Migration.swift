// Forward migrations: a backup first, then every step in one transaction.

import CSQLite
import Glibc

/// One step of the schema.
struct Migration: Sendable {
  /// The version after the step.
  var version: Int
  /// What the step does.
  var sql: String

  /// Every step since version 1.
  static let all = [
    Migration(version: 2, sql: Schema.quotesOfVersion1 + Schema.research + Schema.ticks),
    Migration(version: 3, sql: Schema.setApart),
  ]
}

extension Connection {
  /// Brings the schema to the newest step.
  ///
  /// - Parameters:
  ///   - steps: Every step there is.
  ///   - backup: Where the database is copied before the first step.
  /// - Throws: `StoreError` with the database as it was.
  func migrate(_ steps: [Migration], backup: String) throws(StoreError) {
    let version = try value("PRAGMA user_version")?.int ?? 0
    let due = steps.filter { $0.version > version }.sorted { $0.version < $1.version }
    guard let newest = due.last else { return }
    try copy(to: backup)
    try transaction { () throws(StoreError) in
      for step in due { try script(step.sql) }
      try script("PRAGMA user_version=\(newest.version)")
    }
  }

  /// Copies the whole database through SQLite, checks the copy, and gives it its name last.
  func copy(to target: String) throws(StoreError) {
    let unfinished = target + ".tmp"
    unlink(unfinished)
    let other = try Connection(unfinished, .create)
    defer { other.close() }
    guard let backup = sqlite3_backup_init(other.handle, "main", handle, "main") else {
      throw other.failure("back up to \(target)", sqlite3_errcode(other.handle))
    }
    let code = sqlite3_backup_step(backup, -1)
    sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE else { throw other.failure("back up to \(target)", code) }
    let answer = try other.pragmaText("quick_check")
    guard answer == "ok" else { throw .corrupt(path: unfinished, detail: answer) }
    try other.script("PRAGMA journal_mode=DELETE")
    other.close()
    guard rename(unfinished, target) == 0 else {
      throw .file(path: target, reason: systemMessage())
    }
    try DatabaseFiles(target).syncFolder()
  }
}
