// What stands in the tables after a day, and what a restart finds.

import MarketData
import Risk
import Testing

@testable import DeskEngine
@testable import Persistence

@Suite("Desk store")
struct DeskStoreTests {
  /// Commits a whole day and returns the store with its last acknowledgement.
  static func day(_ path: String) throws -> (DeskStore, Acknowledgement) {
    let store = try DeskStore(path)
    _ = try store.begin(SyntheticDay.identity, start: SyntheticDay.start, restart: false)
    var day = SyntheticDay()
    var last = Acknowledgement(seq: 0, hash: [], lines: [])
    for transaction in day.transactions() { last = try store.commit(transaction) }
    return (store, last)
  }

  func strings(_ store: DeskStore, _ sql: String) throws -> [[String]] {
    try store.connection.rows(sql).map { row in
      row.map { value in
        switch value {
        case .null: "-"
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        case .blob(let bytes): "\(bytes.count) bytes"
        }
      }
    }
  }

  @Test("projects every event into its tables")
  func projections() throws {
    let scratch = try Scratch()
    let (store, last) = try Self.day(scratch.database)
    #expect(last.seq == 22)
    #expect(
      try strings(store, "SELECT candidate,rev,state FROM candidates ORDER BY 1,2")
        == [["1", "1", "CLOSED"], ["1", "2", "APPROVED"], ["2", "1", "OPEN"]])
    #expect(
      try strings(store, "SELECT order_id,intent,state,filled,limit_e4 FROM orders")
        == [
          ["1", "OPEN", "FILLED", "2", "120000"], ["2", "CLOSE", "FILLED", "2", "-60000"],
          ["3", "OPEN", "WORKING", "0", "0"],
        ])
    #expect(
      try strings(store, "SELECT order_id,leg,contract,ratio FROM legs WHERE order_id<3")
        == [
          ["1", "1", "SPX-20180316-P-2600", "-1"], ["1", "2", "SPX-20180316-P-2550", "1"],
          ["2", "1", "SPX-20180316-P-2600", "1"], ["2", "2", "SPX-20180316-P-2550", "-1"],
        ])
    #expect(try strings(store, "SELECT count(*), sum(fee_e4) FROM fills") == [["4", "52000"]])
    // Bought back at 15.00 and sold at 9.00: six points paid for a package.
    #expect(
      try strings(
        store,
        """
        SELECT strategy,underlying,direction,quantity,entry_price_e4,exit_price_e4,pnl_e4,
        closed_at>opened_at FROM positions
        """) == [["VRP", "SPX", "SHORT", "2", "125000", "-60000", "12970000", "1"]])
    #expect(try strings(store, "SELECT count(*), sum(amount_e4) FROM ledger") == [["4", "0"]])
    #expect(try strings(store, "SELECT severity,acked_by FROM alerts") == [["WARN", "USER"]])
    #expect(
      try strings(store, "SELECT strategy,signal_type,percentile FROM signals")
        == [["VRP", "SHORT_VOL", "82.5"]])
    #expect(try strings(store, "SELECT reason FROM option_quotes") == [["candidate"]])
    #expect(try strings(store, "SELECT count(*) FROM equity") == [["1"]])
    #expect(try strings(store, "PRAGMA foreign_key_check").isEmpty)
    try store.quickCheck()
  }

  @Test("works under the settings that survive a power loss")
  func settings() throws {
    let scratch = try Scratch()
    let store = try DeskStore(scratch.database)
    for (pragma, expected) in [
      ("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("mmap_size", "0"),
      ("trusted_schema", "0"), ("cell_size_check", "1"), ("locking_mode", "normal"),
      ("busy_timeout", "0"), ("user_version", "\(Schema.version)"),
      ("application_id", "1448037444"),
      ("wal_autocheckpoint", "1000"),
    ] {
      #expect(try store.connection.pragmaText(pragma) == expected, "\(pragma)")
    }
    #expect(
      try strings(store, "SELECT count(*) FROM sqlite_master WHERE type='table'") == [
        ["\(Schema.tables.count)"]
      ])
    let loose = try strings(
      store,
      """
      SELECT name FROM pragma_table_list
      WHERE strict=0 AND type='table' AND name NOT LIKE 'sqlite_%'
      """)
    #expect(loose.isEmpty)
  }

  @Test("goes on after a crash where the last acknowledgement left it")
  func resume() throws {
    let scratch = try Scratch()
    let (store, last) = try Self.day(scratch.database)
    store.close()
    let next = try DeskStore(scratch.database)
    let opening = try next.begin(SyntheticDay.identity, start: SyntheticDay.start, restart: false)
    #expect(opening.isResumed && opening.didCrash)
    #expect(opening.run == 1)
    #expect(opening.lastSeq == last.seq)
    #expect(opening.lastHash == last.hash)
    #expect(opening.cursor?.batches == 35)
    #expect(opening.previousConfigHash == "c0ffee")
    #expect(try strings(next, "SELECT how FROM starts") == [["crashed"], ["-"]])
    try next.finish(.open)
    let third = try next.begin(SyntheticDay.identity, start: SyntheticDay.start, restart: false)
    #expect(third.isResumed && !third.didCrash)
    #expect(try strings(next, "SELECT how FROM starts") == [["crashed"], ["clean"], ["-"]])
  }

  @Test("stores the outcome of a command once and tells it again")
  func commands() throws {
    let scratch = try Scratch()
    let (store, _) = try Self.day(scratch.database)
    let stored = try #require(try store.outcome(of: "key-1"))
    #expect(stored.outcome == "done")
    #expect(stored.seq == 6)
    #expect(try store.outcome(of: "key-2") == nil)
    #expect(try store.commands(last: 10).map(\.command) == ["key-1", "file-1"])
    #expect(throws: StoreError.self) { try store.commit(Transaction(command: stored)) }
    #expect(store.fault == nil)
  }

  @Test("keeps the kill engaged through a crash, a restart and damage")
  func latch() throws {
    let scratch = try Scratch()
    let store = try DeskStore(scratch.database)
    let opening = try store.begin(SyntheticDay.identity, start: SyntheticDay.start, restart: false)
    #expect(opening.latch == .released)
    var day = SyntheticDay()
    var kill = KillEngaged()
    kill.reason = "enough"
    _ = try store.commit(Transaction(events: [day.event(.killEngaged(kill))]))
    #expect(store.latch().isEngaged)
    store.close()

    let second = try DeskStore(scratch.database)
    let crashed = try second.begin(SyntheticDay.identity, start: SyntheticDay.start, restart: false)
    #expect(crashed.latch.isEngaged && crashed.latch.reason == "enough")
    let fresh = try second.begin(SyntheticDay.identity, start: SyntheticDay.start, restart: true)
    #expect(fresh.run == 2 && !fresh.isResumed && fresh.latch.isEngaged)
    #expect(
      try strings(second, "SELECT run,status FROM runs") == [["1", "abandoned"], ["2", "open"]])
    try second.connection.run("DELETE FROM latches WHERE run=2")
    #expect(second.latch() == .unreadable)
    var after = SyntheticDay()
    _ = try second.commit(Transaction(events: [after.event(.killReset(KillReset()))]))
    #expect(second.latch() == .released)
  }

  @Test("refuses events out of order and events that are printed only")
  func order() throws {
    let scratch = try Scratch()
    let (store, last) = try Self.day(scratch.database)
    var day = SyntheticDay(after: last.seq + 1)
    #expect(throws: StoreError.sequence(expected: 23, found: 24)) {
      try store.commit(Transaction(events: [day.event(.noted(Noted()))]))
    }
    var printed = SyntheticDay(after: last.seq)
    #expect(throws: StoreError.self) {
      try store.commit(Transaction(events: [printed.event(.runStarted(RunStarted()))]))
    }
  }

  @Test("keeps three snapshots and falls back from a damaged one")
  func snapshots() throws {
    let scratch = try Scratch()
    let (store, _) = try Self.day(scratch.database)
    #expect(try store.newestSnapshot(version: 1) == nil)
    for seq in [5, 10, 15, 20] {
      try store.save(StoredSnapshot(seq: seq, version: 1, state: [UInt8](repeating: 7, count: seq)))
    }
    #expect(try strings(store, "SELECT seq FROM snapshots ORDER BY 1") == [["10"], ["15"], ["20"]])
    #expect(try store.newestSnapshot(version: 1)?.seq == 20)
    #expect(try store.newestSnapshot(version: 2) == nil)
    try store.connection.run("UPDATE snapshots SET state=x'00' WHERE seq=20")
    #expect(try store.newestSnapshot(version: 1)?.seq == 15)
    try store.connection.run("UPDATE snapshots SET version=1, seq=seq+1 WHERE seq=15")
    #expect(try store.newestSnapshot(version: 1)?.seq == 10)
  }

  @Test("gives the same lines and hashes in memory and on disk")
  func memory() throws {
    let scratch = try Scratch()
    let (store, last) = try Self.day(scratch.database)
    let memory = MemoryStore()
    _ = try memory.begin(SyntheticDay.identity, start: SyntheticDay.start, restart: false)
    var day = SyntheticDay()
    var end = Acknowledgement(seq: 0, hash: [], lines: [])
    for transaction in day.transactions() { end = try memory.commit(transaction) }
    #expect(end == last)
    var fromDisk: [JournalLine] = []
    try store.eachLine(after: 3) { line throws(StoreError) in fromDisk.append(line) }
    var fromMemory: [JournalLine] = []
    try memory.eachLine(after: 3) { line throws(StoreError) in fromMemory.append(line) }
    #expect(fromDisk == fromMemory)
    #expect(fromDisk.count == 19)
    #expect(try memory.outcome(of: "key-1") == store.outcome(of: "key-1"))
  }

  @Test("fails the chosen commit and every later one")
  func faulty() throws {
    let store = FaultyStore(MemoryStore(), failing: 3)
    _ = try store.begin(SyntheticDay.identity, start: SyntheticDay.start, restart: false)
    var day = SyntheticDay()
    let transactions = day.transactions()
    _ = try store.commit(transactions[0])
    _ = try store.commit(transactions[1])
    #expect(throws: StoreError.injected("commit 3")) { try store.commit(transactions[2]) }
    #expect(throws: StoreError.self) { try store.commit(transactions[2]) }
  }
}
