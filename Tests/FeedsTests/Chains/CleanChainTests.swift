// Chains of files held to the rules: what is dropped stays in the raw layer, with its line.

import Feeds
import MarketData
import Pricing
import Testing

@Suite("Clean chains")
struct CleanChainTests {
  @Test("a sound chain keeps every quote and is usable")
  func sound() throws {
    let clean = try SyntheticTable().cleaned()
    #expect(clean.review.verdict == .usable && clean.review.reasons.isEmpty)
    #expect(clean.dropped.isEmpty && clean.clean == clean.raw)
    #expect(clean.review.counts.dropped == 0)
    let loud = clean.findings.reported.filter { $0.severity != .note }
    #expect(loud.allSatisfy { $0.code == "quote-wide" }, "\(loud)")
    let series = clean.review.series[0]
    let parity = try #require(series.prepared.parity)
    #expect(abs(parity.forward - 4_700 * 1.00307) < 1 && !parity.isFallback)
    // A yield of one percent was put in.
    #expect(abs(try #require(series.impliedYield(spot: 4_700)) - 0.01) < 0.02)
    #expect(abs(try #require(series.prepared.atmVolatility) - 0.18) < 0.002)
    let skew = try #require(series.riskReversal25)
    let fly = try #require(series.butterfly25)
    #expect(skew > 0.01 && skew < 0.03 && abs(fly) < 0.002)
  }

  @Test("what is dropped is told with its line, and kept among the raw quotes")
  func dropped() throws {
    var table = SyntheticTable()
    table.change = { expiry, right, strike in
      guard expiry == "2024-02-02" else { return nil }
      switch (right, strike) {
      case (.put, 4_400): return ("9", "3")
      case (.call, 5_000): return ("1", "0")
      default: return nil
      }
    }
    let clean = try table.cleaned()
    #expect(clean.review.verdict == .usable)
    #expect(clean.raw.contractCount == 132 && clean.clean.contractCount == 130)
    #expect(clean.dropped.map(\.check) == [.crossed, .noAsk])
    #expect(clean.dropped.map(\.contract.strike) == [4_400, 5_000])
    let crossed = try #require(clean.findings.examples.first { $0.rule == .crossed })
    // Header, 33 calls, then the fifth put.
    #expect(crossed.line == 39 && crossed.value == "2024-02-02 SPXW P 4400.0 9.0/3.0")
    #expect(clean.findings.count(.crossed) == 1 && clean.findings.count(.noAsk) == 1)
  }

  @Test("strikes off the grid and deltas that are none are dropped")
  func vendorFigures() throws {
    let header =
      "underlying_symbol,underlying_price,option_type,expiration,quote_date,strike,bid,ask,delta\n"
    func row(_ root: String, _ strike: String, _ delta: String) -> String {
      "\(root),4700,c,2024-02-02,2024-01-05,\(strike),10,11,\(delta)\n"
    }
    let chain = try readChainText(
      header + row("SPXW", "4700", "0.5") + row("SPXW", "4702.37", "0.5")
        + row("SPXW", "4710", "1.2")
        + row("SPXW", "4720", "-1") + row("SPXW", "4730", ""))
    let clean = try #require(chain.fullest).cleaned()
    #expect(clean.dropped.map(\.check) == [.offGrid, .delta])
    // A share's adjusted strikes stand on cents.
    let share = try readChainText(header + row("TWX", "66.73", "0.5") + row("TWX", "66.735", "0.5"))
    let checks = try #require(share.fullest).cleaned().dropped.map(\.check)
    #expect(checks == [.offGrid])
  }

  @Test("quotes of an old close are stale for today and fine for an archive")
  func stale() throws {
    let table = SyntheticTable()
    let saturday = try #require(Instant("2024-01-08T16:00:00-05:00"))
    #expect(try table.cleaned(CleaningRules(asOf: saturday)).review.verdict == .usable)
    let later = try #require(Instant("2024-01-08T16:00:01-05:00"))
    let old = try table.cleaned(CleaningRules(asOf: later))
    #expect(old.review.verdict == .refused && old.clean.contractCount == 0)
    #expect(old.findings.count(.stale) == 132)
  }

  @Test("a settled series is left out and held against nobody")
  func settled() throws {
    var table = SyntheticTable()
    table.expiries = ["2024-01-05", "2024-02-02", "2024-03-01"]
    table.change = { expiry, _, _ in expiry == "2024-01-05" ? ("5", "0") : nil }
    let clean = try table.cleaned()
    #expect(clean.review.verdict == .usable)
    #expect(clean.findings.count(.expired) == 66 && clean.findings.count(.noAsk) == 0)
    #expect(clean.dropped.count == 66 && clean.clean.series.count == 2)
  }

  @Test("one expiry is for review, none is refused")
  func expiries() throws {
    var table = SyntheticTable()
    table.expiries = ["2024-02-02"]
    let one = try table.cleaned().review
    #expect(one.verdict == .degraded && one.reasons == ["one usable expiry"])
    table.strikes = [4_650, 4_700, 4_750]
    let none = try table.cleaned().review
    #expect(none.verdict == .refused && none.counts[.thinExpiry] == 1)
  }

  @Test("standard expiries and strikes that should be there are listed")
  func missing() throws {
    var table = SyntheticTable()
    table.strikes.removeAll { $0 == 4_600 || $0 == 4_625 || $0 == 4_900 }
    let clean = try table.cleaned()
    #expect(clean.missingExpiries.map(\.description) == ["2024-01-19", "2024-02-16"])
    #expect(clean.review.series[0].missingStrikes == [4_600, 4_625, 4_900])
    #expect(clean.findings.count(.missingStrike) == 6)
    #expect(clean.findings.count(.missingExpiry) == 2 && clean.review.verdict == .usable)
  }

  @Test("single prices and volatilities are judged by what they have")
  func otherBases() throws {
    let volatilities = try readChainText(
      "years,strike,vol,forward\n0.5,90,0.22,100\n0.5,100,0.2,100\n1,100,0.2,100\n1,90,0.21,100\n")
    let one = try #require(volatilities.fullest).cleaned()
    #expect(one.review.verdict == .usable && one.dropped.isEmpty)
    #expect(volatilities.counts.zeroBid == 0 && volatilities.counts.contracts == 4)
    var text = "expiry,quote_date,strike,type,price\n"
    for expiry in ["2024-02-05", "2024-03-05"] {
      for strike in stride(from: 80.0, through: 120, by: 2) {
        for right in OptionRight.allCases {
          let price = black76Price(
            right, forward: 101, strike: strike, years: 31.0 / 365, volatility: 0.3, discount: 0.99)
          text += "\(expiry),2024-01-05,\(strike),\(right.letter),\(price)\n"
        }
      }
    }
    let prices = try #require(try readChainText(text).fullest).cleaned()
    #expect(prices.review.verdict == .usable && prices.findings.count(.locked) == 0)
  }
}
