// The desk without a screen, from open to close, through crashes and kills.

import FoundationEssentials
import Glibc
import Numerics
import TestKit
import Testing

@testable import voldesk

@Suite("Headless", .serialized)
struct HeadlessRunTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func day(_ database: String) -> [String] {
    [
      "--no-tui", "--replay", "2018-02-05", "--speed", "max", "--seed", "7", "--approve", "trade",
      "--db", scratch(database),
    ]
  }

  private func events(_ result: CommandResult) throws -> [JSONValue] {
    try result.lines.map { line in
      try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
    }
  }

  /// The hash over lines, from nothing.
  private func chain(_ lines: [Substring]) -> String {
    var hash = [UInt8](repeating: 0, count: 32)
    for line in lines { hash = SHA256.hash(hash + Array(line.utf8)) }
    return SHA256.hexadecimal(hash)
  }

  @Test("a day plays from open to close with everything in it, and twice the same")
  func wholeDay() throws {
    let first = try CommandRun(day("a.db"), in: scratch).finish()
    #expect(first.code == 0, "\(first.error)")
    let events = try events(first)
    let types = try events.map { try $0.string("type") }
    #expect(types.first == "RunStarted" && types.last == "RunEnded")
    #expect(types.count >= 100)
    for type in ["CandidateProposed", "OrderCreated", "LegFilled", "PositionOpened"] {
      #expect(types.contains(type), "\(type)")
    }
    let regimes = events.filter { $0["type"]?.string == "RegimeChanged" }
    #expect(regimes.contains { $0["to"]?.string == "HIGH_VOL_PANIC" })
    let edges = events.filter { $0["type"]?.string == "EdgeDetected" }
    #expect(Set(edges.compactMap { $0["kind"]?.string }).count >= 3)
    let proper = edges.filter { $0["fallback"]?.bool == false }.compactMap { $0["kind"]?.string }
    #expect(Set(proper).count >= 2)
    let proposals = events.filter { $0["type"]?.string == "CandidateProposed" }
    #expect(proposals.allSatisfy { ($0["proof"]?["bound"]?.double ?? 0) > 0 })
    // The first and the last line are printed only.
    let hash = chain(Array(first.lines.dropFirst().dropLast()))
    #expect(try events.last?.string("journal_hash") == hash)
    let second = try CommandRun(day("b.db"), in: scratch).finish()
    #expect(second.output == first.output)
    #expect(second.code == 0)
  }

  @Test("money adds up, losses stay within their limit, and no order lacks its verdict")
  func bookkeeping() throws {
    let result = try CommandRun(day("m.db"), in: scratch).finish()
    var passed: Set<[Int]> = []
    var orders = 0
    var marks = 0
    for event in try events(result) {
      switch try event.string("type") {
      case "RiskVerdict" where event["passed"]?.bool == true && event["candidate"]?.int != nil:
        passed.insert([try event.int("candidate"), try event.int("rev")])
        #expect((event["after"]?["max_loss"]?.double ?? .nan) <= 100_000)
      case "OrderCreated" where event["intent"]?.string == "OPEN":
        #expect(passed.contains([try event.int("candidate"), try event.int("rev")]))
        orders += 1
      case "LedgerPosted":
        let sum = try event.array("entries").reduce(0) { $0 + (try $1.double("amount")) }
        #expect(abs(sum) < 0.000_05)
      case "EquityMarked":
        let parts = try event.double("realised") + event.double("unrealised")
        #expect(abs(try event.double("equity") - 1_000_000 - parts) < 0.000_05)
        marks += 1
      default: break
      }
    }
    #expect(orders > 0 && marks > 100)
  }

  @Test("killed again and again, the day ends as if nothing had happened")
  func crashes() throws {
    let whole = try CommandRun(day("whole.db"), in: scratch).finish()
    let expected = try #require(try events(whole).last?.string("journal_hash"))
    var random = SeededGenerator(seed: 2_018)
    var kills = 0
    for _ in 0..<9 {
      let run = try CommandRun(day("crash.db"), in: scratch)
      usleep(UInt32(Double(whole.milliseconds * 1_000) * random.double(in: 0.04..<0.15)))
      guard run.isAlive else { break }
      run.send(SIGKILL)
      #expect(try run.finish().code == 128 + SIGKILL)
      kills += 1
    }
    #expect(kills >= 5)
    if try voldesk("health", "--json", "--db", scratch("crash.db"), in: scratch).output
      .contains("\"status\":\"open\"")
    {
      let last = try CommandRun(day("crash.db"), in: scratch).finish()
      #expect(try events(last).last?.string("journal_hash") == expected)
    }
    for table in ["journal", "fills", "commands", "positions", "ledger"] {
      let crashed = try voldesk("export", table, "--db", scratch("crash.db"), in: scratch)
      let sound = try voldesk("export", table, "--db", scratch("whole.db"), in: scratch)
      #expect(crashed.output == sound.output, "\(table)")
    }
    #expect(try voldesk("verify", "--db", scratch("crash.db"), in: scratch).code == 0)
  }

  @Test("a day with every verb of a command file, also in vain, leaves a sound database")
  func everyVerb() throws {
    let verbs = [
      ("09:31", "note", "\"text\":\"begin\""), ("09:40", "reduce", ""), ("09:41", "reduce", ""),
      ("09:42", "active", ""), ("09:42", "active", ""), ("09:50", "approve", approval),
      ("09:51", "reject", "\"candidate\":2,\"rev\":1,\"reason\":\"no\""),
      ("09:52", "restore", "\"candidate\":2"), ("09:53", "size", "\"candidate\":3,\"quantity\":1"),
      ("10:30", "close", "\"position\":1"), ("10:31", "close", "\"position\":9"),
      ("10:40", "ack", "\"alert\":1"), ("10:41", "ack", "\"alert\":77"),
      ("11:00", "kill", "\"reason\":\"drill\""), ("11:00", "kill", ""),
      ("11:00", "resume", "\"word\":\"RESUME\",\"reason\":\"soon\""),
      ("11:05", "resume", "\"word\":\"RESUME\",\"reason\":\"over\""), ("11:06", "active", ""),
      ("13:00", "flatten", "\"word\":\"FLATTEN\""), ("18:00", "note", "\"text\":\"late\""),
    ]
    let text = verbs.map { time, verb, rest in
      "{\"ts\":\"2018-02-05T\(time):30-05:00\",\"verb\":\"\(verb)\"\(rest.isEmpty ? "" : ",\(rest)")}\n"
    }.joined()
    try scratch.write(Array(text.utf8), "commands.jsonl")
    let words = day("v.db") + ["--commands-from", scratch("commands.jsonl")]
    let run = try CommandRun(words, in: scratch).finish()
    #expect(run.code == 0, "\(run.error)")
    let verified = try voldesk("verify", "--db", scratch("v.db"), in: scratch)
    #expect(verified.code == 0, "\(verified.error)")
    let commands = try voldesk("export", "commands", "--db", scratch("v.db"), in: scratch)
    for code in ["SUPERSEDED", "DUPLICATE", "THROTTLED"] {
      #expect(commands.output.contains(code), "\(commands.output)")
    }
  }

  private let approval = "\"candidate\":1,\"rev\":1,\"net\":0.5"

  @Test("changed settings are named with what they were and what they are")
  func changedSettings() throws {
    let words = ["--no-tui", "--days", "1", "--seed", "3", "--db", scratch("s.db")]
    #expect(try CommandRun(words, in: scratch).finish().code == 0)
    // Looks and pace decide nothing.
    let settings = "{ risk: { per_trade: 0.005 }, screen: { theme: \"mono\" }, run: { speed: 60 } }"
    try scratch.write(Array(settings.utf8), "settings.json5")
    let next = words + ["--config", scratch.path]
    let changed = try events(try CommandRun(next, in: scratch).finish())
    let event = try #require(changed.first { $0["type"]?.string == "ConfigChanged" })
    let changes = try event.array("changes")
    #expect(changes.count == 1)
    #expect(changes.first?["key"]?.string == "risk.per_trade")
    #expect(changes.first?["from"]?.string == "0.01")
    #expect(changes.first?["to"]?.string == "0.005")
    let same = try events(try CommandRun(next, in: scratch).finish())
    #expect(!same.contains { $0["type"]?.string == "ConfigChanged" })
    let back = try events(try CommandRun(words, in: scratch).finish())
    let second = try #require(back.first { $0["type"]?.string == "ConfigChanged" })
    #expect(try second.array("changes").first?["to"]?.string == "0.01")
    #expect(try voldesk("verify", "--db", scratch("s.db"), in: scratch).code == 0)
  }

  /// Whether a desk runs on a database and has said something.
  private func isAtWork(_ name: String) throws -> Bool {
    let health = try voldesk("health", "--json", "--db", scratch(name), in: scratch)
    return health.code == 0 && !health.output.contains("\"last_seq\":0,")
  }

  @Test("kill reaches a living desk, holds a stopped one, and survives the next start")
  func kill() throws {
    let slow = [
      "--no-tui", "--replay", "2018-02-05", "--speed", "600", "--seed", "7", "--db",
      scratch("k.db"),
    ]
    let desk = try CommandRun(slow, in: scratch)
    #expect(try desk.wait { try isAtWork("k.db") })
    let killed = try voldesk("kill", "from", "a", "test", "--db", scratch("k.db"), in: scratch)
    #expect(killed.code == 0, "\(killed.error)")
    #expect(killed.output.hasPrefix("kill engaged: run 1 seq "))
    #expect(killed.output.contains("pid \(desk.pid) "))
    #expect(!FileManager.default.fileExists(atPath: scratch("k.db.kill")))
    desk.send(SIGTERM)
    #expect(try desk.finish().code == 0)
    let health = try voldesk("health", "--json", "--db", scratch("k.db"), in: scratch)
    #expect(health.code == 1)
    let state = try JSONDecoder().decode(JSONValue.self, from: Data(health.output.utf8))
    #expect(state["killed"]?.bool == true)
    #expect(state["state"]?.string == "HALTED")
    let again = try CommandRun(day("k.db"), in: scratch).finish()
    let types = try events(again).map { try $0.string("type") }
    #expect(again.code == 0 && !types.contains("OrderCreated") && !types.contains("KillReset"))
  }

  @Test("a stopped desk is killed in its journal")
  func killStopped() throws {
    let desk = try CommandRun(
      ["--no-tui", "--speed", "1", "--seed", "5", "--db", scratch("s.db")], in: scratch)
    #expect(try desk.wait { try isAtWork("s.db") })
    desk.send(SIGKILL)
    _ = try desk.finish()
    let killed = try voldesk("kill", "--db", scratch("s.db"), in: scratch)
    #expect(killed.code == 0 && killed.output.hasPrefix("kill engaged: run 1 seq "))
    #expect(try voldesk("verify", "--db", scratch("s.db"), in: scratch).code == 0)
    let second = try voldesk("kill", "--db", scratch("s.db"), in: scratch)
    #expect(second.output == "the kill switch of run 1 is already engaged\n")
  }

  @Test("without a terminal the desk runs headless and says why in one line")
  func noTerminal() throws {
    let words = ["--replay", "2018-02-05", "--speed", "max", "--to", "09:40", "--db"]
    let result = try CommandRun(words + [scratch("h.db")], in: scratch).finish()
    #expect(result.code == 0)
    #expect(result.error.split(separator: "\n").count == 1)
    #expect(result.error.contains("standard output is not a terminal"))
    #expect(try events(result).last?.string("type") == "RunEnded")
  }

  @Test("a terminal that cannot place its cursor gets lines as well")
  func dumbTerminal() throws {
    let primary = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(primary >= 0)
    defer { close(primary) }
    var unlocked: Int32 = 0
    var number: Int32 = -1
    // TIOCSPTLCK and TIOCGPTN, macros that are not imported.
    try #require(ioctl(primary, UInt(0x4004_5431), &unlocked) == 0)
    try #require(ioctl(primary, UInt(0x8004_5430), &number) == 0)
    let run = try CommandRun(
      ["--replay", "2018-02-05", "--speed", "max", "--to", "09:31", "--db", scratch("t.db")],
      in: scratch, variables: ["TERM=dumb"], terminal: "/dev/pts/\(number)")
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while run.isAlive {
      var waiting = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 20) > 0 else { continue }
      let count = read(primary, &chunk, chunk.count)
      if count > 0 { bytes += chunk[0..<count] }
    }
    let result = try run.finish()
    #expect(result.code == 0)
    #expect(result.error.contains("TERM is dumb"))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("{\"seq\":0,"))
    #expect(!bytes.contains(0x1B))
  }
}
