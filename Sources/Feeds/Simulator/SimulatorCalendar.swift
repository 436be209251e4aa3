// Scheduled announcements of simulated years, by rule.
//
// The eight FOMC decisions fall on the Wednesdays on which they usually stand (all eight of 2025
// are met); consumer prices and payrolls are out at 08:30, before the open.

import MarketData

/// The announcements of the simulator.
enum SimulatorCalendar {
  /// Announcements from a date through a count of days, in order: of the whole market, and the
  /// earnings of those in the universe that have some.
  static func events(
    from date: CivilDate, days: Int, universe: [SimulatedUnderlying] = []
  ) -> [MarketEvent] {
    let end = date.adding(days: days)
    var list: [MarketEvent] = []
    for year in date.year...end.year {
      for month in 1...12 {
        list.append(contentsOf: events(month: month, year: year))
        for own in universe where own.earningsMove > 0 && month % 3 == 1 {
          list.append(earnings(own.symbol, month: month, year: year))
        }
      }
    }
    return list.filter { $0.effectiveDate >= date && $0.effectiveDate <= end }.sorted()
  }

  private static func events(month: Int, year: Int) -> [MarketEvent] {
    var list = [
      event(.nfp, payrolls(month: month, year: year), 8, 30),
      event(.cpi, prices(month: month, year: year), 8, 30),
    ]
    if let day = decision(month: month, year: year) { list.append(event(.fomc, day, 14, 0)) }
    return list
  }

  /// A quarter's earnings: after the close of a session in the season, the same week every time.
  private static func earnings(_ symbol: String, month: Int, year: Int) -> MarketEvent {
    let week = 2 + Int(stableFraction("earnings/\(symbol)") * 3)
    let wednesday = CivilDate.nth(week, .wednesday, month: month, year: year)
    let day =
      TradingCalendar.isTradingDay(wednesday)
      ? wednesday : TradingCalendar.previous(before: wednesday)
    return MarketEvent(
      symbol: symbol, kind: .earnings, time: NewYorkTime.instant(day, 16, 15),
      effectiveDate: TradingCalendar.next(after: day))
  }

  private static func event(
    _ kind: MarketEventKind, _ date: CivilDate, _ hour: Int, _ minute: Int
  ) -> MarketEvent {
    MarketEvent(
      symbol: nil, kind: kind, time: NewYorkTime.instant(date, hour, minute), effectiveDate: date)
  }

  /// The Wednesday of a decision, nil in a month without one.
  private static func decision(month: Int, year: Int) -> CivilDate? {
    switch month {
    case 1, 7, 10: CivilDate.last(.wednesday, month: month, year: year)
    case 3, 6, 9: CivilDate.nth(3, .wednesday, month: month, year: year)
    case 5: CivilDate.nth(1, .wednesday, month: month, year: year)
    case 12: CivilDate.nth(2, .wednesday, month: month, year: year)
    default: nil
    }
  }

  /// The first Friday of a month, or the trading day before it.
  private static func payrolls(month: Int, year: Int) -> CivilDate {
    let friday = CivilDate.nth(1, .friday, month: month, year: year)
    let moved = TradingCalendar.previous(before: friday)
    if TradingCalendar.isTradingDay(friday) { return friday }
    return moved.month == month ? moved : TradingCalendar.next(after: friday)
  }

  /// The first trading day from the 12th on.
  private static func prices(month: Int, year: Int) -> CivilDate {
    let eleventh = CivilDate.nth(1, .monday, month: month, year: year)
    let day = eleventh.adding(days: 11 - eleventh.day)
    return TradingCalendar.next(after: day)
  }
}
