// Formats of dated figures and of announcements on small files.

import Feeds
import MarketData
import Testing

@Suite("Series and event formats")
struct SeriesFormatTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func read(_ text: String, _ name: String = "abc.csv") throws -> MarketFile {
    try readMarketFile(try scratch.write(text, name))
  }

  private func series(_ file: MarketFile) -> [NamedSeries] {
    guard case .series(let series) = file.content else { return [] }
    return series
  }

  private func values(_ pairs: [(String, Double)]) -> [DailyValue] {
    pairs.compactMap { text, value in
      CivilDate(text).map { DailyValue(date: $0, value: value) }
    }
  }

  @Test("a date and a value, points and blanks are missing")
  func dated() throws {
    let file = try read(
      "Date,vix\n1/3/2014,13.76\n1/6/2014,.\n1/7/2014,\n1/8/2014,12.87\n", "vix.csv")
    #expect(file.format == "date-value" && file.rows == 4 && file.count("missing-value") == 2)
    #expect(
      series(file) == [
        NamedSeries(
          symbol: "VIX", metric: "vix",
          values: values([("2014-01-03", 13.76), ("2014-01-08", 12.87)]))
      ])
  }

  @Test(
    "a curve, newest first, under either spelling",
    arguments: ["1_MO,3_MO,10_YR", "1 Mo,3 Mo,10 Yr"])
  func curve(_ names: String) throws {
    let file = try read("Date,\(names)\n10/20/2023,5.56,5.58,4.93\n1/2/1990,,7.83,7.94\n")
    #expect(file.format == "treasury-curve" && file.rows == 2)
    #expect(file.first == "1990-01-02" && file.last == "2023-10-20")
    let curve = series(file)
    #expect(
      curve.map(\.metric) == ["1_mo", "3_mo", "10_yr"] && curve.map(\.values.count) == [1, 2, 2])
    #expect(curve[2].values == values([("1990-01-02", 7.94), ("2023-10-20", 4.93)]))
  }

  @Test("steps of a rate, settlements, expirations, and any other dated columns")
  func others() throws {
    let steps = try read("DATE,PCREDIT8\n2003-01-09,2.25\n2023-07-27,5.50\n")
    #expect(steps.format == "rate-steps" && series(steps)[0].values.last?.value == 5.5)
    let futures = try read(
      "\"\",\"date\",\"M1\",\"M2\"\n\"1\",2008-11-20,66.4,59.52\n\"2\",2008-11-21,NA,60\n")
    #expect(futures.format == "vix-futures-settlements")
    #expect(series(futures).map(\.metric) == ["m1", "m2"] && futures.count("missing-value") == 1)
    let expirations = try read(
      "\"\",\"date\",\"V1\",\"V2\"\n\"1\",2004-03-26,2004-04-19,2004-05-19\n")
    #expect(expirations.format == "vix-futures-expirations")
    #expect(series(expirations).map { $0.values[0].value } == [24, 54])
    let any = try read("day,note,Put/Call,skew\n2018-02-02,a,1.1,130\n2018-02-05,b,1.3,125\n")
    #expect(any.format == "dated-series" && series(any).map(\.metric) == ["put_call", "skew"])
  }

  @Test("a column without dates is counted, its figures are kept beside")
  func undated() throws {
    let file = try read("DEM2GBP\n0.125\n-0.25\n0.5\n")
    #expect(file.format == "undated-series" && file.rows == 3 && file.first == nil)
    #expect(file.attached.first?.values.map(\.value) == [0.125, -0.25, 0.5])
  }

  @Test("dates twice, out of order and far away are counted; the latest row holds")
  func dirt() throws {
    var text = "date,value\n1990-01-03,1\n"
    for day in 1...28 { text += "2018-02-\(day < 10 ? "0" : "")\(day),\(day)\n" }
    text += "2018-02-10,99\n2018-02-31,1\n2018-03-01,x\n"
    let file = try read(text)
    #expect(file.rows == 32 && file.count("stray-row") == 1 && file.count("duplicate") == 1)
    #expect(file.count("time-order") == 1 && file.count("date") == 1 && file.count("number") == 1)
    let kept = series(file)[0].values
    #expect(kept.count == 28 && kept[9].value == 99)
  }

  @Test("meetings and earnings become announcements")
  func events() throws {
    let fomc = try read(
      "date,meeting_end,kind,notes\n2020-03-03,2020-03-03,unscheduled,\n"
        + "2020-03-15,2020-03-15,unscheduled,Sunday\n2020-04-29,2020-04-29,scheduled,\n")
    guard case .events(let meetings) = fomc.content else {
      Issue.record("no events")
      return
    }
    #expect(
      fomc.format == "fomc-days" && meetings.count == 3 && meetings.allSatisfy { $0.symbol == nil })
    #expect(meetings[1].effectiveDate == CivilDate("2020-03-16"))
    #expect(meetings[2].time == Instant("2020-04-29T14:00:00-04:00"))
    let earnings = try read("symbol,date,time\nAAPL,2025-01-30,amc\nMSFT,2025-01-29,bmo\n")
    guard case .events(let reports) = earnings.content else {
      Issue.record("no events")
      return
    }
    #expect(earnings.format == "earnings-dates" && reports.map(\.symbol) == ["MSFT", "AAPL"])
    #expect(reports.map(\.effectiveDate.description) == ["2025-01-29", "2025-01-31"])
  }
}
