// The hours of each market: pauses, holidays, half days, and the trade date of any moment.

import MarketData
import Testing

@Suite("Market hours")
struct MarketHoursTests {
  /// A moment of New York written as `2020-01-06 16:15`.
  private func at(_ text: String) throws -> Instant {
    let parts = text.split(separator: " ")
    let date = try #require(CivilDate(parts[0]))
    let minute = try #require(NewYorkTime.minuteOfDay(parts[1]))
    return NewYorkTime.instant(date, secondOfDay: Int64(minute) * 60)
  }

  private func text(_ market: Market, _ date: String) throws -> [String] {
    try market.intervals(on: #require(CivilDate(date))).map { range in
      let words = [range.lowerBound, range.upperBound].map {
        String($0.description.prefix(16)).replacing("T", with: " ")
      }
      return words.joined(separator: " - ")
    }
  }

  @Test("a Globex date runs from the evening before, with a pause until June 2021")
  func globexDay() throws {
    #expect(
      try text(.globex, "2020-01-06") == [
        "2020-01-05 18:00 - 2020-01-06 16:15", "2020-01-06 16:30 - 2020-01-06 17:00",
      ])
    #expect(
      try text(.globex, "2021-06-25") == [
        "2021-06-24 18:00 - 2021-06-25 16:15", "2021-06-25 16:30 - 2021-06-25 17:00",
      ])
    #expect(try text(.globex, "2021-06-28") == ["2021-06-27 18:00 - 2021-06-28 17:00"])
    #expect(try text(.globex, "2021-06-26").isEmpty)
  }

  @Test("on a holiday of the exchange Globex trades until 13:00 for the next date")
  func globexHoliday() throws {
    #expect(
      try text(.globex, "2022-01-18") == [
        "2022-01-16 18:00 - 2022-01-17 13:00", "2022-01-17 18:00 - 2022-01-18 17:00",
      ])
    #expect(
      try text(.globex, "2021-11-26") == [
        "2021-11-24 18:00 - 2021-11-25 13:00", "2021-11-25 18:00 - 2021-11-26 13:15",
      ])
    #expect(
      try text(.globex, "2025-07-07") == [
        "2025-07-03 18:00 - 2025-07-04 13:00", "2025-07-06 18:00 - 2025-07-07 17:00",
      ])
  }

  @Test("Christmas and New Year are closed, Good Friday unless payrolls are published")
  func globexClosed() throws {
    #expect(try text(.globex, "2024-12-24") == ["2024-12-23 18:00 - 2024-12-24 13:15"])
    #expect(try text(.globex, "2024-12-26") == ["2024-12-25 18:00 - 2024-12-26 17:00"])
    #expect(try text(.globex, "2022-01-03") == ["2022-01-02 18:00 - 2022-01-03 17:00"])
    #expect(try text(.globex, "2023-01-03") == ["2023-01-02 18:00 - 2023-01-03 17:00"])
    #expect(try text(.globex, "2022-04-18") == ["2022-04-17 18:00 - 2022-04-18 17:00"])
    #expect(
      try text(.globex, "2023-04-10") == [
        "2023-04-06 18:00 - 2023-04-07 09:15", "2023-04-09 18:00 - 2023-04-10 17:00",
      ])
    #expect(
      try text(.globex, "2018-12-06").first == "2018-12-04 18:00 - 2018-12-05 09:30")
  }

  @Test("index options trade a quarter of an hour longer, the index itself from 03:15")
  func others() throws {
    #expect(try text(.equities, "2018-02-05") == ["2018-02-05 09:30 - 2018-02-05 16:00"])
    #expect(try text(.equities, "2018-11-23") == ["2018-11-23 09:30 - 2018-11-23 13:00"])
    #expect(try text(.indexOptions, "2018-02-05") == ["2018-02-05 09:30 - 2018-02-05 16:15"])
    #expect(try text(.indexOptions, "2018-11-23") == ["2018-11-23 09:30 - 2018-11-23 13:15"])
    #expect(
      try text(.volatilityIndex, "2018-02-05") == [
        "2018-02-05 03:15 - 2018-02-05 09:15", "2018-02-05 09:30 - 2018-02-05 16:15",
      ])
    #expect(try text(.volatilityIndex, "2015-08-24") == ["2015-08-24 09:30 - 2015-08-24 16:15"])
    #expect(try text(.indexOptions, "2018-12-05").isEmpty)
    #expect(Market.of(root: "SPXW") == .indexOptions && Market.of(root: "ES") == .globex)
    #expect(Market.of(root: "VIX") == .indexOptions && Market.of(root: "SPY") == .equities)
  }

  @Test(
    "open and closed moments",
    arguments: [
      (Market.equities, "2018-02-05 09:29", false), (.equities, "2018-02-05 09:30", true),
      (.equities, "2018-02-05 16:00", false), (.indexOptions, "2018-02-05 16:14", true),
      (.globex, "2020-01-05 17:59", false), (.globex, "2020-01-05 18:00", true),
      (.globex, "2020-01-06 16:20", false), (.globex, "2020-01-06 17:30", false),
      (.globex, "2022-01-17 12:59", true), (.globex, "2022-01-17 13:00", false),
      (.globex, "2022-01-17 18:00", true), (.globex, "2020-03-08 18:30", true),
      (.volatilityIndex, "2018-02-05 09:20", false), (.volatilityIndex, "2018-02-05 03:15", true),
    ])
  func isOpen(_ market: Market, _ text: String, _ expected: Bool) throws {
    #expect(try market.isOpen(at: at(text)) == expected)
  }

  @Test("a trade date is the first whose trading is not over, for every market and hour")
  func tradeDates() throws {
    let start = try #require(CivilDate("2018-11-15"))
    let dates = (0...230).map { start.adding(days: $0) }
    for market in Market.allCases {
      let closes = dates.compactMap { date in market.session(on: date).map { (date, $0.close) } }
      for hour in stride(from: 0, through: 24 * 200, by: 5) {
        let time = NewYorkTime.instant(start, 0, 0) + .minutes(Int64(hour) * 60 + 7)
        let expected = closes.first { time < $0.1 }?.0
        #expect(market.tradeDate(of: time) == expected, "\(market) \(time)")
      }
    }
  }

  @Test("stretches ascend and never overlap from one date to the next")
  func order() throws {
    for market in Market.allCases {
      var last = Instant(nanoseconds: .min)
      var date = try #require(CivilDate("2000-01-03"))
      let end = try #require(CivilDate("2035-12-31"))
      while date <= end {
        for range in market.intervals(on: date) {
          #expect(range.lowerBound >= last && !range.isEmpty, "\(market) \(date)")
          last = range.upperBound
        }
        date = date.adding(days: 1)
      }
    }
  }
}
