// voldesk ticks from the outside: loaded once, asked in every way, refused when wrong.

import FoundationEssentials
import TestKit
import Testing

@testable import voldesk

@Suite("Tick verb")
struct TickVerbTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  @discardableResult
  private func run(_ words: String..., code: Int32 = 0) throws -> CommandResult {
    let result = try CommandRun(["ticks"] + words, in: scratch).finish()
    #expect(result.code == code, "\(words.joined(separator: " ")): \(result.error)")
    return result
  }

  private func json(_ result: CommandResult) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
  }

  private let trades = """
    symbol,ts,price,size
    A,2024-01-02T09:30:00,10,100
    A,2024-01-02T09:30:30,10.5,100
    B,2024-01-02T09:30:40,7.25,5
    A,2024-01-02T09:31:00,10.25,200
    A,2024-01-02T09:31:01,-1,200
    A,2024-01-03T09:30:00,11,50
    """
  private let quotes = """
    symbol,ts,bid,bid_size,ask,ask_size
    A,2024-01-02T09:29:59,9.9,1,10.1,2
    A,2024-01-02T09:30:45,10.4,3,10.6,4
    """

  private func files() throws -> (trades: String, quotes: String, database: String) {
    try scratch.write(Array(trades.utf8), "trades.csv")
    try scratch.write(Array(quotes.utf8), "quotes.csv")
    return (scratch("trades.csv"), scratch("quotes.csv"), scratch("a.db"))
  }

  @Test("files are loaded once and answer as the database does")
  func load() throws {
    let (trades, quotes, db) = try files()
    let loaded = try json(try run("load", trades, quotes, "--db", db, "--json"))
    let first = try #require(loaded.array?.first)
    #expect(first["rows"] == .int(6) && first["refused"] == .int(1) && first["added"] == .int(5))
    let problem = try #require(first["problems"]?.array?.first)
    #expect(problem["code"] == .string("negative-price"))
    #expect(problem["examples"]?.array?.first?["line"] == .int(6))
    #expect(try run("load", trades, "--db", db).output.contains("loaded before"))
    for words in [
      ["ohlcv"], ["ohlcv", "--interval", "1D", "--symbol", "A"],
      ["vwap", "--from", "2024-01-02T09:31"],
      ["rv"], ["spread"], ["spread", "--interval", "1m"], ["imbalance", "--interval", "1m"],
      ["join"],
      ["query", "--limit", "3"], ["query", "--kind", "quotes"],
    ] {
      func answer(_ more: [String]) throws -> CommandResult {
        let result = try CommandRun(["ticks"] + words + more + ["--json"], in: scratch).finish()
        #expect(result.code == 0, "\(words): \(result.error)")
        return result
      }
      let stored = try json(try answer(["--db", db]))
      #expect(try json(try answer([trades, quotes])) == stored, "\(words)")
      #expect(stored.array?.isEmpty == false, "\(words)")
    }
    let info = try json(try run("info", "--db", db, "--json")).array ?? []
    #expect(info.map { $0["rows"] } == [.int(4), .int(1), .int(2)])
  }

  @Test("bars, means, joins and rows hold the figures of the file")
  func figures() throws {
    let (trades, quotes, _) = try files()
    let bars = try json(try run("ohlcv", trades, "--symbol", "A", "--json")).array ?? []
    #expect(bars.count == 3)
    #expect(bars[0]["open"]?.double == 10 && bars[0]["close"]?.double == 10.5)
    #expect(bars[0]["volume"] == .int(200) && bars[0]["vwap"]?.double == 10.25)
    #expect(bars[1]["time"] == .string("2024-01-02T09:31:00-05:00"))
    let join = try json(try run("join", trades, quotes, "--symbol", "A", "--json")).array ?? []
    #expect(join.map { $0["bid"]?.double } == [9.9, 9.9, 10.4, 10.4])
    #expect(join[2]["age_ms"]?.double == 15_000)
    let rows = try run("query", trades, "--csv").lines
    #expect(rows.first == "symbol,ts,price,size" && rows.count == 6)
    #expect(rows[2] == "A,1704205830000000000,10.5,100")
    try scratch.write(Array((rows.joined(separator: "\n") + "\n").utf8), "again.csv")
    #expect(try run("query", scratch("again.csv"), "--csv").lines == rows)
    #expect(try run("query", trades, "--limit", "2").output.contains("3 more rows"))
  }

  @Test("validation says what is unfit and writes what is not")
  func validation() throws {
    let (trades, quotes, db) = try files()
    let result = try run("validate", trades, "--out", scratch("clean.csv"), code: 1)
    #expect(result.output.contains("negative-price 1") && result.output.contains("trades.csv:6:1"))
    #expect(try run("validate", scratch("clean.csv"), quotes).output.contains("5 rows, 0 unfit"))
    try run("load", scratch("clean.csv"), "--db", db)
    let facts = try json(try run("validate", "--db", db, "--json"))
    #expect(facts["trades"] == .int(5) && facts["negative_prices"] == .int(0))
  }

  @Test("old days are let go")
  func retention() throws {
    let (trades, _, db) = try files()
    try run("load", trades, "--db", db)
    #expect(
      try run("retain", "--before", "2024-01-03", "--db", db).output.hasPrefix("4 ticks before"))
    #expect(try json(try run("query", "--db", db, "--json")).array?.count == 1)
    try run("retain", "--db", db, code: 2)
  }

  @Test("wrong words and files that are none are refused")
  func refusals() throws {
    let (trades, _, db) = try files()
    try run("load", trades, "--db", db)
    for (words, code, text) in [
      (["ohlcv", trades, "--interval", "5x"], 2, "--interval 5x is not allowed"),
      (["ohlcv", trades, "--interval", "0m"], 2, "not allowed"),
      (["query", trades, "--from", "noon"], 2, "--from noon is not allowed"),
      (["ohlcv", trades, "--symbol", "ZZZ"], 2, "no ticks of ZZZ"),
      (["join", trades], 2, "there are no quotes"), (["load", "--db", db], 2, "needs FILE"),
      (["load", scratch("none.csv"), "--db", db], 3, "none.csv"),
      (["ohlcv", "--db", scratch("none.db")], 3, "there is no database"),
      (["forget"], 2, "not allowed"),
    ] as [([String], Int32, String)] {
      let result = try CommandRun(["ticks"] + words, in: scratch).finish()
      #expect(result.code == code && result.error.contains(text), "\(words): \(result.error)")
      #expect(result.output.isEmpty)
    }
  }

  /// The workload's checksums as its peers (DuckDB, pandas, polars) compute them.
  @Test("the bench prints the checksums of its peers, and others for another seed")
  func bench() throws {
    let found = try json(try run("bench", "--json", "--repeat", "1"))
    for (key, value) in [
      ("n", 1_000_000), ("sum_size", 500_834_068), ("sum_price_cents", 14_943_428_342),
      ("last_ts", 1_704_229_199_976_600_373), ("filter_rows", 1_501), ("bars", 39_000),
      ("vwap_rows", 7_800),
    ] { #expect(found[key] == .int(value), "\(key)") }
    for (key, value) in [
      ("sum_open", 5_830_175.57), ("sum_high", 5_831_251.93), ("sum_low", 5_829_096.99),
      ("sum_close", 5_830_173.869999999), ("sum_vwap", 1_166_034.5894924798),
      ("rv_sym37", 0.00593766208569543), ("sum_rv", 0.5683592438859314),
    ] { #expect(abs(try found.double(key) / value - 1) < 1e-12, "\(key)") }
    let first = try #require(found["first5"]?.array?.first?.array)
    #expect(first == [.int(13), .int(1_704_205_800_000_000_291), .number(112.99), .int(765)])
    #expect(found["times_ms"]?.keys.count == 7)
    let other = try json(
      try run("bench", "--json", "--repeat", "1", "--seed", "7", "--rows", "20000"))
    #expect(other["n"] == .int(20_000) && other["sum_size"] != found["sum_size"])
  }
}
