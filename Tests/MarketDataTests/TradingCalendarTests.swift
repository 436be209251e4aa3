// The trading calendar against published years, holidays, half days and clock changes.

import MarketData
import Testing

@Suite("Trading calendar")
struct TradingCalendarTests {
  /// Sessions of the New York Stock Exchange by year, 1990 to 2025.
  static let sessionsByYear: [(Int, Int)] = [
    (1990, 253), (1991, 253), (1992, 254), (1993, 253), (1994, 252), (1995, 252), (1996, 254),
    (1997, 253), (1998, 252), (1999, 252), (2000, 252), (2001, 248), (2002, 252), (2003, 252),
    (2004, 252), (2005, 252), (2006, 251), (2007, 251), (2008, 253), (2009, 252), (2010, 252),
    (2011, 252), (2012, 250), (2013, 252), (2014, 252), (2015, 252), (2016, 252), (2017, 251),
    (2018, 251), (2019, 252), (2020, 253), (2021, 252), (2022, 251), (2023, 250), (2024, 252),
    (2025, 250),
  ]

  @Test("a year has the published count of sessions", arguments: sessionsByYear)
  func sessionsOfYear(year: Int, count: Int) throws {
    let before = try #require(CivilDate(year: year - 1, month: 12, day: 31))
    let last = try #require(CivilDate(year: year, month: 12, day: 31))
    #expect(TradingCalendar.tradingDays(after: before, through: last) == count)
  }

  @Test(
    "the exchange is closed",
    arguments: [
      "1990-01-01", "1994-04-27", "1997-07-04", "1998-01-19", "1999-12-24", "2001-09-11",
      "2001-09-14", "2004-06-11", "2007-01-02", "2010-12-24", "2012-10-29", "2012-10-30",
      "2015-04-03", "2018-12-05", "2019-04-19", "2020-07-03", "2021-05-31", "2022-06-20",
      "2022-12-26", "2023-06-19", "2024-03-29", "2025-01-09", "2027-03-26", "2030-11-28",
      "2032-12-24", "2035-05-28", "2018-02-03", "2018-02-04",
    ])
  func closed(text: String) throws {
    let date = try #require(CivilDate(text))
    #expect(!TradingCalendar.isTradingDay(date))
    #expect(TradingCalendar.session(on: date) == nil)
  }

  @Test(
    "the exchange is open",
    arguments: [
      "1997-01-20", "1999-12-31", "2010-12-31", "2021-06-18", "2021-12-31", "2022-06-17",
      "2018-02-05", "2025-01-02", "2001-09-10", "2001-09-17",
    ])
  func open(text: String) throws {
    let date = try #require(CivilDate(text))
    #expect(TradingCalendar.isTradingDay(date))
  }

  @Test(
    "the session ends at 13:00",
    arguments: [
      "1996-07-05", "1997-12-26", "2000-07-03", "2002-07-05", "2003-12-26", "2007-07-03",
      "2013-07-03", "2014-07-03", "2018-07-03", "2018-11-23", "2018-12-24", "2019-12-24",
      "2023-07-03", "2024-11-29", "2025-07-03", "2025-11-28", "2025-12-24",
    ])
  func halfDay(text: String) throws {
    let date = try #require(CivilDate(text))
    let session = try #require(TradingCalendar.session(on: date))
    #expect(session.isHalfDay)
    #expect(session.minutes == 210)
    #expect(NewYorkTime.wall(session.close).minuteOfDay == 13 * 60)
  }

  @Test(
    "the session is a full one",
    arguments: ["2002-07-03", "2010-07-02", "2015-07-02", "2016-07-01", "2021-11-24", "2021-12-23"])
  func fullDay(text: String) throws {
    let date = try #require(CivilDate(text))
    let session = try #require(TradingCalendar.session(on: date))
    #expect(session.minutes == 390)
  }

  @Test("next and previous skip weekends and closures, and undo each other")
  func neighbours() throws {
    let friday = try #require(CivilDate("2018-03-29"))
    let monday = try #require(CivilDate("2018-04-02"))
    #expect(TradingCalendar.next(after: friday) == monday)
    #expect(TradingCalendar.previous(before: monday) == friday)
    var date = try #require(CivilDate("1990-01-02"))
    let end = try #require(CivilDate("2035-12-31"))
    while date < end {
      let next = TradingCalendar.next(after: date)
      #expect(TradingCalendar.previous(before: next) == date)
      #expect(next.days(since: date) <= 7)
      date = next
    }
  }
}

@Suite("New York time")
struct NewYorkTimeTests {
  @Test(
    "the clock springs forward on the legal Sunday",
    arguments: ["1990-04-01", "2006-04-02", "2007-03-11", "2018-03-11", "2025-03-09", "2035-03-11"])
  func spring(text: String) throws {
    let date = try #require(CivilDate(text))
    #expect(NewYorkTime.offset(at: NewYorkTime.instant(date, 1, 59)) == -18_000)
    #expect(NewYorkTime.offset(at: NewYorkTime.instant(date, 3, 0)) == -14_400)
    let hour = NewYorkTime.instant(date, 3, 0) - NewYorkTime.instant(date, 1, 0)
    #expect(hour == .minutes(60))
  }

  @Test(
    "the clock falls back on the legal Sunday",
    arguments: ["1990-10-28", "2006-10-29", "2007-11-04", "2018-11-04", "2025-11-02", "2035-11-04"])
  func autumn(text: String) throws {
    let date = try #require(CivilDate(text))
    #expect(NewYorkTime.offset(at: NewYorkTime.instant(date, 0, 59)) == -14_400)
    #expect(NewYorkTime.offset(at: NewYorkTime.instant(date, 3, 0)) == -18_000)
    let span = NewYorkTime.instant(date, 3, 0) - NewYorkTime.instant(date, 0, 0)
    #expect(span == .minutes(240))
  }

  @Test("an open is 14:30 UTC in winter and 13:30 in summer")
  func opens() throws {
    let winter = NewYorkTime.instant(try #require(CivilDate("2018-02-05")), 9, 30)
    let summer = NewYorkTime.instant(try #require(CivilDate("2018-07-05")), 9, 30)
    #expect(winter == Instant("2018-02-05T14:30:00Z"))
    #expect(summer == Instant("2018-07-05T13:30:00Z"))
  }

  @Test("wall time and instant undo each other every 37 minutes of two years")
  func roundTrip() throws {
    var time = NewYorkTime.instant(try #require(CivilDate("2018-01-01")), 0, 0)
    let end = NewYorkTime.instant(try #require(CivilDate("2020-01-01")), 0, 0)
    while time < end {
      let text = time.description
      #expect(Instant(text) == time, "\(text)")
      time = time + .minutes(37)
    }
  }

  @Test("sessions are counted as the rules count them date by date, also beyond the listed years")
  func counted() {
    for first in [6_800, 10_500, 17_500, 25_800] {
      let start = CivilDate(dayNumber: first)
      var count = 0
      for ahead in 1...400 {
        let date = start.adding(days: ahead)
        let isOpen = !date.weekday.isWeekend && TradingCalendar.holiday(date) == nil
        #expect(TradingCalendar.isTradingDay(date) == isOpen, "\(date)")
        if isOpen { count += 1 }
        #expect(TradingCalendar.tradingDays(after: start, through: date) == count, "\(date)")
      }
      #expect(TradingCalendar.tradingDays(after: start, through: start) == 0)
      #expect(TradingCalendar.tradingDays(after: start.adding(days: 9), through: start) == 0)
    }
  }
}
