// Small folders in Lean's shape: scales, zones, settlement, holes, dirt and what is refused.

import Glibc
import MarketData
import TestKit
import Testing

@testable import Feeds

@Suite("Lean folders")
struct LeanFolderTests {
  private let scratch: LeanScratch

  init() throws { scratch = try LeanScratch() }

  private func tape() throws -> RecordedTape { try RecordedTape(lean: scratch.path) }

  private func refusal() throws -> FeedError {
    try #require(throws: FeedError.self) { try RecordedTape(lean: scratch.path) }
  }

  /// Every batch of a tape.
  private func batches() throws -> [MarketBatch] {
    var tape = try tape()
    var batches: [MarketBatch] = []
    while let batch = try tape.next() { batches.append(batch) }
    return batches
  }

  private let spxTrades = "index/usa/minute/spx/20210104_trade.zip"
  private let spxwQuotes = "indexoption/usa/minute/spxw/20210104_quote_european.zip.zip"

  private func option(_ right: String, _ strike: Int, _ expiry: String, root: String) -> String {
    "20210104_\(root)_minute_quote_european_\(right)_\(strike)_\(expiry).csv"
  }

  @Test("an index in Chicago time and its options in New York time meet in one session")
  func index() throws {
    try scratch.zip(
      spxTrades,
      [
        (
          "20210104_spx_minute_trade.csv",
          LeanScratch.trade(30_600_000, "3766.63") + LeanScratch.trade(53_940_000, "3700.65")
            + LeanScratch.trade(54_000_000, "3700.65")
        )
      ])
    try scratch.zip(
      spxwQuotes,
      [
        (
          option("call", 37_000_000, "20210104", root: "spxw"),
          LeanScratch.quote(34_200_000, "651000", "671000")
            + LeanScratch.quote(57_600_000, "100", "500")
        )
      ])
    try scratch.zip(
      "indexoption/usa/minute/spx/20210104_quote_european.zip",
      [
        (
          option("put", 37_000_000, "20210115", root: "spx"),
          LeanScratch.quote(34_200_000, "481500", "482500")
        )
      ])
    try scratch.zip(
      "indexoption/usa/minute/spx/20210104_openinterest_european.zip",
      [("20210104_spx_minute_openinterest_european_put_37000000_20210115.csv", "23400000,48148\n")])
    try scratch.zip(
      "indexoption/usa/minute/spxw/20210104_trade_european.zip",
      [
        (
          "20210104_spxw_minute_trade_european_call_37000000_20210104.csv",
          LeanScratch.trade(34_200_000, "660000", 7)
        )
      ])
    let all = try batches()
    #expect(all.map(\.isOpen) == [true, true, false])
    let first = try #require(all.first)
    #expect(first.time.description == "2021-01-04T09:31:00-05:00")
    #expect(first.underlyings.map(\.symbol) == ["SPX"] && first.underlyings[0].spot == 3766.63)
    let chain = try #require(first.start?.chains.first)
    #expect(chain.expiries.map(\.root.symbol) == ["SPXW", "SPX"])
    #expect(chain.expiries.map(\.root.settlement) == [.pm, .am])
    #expect(chain.expiries[0].expiration.description == "2021-01-04T16:00:00-05:00")
    #expect(chain.expiries[1].expiration.description == "2021-01-15T09:30:00-05:00")
    #expect(chain.expiries[1].lastTrade.description == "2021-01-14T16:00:00-05:00")
    #expect(chain.options.map(\.openInterest) == [nil, 48_148])
    #expect(first.chains[0].quotes.map(\.bid) == [Money(units: 651_000), Money(units: 481_500)])
    #expect(first.chains[0].quotes[0].volume == 7)
    // The bar that ends at the close is the last of the session; what follows is closed.
    #expect(all[1].time.description == "2021-01-04T16:00:00-05:00" && all[1].end != nil)
    #expect(all[1].end?.bars.first?.bar.close == 3700.65)
    #expect(all[2].time.description == "2021-01-04T16:01:00-05:00" && all[2].end == nil)
  }

  @Test("options without their index: parity tells the price and the session says so")
  func parity() throws {
    try scratch.zip(
      spxwQuotes,
      [
        (
          option("call", 37_000_000, "20210106", root: "spxw"),
          LeanScratch.quote(34_200_000, "300000", "304000")
            + LeanScratch.quote(34_260_000, "310000", "300000")
        ),
        (
          option("put", 37_000_000, "20210106", root: "spxw"),
          LeanScratch.quote(34_200_000, "250000", "252000")
            + LeanScratch.quote(34_260_000, "250000", "252000")
        ),
      ])
    let all = try batches()
    // 3700 + 30.20 - 25.10; the crossed call of the next minute tells nothing.
    #expect(all.map { $0.underlyings.first?.spot } == [3705.1, nil])
    #expect(all[0].underlyings.first?.bar == nil)
    let notes = all.first?.start?.notes ?? []
    #expect(notes.count == 1 && notes[0].contains("implied by parity"), "\(notes)")
    #expect(all.last?.end?.bars.first?.bar.close == 3705.1)
  }

