// When series end: opening and closing prints, holidays that move them, half days.

import MarketData
import Testing

@Suite("Expiry terms")
struct ExpiryTermsTests {
  struct Case: Sendable, CustomStringConvertible {
    let root: String
    let code: String
    let last: String
    let settlement: String
    var description: String { "\(root) \(code)" }
  }

  static let cases: [Case] = [
    // The opening print of the third Friday; trading ends the day before.
    Case(root: "SPX", code: "2018-03-16", last: "2018-03-15T16:00", settlement: "2018-03-16T09:30"),
    Case(
      root: "SPXW", code: "2018-03-16", last: "2018-03-16T16:00", settlement: "2018-03-16T16:00"),
    // Good Friday on the third Friday: everything a day earlier.
    Case(root: "SPX", code: "2019-04-19", last: "2019-04-17T16:00", settlement: "2019-04-18T09:30"),
    Case(root: "SPX", code: "2019-04-18", last: "2019-04-17T16:00", settlement: "2019-04-18T09:30"),
    Case(root: "SPY", code: "2019-04-18", last: "2019-04-18T16:00", settlement: "2019-04-18T16:00"),
    // Codes of shares named the Saturday after until 2015.
    Case(root: "IBM", code: "2014-01-18", last: "2014-01-17T16:00", settlement: "2014-01-17T16:00"),
    // Half days settle at their own close, and end the trading of the next day's opening print.
    Case(
      root: "SPXW", code: "2018-11-23", last: "2018-11-23T13:00", settlement: "2018-11-23T13:00"),
    Case(root: "QQQ", code: "2024-12-24", last: "2024-12-24T13:00", settlement: "2024-12-24T13:00"),
    Case(root: "NDX", code: "2025-12-26", last: "2025-12-24T13:00", settlement: "2025-12-26T09:30"),
    // VIX: a Wednesday's opening print; a Tuesday's where Good Friday or Juneteenth moves it.
    Case(root: "VIX", code: "2018-02-14", last: "2018-02-13T16:00", settlement: "2018-02-14T09:30"),
    Case(root: "VIX", code: "2024-06-18", last: "2024-06-17T16:00", settlement: "2024-06-18T09:30"),
    // Quarterly options on E-mini futures trade up to the opening print.
    Case(root: "ES", code: "2020-03-20", last: "2020-03-20T09:30", settlement: "2020-03-20T09:30"),
    Case(root: "MNQ", code: "2025-04-17", last: "2025-04-17T16:00", settlement: "2025-04-17T16:00"),
    Case(root: "NQ", code: "2008-03-21", last: "2008-03-20T09:30", settlement: "2008-03-20T09:30"),
    // Their weekly and monthly options, and those on other futures, end with the session.
    Case(root: "ES", code: "2020-03-27", last: "2020-03-27T16:00", settlement: "2020-03-27T16:00"),
    Case(root: "ES", code: "2020-02-21", last: "2020-02-21T16:00", settlement: "2020-02-21T16:00"),
    Case(root: "OG", code: "2020-03-20", last: "2020-03-20T16:00", settlement: "2020-03-20T16:00"),
    // The index options of 100 stocks settle on the close, whichever their exercise.
    Case(root: "OEX", code: "2018-03-16", last: "2018-03-16T16:00", settlement: "2018-03-16T16:00"),
    Case(root: "XEO", code: "2019-04-19", last: "2019-04-18T16:00", settlement: "2019-04-18T16:00"),
  ]

  @Test("last trade and settlement", arguments: cases)
  func moments(_ item: Case) throws {
    let code = try #require(CivilDate(item.code))
    let terms = ExpiryTerms(root: item.root, expiry: code)
    let moments = terms.moments(of: code)
    #expect(terms.settlement(of: code) == moments.settlement)
    #expect(moments.lastTrade.description.hasPrefix(item.last))
    #expect(moments.settlement.description.hasPrefix(item.settlement))
    #expect(moments.date == NewYorkTime.date(moments.settlement))
  }

  @Test("cash for indices, shares and futures for the others")
  func delivery() {
    for root in ["SPX", "SPXW", "VIX", "XSP", "OEX", "MRUT", "XND"] {
      #expect(ExpiryTerms(root: root).delivery == .cash)
    }
    for root in ["SPY", "AAPL", "ES"] { #expect(ExpiryTerms(root: root).delivery == .physical) }
  }

  /// Final settlement dates of VIX contracts as Cboe published them.
  @Test(
    "volatility index contracts settle on the published days",
    arguments: [
      (2014, "01-22 02-19 03-18 04-16 05-21 06-18 07-16 08-20 09-17 10-22 11-19 12-17"),
      (2018, "01-17 02-14 03-21 04-18 05-16 06-20 07-18 08-22 09-19 10-17 11-21 12-19"),
      (2019, "01-16 02-13 03-19 04-17 05-22 06-19 07-17 08-21 09-18 10-16 11-20 12-18"),
      (2024, "01-17 02-14 03-20 04-17 05-22 06-18 07-17 08-21 09-18 10-16 11-20 12-18"),
    ])
  func volatilityIndex(year: Int, list: String) {
    let dates = (1...12).map { ExpiryDates.volatilityIndex(month: $0, year: year) }
    #expect(dates.map { String($0.description.dropFirst(5)) }.joined(separator: " ") == list)
  }

  @Test("third Fridays of 36 years move only for Good Friday and Juneteenth")
  func thirdFridays() {
    var moved: [String] = []
    for year in 2000...2035 {
      for month in 1...12 {
        let date = ExpiryDates.monthly(month: month, year: year)
        #expect(TradingCalendar.isTradingDay(date))
        if date.weekday == .friday {
          #expect((15...21).contains(date.day))
        } else {
          #expect(date.weekday == .thursday)
          moved.append(date.description)
        }
      }
    }
    #expect(
      moved == [
        "2000-04-20", "2003-04-17", "2008-03-20", "2014-04-17", "2019-04-18", "2022-04-14",
        "2025-04-17", "2026-06-18", "2027-06-17", "2030-04-18", "2032-06-17", "2033-04-14",
      ])
  }

  @Test("weeklies and month-ends stand on sessions")
  func weeklies() throws {
    let holy = try #require(CivilDate("2024-03-26"))
    #expect(ExpiryDates.weekly(of: holy).description == "2024-03-28")
    #expect(ExpiryDates.weekly(of: holy.adding(days: 7)).description == "2024-04-05")
    #expect(ExpiryDates.monthEnd(month: 3, year: 2024).description == "2024-03-28")
    #expect(ExpiryDates.monthEnd(month: 2, year: 2024).description == "2024-02-29")
    #expect(
      ExpiryDates.quarterly(year: 2020).map(\.description)
        == ["2020-03-20", "2020-06-19", "2020-09-18", "2020-12-18"])
  }
}
