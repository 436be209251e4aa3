// The out-of-the-money volatilities of one expiry on its parity forward.

import Glibc
import MarketData
import Numerics

/// Turns the quotes of one expiry into a smile, or says why not.
func prepare(_ series: SeriesQuotes, _ parity: ParityFit?, rules: SmileRules) -> PreparedSmile {
  func refuse(_ why: String) -> PreparedSmile {
    PreparedSmile(series, parity: parity, refusal: why)
  }
  guard series.years > 0 else { return refuse("it has settled") }
  guard series.years > rules.minimumYears else { return refuse("it settles within the hour") }
  guard let parity else {
    return refuse("no strike near the spot has a price for both call and put")
  }
  guard parity.forward > 0, parity.discount > 0, parity.forward.isFinite else {
    return refuse("parity gives no forward above zero")
  }
  let curve = SmileCurve(series, parity)
  guard curve.count >= rules.minimumStrikes else {
    return refuse(
      "\(curve.count) out-of-the-money quotes have a volatility, \(rules.minimumStrikes) are needed"
    )
  }
  do {
    return PreparedSmile(
      try SmileQuotes(
        label: series.label, years: series.years, forward: parity.forward,
        discount: parity.discount, strikes: curve.strikes, volatilities: curve.mids,
        bidVolatilities: series.priceKind == .single ? [] : curve.bids,
        askVolatilities: series.priceKind == .single ? [] : curve.asks), parity: parity)
  } catch {
    return refuse(error.description)
  }
}

/// Volatilities by strike while they are gathered.
private struct SmileCurve {
  private(set) var strikes: [Double] = []
  private(set) var mids: [Double] = []
  private(set) var bids: [Double] = []
  private(set) var asks: [Double] = []

  var count: Int { strikes.count }

  init(_ series: SeriesQuotes, _ parity: ParityFit) {
    let split = series.quotes.firstIndex { $0.strike >= parity.forward } ?? series.quotes.count
    let puts = SmileWing(series, .put, Array((0..<split).reversed()))
    let calls = SmileWing(series, .call, Array(split..<series.quotes.count))
    solve(puts.prices.reversed() + calls.prices, series, parity)
    dropOutliers(parity.forward)
  }

  /// Solves mids, bids and asks together; a strike with one that no volatility gives is left out.
  private mutating func solve(
    _ prices: [WingPrice], _ series: SeriesQuotes, _ parity: ParityFit
  ) {
    let count = prices.count
    let isSingle = series.priceKind == .single
    var values = prices.map(\.mid)
    if !isSingle { values += prices.map(\.bid) + prices.map(\.ask) }
    let rows = values.count
    var found = [Double](repeating: 0, count: rows)
    let rights = (0..<rows).map { prices[$0 % count].right }
    let levels = (0..<rows).map { prices[$0 % count].strike }
    let forwards = [Double](repeating: parity.forward, count: rows)
    let times = [Double](repeating: series.years, count: rows)
    let discounts = [Double](repeating: parity.discount, count: rows)
    // The lengths are equal; refused rows keep zero.
    _ = try? impliedVolatilities(
      rights: rights.span, prices: values.span, forwards: forwards.span, strikes: levels.span,
      years: times.span, discounts: discounts.span, into: &found)
    for index in 0..<count {
      let middle = found[index]
      let low = isSingle ? middle : found[count + index]
      let high = isSingle ? middle : found[2 * count + index]
      guard middle > 0, low > 0, high > 0 else { continue }
      strikes.append(prices[index].strike)
      mids.append(middle)
      bids.append(low)
      asks.append(high)
    }
  }

  private mutating func dropOutliers(_ forward: Double) {
    let k = strikes.map { -logMoneyness(forward: forward, strike: $0) }
    for position in smileOutliers(k: k, volatilities: mids).reversed() {
      // Within its own spread of its neighbours a quote is wide, not wrong.
      guard isOutside(position) else { continue }
      strikes.remove(at: position)
      mids.remove(at: position)
      bids.remove(at: position)
      asks.remove(at: position)
    }
  }

  /// Whether the line between a quote's neighbours passes outside its bid and ask.
  private func isOutside(_ index: Int) -> Bool {
    guard index > 0, index + 1 < count else { return true }
    let share = (strikes[index] - strikes[index - 1]) / (strikes[index + 1] - strikes[index - 1])
    let line = mids[index - 1] + share * (mids[index + 1] - mids[index - 1])
    return line < bids[index] || line > asks[index]
  }
}

/// An out-of-the-money quote on its way to volatilities.
private struct WingPrice {
  var strike: Double
  var right: OptionRight
  var mid: Double
  var bid: Double
  var ask: Double
}

/// The usable quotes of one wing, from the forward outwards.
private struct SmileWing {
  private(set) var prices: [WingPrice] = []

  /// Walks outwards; two strikes in a row without a bid end the wing, as in Cboe's index.
  init(_ series: SeriesQuotes, _ right: OptionRight, _ order: [Int]) {
    var misses = 0
    var wing: [WingPrice] = []
    for index in order where misses < 2 {
      let quote = series.quotes[index]
      guard let bid = quote.bid(right) else {
        misses += 1
        continue
      }
      misses = 0
      if let mid = quote.price(right, series.priceKind), let ask = quote.ask(right) {
        wing.append(WingPrice(strike: quote.strike, right: right, mid: mid, bid: bid, ask: ask))
      }
    }
    var last = Double.infinity
    for index in wing.indices where wing[index].mid < last {
      // Two dearer ones farther out mean that this one is too cheap.
      if index + 2 < wing.count, wing[index + 1].mid > wing[index].mid,
        wing[index + 2].mid > wing[index].mid
      {
        continue
      }
      // A price that falls no further stands on the smallest tick and tells nothing more.
      last = wing[index].mid
      // A bid under a tenth of its ask is no market.
      guard series.priceKind == .single || wing[index].bid > 0.1 * wing[index].ask else { continue }
      prices.append(wing[index])
    }
  }
}
