// A recorded market in memory: prices, quotes and trades by the second at which each became known.
//
// Readers of recordings turn their rows into this shape; one tape plays it. A row that covers an
// interval is known at the interval's end and carries that moment. Times are whole seconds since
// 1970 UTC, option prices 1/10 000 of a dollar, so that a quote takes twenty bytes.

import MarketData

/// The prices of an interval.
struct RecordedBar: Hashable, Sendable {
  /// When it is known: the end of its interval.
  var end: Int32
  var bar: PriceBar
}

/// A single price: a last trade within a minute, or the middle of a sound quote.
struct RecordedPrice: Hashable, Sendable {
  var end: Int32
  var price: Double
}

/// The last quote of an interval.
struct RecordedQuote: Hashable, Sendable {
  var end: Int32
  /// In 1/10 000; zero when the side is absent.
  var bid: Int32
  var ask: Int32
  var bidSize: Int32
  var askSize: Int32

  /// Whether both sides stand and do not cross.
  var isTwoSided: Bool { bid > 0 && ask >= bid }

  /// Both sides together, in 1/10 000: twice the middle.
  var sum: Int64 { Int64(bid) + Int64(ask) }
}

/// Contracts traded in an interval.
struct RecordedVolume: Hashable, Sendable {
  var end: Int32
  var size: Int32
}

/// What is recorded of one underlying, ascending in time.
struct RecordedUnderlying: Sendable {
  var symbol: String
  /// Bars of a minute or longer, made of trades.
  var bars: [RecordedBar] = []
  /// Prices that stand above the close of a bar with the same end.
  var prices: [RecordedPrice] = []

  init(symbol: String) { self.symbol = symbol }
}

/// What is recorded of one option.
struct RecordedOption: Sendable {
  var root: OptionRoot
  var contract: OptionContract
  /// The moment of settlement.
  var expiration: Instant
  /// The last moment of trading.
  var lastTrade: Instant
  var quotes: [RecordedQuote] = []
  var volumes: [RecordedVolume] = []
  /// Open interest by the date of the file that tells it, ascending.
  var openInterest: [(day: Int, contracts: Int32)] = []
}

/// Something a trader must know of one session's data.
struct RecordedNote: Hashable, Sendable {
  var date: CivilDate
  var text: String
}

/// Why nothing may be opened on an underlying in one session.
struct RecordedRefusal: Hashable, Sendable {
  var date: CivilDate
  var symbol: String
  var reason: String
}

/// A recorded market.
struct RecordedMarket: Sendable {
  /// Underlyings, the leading one first.
  var underlyings: [RecordedUnderlying] = []
  /// Values of the leading underlying's volatility index, in points.
  var volatilityIndex: [RecordedPrice] = []
  /// Values of its three-month volatility index.
  var volatilityIndex3M: [RecordedPrice] = []
  /// Options in the order of a chain: underlying, expiration, root, right, strike.
  var options: [RecordedOption] = []
  var hours = RecordedHours.newYork
  /// Continuous dividend yield, where parity gives none; nil for a future, which carries none.
  var yield: Double? = 0
  var notes: [RecordedNote] = []
  var refusals: [RecordedRefusal] = []
  /// Dividends of the files' factors, those after the tape among them: they had been announced.
  var dividends: [CashDividend] = []

  /// The order of options in a chain.
  static func chainOrder(_ a: RecordedOption, _ b: RecordedOption) -> Bool {
    if a.root.underlying != b.root.underlying { return a.root.underlying < b.root.underlying }
    if a.expiration != b.expiration { return a.expiration < b.expiration }
    return a.contract < b.contract
  }

  /// Every moment at which something became known, ascending.
  var times: [Int32] {
    var all: [Int32] = []
    all.reserveCapacity(options.reduce(0) { $0 + $1.quotes.count + $1.volumes.count })
    for underlying in underlyings {
      all.append(contentsOf: underlying.bars.lazy.map(\.end))
      all.append(contentsOf: underlying.prices.lazy.map(\.end))
    }
    for option in options {
      all.append(contentsOf: option.quotes.lazy.map(\.end))
      all.append(contentsOf: option.volumes.lazy.map(\.end))
    }
    all.sort()
    var distinct: [Int32] = []
    for time in all where distinct.last != time { distinct.append(time) }
    return distinct
  }

  /// Brings the underlyings in their order: S&P 500 first, then its fund and its future, then names.
  mutating func order() {
    let leading = ["SPX", "SPY", "ES"]
    func place(_ symbol: String) -> Int { leading.firstIndex(of: symbol) ?? leading.count }
    underlyings.sort { a, b in
      (place(a.symbol), a.symbol) < (place(b.symbol), b.symbol)
    }
    options.sort(by: RecordedMarket.chainOrder)
  }

  /// Takes VIX and VIX3M out of the underlyings as the indices of the leading one, unless nothing
  /// else is recorded.
  mutating func routeVolatility() {
    let isIndex = { (symbol: String) in ["VIX", "VIX3M"].contains(symbol) }
    guard underlyings.contains(where: { !isIndex($0.symbol) }) else { return }
    let traded = options.map(\.root.underlying)
    for underlying in underlyings where isIndex(underlying.symbol) {
      guard !traded.contains(underlying.symbol) else { continue }
      let values =
        underlying.prices + underlying.bars.map { .init(end: $0.end, price: $0.bar.close) }
      // A stable sort: of two values at one moment the single price comes first and stands.
      var sorted: [RecordedPrice] = []
      for value in values.sorted(by: { $0.end < $1.end }) where sorted.last?.end != value.end {
        sorted.append(value)
      }
      if underlying.symbol == "VIX" { volatilityIndex = sorted } else { volatilityIndex3M = sorted }
    }
    underlyings.removeAll { isIndex($0.symbol) && !traded.contains($0.symbol) }
  }
}
