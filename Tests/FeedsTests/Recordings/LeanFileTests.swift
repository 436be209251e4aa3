// Lone files of Lean's folders: what they are known to hold, and what is said of bad ones.

import Glibc
import MarketData
import TestKit
import Testing

@testable import Feeds

@Suite("Lean files")
struct LeanFileTests {
  static let present = LeanDayTests.present && LeanTests.present

  /// What is known of a recorded file: rows, contracts, crossed, locked, without bid, without ask.
  struct Known: CustomStringConvertible, Sendable {
    var path: String
    var format: String
    var rows: Int
    var contracts: Int?
    var quotes: [Int]?
    var description: String { path }

    init(_ path: String, _ format: String, _ rows: Int, _ contracts: Int?, _ quotes: [Int]?) {
      (self.path, self.format, self.rows) = (path, format, rows)
      (self.contracts, self.quotes) = (contracts, quotes)
    }
  }

  private static let es = "replay/lean-es-2020-01/futureoption/cme/minute/es"
  private static let spx = "replay/lean-spx-2021-01/indexoption/usa/minute"
  private static let twx = "replay/lean-twx-2014-06"
  private static let spy = "intraday/lean-spy-2013-10"

  static let known: [Known] = [
    Known(
      "\(es)/202003/20200106_quote_american.zip", "lean-minute-quote", 111_789, 104,
      [0, 0, 9_472, 7_788]),
    Known(
      "\(es)/202006/20200106_quote_american.zip", "lean-minute-quote", 131_716, 107,
      [0, 0, 8_163, 8_017]),
    Known(
      "\(spx)/spx/20210104_quote_european.zip", "lean-minute-quote", 2_428, 6, [0, 0, 403, 0]),
    Known(
      "\(spx)/spxw/20210104_quote_european.zip", "lean-minute-quote", 4_565, 12, [0, 72, 0, 0]),
    Known(
      "\(spx)/spxw/20210106_quote_european.zip", "lean-minute-quote", 6_305, 16, [7, 64, 1, 0]),
    Known(
      "\(spx)/spxw/20210104_trade_european.zip.zip", "lean-minute-trade", 1_918, 12, nil),
    Known(
      "\(spx)/spxw/20210104_openinterest_european.zip.zip", "lean-open-interest", 12, 12, nil),
    Known(
      "\(twx)/option/usa/minute/twx/20140606_quote_american.zip", "lean-minute-quote", 26_527,
      184, [0, 0, 5_982, 6_731]),
    Known("\(twx)/option/usa/universes/twx/20140606.csv", "lean-universe", 185, 184, nil),
    Known("\(spy)/equity/usa/second/spy/20131008_trade.zip", "lean-second-trade", 22_383, nil, nil),
    Known("\(spy)/equity/usa/tick/spy/20131011_trade.zip", "lean-tick-trade", 285_605, nil, nil),
    Known(
      "\(spy)/equity/usa/tick/ibm/20131011_quote.zip", "lean-tick-quote", 99_852, nil,
      [0, 0, 49_926, 49_926]),
    Known("\(spy)/future/cme/minute/es/20131008_trade.zip", "lean-minute-trade", 1_721, 4, nil),
    Known("\(spy)/equity/usa/factor_files/spy.csv", "lean-factors", 96, nil, nil),
  ]

  @Test(
    "recorded files hold what is known of them", .enabled(if: LeanFileTests.present),
    arguments: known)
  func counts(_ known: Known) throws {
    let file = try readMarketFile("\(ProjectPaths.data)/\(known.path)")
    #expect(file.format == known.format && file.rows == known.rows, "\(file.format) \(file.rows)")
    let counts = file.recording ?? RecordingCounts()
    #expect(counts.contracts == known.contracts)
    if let quotes = known.quotes {
      let found = [counts.crossed, counts.locked, counts.zeroBid, counts.zeroAsk]
      #expect(found.compactMap(\.self) == quotes)
    }
    #expect(counts.duplicates ?? 0 == 0)
    let errors = file.findings.filter { $0.severity == .error }.map(\.code)
    let expected =
      known.path.contains("20210106")
      ? ["crossed"]
      : known.format == "lean-universe" ? ["basis-mismatch"] : []
    #expect(errors == expected)
  }

