// Chains damaged in one way each: that rule is counted, and no other.

import Glibc
import MarketData
import Pricing
import TestKit
import Testing

/// A chain of Black prices around 4700 with a spread of twenty cents.
private struct CleanMarket {
  var years = [30.0 / 365, 60.0 / 365, 91.0 / 365]
  var volatility = 0.18
  var strikes = stride(from: 4_300.0, through: 5_100, by: 25).map { $0 }
  var half = 0.10
  var style = ExerciseStyle.european

  func forward(_ years: Double) -> Double { 4_700 * exp(0.03 * years) }

  func series() -> [ReviewedSeries] {
    years.enumerated().map { index, years in
      let quotes = strikes.map { strike in
        func value(_ right: OptionRight) -> Double {
          black76Price(
            right, forward: forward(years), strike: strike, years: years, volatility: volatility,
            discount: exp(-0.05 * years))
        }
        return StrikeQuote(
          strike: strike, callBid: value(.call) - half, callAsk: value(.call) + half,
          putBid: value(.put) - half, putAsk: value(.put) + half)
      }
      let fates = [QuoteFate](repeating: .kept, count: quotes.count)
      return ReviewedSeries(
        SeriesQuotes(label: "\(index)", years: years, style: style, quotes: quotes), calls: fates,
        puts: fates)
    }
  }
}

@Suite("Chain review")
struct ChainReviewTests {
  private func review(_ series: [ReviewedSeries], spot: Double? = 4_700) -> ChainReview {
    reviewChain(series, spot: spot)
  }

  /// The rules that a chain broke, notes aside.
  private func broken(_ review: ChainReview) -> [ChainCheck: Int] {
    var found: [ChainCheck: Int] = [:]
    for check in ChainCheck.allCases where check.gravity != .note && review.counts[check] > 0 {
      found[check] = review.counts[check]
    }
    return found
  }

  @Test("a sound chain breaks nothing", arguments: [ExerciseStyle.european, .american])
  func sound(_ style: ExerciseStyle) throws {
    var market = CleanMarket()
    market.style = style
    let found = review(market.series())
    #expect(broken(found).isEmpty && found.verdict == .usable, "\(broken(found))")
    #expect(found.evidence.quotes == 198 && found.evidence.usableExpiries == 3)
    for series in found.series where style == .european {
      for (index, quote) in series.quotes.quotes.enumerated() where abs(quote.strike - 4_700) < 300
      {
        #expect(abs(series.calls.volatilities[index] - 0.18) < 2e-3)
        #expect(abs(series.puts.volatilities[index] - 0.18) < 2e-3)
        let gap = series.calls.deltas[index] - series.puts.deltas[index]
        #expect(abs(gap - (series.prepared.parity?.discount ?? 0)) < 5e-3)
      }
    }
  }

  /// A damage to the quotes of the middle series, and what it must count.
  struct Damage: Sendable, CustomTestStringConvertible {
    let check: ChainCheck
    let count: Int
    let apply: @Sendable (inout [StrikeQuote]) -> Void
    var testDescription: String { check.rawValue }
  }

  static let damages: [Damage] = [
    Damage(check: .crossed, count: 1) {
      $0[3].putBid = 40; $0[3].putAsk = 1
    },
    Damage(check: .noAsk, count: 2) {
      $0[30].callAsk = nil; $0[3].putAsk = 0
    },
    Damage(check: .locked, count: 1) { $0[4].putAsk = $0[4].putBid },
    Damage(check: .wide, count: 1) { quotes in
      let mid = quotes[32].mid(.call) ?? 0
      (quotes[32].callBid, quotes[32].callAsk) = (0.7 * mid, 1.3 * mid)
    },
    Damage(check: .bounds, count: 1) {
      $0[0].callBid = 300; $0[0].callAsk = 301
    },
    Damage(check: .parity, count: 1) { quotes in
      // In the money, where no smile looks at it.
      quotes[12].callBid? += 8
      quotes[12].callAsk? += 8
    },
    Damage(check: .volatilityRange, count: 1) {
      $0[32].callBid = 4_000; $0[32].callAsk = 4_600
    },
    Damage(check: .offSmile, count: 1) {
      $0[10].putBid? += 4; $0[10].putAsk? += 4
    },
  ]

  @Test("a damage counts under its own rule", arguments: damages)
  func damage(_ damage: Damage) throws {
    var series = CleanMarket().series()
    damage.apply(&series[1].quotes.quotes)
    let found = review(series)
    #expect(found.counts[damage.check] == damage.count, "\(broken(found))")
    let drops = broken(found).keys.filter { $0.gravity == .drop && $0 != damage.check }
    #expect(drops.isEmpty, "\(broken(found))")
    // The neighbours are untouched.
    #expect(found.series[0].counts.dropped == 0 && found.series[2].counts.dropped == 0)
  }

