// Surfaces of markets whose volatility is known, and of chains that are damaged on purpose.

import MarketData
import MarketFixtures
import Pricing
import Testing

@Suite("Volatility surface")
struct SurfaceTests {
  /// A market without rounding, so that what was put in comes out.
  private func exactMarket() -> SyntheticMarket {
    var market = SyntheticMarket()
    market.tick = 0
    market.halfSpread = 1e-4
    market.strikesASide = 40
    return market
  }

  @Test("finds the forwards and volatilities put in")
  func roundTrip() throws {
    let market = exactMarket()
    let chain = market.chain()
    let surface = market.surface(chain)
    #expect(surface.verdict == .usable && surface.reasons.isEmpty)
    #expect(surface.slices.count == market.days.count)
    for slice in surface.slices {
      #expect(abs(slice.parity.forward - market.forward(slice.years)) < 0.05)
      #expect(slice.parity.failures == 0 && !slice.parity.isFallback)
      #expect(abs(try #require(slice.atmVolatility) - 0.20) < 2e-4)
    }
  }

  @Test("agrees with plain bisection option by option")
  func slowTwin() throws {
    let market = SyntheticMarket()
    let chain = market.chain()
    let surface = market.surface(chain)
    var compared = 0
    for slice in surface.slices {
      let expiry = chain.expiries[slice.expiry]
      let forward = slice.parity.forward
      for option in expiry.options {
        let contract = chain.options[option].contract
        let strike = contract.strike.dollars
        // The two strikes around the forward hold an average of both sides.
        let isOutside = contract.right == .call ? strike > forward + 10 : strike < forward - 10
        guard isOutside, let sigma = slice.volatility(of: option), let quote = chain.quotes[option],
          quote.bid.units > 0
        else { continue }
        let twin = bisect(
          contract.right, price: quote.mid, forward: forward, strike: strike, years: slice.years,
          discount: slice.parity.discount)
        #expect(abs(sigma - twin) < 1e-9, "\(contract) \(sigma) against \(twin)")
        let greeks = black76Greeks(
          contract.right, forward: forward, strike: strike, years: slice.years, volatility: sigma,
          discount: slice.parity.discount)
        #expect(abs(try #require(slice.delta(of: option)) - greeks.delta) < 1e-12)
        compared += 1
      }
    }
    #expect(compared > 400)
  }

  @Test("agrees with the scalar solver to a tenth of a billionth wherever vega is not negligible")
  func scalarTwin() throws {
    let market = SyntheticMarket()
    let chain = market.chain()
    var compared = 0
    for slice in market.surface(chain).slices {
      let forward = slice.parity.forward
      let scale = forward * slice.parity.discount * slice.years.squareRoot()
      for option in chain.expiries[slice.expiry].options {
        let contract = chain.options[option].contract
        let strike = contract.strike.dollars
        let isOutside = contract.right == .call ? strike > forward + 10 : strike < forward - 10
        guard isOutside, let sigma = slice.volatility(of: option), let quote = chain.quotes[option],
          quote.bid.units > 0
        else { continue }
        // A price carries sixteen digits of itself: where vega is under a millionth of that of the
        // money, the last of them are worth more volatility than the tolerance.
        let vega = black76Greeks(
          contract.right, forward: forward, strike: strike, years: slice.years, volatility: sigma,
          discount: slice.parity.discount
        ).vega
        guard vega > 1e-6 * scale else { continue }
        let twin = try impliedVolatility(
          contract.right, price: quote.mid, forward: forward, strike: strike, years: slice.years,
          discount: slice.parity.discount)
        #expect(abs(sigma - twin) < 1e-10, "\(contract) \(sigma) against \(twin)")
        compared += 1
      }
    }
    #expect(compared > 400)
  }

