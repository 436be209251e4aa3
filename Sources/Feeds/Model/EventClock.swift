// Time as option variance counts it.
//
// A trading day weighs one, of which three tenths pass overnight and seven tenths in the session
// along its variance profile; a day without trading weighs little; a scheduled announcement adds
// its bump until its minute has passed. Weights are measured on S&P 500 total variance by expiry.

import Glibc
import MarketData

/// The weights of calendar days and announcements in total variance.
enum EventClock {
  /// The weight of a day without trading.
  static let closedDay = 0.065
  /// The share of a trading day's weight that passes before its open.
  static let overnight = 0.30
  /// The session weight of a half day over that of a full one.
  static let halfDaySession = 0.20
  /// Calendar days for one unit of weight: a year of 252 trading days, without announcements.
  static let daysPerWeight = 365 / (252 + 113 * closedDay)

  /// The extra trading days of variance of an announcement.
  static func bump(_ kind: MarketEventKind) -> Double {
    switch kind {
    case .fomc: 1.0
    case .cpi: 0.7
    case .nfp: 0.8
    case .gdp: 0.2
    case .earnings: 4.0
    }
  }

  /// The weight of a session from open to close.
  static func sessionWeight(_ date: CivilDate) -> Double {
    (1 - overnight) * (TradingCalendar.isHalfDay(date) ? halfDaySession : 1)
  }

  /// The weight from the close of one session to an expiry on a later date.
  static func weight(after session: CivilDate, to expiry: CivilDate, atOpen: Bool) -> Double {
    var total = 0.0
    var day = session.adding(days: 1)
    while day <= expiry {
      if TradingCalendar.isTradingDay(day) {
        total += overnight
        if day < expiry || !atOpen { total += sessionWeight(day) }
      } else {
        total += closedDay
      }
      day = day.adding(days: 1)
    }
    return total
  }

  /// The bumps of announcements after one moment and not after another, for a symbol.
  static func bumps(
    _ events: [MarketEvent], for symbol: String, after start: Instant, through end: Instant
  ) -> Double {
    var total = 0.0
    for event in events where event.time > start && event.time <= end {
      if event.symbol == nil || event.symbol == symbol { total += bump(event.kind) }
    }
    return total
  }
}
