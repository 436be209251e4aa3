// Tables whose rows stand in another order are sound, and what differs in the large ones is named.

import MarketData
import TestKit
import Testing

@testable import DeskEngine
@testable import Persistence

@Suite("Verification beside the journal")
struct StreamedTableTests {
  /// A finished day with fits, marks of one moment and revisions of a candidate.
  private func finished(_ scratch: Scratch) throws {
    let (store, last) = try DeskStoreTests.day(scratch.database)
    var day = SyntheticDay(after: last.seq)
    var events: [Event] = []
    for number in 0..<6 {
      var fit = ParametersFitted()
      fit.underlying = "SPX"
      fit.parameters = [NamedNumber("v0", 0.04 + Double(number) / 7), NamedNumber("level", nil)]
      fit.status = number == 3 ? .kept : .converged
      events.append(day.event(.parametersFitted(fit)))
      var mark = EquityMarked()
      mark.equity = Money(wholeDollars: 100_000 + number)
      events.append(day.event(.equityMarked(mark)))
    }
    // Two marks of one moment: the later one stands.
    var mark = EquityMarked()
    mark.equity = Money(wholeDollars: 99_999)
    events.append(
      Event(seq: (events.last?.seq ?? 0) + 1, time: day.time, body: .equityMarked(mark)))
    _ = try store.commit(
      Transaction(
        events: events,
        cursor: TapeCursor(
          first: Instant(seconds: 1_517_841_060), last: day.time, batches: 60)))
    try store.finish(.open)
    store.close()
  }

  private func findings(_ scratch: Scratch, after sql: String) throws -> [VerificationFinding] {
    let db = try Connection(scratch.database, .write)
    try db.script(sql)
    db.close()
    let archive = try DeskArchive(scratch.database)
    defer { archive.close() }
    return try archive.verify().findings
  }

  @Test("a sound day is sound, row by row")
  func sound() throws {
    let scratch = try Scratch()
    try finished(scratch)
    #expect(try findings(scratch, after: "SELECT 1").isEmpty)
    // Nothing was projected into memory for it.
    let db = try Connection(scratch.database, .read)
    defer { db.close() }
    var verifier = try Verifier(db, DatabaseFiles(scratch.database))
    try verifier.checkChains()
    #expect(verifier.projected?.isWhole == true)
    let kept = try verifier.projected?.connection.value("SELECT count(*) FROM model_parameters")
    #expect(kept == .integer(0))
    let ordered = try verifier.projected?.connection.rows(
      "SELECT candidate, rev FROM candidates ORDER BY candidate")
    #expect(ordered == [[.int(1), .int(2)], [.int(2), .int(1)]], "only what orders name")
  }

  @Test(
    "rows in another order are as sound",
    arguments: ["journal", "candidates", "equity", "model_parameters", "orders", "alerts"])
  func reordered(_ table: String) throws {
    let scratch = try Scratch()
    try finished(scratch)
    let order = """
      PRAGMA foreign_keys=OFF; CREATE TEMP TABLE kept AS SELECT * FROM \(table);
      DELETE FROM \(table); INSERT INTO \(table) SELECT * FROM kept ORDER BY rowid DESC;
      """
    #expect(try findings(scratch, after: order).isEmpty)
  }

