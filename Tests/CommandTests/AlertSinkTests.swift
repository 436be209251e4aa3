// Alerts handed to the trader's own command, by the built program.

import FoundationEssentials
import Glibc
import TestKit
import Testing

@Suite("Alerts to a command")
struct AlertSinkTests {
  /// A replay whose kill at noon raises one critical alert.
  private func run(_ command: String, _ scratch: CommandScratch) throws -> CommandResult {
    let kill = #"{"ts":"2018-02-05T09:40:00-05:00","command":"k","verb":"kill","reason":"drill"}"#
    try scratch.write(Array((kill + "\n").utf8), "commands.jsonl")
    return try CommandRun(
      [
        "--no-tui", "--replay", "2018-02-05", "--to", "09:45", "--speed", "max", "--seed", "7",
        "--db", scratch("a.db"), "--commands-from", scratch("commands.jsonl"), "--on-alert",
        command,
      ], in: scratch
    ).finish()
  }

  @Test("an alert reaches the command as its journal line")
  func delivered() throws {
    let scratch = try CommandScratch()
    let result = try run("cat >> \(scratch("got"))", scratch)
    #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
    let alerts = result.lines.filter { $0.contains(#""type":"AlertRaised""#) }
    let got = String(decoding: try scratch.bytes("got"), as: UTF8.self).split(separator: "\n")
    #expect(!alerts.isEmpty && got == alerts)
    #expect(got.contains { $0.contains(#""severity":"CRITICAL""#) && $0.contains("drill") })
  }

  @Test("a command that fails is tried again, and the desk does not wait for it")
  func retried() throws {
    let scratch = try CommandScratch()
    let tries = scratch("tries")
    let result = try run("echo x >> \(tries); test $(wc -l < \(tries)) -ge 2", scratch)
    #expect(result.code == 0)
    let count = String(decoding: try scratch.bytes("tries"), as: UTF8.self).split(separator: "\n")
    #expect(count.count >= 2)
    #expect(result.lines.last?.contains(#""type":"RunEnded""#) == true)
  }

  @Test("one that never ends is given up at the end, and the day is whole")
  func hung() throws {
    let scratch = try CommandScratch()
    let result = try run("sleep 100", scratch)
    #expect(result.code == 0 && result.milliseconds < 20_000)
    #expect(result.error.contains("not delivered"))
    #expect(result.lines.last?.contains(#""type":"RunEnded""#) == true)
  }
}
