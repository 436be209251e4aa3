// Every rule of bars: exactly that one is counted, with its place.

import Feeds
import MarketData
import Testing

@Suite("Bar rules")
struct BarRuleTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  /// Sessions of February 2018 with a row that is told.
  private func table(
    _ row: String, at place: Int = 10, head: String = "date,open,high,low,close,volume"
  )
    -> String
  {
    var rows = (1...28).compactMap { day -> String? in
      CivilDate(year: 2018, month: 2, day: day).flatMap {
        TradingCalendar.isTradingDay($0) ? "\($0),10,11,9,10.5,5000" : nil
      }
    }
    rows.insert(row, at: place)
    return head + "\n" + rows.joined(separator: "\n") + "\n"
  }

  static let broken: [(String, String, String)] = [
    ("ohlc-order", "2018-03-01,10,10.2,9,10.5,5000", "high is \"10.2\""),
    ("ohlc-order", "2018-03-01,10,11,10.2,10.5,5000", "low is \"10.2\""),
    ("price-not-positive", "2018-03-01,0,11,0,10.5,5000", "open is \"0\""),
    ("negative-volume", "2018-03-01,10,11,9,10.5,-1", "volume is \"-1\""),
    ("missing-price", "2018-03-01,10,11,9,,5000", "close is \"\""),
    ("missing-price", "2018-03-01,null,null,null,null,0", "open is \"null\""),
    ("number", "2018-03-01,10,11,9,ten,5000", "close is \"ten\""),
    ("number", "2018-03-01,10,inf,9,10.5,5000", "high is \"inf\""),
    ("date", "2018-02-31,10,11,9,10.5,5000", "date is \"2018-02-31\""),
    ("date", "2018-02-14 25:00,10,11,9,10.5,5000", "date is \"2018-02-14 25:00\""),
    ("cell-count", "2018-03-01,10,11,9,10.5", "5 cells in place of 6"),
    ("duplicate", "2018-02-05,10,11,9,10.75,5000", "2018-02-05T00:00:00-05:00"),
    ("stray-row", "1990-01-03,10,11,9,10.5,5000", "1990-01-03T00:00:00-05:00"),
    ("future", "2031-03-03,10,11,9,10.5,5000", ""),
  ]

  @Test("an error sets the row apart and names its place", arguments: broken)
  func errors(_ code: String, _ row: String, _ value: String) throws {
    let path = try scratch.write(table(row), "abc.csv")
    let file = try readMarketFile(path, options: ReadOptions(today: CivilDate("2018-03-30")))
    #expect(file.rows == 20)
    guard case .bars(let tables) = file.content, let bars = tables.first else { return }
    #expect(bars.count == 19)
    let errors = file.findings.filter { $0.severity == .error }
    // A far row in the future is a stray as well as what it is.
    #expect(errors.map(\.code) == [code == "future" ? "stray-row" : code])
    #expect(errors.first?.count == 1)
    if !value.isEmpty { #expect(errors.first?.examples.first?.value == value) }
    if code == "ohlc-order" {
      #expect(errors.first?.examples.first?.line == 12)
      #expect(errors.first?.examples.first?.column == (value.hasPrefix("high") ? 15 : 18))
      #expect(file.setApart.first?.count == 1)
    }
    for index in 1..<bars.count { #expect(bars.starts[index] > bars.starts[index - 1]) }
  }

  @Test("a bar of tomorrow is in the future")
  func future() throws {
    let path = try scratch.write(table("2018-03-01,10,11,9,10.5,5000", at: 19), "abc.csv")
    let file = try readMarketFile(path, options: ReadOptions(today: CivilDate("2018-02-28")))
    #expect(file.count("future") == 1 && file.last == "2018-02-28")
    #expect(try readMarketFile(path).count("future") == 0)
  }

  static let flagged: [(String, String, FindingSeverity)] = [
    ("jump", "2018-03-01,10,17,9,16,5000", .warning),
    ("low-volume", "2018-03-01,10,11,9,10.5,999", .warning),
    ("closed-day", "2018-03-03,10,11,9,10.5,5000", .warning),
    ("flat-bar", "2018-03-01,10,10,10,10,5000", .note),
  ]

  @Test("a warning or a note keeps the row", arguments: flagged)
  func warnings(_ code: String, _ row: String, _ severity: FindingSeverity) throws {
    let file = try readMarketFile(try scratch.write(table(row, at: 19), "abc.csv"))
    guard case .bars(let tables) = file.content else { return }
    #expect(tables.first?.count == 20 && file.count(code) == 1)
    #expect(file.findings.first { $0.code == code }?.severity == severity)
    #expect(file.findings.allSatisfy { $0.severity != .error || $0.code == "missing-share" })
  }

  @Test("a prior close must be the close before")
  func priorClose() throws {
    let text =
      "date,open,high,low,close,prior_close\n2018-02-01,10,11,9,10.5,\n"
      + "2018-02-02,10,11,9,10.75,10.5\n2018-02-05,10,11,9,10.5,10.5\n"
    let file = try readMarketFile(try scratch.write(text, "abc.csv"))
    #expect(file.count("prior-close") == 1 && file.findings.first?.examples.first?.line == 4)
  }

  @Test("sessions that are missing are counted, over five in a hundred is an error")
  func missing() throws {
    let lines = table("2018-03-01,10,11,9,10.5,5000", at: 19).split(separator: "\n")
    let file = try readMarketFile(
      try scratch.write(
        lines.filter { !$0.hasPrefix("2018-02-12") && !$0.hasPrefix("2018-02-13") }
          .joined(separator: "\n"), "abc.csv"))
    #expect(file.count("missing-session") == 2 && file.count("missing-share") == 1)
  }

  @Test("holes within sessions, a short session, a half day")
  func holes() throws {
    var text = "date,open,high,low,close,volume\n"
    for (day, minutes) in [
      ("2018-07-02", 570..<960), ("2018-07-03", 570..<780), ("2018-07-05", 600..<960),
    ] {
      for minute in minutes where minute != 700 {
        let clock = [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        text += "\(day) \(clock[0]):\(clock[1]),10,11,9,10.5,5000\n"
      }
    }
    let file = try readMarketFile(try scratch.write(text, "abc.csv"))
    #expect(file.count("missing-bar") == 33 && file.count("short-session") == 1)
    #expect(file.count("half-day") == 1 && file.count("missing-share") == 0)
    let short = file.findings.first { $0.code == "short-session" }
    #expect(short?.examples.first?.value == "2018-07-05: 359 of 390 bars")
  }

  @Test("the first of three places are kept, the others counted")
  func places() throws {
    var text = "date,open,high,low,close\n2018-01-01,10,11,9,10\n"
    for day in 2...9 { text += "2018-01-0\(day),10,9,9,10\n" }
    let file = try readMarketFile(try scratch.write(text, "abc.csv"))
    let finding = try #require(file.findings.first { $0.code == "ohlc-order" })
    #expect(finding.count == 8 && finding.examples.map(\.line) == [3, 4, 5])
  }
}
