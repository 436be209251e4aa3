// Tables taken out: formats, runs and days, and a ledger that any tool can add up.

import FoundationEssentials
import TestKit
import Testing

@testable import voldesk

@Suite("Export", .serialized)
struct ExportTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func play(_ commands: [String] = []) throws {
    try scratch.write(Array(commands.joined(separator: "\n").utf8), "c.jsonl")
    let run = try CommandRun(
      [
        "--no-tui", "--replay", "2018-02-05", "--seed", "7", "--approve", "trade",
        "--commands-from", scratch("c.jsonl"), "--db", scratch("a.db"), "--restart",
      ], in: scratch
    ).finish()
    #expect(run.code == 0, "\(run.error)")
  }

  private func export(_ words: String...) throws -> CommandResult {
    try CommandRun(["export"] + words + ["--db", scratch("a.db")], in: scratch).finish()
  }

  private let close = #"{"ts":"2018-02-05T13:00:00-05:00","verb":"close","position":1}"#

  @Test("each posting of the ledger sums to zero, as awk adds it up")
  func ledger() throws {
    try play([close])
    let table = try export("ledger", "--csv")
    #expect(table.lines.first == "run,posting,entry,ts,account,amount,ref")
    #expect(table.lines.count > 8)
    var sums: [Substring: Double] = [:]
    for line in table.lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      sums[cells[1], default: 0] += try #require(Double(cells[5]))
    }
    #expect(sums.count == 3 && sums.values.allSatisfy { abs($0) < 1e-9 })
    guard isInstalled("awk") else { return }
    // The line of the help as it stands there, on this database.
    let help = try voldesk("export", "--help", in: scratch)
    let start = try #require(help.output.firstRange(of: "voldesk export ledger"))
    let text = help.output[start.lowerBound...]
    let line = try #require(text.firstRange(of: "p,s[p]}'"))
    let command = String(text[..<line.upperBound])
      .replacing("voldesk export", with: "\(CommandRun.program) export --db \(scratch("a.db"))")
    let sound = try CommandRun(["-c", command], in: scratch, program: "sh").finish()
    #expect(sound.code == 0 && sound.output.isEmpty && sound.error.isEmpty, "\(sound.output)")
    // It does add up: one entry left out is found.
    let broken = command.replacing(" | awk", with: " | grep -v ,fees, | awk")
    let found = try CommandRun(["-c", broken], in: scratch, program: "sh").finish()
    #expect(found.lines.count == 2, "\(found.output)\(found.error)")
  }

  @Test("the first line of each table stays as it is")
  func titles() throws {
    try play()
    let titles = [
      "positions": "run,position,strategy,underlying,structure,direction,quantity,opened_at,"
        + "closed_at,entry_price,exit_price,max_loss,pnl,metadata",
      "orders": "run,order_id,candidate,rev,intent,quantity,limit,state,filled,created,changed",
      "fills": "run,fill,order_id,leg,ts,contract,quantity,price,mid,worst,fee",
      "equity": "run,ts,equity,exit,cash,unrealised,realised,drawdown",
      "legs": "run,order_id,leg,contract,ratio",
    ]
    for (table, title) in titles.sorted(by: { $0.key < $1.key }) {
      #expect(try export(table).lines.first.map(String.init) == title)
      #expect(try export(table, "--csv").output == export(table, "--format", "csv").output)
    }
    let fill = try export("fills", "--json").lines[0]
    #expect(fill.contains(#""ts":"2018-02-05T12:16:00-05:00""#) && fill.contains(#""price":12,"#))
    let position = try export("positions", "--csv").lines[1]
    #expect(position.contains(",2018-02-05T12:16:00-05:00,,5.4,,3922.6,,\"{\"\"seq\"\":"))
  }

  @Test("all runs, and rows of some days")
  func runsAndDays() throws {
    try play()
    try play()
    let one = try export("fills")
    let all = try export("fills", "--run", "all")
    #expect(all.lines.count == 2 * one.lines.count - 1)
    #expect(all.lines.count { $0.hasPrefix("run,") } == 1)
    #expect(
      all.lines.contains { $0.hasPrefix("1,1,") } && all.lines.contains { $0.hasPrefix("2,1,") })
    #expect(
      try export("fills", "--run", "1", "--json").lines.allSatisfy { $0.hasPrefix("{\"run\":1,") })
    #expect(try export("fills", "--from", "2018-02-05", "--to", "2018-02-05").output == one.output)
    #expect(try export("fills", "--from", "2018-02-06").lines.count == 1)
    #expect(try export("orders", "--to", "2018-02-04").lines.count == 1)
    #expect(try export("journal", "--from", "2018-02-05").output == export("journal").output)
    for (words, text) in [
      (["fills", "--run", "x"], "--run x is not allowed; must be the number of a run, or all"),
      (["fills", "--run", "0"], "--run 0"), (["legs", "--from", "2018-02-05"], "no moment"),
      (["tape", "--run", "all"], "a tape is written whole"),
      (["fills", "--csv", "--json"], "exclude one another"),
      (["fills", "--from", "2018-02-06", "--to", "2018-02-05"], "is before"),
      (["fills", "--run", "9"], "there is no run 9"),
    ] {
      let result = try CommandRun(
        ["export"] + words + ["--db", scratch("a.db")], in: scratch
      ).finish()
      #expect(result.code == 2 && result.error.contains(text), "\(words): \(result.error)")
    }
  }

  @Test("text with commas, quotes and signs of a formula stays one cell")
  func hostile() throws {
    let text = #"=1+1,\"x\",; 'y' | z"#
    try play([#"{"ts":"2018-02-05T10:00:00-05:00","verb":"note","text":"\#(text)"}"#])
    let commands = try export("commands", "--csv").output
    #expect(commands.contains(#""{""text"":""=1+1,\""x\"",; 'y' | z""}""#), "\(commands)")
    let lines = try export("commands", "--json").lines
    #expect(lines.contains { $0.contains(#""text":"=1+1,\"x\",; 'y' | z""#) })
  }

  @Test("a database at work is read as it stands")
  func live() throws {
    let run = try CommandRun(
      ["--no-tui", "--seed", "3", "--speed", "600", "--db", scratch("a.db")], in: scratch)
    #expect(try run.wait { try export("journal").lines.count > 3 })
    #expect(try export("ledger", "--csv").lines.count == 3)
    #expect(run.isAlive)
    run.send(15)
    #expect(try run.finish().code == 0)
  }
}
