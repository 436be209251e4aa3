// What a curve of rates says of a chain: the price of its money and what its underlying pays.

import Feeds
import Glibc
import MarketData
import Pricing

/// The carry of each series of a chain against a curve.
struct ChainCarry {
  /// The file of the curve.
  let file: String
  let money: MoneyCurve
  /// The curve's zero rate to each expiry; nil once it has settled.
  let rates: [Double?]
  /// The box rate over the curve, in basis points; nil without a discount of the series' own.
  let spreads: [Double?]
  /// The yield of the underlying at the curve's rate.
  let yields: [Double?]
  /// What the underlying pays until each expiry at the curve's rate, worth now.
  let dividends: [Double?]

  /// Holds a chain against the newest row of a file on or before its day.
  ///
  /// - Throws: `FeedError` when the chain has no day or the file no row for it.
  init(_ path: String, _ chain: CleanChain) throws {
    guard let time = chain.raw.time else {
      throw FeedError(
        file: path, rule: "cannot be matched: the chain names no day; give it with --date")
    }
    let money = try MoneyCurve(path, on: NewYorkTime.date(time))
    (file, self.money) = (path, money)
    let spot = chain.review.spot ?? .nan
    let series = chain.review.series
    let carries = series.map { one in
      one.prepared.parity.flatMap { parity in
        try? ImpliedCarry(
          forward: parity.forward, discount: parity.discount, spot: spot, years: one.quotes.years,
          curve: money.curve)
      }
    }
    rates = series.map { $0.quotes.years > 0 ? money.curve.rate($0.quotes.years) : nil }
    spreads = series.indices.map { place in
      let isOwn = series[place].prepared.parity.map { !$0.isFallback } ?? false
      return isOwn ? carries[place].map { 10_000 * $0.spread } : nil
    }
    yields = carries.map { $0?.dividendYield }
    dividends = series.indices.map { place in
      guard carries[place] != nil, let parity = series[place].prepared.parity else { return nil }
      return spot - parity.forward * money.curve.discount(series[place].quotes.years)
    }
  }

  /// What the curve is, for people.
  var text: String {
    switch money.kind {
    case .parYields: "par yields of \(money.quoted), \(file)"
    case .rateSteps: "one rate since \(money.quoted), \(file)"
    }
  }

  /// The same for programs.
  var json: String {
    jsonObject([
      ("file", jsonText(file)), ("kind", jsonText(money.kind.rawValue)),
      ("date", jsonText("\(money.quoted)")),
    ])
  }

  /// The columns that stand after the discount.
  var columns: [ModelColumn] {
    [
      ModelColumn("curve", key: "curve_rate", figures: rates, decimals: 4),
      ModelColumn("box bp", key: "box_spread_bp", figures: spreads, decimals: 1),
      ModelColumn("yield", key: "curve_yield", figures: yields, decimals: 4),
      ModelColumn("dividends", key: "curve_dividends", figures: dividends, decimals: 2),
    ]
  }
}
