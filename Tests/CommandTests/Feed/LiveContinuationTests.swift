// Live runs that go on: fed by standard input, by a named pipe, and over the night.

import Glibc
import TestKit
import Testing

/// The writing end of a named pipe.
private final class NamedPipe {
  let path: String
  private var descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    // Open for both, so that neither side waits for the other.
    guard mkfifo(path, 0o600) == 0 else { throw CommandRunError(text: "no pipe") }
    descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
  }

  deinit { end() }

  /// Writes everything, waiting for the reader at most ten seconds.
  func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    for _ in 0..<2_000 where !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else { usleep(5_000) }
    }
    guard rest.isEmpty else { throw CommandRunError(text: "nobody reads \(path)") }
  }

  func end() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }
}

@Suite("Live runs that go on", .serialized)
struct LiveContinuationTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func start(_ words: String..., input: String = "/dev/null") throws -> CommandRun {
    let all = ["--no-tui", "--db", scratch("a.db"), "--approve", "trade"] + words
    let line = ([CommandRun.program] + all).map { "'\($0)'" }.joined(separator: " ")
    return try CommandRun(["-c", "exec \(line) < \(input)"], in: scratch, program: "/bin/sh")
  }

  private func ticks(_ names: String...) throws -> [UInt8] {
    try names.flatMap { try scratch.bytes($0) }
  }

  private func comesTo(_ time: String, _ run: CommandRun, _ fixture: FeedFixture) throws -> Bool {
    try run.wait(seconds: 20) {
      try fixture.health("a.db")?["last_ts"]?.string ?? "" > "2018-02-0\(time)"
    }
  }

  /// Lets the session begin at the moment of its first quotes.
  private func begin(_ pipe: NamedPipe, _ run: CommandRun, _ fixture: FeedFixture) throws {
    try pipe.write(try ticks("head", "m0"))
    let isOpen = try comesTo("5T12:14:59", run, fixture)
    #expect(isOpen)
  }

  /// Nothing is decided twice, nothing is lost, and the whole replays as one.
  private func expectContinuation(
    _ before: CommandResult, _ after: CommandResult, _ fixture: FeedFixture, isKilled: Bool
  ) throws {
    #expect(before.lines.first?.contains("\"ts\":\"2018-02-05T12:15:00-05:00\"") == true)
    #expect(before.lines.first?.contains("\"RunStarted\"") == true)
    let again = try #require(after.lines.first)
    #expect(again.contains("\"resumed\":true") && !again.contains("\"ts\":\"2018-02-05T12:15:00-"))
    let journal = try voldesk("export", "journal", "--db", scratch("a.db"), in: scratch)
    #expect(journal.lines.starts(with: fixture.events(before)))
    #expect(journal.lines.suffix(fixture.events(after).count) == fixture.events(after)[...])
    for name in ["SessionOpened", "PositionOpened", "CandidateApproved"] {
      #expect(journal.lines.count { $0.contains("\"type\":\"\(name)\"") } == 1, "\(name)")
    }
    // A feed that had ended is down already.
    let told = journal.lines.count { $0.contains("\"reason\":\"the desk was started again\"") }
    #expect(told == (isKilled ? 1 : 0))
    try fixture.expectReplay(of: journal)
  }

  @Test("a run on standard input that ends goes on with the next one")
  func standardInput() throws {
    let fixture = try FeedFixture(scratch, from: 735, minutes: 6)
    let parts = try [ticks("m1", "m2"), ticks("head", "m1", "m2", "m3", "m4", "m5")]
    var results: [CommandResult] = []
    for (place, part) in parts.enumerated() {
      let pipe = try NamedPipe(scratch("in\(place)"))
      let run = try start("--feed", "-", input: pipe.path)
      if place == 0 { try begin(pipe, run, fixture) }
      try pipe.write(part)
      let isTold = try comesTo(place == 0 ? "5T12:16:58" : "5T12:19:58", run, fixture)
      #expect(isTold)
      pipe.end()
      results.append(try run.finish(within: 30))
    }
    #expect(results.allSatisfy { $0.code == 0 })
    #expect(results.allSatisfy { $0.lines.contains { $0.contains("standard input has ended") } })
    try expectContinuation(results[0], results[1], fixture, isKilled: false)
  }

  @Test("a desk on a named pipe that is killed goes on where it was")
  func namedPipe() throws {
    let fixture = try FeedFixture(scratch, from: 735, minutes: 6)
    let pipe = try NamedPipe(scratch("ticks"))
    let first = try start("--feed", pipe.path)
    try begin(pipe, first, fixture)
    try pipe.write(try ticks("m1", "m2"))
    let isAtWork = try comesTo("5T12:16:58", first, fixture)
    #expect(isAtWork)
    first.send(SIGKILL)
    let before = try first.finish()
    let second = try start("--feed", pipe.path)
    try pipe.write(try ticks("head", "m2", "m3", "m4", "m5"))
    let goesOn = try comesTo("5T12:19:58", second, fixture)
    #expect(goesOn)
    second.send(SIGTERM)
    let after = try second.finish(within: 30)
    #expect(after.code == 0, "\(after.error)")
    try expectContinuation(before, after, fixture, isKilled: true)
  }

  @Test("a run over the night closes one day, opens the next and carries its position")
  func night() throws {
    let fixture = try FeedFixture(scratch, from: 735, minutes: 3)
    _ = try FeedFixture(scratch, minutes: 2, later: 1, mark: "next-")
    let index = { (time: String) in
      Array(
        "{\"type\":\"index\",\"ts\":\"2018-02-0\(time)-05:00\",\"symbol\":\"VIX\",\"value\":31}\n"
          .utf8)
    }
    let pipe = try NamedPipe(scratch("ticks"))
    let run = try start("--feed", pipe.path)
    try begin(pipe, run, fixture)
    try pipe.write(try ticks("m1", "m2"))
    // A time so far ahead is believed when it comes a third time; the close comes by the clock.
    for second in ["7", "8", "9"] { try pipe.write(index("5T15:59:59.\(second)")) }
    let isClosed = try comesTo("5T15:59:59.99", run, fixture)
    #expect(isClosed)
    for second in ["1", "2", "3"] { try pipe.write(index("6T09:29:5\(second)")) }
    try pipe.write(try ticks("next-head", "next-m0", "next-m1"))
    let isNext = try comesTo("6T09:30:58", run, fixture)
    #expect(isNext)
    run.send(SIGTERM)
    let live = try run.finish(within: 30)
    #expect(live.code == 0, "\(live.error)")
    let of = { (type: String) in live.lines.filter { $0.contains("\"type\":\"\(type)\"") } }
    #expect(of("SessionOpened").count == 2)
    #expect(of("SessionClosed").count == 1)
    #expect(of("SessionClosed").first?.contains("\"open_positions\":1") == true)
    #expect(of("DayRolled").count == 1)
    #expect(
      of("DayRolled").first?.contains("\"date\":\"2018-02-05\",\"next\":\"2018-02-06\"") == true)
    #expect(of("PositionOpened").count == 1 && of("PositionClosed").isEmpty)
    #expect(of("RunEnded").first?.contains("\"open_positions\":[1]") == true)
    let opened = try #require(live.lines.lastIndex { $0.contains("\"type\":\"SessionOpened\"") })
    #expect(live.lines[opened...].contains { $0.contains("\"type\":\"EquityMarked\"") })
    try fixture.expectReplay(of: live)
  }
}
