// A calendar date without a time zone.
//
// Proleptic Gregorian, stored as a day number, so arithmetic is integer arithmetic. The
// conversions are Howard Hinnant's "days_from_civil" and "civil_from_days".

/// A calendar date, stored as days since 1970-01-01.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01, negative before.
  public var dayNumber: Int

  /// Makes a date from its day number.
  @inlinable public init(dayNumber: Int) { self.dayNumber = dayNumber }

  /// Makes a date from year, month and day, or nil when there is no such date.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, (1...9999).contains(year) else { return nil }
    guard day <= CivilDate.length(ofMonth: month, year: year) else { return nil }
    self.init(unchecked: year, month, day)
  }

  init(unchecked year: Int, _ month: Int, _ day: Int) {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    dayNumber = era * 146_097 + dayOfEra - 719_468
  }

  /// Reads `2018-02-05` or `20180205`; nil for anything else or for a date that does not exist.
  public init?(_ text: some StringProtocol) {
    var value = 0
    var digits = 0
    var position = 0
    let count = text.utf8.count
    guard count == 10 || count == 8 else { return nil }
    for byte in text.utf8 {
      if count == 10, position == 4 || position == 7 {
        guard byte == 0x2D else { return nil }
      } else {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte) - 0x30
        digits += 1
      }
      position += 1
    }
    guard digits == 8 else { return nil }
    self.init(year: value / 10_000, month: value / 100 % 100, day: value % 100)
  }

  /// Year, month and day.
  public var parts: (year: Int, month: Int, day: Int) {
    let z = dayNumber + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
  }

  /// The calendar year.
  public var year: Int { parts.year }

  /// The month, 1 to 12.
  public var month: Int { parts.month }

  /// The day of the month, from 1.
  public var day: Int { parts.day }

  /// The day of the week.
  public var weekday: Weekday {
    let shifted = (dayNumber + 3) % 7
    return Weekday.allCases[shifted < 0 ? shifted + 7 : shifted]
  }

  /// The date as `20180205`.
  public var compact: String { written { write(to: &$0, dashes: false) } }

  /// The date as `2018-02-05`.
  public var description: String { written { write(to: &$0) } }

  /// Orders dates.
  @inlinable public static func < (a: CivilDate, b: CivilDate) -> Bool { a.dayNumber < b.dayNumber }

  /// The date a number of days later, or earlier when negative.
  @inlinable public func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }

  /// Calendar days from `other` to this date.
  @inlinable public func days(since other: CivilDate) -> Int { dayNumber - other.dayNumber }

  /// The number of days in a month.
  public static func length(ofMonth month: Int, year: Int) -> Int {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// The n-th given weekday of a month (n from 1), such as the third Friday.
  public static func nth(_ n: Int, _ weekday: Weekday, month: Int, year: Int) -> CivilDate {
    let first = CivilDate(unchecked: year, month, 1)
    let gap = (weekday.index - first.weekday.index + 7) % 7
    return first.adding(days: gap + 7 * (n - 1))
  }

  /// The last given weekday of a month.
  public static func last(_ weekday: Weekday, month: Int, year: Int) -> CivilDate {
    let end = CivilDate(unchecked: year, month, length(ofMonth: month, year: year))
    return end.adding(days: -((end.weekday.index - weekday.index + 7) % 7))
  }
}

/// A day of the week.
public enum Weekday: String, CaseIterable, Sendable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday

  /// Position in the week, Monday 0 to Sunday 6.
  public var index: Int {
    switch self {
    case .monday: 0
    case .tuesday: 1
    case .wednesday: 2
    case .thursday: 3
    case .friday: 4
    case .saturday: 5
    case .sunday: 6
    }
  }

  /// Saturday or Sunday.
  public var isWeekend: Bool { index >= 5 }
}
