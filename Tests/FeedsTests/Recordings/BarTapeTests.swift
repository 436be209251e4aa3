// Bars as a tape: when they are known, where sessions begin and end, and what a gap is.

import MarketData
import TestKit
import Testing

@testable import Feeds

@Suite("Bar tapes")
struct BarTapeTests {
  /// A table whose bars start at times of a day, with closes counting up from a price.
  private func table(
    _ symbol: String, _ interval: Int, _ starts: [(String, Double)]
  ) throws -> BarColumns {
    var table = BarColumns(symbol: symbol, interval: interval)
    for (index, start) in starts.enumerated() {
      let time = try #require(Instant(start.0 + ":00-05:00"))
      table.starts.append(time.nanoseconds)
      table.open.append(start.1 - 0.25)
      table.high.append(start.1 + 0.5)
      table.low.append(start.1 - 0.5)
      table.close.append(start.1)
      table.volume.append(100)
      table.lines.append(Int32(index + 2))
    }
    return table
  }

  private func batches(
    _ tables: [BarColumns], from: Int? = nil, to: Int? = nil
  ) throws -> [MarketBatch] {
    var tape: any TapeSource = try RecordedTape(bars: tables, source: "folder", dataHash: "ab")
    if from != nil || to != nil { tape = TapeWindow(tape, from: from, to: to) }
    var batches: [MarketBatch] = []
    while let batch = try tape.next() { batches.append(batch) }
    return batches
  }

