// The risk of a book whose chain is refused: as its last good quotes have it, not as the bad ones.

import MarketData
import Portfolio
import Pricing
import Structures
import Testing

@testable import DeskEngine

@Suite("Refused chain")
struct RefusedChainTests {
  private let fixture = BookFixture()

  private func run(_ core: inout DeskCore, minute: Int, chain: OptionChain) -> [Event] {
    let batch = fixture.batch(
      BookFixture.today, hour: 10, minute: minute, isStart: minute == 0, chain: chain)
    core.observe(batch)
    let decision = core.decide(.market(batch))
    core.adopt(decision)
    return decision.events
  }

  private func marked(_ events: [Event]) throws -> EquityMarked {
    let marks = events.compactMap { event -> EquityMarked? in
      if case .equityMarked(let mark) = event.body { return mark }
      return nil
    }
    return try #require(marks.last)
  }

  private func chain(minute: Int) -> OptionChain {
    fixture.chain(at: NewYorkTime.instant(BookFixture.today, 10, minute))
  }

  @Test("bad quotes that refuse a chain move neither Greeks nor stress, and kill nothing")
  func greeksStand() throws {
    let legs: [(OptionRight, Int, ratio: Int, price: Int64)] = [
      (.put, 2_500, 1, 120_000), (.put, 2_600, -1, 250_000), (.call, 2_800, -1, 250_000),
      (.call, 2_900, 1, 120_000),
    ]
    var core = DeskCore(
      settings: DeskSettings(), state: fixture.book(.ironCondor, legs, quantity: 5))
    let before = try marked(run(&core, minute: 0, chain: chain(minute: 0)))
    var broken = chain(minute: 1)
    for (index, quote) in broken.quotes.enumerated() where index % 3 != 0 {
      guard var quote else { continue }
      // Four times the price, or a quarter: each good by itself, together nonsense.
      let factor = index % 3 == 1 ? 4.0 : 0.25
      quote.bid = Money(units: Int64(Double(quote.bid.units) * factor))
      quote.ask = Money(units: Int64(Double(quote.ask.units) * factor) + 500)
      broken.quotes[index] = quote
    }
    let events = run(&core, minute: 1, chain: broken)
    #expect(core.latestSurface(0)?.verdict == .refused)
    let after = try marked(events)
    #expect(abs(after.delta - before.delta) < 0.02 * 500)
    #expect(abs(after.gamma - before.gamma) < 0.05 * abs(before.gamma))
    #expect(abs(after.vega - before.vega) < 0.05 * abs(before.vega))
    #expect(!core.state.trading.isKilled)
    // The alert stands while the chain is refused, and goes with sound quotes.
    #expect(core.state.alerts.contains { $0.metric == "chain SPX" })
    // It is looked at again on the five-minute grid, not at the first sound minute.
    _ = run(&core, minute: 2, chain: chain(minute: 2))
    #expect(core.latestSurface(0)?.verdict == .refused)
    #expect(core.state.alerts.contains { $0.metric == "chain SPX" })
    _ = run(&core, minute: 5, chain: chain(minute: 5))
    #expect(core.latestSurface(0)?.verdict != .refused)
    #expect(!core.state.alerts.contains { $0.metric == "chain SPX" })
    #expect(
      core.state.levels.filter { $0.limit == "worst_stress" && $0.level == 100 }.isEmpty)
  }
}
