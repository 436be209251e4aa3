// The first pass over the quotes of a series: what each is by itself, before any forward is known.

import Glibc
import MarketData

extension ReviewedSeries {
  /// Drops what is no market, and flags wide, locked and one-sided ones.
  mutating func sortQuotes(_ rules: ReviewRules) {
    for right in OptionRight.allCases {
      for index in quotes.quotes.indices {
        let fate = right == .call ? calls.fates[index] : puts.fates[index]
        guard isLive else {
          if fate != .absent { drop(.expired, index, right) }
          continue
        }
        switch fate {
        case .absent: continue
        case .dropped(let check): mark(check, index, right)
        case .kept: sort(quotes.quotes[index], index, right, rules)
        }
      }
    }
  }

  private mutating func sort(
    _ quote: StrikeQuote, _ index: Int, _ right: OptionRight, _ rules: ReviewRules
  ) {
    let given = right == .call ? quote.callBid : quote.putBid
    guard let ask = quote.ask(right), ask.isFinite else { return drop(.noAsk, index, right) }
    guard let bid = given, bid > 0 else { return mark(.noBid, index, right) }
    guard bid <= ask else { return drop(.crossed, index, right) }
    guard quotes.priceKind == .bidAndAsk else { return }
    if bid == ask {
      mark(.locked, index, right)
    } else if ask - bid > rules.tightDollars, ask - bid > rules.wideShare * 0.5 * (ask + bid) {
      mark(.wide, index, right)
    }
  }

  /// The quotes that are kept.
  public var cleanQuotes: SeriesQuotes {
    var clean = quotes
    for index in clean.quotes.indices {
      if !isKept(index, .call) {
        clean.quotes[index].callBid = nil
        clean.quotes[index].callAsk = nil
      }
      if !isKept(index, .put) {
        clean.quotes[index].putBid = nil
        clean.quotes[index].putAsk = nil
      }
    }
    return clean
  }

  /// Drops quotes that could be traded against exercise or against the underlying.
  ///
  /// European: D max(F - K, 0) <= C <= D F and D max(K - F, 0) <= P <= D K. American options are
  /// worth their exercise value at least, S or K at most.
  ///
  /// - Parameters:
  ///   - parity: Forward and discount.
  ///   - spots: The price of the underlying beside the quotes and the one the quotes imply: options
  ///     trade a quarter of an hour longer than the index is struck.
  mutating func checkBounds(_ parity: ParityFit, spots: ClosedRange<Double>?) {
    let (forward, discount) = (parity.forward, parity.discount)
    let early = quotes.style == .american ? spots : nil
    for (index, quote) in quotes.quotes.enumerated() {
      let strike = quote.strike
      // A fitted forward is known to a few cents only, a fitted discount to a tenth of a percent.
      let slack = 0.05 + 1e-4 * forward + 1e-3 * abs(forward - strike)
      let call = max(discount * (forward - strike), (early?.lowerBound ?? strike) - strike, 0)
      let put = max(discount * (strike - forward), strike - (early?.upperBound ?? strike), 0)
      let mostOfCall = early?.upperBound ?? discount * forward
      let mostOfPut = early == nil ? discount * strike : strike
      if isKept(index, .call), isOutside(quote, .call, call - slack, mostOfCall + slack) {
        drop(.bounds, index, .call)
      }
      if isKept(index, .put), isOutside(quote, .put, put - slack, mostOfPut + slack) {
        drop(.bounds, index, .put)
      }
    }
  }

  private func isOutside(
    _ quote: StrikeQuote, _ right: OptionRight, _ least: Double, _ most: Double
  ) -> Bool {
    if let ask = quote.ask(right), ask < least { return true }
    if let bid = quote.bid(right), bid > most { return true }
    return false
  }

  /// Lists the strikes that a gap between two even steps leaves out, within 10 % of the forward.
  mutating func findMissingStrikes() {
    guard let forward = prepared.parity?.forward else { return }
    let near = quotes.quotes.map(\.strike).filter { abs($0 - forward) < 0.1 * forward }
    guard near.count >= 4 else { return }
    for index in 2..<(near.count - 1) {
      let step = near[index - 1] - near[index - 2]
      let gap = near[index] - near[index - 1]
      let after = near[index + 1] - near[index]
      let count = (gap / step).rounded()
      guard abs(after - step) < 1e-9 * forward, count >= 2, count <= 20,
        abs(gap - count * step) < 1e-9 * forward
      else { continue }
      for place in 1..<Int(count) {
        missingStrikes.append(near[index - 1] + Double(place) * step)
        mark(.missingStrike)
      }
    }
  }
}
