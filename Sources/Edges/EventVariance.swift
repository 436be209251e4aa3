// The variance that one scheduled event adds, and volatilities without it.
//
// Two expiries after the event share its variance; what lies between them is ambient. Ambient
// variance runs on trading days of 252 a year, so a weekend before the first expiry is not mistaken
// for an event.
// Source: Bennett (2014), "Trading Volatility", section 6.4.

import Glibc
public import MarketData
import Pricing

/// The variance of an event out of two total variances.
public struct EventVariance: Hashable, Sendable {
  /// Ambient variance a trading year.
  public var ambient: Double
  /// Variance of the event day, not annualised.
  public var event: Double
  /// Volatility of the first expiry over ambient volatility, less one.
  public var premium: Double

  /// Splits the variance of the first expiry.
  ///
  ///     f^2 = (w2 - w1) / (T2 - T1),   e^2 = w1 - f^2 (T1 - 1/252)
  ///
  /// Nil when neither the later nor the earlier expiry gives an ambient variance above zero.
  ///
  /// - Parameters:
  ///   - first: Total variance to the first expiry after the event and its trading time.
  ///   - second: The same to the next expiry without another event.
  ///   - before: The same to the last expiry before the event, for when f^2 is not above zero.
  public init?(
    first: (variance: Double, time: Double), second: (variance: Double, time: Double)?,
    before: (variance: Double, time: Double)?
  ) {
    guard first.time > 0, first.variance > 0 else { return nil }
    var candidates: [Double] = []
    if let second, second.time > first.time {
      candidates.append((second.variance - first.variance) / (second.time - first.time))
    }
    if let before, before.time > 0 { candidates.append(before.variance / before.time) }
    guard let ambient = candidates.first(where: { $0 > 0 }) else { return nil }
    self.ambient = ambient
    event = max(first.variance - ambient * max(first.time - 1.0 / 252, 0), 0)
    premium = (first.variance / first.time / ambient).squareRoot() - 1
  }

  /// Standard deviation of the event day's move.
  public var move: Double { event.squareRoot() }

  /// Mean size of the event day's move: e sqrt(2 / pi).
  public var expectedMove: Double { move * 0.797_884_560_802_865_355_88 }

  /// What the event adds to a total variance that spans it: e^2 less one ambient day.
  public var excess: Double { max(event - ambient / 252, 0) }
}

/// The next event as the chain prices it.
public struct PricedEvent: Hashable, Sendable {
  /// The event.
  public var event: MarketEvent
  /// Calendar days from the session to it.
  public var days: Int
  /// The split variance.
  public var variance: EventVariance
  /// First expiry after it, an index into the chain's expiries.
  public var first: Int
  /// The next expiry without another event; nil when the split did not need it.
  public var second: Int?
}

/// What a context says about its next event.
public enum EventMeasure: Hashable, Sendable {
  /// No event within the window; days to the next one, if any.
  case none(daysToNext: Int?)
  /// An event lies within the window and cannot be measured.
  case failed(event: MarketEvent, reason: String)
  /// An event and its variance.
  case priced(PricedEvent)
}

extension EdgeContext {
  /// Measures the next event of the symbol or the market.
  public func measureEvent() -> EventMeasure {
    guard let event = nextEvent(after: time) else { return .none(daysToNext: nil) }
    let days = NewYorkTime.date(event.time).days(since: session.date)
    guard rules.eventDays.contains(days) else { return .none(daysToNext: days) }
    // Positions, not slices: each slice would bring its arrays.
    let slices = surface.slices
    func expiration(_ index: Int) -> Instant { chain.expiries[slices[index].expiry].expiration }
    func isUsable(_ index: Int) -> Bool { slices[index].atmVolatility != nil }
    guard
      let first = slices.indices.first(where: { isUsable($0) && expiration($0) > event.time })
    else { return .failed(event: event, reason: "no expiry after it") }
    let following = nextEvent(after: event.time)?.time
    let near = total(slices[first])
    // Half a session more than the first, or two roots of one date would divide noise by hours.
    let second = slices.indices.dropFirst(first + 1).first {
      isUsable($0) && expiration($0) > event.time
        && (following ?? expiration($0)) >= expiration($0)
        && total(slices[$0]).time > near.time + 0.5 / 252
    }
    let before = slices.indices.last { isUsable($0) && expiration($0) <= event.time }
    guard
      let variance = EventVariance(
        first: near, second: second.map { total(slices[$0]) },
        before: before.map { total(slices[$0]) })
    else { return .failed(event: event, reason: "no ambient variance above zero") }
    return .priced(
      PricedEvent(
        event: event, days: days, variance: variance, first: slices[first].expiry,
        second: second.map { slices[$0].expiry }))
  }

  /// The first event of the symbol or the market after a moment.
  private func nextEvent(after moment: Instant) -> MarketEvent? {
    // Sorted by time, and years of them are past.
    var low = 0
    var high = events.count
    while low < high {
      let middle = (low + high) / 2
      if events[middle].time > moment { high = middle } else { low = middle + 1 }
    }
    return events[low...].first { $0.symbol == nil || $0.symbol == chain.underlying }
  }

  /// Total variance at the forward, and trading time in years of 252 sessions.
  private func total(_ slice: ExpirySlice) -> (variance: Double, time: Double) {
    let sigma = slice.atmVolatility ?? 0
    let expiration = chain.expiries[slice.expiry].expiration
    return (sigma * sigma * slice.years, tradingYears(to: expiration))
  }

  /// Sessions from now to a moment, the broken ones as shares, over 252.
  func tradingYears(to end: Instant) -> Double {
    let date = NewYorkTime.date(end)
    func share(_ session: Session, from: Instant, to: Instant) -> Double {
      let start = max(session.open, from)
      let stop = min(session.close, to)
      return stop > start ? (stop - start).seconds / (session.close - session.open).seconds : 0
    }
    guard date > session.date else { return share(session, from: time, to: end) / 252 }
    var days = share(session, from: time, to: session.close)
    days += Double(TradingCalendar.tradingDays(after: session.date, through: date.adding(days: -1)))
    if let last = TradingCalendar.session(on: date) { days += share(last, from: time, to: end) }
    return days / 252
  }

  /// A volatility without the event's excess variance, when the maturity spans a priced event.
  ///
  /// - Parameters:
  ///   - sigma: Annualised volatility.
  ///   - years: Its maturity, on the calendar.
  ///   - measure: What the context says about its next event.
  /// - Returns: The volatility and the strip taken off; nil when nothing would be left.
  func stripped(
    _ sigma: Double, years: Double, of measure: EventMeasure
  ) -> (volatility: Double, strip: Double)? {
    guard case .priced(let priced) = measure, priced.variance.premium >= rules.eventPremium,
      (priced.event.time - time).years < years
    else { return (sigma, 0) }
    let left = sigma * sigma - priced.variance.excess / years
    guard left > 0 else { return nil }
    let volatility = left.squareRoot()
    return (volatility, sigma - volatility)
  }
}
