// Databases that must not be written: in use, foreign, newer, damaged, shortened.

import CSQLite
import Glibc
import MarketData
import Numerics
import TestKit
import Testing

@testable import DeskEngine
@testable import Persistence

@Suite("Refusals")
struct RefusalTests {
  /// The error of an attempt to open; fails when the attempt succeeds.
  func refusal(_ path: String) -> StoreError? {
    do throws(StoreError) {
      _ = try DeskStore(path)
      return nil
    } catch { return error }
  }

  /// Opens, expects a refusal, and that no file of the folder was touched or made.
  func expectUntouched(_ scratch: Scratch, _ exitCode: Int32 = 4) throws -> StoreError {
    // The shared memory and the lock file are no part of what is kept.
    func kept() throws -> [String: [UInt8]] {
      try scratch.contents().filter { !$0.key.hasSuffix("-shm") && !$0.key.hasSuffix(".lock") }
    }
    let before = try kept()
    let error = try #require(refusal(scratch.database))
    #expect(error.exitCode == exitCode, "\(error)")
    let after = try kept()
    #expect(before.keys.sorted() == after.keys.sorted(), "\(error)")
    for (name, bytes) in before { #expect(after[name] == bytes, "\(name) after \(error)") }
    return error
  }

  @Test("names the owner of a database in use, within 200 ms")
  func secondInstance() throws {
    let scratch = try Scratch()
    let store = try DeskStore(scratch.database)
    let began = ContinuousClock.now
    let error = try #require(refusal(scratch.database))
    #expect(ContinuousClock.now - began < .milliseconds(200))
    #expect(error.exitCode == 2)
    guard case .inUse(_, let owner) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(owner?.pid == getpid())
    #expect("\(error)".contains("pid \(getpid())"))
    let archive = try DeskArchive(scratch.database)
    #expect(try archive.runs().isEmpty)
    store.close()
    #expect(refusal(scratch.database) == nil)
  }

  @Test("takes over the lock file of a process that was killed")
  func staleLock() throws {
    let scratch = try Scratch()
    try DeskStore(scratch.database).close()
    try write(Array("999999\nelsewhere\n1\n".utf8), to: scratch.database + ".lock")
    #expect(refusal(scratch.database) == nil)
    #expect(try DatabaseLock.holder(DatabaseFiles(scratch.database)) == nil)
  }

  @Test("shares one lock between two spellings of a path")
  func symbolicLink() throws {
    let scratch = try Scratch()
    let store = try DeskStore(scratch.database)
    #expect(symlink(scratch.database, scratch.folder + "/other.db") == 0)
    #expect(refusal(scratch.folder + "/other.db")?.exitCode == 2)
    store.close()
  }

  @Test("refuses a file of another program")
  func foreign() throws {
    let scratch = try Scratch()
    let db = try Connection(scratch.database, .create)
    try db.script("CREATE TABLE notes(text); INSERT INTO notes VALUES('mine')")
    db.close()
    let error = try expectUntouched(scratch)
    #expect(error == .foreign(path: DatabaseFiles(scratch.database).database, applicationID: 0))
    #expect(throws: StoreError.self) { try DeskArchive(scratch.database) }
  }

  @Test("refuses a newer version")
  func newer() throws {
    let scratch = try Scratch()
    try DeskStore(scratch.database).close()
    let db = try Connection(scratch.database, .write)
    try db.script("PRAGMA user_version=\(Schema.version + 1)")
    db.close()
    guard case .newer(_, Schema.version + 1, Schema.version) = try expectUntouched(scratch) else {
      Issue.record("another error")
      return
    }
  }

  @Test("refuses what is no database, empty, or cut short", arguments: [0, 1, 100, 5000, 40_000])
  func truncated(_ length: Int) throws {
    let scratch = try Scratch()
    let (store, _) = try DeskStoreTests.day(scratch.database)
    try store.finish(.open)
    store.close()
    let bytes = try ProjectPaths.bytes(of: scratch.database)
    #expect(bytes.count > 40_000)
    try write(Array(bytes.prefix(length)), to: scratch.database)
    _ = try expectUntouched(scratch)
    try write([UInt8](repeating: 0x41, count: 8192), to: scratch.database)
    _ = try expectUntouched(scratch)
  }

  @Test("notices that the log was deleted")
  func logDeleted() throws {
    let scratch = try Scratch()
    let (store, last) = try DeskStoreTests.day(scratch.database)
    try copyAside(scratch)
    store.close()
    try restore(scratch)
    unlink(scratch.database + "-wal")
    unlink(scratch.database + "-shm")
    let error = try expectUntouched(scratch)
    #expect(
      error
        == .eventsMissing(
          path: DatabaseFiles(scratch.database).database, run: 1, count: last.seq, after: 0))
  }

