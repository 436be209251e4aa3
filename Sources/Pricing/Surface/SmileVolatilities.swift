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
    walk(series, parity, .put, Array((0..<split).reversed()))
    strikes.reverse()
    mids.reverse()
    bids.reverse()
    asks.reverse()
    walk(series, parity, .call, Array(split..<series.quotes.count))
    dropOutliers(parity.forward)
  }

  /// Walks outwards; two strikes in a row without a bid end the wing, as in Cboe's index.
  private mutating func walk(
    _ series: SeriesQuotes, _ parity: ParityFit, _ right: OptionRight, _ order: [Int]
  ) {
    var misses = 0
    var wing: [(quote: StrikeQuote, price: Double)] = []
    for index in order where misses < 2 {
      let quote = series.quotes[index]
      guard quote.bid(right) != nil else {
        misses += 1
        continue
      }
      misses = 0
      if let price = quote.price(right, series.priceKind) { wing.append((quote, price)) }
    }
    var last = Double.infinity
    for index in wing.indices where wing[index].price < last {
      // Two dearer ones farther out mean that this one is too cheap.
      if index + 2 < wing.count, wing[index + 1].price > wing[index].price,
        wing[index + 2].price > wing[index].price
      {
        continue
      }
      // A price that falls no further stands on the smallest tick and tells nothing more.
      last = wing[index].price
      add(wing[index].quote, series, parity, right)
    }
  }

  private mutating func add(
    _ quote: StrikeQuote, _ series: SeriesQuotes, _ parity: ParityFit, _ right: OptionRight
  ) {
    func volatility(_ price: Double) -> Double? {
      try? impliedVolatility(
        right, price: price, forward: parity.forward, strike: quote.strike, years: series.years,
        discount: parity.discount)
    }
    guard let price = quote.price(right, series.priceKind), let bid = quote.bid(right),
      let ask = quote.ask(right), let middle = volatility(price)
    else { return }
    if series.priceKind == .single {
      strikes.append(quote.strike)
      mids.append(middle)
      bids.append(middle)
      asks.append(middle)
      return
    }
    // A bid under a tenth of its ask is no market.
    guard bid > 0.1 * ask, let low = volatility(bid), let high = volatility(ask) else { return }
    strikes.append(quote.strike)
    mids.append(middle)
    bids.append(low)
    asks.append(high)
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