  @Test("spreads are counted when they pay at bids and asks, and only then")
  func spreads() {
    // The bid of a dearer strike far out: the vertical pays, as do the butterflies on it.
    var vertical = CleanMarket().series()
    vertical[1].quotes.quotes[31].callBid = vertical[1].quotes.quotes[30].callAsk.map { $0 + 0.05 }
    vertical[1].quotes.quotes[31].callAsk = vertical[1].quotes.quotes[30].callAsk.map { $0 + 0.25 }
    #expect(review(vertical).counts[.vertical] == 1)
    var near = CleanMarket().series()
    near[1].quotes.quotes[31].callBid = near[1].quotes.quotes[30].callAsk.map { $0 - 0.05 }
    near[1].quotes.quotes[31].callAsk = near[1].quotes.quotes[30].callAsk.map { $0 + 0.15 }
    #expect(review(near).counts[.vertical] == 0)
    // A middle strike half a dollar dearer than its wings allow.
    var butterfly = CleanMarket().series()
    let wings = [butterfly[1].quotes.quotes[25], butterfly[1].quotes.quotes[27]]
    let most = wings.reduce(0) { $0 + 0.5 * ($1.callAsk ?? 0) }
    butterfly[1].quotes.quotes[26].callBid = most + 0.01
    butterfly[1].quotes.quotes[26].callAsk = most + 0.21
    let found = review(butterfly)
    #expect(found.counts[.butterfly] == 1 && found.counts[.vertical] == 0)
    butterfly[1].quotes.quotes[26].callBid = most - 0.01
    #expect(review(butterfly).counts[.butterfly] == 0)
    // More than the distance of the strikes.
    var box = CleanMarket().series()
    box[1].quotes.quotes[20].putBid = box[1].quotes.quotes[19].putAsk.map { $0 + 25.1 }
    box[1].quotes.quotes[20].putAsk = box[1].quotes.quotes[19].putAsk.map { $0 + 25.3 }
    #expect(review(box).counts[.vertical] == 1)
  }

  @Test("a later expiry that is cheaper at every strike is a calendar that pays")
  func calendars() {
    var market = CleanMarket()
    var series = market.series()
    #expect(review(series).counts[.calendar] == 0)
    market.volatility = 0.10
    series[1] = market.series()[1]
    let found = review(series)
    #expect(found.counts[.calendar] > 15)
    #expect(found.series[1].counts[.calendar] == found.counts[.calendar])
    #expect(found.counts[.vertical] == 0 && found.counts[.butterfly] == 0)
  }

  @Test("quotes of a slow twin agree: the mid's volatility prices the mid")
  func slowTwin() throws {
    let found = review(CleanMarket().series())
    for series in found.series {
      let parity = try #require(series.prepared.parity)
      for (index, quote) in series.quotes.quotes.enumerated() {
        for right in OptionRight.allCases {
          let volatility = series.side(right).volatilities[index]
          guard volatility > 0, let mid = quote.mid(right) else { continue }
          let price = black76Price(
            right, forward: parity.forward, strike: quote.strike, years: series.quotes.years,
            volatility: volatility, discount: parity.discount)
          #expect(abs(price - mid) < 1e-9 * max(1, mid))
        }
      }
    }
  }

  @Test(
    "the verdict turns at five and twenty percent of quotes, and at two and ten of pairs",
    arguments: [
      (49, 1_000, 19, 1_000, ChainVerdict.usable), (50, 1_000, 0, 1_000, .degraded),
      (200, 1_000, 0, 1_000, .degraded), (201, 1_000, 0, 1_000, .refused),
      (0, 1_000, 20, 1_000, .degraded), (0, 1_000, 100, 1_000, .degraded),
      (0, 1_000, 101, 1_000, .refused), (60, 1_000, 101, 1_000, .refused),
    ])
  func thresholds(
    _ row: (dropped: Int, quotes: Int, failures: Int, pairs: Int, verdict: ChainVerdict)
  ) {
    var evidence = ChainEvidence()
    evidence.quotes = row.quotes
    evidence.dropped = [.init("crossed", row.dropped)]
    evidence.pairs = row.pairs
    evidence.failures = row.failures
    evidence.usableExpiries = 2
    let found = evidence.verdict()
    #expect(found.verdict == row.verdict && found.reasons.isEmpty == (row.verdict == .usable))
    evidence.usableExpiries = 1
    #expect(evidence.verdict().verdict == (row.verdict == .refused ? .refused : .degraded))
    evidence.usableExpiries = 0
    #expect(evidence.verdict().verdict == .refused)
  }

