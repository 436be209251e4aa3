// A vendor's whole chain as two minutes of a session, for workloads on real prices.

import DeskEngine
import Edges
import Feeds
import Glibc
import MarketData
import Numerics

/// A vendor's chain as two minutes of a session.
struct WholeChain {
  let first: MarketBatch
  let second: MarketBatch
  let contracts: Int
  let settings: DeskSettings

  /// Takes the fullest moment of a file.
  ///
  /// - Parameters:
  ///   - snapshot: The chain.
  ///   - hasPast: Whether the underlying has a past, so that every detector can speak.
  init?(_ snapshot: ChainSnapshot, hasPast: Bool = false) {
    guard let spot = snapshot.spot, let moment = snapshot.time else { return nil }
    let session = TradingCalendar.session(onOrBefore: NewYorkTime.date(moment))
    let now = session.close - .minutes(11)
    var settings = DeskSettings()
    settings.calibration.expiries = 100
    settings.calibration.days = 5...3_000
    // A file of one moment has no history, so any slope and any skew counts as an edge.
    settings.edges.extremeSlope = 0.001
    settings.edges.richSkew = 0.001
    self.settings = settings
    var listing = ChainListing()
    // What settles with the session has no quotes of it any more.
    for series in snapshot.series { listing.add(series, after: session.close) }
    contracts = listing.chain.options.count
    let start = SessionStart(
      session: session, chains: [listing.chain],
      histories: hasPast ? [WholeChain.past(before: session.date, spot: spot)] : [],
      events: hasPast ? WholeChain.announced(after: session.date) : [], rate: 0.053, yield: 0.014)
    let indices = listing.quotes.indices.map { Int32($0) }
    func batch(_ time: Instant, _ start: SessionStart?) -> MarketBatch {
      MarketBatch(
        time: time, start: start,
        underlyings: [
          UnderlyingUpdate(
            symbol: "SPX", spot: spot, bar: nil, volatilityIndex: 13.35, volatilityIndex3M: nil)
        ],
        chains: [
          ChainUpdate(
            underlying: "SPX", indices: indices,
            quotes: listing.quotes.map { quote in
              var quote = quote
              quote.time = time
              return quote
            })
        ])
    }
    first = batch(now, start)
    // The next minute on the grid of five, on which edges are found.
    second = batch(now + .minutes(6), nil)
  }

  /// A year and a half of closes that move by eight per cent a year, under an index of ten points.
  private static func past(before date: CivilDate, spot: Double) -> DailyHistory {
    var stream = RandomStream(seed: 7, purpose: "whole-chain")
    var bars: [DailyBar] = []
    var values: [DailyValue] = []
    var day = date
    var close = spot
    for _ in 0..<380 {
      day = TradingCalendar.previous(before: day)
      let open = close * exp(-0.005 * stream.normal())
      bars.append(
        DailyBar(
          date: day,
          bar: PriceBar(
            open: open, high: max(open, close) * 1.001, low: min(open, close) * 0.999,
            close: close, volume: 4e9)))
      values.append(DailyValue(date: day, value: 10 + 0.5 * stream.normal()))
      close = open
    }
    return DailyHistory(
      symbol: "SPX", bars: bars.reversed(), volatilityIndex: values.reversed(),
      volatilityIndex3M: [])
  }

  /// An event within the reach of the first expiries, and eight past ones.
  private static func announced(after date: CivilDate) -> [MarketEvent] {
    (-8...0).map { number in
      let day = TradingCalendar.next(after: date.adding(days: 3 + 42 * number))
      return MarketEvent(
        symbol: nil, kind: .fomc, time: NewYorkTime.instant(day, 14, 0), effectiveDate: day)
    }
  }
}

/// A chain in the desk's order, filled series by series.
private struct ChainListing {
  var chain = OptionChain(underlying: "SPX")
  var quotes: [Quote] = []

  mutating func add(_ series: ChainSeries, after now: Instant) {
    guard let date = series.expiry, let expiration = series.expiration, expiration > now else {
      return
    }
    let root = OptionRoot(
      symbol: series.root, underlying: "SPX", style: series.style,
      settlement: series.settlement, delivery: .cash, multiplier: 100, ticks: .index)
    let start = chain.options.count
    var middle = start
    for right in [OptionRight.call, .put] {
      for contract in series.contracts where contract.right == right {
        add(contract, root, date, now)
      }
      if right == .call { middle = chain.options.count }
    }
    chain.expiries.append(
      ChainExpiry(
        root: root, date: date, expiration: expiration,
        lastTrade: ExpiryTerms(root).moments(of: date).lastTrade, calls: start..<middle,
        puts: middle..<chain.options.count))
  }

  private mutating func add(
    _ contract: ChainContract, _ root: OptionRoot, _ date: CivilDate, _ now: Instant
  ) {
    guard let strike = Money(dollars: contract.strike) else { return }
    chain.options.append(
      ListedOption(
        contract: OptionContract(
          root: root.symbol, expiry: date, right: contract.right, strike: strike),
        openInterest: contract.openInterest.map { Int32(clamping: $0) },
        previousVolume: contract.volume.map { Int32(clamping: $0) }))
    chain.quotes.append(nil)
    quotes.append(
      Quote(
        bid: Money(dollars: contract.bid ?? 0) ?? .zero,
        ask: Money(dollars: contract.ask ?? 0) ?? .zero, bidSize: 10, askSize: 10,
        volume: Int32(clamping: contract.volume ?? 0), time: now))
  }
}
