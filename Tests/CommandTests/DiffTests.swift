// Two runs that are the same, part at a command, or part at their settings.

import FoundationEssentials
import TestKit
import Testing

@testable import voldesk

@Suite("Diff", .serialized)
struct DiffTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func play(
    _ database: String, seed: Int = 7, commands: [String] = [], variables: [String] = []
  ) throws {
    try scratch.write(Array(commands.joined(separator: "\n").utf8), "c.jsonl")
    let run = try CommandRun(
      [
        "--no-tui", "--replay", "2018-02-05", "--to", "13:30", "--seed", "\(seed)", "--approve",
        "trade", "--commands-from", scratch("c.jsonl"), "--db", scratch(database),
      ], in: scratch, variables: variables
    ).finish()
    #expect(run.code == 0, "\(run.error)")
  }

  private func diff(_ words: String...) throws -> CommandResult {
    try CommandRun(["diff"] + words + ["--db", scratch("a.db")], in: scratch).finish()
  }

  private let close = #"{"ts":"2018-02-05T13:00:00-05:00","verb":"close","position":1}"#

  @Test("the same day twice is identical, in one database and in two")
  func identical() throws {
    try play("a.db")
    try play("b.db")
    for words in [["1", "1"], ["1", "1", "--other-db", scratch("b.db")]] {
      let result = try CommandRun(
        ["diff"] + words + ["--db", scratch("a.db")], in: scratch
      ).finish()
      #expect(result.code == 0, "\(result.output)")
      #expect(result.output.contains("identical: ") && result.output.contains("the same hash"))
    }
  }

  @Test("one changed command names the event and the command")
  func command() throws {
    try play("a.db")
    try play("b.db", commands: [close])
    let result = try diff("1", "1", "--other-db", scratch("b.db"))
    #expect(result.code == 1, "\(result.error)")
    for line in result.lines { #expect(line.count <= 80, "\(line)") }
    #expect(
      result.output.contains("command file-1 close P1 at 13:00:00 exists in run 1 there only"))
    let left = try #require(result.lines.first { $0.hasPrefix("run 1 here: seq") })
    let right = try #require(result.lines.first { $0.hasPrefix("run 1 there: seq") })
    #expect(left.contains("13:00:00") && right.contains("RiskVerdict"))
    let order = try #require(result.lines.first { $0.hasPrefix("OrderCreated ") })
    #expect(order.split(separator: " ").map(String.init) == ["OrderCreated", "0", "1"])

    let json = try JSONDecoder().decode(
      JSONValue.self,
      from: Data(try diff("1", "1", "--other-db", scratch("b.db"), "--json").output.utf8))
    let agreeing = try json.int("agreeing")
    let lines = try json.array("lines")
    #expect(try lines.map { try $0.int("seq") } == [agreeing + 1, agreeing + 1])
    #expect(try json.array("commands")[0]["left"]?.isNull == true)
    #expect(try json.array("fields").contains { $0["path"]?.string == "after.margin" })
    // The lines before it are the same and the hash proves it.
    let left1 = try voldesk("export", "journal", "--db", scratch("a.db"), in: scratch).lines
    let right1 = try voldesk("export", "journal", "--db", scratch("b.db"), in: scratch).lines
    #expect(
      left1.prefix(agreeing) == right1.prefix(agreeing) && left1[agreeing] != right1[agreeing])
  }

  @Test("other settings are named as the cause, and a run that ends early as an end")
  func settings() throws {
    try play("a.db")
    try play("b.db", variables: ["VOLDESK_RISK_PER_TRADE=0.005"])
    let result = try diff("1", "1", "--other-db", scratch("b.db"))
    #expect(result.code == 1 && result.output.contains("settings at the start: "))
    // The journal of the shorter day is a beginning of the longer one until its close.
    let run = try CommandRun(
      [
        "--no-tui", "--replay", "2018-02-05", "--to", "10:00", "--seed", "7", "--db",
        scratch("c.db"),
      ], in: scratch
    ).finish()
    #expect(run.code == 0)
    let early = try diff("1", "1", "--other-db", scratch("c.db"))
    #expect(early.code == 1 && early.output.contains("events agree"))
  }

  @Test("a run that is not there, and words that are no runs")
  func mistakes() throws {
    try play("a.db")
    #expect(try diff("1", "7").error.contains("there is no run 7"))
    #expect(try diff("1", "7").code == 2)
    #expect(try diff("1").code == 2)
    #expect(try diff("1", "x").error.contains("RUN x is not allowed"))
    #expect(try diff("1", "1", "--other-db", scratch("none.db")).code == 3)
  }

  @Test("a line is taken apart whatever stands in it")
  func fields() {
    let line = #"{"a":1,"b":{"c":"x,\"}]","d":[]},"e":[{"f":null},{"f":-2.5e-7}],"g":{},"h":true}"#
    let found = lineFields(Array(line.utf8)).map { "\($0.path)=\($0.value)" }
    #expect(
      found == [
        "a=1", #"b.c="x,\"}]""#, "b.d=[]", "e[0].f=null", "e[1].f=-2.5e-7", "g={}", "h=true",
      ])
    // What is damaged ends the list and never the program.
    for count in 0..<line.utf8.count { _ = lineFields(Array(line.utf8.prefix(count))) }
    #expect(lineFields(Array(#"{"a":"\"#.utf8)).isEmpty)
  }
}