  @Test("without a spot the nearest pair implies one; without pairs the chain is refused")
  func spot() throws {
    let series = CleanMarket().series()
    let found = review(series, spot: nil)
    #expect(abs(try #require(found.spot) - 4_700) < 30 && found.verdict == .usable)
    var bare = series
    for index in bare.indices {
      for strike in bare[index].quotes.quotes.indices {
        bare[index].quotes.quotes[strike].putBid = nil
      }
    }
    let none = review(bare, spot: nil)
    #expect(none.verdict == .refused && none.reasons.contains("spot missing"))
    #expect(review([]).verdict == .refused)
  }

  @Test("the report's count of parity follows its own plain rule")
  func parityCount() {
    var quotes = CleanMarket().series()[0].quotes.quotes
    #expect(ParityCount(quotes, spot: 4_700, tolerance: 0.05) == ParityCount(pairs: 33))
    // Off the line by more than quotes and tolerance, outside the strikes that draw it.
    quotes[0].putBid? += 0.30
    quotes[0].putAsk? += 0.30
    #expect(ParityCount(quotes, spot: 4_700, tolerance: 0.05).violations == 1)
    #expect(ParityCount(quotes, spot: 4_700, tolerance: 0.15).violations == 0)
    quotes[1].callBid = 0
    #expect(ParityCount(quotes, spot: 4_700, tolerance: 0.05).pairs == 32)
    #expect(ParityCount(Array(quotes[15..<18]), spot: 4_700, tolerance: 0.05) == ParityCount())
  }

  @Test("pairs that gave a forward for want of a line are not judged by it")
  func circularParity() throws {
    // Three pairs: too few for a line, so the forward is the spot's, a dividend of forty points off.
    var few = CleanMarket()
    few.years = [0.5]
    few.strikes = [4_575, 4_600, 4_625]
    let thin = review(few.series(), spot: 4_615)
    let parity = try #require(thin.series[0].prepared.parity)
    #expect(parity.isFallback)
    #expect(thin.series[0].pairs == 0 && thin.counts[.parity] == 0)
    #expect(thin.counts[.parityFallback] == 1)
    // Pairs whose own line is no discount: each is held against the others, so one that is off
    // is found and does not vouch for itself.
    var bent = CleanMarket()
    bent.years = [0.5]
    bent.strikes = [4_600, 4_650, 4_700, 4_750, 4_800]
    var series = bent.series()
    for index in series[0].quotes.quotes.indices {
      // A slope of 1.5 in place of one below 1.
      let lift = 0.5 * (series[0].quotes.quotes[index].strike - 4_700)
      series[0].quotes.quotes[index].putBid? += lift + 200
      series[0].quotes.quotes[index].putAsk? += lift + 200
    }
    let found = review(series, spot: 4_700)
    #expect(found.series[0].prepared.parity?.isFallback == true)
    #expect(found.series[0].pairs > 0 && found.counts[.parity] > 0)
  }

  @Test("an American chain tells the rate that went into it")
  func americanRate() throws {
    var market = CleanMarket()
    market.style = .american
    market.years = [0.1, 0.3, 0.5, 1]
    let found = review(market.series())
    for series in found.series {
      let parity = try #require(series.prepared.parity)
      #expect(abs(-log(parity.discount) / series.quotes.years - 0.05) < 2e-3)
      #expect(abs(parity.forward - market.forward(series.quotes.years)) < 1)
    }
  }

  @Test("random quotes are reviewed, never worse, and every quote has a fate")
  func noise() {
    var random = SeededGenerator(seed: 8)
    for _ in 0..<100 {
      var series = CleanMarket().series()
      for index in series.indices {
        series[index].quotes.years = random.double(in: -0.05..<1)
        series[index].quotes.style = random.pick([.european, .american])
        for strike in series[index].quotes.quotes.indices where random.integer(in: 0...2) == 0 {
          series[index].quotes.quotes[strike].callBid = random.double(in: -10..<500)
          series[index].quotes.quotes[strike].putAsk = random.pick([nil, 0, .infinity, .nan, 7])
        }
      }
      let found = reviewChain(series, spot: random.pick([nil, 4_700, 0.1, 1e9]))
      #expect(found.series.allSatisfy { !$0.calls.fates.contains(.absent) })
      #expect(found.series.flatMap(\.calls.volatilities).allSatisfy { $0.isFinite && $0 >= 0 })
    }
  }
}
