// From raw quotes to smiles: parity without a known rate, wings, and expiries that are refused.

import Glibc
import MarketData
import Numerics
import Pricing
import TestKit
import Testing

@Suite("Smile preparation")
struct SmilePreparationTests {
  /// Quotes of a known forward, discount and smile, rounded outwards to a tick.
  private func series(
    _ label: String = "a", years: Double = 0.25, forward: Double = 4_050, discount: Double = 0.985,
    style: ExerciseStyle = .european, tick: Double = 0.05, strikes: [Double]? = nil
  ) -> SeriesQuotes {
    let listed = strikes ?? stride(from: 2_500.0, through: 5_000, by: 25).map { $0 }
    let quotes = listed.map { strike in
      func sides(_ right: OptionRight) -> (Double?, Double) {
        let value = black76Price(
          right, forward: forward, strike: strike, years: years,
          volatility: 0.18 - 0.1 * log(strike / forward), discount: discount)
        let bid = (value * 0.995 / tick).rounded(.down) * tick
        return (bid > 0 ? bid : nil, (value * 1.005 / tick).rounded(.up) * tick)
      }
      let (call, put) = (sides(.call), sides(.put))
      return StrikeQuote(
        strike: strike, callBid: call.0, callAsk: call.1, putBid: put.0, putAsk: put.1)
    }
    return SeriesQuotes(label: label, years: years, style: style, quotes: quotes)
  }

  @Test("finds forward, discount and volatilities put in")
  func recovery() throws {
    let smile = try #require(prepareSmiles([series(tick: 1e-6)], spot: 4_000).first)
    let parity = try #require(smile.parity)
    #expect(abs(parity.forward - 4_050) < 0.2 && abs(parity.discount - 0.985) < 5e-4)
    #expect(!parity.isFallback && parity.failures == 0)
    let quotes = try #require(smile.smile)
    #expect(quotes.count > 90)
    for (strike, volatility) in zip(quotes.strikes, quotes.volatilities) {
      #expect(abs(volatility - (0.18 - 0.1 * log(strike / 4_050))) < 1e-3)
    }
    for index in quotes.strikes.indices {
      #expect(quotes.bidVolatilities[index] < quotes.volatilities[index])
      #expect(quotes.askVolatilities[index] > quotes.volatilities[index])
      #expect(try #require(quotes.halfSpread(index)) > 0)
    }
    #expect(abs(try #require(smile.atmVolatility) - 0.18) < 1e-3)
  }

  @Test("one wild price moves neither forward nor discount", arguments: [100, 0.01])
  func wildPrice(_ factor: Double) throws {
    let clean = try #require(prepareSmiles([series()], spot: 4_000).first?.parity)
    for index in stride(from: 45, to: 75, by: 3) {
      var damaged = series()
      if let bid = damaged.quotes[index].callBid, let ask = damaged.quotes[index].callAsk {
        damaged.quotes[index].callBid = bid * factor
        damaged.quotes[index].callAsk = ask * factor + 0.05
      }
      let parity = try #require(prepareSmiles([damaged], spot: 4_000).first?.parity)
      #expect(abs(parity.forward - clean.forward) < 0.5, "strike \(damaged.quotes[index].strike)")
      #expect(abs(parity.discount - clean.discount) < 1e-3)
    }
  }

  @Test("an expiry whose line gives no discount takes the rate of the others")
  func fallback() throws {
    let rate = 0.05
    let years = [0.1, 0.5, 1.0]
    var chain = years.map {
      series("\($0)", years: $0, forward: 4_000 * exp(0.03 * $0), discount: exp(-rate * $0))
    }
    // Quotes so wide that the slope is noise: the middle expiry lists three strikes.
    chain[1] = series(
      "0.5", years: 0.5, forward: 4_000 * exp(0.015), discount: exp(-rate * 0.5),
      strikes: [3_900, 4_000, 4_100])
    let smiles = prepareSmiles(chain, spot: 4_000)
    let parity = try #require(smiles[1].parity)
    #expect(parity.isFallback && abs(parity.discount - exp(-rate * 0.5)) < 1e-3)
    #expect(abs(parity.forward - 4_000 * exp(0.015)) < 1)
    #expect(smiles[1].smile == nil && smiles[1].refusal?.contains("are needed") == true)
    #expect(smiles[0].smile != nil && smiles[2].smile != nil)
  }

