// Cboe's worked example of the volatility index and synthetic strips against independent sums.

import MarketData
import Pricing
import TestKit
import Testing

@Suite("Variance replication Reference")
struct VIXReferenceTests {
  @Test("the published interpolation to thirty days")
  func interpolation() throws {
    let file = try ReferenceFile("pricing/vix.json")
    let row = try #require(file.document["whitepaper_interpolation"])
    #expect(try row.double("N30") == minutesPerThirtyDays)
    #expect(try row.double("N365") == minutesPerYear)
    // K0 lies at or below both forwards.
    #expect(try row.double("F1") >= (try row.double("K0")))
    #expect(try row.double("F2") >= (try row.double("K0")))
    let value = try thirtyDayVolatility(
      near: try row.double("sigma2_1"), nearYears: try row.double("T1"),
      nearMinutes: try row.double("N_T1"), next: try row.double("sigma2_2"),
      nextYears: try row.double("T2"), nextMinutes: try row.double("N_T2"))
    #expect(relativeError(value, expected: try row.double("vix_expected")) <= 1e-12)
    #expect(abs(value - (try row.double("vix_printed"))) <= 5e-3)
    // T is the minutes over a year's, rounded.
    #expect(abs(try row.double("N_T1") / minutesPerYear - (try row.double("T1"))) < 1e-7)
    #expect(abs(try row.double("N_T2") / minutesPerYear - (try row.double("T2"))) < 1e-7)
  }

  @Test("synthetic strips, prepared prices")
  func strips() throws {
    for row in try ReferenceFile("pricing/vix.json").cases("chains") {
      let label = "chain \(try row.int("id"))"
      let centre = try row.double("K0")
      let strikes = try row.doubles("strikes")
      let calls = try row.doubles("call_mid")
      let puts = try row.doubles("put_mid")
      try #require(calls.count == strikes.count && puts.count == strikes.count)
      let prices = strikes.indices.map { index in
        let mean = 0.5 * (calls[index] + puts[index])
        return strikes[index] == centre
          ? mean : strikes[index] < centre ? puts[index] : calls[index]
      }
      let strip = try replicateVariance(
        strikes: strikes, prices: prices, forward: try row.double("F"), centreStrike: centre,
        years: try row.double("T"), growth: exponential(try row.double("r") * row.double("T")))
      let variance = try row.double("expected_sigma2")
      #expect(relativeError(strip.variance, expected: variance) <= 1e-12, "\(label)")
      let volatility = try #require(strip.volatility)
      #expect(relativeError(volatility, expected: try row.double("expected_vol")) <= 1e-12)
      let parts = strip.downVariance + strip.upVariance
      let offset = strip.forward / centre - 1
      #expect(relativeError(parts - offset * offset / strip.years, expected: variance) <= 1e-12)
    }
  }

