// Cursors over the recorded prices of an underlying and of its volatility indices.

import MarketData

/// One underlying on its way through the recording.
struct UnderlyingPlayer: Sendable {
  let recorded: RecordedUnderlying
  /// Finished sessions, oldest first.
  private(set) var finished: [DailyBar] = []
  private var nextBar = 0
  private var nextPrice = 0
  /// The session so far of its bars; of its single prices.
  private var traded: PriceBar?
  private var quoted: PriceBar?

  init(_ recorded: RecordedUnderlying) { self.recorded = recorded }

  mutating func beginSession() {
    traded = nil
    quoted = nil
  }

  /// What is known at a moment: the price, and the bar that ended then; nil when nothing is.
  mutating func take(at end: Int32, isOpen: Bool) -> (spot: Double, bar: PriceBar?)? {
    var bar: PriceBar?
    var spot: Double?
    if nextBar < recorded.bars.count, recorded.bars[nextBar].end == end {
      bar = recorded.bars[nextBar].bar
      nextBar += 1
      spot = bar?.close
      if isOpen, let bar { traded = traded?.extended(by: bar) ?? bar }
    }
    if nextPrice < recorded.prices.count, recorded.prices[nextPrice].end == end {
      let price = recorded.prices[nextPrice].price
      nextPrice += 1
      spot = price
      let point = PriceBar(open: price, high: price, low: price, close: price, volume: 0)
      if isOpen { quoted = quoted?.extended(by: point) ?? point }
    }
    return spot.map { ($0, bar) }
  }

  /// The bar of the session; nil when nothing was traded or quoted in it.
  mutating func finish(_ date: CivilDate) -> PriceBar? {
    guard let bar = traded ?? quoted else { return nil }
    finished.append(DailyBar(date: date, bar: bar))
    return bar
  }
}

extension PriceBar {
  /// The bar of two intervals, one after the other.
  func extended(by next: PriceBar) -> PriceBar {
    PriceBar(
      open: open, high: max(high, next.high), low: min(low, next.low), close: next.close,
      volume: volume + next.volume)
  }
}

/// A volatility index on its way through the recording.
struct IndexPlayer: Sendable {
  let values: [RecordedPrice]
  /// Closes of finished sessions, oldest first.
  private(set) var closes: [DailyValue] = []
  private var next = 0
  private var told: Int32?
  private var last: Double?

  init(values: [RecordedPrice]) { self.values = values }

  /// The newest value of the session, if it was not told before; an older session's is not told.
  mutating func latest(at end: Int32, in session: Session, hours: RecordedHours) -> Double? {
    while next < values.count, values[next].end <= end { next += 1 }
    guard next > 0 else { return nil }
    let value = values[next - 1]
    let known = Instant(seconds: Int64(value.end))
    guard told != value.end, hours.date(ofRowKnownAt: known) == session.date else { return nil }
    told = value.end
    last = value.price
    return value.price
  }

  /// The last value of the session; nil when there was none.
  mutating func finish(_ date: CivilDate) -> Double? {
    defer { last = nil }
    if let last { closes.append(DailyValue(date: date, value: last)) }
    return last
  }
}
