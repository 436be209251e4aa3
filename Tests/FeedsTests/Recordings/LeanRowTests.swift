// Rows, names and times of Lean's files: what they mean and what is refused.

import MarketData
import TestKit
import Testing

@testable import Feeds

@Suite("Lean rows")
struct LeanRowTests {
  private func reader(
    _ kind: LeanKind = .quote, _ resolution: LeanResolution = .minute,
    asset: LeanAsset = .futureoption
  ) -> LeanRowReader {
    LeanRowReader(
      file: "a.zip/b.csv", resolution: resolution, kind: kind, limit: LeanArchive.limit(asset))
  }

  private func read(_ text: String, _ reader: LeanRowReader, line: Int = 1) throws -> LeanRow {
    try Array(text.utf8).withUnsafeBytes { try reader.read($0, line: line) }
  }

  static let badRows: [(String, Int, String)] = [
    ("60000,1,1,1,1,5,2,2,2,2", 24, "must have 11 cells, found 10"),
    ("60000,1,1,1,1,5,2,2,2,2,5,6", 26, "must have 11 cells, found more"),
    ("x,1,1,1,1,5,2,2,2,2,5", 1, "time must be a whole number"),
    ("61000,1,1,1,1,5,2,2,2,2,5", 1, "whole minutes"),
    ("86400000,1,1,1,1,5,2,2,2,2,5", 1, "below 86400000"),
    ("60000,1,1,1,1.00001,5,2,2,2,2,5", 13, "at most 4 decimals"),
    ("60000,1,1,1,-1,5,2,2,2,2,5", 13, "at most 4 decimals"),
    ("60000,1,1,1,.,5,2,2,2,2,5", 13, "must be a price"),
    ("60000,1,1,1,1,5.5,2,2,2,2,5", 15, "bid size must be a whole number"),
    ("60000,1,1,1,1,5,2,2,2,999999,5", 23, "must be at most 214748"),
    ("60000,1,1,1,1,99999999999,2,2,2,2,5", 15, "must be below 2147483648"),
    ("60000,1,1,1,1,\u{0},2,2,2,2,5", 15, "found \"?\""),
    ("", 1, "time must be a whole number"),
  ]

  @Test("a malformed row is refused with its place and rule", arguments: badRows)
  func badRow(text: String, column: Int, says: String) throws {
    let error = try #require(throws: FeedError.self) { try read(text, reader(), line: 7) }
    #expect(error.line == 7 && error.rule.contains(says), "\(error)")
    #expect(error.column == column, "\(error)")
  }

  @Test("an empty side is no quote")
  func emptySide() throws {
    let row = try read("82500000,,,,,0,264.75,264.75,264.75,264.75,1", reader())
    #expect(row.first.isEmpty && row.second.close == 2_647_500 && row.second.size == 1)
    #expect(row.time == 82_500_000)
  }

  @Test("ticks tell a price or a side, and whether their source doubts them")
  func ticks() throws {
    let trade = try read("14442164,1689500,700,P,2000,0", reader(.trade, .tick, asset: .equity))
    #expect(trade.first.close / 10_000 == 1_689_500 && trade.first.size == 700)
    #expect(!trade.isSuspicious)
    let side = try read("14400833,0,0,1940000,100,P,1,1", reader(.quote, .tick, asset: .equity))
    #expect(side.first.isEmpty && side.second.close / 10_000 == 1_940_000 && side.isSuspicious)
    let interest = try read("23400123,11755", reader(.openInterest))
    #expect(interest.first.size == 11_755)
    let second = reader(.trade, .second, asset: .equity)
    #expect(try read("14417000,1,1,1,1,210", second).time == 14_417_000)
    #expect(throws: FeedError.self) { try read("14417001,1,1,1,1,210", second) }
  }

  @Test("names tell date, symbol, resolution, kind and contract, in either order")
  func names() throws {
    let option = try #require(
      LeanEntryName("20140606_twx_minute_quote_american_call_1000000_20160115.csv"))
    #expect(option.symbol == "TWX" && option.option?.strike == Money(wholeDollars: 100))
    #expect(option.option?.right == .call && option.option?.style == .american)
    #expect(option.option?.expiry.description == "2016-01-15")
    let tick = try #require(LeanEntryName("20131011_spy_Trade_Tick.csv"))
    #expect(tick.kind == .trade && tick.resolution == .tick && tick.option == nil)
    let future = try #require(LeanEntryName("20200106_es_minute_quote_202003.csv"))
    #expect(future.month == "202003" && future.futureCode == "ESH20")
    #expect(LeanEntryName("20140606_brk.b_minute_trade.csv")?.symbol == "BRK.B")
    for wrong in [
      "20140631_twx_minute_quote.csv", "20140606_twx_minute.csv", "20140606_minute_trade.csv",
      "20140606_twx_minute_quote_american_call_0_20160115.csv",
      "20140606_t\u{1B}x_minute_trade.csv",
      "20140606_twx_minute_quote_american_call_1000000_20160230.csv", "twx.csv", "",
    ] { #expect(LeanEntryName(wrong) == nil, "\(wrong)") }
  }

  static let clocks: [(String, LeanZone, Int, String)] = [
    ("2021-01-04", .newYork, 34_200_000, "2021-01-04T09:31:00-05:00"),
    ("2021-01-04", .chicago, 30_600_000, "2021-01-04T09:31:00-05:00"),
    ("2020-01-06", .utc, 54_000_000, "2020-01-06T10:01:00-05:00"),
    ("2020-07-06", .newYork, 34_200_000, "2020-07-06T09:31:00-04:00"),
    ("2020-07-06", .utc, 54_000_000, "2020-07-06T11:01:00-04:00"),
    // The nights on which clocks change: before and after.
    ("2021-03-14", .newYork, 3_600_000, "2021-03-14T01:01:00-05:00"),
    ("2021-03-14", .newYork, 36_000_000, "2021-03-14T10:01:00-04:00"),
    ("2021-11-07", .newYork, 36_000_000, "2021-11-07T10:01:00-05:00"),
    ("2021-11-07", .chicago, 36_000_000, "2021-11-07T11:01:00-05:00"),
  ]

  @Test(
    "times of day are those of the data's zone, on either side of daylight saving",
    arguments: clocks)
  func zones(_ date: String, _ zone: LeanZone, _ ms: Int, _ known: String) throws {
    let clock = LeanClock(date: try #require(CivilDate(date)), zone: zone)
    #expect(Instant(seconds: clock.known(ms, .minute)).description == known)
  }

  @Test("zones and scales go with the asset")
  func assets() {
    #expect(LeanZone(.index, symbol: "SPX") == .chicago)
    #expect(LeanZone(.index, symbol: "NDX") == .newYork)
    #expect(LeanZone(.futureoption, symbol: "ES") == .utc)
    #expect(LeanAsset.index.scale == 1 && LeanAsset.indexoption.scale == 10_000)
  }
}
