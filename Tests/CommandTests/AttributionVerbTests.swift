// voldesk attribution on the book of a replayed day.

import FoundationEssentials
import MarketData
import TestKit
import Testing

@testable import voldesk

@Suite("The verb attribution", .serialized)
struct AttributionVerbTests {
  private let scratch: CommandScratch

  init() throws {
    scratch = try CommandScratch()
    let words = [
      "--no-tui", "--replay", "2018-02-05", "--speed", "max", "--seed", "7", "--approve", "trade",
      "--db", scratch("a.db"),
    ]
    let played = try CommandRun(words, in: scratch).finish()
    #expect(played.code == 0, "\(played.error)")
  }

  private func run(_ words: String...) throws -> CommandResult {
    try CommandRun(["attribution", "--db", scratch("a.db")] + words, in: scratch).finish()
  }

  private func money(_ value: JSONValue, _ key: String) throws -> Money {
    try #require(Money(dollars: try value.double(key)))
  }

  @Test(
    "every grouping sums to equity minus capital",
    arguments: [
      "leg", "structure", "edge", "regime", "underlying", "expiry",
    ])
  func groupings(_ by: String) throws {
    let before = try scratch.bytes("a.db")
    let found = try run("--by", by, "--json")
    #expect(found.code == 0, "\(found.error)")
    let json = try JSONDecoder().decode(JSONValue.self, from: Data(found.output.utf8))
    let profit = try money(json, "equity") - money(json, "capital")
    var sum = Money.zero
    for row in try json.array("rows") {
      #expect(
        try money(row, "realised") - money(row, "fees") + money(row, "unrealised")
          == money(row, "profit"))
      sum += try money(row, "profit")
    }
    #expect(sum == profit)
    #expect(try json.array("checks").allSatisfy { $0["holds"]?.bool == true })
    #expect(try json.array("checks").count == 4, "the close marks every leg")
    #expect(try scratch.bytes("a.db") == before)
    #expect(try run("--by", by, "--json").output == found.output)
  }

  @Test("Greeks sum to the profit, effects to the active return, factors say they are too few")
  func whole() throws {
    let found = try run("--greeks", "--brinson", "--factors", "--json")
    #expect(found.code == 0, "\(found.error)")
    let json = try JSONDecoder().decode(JSONValue.self, from: Data(found.output.utf8))
    for row in try json.array("greeks") {
      let parts = try ["delta", "gamma", "vega", "theta", "costs", "residual"].map {
        try money(row, $0)
      }
      #expect(try parts.reduce(Money.zero, +) == money(row, "profit"))
    }
    let last = try #require(try json.array("greeks").last)
    #expect(try money(last, "profit") == money(json, "profit"))
    let brinson = try #require(json["brinson"])
    let effects = try brinson.array("segments").reduce(0.0) {
      try $0 + $1.double("allocation") + $1.double("selection") + $1.double("interaction")
    }
    #expect(abs(effects - (try brinson.double("active"))) < 1e-12)
    // The index fell by 4.1 % from close to close; from its open on, by less.
    #expect(try brinson.double("benchmark") < -0.03)
    #expect(try json["factors"]?.string("fault").contains("too few days") == true)
    let contributions = try json.array("contributions").reduce(0.0) {
      try $0 + $1.double("contribution")
    }
    #expect(abs(contributions - (try json.double("profit")) / (try json.double("capital"))) < 1e-12)
  }

  @Test("tables name their checks; bad weights, segments and files are refused by name")
  func words() throws {
    let table = try run("--by", "structure", "--greeks", "--brinson", "--factors")
    #expect(table.code == 0, "\(table.error)")
    for word in [
      "profit by structure", "P1", "profit explained", "residual", "Brinson against SPX",
      "factors: too few days", "check  rows sum to equity - capital: yes",
    ] {
      #expect(table.output.contains(word), "\(word)")
    }
    #expect(try run("--brinson", "--weights", "VRP").code == 2)
    #expect(try run("--brinson", "--weights", "VRP=0.8,SKEW=0.4").code == 2)
    #expect(try run("--weights", "VRP=1").code == 2, "weights without --brinson")
    let unknown = try run("--brinson", "--weights", "CARRY=1")
    #expect(unknown.output.contains("there is no segment CARRY"))
    #expect(benchmarkWeights("VRP=0.6,SKEW=0.4")?.count == 2)
    #expect(benchmarkWeights("VRP=nan") == nil && benchmarkWeights("VRP=0.1,VRP=0.1") == nil)
    let missing = try CommandRun(
      ["attribution", "--db", scratch("none.db")], in: scratch
    ).finish()
    #expect(missing.code == 3 && missing.error.contains("none.db"))
  }

  @Test("the report explains the day, and its attribution sums to the change of equity")
  func report() throws {
    let words = [
      "report", "--db", scratch("a.db"), "--date", "2018-02-05", "--format", "md",
    ]
    let found = try CommandRun(words, in: scratch).finish()
    #expect(found.code == 0, "\(found.error)")
    for word in ["Profit explained", "the day", "residual", "Hedging", "change of equity"] {
      #expect(found.output.contains(word), "\(word)")
    }
    #expect(!found.output.contains("between the sessions"))
  }
}
