// Live desks on programs that die, fall silent or send anything but ticks.

import Glibc
import TestKit
import Testing

@Suite("Live runs", .serialized)
struct LiveRunTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func start(
    _ program: String, _ words: [String] = [], variables: [String] = []
  ) throws -> CommandRun {
    try CommandRun(
      ["--no-tui", "--db", scratch("a.db"), "--feed", program] + words, in: scratch,
      variables: variables)
  }

  private func source(_ fixture: FeedFixture, _ key: String) throws -> Int {
    try fixture.health("a.db")?["source"]?[key]?.int ?? -1
  }

  @Test(
    "a source that dies ten times is started again, and the recording replays to the same events")
  func dies() throws {
    let fixture = try FeedFixture(scratch, minutes: 24)
    let program = try fixture.program(
      "p.sh",
      """
      n=$(cat count 2>/dev/null || echo 0); echo $((n+1)) > count
      read hello; echo "$hello" > hello
      cat head
      for i in $((2*n)) $((2*n+1)); do [ -f m$i ] && cat m$i; sleep 0.15; done
      [ $n -lt 10 ] || sleep 60
      echo "gone $n" >&2; exit 7
      """)
    let notes = (0..<20).map { minute in
      "{\"ts\":\"2018-02-05T09:\(30 + minute):10-05:00\",\"verb\":\"note\",\"text\":\"\(minute)\"}\n"
    }
    try scratch.write(Array(notes.joined().utf8), "notes.jsonl")
    let curve = "date,1 Mo,3 Mo,1 Yr\n2018-02-02,1.28,1.46,1.84\n2018-02-05,9,9,9\n"
    try scratch.write(Array(curve.utf8), "ust.csv")
    let imported = try voldesk(
      "import", scratch("ust.csv"), "--db", scratch("a.db"), in: scratch)
    #expect(imported.code == 0, "\(imported.error)")
    try scratch.write(
      Array(
        ("Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n"
          + "2018-02-07,2690,2700,2680,2690,5,0.25,0\n").utf8), "SPX.csv")
    let paid = try voldesk("import", scratch("SPX.csv"), "--db", scratch("a.db"), in: scratch)
    #expect(paid.code == 0, "\(paid.error)")
    let run = try start(
      program,
      [
        "--approve", "trade", "--commands-from", scratch("notes.jsonl"), "--record",
        scratch("r.tape"),
      ])
    let isDone = try run.wait(seconds: 50) { try source(fixture, "restarts") >= 10 }
    #expect(isDone)
    let killed = try voldesk("kill", "drill", "--db", scratch("a.db"), in: scratch)
    #expect(killed.code == 0)
    run.send(SIGTERM)
    let live = try run.finish(within: 90)
    #expect(live.code == 0, "\(live.error)")
    let downs = live.lines.filter { $0.contains("\"FeedChanged\",\"state\":\"DOWN\"") }
    #expect(downs.count >= 10)
    let rate = "rate 1.46 % by the imported curve of 2018-02-02"
    #expect(live.lines.count { $0.contains(rate) } == 1)
    #expect(downs.allSatisfy { $0.contains("ended with code 7") || $0.contains("stops") })
    #expect(live.lines.count { $0.contains("\"type\":\"KillEngaged\"") } == 1)
    #expect(String(decoding: try scratch.bytes("hello"), as: UTF8.self).contains("\"SPX\""))
    #expect(String(decoding: try scratch.bytes("a.db.feed.log"), as: UTF8.self).contains("gone 3"))
    try fixture.expectReplay(of: live)
    #expect(try scratch.bytes("r.tape") == scratch.bytes("t.tape"))
    let told = String(decoding: try scratch.bytes("t.tape"), as: UTF8.self)
    #expect(told.contains(#""dividends":[["SPX","2018-02-07",2500]]"#))
    expectNoRisk(live)
    let commands = try scratch.bytes("t.jsonl").split(separator: 0x0A).count
    #expect(commands >= 21)
  }

  /// No opening order is made while the feed is not up.
  private func expectNoRisk(_ live: CommandResult) {
    var isUp = false
    for line in live.lines {
      if line.contains("\"type\":\"FeedChanged\"") { isUp = line.contains("\"UP\"") }
      if line.contains("\"type\":\"OrderCreated\"") { #expect(isUp || !line.contains("\"OPEN\"")) }
    }
  }

  @Test("garbage, zeros, a line without end and a flood change nothing and stop nothing")
  func dirt() throws {
    let fixture = try FeedFixture(scratch, minutes: 2)
    let program = try fixture.program(
      "p.sh",
      """
      echo 'hello {'; printf '\\0\\0\\0\\n'; head -c 10000000 /dev/zero | tr '\\0' x; echo
      echo '{"type":"quote","ts":1517841000000,"symbol":"SPX-20180316-P-2600","bid":NaN,"ask":1}'
      echo '{"type":"quote","ts":1517841000000,"symbol":"SPX-20180316-P-2600","bid":-1,"ask":1}'
      echo '{"type":"quote","ts":1517841000000,"symbol":"SPX-20180316-P-2600","bid":1,"ask":1e308}'
      printf '\\033[2Jboo\\n' >&2
      cat head m0; sleep 0.5; cat m1
      i=0; while [ $i -lt 40 ]; do cat m1; i=$((i+1)); done
      printf '{"type":'; sleep 0.4; printf '"heartbeat"}\\n'; sleep 60
      """)
    let run = try start(program)
    let isDone = try run.wait(seconds: 40) {
      let health = try fixture.health("a.db")
      return health?["source"]?["bad"]?["DUPLICATE"]?.int ?? 0 > 40_000
        && health?["last_seq"]?.int ?? 0 > 5
    }
    #expect(isDone)
    let bad = try fixture.health("a.db")?["source"]?["bad"]
    #expect(bad?["NOT_JSON"]?.int == 2)
    #expect(bad?["TOO_LONG"]?.int == 1)
    #expect(bad?["BAD_NUMBER"]?.int == 3)
    let status = try systemFile(scratch("a.db.feed"))
    #expect(!status.contains("\u{1B}"))
    run.send(SIGTERM)
    let live = try run.finish(within: 60)
    #expect(live.code == 0, "\(live.error)")
    #expect(live.lines.contains { $0.contains("\"type\":\"SessionOpened\"") })
    try fixture.expectReplay(of: live)
  }

  @Test("a source that falls silent is started again, and its whole group ends with the desk")
  func silence() throws {
    let fixture = try FeedFixture(scratch, minutes: 1)
    let program = try fixture.program("p.sh", "cat head m0; sleep 300 & echo $! >> pids; wait")
    let run = try start(program, variables: ["VOLDESK_FEED_SILENCE=0.4"])
    let isDone = try run.wait(seconds: 20) { try source(fixture, "restarts") >= 2 }
    #expect(isDone)
    run.send(SIGTERM)
    let live = try run.finish(within: 40)
    #expect(live.code == 0, "\(live.error)")
    #expect(live.lines.contains { $0.contains("not a byte for 0 s") })
    let pids = String(decoding: try scratch.bytes("pids"), as: UTF8.self).split(separator: "\n")
    #expect(pids.count >= 3)
    for pid in pids.compactMap({ pid_t($0) }) { #expect(kill(pid, 0) != 0 || isZombie(pid)) }
  }

  private func isZombie(_ pid: pid_t) -> Bool {
    guard let text = try? systemFile("/proc/\(pid)/stat") else { return true }
    return text.contains(") Z ")
  }

  @Test("a live run that is killed goes on where its recording ends, and replays as one")
  func resumes() throws {
    let fixture = try FeedFixture(scratch, minutes: 14)
    let program = try fixture.program(
      "p.sh",
      """
      n=$(cat count 2>/dev/null || echo 0); echo $((n+1)) > count
      cat head; i=$((5*n)); while [ -f m$i ]; do cat m$i; i=$((i+1)); sleep 0.1; done; sleep 60
      """)
    let first = try start(program)
    let isAtWork = try first.wait(seconds: 20) {
      try fixture.health("a.db")?["last_seq"]?.int ?? 0 > 9
    }
    #expect(isAtWork)
    first.send(SIGKILL)
    let before = try first.finish()
    let second = try start(program)
    let goesOn = try second.wait(seconds: 20) {
      let health = try fixture.health("a.db")
      return health?["source"]?["state"]?.string == "UP"
        && health?["last_ts"]?.string ?? "" > "2018-02-05T09:40"
    }
    #expect(goesOn)
    second.send(SIGTERM)
    let after = try second.finish(within: 60)
    #expect(after.lines.first?.contains("\"resumed\":true") == true)
    #expect(after.lines.contains { $0.contains("the desk was started again") })
    let journal = try voldesk("export", "journal", "--db", scratch("a.db"), in: scratch)
    #expect(journal.lines.starts(with: fixture.events(before)))
    try fixture.expectReplay(of: journal)
  }

  @Test("ticks from a file and from standard input give the events of their replay")
  func file() throws {
    let fixture = try FeedFixture(scratch, minutes: 8)
    var ticks = try scratch.bytes("head")
    for minute in 0..<8 { ticks += try scratch.bytes("m\(minute)") }
    try scratch.write(ticks, "ticks.jsonl")
    let live = try start(scratch("ticks.jsonl")).finish()
    #expect(live.code == 0, "\(live.error)")
    #expect(live.output.contains("\"key\":\"live:ticks.jsonl\""))
    try fixture.expectReplay(of: live)
    let replay = try voldesk(
      "--no-tui", "--replay", scratch("ticks.jsonl"), "--db", scratch("c.db"), in: scratch)
    #expect(fixture.events(replay) == fixture.events(live))
  }

  @Test(
    "a feed that cannot be is refused before anything is made",
    arguments: [
      ("/no/such/file", "No such file"), ("polygon:", "names no symbols"),
      ("/tmp", "neither a file"),
    ])
  func refused(_ feed: String, _ text: String) throws {
    let result = try start(feed).finish()
    #expect(result.code == 2 || result.code == 3)
    #expect(result.error.contains(text), "\(result.error)")
    #expect(!ProjectPaths.exists(scratch("a.db")))
  }
}

/// The text of a file of the system.
private func systemFile(_ path: String) throws -> String {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { throw CommandRunError(text: "no file \(path)") }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 1 << 14)
  let count = read(descriptor, &bytes, bytes.count)
  return String(decoding: bytes[0..<max(0, count)], as: UTF8.self)
}
