// Settings and calendar changed under a desk at work: kept, journaled, in force, and the same after a
// restart.

import Configuration
import DeskEngine
import Glibc
import MarketData
import Persistence
import Risk
import TestKit
import Testing

@testable import voldesk

@Suite("Changes of a desk at work")
struct EditLoopTests {
  private let scratch: CommandScratch
  private let folder: String

  init() throws {
    scratch = try CommandScratch()
    folder = scratch("conf")
    mkdir(folder, 0o755)
  }

  private func plan(_ words: [String] = []) throws -> DeskPlan {
    try DeskPlan(
      parse(
        [
          "--no-tui", "--replay", "2018-02-05", "--config", folder, "--data", ProjectPaths.root,
          "--db", scratch("e.db"),
        ] + words, version: "0"))
  }

  /// A desk some minutes into the day, free to trade.
  private func desk(_ store: (any JournalStore)? = nil, _ words: [String] = []) throws -> DeskLoop {
    let plan = try plan(words)
    let loop = try DeskLoop(plan, store: try store ?? DeskStore(plan.database))
    try loop.takeUp()
    for _ in 0..<8 { _ = try loop.step() }
    try #require(loop.core.state.trading.state == .active)
    return loop
  }

  private func set(_ key: String, _ text: String, reason: String? = nil) -> EditRequest {
    EditRequest(
      edits: [.set(key: key, text: text)], loosening: reason.map { (word: "LOOSEN", reason: $0) })
  }

  private func texts(_ loop: DeskLoop) throws -> [String] {
    var lines: [String] = []
    try loop.store.eachLine(after: 0) { line throws(StoreError) in
      lines.append(String(decoding: line.line, as: UTF8.self))
    }
    return lines
  }

  @Test("a tighter limit holds at once, and a restart finds it without a second change")
  func tighten() throws {
    try tightenOnce()
    try restart { again in
      let before = again.core.state.seq
      try again.takeUp()
      #expect(again.core.state.seq == before)
      #expect(again.core.settings.limits.tradeLoss == 0.005)
      #expect(again.core.state.configHash == again.plan.settings.configHash)
      #expect(try again.store.settings(again.core.state.configHash) != nil)
    }
    // Without the file the value before comes back, by its name.
    unlink("\(folder)/desk.json5")
    try restart { back in
      try back.takeUp()
      let last = try #require(try texts(back).last { $0.contains("\"ConfigChanged\"") })
      #expect(last.contains(#"{"key":"risk.per_trade","from":"0.005","to":"0.01"}"#))
    }
    #expect(try voldesk("verify", "--db", scratch("e.db"), in: scratch).code == 0)
  }

