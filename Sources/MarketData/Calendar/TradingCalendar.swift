// Sessions of the New York exchanges by rule, 1990 to 2035.
//
// Holidays follow NYSE Rule 7.2; the single closures are days of mourning, hurricanes and
// 11 September 2001. Half days end at 13:00: the day after Thanksgiving, Christmas Eve, and the
// trading day before Independence Day (before 1993 sessions ended early at 14:00 or not at all;
// those are read as full days).

/// One regular trading session.
public struct Session: Hashable, Sendable {
  /// The civil date in New York.
  public var date: CivilDate
  /// The first moment of trading, 09:30 for equities and index options.
  public var open: Instant
  /// The end of trading, 16:00 or 13:00.
  public var close: Instant

  /// Makes a session.
  public init(date: CivilDate, open: Instant, close: Instant) {
    self.date = date
    self.open = open
    self.close = close
  }

  /// Whole minutes from open to close: 390, or 210 on a half day.
  public var minutes: Int { Int((close - open).nanoseconds / 60_000_000_000) }

  /// True when trading ends at 13:00.
  public var isHalfDay: Bool { minutes < 390 }
}

/// The New York trading calendar.
public enum TradingCalendar {
  /// The session of a date, or nil when the exchange is closed.
  public static func session(on date: CivilDate) -> Session? {
    isTradingDay(date) ? hours(of: date) : nil
  }

  /// The session of a date, or the last one before it when the exchange is closed.
  public static func session(onOrBefore date: CivilDate) -> Session {
    hours(of: isTradingDay(date) ? date : previous(before: date))
  }

  /// The last session before a date.
  public static func session(before date: CivilDate) -> Session {
    hours(of: previous(before: date))
  }

  private static func hours(of date: CivilDate) -> Session {
    Session(
      date: date, open: NewYorkTime.instant(date, 9, 30),
      close: NewYorkTime.instant(date, isHalfDay(date) ? 13 : 16, 0))
  }

  /// True when there is a session on the date.
  public static func isTradingDay(_ date: CivilDate) -> Bool {
    !date.weekday.isWeekend && !ClosedDays.isClosed(date)
  }

  /// The first trading day after a date.
  public static func next(after date: CivilDate) -> CivilDate {
    var day = date.adding(days: 1)
    while !isTradingDay(day) { day = day.adding(days: 1) }
    return day
  }

  /// The last trading day before a date.
  public static func previous(before date: CivilDate) -> CivilDate {
    var day = date.adding(days: -1)
    while !isTradingDay(day) { day = day.adding(days: -1) }
    return day
  }

  /// Trading days after `start` up to and including `end`; 0 when `end` is not after `start`.
  public static func tradingDays(after start: CivilDate, through end: CivilDate) -> Int {
    guard end > start else { return 0 }
    return ClosedDays.weekdays(through: end) - ClosedDays.weekdays(through: start)
      - ClosedDays.count(after: start, through: end)
  }

  /// The name of the closure on a weekday, or nil when the exchange is open.
  public static func holiday(_ date: CivilDate) -> String? {
    let (year, month, day) = date.parts
    if let special = specialClosures[date] { return special }
    func observed(_ m: Int, _ d: Int) -> Bool {
      let exact = CivilDate(unchecked: year, m, d)
      switch exact.weekday {
      case .saturday: return date == exact.adding(days: -1)
      case .sunday: return date == exact.adding(days: 1)
      default: return date == exact
      }
    }
    // A New Year's Day on a Saturday is not observed on the Friday before (NYSE Rule 7.2).
    if month == 1, day <= 2, observed(1, 1) { return "New Year's Day" }
    if year >= 1998, date == CivilDate.nth(3, .monday, month: 1, year: year) {
      return "Martin Luther King Jr. Day"
    }
    if date == CivilDate.nth(3, .monday, month: 2, year: year) { return "Washington's Birthday" }
    if date == easter(year: year).adding(days: -2) { return "Good Friday" }
    if date == CivilDate.last(.monday, month: 5, year: year) { return "Memorial Day" }
    if year >= 2022, observed(6, 19) { return "Juneteenth" }
    if observed(7, 4) { return "Independence Day" }
    if date == CivilDate.nth(1, .monday, month: 9, year: year) { return "Labor Day" }
    if date == CivilDate.nth(4, .thursday, month: 11, year: year) { return "Thanksgiving" }
    if observed(12, 25) { return "Christmas Day" }
    return nil
  }

  /// True when the closure of the date stands in no rule: mourning, a hurricane, an attack.
  public static func isSpecialClosure(_ date: CivilDate) -> Bool { specialClosures[date] != nil }

  /// True when the session of the date ends at 13:00.
  public static func isHalfDay(_ date: CivilDate) -> Bool {
    guard isTradingDay(date) else { return false }
    let (year, month, day) = date.parts
    if month == 11 {
      return year >= 1993
        && date == CivilDate.nth(4, .thursday, month: 11, year: year).adding(days: 1)
    }
    if month == 12 { return year >= 1993 && (day == 24 || singleHalfDays.contains(date)) }
    return month == 7 && independenceHalfDay(date, year: year, day: day)
  }

  private static func independenceHalfDay(_ date: CivilDate, year: Int, day: Int) -> Bool {
    switch year {
    case ..<1995: return false
    // Until 2012 a Thursday holiday moved the early close to the Friday after it.
    case 1996, 2002: return day == 5
    default:
      let fourth = CivilDate(unchecked: year, 7, 4).weekday
      // The 3rd closes early when the 4th is Tuesday to Friday.
      return day == 3 && fourth.index >= 1 && fourth.index <= 4
    }
  }

  /// Easter Sunday by the anonymous Gregorian algorithm.
  ///
  /// Source: Meeus, Astronomical Algorithms, chapter 8.
  static func easter(year: Int) -> CivilDate {
    let a = year % 19
    let b = year / 100
    let c = year % 100
    let d = b / 4
    let e = b % 4
    let g = (8 * b + 13) / 25
    let h = (19 * a + b - d - g + 15) % 30
    let i = c / 4
    let k = c % 4
    let l = (32 + 2 * e + 2 * i - h - k) % 7
    let m = (a + 11 * h + 22 * l) / 451
    let month = (h + l - 7 * m + 114) / 31
    let day = (h + l - 7 * m + 114) % 31 + 1
    return CivilDate(unchecked: year, month, day)
  }

  private static let singleHalfDays: [CivilDate] = [
    CivilDate(unchecked: 1997, 12, 26), CivilDate(unchecked: 1999, 12, 31),
    CivilDate(unchecked: 2003, 12, 26),
  ]

  private static let specialClosures: [CivilDate: String] = [
    CivilDate(unchecked: 1994, 4, 27): "Funeral of President Nixon",
    CivilDate(unchecked: 2001, 9, 11): "Attacks of 11 September",
    CivilDate(unchecked: 2001, 9, 12): "Attacks of 11 September",
    CivilDate(unchecked: 2001, 9, 13): "Attacks of 11 September",
    CivilDate(unchecked: 2001, 9, 14): "Attacks of 11 September",
    CivilDate(unchecked: 2004, 6, 11): "Funeral of President Reagan",
    CivilDate(unchecked: 2007, 1, 2): "Funeral of President Ford",
    CivilDate(unchecked: 2012, 10, 29): "Hurricane Sandy",
    CivilDate(unchecked: 2012, 10, 30): "Hurricane Sandy",
    CivilDate(unchecked: 2018, 12, 5): "Funeral of President Bush",
    CivilDate(unchecked: 2025, 1, 9): "Funeral of President Carter",
  ]
}
