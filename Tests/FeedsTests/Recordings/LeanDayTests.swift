// The recorded days of SPX, TWX and SPY: what the files are known to hold.

import MarketData
import TestKit
import Testing

@testable import Feeds

@Suite("Recorded days")
struct LeanDayTests {
  static let index = "\(ProjectPaths.data)/replay/lean-spx-2021-01"
  static let share = "\(ProjectPaths.data)/replay/lean-twx-2014-06"
  static let fund = "\(ProjectPaths.data)/intraday/lean-spy-2013-10"
  static let present = [index, share, fund].allSatisfy { ProjectPaths.exists($0) }

  private func batches(_ folder: String) throws -> [MarketBatch] {
    var tape = try RecordedTape(lean: folder)
    var batches: [MarketBatch] = []
    while let batch = try tape.next() { batches.append(batch) }
    return batches
  }

  private func quote(_ code: String, at time: String, in batches: [MarketBatch]) throws -> Quote {
    let contract = try #require(OptionContract(code))
    let moment = try #require(Instant(time))
    var chain: OptionChain?
    var last: Quote?
    for batch in batches where batch.time <= moment {
      chain = batch.start?.chains.first ?? chain
      guard let index = chain?.index(of: contract) else { continue }
      for (k, quote) in zip(batch.chains.first?.indices ?? [], batch.chains.first?.quotes ?? [])
      where Int(k) == index { last = quote }
    }
    return try #require(last)
  }

  @Test("SPX on 2021-01-04 and the two days without its index", .enabled(if: LeanDayTests.present))
  func spx() throws {
    let all = try batches(LeanDayTests.index)
    let starts = all.compactMap(\.start)
    #expect(
      starts.map(\.session.date.description) == ["2021-01-04", "2021-01-05", "2021-01-06"])
    let day = all.filter { NewYorkTime.date($0.time) == starts[0].session.date }
    let bars = day.compactMap { $0.underlyings.first?.bar }
    #expect(bars.count == 411)
    #expect(bars.first?.open == 3764.61 && bars.last?.close == 3700.65)
    #expect(bars.map(\.high).max() == 3769.99 && bars.map(\.low).min() == 3662.71)
    // Bars after 16:00 repeat the close and count for nothing.
    #expect(day.filter { !$0.isOpen }.allSatisfy { $0.time > starts[0].session.close })
    let noon = try #require(Instant("2021-01-04T12:01:00-05:00"))
    #expect(day.first { $0.time == noon }?.underlyings[0].spot == 3682.13)
    let weekly = try quote("SPXW-20210108-C-3700", at: "2021-01-04T12:00:00-05:00", in: all)
    #expect([weekly.bid, weekly.ask] == [Money(units: 345_000), Money(units: 349_000)])
    let monthly = try quote("SPX-20210115-C-3700", at: "2021-01-04T12:00:00-05:00", in: all)
    #expect([monthly.bid, monthly.ask] == [Money(units: 486_000), Money(units: 493_000)])
    let early = try quote("SPXW-20210104-P-3700", at: "2021-01-04T09:45:00-05:00", in: all)
    #expect([early.bid, early.ask] == [Money(units: 6_000), Money(units: 7_000)])
    let late = try quote("SPXW-20210104-P-3700", at: "2021-01-04T12:00:00-05:00", in: all)
    #expect([late.bid, late.ask] == [Money(units: 218_000), Money(units: 223_000)])
    let listed = starts.map { $0.chains[0].options.count }
    #expect(listed[0] == 6 + 12)
    // The file of open interest has the puts at 3820 instead of 3800.
    #expect(starts[0].chains[0].options.count { $0.openInterest != nil } == 15)
    #expect(starts[0].notes.isEmpty && starts[1].notes.count == 1 && starts[2].notes.count == 1)
    // The S&P 500 closed at 3726.86 and 3748.14 on those days.
    let closes = all.compactMap { $0.end?.bars.first?.bar.close }
    #expect(closes.count == 3 && abs(closes[1] - 3726.86) < 3 && abs(closes[2] - 3748.14) < 3)
    #expect(all.compactMap { $0.end?.next?.description } == ["2021-01-05", "2021-01-06"])
  }

  @Test("TWX on 2014-06-06 is frozen for its basis", .enabled(if: LeanDayTests.present))
  func twx() throws {
    let all = try batches(LeanDayTests.share)
    let start = try #require(all.first?.start)
    #expect(start.chains[0].options.count == 184 && start.chains[0].expiries.count == 5)
    #expect(start.chains[0].refusal?.contains("68.0633") == true)
    let open = all.filter(\.isOpen)
    #expect(open.first?.time.description == "2014-06-06T09:31:00-04:00")
    #expect(all.compactMap(\.end).first?.bars.first?.bar.close == 71.08)
    var tape = try RecordedTape(lean: LeanDayTests.share)
    #expect(tape.rowCounts.options == 26_527)
    #expect(try tape.next()?.isOpen == false)
  }

  @Test("SPY by minutes, seconds and ticks in October 2013", .enabled(if: LeanDayTests.present))
  func spy() throws {
    let all = try batches(LeanDayTests.fund)
    let starts = all.compactMap(\.start)
    #expect(
      starts.map(\.session.date.description) == [
        "2013-10-07", "2013-10-08", "2013-10-09", "2013-10-11",
      ])
    #expect(starts[0].chains.map(\.underlying) == ["SPY", "ES", "IBM"])
    let ends = all.compactMap(\.end)
    let closes = ends.compactMap { $0.bars.first { $0.symbol == "SPY" }?.bar.close }
    #expect(closes.prefix(3).elementsEqual([167.42, 165.48, 165.57]))
    for date in starts.map(\.session).prefix(3) {
      let minutes = all.filter {
        $0.isOpen && NewYorkTime.date($0.time) == date.date
          && $0.underlyings.first { $0.symbol == "SPY" }?.bar != nil
      }
      #expect(minutes.count == 390, "\(date.date)")
    }
    // Ticks are followed by the second; every share of the day is in its bars.
    let ticks = all.filter { NewYorkTime.date($0.time) == starts[3].session.date }
    let shares = ticks.compactMap { $0.underlyings.first { $0.symbol == "SPY" }?.bar?.volume }
    #expect(shares.reduce(0, +) == 109_016_858)
    #expect(ticks.count > 20_000)
  }
}
