// No new risk while the feed is not up, end to end: refused, cancelled, and allowed again.

import FoundationEssentials
import Glibc
import TestKit
import Testing

@Suite("New risk without a feed", .serialized)
struct FeedBlockTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  /// The candidate to trade that the first minute of the fixture brings.
  private func candidate() throws -> (number: Int, rev: Int, net: Double) {
    let run = try voldesk(
      "--no-tui", "--db", scratch("b.db"), "--replay", "2018-02-05", "--from", "12:15", "--to",
      "12:16", in: scratch)
    let line = try #require(
      run.lines.first {
        $0.contains("\"type\":\"CandidateProposed\"") && $0.contains("\"TRADE\"")
      })
    let event = try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
    return (
      try #require(event["candidate"]?.int), try #require(event["rev"]?.int),
      try #require(event["net"]?.double)
    )
  }

  private func approval(_ time: String, _ number: Int, _ rev: Int, _ net: Double) -> String {
    "{\"ts\":\"2018-02-05T\(time)-05:00\",\"verb\":\"approve\",\"candidate\":\(number),"
      + "\"rev\":\(rev),\"net\":\(net)}\n"
  }

  private func index(_ live: CommandResult, _ parts: String...) -> Int? {
    live.lines.firstIndex { line in parts.allSatisfy { line.contains($0) } }
  }

  @Test("an approval is refused while the feed is stale or down, and passes once it is up")
  func blocked() throws {
    let fixture = try FeedFixture(scratch, from: 735, minutes: 7)
    // The VIX line after the last minute comes after the third approval, and brings no quotes.
    let program = try fixture.program(
      "p.sh",
      """
      n=$(cat count 2>/dev/null || echo 0); echo $((n+1)) > count
      case $n in
      0) cat head m0; sleep 0.8; echo '{"type":"status","state":"STALE","reason":"drill"}'
         sleep 0.3; cat m1; sleep 0.5;;
      1) sleep 0.3; cat m2 m3 m4 m5; sleep 0.5
         echo '{"type":"index","ts":"2018-02-05T12:20:40-05:00","symbol":"VIX","value":31}'
         sleep 0.4;;
      *) cat m6; echo done > done; sleep 60;;
      esac
      exit 3
      """)
    // Stale; down, between two connections; up again and judged sound by the five-minute grid.
    let (number, rev, net) = try candidate()
    let commands = ["12:15:30", "12:16:30", "12:20:30"].map { approval($0, number, rev, net) }
    try scratch.write(Array(commands.joined().utf8), "approvals.jsonl")
    let run = try CommandRun(
      [
        "--no-tui", "--db", scratch("a.db"), "--feed", program, "--commands-from",
        scratch("approvals.jsonl"),
      ], in: scratch)
    let isDone = try run.wait(seconds: 20) {
      let health = try fixture.health("a.db")
      return ProjectPaths.exists(scratch("done"))
        && health?["source"]?["state"]?.string == "UP"
        && health?["source"]?["restarts"]?.int == 2
    }
    #expect(isDone)
    run.send(SIGTERM)
    let live = try run.finish(within: 40)
    #expect(live.code == 0, "\(live.error)")

    let refusals = live.lines.filter { $0.contains("\"type\":\"CommandRefused\"") }
    #expect(refusals.count == 2, "\(refusals)")
    #expect(
      refusals.first?.contains("file-1\",\"verb\":\"approve\",\"code\":\"REDUCING_ONLY\"") == true)
    #expect(
      refusals.last?.contains("file-2\",\"verb\":\"approve\",\"code\":\"INVALID_QUOTE\"") == true)
    let stale = try #require(index(live, "\"FeedChanged\",\"state\":\"STALE\"", "drill"))
    let first = try #require(index(live, "\"CommandRefused\",\"command\":\"file-1\""))
    let down = try #require(index(live, "\"FeedChanged\",\"state\":\"DOWN\""))
    let second = try #require(index(live, "\"CommandRefused\",\"command\":\"file-2\""))
    let approved = try #require(index(live, "\"type\":\"CandidateApproved\"", "file-3"))
    let cancelled = try #require(
      index(live, "\"type\":\"OrderChanged\"", "CANCELLED", "\"feed down; mid "))
    #expect(stale < first && first < down && down < second && second < approved)
    #expect(approved < cancelled)
    let isUp = live.lines[..<approved].last { $0.contains("\"FeedChanged\"") }?.contains("\"UP\"")
    #expect(isUp == true)
    // The order worked until the feed died, and nothing was filled.
    #expect(live.lines[approved..<cancelled].contains { $0.contains("\"state\":\"WORKING\"") })
    #expect(!live.lines.contains { $0.contains("\"type\":\"LegFilled\"") })
    #expect(live.lines[..<approved].allSatisfy { !$0.contains("\"type\":\"OrderCreated\"") })
    try fixture.expectReplay(of: live)
  }
}
