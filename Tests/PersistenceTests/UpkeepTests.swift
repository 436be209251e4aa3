// Around the journal: export, health, the kill of a stopped desk, imports, migrations, recovery.

import Glibc
import MarketData
import Risk
import TestKit
import Testing

@testable import DeskEngine
@testable import Persistence

@Suite("Upkeep")
struct UpkeepTests {
  /// A finished day on disk.
  func finished(_ scratch: Scratch) throws -> Acknowledgement {
    let (store, last) = try DeskStoreTests.day(scratch.database)
    try store.finish(.open)
    store.close()
    return last
  }

  @Test("takes tables out in dollars and New York time")
  func exports() throws {
    let scratch = try Scratch()
    _ = try finished(scratch)
    let archive = try DeskArchive(scratch.database)
    func text(_ table: ExportTable, _ format: ExportFormat) throws -> String {
      var bytes: [UInt8] = []
      try archive.export(table, run: 1, format: format) { bytes += $0 }
      return String(decoding: bytes, as: UTF8.self)
    }
    let orders = try text(.orders, .csv).split(separator: "\n")
    #expect(
      orders.first
        == "run,order_id,candidate,rev,intent,quantity,limit,state,filled,created,changed")
    #expect(orders.count == 4)
    #expect(orders[1].hasPrefix("1,1,1,2,OPEN,2,12,FILLED,2,2018-02-05T09:"))
    #expect(try text(.orders, .json).contains("\"candidate\":null"))
    #expect(try text(.positions, .json).contains("\"exit_price\":-6,"))
    let journal = try text(.journal, .json).split(separator: "\n")
    var chain = HashChain()
    for line in journal { chain.append(Array(line.utf8)) }
    #expect(try chain.hexadecimal == archive.verify().runs.first?.journalHash)
    for table in ExportTable.allCases {
      for format in ExportFormat.allCases { _ = try text(table, format) }
    }
  }

  @Test("sums up the health of a live desk")
  func health() throws {
    let scratch = try Scratch()
    let (store, last) = try DeskStoreTests.day(scratch.database)
    let health = try DeskArchive(scratch.database).health()
    #expect(health.run.lastSeq == last.seq)
    #expect(health.writer?.pid == getpid())
    #expect(health.workingOrders == 1 && health.openPositions == 0 && health.openAlerts == 0)
    #expect(health.equity == Money(wholeDollars: 1_000_100))
    #expect(health.state == .active && !health.latch.isEngaged)
    #expect(health.lastStart?.how == nil)
    store.close()
    #expect(try DeskArchive(scratch.database).health().writer == nil)
  }

  @Test("engages the kill of a desk that does not run")
  func stoppedKill() throws {
    let scratch = try Scratch()
    let last = try finished(scratch)
    let store = try DeskStore(scratch.database)
    let killed = try store.engageKill(
      source: .user, reason: "stop", from: 0, apply: { count, _ in count += 1 }
    ) { count, moment in
      var kill = KillEngaged()
      kill.reason = "stop"
      return [Event(seq: count + 1, time: moment, body: .killEngaged(kill))]
    }
    #expect(killed == [1])
    let again = try store.engageKill(source: .user, reason: "stop", from: 0, apply: { _, _ in }) {
      _, _ in []
    }
    #expect(again.isEmpty)
    store.close()
    let (next, opening) = try CrashTests.begin(scratch.database)
    #expect(opening.lastSeq == last.seq + 1 && opening.latch.isEngaged)
    #expect(opening.lastTime != nil && opening.latch.since == opening.lastTime)
    next.close()
    #expect(try DeskArchive(scratch.database).verify().isSound)
  }

  @Test("kills a stopped desk with the events of a living one")
  func stoppedDesk() throws {
    let scratch = try Scratch()
    _ = try finished(scratch)
    let store = try DeskStore(scratch.database)
    let killed = try store.engageKill(
      source: .user, reason: "stop", from: DeskState(),
      apply: { state, event in state.apply(event) },
      decide: { state, moment in
        var core = DeskCore(settings: DeskSettings(), state: state)
        let command = DeskCommand(
          time: moment, id: "kill-1", actor: .user, action: .kill(source: .user, reason: "stop"))
        return core.decide(.command(command)).events
      })
    #expect(killed == [1])
    let orders = "SELECT state FROM orders WHERE order_id=3"
    #expect(try store.connection.value(orders) == .string("CANCELLED"))
    let candidates = "SELECT count(*) FROM candidates WHERE state='OPEN'"
    #expect(try store.connection.value(candidates) == .integer(0))
    store.close()
    #expect(try DeskArchive(scratch.database).health().state == .halted)
    #expect(try DeskArchive(scratch.database).verify().isSound)
  }

  @Test("imports daily history once")
  func imports() throws {
    let scratch = try Scratch()
    let store = try DeskStore(scratch.database)
    let bar = PriceBar(open: 2700, high: 2710.5, low: 2690, close: 2705.25, volume: 1e9)
    let date = CivilDate(dayNumber: 17_567)
    let history = DailyHistory(
      symbol: "SPX", bars: [DailyBar(date: date, bar: bar)],
      volatilityIndex: [DailyValue(date: date, value: 17.3)], volatilityIndex3M: [])
    let first = try store.importDaily(
      history, volatilitySymbol: "VIX", name: "daily.csv", sha256: "aa")
    #expect(first == ImportReport(added: 2, skipped: 0, isRepeat: false))
    let second = try store.importDaily(
      history, volatilitySymbol: "VIX", name: "daily.csv", sha256: "aa")
    #expect(second.isRepeat && second.added == 0)
    let other = try store.importDaily(
      history, volatilitySymbol: "VIX", name: "daily.csv", sha256: "bb")
    #expect(other == ImportReport(added: 0, skipped: 2, isRepeat: false))
  }

  @Test("asks for the kill switch through a file")
  func killFile() throws {
    let scratch = try Scratch()
    let file = KillFile(DatabaseFiles(scratch.database))
    #expect(!file.isPresent)
    try file.request(reason: "fire drill")
    #expect(file.isPresent && file.reason == "fire drill")
    try file.clear()
    try file.clear()
    #expect(!file.isPresent)
  }

  @Test("migrates forward in one transaction after a backup")
  func migration() throws {
    let scratch = try Scratch()
    _ = try finished(scratch)
    let files = DatabaseFiles(scratch.database)
    let db = try Connection(files.database, .write)
    let bad = [
      Migration(version: 3, sql: "CREATE TABLE trials(schema TEXT) STRICT"),
      Migration(version: 4, sql: "CREATE TABLE trials(again TEXT) STRICT"),
    ]
    #expect(throws: StoreError.self) {
      try db.migrate(bad, backup: files.database + ".backup")
    }
    #expect(try db.value("PRAGMA user_version") == .integer(2))
    #expect(try db.rows("SELECT 1 FROM sqlite_master WHERE name='trials'").isEmpty)
    try db.migrate([bad[0]], backup: files.database + ".backup")
    #expect(try db.value("PRAGMA user_version") == .integer(3))
    db.close()
    let copy = try Connection(files.database + ".backup", .immutable)
    #expect(try copy.value("SELECT count(*) FROM journal") == .integer(22))
    #expect(try copy.value("PRAGMA user_version") == .integer(2))
  }

  @Test("saves the sound part of a damaged journal with the kill engaged")
  func recovery() throws {
    let scratch = try Scratch()
    let last = try finished(scratch)
    let target = scratch.folder + "/new.db"
    let db = try Connection(scratch.database, .write)
    try db.run("UPDATE journal SET line=replace(line,'SPX','SPY') WHERE seq=8")
    db.close()
    let saved = try DeskStore.recover(from: scratch.database, to: target)
    #expect(saved.map(\.events) == [7])
    #expect(saved.first?.reason?.contains("seq 8") == true)
    #expect(try DeskArchive(target).verify().isSound)
    let (store, opening) = try CrashTests.begin(target)
    #expect(opening.latch.isEngaged && opening.lastSeq == 7 && last.seq == 22)
    #expect(try store.outcome(of: "key-1") != nil)
    #expect(throws: StoreError.self) {
      try DeskStore.recover(from: scratch.database, to: target)
    }
  }

  @Test("verifies a live desk at one moment while it goes on")
  func live() throws {
    let scratch = try Scratch()
    let (store, opening) = try CrashTests.begin(scratch.database)
    #expect(opening.lastSeq == 0)
    var day = SyntheticDay()
    let archive = try DeskArchive(scratch.database)
    for transaction in day.transactions() {
      _ = try store.commit(transaction)
      let report = try archive.verify()
      #expect(report.isSound, "\(report.findings)")
      #expect(report.runs.first?.events == store.lastSeq)
    }
    try store.checkpoint()
    #expect(try archive.verify().isSound)
  }

  @Test("never releases the kill by any flipped bit of its row")
  func latchFlips() throws {
    let scratch = try Scratch()
    let (store, _) = try CrashTests.begin(scratch.database)
    var day = SyntheticDay()
    var kill = KillEngaged()
    kill.reason = "ENOUGH IS ENOUGH"
    _ = try store.commit(Transaction(events: [day.event(.killEngaged(kill))]))
    _ = try store.begin(SyntheticDay.identity, start: SyntheticDay.start, restart: true)
    try store.finish(.open)
    store.close()
    // The second run has no event: its latch stands in its row alone.
    let original = try ProjectPaths.bytes(of: scratch.database)
    let reason = Array("USERENOUGH IS ENOUGH".utf8)
    let rows = (0..<(original.count - reason.count)).filter { start in
      original[start] == reason[0] && original[start..<(start + reason.count)].elementsEqual(reason)
    }
    #expect(!rows.isEmpty)
    for start in rows {
      for position in (start - 10)..<(start + reason.count + 8) {
        for bit in 0..<8 {
          var bytes = original
          bytes[position] ^= 1 << UInt8(bit)
          try write(bytes, to: scratch.database)
          #expect(!isReleased(scratch.database), "bit \(bit) of byte \(position)")
        }
      }
    }
  }

  /// Whether the second run reads as released.
  private func isReleased(_ path: String) -> Bool {
    do throws(StoreError) {
      return try !DeskArchive(path).latch(run: 2).isEngaged
    } catch { return false }
  }
}
