// Recorded ES minutes: what the files are known to hold, and what is refused.

@testable import Feeds
import Glibc
import MarketData
import TestKit
import Testing

@Suite("Lean replay")
struct LeanTests {
  static let folder = "\(ProjectPaths.data)/replay/lean-es-2020-01"
  static let present = ProjectPaths.exists(folder)

  @Test(
    "the ES day of 2020-01-06 holds its known rows, bars and gaps",
    .enabled(if: LeanTests.present, "skipped: no data"))
  func recorded() throws {
    var tape = try RecordedTape(lean: LeanTests.folder)
    // 111 789 + 131 716 rows of Monday, 5 244 + 5 841 of Sunday.
    #expect(tape.rowCounts.options == 111_789 + 131_716 + 5_244 + 5_841)
    #expect(tape.identity.dataHash12.count == 12)
    let monday = try #require(Instant("2020-01-06T00:00:00Z"))
    let open = try #require(Instant("2020-01-05T23:00:00Z"))
    let close = try #require(Instant("2020-01-06T22:00:00Z"))
    var starts: [SessionStart] = []
    var ends: [(Instant, SessionEnd)] = []
    var bars: [(Instant, PriceBar)] = []
    var oneSided = (bids: 0, asks: 0, crossed: 0)
    var early = 0
    var known: [Int32: Quote] = [:]
    var maintenance = 0
    while let batch = try tape.next() {
      if let start = batch.start { starts.append(start) }
      if let end = batch.end { ends.append((batch.time, end)) }
      if let bar = batch.underlyings.first?.bar { bars.append((batch.time - .minutes(1), bar)) }
      if batch.time <= open {
        #expect(!batch.isOpen)
        early += batch.chains.first?.indices.count ?? 0
      }
      if batch.time > close, batch.time <= close + .minutes(60) {
        #expect(!batch.isOpen)
        maintenance += batch.chains.first?.indices.count ?? 0
      }
      guard let update = batch.chains.first else { continue }
      for (index, quote) in zip(update.indices, update.quotes) {
        // A batch may repeat a quote when only its volume moved: its time says which are new.
        guard quote.time == batch.time, quote.time > monday else { continue }
        if quote.bid.units == 0 { oneSided.bids += 1 }
        if quote.ask.units == 0 { oneSided.asks += 1 }
        if quote.bid > quote.ask, quote.ask.units > 0 { oneSided.crossed += 1 }
        known[index] = quote
      }
    }
    #expect(starts.map(\.session.date.description) == ["2020-01-06", "2020-01-07"])
    #expect(starts[0].session.open == open && starts[0].session.close == close)
    let chain = starts[0].chains[0]
    // The contracts quoted on Monday; some are in Sunday's files only.
    let contracts = known.keys.map { chain.options[Int($0)].contract }
    let quoted = { (month: Int, right: OptionRight) in
      contracts.filter { $0.expiry.month == month && $0.right == right }.count
    }
    #expect([quoted(3, .call), quoted(3, .put)] == [60, 44])
    #expect([quoted(6, .call), quoted(6, .put)] == [56, 51])
    #expect(chain.expiries.map(\.date.description) == ["2020-03-20", "2020-06-19"])
    #expect(chain.expiries[0].expiration == Instant("2020-03-20T13:30:00Z"))
    #expect(oneSided.bids == 9_472 + 8_163)
    #expect(oneSided.asks == 7_788 + 8_017)
    #expect(oneSided.crossed == 0)
    #expect(early > 0 && maintenance > 0)
    #expect(ends.count == 2)
    #expect(ends[0].1.next?.description == "2020-01-07")
    #expect(ends[1].1.next == nil)
    checkBars(bars, monday: monday)
  }

  /// One day's trades: 1 365 bars with exactly two gaps.
  private func checkBars(_ bars: [(Instant, PriceBar)], monday: Instant) {
    let sunday = bars.filter { $0.0 < monday }.map(\.1)
    #expect(sunday.count == 60)
    #expect(sunday.first?.open == 3220.25)
    let day = bars.filter { $0.0 >= monday }
    #expect(day.count == 1_365)
    #expect(day.first?.1.open == 3223.75)
    #expect(day.map(\.1.high).max() == 3249.50)
    #expect(day.map(\.1.low).min() == 3208.75)
    #expect(day.last?.1.close == 3242.50)
    #expect(day.reduce(0) { $0 + $1.1.volume } == 1_370_228)
    var gaps: [TimeSpan] = []
    for (a, b) in zip(day, day.dropFirst()) where b.0 - a.0 > .minutes(1) {
      gaps.append(b.0 - a.0)
    }
    #expect(gaps == [.minutes(16), .minutes(61)])
  }

  @Test(
    "two readings give the same bytes", .enabled(if: LeanTests.present, "skipped: no data"))
  func deterministic() throws {
    var texts: [String] = []
    for _ in 0..<2 {
      var tape = try RecordedTape(lean: LeanTests.folder)
      var digest = TapeDigest()
      while let batch = try tape.next() { digest.add(batch) }
      texts.append(digest.text)
    }
    #expect(texts[0] == texts[1])
  }
}
