// The daily report: its parts and their order, its bytes, its money, and text from outside.

import DeskEngine
import FoundationEssentials
import MarketData
import Persistence
import TestKit
import Testing

@testable import voldesk

@Suite("Daily report")
struct ReportTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private static let order = [
    "report", "status", "regime", "volatility", "edges", "candidates", "portfolio", "risk",
    "calibration", "forecast", "data_quality", "activity", "events", "regimes",
  ]

  private func report(_ words: [String]) throws -> CommandResult {
    try CommandRun(["report"] + words + ["--db", scratch("none.db")], in: scratch).finish()
  }

  private func withoutGenerated(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !["Generated: ", "<p class=\"generated\"", "\"generated\":"].contains(where: $0.hasPrefix)
    }
  }

  private func json(_ text: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  @Test("a played day gives the same bytes in every form, but for the line that says when")
  func identity() throws {
    for format in ["md", "html", "json"] {
      let words = ["--date", "2018-02-05", "--approve", "trade", "--format", format]
      let first = try report(words)
      let second = try report(words)
      #expect(first.code == 0 && first.error.isEmpty, "\(first.error)")
      let lines = withoutGenerated(first.output)
      #expect(lines == withoutGenerated(second.output))
      let all = first.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(all.count - lines.count == 1)
    }
  }

  @Test("has the fourteen sections in their order, in every form")
  func structure() throws {
    let words = ["--date", "2018-02-05", "--approve", "trade"]
    let markdown = try report(words).output
    let heads = markdown.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(
      heads == [
        "## 1. Report", "## 2. Status", "## 3. Regime", "## 4. Volatility", "## 5. Edges",
        "## 6. Candidates", "## 7. Portfolio", "## 8. Risk", "## 9. Calibration",
        "## 10. Forecast", "## 11. Data quality",
        "## 12. Alerts, orders, costs, attribution", "## 13. Event calendar",
        "## 14. Results by regime",
      ])
    let page = try report(words + ["--format", "html"]).output
    let places = Self.order.map { page.firstRange(of: "<section id=\"\($0)\">")?.lowerBound }
    #expect(places.allSatisfy { $0 != nil })
    let found = places.compactMap { $0 }
    #expect(found == found.sorted())
    #expect(page.contains("prefers-color-scheme: dark") && page.contains("@media print"))
    #expect(page.contains("<svg") && !page.contains("http"))
    let sections = try json(try report(words + ["--format", "json"]).output).array("sections")
    #expect(try sections.map { try $0.string("id") } == Self.order)
    #expect(try sections.map { try $0.int("number") } == Array(1...14))
    // What the run does not hold says so and gives a reason.
    let forecast = try #require(sections.first { $0["id"]?.string == "forecast" })
    #expect(try forecast.array("missing").allSatisfy { $0["reason"]?.string?.isEmpty == false })
    // A job at the open, one every quarter of an hour, one on the closing quotes.
    let fitted = try #require(sections.first { $0["id"]?.string == "calibration" })
    #expect(try fitted.int("jobs") == 27 && fitted.int("late") == 0)
    let models = try fitted.array("fits").map { try $0.string("model") }
    #expect(models.count { $0 == "HESTON" } == 1 && models.count { $0 == "SABR" } >= 4)
  }

  @Test("tells the day as its journal does, in dollars")
  func truth() throws {
    let words = ["--date", "2018-02-05", "--approve", "trade", "--format", "json"]
    let report = try json(try report(words).output)
    let sections = try report.array("sections")
    func section(_ id: String) throws -> JSONValue {
      try #require(sections.first { $0["id"]?.string == id })
    }
    #expect(try section("report").string("date") == "2018-02-05")
    #expect(try section("regime").string("state") == "HIGH_VOL_PANIC")
    let symbol = try #require(try section("volatility").array("symbols").first)
    // The closes of the S&P 500 and the VIX on that day.
    #expect(try symbol.double("spot") == 2648.94)
    #expect(try symbol.double("vol_index") == 37.32)
    let candidates = try section("candidates").array("candidates")
    #expect(!candidates.isEmpty)
    for (row, detail) in zip(candidates, try section("candidates").array("groups")) {
      let packages = max(1, try row.int("contracts"))
      let net = try detail.double("net")
      #expect(abs(try row.double("premium") - 100 * net * Double(packages)) < 0.005)
    }
    let positions = try section("portfolio").array("positions")
    let sum = try positions.reduce(0) { $0 + (try $1.double("max_loss")) }
    #expect(abs(sum - (try section("portfolio").double("open_max_loss"))) < 0.005)
    let limits = try section("risk").array("limits")
    let budget = try #require(limits.first { $0["name"]?.string == "total_max_loss" })
    let equity = try section("portfolio").double("equity")
    #expect(abs(try budget.double("bound") - 0.1 * equity) < 0.01)
    let sources = try #require(
      try section("activity").array("groups").first { $0["title"]?.string == "Attribution" }
    ).array("attribution")
    let parts = try sources.dropLast().reduce(0) { $0 + (try $1.double("result")) }
    #expect(abs(parts - (try #require(sources.last).double("result"))) < 0.005)
  }

  @Test("revalues the book, judges the detectors and says what followed which regime")
  func measures() throws {
    let words = ["--date", "2018-02-05", "--approve", "trade", "--format", "json"]
    let played = try json(try report(words).output).array("sections")
    let store = ["--replay", "2018-02-05", "--approve", "trade", "--db", scratch("m.db")]
    _ = try CommandRun(["--no-tui"] + store, in: scratch).finish()
    let stored = try json(
      try voldesk("report", "--db", scratch("m.db"), "--format", "json", in: scratch).output
    ).array("sections")
    for sections in [played, stored] {
      func group(_ id: String, _ title: String) throws -> JSONValue {
        let section = try #require(sections.first { $0["id"]?.string == id })
        return try #require(
          try section.array("groups").first { $0["title"]?.string == title })
      }
      let book = try group("risk", "The book revalued")
      let cells = try book.array("worst_cells")
      let now = try cells.filter { try $0.int("days") == 0 }.map { try $0.double("profit") }
      #expect(now.count == 5 && now == now.sorted() && now[0] < 0)
      let headlines = try book.array("headline_cells").map { try $0.string("cell") }
      #expect(headlines.count == 7 && headlines.last == "spread x2")
      let scenarios = try book.array("scenarios")
      #expect(scenarios.count >= 12)
      let crash = try #require(
        scenarios.first { $0["scenario"]?.string?.contains("Volmageddon") ?? false })
      #expect(abs(try crash.double("move") + 0.041) < 0.001)
      let tails = try book.array("value_at_risk")
      #expect(try tails.map { try $0.double("level") } == [0.95, 0.99])
      for row in tails { #expect(try row.double("shortfall") >= row.double("historical")) }
      #expect(try tails[1].double("historical") >= tails[0].double("historical"))
      // The five calls beside the desk's own, and the panic told from the days before it.
      let outlook = try group("regime", "Outlook")
      #expect(try outlook.array("classifiers").count == 5)
      let days = try outlook.array("similar_days")
      #expect(days.count == 10)
      #expect(try days.allSatisfy { try $0.string("date") < "2018-02-05" })
      let health = try group("edges", "Health").array("health")
      let premium = try #require(health.first { $0["detector"]?.string == "VRP" })
      #expect(try premium.int("signals") > 10)
      #expect(try (0...1).contains(premium.double("hits_20")))
    }
  }

  @Test("what cannot be measured says why")
  func unmeasured() throws {
    let flat = try report(["--date", "2017-11-03"]).output
    #expect(flat.contains("The book is flat: no move of the market changes it."))
    let run = ["--no-tui", "--days", "2", "--speed", "max", "--db", scratch("two.db")]
    let first = try CommandRun(run, in: scratch).finish()
    let date = try #require(
      first.lines.first { $0.contains("\"SessionOpened\"") }.map {
        try json(String($0)).string("date")
      })
    let text = try voldesk(
      "report", "--db", scratch("two.db"), "--date", date, in: scratch
    ).output
    #expect(text.contains("The run went on after this day; only its last book is priced again."))
    #expect(text.contains("A simulation's past is not stored: a desk at work shows it."))
    #expect(text.contains("mean closes held"))
  }

  @Test("a stored run is reported as it is, and another date is refused")
  func stored() throws {
    let run = try CommandRun(
      ["--no-tui", "--replay", "2017-11-03", "--db", scratch("a.db")], in: scratch
    ).finish()
    let hash = try #require(run.lines.last.map { try json(String($0)).string("journal_hash") })
    let result = try voldesk("report", "--db", scratch("a.db"), in: scratch)
    #expect(result.output.contains("Read from the journal of run 1."))
    #expect(result.output.contains("journal hash: \(hash)"))
    #expect(result.output.contains("2017-11-03"))
    let other = try voldesk(
      "report", "--db", scratch("a.db"), "--run", "1", "--date", "2018-02-05", in: scratch)
    #expect(other.code == 1)
    #expect(other.error == "voldesk: run 1 holds no session of 2018-02-05; it has 2017-11-03\n")
    let unknown = try voldesk(
      "report", "--db", scratch("a.db"), "--date", "2016-06-01", in: scratch)
    #expect(unknown.code == 1)
    #expect(
      unknown.error
        == "voldesk: no stored run holds 2016-06-01 and there is no sample day of it\n")
  }

  @Test("a desk at work writes the report of each session when it is told to")
  func atClose() throws {
    let program = CommandRun.program
    let line =
      "cd '\(scratch.path)' && exec '\(program)' --no-tui --replay 2017-11-03 --db close.db"
    let run = try CommandRun(
      ["-c", line], in: scratch, variables: ["VOLDESK_REPORT_AT_CLOSE=true"], program: "/bin/sh"
    ).finish()
    #expect(run.code == 0 && run.error.isEmpty, "\(run.error)")
    for ending in ["md", "html", "json"] {
      let text = String(
        decoding: try scratch.bytes("exports/report-2017-11-03.\(ending)"), as: UTF8.self)
      #expect(text.contains("voldesk daily report 2017-11-03"))
    }
  }
}
