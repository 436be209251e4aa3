// voldesk risk on the book of a replayed day, and limits moved from a command file.

import FoundationEssentials
import Risk
import TestKit
import Testing

@testable import voldesk

@Suite("The verb risk", .serialized)
struct RiskVerbTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func play(_ commands: [String] = []) throws -> CommandResult {
    var words = [
      "--no-tui", "--replay", "2018-02-05", "--speed", "max", "--seed", "7", "--approve", "trade",
      "--db", scratch("a.db"),
    ]
    if !commands.isEmpty {
      try scratch.write(Array(commands.joined(separator: "\n").utf8), "c.jsonl")
      words += ["--commands-from", scratch("c.jsonl")]
    }
    return try CommandRun(words, in: scratch).finish()
  }

  private func json(_ text: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  @Test("measures the open book, twice the same, and leaves the database as it was")
  func measures() throws {
    #expect(try play().code == 0)
    let before = try scratch.bytes("a.db")
    let words = ["risk", "--db", scratch("a.db"), "--json", "--shock", "-7,+12/+3,-2.5"]
    let first = try CommandRun(words, in: scratch).finish()
    #expect(first.code == 0, "\(first.error)")
    let second = try CommandRun(words, in: scratch).finish()
    #expect(first.output == second.output)
    #expect(try scratch.bytes("a.db") == before)
    let found = try json(first.output)
    #expect(try found.array("limits").count >= 16)
    #expect(try found.array("scenarios").count == 12)
    #expect(try found.array("gaps").isEmpty)
    let stress = try #require(found["stress"])
    #expect(try stress.array("cells").count == 84 && stress.array("custom").count == 2)
    #expect(try stress.array("custom")[0].double("move") == -0.07)
    #expect(try stress.double("double_spread") < 0)
    let tails = try #require(found["tails"])
    #expect(try tails.int("sessions") > 900 && tails.array("rows").count == 2)
    #expect(try found["monte_carlo"]?.int("paths") == 10_000)
    #expect(try found.double("effective_bets") >= 1)
    let table = try CommandRun(["risk", "--db", scratch("a.db")], in: scratch).finish()
    #expect(table.output.contains("Volmageddon") && table.output.contains("worst_stress"))
  }

  @Test("a limit moved from a file binds, is in the journal, and stays for the verb to see")
  func moved() throws {
    let at = "2018-02-05T10:00:00-05:00"
    let result = try play([
      #"{"ts":"\#(at)","verb":"limit","name":"open_structures","value":0,"reason":"a drill"}"#,
      #"{"ts":"\#(at)","verb":"limit","name":"vega","value":0.02}"#,
      #"{"ts":"\#(at)","verb":"limit","name":"vega","value":0.02,"word":"LOOSEN","reason":"r"}"#,
    ])
    #expect(result.code == 0, "\(result.error)")
    #expect(!result.output.contains("PositionOpened"))
    #expect(result.output.contains(#""key":"limit.open_structures","from":"10","to":"0""#))
    #expect(result.output.contains(#""key":"limit.vega.until","from":null,"to":"2018-02-05""#))
    #expect(result.output.contains(#""key":"limit.vega","from":"0.02","to":"0.01""#))
    #expect(result.output.contains(#""verb":"limit","code":"VALIDATION_FAIL""#))
    let risk = try CommandRun(["risk", "--db", scratch("a.db"), "--json"], in: scratch).finish()
    let limits = try json(risk.output).array("limits")
    let open = try #require(limits.first { $0["limit"]?.string == "open_structures" })
    #expect(try open.double("bound") == 0)
    let checked = try CommandRun(["verify", "--db", scratch("a.db")], in: scratch).finish()
    #expect(checked.code == 0, "\(checked.output)\(checked.error)")
  }

  @Test("moves of one's own are pairs, and bad ones are refused by name")
  func shocks() throws {
    #expect(customShocks("-7,+12") == [MarketShock(move: -0.07, points: 12)])
    #expect(customShocks("-7,12/0,-5")?.count == 2)
    for text in ["", "7", "-7,12,3", "a,b", "-100,0", "-7,12/", "nan,1", "-7,900"] {
      #expect(customShocks(text) == nil, "\(text)")
    }
    let result = try CommandRun(["risk", "--shock", "seven"], in: scratch).finish()
    #expect(result.code == 2 && result.error.contains("--shock seven"))
    let missing = try CommandRun(["risk", "--db", scratch("none.db")], in: scratch).finish()
    #expect(missing.code == 3 && missing.error.contains("none.db"))
  }
}
