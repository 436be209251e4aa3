// Plays recorded minutes of E-mini S&P futures and their options from a Lean folder.
//
// A bar stamped t is known a minute later. Rows outside trading hours are delivered too, in
// batches that are not open, so that the desk can count and refuse them.

import Glibc
public import MarketData
import Numerics

/// The tape of a Lean folder.
public struct LeanTape: TapeSource {
  /// What the tape is.
  public let identity: TapeIdentity
  private let market: LeanMarket
  private let root: OptionRoot
  private let minutes: [Int32]
  private var position = 0
  private var session: Session?
  private var started = false
  private var finished: [DailyBar] = []
  private var bar: PriceBar?
  private var lastSpot: Double?
  private var futureQuote = 0
  private var futureTrade = 0
  private var quoteCursor: [Int]
  private var tradeCursor: [Int]
  private var volume: [Int32]
  private var latest: [Quote?]

  /// Reads and checks a whole folder.
  /// - Throws: `FeedError` for anything missing or malformed, with file, line and column.
  public init(folder path: String) throws {
    let folder = try LeanFolder(path: path)
    market = try LeanMarket(folder: folder)
    root = OptionRoot(
      symbol: "ES", underlying: "ES", style: .american, settlement: .am, delivery: .physical,
      multiplier: 50, ticks: .eMini)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    identity = TapeIdentity(
      mode: .replay, source: name, seed: 0, dataHash: market.dataHash,
      title: "recorded minutes, ES futures and options")
    quoteCursor = [Int](repeating: 0, count: market.options.count)
    tradeCursor = quoteCursor
    volume = [Int32](repeating: 0, count: market.options.count)
    latest = [Quote?](repeating: nil, count: market.options.count)
    minutes = LeanTape.minutes(market)
    guard !minutes.isEmpty else { throw FeedError(file: path, rule: "holds no rows") }
  }

  /// Option rows and front-future rows that were read.
  public var rowCounts: (options: Int, future: Int) {
    (market.options.reduce(0) { $0 + $1.quotes.count }, market.quotes.count)
  }

  /// Every minute that has a row, ascending.
  private static func minutes(_ market: LeanMarket) -> [Int32] {
    let lists =
      [market.quotes.map(\.minute), market.trades.map(\.minute)]
      + market.options.map { $0.quotes.map(\.minute) }
      + market.options.map { $0.trades.map(\.minute) }
    guard let low = lists.compactMap(\.first).min(), let high = lists.compactMap(\.last).max()
    else {
      return []
    }
    var seen = [Bool](repeating: false, count: Int(high - low) + 1)
    for list in lists { for minute in list { seen[Int(minute - low)] = true } }
    return seen.indices.filter { seen[$0] }.map { low + Int32($0) }
  }

  private static func start(_ minute: Int32) -> Instant { Instant(seconds: Int64(minute) * 60) }

  /// The next batch, or nil at the end.
  public mutating func next() throws -> MarketBatch? {
    guard position < minutes.count else { return nil }
    let minute = minutes[position]
    position += 1
    let begins = LeanTape.start(minute)
    let date = GlobexHours.tradeDate(of: begins)
    if session?.date != date {
      session = GlobexHours.session(date)
      started = false
      bar = nil
      volume = [Int32](repeating: 0, count: volume.count)
    }
    guard let session else { return nil }
    let isOpen = GlobexHours.isOpen(begins, in: session)
    let time = begins + .minutes(1)
    let underlyings = underlying(minute, isOpen: isOpen)
    var batch = MarketBatch(
      time: time, start: started ? nil : start(session), underlyings: underlyings,
      chains: [chain(minute, time)], isOpen: isOpen)
    started = true
    let following = position < minutes.count ? minutes[position] : nil
    let next = following.map { GlobexHours.tradeDate(of: LeanTape.start($0)) }
    if next != date { batch.end = end(date, next) }
    return batch
  }

  private mutating func end(_ date: CivilDate, _ next: CivilDate?) -> SessionEnd {
    guard let bar else { return SessionEnd(bars: [], next: next, simulator: []) }
    finished.append(DailyBar(date: date, bar: bar))
    let finishedBar = SessionBar(
      symbol: "ES", bar: bar, volatilityIndex: nil, volatilityIndex3M: nil)
    return SessionEnd(bars: [finishedBar], next: next, simulator: [])
  }

