// Damage is found and named, projections are rebuilt, tables are taken out.

import Candidates
import Glibc
import MarketData
import Structures
import TestKit
import Testing

@testable import DeskEngine
@testable import Persistence

@Suite("Verification")
struct VerificationTests {
  /// A finished day on disk, all in the main file.
  func finished(_ scratch: Scratch) throws -> Acknowledgement {
    let (store, last) = try DeskStoreTests.day(scratch.database)
    try store.save(StoredSnapshot(seq: last.seq, version: 1, state: Array(0..<200)))
    try store.finish(.open)
    store.close()
    return last
  }

  @Test("finds nothing in a sound database and repeats its hash")
  func sound() throws {
    let scratch = try Scratch()
    let last = try finished(scratch)
    let report = try DeskArchive(scratch.database).verify()
    #expect(report.isSound, "\(report.findings)")
    #expect(report.runs.map(\.events) == [22])
    #expect(report.runs.first?.journalHash == HashChain(last.hash).hexadecimal)
  }

  @Test(
    "names the run and the event of every change to the journal",
    arguments: [
      "UPDATE journal SET line=replace(line,'2600','2601') WHERE seq=3",
      "UPDATE journal SET hash=randomblob(32) WHERE seq=3",
      "UPDATE journal SET ts=ts+1 WHERE seq=3", "UPDATE journal SET type='Noted' WHERE seq=3",
      "DELETE FROM journal WHERE seq=3",
    ])
  func edits(_ sql: String) throws {
    let scratch = try Scratch()
    _ = try finished(scratch)
    let db = try Connection(scratch.database, .write)
    try db.run(sql)
    db.close()
    let report = try DeskArchive(scratch.database).verify()
    #expect(
      report.findings.contains { $0.check == .chain && $0.run == 1 && $0.seq == 3 },
      "\(report.findings)")
    if !sql.contains("ts=") && !sql.contains("type=") {
      #expect(throws: StoreError.self) {
        try DeskArchive(scratch.database).eachLine(run: 1, after: 0) { _ in }
      }
    }
  }

  /// A change beside the journal, and which check names it.
  static let besides: [(String, VerificationCheck)] = [
    ("DELETE FROM commands", .commands),
    ("DELETE FROM commands WHERE command='file-1'", .commands),
    ("DELETE FROM commands WHERE command='file-2'", .commands),
    ("UPDATE commands SET outcome='refused: no', code='LIMIT', seq=NULL", .commands),
    ("UPDATE commands SET outcome='all well' WHERE command='key-1'", .commands),
    ("UPDATE commands SET outcome='refused: another' WHERE command='file-2'", .commands),
    ("UPDATE commands SET code='LIMIT' WHERE command='file-2'", .commands),
    ("UPDATE commands SET outcome='done', code=NULL WHERE command='file-2'", .commands),
    ("UPDATE commands SET verb='reject' WHERE command='key-1'", .commands),
    ("UPDATE commands SET seq=1 WHERE command='key-1'", .commands),
    ("UPDATE commands SET seq=99 WHERE command='key-1'", .commands),
    ("UPDATE commands SET command='key-2' WHERE command='key-1'", .commands),
    ("INSERT INTO commands VALUES(1,'key-9',1,'kill','{}',3,'done',NULL)", .commands),
    ("UPDATE tapes SET last_ts=last_ts+3600000000000", .tapes),
    ("UPDATE tapes SET last_ts=last_ts-3600000000000, first_ts=first_ts-3600000000000", .tapes),
    ("UPDATE tapes SET first_ts=first_ts+600000000000", .tapes),
    ("DELETE FROM tapes", .tapes), ("DELETE FROM latches", .latch),
    ("UPDATE latches SET reason='another'", .latch), ("UPDATE latches SET ts=ts+1", .latch),
    ("UPDATE latches SET engaged=0, source=NULL, reason=NULL, ts=NULL", .latch),
    ("UPDATE runs SET status='ended'", .runs), ("UPDATE runs SET status='abandoned'", .runs),
    ("UPDATE runs SET status='damaged'", .runs),
  ]

  @Test("finds changes of what is kept beside the journal", arguments: besides)
  func besideTheJournal(_ sql: String, _ check: VerificationCheck) throws {
    let scratch = try Scratch()
    try killed(scratch)
    #expect(try DeskArchive(scratch.database).verify().findings.isEmpty)
    let db = try Connection(scratch.database, .write)
    try db.run(sql)
    db.close()
    let report = try DeskArchive(scratch.database).verify()
    #expect(report.findings.contains { $0.check == check && $0.run == 1 }, "\(report.findings)")
  }

  /// A finished day with a refused command and the kill engaged at its end.
  private func killed(_ scratch: Scratch) throws {
    let (store, last) = try DeskStoreTests.day(scratch.database)
    var day = SyntheticDay(after: last.seq)
    let refusal = CommandRefused(
      command: "file-2", verb: .close, code: .superseded, text: "there is no open P9")
    let refused = day.event(.commandRefused(refusal))
    _ = try store.commit(
      Transaction(
        events: [refused],
        command: StoredCommand(
          command: "file-2", time: day.time, verb: .close, arguments: #"{"position":9}"#, seq: nil,
          outcome: "refused: there is no open P9", code: "SUPERSEDED")))
    var kill = KillEngaged()
    kill.source = .drawdown
    kill.reason = "enough"
    let engaged = day.event(.killEngaged(kill))
    _ = try store.commit(
      Transaction(
        events: [engaged],
        cursor: TapeCursor(
          first: Instant(seconds: 1_517_841_060), last: engaged.time, batches: 50)))
    try store.finish(.open)
    store.close()
  }

  @Test("rebuilds a latch that the journal tells of, and never releases one that it does not")
  func rebuiltLatch() throws {
    let scratch = try Scratch()
    try killed(scratch)
    let latch = try DeskArchive(scratch.database).latch(run: 1)
    #expect(latch.isEngaged && latch.reason == "enough")
    for sql in ["DELETE FROM latches", "UPDATE latches SET reason='another'"] {
      let db = try Connection(scratch.database, .write)
      try db.run(sql)
      db.close()
      #expect(try !DeskStore.rebuild(scratch.database).isSound)
      let archive = try DeskArchive(scratch.database)
      #expect(try archive.verify().findings.isEmpty)
      #expect(archive.latch(run: 1) == latch)
      archive.close()
    }
    let quiet = try Scratch()
    _ = try finished(quiet)
    let db = try Connection(quiet.database, .write)
    try db.run("DELETE FROM latches")
    db.close()
    #expect(try !DeskStore.rebuild(quiet.database).isSound)
    let archive = try DeskArchive(quiet.database)
    #expect(archive.latch(run: 1).isEngaged)
    #expect(try archive.verify().findings.isEmpty)
  }

  @Test("rebuilds every projected table from the journal")
  func rebuild() throws {
    let scratch = try Scratch()
    _ = try finished(scratch)
    let db = try Connection(scratch.database, .write)
    try db.script(
      """
      UPDATE orders SET filled=9 WHERE order_id=1; DELETE FROM fills WHERE fill=2;
      UPDATE positions SET pnl_e4=0; UPDATE ledger SET amount_e4=amount_e4+1 WHERE entry=1;
      INSERT INTO equity VALUES(1,1,1,1,1,1,1,0.5); DELETE FROM alerts;
      """)
    db.close()
    let damaged = try DeskArchive(scratch.database).verify()
    for table in ["orders", "fills", "positions", "ledger", "equity", "alerts"] {
      #expect(damaged.findings.contains { $0.text.hasPrefix(table) }, "\(table)")
    }
    #expect(damaged.findings.contains { $0.check == .ledger })
    #expect(try DeskStore.rebuild(scratch.database) == damaged)
    let after = try DeskArchive(scratch.database).verify()
    #expect(after.isSound, "\(after.findings)")
  }

  /// What came of damage: found, refused, without any effect on the truth, or a lie.
  func outcome(
    _ scratch: Scratch, _ expected: VerificationReport, _ truth: [[SQLValue]]
  ) -> String {
    let report: VerificationReport
    do throws(StoreError) {
      let archive = try DeskArchive(scratch.database)
      report = try archive.verify()
      if !report.isSound { return "found" }
      guard report.runs == expected.runs, try rows(archive) == truth else { return "lie" }
    } catch { return "refused" }
    return "harmless"
  }

  func rows(_ archive: DeskArchive) throws(StoreError) -> [[SQLValue]] {
    try archive.connection.rows("SELECT run,seq,ts,type,line,hash FROM journal ORDER BY run,seq")
  }

  @Test("detects, refuses or survives a flipped byte anywhere", arguments: ["", ".head"])
  func flips(_ suffix: String) throws {
    let scratch = try Scratch()
    _ = try finished(scratch)
    let path = scratch.database + suffix
    let original = try ProjectPaths.bytes(of: path)
    let sound = try DeskArchive(scratch.database)
    let expected = try sound.verify()
    let truth = try rows(sound)
    sound.close()
    var counts: [String: Int] = [:]
    for offset in stride(from: 0, to: original.count, by: 97) {
      var bytes = original
      bytes[offset] ^= 1 << UInt8(offset % 8)
      try write(bytes, to: path)
      let result = outcome(scratch, expected, truth)
      counts[result, default: 0] += 1
      #expect(result != "lie", "byte \(offset) of \(suffix)")
    }
    #expect(counts["found", default: 0] + counts["refused", default: 0] > 1, "\(counts)")
  }

  @Test("finds every flipped byte of a line and of a hash")
  func journalFlips() throws {
    let scratch = try Scratch()
    _ = try finished(scratch)
    let archive = try DeskArchive(scratch.database)
    let lines = try archive.connection.rows("SELECT line, hash FROM journal WHERE seq IN (1,6)")
    let expected = try archive.verify()
    let truth = try rows(archive)
    archive.close()
    let original = try ProjectPaths.bytes(of: scratch.database)
    for case .text(let line) in lines.map({ $0[0] }) {
      let start = try #require(position(of: line, in: original))
      for offset in stride(from: start, to: start + line.count + 32, by: 7) {
        var bytes = original
        bytes[offset] ^= 0x04
        try write(bytes, to: scratch.database)
        let result = outcome(scratch, expected, truth)
        #expect(result == "found" || result == "refused", "byte \(offset): \(result)")
      }
    }
  }

  private func position(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
    (0..<(bytes.count - needle.count)).first { start in
      bytes[start] == needle[0] && bytes[start..<(start + needle.count)].elementsEqual(needle)
    }
  }
}
