// Recorded days of vendors from their first row to their last, without a screen.

import FoundationEssentials
import Glibc
import TestKit
import Testing

@testable import voldesk

@Suite("Recorded days without a screen", .serialized)
struct RecordedRunTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func path(_ name: String) -> String { "\(ProjectPaths.data)/\(name)" }

  private func replay(_ path: String, _ words: [String] = []) throws -> CommandResult {
    try CommandRun(
      ["--no-tui", "--replay", path, "--speed", "max", "--restart", "--db", scratch("r.db")]
        + words, in: scratch
    ).finish(within: 120)
  }

  private func events(_ result: CommandResult) throws -> [JSONValue] {
    try result.lines.map { line in
      try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
    }
  }

  private func count(_ events: [JSONValue], _ type: String) -> Int {
    events.count { $0["type"]?.string == type }
  }

  static let folders: [(String, Int, Bool)] = [
    ("replay/lean-spx-2021-01", 3, true), ("replay/lean-twx-2014-06", 1, true),
    ("replay/lean-es-2020-01", 2, true), ("intraday/alphavantage-2019-02", 5, false),
    ("intraday/spx-0dte-archive/spx-1m", 4, false),
  ]

  @Test("a recording runs to its end, and twice the same", arguments: folders)
  func whole(_ folder: String, _ sessions: Int, _ hasOptions: Bool) throws {
    guard ProjectPaths.exists(path(folder)) else { return }
    let first = try replay(path(folder))
    #expect(first.code == 0, "\(first.error)")
    let events = try events(first)
    #expect(try events.last?.string("reason") == "end of tape")
    #expect(count(events, "SessionOpened") == sessions)
    #expect(count(events, "DayRolled") == sessions)
    #expect((count(events, "ChainJudged") > 0) == hasOptions)
    let second = try self.events(try replay(path(folder)))
    #expect(
      try second.last?.string("journal_hash") == events.last?.string("journal_hash"))
  }

  @Test(
    "what stands outside trading hours is refused, and nothing is decided on it",
    .enabled(if: ProjectPaths.exists("\(ProjectPaths.data)/replay/lean-es-2020-01")))
  func closed() throws {
    let events = try events(try replay(path("replay/lean-es-2020-01")))
    let opens = try events.filter { $0["type"]?.string == "SessionOpened" }.map {
      (try $0.string("open"), try $0.string("close"))
    }
    let (open, close) = try #require(opens.first)
    let rejected = events.filter {
      $0["type"]?.string == "QuotesRejected" && $0["counts"]?["CLOSED"] != nil
    }.compactMap { $0["ts"]?.string }
    #expect(rejected.contains { $0 <= open } && rejected.contains { $0 > close })
    let priced = ["ChainJudged", "EdgeDetected", "CandidateProposed", "LegFilled"]
    for event in events where priced.contains(event["type"]?.string ?? "") {
      let time = try event.string("ts")
      let isOutside = time <= open || (time > close && time <= "2020-01-06T18:00:00-05:00")
      #expect(!isOutside, "\(time)")
      #expect(!(time > "2020-01-06T16:15:00-05:00" && time <= "2020-01-06T16:30:00-05:00"))
    }
  }

  @Test(
    "a vendor's day takes the rate of an imported curve, a day that brings its own does not",
    .enabled(if: ProjectPaths.exists("\(ProjectPaths.data)/replay/lean-twx-2014-06")))
  func importedRate() throws {
    let curve =
      "date,1 Mo,3 Mo,1 Yr\n2014-06-04,0.05,0.04,0.10\n2014-06-05,0.03,0.04,0.11\n"
      + "2014-06-06,9,9,9\n2018-02-02,1.28,1.46,1.84\n"
    try scratch.write(Array(curve.utf8), "ust.csv")
    func started(_ path: String, _ words: [String]) throws -> (hash: String, notes: [String]) {
      let events = try events(try replay(path, words))
      let notes = events.filter { $0["type"]?.string == "Noted" }.compactMap { $0["text"]?.string }
      return (
        try #require(events.first).string("data_hash"), notes.filter { $0.hasPrefix("rate ") }
      )
    }
    let window = ["--from", "09:30", "--to", "09:45"]
    let (day, sample) = (path("replay/lean-twx-2014-06"), "2018-02-05")
    let (bareDay, bareSample) = (try started(day, window), try started(sample, window))
    #expect(bareDay.notes.isEmpty && bareSample.notes.isEmpty)
    let imported = try CommandRun(
      ["import", scratch("ust.csv"), "--db", scratch("r.db")], in: scratch
    ).finish()
    #expect(imported.code == 0, "\(imported.error)")
    let priced = try started(day, window)
    #expect(priced.notes == ["rate 0.04 % by the imported curve of 2014-06-05"])
    #expect(priced.hash != bareDay.hash)
    let kept = try started(sample, window)
    #expect(kept.notes.isEmpty && kept.hash == bareSample.hash)
  }

  @Test(
    "a basis mismatch is named in the log and freezes the underlying",
    .enabled(if: ProjectPaths.exists("\(ProjectPaths.data)/replay/lean-twx-2014-06")))
  func frozen() throws {
    let events = try events(try replay(path("replay/lean-twx-2014-06"), ["--approve", "trade"]))
    let notes = events.compactMap { $0["type"]?.string == "Noted" ? $0["text"]?.string : nil }
    #expect(notes.contains { $0.contains("basis mismatch") && $0.contains("68.0633") })
    let verdicts = events.compactMap { event in
      event["type"]?.string == "ChainJudged" ? event["verdict"]?.string : nil
    }
    #expect(!verdicts.isEmpty && verdicts.allSatisfy { $0 == "REFUSED" })
    #expect(count(events, "CandidateProposed") == 0 && count(events, "OrderCreated") == 0)
  }

  @Test(
    "bars end each day at their last close, with VIX beside SPY",
    .enabled(if: ProjectPaths.exists("\(ProjectPaths.data)/intraday/alphavantage-2019-02")))
  func bars() throws {
    let events = try events(try replay(path("intraday/alphavantage-2019-02")))
    let markets = events.filter { $0["type"]?.string == "DayRolled" }.compactMap { $0["market"] }
    #expect(
      markets.compactMap { $0["SPY"]?["close"]?.double } == [
        270.65, 274.11, 274.99, 274.36, 277.39,
      ])
    #expect(
      markets.compactMap { $0["SPY"]?["vol_index"]?.double } == [16.00, 15.32, 15.46, 16.17, 14.89])
    #expect(markets.allSatisfy { $0["QQQ"] != nil && $0["VIX"] == nil })
  }

  @Test("a window is kept in every session, and what cannot be played is refused before a start")
  func windowAndRefusal() throws {
    let folder = path("intraday/alphavantage-2019-02")
    if ProjectPaths.exists(folder) {
      let result = try replay(folder, ["--from", "10:00", "--to", "10:30"])
      let events = try events(result)
      #expect(result.code == 0 && count(events, "SessionOpened") == 5)
      // The last day is cut off, the others are written down.
      #expect(count(events, "DayRolled") == 4)
    }
    try FileManager.default.createDirectory(
      atPath: scratch("days"), withIntermediateDirectories: true)
    try scratch.write(
      Array("date,open,high,low,close,volume\n2020-01-02,1,2,1,2,5\n".utf8), "days/d.csv")
    for source in [scratch("days/d.csv"), scratch("days")] {
      let result = try replay(source)
      #expect(result.code == 3 && result.output.isEmpty)
      #expect(result.error.contains("shorter than a day"), "\(result.error)")
    }
  }
}
