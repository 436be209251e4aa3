// Trading hours of E-mini S&P futures and options on Globex.
//
// A trade date runs from 18:00 of the evening before to 17:00 New York; until 2021-06-27 trading
// stopped from 16:15 to 16:30 (CME Group, special executive report of June 2021). On a holiday of
// the stock exchange Globex trades until 13:00 for the next trade date; on New Year's Day and at
// Christmas it is closed, on Good Friday too unless payrolls are published that morning; half days
// end at 13:15. CME Group, holiday calendars 2014 to 2025; earlier holidays are read by the same
// rule though they paused up to ninety minutes sooner.

/// Sessions of CME Globex, by trade date.
public enum GlobexHours {
  /// The stretches in which a trade date is traded, ascending; none when it is no trading day.
  public static func intervals(_ date: CivilDate) -> [Range<Instant>] {
    guard TradingCalendar.isTradingDay(date) else { return [] }
    var list: [Range<Instant>] = []
    var day = TradingCalendar.previous(before: date).adding(days: 1)
    while day <= date {
      if let end = end(of: day) {
        let open = NewYorkTime.instant(day.adding(days: -1), 18, 0)
        let pause = NewYorkTime.instant(day, 16, 15)
        if day == date, day <= lastPause, pause < end {
          list.append(open..<pause)
          list.append(NewYorkTime.instant(day, 16, 30)..<end)
        } else {
          list.append(open..<end)
        }
      }
      day = day.adding(days: 1)
    }
    return list
  }

  /// From the first open of a trade date to its last close.
  public static func session(_ date: CivilDate) -> Session {
    let list = intervals(date)
    return Session(
      date: date,
      open: list.first?.lowerBound ?? NewYorkTime.instant(date.adding(days: -1), 18, 0),
      close: list.last?.upperBound ?? NewYorkTime.instant(date, 17, 0))
  }

  /// The trade date that a moment belongs to: its own session, or the next one to open.
  public static func tradeDate(of time: Instant) -> CivilDate {
    var date = NewYorkTime.date(time)
    while !TradingCalendar.isTradingDay(date) || time >= session(date).close {
      date = date.adding(days: 1)
    }
    return date
  }

  /// True when a minute that starts at a moment is traded in its session.
  public static func isOpen(_ start: Instant, in session: Session) -> Bool {
    guard start >= session.open, start < session.close else { return false }
    return intervals(session.date).contains { $0.contains(start) }
  }

  private static let lastPause = CivilDate(dayNumber: 18_805)  // 2021-06-27

  /// When trading of a calendar day ends that began the evening before; nil when it never began.
  private static func end(of day: CivilDate) -> Instant? {
    guard !day.weekday.isWeekend else { return nil }
    guard let holiday = TradingCalendar.holiday(day) else {
      return TradingCalendar.isHalfDay(day)
        ? NewYorkTime.instant(day, 13, 15) : NewYorkTime.instant(day, 17, 0)
    }
    if TradingCalendar.isSpecialClosure(day) { return endOfClosure(day) }
    switch holiday {
    case "New Year's Day", "Christmas Day": return nil
    case "Good Friday":
      // Payrolls come out on the first Friday of a month, holiday or not.
      return day.day <= 7 && day.year >= 2010 ? NewYorkTime.instant(day, 9, 15) : nil
    default: return NewYorkTime.instant(day, 13, 0)
    }
  }

  /// A day of mourning or a hurricane ends trading about the cash open; September 2001 had none.
  private static func endOfClosure(_ day: CivilDate) -> Instant? {
    if day.year == 2001 { return nil }
    return day.year >= 2018
      ? NewYorkTime.instant(day, 9, 30) : NewYorkTime.instant(day, 9, 15)
  }
}
