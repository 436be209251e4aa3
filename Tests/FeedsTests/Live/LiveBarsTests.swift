// Minutes that a feed sends late, days that a provider remembers, and jumps of the clock.

import DeskEngine
import MarketData
import Testing

@testable import Feeds

@Suite("Bars of a live market")
struct LiveBarsTests {
  private func running() -> MarketRig {
    var rig = MarketRig()
    rig.take(priceLine(2650), quoteLine(), "{\"type\":\"ready\"}", then: 300)
    _ = rig.items()
    return rig
  }

  /// A bar that ends so many minutes after ten.
  private func bar(_ minute: Int64, _ close: Double, high: Double = 2660) -> String {
    "{\"type\":\"bar\",\"ts\":\(tenOClock + minute * 60_000_000_000),\"symbol\":\"SPX\","
      + "\"open\":2650,\"high\":\(high),\"low\":2640,\"close\":\(close),\"volume\":70}"
  }

  @Test("a bar that comes late makes the next minute and does not set the price back")
  func late() throws {
    var rig = running()
    rig.take(priceLine(2651, after: 61_000), then: 0)
    _ = rig.items()
    rig.take(bar(1, 2645), priceLine(2652, after: 121_000))
    let minute = try #require(rig.batches().last { $0.isMinute }?.underlyings.first)
    #expect(minute.spot == 2651)
    #expect(minute.bar == PriceBar(open: 2650, high: 2660, low: 2640, close: 2645, volume: 70))
    #expect(rig.market.counts[.outOfOrder] == 0)
    // The same bar again is an old one; a price alone makes no minute any more.
    rig.take(bar(1, 2645), priceLine(2653, after: 181_000))
    #expect(rig.market.counts[.outOfOrder] == 1)
    #expect(rig.batches().last { $0.isMinute }?.underlyings.first?.bar == nil)
  }

  @Test("several bars at once wait as one, and their range is the day's")
  func several() throws {
    var rig = running()
    rig.take(priceLine(2651, after: 181_000))
    _ = rig.items()
    rig.take(bar(1, 2645), bar(2, 2646, high: 2670), bar(3, 2647), priceLine(2652, after: 241_000))
    let joined = try #require(rig.batches().last { $0.isMinute }?.underlyings.first?.bar)
    #expect(joined == PriceBar(open: 2650, high: 2670, low: 2640, close: 2647, volume: 210))
    #expect(rig.market.newestBar(of: "SPX") == tenOClock + 180_000_000_000)
    #expect(rig.market.newestBar(of: "QQQ") == 0)
  }

  @Test("a bar of before the open is none of the session's")
  func early() {
    var rig = running()
    rig.take(bar(-30, 2645))
    #expect(rig.market.counts[.closed] == 1)
    rig.take(bar(-29, 2645))
    #expect(rig.market.counts[.closed] == 1)
    #expect(rig.market.newestBar(of: "SPX") == tenOClock - 29 * 60_000_000_000)
  }

  @Test("days that a provider remembers are the past of the session, each once and in order")
  func past() throws {
    var rig = MarketRig()
    let dates = ["2018-02-02", "2018-02-01", "2018-02-02", "2018-02-05"].compactMap {
      CivilDate($0)
    }
    let days = dates.map { date in
      DailyBar(date: date, bar: PriceBar(open: 1, high: 1, low: 1, close: 1, volume: 1))
    }
    rig.market.remember(days, of: "SPX")
    rig.market.remember(days, of: "NONE")
    rig.take(priceLine(2650), quoteLine(), "{\"type\":\"ready\"}", then: 300)
    let start = try #require(rig.batches().first?.start)
    #expect(
      start.histories.first?.bars.map(\.date.description) == ["2018-02-01", "2018-02-02"])
  }

  @Test("a jump of the clock is told in its place, and after the first batch at the earliest")
  func jumps() throws {
    var rig = MarketRig()
    rig.market.note(clockJump: .seconds(-5), at: rig.now)
    #expect(rig.items().isEmpty)
    rig.take(priceLine(2650), quoteLine(), "{\"type\":\"ready\"}", then: 300)
    rig.market.note(clockJump: .seconds(9), at: rig.now)
    let items = rig.items()
    let told = items.map { item -> TimeSpan? in
      if case .clock(let jump, _) = item { jump } else { nil }
    }
    #expect(told == [nil, .seconds(-5), .seconds(9)])
    #expect(zip(items, items.dropFirst()).allSatisfy { $0.time < $1.time })
    let lines = TapeLine.head(source: "x") + [0x0A] + items.flatMap { TapeLine.lines($0) }
    var tape = try RecordedSession(file: "x", bytes: lines)
    var text = TapeLine.head(source: "x") + [0x0A]
    var other = MarketRig()
    while let item = try tape.nextItem() {
      text += TapeLine.lines(item)
      other.market.restore(item)
    }
    #expect(text == lines)
    #expect(other.market.session == rig.market.session)
  }
}
