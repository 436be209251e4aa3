// Which session a recorded row belongs to, and whether it was traded in.
//
// Equities, indices and their options keep the desk's session, 09:30 to 16:00 New York or 13:00 on
// half days. Index options trade on until 16:15; those minutes are delivered as closed, because
// the index itself stands still after 16:00 and would price them wrong.

import MarketData

/// The trading hours of a recording.
enum RecordedHours: Hashable, Sendable {
  /// The New York session.
  case newYork
  /// CME Globex; `hasHalt` for equity-index futures, which paused at 16:15 until June 2021.
  case globex(hasHalt: Bool)

  /// The date of the session that a row known at a moment belongs to.
  ///
  /// In New York that is the row's own date, early and late rows included, or the next trading day;
  /// on Globex the trade date, which begins with the maintenance hour before it.
  func date(ofRowKnownAt end: Instant) -> CivilDate {
    let inside = end - TimeSpan(nanoseconds: 1)
    switch self {
    case .newYork:
      let date = NewYorkTime.date(inside)
      return TradingCalendar.isTradingDay(date) ? date : TradingCalendar.next(after: date)
    case .globex: return GlobexHours.tradeDate(of: inside)
    }
  }

  /// The session of a trading day.
  func session(_ date: CivilDate) -> Session {
    switch self {
    case .newYork:
      TradingCalendar.session(on: date)
        ?? Session(
          date: date, open: NewYorkTime.instant(date, 9, 30),
          close: NewYorkTime.instant(date, 16, 0))
    case .globex: GlobexHours.session(date)
    }
  }

  /// Whether a row known at a moment was traded in its session.
  func isOpen(rowKnownAt end: Instant, in session: Session) -> Bool {
    switch self {
    case .newYork: end > session.open && end <= session.close
    case .globex(let hasHalt):
      if hasHalt {
        GlobexHours.isOpen(end - TimeSpan(nanoseconds: 1), in: session)
      } else {
        end > session.open && end <= session.close
      }
    }
  }
}