  @Test(
    "a change in a large table is named",
    arguments: [
      "UPDATE model_parameters SET fit_quality=0.5 WHERE rowid=2",
      "UPDATE model_parameters SET parameters=replace(parameters,'0.04','0.05') WHERE rowid=1",
      "UPDATE model_parameters SET maturity=1 WHERE rowid=1",
      "UPDATE model_parameters SET ts=ts+1 WHERE rowid=3",
      "UPDATE model_parameters SET model_type='SABR' WHERE rowid=3",
      "UPDATE model_parameters SET underlying='SPY' WHERE rowid=3",
      "UPDATE model_parameters SET status='KEPT' WHERE rowid=3",
      "UPDATE model_parameters SET parameters='' WHERE rowid=3",
      "UPDATE model_parameters SET parameters=parameters||' ' WHERE rowid=3",
      "DELETE FROM model_parameters WHERE rowid=6", "DELETE FROM model_parameters WHERE rowid=1",
      "INSERT INTO model_parameters SELECT * FROM model_parameters WHERE rowid=6",
      "UPDATE equity SET cash_e4=cash_e4+1 WHERE rowid=(SELECT max(rowid) FROM equity)",
      "UPDATE equity SET ts=ts+1 WHERE rowid=(SELECT max(rowid) FROM equity)",
      "DELETE FROM equity WHERE rowid=(SELECT min(rowid) FROM equity)",
      "INSERT INTO equity VALUES(1,1,1,1,1,1,1,0.5)", "UPDATE equity SET equity_e4=equity_e4+1",
      "UPDATE equity SET exit_e4=exit_e4+1", "UPDATE equity SET unrealised_e4=unrealised_e4+1",
      "UPDATE equity SET realised_e4=realised_e4+1", "UPDATE equity SET drawdown=0.25",
      "UPDATE candidates SET detail=replace(detail,'2600','2601')",
      "UPDATE candidates SET state='REJECTED'", "UPDATE candidates SET state='OPEN' WHERE rev=1",
      "UPDATE candidates SET state='CLOSED' WHERE candidate=1",
      "UPDATE candidates SET state='CLOSED' WHERE candidate=2",
      "UPDATE candidates SET ts=ts+1 WHERE rev=2", "UPDATE candidates SET underlying='SPY'",
      "UPDATE candidates SET edge=2 WHERE rev=2",
      "UPDATE candidates SET structure='BEAR_CALL' WHERE candidate=2",
      "UPDATE candidates SET expiry=NULL WHERE rev=1", "UPDATE candidates SET expiry=expiry+1",
      "UPDATE candidates SET net_e4=-net_e4 WHERE candidate=2",
      "UPDATE candidates SET max_loss_e4=max_loss_e4+1 WHERE rev=2",
      "UPDATE candidates SET recommendation='PASS' WHERE rev=2",
      "UPDATE candidates SET rev=9 WHERE rev=2", "UPDATE candidates SET quantity=quantity+1",
      "DELETE FROM candidates WHERE rev=1",
      "INSERT INTO candidates SELECT run, candidate+90, rev, ts, underlying, edge, structure, "
        + "expiry, quantity, net_e4, max_loss_e4, recommendation, state, detail FROM candidates",
    ])
  func changed(_ sql: String) throws {
    let scratch = try Scratch()
    try finished(scratch)
    let found = try findings(scratch, after: sql)
    let table = sql.split(separator: " ").map(String.init).first {
      ["model_parameters", "equity", "candidates"].contains($0)
    }
    let named = found.filter {
      $0.check == .projections && $0.run == 1 && $0.text.hasPrefix(table ?? "-")
    }
    #expect(!named.isEmpty, "\(found)")
  }

  @Test("runs whose rows stand among each other are sound, and each is read")
  func twoRuns() throws {
    let scratch = try Scratch()
    try finished(scratch)
    let store = try DeskStore(scratch.database)
    let other = RunIdentity(
      key: "sim:8", mode: "sim", source: "simulator", seed: 8, dataHash: "")
    _ = try store.begin(other, start: SyntheticDay.start, restart: false)
    var day = SyntheticDay()
    for transaction in day.transactions() { _ = try store.commit(transaction) }
    try store.finish(.open)
    store.close()
    #expect(try findings(scratch, after: "SELECT 1").isEmpty)
    let found = try findings(
      scratch, after: "UPDATE candidates SET quantity=quantity+1 WHERE run=2 AND rev=2")
    #expect(found.map(\.run) == [2], "\(found)")
    #expect(found.allSatisfy { $0.text.hasPrefix("candidates: quantity of the row") })
  }

  @Test("a row of a run that does not exist is named")
  func rowOfNoRun() throws {
    let scratch = try Scratch()
    try finished(scratch)
    let found = try findings(
      scratch, after: "PRAGMA foreign_keys=OFF; INSERT INTO equity VALUES(7,1,1,1,1,1,1,0.5)")
    #expect(found.contains { $0.check == .projections && $0.text.hasPrefix("equity: a row") })
    #expect(found.contains { $0.check == .references })
  }
}
