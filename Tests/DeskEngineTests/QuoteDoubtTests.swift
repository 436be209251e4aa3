// Quotes that look good by themselves, held against their past.

import MarketData
import Testing

@testable import DeskEngine

@Suite("Quote doubts")
struct QuoteDoubtTests {
  private let open = NewYorkTime.instant(BookFixture.today, 9, 30)

  /// A market of one put at 20.00, quoted every minute.
  private func state() -> UnderlyingState {
    let root = OptionRoot(
      symbol: "SPXW", underlying: "SPX", style: .european, settlement: .pm, delivery: .cash,
      multiplier: 100, ticks: .index)
    let date = BookFixture.today.adding(days: 30)
    let settlement = NewYorkTime.instant(date, 16, 0)
    let chain = OptionChain(
      underlying: "SPX",
      expiries: [
        ChainExpiry(
          root: root, date: date, expiration: settlement, lastTrade: settlement, calls: 0..<0,
          puts: 0..<1)
      ],
      options: [
        ListedOption(
          contract: OptionContract(
            root: "SPXW", expiry: date, right: .put, strike: Money(wholeDollars: 2_600)),
          openInterest: nil, previousVolume: nil)
      ], quotes: [nil])
    var state = UnderlyingState(
      chain: chain,
      history: DailyHistory(
        symbol: "SPX", bars: [], volatilityIndex: [], volatilityIndex3M: []))
    state.spot = 2_700
    return state
  }

  private func quote(_ bid: Int64, _ ask: Int64, minute: Int64) -> Quote {
    Quote(
      bid: Money(units: bid), ask: Money(units: ask), bidSize: 10, askSize: 10, volume: 0,
      time: open + .minutes(minute))
  }

  private func take(_ state: inout UnderlyingState, _ quote: Quote) -> QuoteQuality? {
    state.take(
      ChainUpdate(underlying: "SPX", indices: [0], quotes: [quote]), rules: .standard,
      at: quote.time)
    return state.quality(of: 0, rules: .standard, at: quote.time)
  }

  /// A state after an hour of sound quotes.
  private func settled() -> UnderlyingState {
    var state = state()
    for minute in 0..<60 {
      let wiggle = Int64(minute % 3) * 1_000
      _ = take(&state, quote(198_000 + wiggle, 202_000 + wiggle, minute: Int64(minute)))
    }
    return state
  }

  @Test(
    "a price nothing explains is invalid until a second one confirms it", arguments: [100, -100])
  func jump(factor: Int64) {
    var state = settled()
    let scale = { (units: Int64) in factor > 0 ? units * factor : units / -factor / 500 * 500 + 500
    }
    let good = state.lastGood[0]
    #expect(take(&state, quote(scale(198_000), scale(202_000) + 1_000, minute: 60)) != .good)
    #expect(state.lastGood[0] == good)
    #expect(take(&state, quote(198_000, 202_000, minute: 61)) == .good)
    // A market that really moved says so twice.
    #expect(take(&state, quote(598_000, 602_000, minute: 62)) == .invalid)
    #expect(take(&state, quote(599_000, 603_000, minute: 63)) == .good)
  }

  @Test("a move of the underlying explains an option's")
  func explained() {
    var state = settled()
    state.spot = 2_660
    #expect(take(&state, quote(398_000, 402_000, minute: 60)) == .good)
  }

  @Test("a spread of many times the last one is wide until it comes again")
  func spread() {
    var state = settled()
    #expect(take(&state, quote(178_000, 222_000, minute: 60)) == .wide)
    #expect(take(&state, quote(178_000, 222_000, minute: 61)) == .good)
  }

  @Test("an ask between increments is invalid, but not on a feed that has none")
  func ticks() {
    var state = settled()
    #expect(take(&state, quote(198_000, 202_037, minute: 60)) == .invalid)
    #expect(take(&state, quote(198_000, 202_000, minute: 61)) == .good)
    var other = self.state()
    for minute in 0..<60 {
      let quality = take(&other, quote(198_013, 202_037 + Int64(minute), minute: Int64(minute)))
      #expect(quality == .good, "\(minute)")
    }
  }

  @Test("a quote that stands beyond its habit is stale, one without a habit is not")
  func silence() {
    var state = settled()
    #expect(state.quality(of: 0, rules: .standard, at: open + .minutes(62)) == .good)
    #expect(state.quality(of: 0, rules: .standard, at: open + .minutes(64)) == .stale)
    #expect(take(&state, quote(198_000, 202_000, minute: 65)) == .good)
    var rare = self.state()
    for minute in stride(from: Int64(0), to: 110, by: 11) {
      _ = take(&rare, quote(198_000, 202_000, minute: minute))
    }
    #expect(rare.quality(of: 0, rules: .standard, at: open + .minutes(108)) == .good)
  }

  @Test("the same quote twice is counted, and confirms nothing")
  func repeated() {
    var state = settled()
    let wild = quote(598_000, 602_000, minute: 60)
    #expect(take(&state, wild) == .invalid)
    #expect(take(&state, wild) == .invalid)
    #expect(state.repeated == [0])
    state.beginBatch()
    #expect(state.repeated.isEmpty)
    // An older quote than the one at hand is out of order.
    #expect(take(&state, quote(198_000, 202_000, minute: 59)) == .invalid)
  }
}
