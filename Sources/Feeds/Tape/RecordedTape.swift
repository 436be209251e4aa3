// Plays a recorded market: one session after the other, each row at the moment it became known.
//
// Rows outside trading hours are delivered too, in batches that are not open, so that the desk can
// count and refuse them. A minute without a row has no batch: nothing is made up in a gap.

import Glibc
public import MarketData

/// The tape of a recording.
public struct RecordedTape: TapeSource {
  /// What the tape is.
  public let identity: TapeIdentity
  let market: RecordedMarket
  private let times: [Int32]
  private var position = 0
  private var session: Session?
  private var hasEnded = false
  private var prices: [UnderlyingPlayer]
  private var index: IndexPlayer
  private var index3M: IndexPlayer
  private var chains: ChainPlayer

  /// Makes a tape of a market in order.
  ///
  /// - Throws: `FeedError` when nothing is recorded.
  init(_ market: RecordedMarket, identity: TapeIdentity) throws {
    self.market = market
    self.identity = identity
    times = market.times
    guard !times.isEmpty else { throw FeedError(file: identity.source, rule: "holds no rows") }
    prices = market.underlyings.map { UnderlyingPlayer($0) }
    index = IndexPlayer(values: market.volatilityIndex)
    index3M = IndexPlayer(values: market.volatilityIndex3M)
    chains = ChainPlayer(market)
  }

  /// A vendor's rows say nothing of rates.
  public var lastDayWithoutRate: CivilDate? {
    times.last.map { market.hours.date(ofRowKnownAt: known($0)) }
  }

  private func known(_ end: Int32) -> Instant { Instant(seconds: Int64(end)) }

  /// The next batch, or nil at the end.
  public mutating func next() throws -> MarketBatch? {
    guard position < times.count else { return nil }
    let end = times[position]
    position += 1
    let time = known(end)
    let date = session(at: time)
    guard let session else { return nil }
    let isFirst = date != nil
    let isOpen = market.hours.isOpen(rowKnownAt: time, in: session)
    var batch = MarketBatch(
      time: time, start: isFirst ? start(session) : nil, underlyings: updates(end, isOpen, session),
      chains: chains.updates(at: end, time, isOpen: isOpen), isOpen: isOpen)
    let following = position < times.count ? known(times[position]) : nil
    let next = following.map { market.hours.date(ofRowKnownAt: $0) }
    let isLastOpen = time <= session.close && (following.map { $0 > session.close } ?? true)
    if !hasEnded, isLastOpen || next != session.date {
      hasEnded = true
      batch.end = finish(session, next: following.flatMap { nextDate(after: session.date, $0) })
    }
    return batch
  }

  /// Moves to the session of a moment; its date when it is a new one.
  private mutating func session(at time: Instant) -> CivilDate? {
    let date = market.hours.date(ofRowKnownAt: time)
    guard session?.date != date else { return nil }
    session = market.hours.session(date)
    hasEnded = false
    for k in prices.indices { prices[k].beginSession() }
    chains.beginSession()
    return date
  }

  /// The date of the first row after a session; nil when none follows.
  private func nextDate(after date: CivilDate, _ following: Instant) -> CivilDate? {
    var place = position
    while place < times.count {
      let next = market.hours.date(ofRowKnownAt: known(times[place]))
      if next != date { return next }
      place += 1
    }
    return nil
  }

  private mutating func start(_ session: Session) -> SessionStart {
    let rate = ReferenceRates.rate(on: session.date)
    return SessionStart(
      session: session,
      chains: market.underlyings.map { underlying in
        var chain = chains.list(underlying.symbol, in: session)
        chain.refusal =
          market.refusals.first { $0.date == session.date && $0.symbol == underlying.symbol }?
          .reason
        return chain
      },
      histories: prices.indices.map { k in
        DailyHistory(
          symbol: prices[k].recorded.symbol, bars: prices[k].finished,
          volatilityIndex: k == 0 ? index.closes : [],
          volatilityIndex3M: k == 0 ? index3M.closes : [])
      }, events: [], rate: rate, yield: market.yield ?? rate,
      notes: market.notes.filter { $0.date == session.date }.map(\.text),
      dividends: market.dividends)
  }

  private mutating func updates(
    _ end: Int32, _ isOpen: Bool, _ session: Session
  ) -> [UnderlyingUpdate] {
    var updates: [UnderlyingUpdate] = []
    for k in prices.indices {
      guard let price = prices[k].take(at: end, isOpen: isOpen) else { continue }
      var update = UnderlyingUpdate(
        symbol: prices[k].recorded.symbol, spot: price.spot, bar: price.bar, volatilityIndex: nil,
        volatilityIndex3M: nil)
      if k == 0, isOpen {
        update.volatilityIndex = index.latest(at: end, in: session, hours: market.hours)
        update.volatilityIndex3M = index3M.latest(at: end, in: session, hours: market.hours)
      }
      updates.append(update)
    }
    return updates
  }

  private mutating func finish(_ session: Session, next: CivilDate?) -> SessionEnd {
    let (close, close3M) = (index.finish(session.date), index3M.finish(session.date))
    var bars: [SessionBar] = []
    for k in prices.indices {
      guard let bar = prices[k].finish(session.date) else { continue }
      bars.append(
        SessionBar(
          symbol: prices[k].recorded.symbol, bar: bar, volatilityIndex: k == 0 ? close : nil,
          volatilityIndex3M: k == 0 ? close3M : nil))
    }
    return SessionEnd(bars: bars, next: next, simulator: [])
  }
}
