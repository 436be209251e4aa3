// Text from outside in a report: notes, reasons and names cannot become markup.

import Configuration
import DeskEngine
import FoundationEssentials
import MarketData
import Persistence
import TestKit
import Testing

@testable import voldesk

@Suite("Report text")
struct ReportTextTests {
  /// A session with a note, an alert and a refused command that try everything.
  private static let hostile =
    #"</li><script>alert(1)</script><img src=x onerror=y>|a|b| **bold** [x](y) `c` "#
    + #"\u001b[2J\#("\u{202E}") &lt; ' \"quoted\""#

  private func input() throws -> ReportInput {
    let time = #""ts":"2018-02-05T10:00:00-05:00""#
    let lines = [
      #"{"seq":1,"ts":"2018-02-05T09:30:00-05:00","type":"SessionOpened","date":"2018-02-05","#
        + #""open":"2018-02-05T09:30:00-05:00","close":"2018-02-05T16:00:00-05:00","#
        + #""base_equity":1000000,"week_equity":1000000,"peak":1000000}"#,
      #"{"seq":2,"ts":"2018-02-05T09:30:00-05:00","type":"EquityMarked","equity":1000000,"#
        + #""equity_exit":1000000,"cash":1000000,"unrealised":0,"realised":0,"delta":0,"gamma":0,"#
        + #""vega":0,"theta":0,"open_max_loss":0,"drawdown":0}"#,
      #"{"seq":3,\#(time),"type":"Noted","ref":null,"text":"\#(Self.hostile)"}"#,
      #"{"seq":4,\#(time),"type":"AlertRaised","alert":1,"severity":"WARN","metric":"<b>","#
        + #""value":null,"threshold":null,"text":"\#(Self.hostile)"}"#,
      #"{"seq":5,\#(time),"type":"KillEngaged","source":"FILE","reason":"\#(Self.hostile)","#
        + #""cancelled":[]}"#,
    ]
    var facts = RunFacts()
    for line in lines { facts.take(try Event(line: Array(line.utf8))) }
    return ReportInput(
      facts: facts, date: try #require(CivilDate("2018-02-05")),
      run: ReportRun(
        number: 1,
        identity: RunIdentity(
          key: "live:<i>|x|", mode: "live", source: "x", seed: 1, dataHash: ""),
        origin: "By hand.", journalHash: ""),
      settings: DecisionSettings(hash: "", []), calendar: .init([]), clusters: [])
  }

  @Test("a page has no script and no bracket that its own tags did not write")
  func page() throws {
    let page = dailyReport(try input(), generated: "now").html
    #expect(!page.lowercased().contains("<script"))
    #expect(!page.contains("onerror=y>") && page.contains("&lt;script&gt;alert(1)"))
    let style = try #require(page.firstRange(of: "</style>"))
    let own: Set<String> = [
      "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "h4",
      "p", "nav", "a", "section", "dl", "div", "dt", "dd", "blockquote", "ul", "li", "table", "tr",
      "th", "td", "b", "i", "footer", "figure", "figcaption", "svg", "line", "text", "rect",
      "polyline",
    ]
    for piece in page[style.upperBound...].split(separator: "<").dropFirst() {
      let name = piece.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber || $0 == "!" }
      #expect(own.contains(String(name)), "<\(piece.prefix(40))")
    }
    #expect(!page.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
  }

  @Test("Markdown cells keep their table, and no markup comes from outside")
  func markdown() throws {
    let text = dailyReport(try input(), generated: "now").markdown
    let lines = text.split(separator: "\n")
    let head = try #require(lines.firstIndex { $0.hasPrefix("| alert | time |") })
    let cells = { (line: Substring) in
      line.replacing("\\|", with: "").split(separator: "|", omittingEmptySubsequences: false).count
    }
    #expect(cells(lines[head]) == cells(lines[head + 2]))
    #expect(!text.contains("<script") && !text.contains("<b>") && !text.contains("[x](y)"))
    #expect(text.contains("\\*\\*bold\\*\\*"))
  }

  @Test("JSON reads, and keeps the words")
  func json() throws {
    let text = dailyReport(try input(), generated: "now").json
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    let sections = try value.array("sections")
    let status = try #require(sections.first { $0["id"]?.string == "status" })
    #expect(try status.string("state") == "HALTED")
    #expect(try status.string("kill").contains("<script>alert(1)</script>"))
  }

  @Test(
    "words within are left alone, marks are escaped",
    arguments: [
      ("IRON_CONDOR", "IRON_CONDOR"), ("_x_", "\\_x\\_"), ("a|b", "a\\|b"), ("<b>", "&lt;b&gt;"),
      ("# x", "\\# x"), ("-$8.42", "-$8.42"), ("+1", "+1"), ("a\nb", "a b"),
    ])
  func escaping(_ text: String, _ expected: String) {
    #expect(markdownText(text) == expected)
  }
}
