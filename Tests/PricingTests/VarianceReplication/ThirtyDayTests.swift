// Which expiries the thirty-day index rests on, and strips that cannot be replicated.

import MarketData
import Numerics
import Pricing
import Testing

@Suite("Thirty-day index")
struct ThirtyDayTests {
  private func term(_ text: String, _ settlement: SettlementTime, days: Double) throws -> IndexTerm
  {
    IndexTerm(
      expiry: try #require(CivilDate(text)), settlement: settlement, minutes: days * 1_440)
  }

  @Test("Fridays around thirty days, the opening settlement on third Fridays")
  func terms() throws {
    // As listed on 5 January 2024 after the close.
    let listed = [
      try term("2024-01-31", .pm, days: 26), try term("2024-02-02", .pm, days: 28),
      try term("2024-02-05", .pm, days: 31), try term("2024-02-09", .pm, days: 35),
      try term("2024-02-16", .am, days: 41.7), try term("2024-02-16", .pm, days: 42),
    ]
    let chosen = try #require(indexTerms(listed))
    #expect(chosen.near == 1 && chosen.next == 3)
    let closest = try #require(indexTerms(listed, rule: .everyExpiry))
    #expect(closest.near == 1 && closest.next == 2)
    #expect(try term("2024-02-16", .am, days: 30).isIndexTerm)
    #expect(!(try term("2024-02-16", .pm, days: 30).isIndexTerm))
    #expect(!(try term("2024-02-09", .am, days: 30).isIndexTerm))
    // Good Friday of 2024: the Thursday before it takes its place.
    #expect(try term("2024-03-28", .pm, days: 30).isIndexTerm)
    #expect(!(try term("2024-03-21", .pm, days: 30).isIndexTerm))
  }

  @Test("no pair, no index")
  func noPair() throws {
    #expect(indexTerms([]) == nil)
    #expect(indexTerms([try term("2024-02-02", .pm, days: 28)]) == nil)
    let far = [try term("2024-02-02", .pm, days: 22), try term("2024-02-09", .pm, days: 38)]
    #expect(indexTerms(far) == nil)
  }

  @Test("exactly thirty days is the near term")
  func boundary() throws {
    let listed = [try term("2024-02-02", .pm, days: 30), try term("2024-02-09", .pm, days: 36.9)]
    let chosen = try #require(indexTerms(listed))
    #expect(chosen.near == 0 && chosen.next == 1)
  }

  @Test("refuses strips without prices")
  func refusals() {
    let quote = StrikeQuote(strike: 100, callBid: 2, callAsk: 3, putBid: 2, putAsk: 3)
    #expect(throws: ModelError.self) { try replicateVariance([], minutes: 43_200, rate: 0) }
    #expect(throws: ModelError.self) { try replicateVariance([quote], minutes: 43_200, rate: 0) }
    #expect(throws: ModelError.self) { try replicateVariance([quote], minutes: 0, rate: 0) }
    #expect(throws: ModelError.self) { try replicateVariance([quote], minutes: 1, rate: .nan) }
    func prepared(strikes: [Double], prices: [Double]) throws(ModelError) -> VarianceStrip {
      try replicateVariance(
        strikes: strikes, prices: prices, forward: 100, centreStrike: 100, years: 0.1, growth: 1)
    }
    #expect(throws: ModelError.self) { try prepared(strikes: [90, 100], prices: [1]) }
    #expect(throws: ModelError.self) { try prepared(strikes: [100, 90], prices: [1, 1]) }
    #expect(throws: ModelError.self) { try prepared(strikes: [90, 100], prices: [1, -1]) }
    #expect(throws: ModelError.self) { try prepared(strikes: [90, 100], prices: [.nan, 1]) }
    #expect(throws: ModelError.self) { try prepared(strikes: [90, 100], prices: [0, 1]) }
    #expect(throws: Never.self) { try prepared(strikes: [90, 100], prices: [1, 2]) }
    #expect(throws: ModelError.self) {
      try thirtyDayVolatility(
        near: 0.02, nearYears: 0.07, nearMinutes: 40_000, next: 0.02, nextYears: 0.07,
        nextMinutes: 40_000)
    }
    #expect(throws: ModelError.self) {
      try thirtyDayVolatility(
        near: .nan, nearYears: 0.07, nearMinutes: 40_000, next: 0.02, nextYears: 0.09,
        nextMinutes: 46_000)
    }
  }

  @Test("crossed and one-sided quotes give no mid, a locked one does")
  func mids() {
    var quote = StrikeQuote(strike: 1, callBid: 2, callAsk: 1, putBid: 1, putAsk: 1)
    #expect(quote.mid(.call) == nil && quote.mid(.put) == 1)
    quote.callBid = 0
    #expect(quote.bid(.call) == nil && quote.mid(.call) == nil)
    quote.putAsk = nil
    #expect(quote.mid(.put) == nil)
  }
}
