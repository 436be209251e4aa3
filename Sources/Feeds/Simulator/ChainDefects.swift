// Dirt of the kinds that a chain's validators look for, put into a sound chain on purpose.
//
// Every kind of domain rule e is made as it comes in files: sides swapped or gone, rows twice, a
// price off its smile, a price that breaks parity, a vertical, a butterfly or, for a whole expiry,
// the order of variance in time. Each is recorded with its place.

import MarketData
import Numerics
import Pricing

/// What is wrong in a chain on purpose.
public enum ChainDefectKind: String, CaseIterable, Sendable {
  /// Bid over ask.
  case crossed
  /// An ask of zero.
  case noAsk = "no_ask"
  /// The same contract twice, the first time with another quote.
  case duplicate
  /// The whole chain is more than three days old.
  case stale
  /// A price a third of its volatility off the smile, and beyond its own spread.
  case offSmile = "off_smile"
  /// A call and a put that disagree with the forward by half as much again as their spreads allow.
  case parity
  /// A bid over the ask of the next dearer strike.
  case vertical
  /// A bid over the line through the asks of both neighbours.
  case butterfly
  /// An expiry whose variance is under that of the expiry before.
  case calendar
}

/// One defect of a chain.
struct ChainDefect: Hashable, Sendable {
  var kind: ChainDefectKind
  /// The place of its series.
  var series: Int
  /// The place of its strike; nil when the whole series is meant.
  var strike: Int?
  /// Call or put.
  var right = OptionRight.call
}

/// Puts defects into the rows of a chain.
struct ChainDefects {
  private(set) var rows: ChainRows
  private(set) var truth: [ChainDefect] = []
  /// The chain as it is without them: its forwards, its volatilities and what is kept.
  private let sound: ChainReview
  private var random: RandomStream

  init(_ rows: ChainRows, sound: ChainReview, seed: UInt64) {
    self.rows = rows
    self.sound = sound
    random = RandomStream(seed: seed, purpose: "chain-defects/\(rows.underlying)/\(rows.time)")
  }

  /// Spoils every expiry that has enough strikes: one in five as a whole, the others in a few
  /// quotes that stand apart.
  mutating func spoil() {
    for series in sound.series.indices {
      let own = sound.series[series]
      guard own.prepared.smile != nil, own.quotes.quotes.count >= 12 else { continue }
      if random.uniform() < 0.2, lower(series) { continue }
      let shapes: [ChainDefectKind] = [.parity, .vertical, .butterfly]
      put(shapes[min(Int(random.uniform() * 3), 2)], in: series)
      for kind in [ChainDefectKind.crossed, .noAsk, .duplicate, .offSmile]
      where random.uniform() < 0.5 {
        put(kind, in: series)
      }
    }
  }

  /// Takes away the asks of a share of all quotes, evenly.
  mutating func silence(share: Double) {
    for series in rows.series.indices {
      for row in rows.series[series].indices where random.uniform() < share {
        rows.series[series][row].ask = 0
      }
    }
  }

  /// Puts one defect at a strike of a series; none when no strike suits.
  private mutating func put(_ kind: ChainDefectKind, in series: Int) {
    let count = sound.series[series].quotes.quotes.count
    for _ in 0..<40 {
      let strike = 2 + Int(random.uniform() * Double(count - 4))
      let right: OptionRight = random.uniform() < 0.5 ? .call : .put
      // Apart from the others, so that each has sound neighbours.
      let isFree = !truth.contains {
        $0.series == series && abs(($0.strike ?? 0) - strike) <= 3
      }
      guard isFree, spoil(kind, series, strike, right) else { continue }
      truth.append(ChainDefect(kind: kind, series: series, strike: strike, right: right))
      return
    }
  }

  private mutating func spoil(
    _ kind: ChainDefectKind, _ series: Int, _ strike: Int, _ right: OptionRight
  ) -> Bool {
    guard let quote = SoundQuote(sound.series[series], strike, right),
      let row = rows.place(series, strike: quote.strike, right)
    else { return false }
    var change: Double?
    switch kind {
    case .crossed:
      rows.series[series][row].bid = quote.ask + 0.05
      rows.series[series][row].ask = quote.bid
      return true
    case .noAsk:
      rows.series[series][row].ask = 0
      return true
    case .duplicate:
      var first = rows.series[series][row]
      first.bid = quote.bid + 0.1
      first.ask = quote.ask + 0.1
      rows.series[series].insert(first, at: row)
      return true
    case .offSmile: change = offSmile(sound.series[series], strike, quote)
    case .parity: change = parityBreak(sound.series[series], strike, quote)
    case .vertical: change = quote.verticalBreak(sound.series[series], strike)
    case .butterfly: change = quote.butterflyBreak(sound.series[series], strike)
    case .calendar, .stale: break
    }
    guard let change, quote.bid + change > 0.05 else { return false }
    rows.series[series][row].bid = roundedDecimal(quote.bid + change, 2)
    rows.series[series][row].ask = roundedDecimal(quote.ask + change, 2)
    return true
  }