  @Test("American options without their share are not priced by parity")
  func americanParity() throws {
    for right in ["call", "put"] {
      try scratch.zip(
        "option/usa/minute/twx/20140606_quote_american.zip",
        [
          (
            "20140606_twx_minute_quote_american_\(right)_700000_20140621.csv",
            LeanScratch.quote(34_200_000, "15000", "16000")
          )
        ])
    }
    let first = try #require(try batches().first)
    #expect(first.underlyings.isEmpty)
    #expect(first.start?.notes.first?.contains("cannot be priced") == true)
    // A Saturday in the name is the Friday before it.
    #expect(
      first.start?.chains[0].expiries[0].expiration.description == "2014-06-20T16:00:00-04:00")
    #expect(first.start?.chains[0].expiries[0].root.delivery == .physical)
  }

  @Test("early and late rows of a share are closed; its quotes' middle stands above its trades")
  func share() throws {
    try scratch.zip(
      "equity/usa/minute/spy/20210706_trade.zip",
      [
        (
          "20210706_spy_minute_trade.csv",
          LeanScratch.trade(14_400_000, "4300000") + LeanScratch.trade(34_200_000, "4310000")
            + LeanScratch.trade(57_540_000, "4320000") + LeanScratch.trade(61_200_000, "4330000")
        )
      ])
    try scratch.zip(
      "equity/usa/minute/spy/20210706_quote.zip",
      [
        (
          "20210706_spy_minute_quote.csv",
          LeanScratch.quote(34_200_000, "4310100", "4310300")
            + LeanScratch.quote(57_540_000, "4000000", "4700000")
        )
      ])
    let all = try batches()
    #expect(all.map(\.isOpen) == [false, true, true, false])
    // The wide quote at the close tells no price: the trade stands.
    #expect(all.map { $0.underlyings[0].spot } == [430, 431.02, 432, 433])
    #expect(all[0].start != nil && all[2].end != nil && all[3].end == nil)
    let bar = try #require(all[2].end?.bars.first?.bar)
    #expect(bar.open == 431 && bar.close == 432 && bar.volume == 10)
  }

  @Test("seconds and ticks are followed by the second and make bars of a minute")
  func ticks() throws {
    try scratch.zip(
      "equity/usa/tick/spy/20131011_trade.zip",
      [
        (
          "20131011_spy_Trade_Tick.csv",
          "34200100,1690000,100,P,0,0\n34200900,1691000,200,P,0,0\n34200950,9999000,1,P,0,1\n"
            + "34205000,1689000,300,Q,0,0\n"
        )
      ])
    // Where minutes are recorded too, the finer rows are played.
    try scratch.zip(
      "equity/usa/minute/spy/20131011_trade.zip",
      [("20131011_spy_minute_trade.csv", LeanScratch.trade(34_200_000, "1000000"))])
    let all = try batches()
    #expect(
      all.map(\.time.description) == [
        "2013-10-11T09:30:01-04:00", "2013-10-11T09:30:06-04:00", "2013-10-11T09:31:00-04:00",
      ])
    #expect(all.map { $0.underlyings[0].spot } == [169.1, 168.9, 168.9])
    #expect(all.map { $0.underlyings[0].bar == nil } == [true, true, false])
    let bar = try #require(all[2].underlyings[0].bar)
    #expect(bar == PriceBar(open: 169, high: 169.1, low: 168.9, close: 168.9, volume: 600))
  }

  @Test("a split on the day freezes the underlying; a dividend is told")
  func factors() throws {
    for (day, price) in [("20140606", "6400000"), ("20140609", "920000")] {
      try scratch.zip(
        "equity/usa/minute/aapl/\(day)_trade.zip",
        [("\(day)_aapl_minute_trade.csv", LeanScratch.trade(34_200_000, price))])
    }
    try scratch.text(
      "equity/usa/factor_files/aapl.csv",
      "20140508,0.9898,0.142857,600\n20140606,0.99,0.142857,645.57\n20501231,1,1,0\n")
    let starts = try batches().compactMap(\.start)
    #expect(starts.map { $0.chains[0].refusal == nil } == [true, false])
    #expect(starts[1].chains[0].refusal?.contains("split of 7") == true)
    #expect(starts[1].notes.contains { $0.contains("dividend of 6.4557") || $0.contains("6.46") })
    #expect(starts[0].notes.isEmpty)
    // 645.57 (1 - 0.99), known before its day as announced ones are.
    let told = starts[0].dividends.filter { $0.exDate.description == "2014-06-09" }
    #expect(told == starts[1].dividends.filter { $0.exDate.description == "2014-06-09" })
    #expect(told.map(\.symbol) == ["AAPL"] && told.map(\.amount.units) == [64_557])
  }

  @Test("a universe on another basis than its options freezes the underlying")
  func basis() throws {
    try scratch.zip(
      "equity/usa/minute/twx/20140606_trade.zip",
      [("20140606_twx_minute_trade.csv", LeanScratch.trade(34_200_000, "712800"))])
    func universe(_ underlying: Double) -> String {
      var text = "\(LeanUniverse.header)\n,,,1,1,1,\(underlying),0,\n"
      for strike in 66...72 {
        text += "20140621,\(strike),C,1,1,1,\(80 - Double(strike)),0,\n"
        text += "20140621,\(strike),P,1,1,1,9,0,\n"
      }
      return text
    }
    let name = "option/usa/universes/twx/20140606.csv"
    try scratch.text(name, universe(68.0633))
    let start = try #require(try batches().first?.start)
    #expect(start.chains[0].refusal?.contains("basis mismatch") == true)
    #expect(start.notes.first?.contains("68.0633") == true, "\(start.notes)")
    #expect(start.notes.first?.contains("71.28") == true, "\(start.notes)")
    #expect(try tape().identity.title.contains("TWX frozen"))
    try scratch.text(name, universe(71.2))
    #expect(try batches().first?.start?.chains[0].refusal == nil)
    try scratch.text(name, "expiry,strike\n")
    #expect(try refusal().line == 1)
  }
}