  private func tightenOnce() throws {
    let loop = try desk()
    let seq = loop.core.state.seq
    let outcome = try loop.change(set("risk.per_trade", "0.005"))
    guard case .done(let last?, let text) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(last >= seq + 1)
    #expect(text == "risk.per_trade 0.01 -> 0.005")
    #expect(loop.core.settings.limits.tradeLoss == 0.005)
    let line = try #require(try texts(loop).first { $0.contains("\"ConfigChanged\"") })
    #expect(
      line.hasSuffix(
        #""changes":[{"key":"risk.per_trade","from":"0.01","to":"0.005"}]}"#), "\(line)")
    #expect(line.contains("\"config_hash\":\"\(loop.editing.configuration.hash)\""))
    let file = String(decoding: try scratch.bytes("conf/desk.json5"), as: UTF8.self)
    #expect(file.contains("\"risk.per_trade\": 0.005,"))
    for _ in 0..<3 { _ = try loop.step() }
    try loop.finish()
  }

  /// Starts the desk of the database again; it is gone when the body has returned.
  private func restart(_ body: (DeskLoop) throws -> Void) throws {
    let loop = try DeskLoop(try plan(), store: try DeskStore(scratch("e.db")))
    try body(loop)
    try loop.finish()
  }

  @Test("loosening asks for a word and a reason, and is refused while the desk is held")
  func loosen() throws {
    let loop = try desk()
    let seq = loop.core.state.seq
    #expect(
      try loop.change(set("risk.max_open", "20"))
        == .refused("risk.max_open would be loosened: type LOOSEN and a reason"))
    #expect(
      try loop.change(set("risk.max_open", "20", reason: "  "))
        == .refused("loosening risk.max_open needs a reason"))
    #expect(loop.core.state.seq == seq)
    #expect(access("\(folder)/desk.json5", F_OK) != 0)
    _ = try loop.change(set("risk.max_open", "20", reason: "more names today"))
    #expect(loop.core.settings.limits.maximumOpen == 20)
    let noted = try texts(loop).first { $0.contains("more names today") }
    #expect(noted?.contains(#""ref":"risk.max_open","text":"loosened: more names today""#) == true)
    _ = try loop.press(.reduce(reason: "test"))
    #expect(
      try loop.change(set("risk.max_open", "30", reason: "again"))
        == .refused("risk.max_open is not loosened while the desk is REDUCING"))
    guard case .done = try loop.change(set("risk.max_open", "5")) else {
      Issue.record("tightening was refused")
      return
    }
    // Taking a tightening back loosens as well.
    #expect(
      try loop.change(EditRequest(edits: [.unset(key: "risk.max_open")]))
        == .refused("risk.max_open is not loosened while the desk is REDUCING"))
    try loop.finish()
  }

  @Test("what cannot be kept changes nothing and is told")
  func unwritable() throws {
    let loop = try desk(MemoryStore())
    let before = (loop.core.state, loop.editing.configuration.hash)
    for (key, text) in [("risk.per_trade", "2"), ("risk.per_trade", "nan"), ("risk.per_trde", "1")]
    {
      guard case .refused(let told) = try loop.change(set(key, text)) else {
        Issue.record("\(key) \(text) was taken")
        continue
      }
      #expect(told.contains(key))
    }
    rmdir(folder)
    try scratch.write([], "conf")
    guard case .refused(let told) = try loop.change(set("risk.per_trade", "0.005")) else {
      Issue.record("it was kept")
      return
    }
    #expect(told.hasSuffix("nothing was changed"), "\(told)")
    #expect(loop.core.state == before.0)
    #expect(loop.editing.configuration.hash == before.1)
  }

  @Test("a journal that fails leaves the desk by its old settings")
  func failingJournal() throws {
    let loop = try DeskLoop(try plan(), store: FaultyStore(MemoryStore(), failing: 1))
    #expect(throws: StoreError.self) { try loop.change(set("risk.per_trade", "0.005")) }
    #expect(loop.core.settings.limits.tradeLoss == 0.01)
    #expect(loop.core.state.configHash.isEmpty)
  }

  @Test("looks and pace are kept without an event; what counts later says so")
  func looks() throws {
    let loop = try desk(MemoryStore())
    let seq = loop.core.state.seq
    #expect(
      try loop.change(set("screen.theme", "mono"))
        == .done(seq: nil, text: "screen.theme \"dark\" -> \"mono\""))
    #expect(
      try loop.change(set("run.seed", "5"))
        == .done(seq: nil, text: "run.seed 1 -> 5, at the next run"))
    #expect(loop.core.state.seq == seq)
    guard case .done(let seq?, let text) = try loop.change(set("account.equity", "500000")) else {
      Issue.record("the equity was refused")
      return
    }
    #expect(seq > 0 && text == "account.equity 1000000 -> 500000, at the next run")
  }

  @Test("an announcement reaches the detectors at once and after a restart")
  func calendar() throws {
    let added = try EventCalendar.Event(text: "ALL CPI 2018-02-10 BMO")
    let isCPI = { (event: MarketEvent) in
      event.kind == .cpi && event.effectiveDate == CivilDate("2018-02-12")
    }
    let events = try announce(added)
    #expect(events.count(where: isCPI) == 1)
    try restart { again in
      let seq = again.core.state.seq
      try again.takeUp()
      #expect(again.core.state.seq == seq)
      #expect(again.core.market.events == events)
      _ = try again.change(EditRequest(edits: [.remove(added)]))
      #expect(again.core.market.events.count(where: isCPI) == 0)
    }
  }

  /// The events of a desk that an announcement was added to.
  private func announce(_ added: EventCalendar.Event) throws -> [MarketEvent] {
    let loop = try desk()
    let outcome = try loop.change(EditRequest(edits: [.add(added)]))
    // A Saturday's figures move Monday.
    let text = "added ALL CPI 2018-02-10 BMO, effective in the session of 2018-02-12"
    guard case .done(_, text) = outcome else {
      Issue.record("\(outcome)")
      return []
    }
    let line = try #require(try texts(loop).last { $0.contains("\"ConfigChanged\"") })
    #expect(
      line.contains(#"{"key":"events.ALL CPI 2018-02-10 BMO","from":null,"to":"known"}"#), "\(line)"
    )
    guard case .refused = try loop.change(EditRequest(edits: [.add(added)])) else {
      Issue.record("it was added twice")
      return []
    }
    try loop.finish()
    return loop.core.market.events
  }

  @Test("a read-only desk changes nothing")
  func readOnly() throws {
    let loop = try DeskLoop(try plan(["--read-only"]), store: MemoryStore())
    #expect(
      try loop.change(set("screen.theme", "mono")) == .refused("a read-only desk changes nothing"))
  }
}
