// How lines become batches, sessions and words on the feed.

import DeskEngine
import MarketData
import Testing

@testable import Feeds

@Suite("A live market")
struct LiveMarketTests {
  /// A session with two contracts, its start taken.
  private func running() -> MarketRig {
    var rig = MarketRig()
    rig.take(priceLine(2650), quoteLine(), quoteLine("SPX180316C02600000", 90, 91), then: 2_100)
    return rig
  }

  @Test("a session begins once its contracts were gathered, and lists them in order")
  func begins() throws {
    var rig = MarketRig()
    rig.take(priceLine(2650), quoteLine(), quoteLine("SPX180316C02600000", 90, 91), then: 1_000)
    #expect(rig.items().isEmpty)
    rig.pass(1_100)
    let first = try #require(rig.batches().first)
    let chain = try #require(first.start?.chains.first)
    #expect(chain.underlying == "SPX")
    #expect(
      chain.options.map(\.contract.description) == [
        "SPX-20180316-C-2600", "SPX-20180316-P-2600",
      ])
    #expect(chain.expiries.first?.root.settlement == .am)
    #expect(first.underlyings.first?.spot == 2650)
    #expect(first.chains.first?.indices == [0, 1])
    #expect(first.chains.first?.quotes.map(\.bid.dollars) == [90, 40])
    #expect(first.isMinute && first.isWarm)
  }

  @Test("a word that all is listed begins the session at once")
  func ready() throws {
    var rig = MarketRig()
    rig.take(
      "{\"type\":\"chain\",\"underlying\":\"SPY\",\"contracts\":[\"SPY-20180216-C-270\"],"
        + "\"open_interest\":[1200],\"previous_volume\":[7],\"multiplier\":10,\"settlement\":\"PM\"}",
      priceLine(265, "SPY"), "{\"type\":\"ready\"}", then: 270)
    let batches = rig.batches()
    let chain = batches.first?.start?.chains.last
    #expect(chain?.options.first?.openInterest == 1200)
    let session = try #require(batches.first?.start?.session)
    #expect(chain?.openInterestDate == TradingCalendar.session(before: session.date).date)
    #expect(batches.first?.start?.chains.first?.openInterestDate == nil)
    // A recorded tape tells it again.
    let item = try #require(batches.first.map { TapeItem.batch($0) })
    let lines = TapeLine.head(source: "x") + [0x0A] + TapeLine.lines(item)
    var tape = try RecordedSession(file: "x", bytes: lines)
    guard case .batch(let again)? = try tape.nextItem() else {
      Issue.record("no batch on the tape")
      return
    }
    #expect(again.start?.chains.last?.openInterestDate == chain?.openInterestDate)
    #expect(chain?.options.first?.previousVolume == 7)
    #expect(chain?.expiries.first?.root.multiplier == 10)
    #expect(chain?.expiries.first?.root.style == .american)
  }

  @Test("quotes of a quarter second conflate to the last one of each contract")
  func conflates() throws {
    var rig = running()
    _ = rig.items()
    for step in 1...50 {
      rig.take(put(bidOf(step), askOf(step), after: Int64(step)), then: 1)
    }
    #expect(rig.items().isEmpty)
    rig.pass(250)
    let batch = try #require(rig.batches().first)
    #expect(batch.chains.first?.quotes.map(\.bid.dollars) == [40.5])
    #expect(!batch.isMinute)
    #expect(rig.market.counts.conflated == 49)
    #expect(batch.time.nanoseconds == tenOClock + 50_000_000)
  }

  private func bidOf(_ step: Int) -> Double { 40 + Double(step) / 100 }
  private func askOf(_ step: Int) -> Double { 41 + Double(step) / 100 }
  private func put(_ bid: Double, _ ask: Double, after: Int64) -> String {
    quoteLine("SPX-20180316-P-2600", bid, ask, after: after)
  }

  @Test("an older quote and a repeated one are counted and dropped")
  func order() {
    var rig = running()
    let line = quoteLine("SPX-20180316-P-2600", 42, 43, after: 10)
    rig.take(line, line, quoteLine("SPX-20180316-P-2600", 44, 45, after: 5), then: 300)
    #expect(rig.market.counts[.duplicate] == 1)
    #expect(rig.market.counts[.outOfOrder] == 1)
    #expect(rig.batches().last?.chains.last?.quotes.last?.bid.dollars == 42)
  }

  @Test("a contract that is first named in a session waits for the next one")
  func unlisted() {
    var rig = running()
    rig.take(quoteLine("SPX-20180316-P-2500", 20, 21, after: 10), then: 300)
    #expect(rig.market.counts[.unlisted] == 1)
    #expect(rig.market.contractCount == 3)
  }

  @Test("a minute ends with its bar, also when nothing follows")
  func minutes() throws {
    var rig = running()
    _ = rig.items()
    rig.take(priceLine(2655, after: 20_000), priceLine(2645, after: 30_000), then: 250)
    rig.take(priceLine(2651, after: 61_000), then: 0)
    let minute = try #require(rig.batches().first { $0.isMinute })
    #expect(minute.time.nanoseconds == tenOClock + 60_000_000_000)
    let bar = try #require(minute.underlyings.first?.bar)
    // The price of the session's first batch belongs to its first minute's beginning.
    #expect(bar.high == 2655 && bar.low == 2645 && bar.close == 2645)
    #expect(bar.volume == 4)
    rig.pass(60_000)
    let silent = try #require(rig.batches().first { $0.isMinute })
    #expect(silent.time.nanoseconds == tenOClock + 120_000_000_000)
    #expect(silent.underlyings.first?.bar?.close == 2651)
  }

  @Test("bars that the feed sends stand instead of those made from prices")
  func bars() throws {
    var rig = running()
    _ = rig.items()
    rig.take(
      "{\"type\":\"bar\",\"ts\":\(tenOClock + 60_000_000_000),\"symbol\":\"SPX\",\"open\":2650,"
        + "\"high\":2660,\"low\":2640,\"close\":2652,\"volume\":70}", then: 0)
    rig.take(priceLine(2653, after: 61_000))
    let bar = try #require(rig.batches().first { $0.isMinute }?.underlyings.first?.bar)
    #expect(bar == PriceBar(open: 2650, high: 2660, low: 2640, close: 2652, volume: 70))
  }

  @Test("item times rise strictly, whatever comes")
  func times() {
    var rig = running()
    var last: Int64 = 0
    for step in 0..<200 {
      rig.take(
        quoteLine("SPX-20180316-P-2600", 40, 41 + Double(step) / 10, after: Int64(step % 7)),
        then: 100)
      if step % 40 == 39 { rig.market.lose("cut", at: rig.now) }
      for item in rig.items() {
        #expect(item.time.nanoseconds > last)
        last = item.time.nanoseconds
      }
    }
  }

  @Test("after a loss quotes are cold until most contracts were quoted anew")
  func warms() throws {
    var rig = running()
    #expect(rig.batches().map(\.isWarm) == [true])
    rig.market.lose("cut", at: rig.now)
    guard case .feed(let state, let reason, _)? = rig.items().first else {
      Issue.record("no word on the feed")
      return
    }
    #expect(state == .down && reason == "cut")
    // The same quote again, from a snapshot after the reconnection, counts as new.
    rig.take(quoteLine(), then: 300)
    #expect(rig.batches().map(\.isWarm) == [false])
    rig.take(quoteLine("SPX-20180316-C-2600", 90, 91, after: 1), then: 300)
    #expect(rig.batches().map(\.isWarm) == [true])
    #expect(rig.market.state == .up)
  }

  @Test("fewer quotes than before are relied on after five seconds")
  func warmsInTime() {
    var rig = running()
    _ = rig.items()
    rig.market.lose("cut", at: rig.now)
    for step in 1...8 {
      rig.take(quoteLine("SPX-20180316-P-2600", 40, 41, after: Int64(step)), then: 1_000)
    }
    let warm = rig.batches().map(\.isWarm)
    #expect(warm.first == false && warm.last == true)
  }

  @Test("silence of 15 seconds makes the feed stale, the next quote brings it back")
  func stale() {
    var rig = running()
    _ = rig.items()
    rig.pass(14_000)
    #expect(rig.items().isEmpty)
    rig.pass(2_000)
    let told = rig.items().compactMap { item -> FeedState? in
      if case .feed(let state, _, _) = item { state } else { nil }
    }
    #expect(told == [.stale])
    rig.take(priceLine(2650.5, after: 17_000), then: 300)
    #expect(rig.batches().map(\.isWarm) == [false])
    rig.take(quoteLine("SPX-20180316-P-2600", 40, 42, after: 17_500), then: 300)
    #expect(rig.batches().map(\.isWarm) == [true])
  }

  @Test("a time far ahead is believed when it comes a third time")
  func future() {
    var rig = running()
    rig.take(priceLine(2600, after: 7_200_000))
    rig.take(priceLine(2650.25, after: 20))
    #expect(rig.market.counts[.future] == 1)
    for step in 0..<3 { rig.take(priceLine(2610, after: 7_200_000 + Int64(step))) }
    #expect(rig.market.counts[.future] == 3)
    #expect(rig.market.latest == tenOClock + 7_200_002_000_000)
  }

  @Test("a session ends after its close with the day's bar, and the next one knows it")
  func days() throws {
    var rig = MarketRig(isStored: true)
    let close = 6 * 3_600_000
    rig.take(priceLine(2650), quoteLine(), "{\"type\":\"ready\"}")
    for minutes in 1...3 {
      rig.take(priceLine(2650 + Double(minutes), after: Int64(minutes) * 60_000))
    }
    for step in 0..<3 { rig.take(priceLine(2640, after: Int64(close - 1_000 + step))) }
    let evening = Int64(close) + 1_000
    rig.take(priceLine(2641, after: evening))
    let last = try #require(rig.batches().last)
    #expect(last.time.nanoseconds == tenOClock + 6 * 3_600_000_000_000)
    #expect(last.end?.bars.first?.bar.close == 2640)
    #expect(last.end?.bars.first?.bar.high == 2653)
    #expect(last.end?.next == CivilDate("2018-02-06"))
    #expect(rig.market.counts[.closed] == 1)
    let morning: Int64 = 24 * 3_600_000
    for step in 0..<3 { rig.take(priceLine(2700, after: morning + Int64(step))) }
    rig.take("{\"type\":\"ready\"}")
    rig.take(priceLine(2701, after: morning + 300))
    let next = try #require(rig.batches().first?.start)
    #expect(next.session.date == CivilDate("2018-02-06"))
    #expect(next.histories.first?.bars.last?.bar.close == 2640)
  }

  @Test("a market that takes up its own recorded items goes on like the one that wrote them")
  func resumes() throws {
    var rig = running()
    var recorded = rig.items()
    rig.take(priceLine(2651, after: 10_000), put(40.5, 41, after: 10_000), then: 300)
    recorded += rig.items()
    var other = MarketRig()
    for item in recorded { other.market.restore(item) }
    #expect(other.market.session == rig.market.session)
    #expect(other.market.latest == rig.market.latest)
    other.market.lose("started again", at: other.now)
    #expect(other.items().count == 1)
    let line = quoteLine("SPX-20180316-C-2600", 92, 93, after: 11_000)
    other.take(line, then: 300)
    let batch = try #require(other.batches().last)
    #expect(batch.start == nil)
    #expect(batch.chains.first?.indices == [0])
    other.take(put(39, 40, after: 9_000))
    #expect(other.market.counts[.outOfOrder] == 1)
  }

  @Test("a flood of a hundred thousand quotes leaves one batch and little memory")
  func flood() {
    var rig = running()
    _ = rig.items()
    var splitter = LineSplitter()
    var piece: [UInt8] = []
    for step in 0..<1_000 {
      piece += Array((put(bidOf(step % 50), askOf(step % 50), after: 1 + Int64(step)) + "\n").utf8)
    }
    for _ in 0..<100 { rig.market.take(piece[...], through: &splitter, at: rig.now) }
    rig.pass(300)
    #expect(rig.items().count == 1)
    #expect(rig.market.counts.lines == 100_003)
  }
}
