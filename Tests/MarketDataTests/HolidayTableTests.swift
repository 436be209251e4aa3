// The calendar of 2000 to 2035 against lists that were written down, not computed.

import MarketData
import Testing

@Suite("Holiday table")
struct HolidayTableTests {
  /// Closed weekdays and half days of a year as the exchange published them (2035: by its rules).
  struct Year: Sendable, CustomStringConvertible {
    let year: Int
    let closed: String
    let half: String
    var description: String { "\(year)" }
  }

  static let years: [Year] = [
    Year(
      year: 2000, closed: "01-17 02-21 04-21 05-29 07-04 09-04 11-23 12-25", half: "07-03 11-24"),
    Year(
      year: 2001,
      closed: "01-01 01-15 02-19 04-13 05-28 07-04 09-03 09-11 09-12 09-13 09-14 11-22 12-25",
      half: "07-03 11-23 12-24"),
    Year(
      year: 2002, closed: "01-01 01-21 02-18 03-29 05-27 07-04 09-02 11-28 12-25",
      half: "07-05 11-29 12-24"),
    Year(
      year: 2003, closed: "01-01 01-20 02-17 04-18 05-26 07-04 09-01 11-27 12-25",
      half: "07-03 11-28 12-24 12-26"),
    Year(
      year: 2004, closed: "01-01 01-19 02-16 04-09 05-31 06-11 07-05 09-06 11-25 12-24",
      half: "11-26"),
    Year(year: 2005, closed: "01-17 02-21 03-25 05-30 07-04 09-05 11-24 12-26", half: "11-25"),
    Year(
      year: 2007, closed: "01-01 01-02 01-15 02-19 04-06 05-28 07-04 09-03 11-22 12-25",
      half: "07-03 11-23 12-24"),
    Year(
      year: 2012, closed: "01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25",
      half: "07-03 11-23 12-24"),
    Year(
      year: 2018, closed: "01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25",
      half: "07-03 11-23 12-24"),
    Year(
      year: 2021, closed: "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24", half: "11-26"),
    Year(
      year: 2022, closed: "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26", half: "11-25"),
    Year(
      year: 2024, closed: "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25",
      half: "07-03 11-29 12-24"),
    Year(
      year: 2025, closed: "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25",
      half: "07-03 11-28 12-24"),
    Year(
      year: 2026, closed: "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25",
      half: "11-27 12-24"),
    Year(
      year: 2027, closed: "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24",
      half: "11-26"),
    Year(
      year: 2028, closed: "01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25",
      half: "07-03 11-24"),
    Year(
      year: 2035, closed: "01-01 01-15 02-19 03-23 05-28 06-19 07-04 09-03 11-22 12-25",
      half: "07-03 11-23 12-24"),
  ]

  /// Easter Sundays of 2000 to 2035, from a printed table.
  static let easters =
    """
    04-23 04-15 03-31 04-20 04-11 03-27 04-16 04-08 03-23 04-12 04-04 04-24 04-08 03-31 04-20
    04-05 03-27 04-16 04-01 04-21 04-12 04-04 04-17 04-09 03-31 04-20 04-05 03-28 04-16 04-01
    04-21 04-13 03-28 04-17 04-09 03-25
    """

  private func days(of year: Int) throws -> [CivilDate] {
    let first = try #require(CivilDate(year: year, month: 1, day: 1))
    let last = try #require(CivilDate(year: year, month: 12, day: 31))
    return (0...last.days(since: first)).map { first.adding(days: $0) }
  }

  @Test("closed weekdays and half days are the published ones, and no others", arguments: years)
  func published(_ year: Year) throws {
    let days = try days(of: year.year)
    let short = { (date: CivilDate) in String(date.description.dropFirst(5)) }
    let closed = days.filter { !$0.weekday.isWeekend && !TradingCalendar.isTradingDay($0) }
    #expect(closed.map(short).joined(separator: " ") == year.closed)
    #expect(days.filter(TradingCalendar.isHalfDay).map(short).joined(separator: " ") == year.half)
  }

  @Test("Good Friday stands two days before each Easter of 36 years")
  func goodFridays() throws {
    let texts = HolidayTableTests.easters.split(whereSeparator: { $0 == " " || $0 == "\n" })
    #expect(texts.count == 36)
    for (offset, text) in texts.enumerated() {
      let easter = try #require(CivilDate("\(2000 + offset)-\(text)"))
      #expect(TradingCalendar.holiday(easter.adding(days: -2)) == "Good Friday", "\(easter)")
    }
  }

  @Test("every session of 36 years opens at 09:30 by the clock of its season")
  func sessions() throws {
    var count = 0
    var halves = 0
    for year in 2000...2035 {
      for date in try days(of: year) {
        guard let session = TradingCalendar.session(on: date) else { continue }
        count += 1
        halves += session.isHalfDay ? 1 : 0
        let wall = NewYorkTime.wall(session.open)
        #expect(wall.date == date && wall.minuteOfDay == 570)
        #expect(NewYorkTime.wall(session.close).minuteOfDay == (session.isHalfDay ? 780 : 960))
        #expect(session.minutes == (session.isHalfDay ? 210 : 390))
        let utc = Int(session.open.nanoseconds / 60_000_000_000) % 1_440
        #expect(utc == (isSummer(date) ? 13 * 60 + 30 : 14 * 60 + 30), "\(date)")
      }
    }
    // 6,539 were published until 2025; ten years of 251 follow.
    #expect(count == 9_049)
    #expect((60...90).contains(halves), "\(halves) half days")
  }

  /// Daylight saving by weekday counting alone, the plain way.
  private func isSummer(_ date: CivilDate) -> Bool {
    func sundays(in month: Int) -> [Int] {
      (1...31).filter {
        CivilDate(year: date.year, month: month, day: $0)?.weekday == .sunday
      }
    }
    let march = sundays(in: 3)[1]
    let april = sundays(in: 4)[0]
    let october = sundays(in: 10).last ?? 31
    let november = sundays(in: 11)[0]
    let key = 100 * date.month + date.day
    return date.year >= 2007
      ? key >= 300 + march && key < 1_100 + november : key >= 400 + april && key < 1_000 + october
  }
}
