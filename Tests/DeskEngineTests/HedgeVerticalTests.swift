// The vertical that a hedge signal names: read from the chain, with the delta that it has there.

import MarketData
import MarketFixtures
import Portfolio
import Pricing
import Structures
import Testing

@testable import DeskEngine

@Suite("Verticals for hedges")
struct HedgeVerticalTests {
  private func decider() throws -> Decider {
    let desk = HandRig()
    return Decider(
      settings: desk.rig.core.settings, market: desk.rig.core.market, state: desk.state,
      figures: desk.rig.core.figures, now: desk.rig.core.market.time)
  }

  @Test(
    "long near 50 and short near 25 delta in the expiry nearest to thirty days",
    arguments: [true, false])
  func found(sells: Bool) throws {
    var decider = try decider()
    let built = decider.surface(0)
    let surface = try #require(built)
    let chain = decider.market.underlyings[0].chain
    let found = try #require(HedgeVertical(sellingDelta: sells, in: chain, on: surface))
    #expect(found.kind == (sells ? .putDebit : .callDebit))
    #expect(found.long.expiry == found.short.expiry)
    let days = chain.expiries.map { $0.date.days(since: BookFixture.today) }
    let nearest = try #require(days.min { abs($0 - 30) < abs($1 - 30) })
    #expect(found.long.expiry.days(since: BookFixture.today) == nearest)
    // The deltas again, by the formula and the volatility that the market was made with.
    let market = HandRig().market
    let years = Double(nearest) / 365
    func delta(_ contract: OptionContract) -> Double {
      black76Greeks(
        contract.right, forward: market.forward(years), strike: contract.strike.dollars,
        years: years,
        volatility: market.volatility(strike: contract.strike.dollars, years: years), discount: 1
      ).delta
    }
    #expect(abs(abs(delta(found.long)) - 0.5) < 0.02)
    #expect(abs(abs(delta(found.short)) - 0.25) < 0.02)
    #expect(abs(found.delta - 100 * (delta(found.long) - delta(found.short))) < 1)
    #expect(sells ? found.delta < 0 : found.delta > 0)
  }

  @Test("the advice counts them by the delta they have")
  func advice() throws {
    var decider = try decider()
    var rules = HedgeRules.standard
    rules.band = .fixed
    let reading = HedgeReading(
      "SPX", spot: 2_700, greeks: PositionGreeks(delta: 700, gamma: 0.1, vega: 0, theta: 0),
      discount: 1, rules: rules)
    #expect(reading.isDue && reading.verticals == nil)
    let told = decider.withVertical(reading)
    let vertical = try #require(told.vertical)
    let count = try #require(told.verticals)
    #expect(abs(Double(count) * vertical.delta + 700) <= 0.5 * abs(vertical.delta) + 1e-9)
    #expect(
      told.advice.contains("about \(count) x PUT_DEBIT \(vertical.long) / "), "\(told.advice)")
  }
}