  @Test("notices that the log was cut, and keeps what is left of it")
  func logCut() throws {
    let scratch = try Scratch()
    let (store, last) = try DeskStoreTests.day(scratch.database)
    try copyAside(scratch)
    store.close()
    try restore(scratch)
    let log = try ProjectPaths.bytes(of: scratch.database + "-wal")
    try write(Array(log.prefix(log.count - 4096)), to: scratch.database + "-wal")
    guard case .eventsMissing(_, 1, let count, let after) = try expectUntouched(scratch) else {
      Issue.record("another error")
      return
    }
    #expect(count + after == last.seq && count > 0 && after > 0)
  }

  @Test("refuses a new database where a witness saw events")
  func databaseDeleted() throws {
    let scratch = try Scratch()
    let (store, last) = try DeskStoreTests.day(scratch.database)
    try store.finish(.open)
    store.close()
    unlink(scratch.database)
    let error = try expectUntouched(scratch)
    #expect("\(error)".contains("\(last.seq) events missing after seq 0"))
  }

  @Test("refuses a journal without its witness until it is accepted")
  func witnessMissing() throws {
    let scratch = try Scratch()
    let (store, last) = try DeskStoreTests.day(scratch.database)
    try store.finish(.open)
    store.close()
    unlink(scratch.database + ".head")
    let error = try expectUntouched(scratch)
    #expect("\(error)".contains("verify --rebuild"))
    _ = try DeskStore.rebuild(scratch.database)
    let next = try DeskStore(scratch.database)
    let opening = try next.begin(SyntheticDay.identity, start: SyntheticDay.start, restart: false)
    #expect(opening.lastSeq == last.seq)
  }

  @Test("refuses network file systems by their magic number")
  func network() {
    #expect(DatabaseFiles.networkKind(0x6969) == "NFS")
    #expect(DatabaseFiles.networkKind(0xFF53_4D42) == "SMB")
    #expect(DatabaseFiles.networkKind(0xEF53) == nil)
  }

  @Test("says what a missing or unwritable place is")
  func places() throws {
    let scratch = try Scratch()
    #expect(refusal("/proc/voldesk/desk.db")?.exitCode == 3)
    do throws(StoreError) {
      _ = try DeskArchive(scratch.database)
      Issue.record("a missing database was read")
    } catch { #expect(error.exitCode == 3) }
    guard geteuid() != 0 else { return }
    let (store, _) = try DeskStoreTests.day(scratch.database)
    try store.finish(.open)
    store.close()
    #expect(chmod(scratch.folder, 0o555) == 0)
    #expect(refusal(scratch.database)?.exitCode == 3)
    #expect(try DeskArchive(scratch.database).runs().count == 1)
    #expect(chmod(scratch.folder, 0o755) == 0)
  }

  /// Copies every file, as a crash would leave them.
  private func copyAside(_ scratch: Scratch) throws {
    for (name, bytes) in try scratch.contents() {
      try write(bytes, to: "\(scratch.folder)/copy.\(name)")
    }
  }

  private func restore(_ scratch: Scratch) throws {
    for (name, bytes) in try scratch.contents() where name.hasPrefix("copy.") {
      try write(bytes, to: "\(scratch.folder)/\(name.dropFirst(5))")
      unlink("\(scratch.folder)/\(name)")
    }
  }
}