  @Test("the appendix: forwards, sums, variances and the index")
  func appendix() throws {
    let file = try ReferenceFile("pricing/vix_whitepaper.json")
    var strips: [VarianceStrip] = []
    for row in try file.cases() {
      let term = try row.string("term")
      let strip = try prepared(row, inputs: try #require(file.document["forward_inputs"]?[term]))
      #expect(abs(strip.forward - (try row.double("F_published"))) <= 1e-5, "\(term)")
      #expect(relativeError(strip.forward, expected: try row.double("F_expected")) <= 1e-12)
      #expect(abs(strip.sum - (try row.double("expected_sum"))) <= 1e-14, "\(term)")
      let variance = try row.double("expected_sigma2")
      #expect(relativeError(strip.variance, expected: variance) <= 1e-12, "\(term)")
      strips.append(strip)
    }
    // Printed in the appendix: forwards, sums, and variances from a rounded T.
    let printed = [
      (1_962.89996, 0.000_632_051_6, 0.019_233_906), (1_962.40006, 0.000_831_401_6, 0.019_423_884),
    ]
    for (strip, row) in zip(strips, printed) where abs(strip.forward - row.0) <= 1e-5 {
      #expect(abs(strip.sum - row.1) <= 6e-11)
      #expect(abs(strip.variance - row.2) <= 1e-8)
    }
    try #require(strips.count >= 2)
    let value = try thirtyDayVolatility(near: strips[0], next: strips[1])
    let expected = try file.document.double("vix_expected")
    #expect(relativeError(value, expected: expected) <= 1e-12)
    #expect(abs(value - (try file.document.double("vix_published"))) <= 0.005)
    #expect(try file.document.double("N30") == minutesPerThirtyDays)
    #expect(try file.document.double("N365") == minutesPerYear)
  }

  private func prepared(_ row: JSONValue, inputs: JSONValue) throws -> VarianceStrip {
    let years = try row.double("minutes") / minutesPerYear
    let growth = exponential(try row.double("R") * years)
    let forward = parityForward(
      strike: try inputs.double("K"), call: try inputs.double("call"),
      put: try inputs.double("put"), growth: growth)
    let strikes = try row.doubles("strikes")
    let prices = try row.doubles("Q")
    let centre = try row.double("K0")
    let mean = 0.5 * (try row.double("K0_call") + row.double("K0_put"))
    #expect(prices[try #require(strikes.firstIndex(of: centre))] == mean)
    return try replicateVariance(
      strikes: strikes, prices: prices, forward: forward, centreStrike: centre, years: years,
      growth: growth)
  }

  @Test("the appendix from raw quotes: the same strikes are chosen")
  func selection() throws {
    let file = try ReferenceFile("pricing/vix_whitepaper.json")
    for row in try file.cases() {
      let term = try row.string("term")
      let inputs = try #require(file.document["forward_inputs"]?[term])
      let rules = try #require(file.document["selection_rules"])
      let quotes = try rawQuotes(row, inputs: inputs, excluded: rules["\(term)_excluded"])
      let strip = try replicateVariance(
        quotes, minutes: try row.double("minutes"), rate: try row.double("R"))
      #expect(strip.strikes == (try row.doubles("strikes")), "\(term)")
      #expect(strip.centreStrike == (try row.double("K0")))
      #expect(relativeError(strip.forward, expected: try row.double("F_expected")) <= 1e-12)
      #expect(abs(strip.sum - (try row.double("expected_sum"))) <= 1e-14)
      let variance = try row.double("expected_sigma2")
      #expect(relativeError(strip.variance, expected: variance) <= 1e-12)
    }
  }

  /// Quotes around the published mids, with the published rows that must be left out.
  private func rawQuotes(
    _ row: JSONValue, inputs: JSONValue, excluded: JSONValue?
  ) throws -> [StrikeQuote] {
    let centre = try row.double("K0")
    let closest = try inputs.double("K")
    var quotes: [StrikeQuote] = []
    for (strike, price) in zip(try row.doubles("strikes"), try row.doubles("Q")) {
      // An eighth either way is exact in binary for prices on the tick.
      let half = price / 8
      var quote = StrikeQuote(strike: strike)
      if strike <= centre { (quote.putBid, quote.putAsk) = (price - half, price + half) }
      if strike >= centre { (quote.callBid, quote.callAsk) = (price - half, price + half) }
      quotes.append(quote)
    }
    func set(_ strike: Double, call: Double, put: Double) throws {
      let index = try #require(quotes.firstIndex { $0.strike == strike })
      quotes[index] = StrikeQuote(
        strike: strike, callBid: call, callAsk: call, putBid: put, putAsk: put)
    }
    try set(closest, call: try inputs.double("call"), put: try inputs.double("put"))
    try set(centre, call: try row.double("K0_call"), put: try row.double("K0_put"))
    for right in OptionRight.allCases {
      for item in excluded?[right.rawValue]?.array ?? [] {
        let cells = try #require(item.array)
        let strike = try #require(cells[0].double)
        var quote = StrikeQuote(strike: strike)
        switch right {
        case .call: (quote.callBid, quote.callAsk) = (cells[1].double, cells[2].double)
        case .put: (quote.putBid, quote.putAsk) = (cells[1].double, cells[2].double)
        }
        quotes.append(quote)
      }
    }
    return quotes.sorted { $0.strike < $1.strike }
  }
}
