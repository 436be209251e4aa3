// The second pass over a series: the volatility of every mid, and those that no smile holds.

import Glibc
import MarketData
import Numerics

extension ReviewedSeries {
  /// Solves the volatility and the delta of every kept two-sided quote; drops out-of-the-money ones
  /// whose volatility is none, and flags those over 200 %.
  mutating func solveVolatilities(_ parity: ParityFit) {
    for right in OptionRight.allCases { solve(right, parity) }
  }

  private mutating func solve(_ right: OptionRight, _ parity: ParityFit) {
    let (forward, discount, years) = (parity.forward, parity.discount, quotes.years)
    var places: [Int] = []
    var prices: [Double] = []
    var strikes: [Double] = []
    for (index, quote) in quotes.quotes.enumerated() where isKept(index, right) {
      guard let mid = quote.price(right, quotes.priceKind) else { continue }
      let exercise = right == .call ? forward - quote.strike : quote.strike - forward
      // In the money a mid at its exercise value says nothing of volatility.
      guard mid > discount * max(exercise, 0) else { continue }
      places.append(index)
      prices.append(mid)
      strikes.append(quote.strike)
    }
    let count = places.count
    var found = [Double](repeating: 0, count: count)
    let rights = [OptionRight](repeating: right, count: count)
    let forwards = [Double](repeating: forward, count: count)
    let times = [Double](repeating: years, count: count)
    let discounts = [Double](repeating: discount, count: count)
    // The lengths are equal; refused rows keep zero.
    _ = try? impliedVolatilities(
      rights: rights.span, prices: prices.span, forwards: forwards.span, strikes: strikes.span,
      years: times.span, discounts: discounts.span, within: 0.001...5, into: &found)
    let root = years.squareRoot()
    for (row, index) in places.enumerated() {
      let volatility = found[row]
      let isOutside = (right == .call) == (strikes[row] >= forward)
      if isOutside, !(volatility >= 0.01) {
        drop(.volatilityRange, index, right)
        continue
      }
      guard volatility > 0 else { continue }
      if isOutside, volatility > 2 { mark(.highVolatility, index, right) }
      let width = volatility * root
      let d1 = logMoneyness(forward: forward, strike: strikes[row]) / width + 0.5 * width
      let delta = right == .call ? normalCDF(d1) : -normalCDF(-d1)
      switch right {
      case .call:
        calls.volatilities[index] = volatility
        calls.deltas[index] = discount * delta
      case .put:
        puts.volatilities[index] = volatility
        puts.deltas[index] = discount * delta
      }
    }
  }

  /// Drops out-of-the-money quotes that stand off a local quadratic by more than four deviations
  /// and beyond what their own bid and ask allow.
  ///
  /// The last strike of a wing is held against the line through the two before it with a spread to
  /// spare on both sides, for a wing bends, and against nothing when it stands farther off than four
  /// strikes reach.
  mutating func dropOffSmile(_ parity: ParityFit) {
    var places: [(index: Int, right: OptionRight)] = []
    var k: [Double] = []
    var smile: [Double] = []
    for (index, quote) in quotes.quotes.enumerated() {
      let right: OptionRight = quote.strike < parity.forward ? .put : .call
      let volatility = right == .call ? calls.volatilities[index] : puts.volatilities[index]
      guard volatility > 0 else { continue }
      places.append((index, right))
      k.append(-logMoneyness(forward: parity.forward, strike: quote.strike))
      smile.append(volatility)
    }
    for position in smileOutliers(k: k, volatilities: smile) {
      let (index, right) = places[position]
      let isEnd = position == 0 || position + 1 == smile.count
      guard let line = neighbourLine(position, k, smile),
        isOutsideQuote(line, quotes.quotes[index], right, parity, spreadsToSpare: isEnd ? 1 : 0)
      else { continue }
      drop(.offSmile, index, right)
    }
  }

  /// The volatility on the line through a strike's neighbours; nil at an end that stands apart.
  private func neighbourLine(_ position: Int, _ k: [Double], _ smile: [Double]) -> Double? {
    let isEnd = position == 0 || position + 1 == smile.count
    let (a, b) =
      !isEnd
      ? (position - 1, position + 1)
      : position == 0 ? (1, 2) : (position - 1, position - 2)
    if isEnd {
      let far = position == 0 ? min(4, smile.count - 1) : max(position - 4, 0)
      guard abs(k[position] - k[a]) <= abs(k[far] - k[a]) else { return nil }
    }
    return smile[a] + (k[position] - k[a]) / (k[b] - k[a]) * (smile[b] - smile[a])
  }

  /// Whether a volatility gives a price beyond the bid or the ask by more than some of their spreads.
  private func isOutsideQuote(
    _ line: Double, _ quote: StrikeQuote, _ right: OptionRight, _ parity: ParityFit,
    spreadsToSpare: Double
  ) -> Bool {
    guard quotes.priceKind == .bidAndAsk, let bid = quote.bid(right), let ask = quote.ask(right)
    else { return true }
    // A line that falls below no volatility is no line.
    guard line > 0 else { return false }
    let price = black76Price(
      right, forward: parity.forward, strike: quote.strike, years: quotes.years, volatility: line,
      discount: parity.discount)
    let room = spreadsToSpare * (ask - bid)
    return price < bid - room || price > ask + room
  }
}
