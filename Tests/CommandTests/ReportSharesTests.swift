// Shares in a report: held at the end of the day, and how they came and went.

import Configuration
import DeskEngine
import MarketData
import Persistence
import Testing

@testable import voldesk

@Suite("Shares in the report")
struct ReportSharesTests {
  private func line(_ seq: Int, _ ts: String, _ order: String, _ shares: Int) -> String {
    #"{"seq":\#(seq),"ts":"\#(ts)","type":"SharesTraded","fill":null,"order":\#(order),"#
      + #""symbol":"TWX","shares":\#(shares),"price":71.5,"mid":71.5,"worst_price":71.5,"#
      + #""fee":0,"position":4}"#
  }

  private func input(_ date: String) throws -> ReportInput {
    var facts = RunFacts()
    let lines = [
      line(1, "2014-06-06T16:00:00-04:00", "null", 300),
      line(2, "2014-06-09T09:31:00-04:00", "12", -120),
      line(3, "2014-06-09T09:32:00-04:00", "12", -180),
    ]
    for line in lines { facts.take(try Event(line: Array(line.utf8))) }
    return ReportInput(
      facts: facts, date: try #require(CivilDate(date)),
      run: ReportRun(
        number: 1,
        identity: RunIdentity(key: "sim:1", mode: "sim", source: "x", seed: 1, dataHash: ""),
        origin: "By hand.", journalHash: ""),
      settings: DecisionSettings(hash: "", []), calendar: .init([]), clusters: [])
  }

  @Test("an assignment is held over the night and sold the next morning")
  func shares() throws {
    let first = dailyReport(try input("2014-06-06"), generated: "now").markdown
    #expect(first.contains("| P4 | TWX | 300 |"))
    #expect(first.contains("| P4 | TWX | 300 | 71.50 | exercise or assignment |"))
    #expect(!first.contains("-120"), "the morrow is not known")
    let second = dailyReport(try input("2014-06-09"), generated: "now").markdown
    #expect(second.contains("No shares were held at the end of the day."))
    #expect(second.contains("| P4 | TWX | -120 | 71.50 | O12 |"))
    #expect(second.contains("| P4 | TWX | -180 | 71.50 | O12 |"))
    let later = dailyReport(try input("2014-06-10"), generated: "now").markdown
    #expect(!later.contains("TWX"))
  }
}
