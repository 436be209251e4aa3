// A database of version 2 becomes one of version 3 and loses nothing.

import Feeds
import MarketData
import TestKit
import Testing

@testable import Persistence

@Suite("Version 3")
struct VersionThreeTests {
  private let scratch: Scratch

  /// A database of version 2 with a run, bars, history and an import.
  init() throws {
    scratch = try Scratch()
    try FirstVersion.make(scratch.database)
    let db = try Connection(scratch.database, .write)
    defer { db.close() }
    try db.migrate(
      Migration.all.filter { $0.version == 2 }, backup: scratch.database + ".version1")
    try db.run(
      "INSERT INTO raw_market VALUES('SPX','2018-02-05','a.csv#aaaaaaaaaaaa',1,4,1,2,0,NULL)")
    try db.run("INSERT INTO features VALUES('s','2018-02-05','{\"a\":1}')")
  }

  @Test("its tables are those of a new database, and its rows are those of before")
  func migration() throws {
    let kept = Schema.tables.filter { $0 != "set_apart" }
    let old = try Connection(scratch.database, .read)
    #expect(try old.value("PRAGMA user_version") == .integer(2))
    let before = try kept.map { try old.rows("SELECT * FROM \($0)") }
    old.close()
    let store = try DeskStore(scratch.database)
    #expect(try kept.map { try store.connection.rows("SELECT * FROM \($0)") } == before)
    #expect(before.filter { !$0.isEmpty }.count >= 6)
    #expect(try store.number("SELECT count(*) FROM set_apart") == 0)
    #expect(try store.connection.value("PRAGMA user_version") == .integer(3))
    store.close()
    let fresh = try Scratch()
    try DeskStore(fresh.database).close()
    #expect(try schema(scratch.database) == schema(fresh.database))
    let backup = try Connection(scratch.database + ".backup", .immutable)
    #expect(try backup.value("PRAGMA user_version") == .integer(2))
    #expect(try backup.value("SELECT count(*) FROM raw_market") == .integer(1))
  }

  @Test("a database of version 2 is read without being changed")
  func reading() throws {
    let before = try ProjectPaths.bytes(of: scratch.database)
    let archive = try DeskArchive(scratch.database)
    #expect(try archive.verify().findings.allSatisfy { $0.check == .layers })
    var rows = 0
    try archive.eachApart { _ throws(StoreError) in
      rows += 1
      return true
    }
    #expect(rows == 0)
    archive.close()
    #expect(try ProjectPaths.bytes(of: scratch.database) == before)
  }

  private func schema(_ path: String) throws -> [[SQLValue]] {
    let db = try Connection(path, .read)
    defer { db.close() }
    return try db.rows(
      "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
  }
}