  /// How far a price must move for its volatility to be a third off; nil inside its own spread.
  private mutating func offSmile(
    _ series: ReviewedSeries, _ strike: Int, _ quote: SoundQuote
  ) -> Double? {
    let volatility = series.volatility(strike, quote.right)
    guard !quote.isInside, volatility > 0 else { return nil }
    let wrong = black76Price(
      quote.right, forward: quote.forward, strike: quote.strike, years: series.quotes.years,
      volatility: random.uniform() < 0.5 ? volatility * 1.35 : volatility / 1.35,
      discount: quote.discount)
    let change = wrong - 0.5 * (quote.bid + quote.ask)
    return abs(change) > 1.5 * (quote.ask - quote.bid) ? change : nil
  }

  /// How far an option in the money must move for its pair to break parity; nil where it would
  /// break its own bounds as well.
  private mutating func parityBreak(
    _ series: ReviewedSeries, _ strike: Int, _ quote: SoundQuote
  ) -> Double? {
    let other: OptionRight = quote.right == .call ? .put : .call
    guard quote.isInside, abs(quote.strike / quote.forward - 1) < 0.08, !quote.isGuessed,
      let pair = SoundQuote(series, strike, other)
    else { return nil }
    let halves = 0.5 * (quote.ask - quote.bid + pair.ask - pair.bid)
    let least = 0.5 * min(quote.bid + quote.ask, pair.bid + pair.ask)
    let tolerance = halves + max(0.05, 0.05 * least)
    let early =
      series.quotes.style == .american
      ? max(rows.spot - quote.discount * quote.forward, 0) + quote.strike * (1 - quote.discount) : 0
    let change = 1.5 * tolerance + early
    guard random.uniform() < 0.5 else { return change }
    let exercise = max(
      quote.discount * abs(quote.forward - quote.strike),
      series.quotes.style == .american ? abs(rows.spot - quote.strike) : 0)
    return quote.ask - change > exercise ? -change : change
  }

  /// Scales what the options of a series are worth beyond exercise until its variance is a third of
  /// that of the series before; false where there is none before it.
  private mutating func lower(_ series: Int) -> Bool {
    let own = sound.series[series]
    let isAfterLowered = truth.contains { $0.kind == .calendar && $0.series == series - 1 }
    guard series > 0, !isAfterLowered, let parity = own.prepared.parity,
      let volatility = own.prepared.atmVolatility,
      let before = sound.series[series - 1].prepared.atmVolatility
    else { return false }
    let years = sound.series[series - 1].quotes.years
    guard years > 0, own.quotes.years > years + 1e-9 else { return false }
    let scale =
      0.6 * before * years.squareRoot() / (volatility * own.quotes.years.squareRoot())
    for quote in own.quotes.quotes {
      let exercise = parity.discount * abs(parity.forward - quote.strike)
      let outer: OptionRight = quote.strike < parity.forward ? .put : .call
      guard let worth = quote.mid(outer) ?? quote.ask(outer) else { continue }
      for right in OptionRight.allCases {
        guard let row = rows.place(series, strike: quote.strike, right),
          let ask = quote.ask(right)
        else { continue }
        let half = max(0.5 * (ask - (quote.bid(right) ?? 0)) * scale, 0.01)
        let value = scale * worth + (right == outer ? 0 : exercise)
        rows.series[series][row].bid = roundedDecimal(max(value - half, 0), 2)
        rows.series[series][row].ask = roundedDecimal(value + half, 2)
      }
    }
    truth.append(ChainDefect(kind: .calendar, series: series, strike: nil))
    return true
  }
}

/// A kept quote with both sides, and what its series knows of it.
private struct SoundQuote {
  let strike: Double
  let right: OptionRight
  let bid: Double
  let ask: Double
  let forward: Double
  let discount: Double
  /// Whether its forward is not its own pairs'.
  let isGuessed: Bool

  /// Whether it would be exercised now.
  var isInside: Bool { right == .call ? strike < forward : strike > forward }

  init?(_ series: ReviewedSeries, _ place: Int, _ right: OptionRight) {
    let quotes = series.quotes.quotes
    guard quotes.indices.contains(place), series.fate(place, right) == .kept,
      let parity = series.prepared.parity, let bid = quotes[place].bid(right),
      let ask = quotes[place].ask(right), ask > bid
    else { return nil }
    strike = quotes[place].strike
    self.right = right
    self.bid = bid
    self.ask = ask
    forward = parity.forward
    discount = parity.discount
    isGuessed = parity.isFallback
  }

  /// How far an option in the money must move for its bid to pass the ask of the next dearer one.
  func verticalBreak(_ series: ReviewedSeries, _ place: Int) -> Double? {
    guard isInside, let dearer = SoundQuote(series, place + (right == .call ? -1 : 1), right)
    else { return nil }
    return dearer.ask + 0.05 - bid
  }

  /// How far an option in the money must move for its bid to pass the line through the asks of its
  /// neighbours.
  func butterflyBreak(_ series: ReviewedSeries, _ place: Int) -> Double? {
    guard isInside, let low = SoundQuote(series, place - 1, right),
      let high = SoundQuote(series, place + 1, right), low.isInside, high.isInside
    else { return nil }
    let share = (high.strike - strike) / (high.strike - low.strike)
    let change = share * low.ask + (1 - share) * high.ask + 0.05 - bid
    return change > 0 ? change : nil
  }
}
