// The decision days of the Federal Open Market Committee that the desk knows without a file.

import MarketData

extension EventCalendar {
  /// The built-in calendar: the 40 scheduled FOMC decisions of 2014 to 2018, at 14:00.
  public static let builtIn = EventCalendar(
    decisionDays.flatMap { year, days in
      days.split(separator: " ").compactMap { CivilDate("\(year)-\($0)") }
    }
    .map { Event(symbol: "ALL", kind: "FOMC", date: $0, time: .minute(14 * 60)) })

  private static let decisionDays: [(Int, String)] = [
    (2014, "01-29 03-19 04-30 06-18 07-30 09-17 10-29 12-17"),
    (2015, "01-28 03-18 04-29 06-17 07-29 09-17 10-28 12-16"),
    (2016, "01-27 03-16 04-27 06-15 07-27 09-21 11-02 12-14"),
    (2017, "02-01 03-15 05-03 06-14 07-26 09-20 11-01 12-13"),
    (2018, "01-31 03-21 05-02 06-13 08-01 09-26 11-08 12-19"),
  ]
}