  @Test(
    "bars of a lone file carry scale and zone, wherever the file lies",
    .enabled(if: LeanFileTests.present))
  func moved() throws {
    let scratch = try LeanScratch()
    let data = ProjectPaths.data
    for (name, path) in [
      ("a.zip", "replay/lean-spx-2021-01/index/usa/minute/spx/20210104_trade.zip"),
      ("b.zip", "\(LeanFileTests.twx)/equity/usa/minute/twx/20140606_trade.zip"),
      ("c.zip", "replay/lean-es-2020-01/future/cme/minute/es/20200106_trade.zip"),
      ("d.zip", "\(LeanFileTests.es)/202003/20200106_quote_american.zip"),
      ("e.zip", "\(LeanFileTests.spx)/spxw/20210104_quote_european.zip"),
    ] { #expect(system("cp '\(data)/\(path)' '\(scratch.path)/\(name)'") == 0) }
    func file(_ name: String) throws -> MarketFile { try readMarketFile("\(scratch.path)/\(name)") }
    func bars(_ name: String) throws -> [BarColumns] {
      guard case .bars(let tables) = try file(name).content else { return [] }
      return tables
    }
    let index = try #require(try bars("a.zip").first)
    #expect(index.symbol == "SPX" && index.count == 411 && index.open.first == 3764.61)
    #expect(index.start(0).description == "2021-01-04T09:30:00-05:00")
    let share = try #require(try bars("b.zip").first)
    #expect(share.symbol == "TWX" && share.open[1] == 71.28)
    #expect(share.start(1).description == "2014-06-06T09:30:00-04:00")
    let futures = try bars("c.zip")
    #expect(futures.map(\.symbol).prefix(2).elementsEqual(["ESH20", "ESM20"]))
    let front = try #require(futures.first)
    #expect(front.count == 1_365 && front.open.first == 3223.75 && front.close.last == 3242.5)
    #expect(front.volume.reduce(0, +) == 1_370_228)
    #expect(front.start(0).description == "2020-01-05T19:00:00-05:00")
    #expect(try file("d.zip").first == "2020-01-05T19:00:00-05:00")
    #expect(try file("e.zip").first == "2021-01-04T09:30:00-05:00")
    #expect(try file("e.zip").last == "2021-01-04T16:14:00-05:00")
  }

  @Test("every kind of dirt is counted at its place, and the clean rows are kept")
  func dirt() throws {
    let scratch = try LeanScratch()
    let name = "equity/usa/minute/spy/20210706_trade.zip"
    try scratch.zip(
      name,
      [
        (
          "20210706_spy_minute_trade.csv",
          LeanScratch.trade(34_200_000, "4310000") + LeanScratch.trade(34_200_000, "4310000")
            + LeanScratch.trade(34_140_000, "4310000") + "34260000,2,1,1,1,5\n"
            + LeanScratch.trade(34_320_000, "0") + "oops\n" + "34380000,1,1,1,1\n"
            + LeanScratch.trade(34_440_000, "4320000")
        )
      ])
    let file = try readMarketFile("\(scratch.path)/\(name)")
    #expect(file.rows == 8)
    let counts = Dictionary(uniqueKeysWithValues: file.findings.map { ($0.code, $0.count) })
    #expect(
      counts == [
        "malformed-row": 2, "time-order": 1, "duplicate": 1, "ohlc-order": 1, "price": 1,
      ])
    let malformed = try #require(file.findings.first { $0.code == "malformed-row" })
    #expect(malformed.examples.map(\.line) == [6, 7] && malformed.examples[1].column == 17)
    #expect(file.recording?.duplicates == 1 && file.recording?.violations == 1)
    guard case .bars(let tables) = file.content else {
      Issue.record("no bars")
      return
    }
    #expect(tables[0].close == [431, 432] && tables[0].lines == [1, 8])
  }

  @Test("a zip of two kinds, a cut zip and other zips are told apart")
  func others() throws {
    let scratch = try LeanScratch()
    let row = LeanScratch.trade(34_200_000, "4310000")
    try scratch.zip(
      "mixed.zip", [("20210706_spy_minute_trade.csv", row), ("20210706_spy_minute_quote.csv", row)])
    #expect(throws: FeedError.self) { try readLeanFile("\(scratch.path)/mixed.zip") }
    try scratch.zip("other.zip", [("prices.csv", "date,close\n2020-01-02,1\n")])
    #expect(try readLeanFile("\(scratch.path)/other.zip") == nil)
    try scratch.text("bars.csv", "20200102,1,2,0.5,1,100\n20200103,1,2,0.5,1,100\n")
    #expect(try readLeanFile("\(scratch.path)/bars.csv") == nil)
    var sound = StoredZip()
    sound.add("20210706_spy_minute_trade.csv", row)
    let file = try #require(fopen("\(scratch.path)/cut.zip", "w"))
    fwrite(sound.bytes, 1, sound.bytes.count - 30, file)
    fclose(file)
    #expect(throws: FeedError.self) { try readMarketFile("\(scratch.path)/cut.zip") }
  }

  @Test("bytes changed anywhere either read or are refused")
  func mutations() throws {
    let scratch = try LeanScratch()
    var sound = StoredZip()
    sound.add(
      "20210706_twx_minute_quote_american_call_700000_20210716.csv",
      LeanScratch.quote(34_200_000, "15000", "16000") + LeanScratch.quote(34_260_000, "1", "2"))
    let bytes = sound.bytes
    var random = SeededGenerator(seed: 7)
    for _ in 0..<60 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      let file = try #require(fopen("\(scratch.path)/m.zip", "w"))
      fwrite(changed, 1, changed.count, file)
      fclose(file)
      do {
        _ = try readMarketFile("\(scratch.path)/m.zip")
      } catch { #expect(error is FeedError, "\(error)") }
    }
  }
}
