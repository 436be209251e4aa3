// The vertical that hedges a delta: the same in the desk's snapshot, in a report and in the risk page.

import DeskEngine
import FoundationEssentials
import TestKit
import Testing

@testable import voldesk

@Suite("Hedges in reports", .serialized)
struct HedgeReportTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func run(_ arguments: String...) throws -> CommandResult {
    try CommandRun(
      arguments + ["--db", scratch("h.db")], in: scratch,
      variables: ["VOLDESK_HEDGING_DELTA=1"]
    ).finish()
  }

  @Test("a stored report and the risk page name what the desk's own report names at the close")
  func same() throws {
    let day = try run(
      "--no-tui", "--replay", "2018-02-05", "--seed", "7", "--approve", "trade")
    #expect(day.code == 0, "\(day.error)")
    let report = try run("report", "--format", "json")
    #expect(report.code == 0, "\(report.error)")
    let advice = try #require(
      report.output.split(separator: "\"").first {
        $0.hasPrefix("buy ") && $0.contains("the desk holds no shares")
      })
    #expect(advice.contains("about ") && advice.contains(" x CALL_DEBIT SPX"), "\(advice)")
    #expect(report.output.contains("\"hedge_verticals\""))
    let page = try run("risk")
    let parts = page.lines.filter {
      $0.contains("share-equivalents") || $0.contains("x CALL_DEBIT")
    }
    #expect(parts.count == 2, "\(page.output)")
    for part in parts {
      #expect(part.count <= 80)
      let words = part.drop { $0 == " " }
      let own = words.hasPrefix("SPX: ") ? words.dropFirst(5) : words
      #expect(advice.contains(own), "\(part)")
    }
    let markdown = try run("report", "--format", "md")
    #expect(markdown.output.contains("fixed band, a trade costs 2.0 bp"))
    #expect(markdown.output.contains(String(advice)))
  }
}
