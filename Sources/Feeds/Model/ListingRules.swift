// Which expiries and strikes are listed on a day.
//
// Follows the Cboe listing of S&P 500 options and of exchange-traded funds, thinned to a trading
// set: nearby weeklies, month-ends, third Fridays; strikes dense around the money and sparser in
// the wings. A strike once listed stays until its expiry, so a listing is the union of what every
// session since the expiry's first has asked for; it needs only the closes of those sessions.

import Glibc
import MarketData

/// One earlier session as the listing sees it.
struct SessionReference: Hashable, Sendable {
  /// The session.
  var date: CivilDate
  /// The close of the underlying.
  var close: Double
  /// The close of its volatility index, in points.
  var volatility: Double
}

/// What kind of date an expiry falls on.
enum ExpiryKind: Sendable {
  case openingMonthly, closingMonthly, monthEnd, friday, weekday
}

/// An expiry before it has strikes.
struct PlannedExpiry: Sendable {
  var root: OptionRoot
  var kind: ExpiryKind
  var date: CivilDate
  var expiration: Instant
  var lastTrade: Instant
  /// How many calendar days ahead the expiry is listed.
  var window: Int
}

/// What the sessions so far have asked of one expiry: multiples of each strike increment.
struct StrikeRanges: Hashable, Sendable {
  var low: [Int]
  var high: [Int]

  /// Nothing asked yet.
  init(steps: Int) {
    low = [Int](repeating: .max, count: steps)
    high = [Int](repeating: .min, count: steps)
  }
}

/// The listing of one underlying.
struct ListingRules: Sendable {
  /// The root settled at the open of third Fridays; nil when there is none.
  var openingRoot: OptionRoot?
  /// The root settled at the close.
  var closingRoot: OptionRoot
  /// Strike increments, ascending.
  var steps: [Double]
  /// The most strikes of one dense band.
  var bandSize: Int
  /// Days ahead for weekday expiries, Fridays, month-ends and third Fridays.
  var weekdayWindow: Int
  var fridayWindow: Int
  var monthEndWindow: Int
  var closingMonthlyWindow: Int
  var openingMonthlyWindow: Int

  /// The longest window.
  var longestWindow: Int {
    max(
      max(weekdayWindow, fridayWindow), max(monthEndWindow, closingMonthlyWindow),
      openingRoot == nil ? 0 : openingMonthlyWindow)
  }

  /// The first month in which every weekday has an S&P 500 expiry.
  private static let everyWeekday = CivilDate(dayNumber: 19_113)  // 2022-05-01

  /// The expiries that can trade in a session, by settlement.
  func expiries(in session: Session) -> [PlannedExpiry] {
    var list: [PlannedExpiry] = []
    for ahead in 0...longestWindow {
      let date = session.date.adding(days: ahead)
      guard TradingCalendar.isTradingDay(date) else { continue }
      let kind = ListingRules.kind(of: date)
      if kind == .closingMonthly, let openingRoot, ahead > 0, ahead <= openingMonthlyWindow {
        let before = TradingCalendar.previous(before: date)
        guard let last = TradingCalendar.session(on: before), last.close > session.open else {
          continue
        }
        list.append(
          PlannedExpiry(
            root: openingRoot, kind: .openingMonthly, date: date,
            expiration: NewYorkTime.instant(date, 9, 30), lastTrade: last.close,
            window: openingMonthlyWindow))
      }
      guard let kind, ahead <= window(of: kind), let own = TradingCalendar.session(on: date) else {
        continue
      }
      list.append(
        PlannedExpiry(
          root: closingRoot, kind: kind, date: date, expiration: own.close, lastTrade: own.close,
          window: window(of: kind)))
    }
    return list
  }

  private func window(of kind: ExpiryKind) -> Int {
    switch kind {
    case .openingMonthly: openingMonthlyWindow
    case .closingMonthly: closingMonthlyWindow
    case .monthEnd: monthEndWindow
    case .friday: fridayWindow
    case .weekday: weekdayWindow
    }
  }

  /// The kind of a trading day as an expiry; nil when nothing expires on it.
  static func kind(of date: CivilDate) -> ExpiryKind? {
    let next = TradingCalendar.next(after: date)
    let friday = date.adding(days: 4 - date.weekday.index)
    let standsForFriday =
      date.weekday == .friday || (date.weekday == .thursday && next.weekday != .friday)
    if standsForFriday, friday == CivilDate.nth(3, .friday, month: friday.month, year: friday.year)
    {
      return .closingMonthly
    }
    if next.month != date.month { return .monthEnd }
    if standsForFriday { return .friday }
    if date >= everyWeekday { return .weekday }
    return date.weekday == .monday || date.weekday == .wednesday ? .weekday : nil
  }

  /// The strikes of an expiry, ascending, from the sessions before, oldest first.
  func strikes(of expiry: PlannedExpiry, references: [SessionReference]) -> [Double] {
    var ranges = StrikeRanges(steps: steps.count)
    // A session asks with the close before it; the last close asks for the session to be listed.
    var asking: CivilDate?
    for reference in references.reversed() {
      if let asking, expiry.date.days(since: asking) > expiry.window { break }
      asking = reference.date
      let days = expiry.date.days(since: reference.date)
      ask(for: reference, days: days, &ranges)
    }
    return strikes(in: ranges)
  }

  /// The strikes of every increment's range, ascending.
  func strikes(in ranges: StrikeRanges) -> [Double] {
    var strikes: [Double] = []
    for (index, step) in steps.enumerated() where ranges.low[index] <= ranges.high[index] {
      for multiple in ranges.low[index]...ranges.high[index] where multiple > 0 {
        strikes.append(Double(multiple) * step)
      }
    }
    strikes.sort()
    var distinct: [Double] = []
    for strike in strikes where distinct.last != strike { distinct.append(strike) }
    return distinct
  }

  /// Bands of z, each with the share of the dense band's strikes it may hold.
  private static let bands: [(low: Double, high: Double, share: Double)] = [
    (-1.5, 1.1, 1), (-2.7, 1.7, 0.6), (-4.0, 2.1, 0.4),
  ]

  /// The widest strike increment as a share of the price, but for the outermost band.
  private static let widestStep = 0.015

  /// Widens the ranges by what one session asks for.
  func ask(for reference: SessionReference, days: Int, _ ranges: inout StrikeRanges) {
    let years = Double(max(days, 1)) / 365
    let deviation = max(0.0084 * reference.volatility * years.squareRoot(), 0.008)
    var level = 0
    for band in ListingRules.bands {
      let bottom = reference.close * exp(band.low * deviation)
      let top = reference.close * exp(band.high * deviation)
      let room = Double(bandSize) * band.share
      // No wider than that, so that a wing two per cent away always has a strike near it.
      let widest = band.share < 0.5 ? .infinity : ListingRules.widestStep * reference.close
      while level < steps.count - 1, steps[level + 1] <= widest,
        (top - bottom) / steps[level] > room
      {
        level += 1
      }
      let (least, most) = (bottom / steps[level], top / steps[level])
      ranges.low[level] = min(ranges.low[level], Int(least.rounded(.down)))
      ranges.high[level] = max(ranges.high[level], Int(most.rounded(.up)))
    }
  }
}
