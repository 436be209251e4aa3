// A database of version 1 becomes one of version 2 and loses nothing.

import Glibc
import MarketData
import TestKit
import Testing

@testable import Persistence

@Suite("Version 2")
struct VersionTwoTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try FirstVersion.make(scratch.database)
  }

  private func schema(_ path: String) throws -> [[SQLValue]] {
    let db = try Connection(path, .read)
    defer { db.close() }
    return try db.rows(
      "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
  }

  @Test("its tables are those of a new database, and its rows are those of before")
  func migration() throws {
    let kept = ["runs", "option_quotes", "history", "market_prices", "imports", "latches"]
    let old = try Connection(scratch.database, .read)
    let before = try kept.map { try old.rows("SELECT * FROM \($0)") }
    old.close()
    let store = try DeskStore(scratch.database)
    #expect(try kept.map { try store.connection.rows("SELECT * FROM \($0)") } == before)
    #expect(before[1].count == 1)
    store.close()
    let fresh = try Scratch()
    try DeskStore(fresh.database).close()
    #expect(try schema(scratch.database) == schema(fresh.database))
    let archive = try DeskArchive(scratch.database)
    #expect(try archive.verify().isSound)
    #expect(try archive.health().run.run == 1)
    let backup = try Connection(scratch.database + ".backup", .immutable)
    #expect(try backup.value("PRAGMA user_version") == .integer(1))
    #expect(try backup.value("SELECT count(*) FROM option_quotes") == .integer(1))
  }

  @Test("a database of version 1 is read without being changed")
  func reading() throws {
    let before = try ProjectPaths.bytes(of: scratch.database)
    let archive = try DeskArchive(scratch.database)
    #expect(try archive.verify().isSound)
    #expect(try archive.holdings().map(\.kind) == ["bars", "series"])
    #expect(try archive.layers().isEmpty && archive.featureNames("index-vix").isEmpty)
    let history = try archive.importedHistory(
      "SPX", volatilityIndex: "VIX", before: ImportFixtures.date("2020-01-01"))
    #expect(history.bars.isEmpty && history.volatilityIndex.isEmpty)
    for table in ExportTable.allCases {
      var bytes = 0
      try archive.export(table, run: 1, format: .csv) { bytes += $0.count }
      #expect(bytes > 0, "\(table)")
    }
    archive.close()
    #expect(try ProjectPaths.bytes(of: scratch.database) == before)
  }

  @Test("a migrated database takes imports and goes on with its run")
  func use() throws {
    let store = try DeskStore(scratch.database)
    try store.take(ChainImportTests.chain("c.csv"))
    let opening = try store.begin(
      SyntheticDay.identity, start: SyntheticDay.start, restart: false)
    #expect(opening.run == 1 && opening.isResumed)
    var day = SyntheticDay()
    for transaction in day.transactions() { _ = try store.commit(transaction) }
    try store.finish(.open)
    store.close()
    let archive = try DeskArchive(scratch.database)
    #expect(try archive.verify().isSound)
    var lines = 0
    try archive.export(.quotes, run: 1, format: .json) { _ in lines += 1 }
    #expect(lines == 2)
  }
}