  @Test("a bar is known at its end, and a missing minute has no batch")
  func ends() throws {
    let all = try batches([
      table(
        "SPY", 60,
        [("2024-06-03T09:30", 520), ("2024-06-03T09:31", 521), ("2024-06-03T09:45", 522)].map {
          // Summer time: an hour earlier by the clock of the offset.
          ($0.0.replacing("T09", with: "T08"), $0.1)
        })
    ])
    #expect(
      all.map(\.time.description) == [
        "2024-06-03T09:31:00-04:00", "2024-06-03T09:32:00-04:00", "2024-06-03T09:46:00-04:00",
      ])
    #expect(all.map { $0.underlyings[0].spot } == [520, 521, 522])
    #expect(all.allSatisfy { $0.isOpen && $0.chains.isEmpty })
    #expect(all[0].start?.chains.map(\.underlying) == ["SPY"])
    #expect(all[0].start?.chains[0].options.isEmpty == true)
    #expect(all[2].end != nil && all[2].end?.next == nil)
  }

  @Test("early and late bars are closed, and the day ends with its last open one")
  func closed() throws {
    let all = try batches([
      table(
        "SPY", 60,
        [
          ("2024-01-02T04:00", 1), ("2024-01-02T09:29", 2), ("2024-01-02T09:30", 3),
          ("2024-01-02T15:59", 4), ("2024-01-02T16:00", 5), ("2024-01-03T08:00", 6),
          ("2024-01-03T12:00", 7),
        ])
    ])
    #expect(all.map(\.isOpen) == [false, false, true, true, false, false, true])
    #expect(all.map { $0.start != nil } == [true, false, false, false, false, true, false])
    #expect(all.map { $0.end != nil } == [false, false, false, true, false, false, true])
    let end = try #require(all[3].end)
    #expect(end.next?.description == "2024-01-03")
    #expect(
      end.bars.map(\.bar) == [PriceBar(open: 2.75, high: 4.5, low: 2.5, close: 4, volume: 200)])
    // The second session knows the first, and nothing of itself.
    #expect(all[5].start?.histories[0].bars.map(\.date.description) == ["2024-01-02"])
    #expect(all[5].start?.histories[0].bars.map(\.bar.close) == [4])
  }

  @Test("on a half day what comes after 13:00 is closed")
  func halfDay() throws {
    let all = try batches([
      table("SPX", 300, [("2025-11-28T12:55", 1), ("2025-11-28T13:00", 2)])
    ])
    #expect(all.map(\.isOpen) == [true, false])
    #expect(all[0].time.description == "2025-11-28T13:00:00-05:00" && all[0].end != nil)
  }

  @Test("VIX is the index of the leading symbol, the last value known, never an older day's")
  func volatility() throws {
    let spy = try table(
      "SPY", 60,
      [
        ("2024-01-02T09:30", 470), ("2024-01-02T09:31", 471), ("2024-01-02T09:32", 472),
        ("2024-01-03T09:30", 473), ("2024-01-03T09:35", 474),
      ])
    let qqq = try table("QQQ", 60, [("2024-01-02T09:31", 400)])
    let vix = try table(
      "^VIX", 60,
      [
        ("2024-01-02T03:15", 13), ("2024-01-02T09:31", 14), ("2024-01-02T15:00", 15),
        ("2024-01-03T09:34", 16),
      ])
    let all = try batches([vix, qqq, spy])
    #expect(all.map { $0.underlyings.map(\.symbol) }.first == ["SPY"])
    #expect(all[1].underlyings.map(\.symbol) == ["SPY", "QQQ"])
    #expect(all.map { $0.underlyings[0].volatilityIndex } == [13, 14, nil, nil, 16])
    #expect(all[1].underlyings[1].volatilityIndex == nil)
    #expect(all[0].start?.chains.map(\.underlying) == ["SPY", "QQQ"])
    let history = try #require(all[3].start?.histories.first)
    #expect(history.volatilityIndex.map(\.value) == [14])
    #expect(all[2].end?.bars.map(\.symbol) == ["SPY", "QQQ"])
    #expect(all[2].end?.bars.map(\.volatilityIndex) == [14, nil])
    // Alone it is what is played.
    #expect(try batches([vix])[1].underlyings.map(\.symbol) == ["VIX"])
  }

  @Test("files of one symbol are joined, doubles dropped, the shortest bars of each day played")
  func joined() throws {
    let second = try table("", 60, [("2024-01-03T09:30", 2)])
    let first = try table("", 60, [("2024-01-02T09:30", 1), ("2024-01-03T09:30", 9)])
    let long = try table("", 300, [("2024-01-02T09:30", 8), ("2024-01-04T09:30", 3)])
    let daily = try table("", 86_400, [("2024-01-05T00:00", 4)])
    var tape = try RecordedTape(
      bars: [second, first, long, daily], source: "archive/spx-1m", dataHash: "ab")
    let start = try #require(try tape.next()?.start)
    #expect(start.chains.map(\.underlying) == ["SPX"])
    #expect(start.notes.count == 2, "\(start.notes)")
    #expect(try tape.next()?.underlyings[0].spot == 2)
    #expect(try tape.next()?.underlyings[0].spot == 3)
    #expect(try tape.next() == nil)
    #expect(throws: FeedError.self) {
      try RecordedTape(bars: [daily], source: "x", dataHash: "")
    }
    #expect(throws: FeedError.self) { try RecordedTape(bars: [], source: "x", dataHash: "") }
  }

  @Test("a window holds for every session, and days that it cuts are written down")
  func window() throws {
    let minutes = ["04:00", "09:30", "10:00", "10:01", "15:59", "17:00"]
    let days = ["2024-01-02", "2024-01-03"]
    var price = 100.0
    let bars = days.flatMap { day in
      minutes.map { minute -> (String, Double) in
        price += 1
        return ("\(day)T\(minute)", price)
      }
    }
    let all = try batches([table("SPY", 60, bars)], from: 601, to: 602)
    #expect(
      all.map { String($0.time.description.prefix(16)) } == [
        "2024-01-02T10:01", "2024-01-02T10:02", "2024-01-02T16:00", "2024-01-03T10:01",
        "2024-01-03T10:02",
      ])
    #expect(all.map { $0.start != nil } == [true, false, false, true, false])
    #expect(all.map(\.isOpen) == [true, true, false, true, true])
    #expect(all[2].end?.next?.description == "2024-01-03" && all[2].underlyings.isEmpty)
    #expect(all.last?.end == nil)
    // The early bar is not folded into the open one.
    #expect(all[0].underlyings.map(\.spot) == [103])
  }

  @Test("a window that opens after early option quotes does not price them")
  func earlyQuotes() throws {
    let scratch = try LeanScratch()
    try scratch.zip(
      "equity/usa/minute/twx/20140606_trade.zip",
      [
        (
          "20140606_twx_minute_trade.csv",
          LeanScratch.trade(34_200_000, "712800") + LeanScratch.trade(34_260_000, "712800")
        )
      ])
    try scratch.zip(
      "option/usa/minute/twx/20140606_quote_american.zip",
      [
        (
          "20140606_twx_minute_quote_american_call_700000_20140621.csv",
          LeanScratch.quote(34_140_000, "15000", "16000")
        ),
        (
          "20140606_twx_minute_quote_american_put_700000_20140621.csv",
          LeanScratch.quote(34_140_000, "2000", "3000")
            + LeanScratch.quote(34_200_000, "2500", "3500")
        ),
      ])
    try scratch.zip(
      "option/usa/minute/twx/20140606_trade_american.zip",
      [
        (
          "20140606_twx_minute_trade_american_call_700000_20140621.csv",
          LeanScratch.trade(34_200_000, "15500")
        )
      ])
    var tape = try openReplay(scratch.path, sampleData: nil, from: 572)
    let first = try #require(try tape.next())
    #expect(first.isOpen && first.chains[0].indices == [1])
    #expect(first.chains[0].quotes[0].bid == Money(units: 2_500))
    // Nor does a trade after the open bring the early quote back.
    var whole = try RecordedTape(lean: scratch.path)
    _ = try whole.next()
    #expect(try whole.next()?.chains[0].indices == [1])
  }
}
