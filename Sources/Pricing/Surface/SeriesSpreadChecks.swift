// The third pass over a series: parity of its pairs, and spreads that pay at once.
//
// A spread is counted only when it can be traded: bought at the asks, sold at the bids. Only
// neighbouring strikes are compared, since a payment further apart shows between neighbours or is
// eaten by their spreads.

import Glibc
import MarketData
import Numerics

extension ReviewedSeries {
  /// Counts pairs near the forward that miss parity by more than their half-spreads and the larger
  /// of a nickel and 5 % of the smaller mid.
  ///
  /// American pairs have the band S - PV(dividends) - K <= C - P <= S - K D.
  ///
  /// A forward that is no fit of parity comes from the pairs it would be held against, or from the
  /// spot: each pair is then held against the forward of the others, and too few say nothing.
  mutating func checkParity(_ parity: ParityFit, spot: Double?, reach: Double, least: Int) {
    let discount = parity.discount
    let own = parity.isFallback ? pairForwards(parity, reach: reach) : []
    if parity.isFallback, own.count < least { return }
    let isAmerican = quotes.style == .american
    for (index, quote) in quotes.quotes.enumerated() {
      let forward =
        parity.isFallback
        ? median(own.filter { $0.index != index }.map { $0.forward }) ?? parity.forward
        : parity.forward
      let above = isAmerican ? max((spot ?? 0) - discount * forward, 0) : 0
      guard abs(logMoneyness(forward: forward, strike: quote.strike)) < reach,
        isKept(index, .call), isKept(index, .put),
        let call = quote.price(.call, quotes.priceKind),
        let put = quote.price(.put, quotes.priceKind),
        let callBid = quote.bid(.call), let callAsk = quote.ask(.call),
        let putBid = quote.bid(.put), let putAsk = quote.ask(.put)
      else { continue }
      pairs += 1
      let halves = 0.5 * (callAsk - callBid + putAsk - putBid)
      let tolerance = halves + max(0.05, 0.05 * min(call, put))
      let miss = call - put - discount * (forward - quote.strike)
      let below = isAmerican ? quote.strike * max(1 - discount, 0) : 0
      if miss > tolerance + above || miss < -(tolerance + below) { mark(.parity, index) }
    }
  }

  /// The forward that each kept pair near a forward implies at its discount.
  private func pairForwards(
    _ parity: ParityFit, reach: Double
  ) -> [(index: Int, forward: Double)] {
    quotes.quotes.enumerated().compactMap { index, quote in
      guard abs(logMoneyness(forward: parity.forward, strike: quote.strike)) < reach,
        isKept(index, .call), isKept(index, .put),
        let call = quote.price(.call, quotes.priceKind),
        let put = quote.price(.put, quotes.priceKind)
      else { return nil }
      return (index, quote.strike + (call - put) / parity.discount)
    }
  }

  /// Counts verticals and butterflies of neighbouring strikes that pay at once.
  mutating func checkSpreads(discount: Double) {
    let most = quotes.style == .american ? 1 : discount
    for right in OptionRight.allCases {
      let kept = quotes.quotes.indices.filter {
        isKept($0, right) && quotes.quotes[$0].ask(right) != nil
      }
      for (left, index) in zip(kept, kept.dropFirst())
      where verticalPays(quotes.quotes[left], quotes.quotes[index], right, most) {
        mark(.vertical, index, right)
      }
      guard kept.count > 2 else { continue }
      for place in 1..<(kept.count - 1)
      where butterflyPays(kept[place - 1], kept[place], kept[place + 1], right) {
        mark(.butterfly, kept[place], right)
      }
    }
  }

  /// Whether the dearer option of two costs less than the other brings, or both bring more than the
  /// distance of their strikes.
  private func verticalPays(
    _ low: StrikeQuote, _ high: StrikeQuote, _ right: OptionRight, _ discount: Double
  ) -> Bool {
    let (dear, cheap) = right == .call ? (low, high) : (high, low)
    if let bid = cheap.bid(right), let ask = dear.ask(right), bid > ask + 1e-9 { return true }
    guard let bid = dear.bid(right), let ask = cheap.ask(right) else { return false }
    return bid - ask > discount * (high.strike - low.strike) + 1e-9
  }

  /// Whether the wings cost less than the middle brings: C(K2) > l C(K1) + (1 - l) C(K3).
  private func butterflyPays(_ a: Int, _ b: Int, _ c: Int, _ right: OptionRight) -> Bool {
    let (low, middle, high) = (quotes.quotes[a], quotes.quotes[b], quotes.quotes[c])
    guard let first = low.ask(right), let bid = middle.bid(right), let last = high.ask(right)
    else { return false }
    let share = (high.strike - middle.strike) / (high.strike - low.strike)
    return bid > share * first + (1 - share) * last + 1e-9
  }
}

/// Counts later options that cost less than earlier ones bring at the same or a farther distance
/// from the forward, both in units of their discounted forward.
///
/// That is total variance falling in time, told by prices alone and at tradable ones.
func checkCalendars(_ series: inout [ReviewedSeries]) {
  var earlier: CalendarWing?
  for index in series.indices {
    guard let own = CalendarWing(series[index]) else { continue }
    if let earlier, earlier.years < own.years {
      for (place, right) in series[index].calendars(against: earlier) {
        series[index].mark(.calendar, place, right)
      }
    }
    earlier = own
  }
}

extension ReviewedSeries {
  /// The out-of-the-money quotes whose asks an earlier series outbids.
  fileprivate func calendars(against earlier: CalendarWing) -> [(Int, OptionRight)] {
    guard let parity = prepared.parity else { return [] }
    let unit = parity.discount * parity.forward
    var found: [(Int, OptionRight)] = []
    for (place, quote) in quotes.quotes.enumerated() {
      let right: OptionRight = quote.strike < parity.forward ? .put : .call
      guard isKept(place, right), let ask = quote.ask(right),
        let bid = earlier.bid(right, atOrBeyond: quote.strike / parity.forward),
        // Forwards are fitted: a share of a tick of the index is no arbitrage.
        ask / unit < bid - 2e-6
      else { continue }
      found.append((place, right))
    }
    return found
  }
}

/// The bids of a series by distance from its forward, in units of the discounted forward.
private struct CalendarWing {
  let years: Double
  private let ratios: [Double]
  private let calls: [Double]
  private let puts: [Double]

  /// Nil for a series that has settled or has no smile.
  init?(_ series: ReviewedSeries) {
    guard series.isLive, series.prepared.smile != nil, let parity = series.prepared.parity else {
      return nil
    }
    years = series.quotes.years
    let unit = parity.discount * parity.forward
    let quotes = series.quotes.quotes
    ratios = quotes.map { $0.strike / parity.forward }
    func bids(_ right: OptionRight) -> [Double] {
      quotes.indices.map { index in
        series.isKept(index, right) ? (quotes[index].bid(right) ?? 0) / unit : 0
      }
    }
    calls = bids(.call)
    puts = bids(.put)
  }

  /// The bid at the nearest strike that is no closer to the forward.
  func bid(_ right: OptionRight, atOrBeyond ratio: Double) -> Double? {
    var low = 0
    var high = ratios.count
    while low < high {
      let middle = (low + high) / 2
      if ratios[middle] < ratio { low = middle + 1 } else { high = middle }
    }
    switch right {
    case .call: return low < ratios.count ? calls[low] : nil
    case .put:
      if low < ratios.count, ratios[low] == ratio { return puts[low] }
      return low > 0 ? puts[low - 1] : nil
    }
  }
}
