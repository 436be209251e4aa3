// What is wrong with a day or a database is said before anything is written.

import FoundationEssentials
import Glibc
import TestKit
import Testing

@testable import Persistence
@testable import voldesk

@Suite("Refusals")
struct RefusalRunTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  // MARK: Days

  /// A copy of the sample data with another text of the day 2018-02-05.
  private func day(_ change: (inout [UInt8]) -> Void) throws -> String {
    try scratch.copy("\(ProjectPaths.root)/sample-data", "sample-data")
    var bytes = try scratch.bytes("sample-data/days/2018-02-05.csv")
    change(&bytes)
    try scratch.write(bytes, "sample-data/days/2018-02-05.csv")
    return scratch.path
  }

  private func replay(_ data: String, _ name: String = "2018-02-05") throws -> CommandResult {
    try voldesk(
      "--no-tui", "--replay", name, "--speed", "max", "--data", data, "--db", scratch("d.db"),
      in: scratch)
  }

  private func expectRefused(_ result: CommandResult, _ place: String) {
    #expect([2, 3].contains(result.code), "\(result.code)")
    #expect(result.output.isEmpty)
    #expect(result.error.hasPrefix("voldesk: "))
    #expect(result.error.contains(place), "\(result.error)")
    #expect(!FileManager.default.fileExists(atPath: scratch("d.db")))
  }

  @Test("a missing day names those there are")
  func missingDay() throws {
    let result = try replay(ProjectPaths.root, "2018-02-06")
    expectRefused(result, "2018-02-06")
    #expect(result.error.contains("2018-02-05"))
    expectRefused(try replay(ProjectPaths.root, scratch("nothing.csv")), "nothing.csv")
  }

  @Test("a window outside the session is refused with the session's hours")
  func emptyWindow() throws {
    for words in [["--to", "09:00"], ["--from", "16:01"], ["--from", "17:00", "--to", "18:00"]] {
      let result = try CommandRun(
        ["--no-tui", "--replay", "2018-02-05", "--db", scratch("d.db")] + words, in: scratch
      ).finish()
      expectRefused(result, "the session of 2018-02-05 is from 09:30 to 16:00")
      #expect(result.code == 2)
    }
    let last = try voldesk(
      "--no-tui", "--replay", "2018-02-05", "--from", "16:00", "--db", scratch("l.db"), in: scratch)
    #expect(last.code == 0 && last.output.contains("2018-02-05T16:00:00-05:00"))
    let first = try voldesk(
      "--no-tui", "--replay", "2018-02-05", "--to", "09:30", "--db", scratch("f.db"), in: scratch)
    #expect(first.code == 0 && first.output.contains("2018-02-05T09:30:00-05:00"))
  }

  @Test("a truncated day is refused")
  func truncatedDay() throws {
    let data = try day { $0.removeLast($0.count / 2) }
    expectRefused(try replay(data), "days/2018-02-05.csv:")
  }

  @Test("a malformed row is named by file, line and column")
  func malformedDay() throws {
    let data = try day { bytes in
      // The first digit of the third price of the tenth row.
      let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      var place = lines[0..<12].reduce(0) { $0 + $1.count + 1 }
      for _ in 0..<3 { place += bytes[place...].prefix { $0 != 0x2C }.count + 1 }
      bytes[place] = UInt8(ascii: "x")
    }
    expectRefused(try replay(data), "days/2018-02-05.csv:13:")
  }

  @Test("a bad command file is refused line by line")
  func commandFile() throws {
    let text = """
      {"ts":"2018-02-05T10:42:00-05:00","verb":"note","text":"ok"}
      {"ts":"2018-02-05T10:43:00-05:00","verb":"aprove","candidate":1}
      not json
      """
    try scratch.write(Array(text.utf8), "commands.jsonl")
    let result = try voldesk(
      "--no-tui", "--replay", "2018-02-05", "--commands-from", scratch("commands.jsonl"), "--db",
      scratch("d.db"), in: scratch)
    expectRefused(result, "commands.jsonl:2:")
    #expect(result.error.contains("commands.jsonl:3:"))
  }

  @Test("a value of another kind is named with its key, and what it must be")
  func commandValues() throws {
    let head = "{\"ts\":\"2018-02-05T10:42:00-05:00\",\"verb\":"
    let text = """
      \(head)"approve","candidate":1,"rev":1,"net":"1.00"}
      \(head)"close","position":1.5}
      \(head)"cancel","order":"O1\\u001b[2J"}
      \(head)"note","text":7}
      \(head)"limit","name":"vega","value":[1]}
      {"verb":"kill"}
      {"ts":null,"verb":"kill"}
      [1, 2]
      """
    try scratch.write(Array(text.utf8), "commands.jsonl")
    let result = try voldesk(
      "--no-tui", "--replay", "2018-02-05", "--commands-from", scratch("commands.jsonl"), "--db",
      scratch("d.db"), in: scratch)
    expectRefused(result, "commands.jsonl:1: net \"1.00\" is not a number")
    for fault in [
      "commands.jsonl:2: position 1.5 is not a whole number",
      "commands.jsonl:3: order \"O1", "commands.jsonl:4: text 7 is not a text",
      "commands.jsonl:5: value a list or an object is not a number or \"off\"",
      "commands.jsonl:6: needs \"ts\", as in {", "commands.jsonl:7: ts null is not a text",
      "commands.jsonl:8: is not a command such as {",
    ] {
      #expect(result.error.contains(fault), "\(fault)")
    }
    #expect(!result.error.utf8.contains(0x1B))
  }

  @Test("a command file with a key that is unknown or stands twice is refused, all at once")
  func commandKeys() throws {
    let time = "{\"ts\":\"2018-02-05T10:42:00-05:00\""
    let text = """
      \(time),"verb":"kill","reazon":"drill"}
      \(time),"verb":"note","text":"a","text":"b"}
      \(time),"verb":"note","text":"{\\"text\\":1}, \\"text\\":"}
      \(time),"verb":"kill","candidate":null,"\\u0074s":"2018-02-05T10:43:00-05:00"}
      """
    try scratch.write(Array(text.utf8), "commands.jsonl")
    let result = try voldesk(
      "--no-tui", "--replay", "2018-02-05", "--commands-from", scratch("commands.jsonl"), "--db",
      scratch("d.db"), in: scratch)
    expectRefused(result, "commands.jsonl:1: kill takes no key \"reazon\", only ts, command, verb")
    #expect(result.code == 2)
    #expect(result.error.contains("commands.jsonl:2: the key \"text\" stands twice"))
    #expect(!result.error.contains("commands.jsonl:3:"), "\(result.error)")
    #expect(result.error.contains("commands.jsonl:4: kill takes no key \"candidate\""))
    #expect(result.error.contains("the key \"ts\" stands twice"))
  }

  @Test("a structure by hand that is malformed is refused before the start, leg by leg")
  func commandLegs() throws {
    let head = "{\"ts\":\"2018-02-05T10:42:00-05:00\",\"verb\":\"manual\",\"structure\":"
    let text = """
      \(head)"FLY","legs":"SPX-20180316-P-2600:1","quantity":1}
      \(head)"BULL_PUT","legs":"SPX-20180316-P-2600:x,SPX-2018-P-2600:1","quantity":1}
      \(head)"BULL_PUT","legs":"SPX-20180316-P-2600:1"}
      """
    try scratch.write(Array(text.utf8), "commands.jsonl")
    let result = try voldesk(
      "--no-tui", "--replay", "2018-02-05", "--commands-from", scratch("commands.jsonl"), "--db",
      scratch("d.db"), in: scratch)
    expectRefused(
      result, "commands.jsonl:1: structure \"FLY\" is none of IRON_CONDOR, IRON_BUTTERFLY")
    #expect(result.error.contains("commands.jsonl:2: leg \"SPX-20180316-P-2600:x\" is not one"))
    #expect(result.error.contains("leg \"SPX-2018-P-2600:1\" is not one such as"))
    #expect(result.error.contains("commands.jsonl:3: manual needs \"quantity\""))
  }

  // MARK: Databases

  /// A database with one short run, closed cleanly.
  private func database(_ name: String, to end: String = "10:00") throws {
    let result = try voldesk(
      "--no-tui", "--replay", "2018-02-05", "--speed", "max", "--to", end, "--approve", "trade",
      "--db", scratch(name), in: scratch)
    try #require(result.code == 0, "\(result.error)")
  }

  private func expectNothingWritten(_ name: String, _ message: String) throws {
    let before = try scratch.bytes(name)
    let head = try scratch.bytes("\(name).head")
    for words in [
      ["--no-tui", "--replay", "2018-02-05", "--speed", "max"], ["kill"], ["verify", "--rebuild"],
    ] {
      if message == "missing", words == ["kill"] { continue }
      let result = try CommandRun(words + ["--db", scratch(name)], in: scratch).finish()
      #expect(result.code == 4, "\(words): \(result.code) \(result.error)")
      #expect(result.error.contains(message), "\(words): \(result.error)")
      #expect(try scratch.bytes(name) == before, "\(words) wrote")
      #expect(try scratch.bytes("\(name).head") == head, "\(words) wrote the head")
    }
  }

  @Test("a folder and a pipe are no database")
  func noPlainFile() throws {
    mkdir(scratch("folder"), 0o755)
    mkfifo(scratch("pipe"), 0o600)
    let places = [scratch("folder"), scratch("pipe"), scratch("none/")]
    for (place, words) in zip(places, ["folder;", "pipe or", "folder;"]) {
      for verb in [["--no-tui", "--days", "1"], ["verify"], ["health"], ["kill"], ["recover"]] {
        let result = try CommandRun(verb + ["--db", place], in: scratch).finish(within: 10)
        #expect(result.code == 3 && result.output.isEmpty, "\(verb) \(place): \(result.code)")
        #expect(result.error.contains(words), "\(result.error)")
        #expect(result.error.contains("use --db"), "\(result.error)")
      }
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
    #expect(
      left.filter { !$0.hasPrefix("out-") && !$0.hasPrefix("err-") }.sorted() == ["folder", "pipe"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("folder")).isEmpty)
  }

  @Test("another program's database is refused")
  func foreign() throws {
    try database("f.db")
    var bytes = try scratch.bytes("f.db")
    bytes.replaceSubrange(68..<72, with: [1, 2, 3, 4])
    try scratch.write(bytes, "f.db")
    try expectNothingWritten("f.db", "belongs to another program")
  }

  @Test("a database of a newer version is refused")
  func newer() throws {
    try database("n.db")
    var bytes = try scratch.bytes("n.db")
    bytes.replaceSubrange(60..<64, with: [0, 0, 0, 99])
    try scratch.write(bytes, "n.db")
    try expectNothingWritten("n.db", "has version 99")
  }

  @Test("a file that is no database is refused")
  func corrupt() throws {
    try database("c.db")
    try scratch.write(Array(repeating: 0x41, count: 8_192), "c.db")
    try expectNothingWritten("c.db", "is not a sound voldesk database")
  }

  @Test("a database that lost acknowledged events is refused")
  func shortened() throws {
    try database("short.db")
    try database("long.db", to: "11:00")
    try scratch.write(try scratch.bytes("long.db.head"), "short.db.head")
    try expectNothingWritten("short.db", "missing")
    #expect(try voldesk("verify", "--db", scratch("short.db"), in: scratch).code == 1)
  }

  @Test("verify passes, and names the event of one flipped byte")
  func flipped() throws {
    try database("v.db")
    #expect(try voldesk("verify", "--db", scratch("v.db"), in: scratch).code == 0)
    var bytes = try scratch.bytes("v.db")
    let mark = Array("\"type\":\"ChainJudged\"".utf8)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: mark) })
    bytes[place + 60] ^= 1
    try scratch.write(bytes, "v.db")
    let result = try voldesk("verify", "--db", scratch("v.db"), in: scratch)
    #expect(result.code != 0)
    #expect(result.error.contains("run 1, seq "), "\(result.error)")
    // What stands before the damage is saved into a new database, with the kill engaged.
    let damaged = try scratch.bytes("v.db")
    let saved = try voldesk(
      "recover", "--db", scratch("v.db"), "--out", scratch("saved.db"), in: scratch)
    #expect(saved.code == 0 && saved.output.contains("run 1"), "\(saved.error)")
    #expect(try voldesk("verify", "--db", scratch("saved.db"), in: scratch).code == 0)
    let health = try voldesk("health", "--db", scratch("saved.db"), in: scratch)
    #expect(health.code == 1 && health.output.contains("kill"), "\(health.output)")
    #expect(try scratch.bytes("v.db") == damaged)
    let again = try voldesk(
      "recover", "--db", scratch("v.db"), "--out", scratch("saved.db"), in: scratch)
    #expect(again.code == 3 && again.error.contains("name a new one"))
  }

  /// A simulated day that is left open with a book in it.
  private func openDay(_ name: String) throws -> CommandResult {
    try voldesk(
      "--no-tui", "--days", "1", "--seed", "2", "--approve", "trade", "--db", scratch(name),
      in: scratch)
  }

  private func tamper(_ name: String, _ change: (Connection) throws -> Void) throws {
    let db = try Connection(scratch(name), .write)
    try change(db)
    db.close()
  }

  @Test(
    "a desk does not trade on tables that depart from its journal",
    arguments: [
      ("UPDATE positions SET quantity=quantity+1 WHERE closed_at IS NULL", "open positions"),
      ("DELETE FROM positions WHERE closed_at IS NULL", "open positions are none"),
      ("UPDATE ledger SET amount_e4=amount_e4+1 WHERE account='cash' AND posting=1", "the cash is"),
      ("DELETE FROM equity WHERE ts=(SELECT max(ts) FROM equity)", "equity is"),
    ])
  func departedTables(_ sql: String, _ text: String) throws {
    try #require(try openDay("t.db").code == 0)
    try tamper("t.db") { db in
      let open = try db.value("SELECT count(*) FROM positions WHERE closed_at IS NULL")
      try #require((open?.int ?? 0) > 0)
      try db.run(sql)
    }
    let before = try scratch.bytes("t.db")
    let head = try scratch.bytes("t.db.head")
    let result = try openDay("t.db")
    #expect(result.code == 4 && result.output.isEmpty)
    #expect(result.error.contains(text), "\(result.error)")
    for verb in ["`voldesk verify`", "`voldesk verify --rebuild`", "`voldesk recover`"] {
      #expect(result.error.contains(verb), "\(result.error)")
    }
    #expect(try scratch.bytes("t.db") == before)
    #expect(try scratch.bytes("t.db.head") == head)
    #expect(try voldesk("verify", "--db", scratch("t.db"), in: scratch).code == 1)
    let rebuilt = try voldesk("verify", "--rebuild", "--db", scratch("t.db"), in: scratch)
    #expect(rebuilt.code == 0, "\(rebuilt.error)")
    #expect(try openDay("t.db").code == 0)
  }

  @Test("a desk does not trade on a damaged structure", arguments: ["journal", "fills", "alerts"])
  func damagedStructure(_ table: String) throws {
    try #require(try openDay("b.db").code == 0)
    var page = 0
    try tamper("b.db") { db in
      let sql = "SELECT rootpage FROM sqlite_master WHERE type='table' AND name=?"
      page = try db.value(sql, [.string(table)])?.int ?? 0
    }
    var bytes = try scratch.bytes("b.db")
    if table == "journal" {
      // A start reads the journal's last page; an early one is nobody's until the check.
      let mark = Array("\"type\":\"ChainJudged\"".utf8)
      page = try #require(bytes.indices.first { bytes[$0...].starts(with: mark) }) / 4_096 + 1
    }
    let start = (page - 1) * 4_096
    // The number of cells on a page.
    bytes[start + 4] ^= 0x40
    try scratch.write(bytes, "b.db")
    let result = try openDay("b.db")
    #expect(result.code == 4 && result.output.isEmpty)
    #expect(result.error.contains("`voldesk recover`"), "\(result.error)")
    #expect(try scratch.bytes("b.db") == bytes)
  }

  // MARK: Two at once

  @Test("a second writer is told who the first is; readers are welcome")
  func secondWriter() throws {
    let first = try CommandRun(
      ["--no-tui", "--speed", "1", "--seed", "3", "--db", scratch("w.db")], in: scratch)
    #expect(
      try first.wait { try voldesk("health", "--db", scratch("w.db"), in: scratch).code == 0 })
    var fastest = Int.max
    for _ in 0..<5 {
      let second = try voldesk("--no-tui", "--days", "1", "--db", scratch("w.db"), in: scratch)
      #expect(second.code == 2)
      #expect(second.output.isEmpty)
      #expect(second.error.contains("in use by pid \(first.pid) "), "\(second.error)")
      fastest = min(fastest, second.milliseconds)
    }
    #expect(fastest < 200)
    let journal = try voldesk("export", "journal", "--db", scratch("w.db"), in: scratch)
    #expect(journal.code == 0 && journal.lines.count > 1)
    let verified = try voldesk("verify", "--db", scratch("w.db"), in: scratch)
    #expect(verified.code == 0, "\(verified.error)")
    if isInstalled("sqlite3") {
      let shell = try CommandRun(
        ["-readonly", scratch("w.db"), "SELECT count(*) FROM journal"], in: scratch,
        program: "sqlite3"
      ).finish()
      #expect(shell.code == 0)
      #expect(Int(shell.output.split(separator: "\n").first ?? "") ?? 0 > 1)
    }
    #expect(first.isAlive)
  }
}
