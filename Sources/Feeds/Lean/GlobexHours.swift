// Trading hours of E-mini S&P futures and options on Globex.
//
// A session runs from 18:00 of the evening before to 17:00 New York; until 2021-06-27 trading
// stopped from 16:15 to 16:30 (CME Group, special executive report of June 2021).

import MarketData

/// Sessions of CME Globex, by trade date.
enum GlobexHours {
  /// The session of a trade date.
  static func session(_ date: CivilDate) -> Session {
    Session(
      date: date, open: NewYorkTime.instant(date.adding(days: -1), 18, 0),
      close: NewYorkTime.instant(date, 17, 0))
  }

  /// The trade date that a moment belongs to: its own session, or the next one to open.
  static func tradeDate(of time: Instant) -> CivilDate {
    var date = NewYorkTime.date(time)
    while !TradingCalendar.isTradingDay(date) || time >= session(date).close {
      date = date.adding(days: 1)
    }
    return date
  }

  private static let lastHalt = CivilDate(dayNumber: 18_805)  // 2021-06-27

  /// True when a minute that starts at a moment is traded in its session.
  static func isOpen(_ start: Instant, in session: Session) -> Bool {
    guard start >= session.open, start < session.close else { return false }
    guard session.date <= lastHalt else { return true }
    return start < NewYorkTime.instant(session.date, 16, 15)
      || start >= NewYorkTime.instant(session.date, 16, 30)
  }
}