  @Test("what the source knows is used as it is")
  func given() throws {
    var known = series()
    known.forward = 4_055
    known.discount = 0.98
    let parity = try #require(prepareSmiles([known], spot: nil).first?.parity)
    #expect(parity.forward == 4_055 && parity.discount == 0.98)
    known.forward = nil
    let median = try #require(prepareSmiles([known], spot: 4_000).first?.parity)
    #expect(median.discount == 0.98 && abs(median.forward - 4_050) < 2)
  }

  @Test("expiries that cannot be used say why")
  func refusals() {
    func why(_ one: SeriesQuotes) -> String? { prepareSmiles([one], spot: 4_000)[0].refusal }
    #expect(why(series(years: 0)) == "it has settled")
    #expect(why(series(years: -0.01)) == "it has settled")
    #expect(why(series(years: 0.00001)) == "it settles within the hour")
    var empty = series()
    empty.quotes = []
    #expect(why(empty)?.contains("call and put") == true)
    var oneSided = series()
    for index in oneSided.quotes.indices { oneSided.quotes[index].putBid = nil }
    #expect(why(oneSided)?.contains("call and put") == true)
    var crossed = series()
    for index in crossed.quotes.indices {
      (crossed.quotes[index].putBid, crossed.quotes[index].putAsk) = (9, 8)
    }
    #expect(why(crossed)?.contains("call and put") == true)
  }

  @Test("two strikes in a row without a bid end a wing, and ticks tell nothing")
  func wings() throws {
    var one = series()
    let cut = try #require(one.quotes.firstIndex { $0.strike == 3_500 })
    one.quotes[cut].putBid = nil
    one.quotes[cut - 1].putBid = nil
    let smile = try #require(prepareSmiles([one], spot: 4_000).first?.smile)
    #expect(smile.strikes.first == 3_525)
    let single = try #require(one.quotes.firstIndex { $0.strike == 3_800 })
    one.quotes[single].putBid = nil
    let second = try #require(prepareSmiles([one], spot: 4_000).first?.smile)
    #expect(second.strikes.first == 3_525 && !second.strikes.contains(3_800))
    // Mids fall strictly outwards among what is kept.
    let ticks = try #require(prepareSmiles([series(years: 0.02)], spot: 4_000).first?.smile)
    let prices = zip(ticks.strikes, ticks.volatilities).filter { $0.0 < 4_000 }.map {
      black76Price(
        .put, forward: ticks.forward, strike: $0.0, years: 0.02, volatility: $0.1, discount: 0.985)
    }
    #expect(zip(prices, prices.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("random quotes are refused or prepared, never worse")
  func noise() throws {
    var random = SeededGenerator(seed: 41)
    for _ in 0..<200 {
      var one = series(years: random.double(in: -0.1..<2))
      one.style = random.pick([.european, .american])
      for index in one.quotes.indices where random.integer(in: 0...1) == 1 {
        one.quotes[index].callBid = random.double(in: -10..<500)
        one.quotes[index].putAsk = random.pick([nil, 0, random.double(in: 0..<5_000), .infinity])
        one.quotes[index].callAsk = random.pick([nil, .nan, random.double(in: 0..<5_000)])
      }
      let smile = try #require(prepareSmiles([one], spot: random.pick([nil, 4_000, 0.1])).first)
      #expect((smile.smile == nil) == (smile.refusal != nil))
    }
  }

  @Test("a chain lists every expiry, with a slice or with the reason for none")
  func chain() throws {
    let listed = [
      series("gone", years: -1), series("a", years: 0.1), series("b", years: 0.3),
      series("c", years: 0.3, strikes: stride(from: 3_600.0, through: 4_400, by: 50).map { $0 }),
      series("thin", years: 0.5, strikes: [3_950, 4_000, 4_050]),
    ]
    let chain = try fitChainSurface(prepareSmiles(listed, spot: 4_000))
    #expect(chain.expiries.map(\.prepared.label) == listed.map(\.label))
    #expect(chain.expiries.map { $0.fit == nil } == [true, false, false, true, true])
    #expect(chain.expiries.map { $0.refusal == nil } == [false, true, true, false, false])
    #expect(chain.expiries[3].refusal == "it settles at the same moment as b")
    #expect(chain.surface.arbitrage.isFree && chain.expiries[2].calendar?.isFree == true)
    #expect(chain.expiries[1].calendar == nil && chain.expiries[1].butterfly?.isFree == true)
    #expect(chain.vegaWeightedError < 0.005)
    #expect(throws: ModelError.self) {
      try fitChainSurface(prepareSmiles([listed[0]], spot: 4_000))
    }
  }
}