  private func start(_ session: Session) -> SessionStart {
    SessionStart(
      session: session, chains: [listing(session)],
      histories: [
        DailyHistory(symbol: "ES", bars: finished, volatilityIndex: [], volatilityIndex3M: [])
      ], events: [], rate: 0.0155, yield: 0.0155)
  }

  /// The chain of every contract in the folder.
  private func listing(_ session: Session) -> OptionChain {
    var expiries: [ChainExpiry] = []
    var first = 0
    while first < market.options.count {
      let date = market.options[first].contract.expiry
      let same = market.options[first...].prefix { $0.contract.expiry == date }
      let puts = same.firstIndex { $0.contract.right == .put } ?? same.endIndex
      // Quarterly options settle on the special opening quotation, trading up to it.
      let expiration = NewYorkTime.instant(date, 9, 30)
      expiries.append(
        ChainExpiry(
          root: root, date: date, expiration: expiration, lastTrade: expiration,
          calls: first..<puts, puts: puts..<same.endIndex))
      first = same.endIndex
    }
    return OptionChain(
      underlying: "ES", expiries: expiries,
      options: market.options.map {
        ListedOption(contract: $0.contract, openInterest: nil, previousVolume: nil)
      }, quotes: [Quote?](repeating: nil, count: market.options.count))
  }

  /// The future's mid, else its last trade, and its bar.
  private mutating func underlying(_ minute: Int32, isOpen: Bool) -> [UnderlyingUpdate] {
    var minuteBar: PriceBar?
    if futureTrade < market.trades.count, market.trades[futureTrade].minute == minute {
      let trade = market.trades[futureTrade]
      futureTrade += 1
      let price = { (units: Int32) in Double(units) / 10_000 }
      let own = PriceBar(
        open: price(trade.open), high: price(trade.high), low: price(trade.low),
        close: price(trade.close), volume: Double(trade.volume))
      minuteBar = own
      if isOpen { extend(own) }
    }
    var spot = minuteBar?.close
    if futureQuote < market.quotes.count, market.quotes[futureQuote].minute == minute {
      let quote = market.quotes[futureQuote]
      futureQuote += 1
      if quote.bid > 0, quote.ask >= quote.bid {
        spot = Double(Int64(quote.bid) + Int64(quote.ask)) / 20_000
      }
    }
    guard let spot else { return [] }
    lastSpot = spot
    return [
      UnderlyingUpdate(
        symbol: "ES", spot: spot, bar: minuteBar, volatilityIndex: nil, volatilityIndex3M: nil)
    ]
  }

  private mutating func extend(_ own: PriceBar) {
    guard let sofar = bar else {
      bar = own
      return
    }
    bar = PriceBar(
      open: sofar.open, high: max(sofar.high, own.high), low: min(sofar.low, own.low),
      close: own.close, volume: sofar.volume + own.volume)
  }

  private mutating func chain(_ minute: Int32, _ time: Instant) -> ChainUpdate {
    var update = ChainUpdate(underlying: "ES", indices: [], quotes: [])
    for k in market.options.indices {
      var changed = false
      let trades = tradeCursor[k]
      if trades < market.options[k].trades.count,
        market.options[k].trades[trades].minute == minute
      {
        volume[k] += market.options[k].trades[trades].volume
        tradeCursor[k] += 1
        latest[k]?.volume = volume[k]
        changed = latest[k] != nil
      }
      let quotes = quoteCursor[k]
      if quotes < market.options[k].quotes.count,
        market.options[k].quotes[quotes].minute == minute
      {
        let row = market.options[k].quotes[quotes]
        quoteCursor[k] += 1
        latest[k] = Quote(
          bid: Money(units: Int64(row.bid)), ask: Money(units: Int64(row.ask)),
          bidSize: row.bid > 0 ? row.bidSize : 0, askSize: row.ask > 0 ? row.askSize : 0,
          volume: volume[k], time: time)
        changed = true
      }
      if changed, let quote = latest[k] {
        update.indices.append(Int32(k))
        update.quotes.append(quote)
      }
    }
    return update
  }
}
