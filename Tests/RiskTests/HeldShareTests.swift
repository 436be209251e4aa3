// Shares of a position in every measure of the book, and the gate of their sale.

import MarketData
import Structures
import Testing

@testable import Risk

@Suite("Held shares")
struct HeldShareTests {
  private func book(_ shares: Int, at price: Double = 500) -> Exposure {
    var structure = Book.position(1, legs: [])
    structure.lot = .shares(shares, of: "SPX", at: price, time: Book.now)
    var exposure = Book.exposure()
    exposure.structures = [structure]
    return exposure
  }

  @Test("delta of one, nothing else, and the whole move in every cell of the grid")
  func measures() throws {
    let summary = BookSummary(of: book(300).all)
    let greeks = try #require(summary.greeks)
    #expect(abs(greeks.delta - 300) < 1e-9)
    #expect(abs(greeks.gamma) < 1e-9 && abs(greeks.vega) < 1e-9 && abs(greeks.theta) < 1e-6)
    #expect(abs((summary.deltaDollars ?? 0) - 150_000) < 1e-6)
    for cell in stressGrid(of: book(300).all) {
      let profit = try #require(cell.profit)
      #expect(abs(profit - 150_000 * cell.move) < 1, "\(cell.name)")
    }
    #expect(abs((BookSummary(of: book(-300).all).worstStress ?? 0) + 15_000) < 1)
    #expect(abs((summary.margin ?? 0) - (4_000 + 75_000)) < 1e-6)
    // A price that is missing leaves the book unmeasured, not safe.
    #expect(BookSummary(of: book(300, at: .nan).all).greeks == nil)
    #expect(BookSummary(of: book(300, at: 0).all).worstStress == nil)
  }

  private func verdict(
    _ exposure: Exposure, author: OrderAuthor = .engine, shares: Int = -300,
    limit: Double = 475, mid: Double? = 500, quality: QuoteQuality? = .good,
    isMarketOpen: Bool = true, position: Int = 1, state: TradingState = .active
  ) -> RiskVerdict {
    judge(
      ShareOrderCheck(
        position: position, author: author, shares: shares, limit: limit, mid: mid,
        quality: quality, isMarketOpen: isMarketOpen),
      stage: .approve, exposure: exposure, limits: .standard, state: state)
  }

  @Test("a sale passes and leaves the book without them")
  func passes() {
    let whole = verdict(book(300))
    #expect(whole.passed && abs(whole.after.delta) < 1e-9)
    #expect(abs(verdict(book(300), shares: -100).after.delta - 200) < 1e-9)
    #expect(verdict(book(-300), shares: 300, limit: 525).passed)
    #expect(verdict(book(300), state: .reducing).passed)
    #expect(verdict(book(300), author: .user, state: .halted).passed)
  }

  @Test("every other one is refused by name")
  func refuses() {
    func names(_ verdict: RiskVerdict) -> [String] { verdict.breaches.map(\.limit) }
    #expect(names(verdict(book(300), shares: -301)) == ["reducing_legs"])
    #expect(names(verdict(book(300), shares: 1)) == ["reducing_legs"])
    #expect(names(verdict(book(300), state: .halted)) == ["trading_state"])
    #expect(names(verdict(book(300), isMarketOpen: false)) == ["market_open"])
    #expect(names(verdict(book(300), quality: .stale)) == ["quote_quality"])
    #expect(names(verdict(book(300), mid: nil, quality: nil)) == ["quote_quality", "collar_quote"])
    #expect(names(verdict(book(300), limit: 474)) == ["collar_quote"])
    #expect(names(verdict(book(300), limit: .nan)) == ["collar_quote"])
    #expect(names(verdict(book(300), position: 2)) == ["position"])
    var fast = book(300)
    fast.messages = MessageCounts(second: 5, minute: 5, day: 5)
    #expect(names(verdict(fast)) == ["orders_second"])
  }
}