  private func bisect(
    _ right: OptionRight, price: Double, forward: Double, strike: Double, years: Double,
    discount: Double
  ) -> Double {
    var (low, high) = (1e-4, 6.0)
    for _ in 0..<80 {
      let middle = 0.5 * (low + high)
      let value = black76Price(
        right, forward: forward, strike: strike, years: years, volatility: middle,
        discount: discount)
      if value < price { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  @Test("interpolates total variance in time and extrapolates a fifth")
  func constantMaturity() throws {
    var market = exactMarket()
    market.atm = { 0.15 + 0.2 * $0 }
    let surface = market.surface(market.chain())
    let thirty = try #require(surface.slices.first { $0.daysToExpiry == 30 })
    let value = try #require(surface.constantMaturityVolatility(days: 365 * thirty.years))
    #expect(abs(value - (try #require(thirty.atmVolatility))) < 1e-12)
    #expect(surface.constantMaturityVolatility(days: 105) != nil)
    #expect(surface.constantMaturityVolatility(days: 120) == nil)
    #expect(surface.constantMaturityVolatility(days: 5) == nil)
  }

  @Test("reads 25 delta from the contracts' own deltas")
  func deltas() throws {
    let market = exactMarket()
    let chain = market.chain()
    let slice = try #require(market.surface(chain).slices.first { $0.daysToExpiry == 30 })
    let put = try #require(slice.reading(atDelta: 0.25, .put, in: chain))
    let call = try #require(slice.reading(atDelta: 0.25, .call, in: chain))
    #expect(put.volatility > call.volatility)
    #expect(abs(put.volatility - market.volatility(strike: put.strike, years: slice.years)) < 3e-4)
    #expect(slice.reading(atDelta: 1e-9, .put, in: chain) == nil)
  }

  @Test(
    "judges damaged chains",
    arguments: [(0.02, ChainVerdict.usable), (0.1, .degraded), (0.3, .refused)])
  func verdicts(_ row: (share: Double, verdict: ChainVerdict)) throws {
    let market = SyntheticMarket()
    var chain = market.chain()
    let every = Int((1 / row.share).rounded())
    for index in stride(from: 0, to: chain.quotes.count, by: every) {
      guard var quote = chain.quotes[index] else { continue }
      (quote.bid, quote.ask) = (quote.ask, quote.bid)
      chain.quotes[index] = quote
    }
    let surface = market.surface(chain)
    #expect(surface.verdict == row.verdict, "\(surface.reasons)")
    #expect(surface.qualityCounts[QuoteQuality.crossed.index] > 0)
  }

  @Test("refuses a chain without spot, without quotes, or gone stale")
  func refusals() {
    let market = SyntheticMarket()
    var chain = market.chain()
    let rules = SurfaceRules.standard(rate: 0.02, yield: 0.015)
    let later = market.time + .minutes(16)
    let stale = buildSurface(
      chain, spot: 2_700, time: later, sessionDate: market.date, rules: rules)
    #expect(stale.verdict == .refused && stale.reasons.contains { $0.contains("stale") })
    let lost = buildSurface(
      chain, spot: 0, time: market.time, sessionDate: market.date, rules: rules)
    #expect(lost.verdict == .refused && lost.reasons == ["spot missing"])
    chain.quotes = [Quote?](repeating: nil, count: chain.quotes.count)
    let empty = market.surface(chain)
    #expect(empty.verdict == .refused && empty.reasons.contains("no quotes"))
  }

  @Test("drops a volatility that stands off its smile, and only that")
  func outliers() throws {
    let market = exactMarket()
    var chain = market.chain()
    let expiry = chain.expiries[3]
    let option = expiry.puts.lowerBound + 25
    var quote = try #require(chain.quotes[option])
    quote.bid = Money(units: quote.bid.units * 13 / 10)
    quote.ask = Money(units: quote.ask.units * 13 / 10)
    chain.quotes[option] = quote
    let slice = try #require(market.surface(chain).slice(ofExpiry: 3))
    #expect(slice.volatility(of: option) == nil)
    #expect(slice.volatility(of: option - 1) != nil && slice.volatility(of: option + 1) != nil)
  }

  @Test("a price a hundred times too high or too low moves no forward", arguments: [100, 0.01])
  func wildPrice(_ factor: Double) throws {
    var market = SyntheticMarket()
    market.style = .american
    market.strikesASide = 5
    let clean = market.chain()
    let forwards = market.surface(clean).slices.map(\.parity.forward)
    for option in clean.quotes.indices {
      var chain = clean
      guard var quote = chain.quotes[option], quote.bid.units > 0 else { continue }
      quote.bid = Money(units: Int64(Double(quote.bid.units) * factor))
      quote.ask = Money(units: Int64(Double(quote.ask.units) * factor) + 1)
      chain.quotes[option] = quote
      let found = market.surface(chain).slices.map(\.parity.forward)
      #expect(
        zip(found, forwards).allSatisfy { abs($0 - $1) < 0.5 } && found.count == forwards.count)
    }
  }

  @Test("falls back on spot, rate and yield where parity gives nothing")
  func fallback() throws {
    let market = SyntheticMarket()
    var chain = market.chain()
    for expiry in chain.expiries {
      for index in expiry.calls
      where chain.options[index].contract.strike < Money(wholeDollars: 2_700) {
        chain.quotes[index] = nil
      }
      for index in expiry.puts
      where chain.options[index].contract.strike >= Money(wholeDollars: 2_700) {
        chain.quotes[index] = nil
      }
    }
    let surface = market.surface(chain)
    let slice = try #require(surface.slices.first)
    #expect(slice.parity.isFallback && slice.parity.pairs == 0)
    #expect(abs(slice.parity.forward - market.forward(slice.years)) < 1e-9)
    #expect(surface.reasons.contains { $0.contains("parity fallback") })
  }

  @Test("flags American contracts")
  func american() {
    var market = SyntheticMarket()
    market.style = .american
    let surface = market.surface(market.chain())
    #expect(surface.verdict == .usable && surface.reasons == ["american\u{2248}"])
  }
}
