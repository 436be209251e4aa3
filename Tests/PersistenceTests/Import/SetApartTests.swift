// Rows that break a rule stand apart, each with its line and rule; the clean layers hold none of them.

import Feeds
import Glibc
import MarketData
import TestKit
import Testing

@testable import Persistence

@Suite("Rows set apart")
struct SetApartTests {
  private let scratch: Scratch
  private let store: DeskStore

  init() throws {
    scratch = try Scratch()
    store = try DeskStore(scratch.database)
  }

  /// Seven sound days before the bad ones, so that no rule on whole tables is in the way.
  private static let bars = """
    date,open,high,low,close,volume
    2018-01-02,10,11,9,10.5,5000
    2018-01-03,10,11,9,10.6,5000
    2018-01-03,10,11,9,10.7,5000
    2018-01-04,10,9,9,10.5,5000
    2018-01-05,x,11,9,10.5,5000
    2018-01-08,10,11,9,10.5
    2018-01-09,-1,11,9,10.5,5000
    2018-01-10,10,11,9,10.5,-5
    2018-13-10,10,11,9,10.5,50
    2018-01-11,10,11,9,10.5,5000
    2018-01-12,10,11,9,,5000

    """

  private func write(_ text: String, _ name: String) throws -> String {
    let path = "\(scratch.folder)/\(name)"
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    try #require(fputs(text, file) >= 0)
    return path
  }

  @discardableResult
  private func take(
    _ text: String, _ name: String, options: ImportOptions = ImportOptions(),
    today: CivilDate? = nil
  ) throws -> StoredImport {
    let path = try write(text, name)
    let done = try store.importMarket([path], options: options) {
      try readMarketFile($0, options: ReadOptions(today: today))
    }
    return try #require(done.first)
  }

  private func apart(_ symbol: String? = nil, _ range: DateRange = DateRange()) throws
    -> [StoredApart]
  {
    var rows: [StoredApart] = []
    let archive = try DeskArchive(scratch.database)
    defer { archive.close() }
    try archive.eachApart(symbol, range) { row throws(StoreError) in
      rows.append(row)
      return true
    }
    return rows
  }

  private func requireSound() throws {
    let archive = try DeskArchive(scratch.database)
    defer { archive.close() }
    let report = try archive.verify()
    #expect(report.isSound, "\(report.findings)")
  }

  @Test("bars: every bad row with its line, rule and text, and no clean one")
  func bars() throws {
    let done = try take(SetApartTests.bars, "abc.csv")
    #expect(done.added == 3 && done.setApart == 8 && done.setApartKept == 8)
    let rows = try apart()
    #expect(rows.map(\.line) == [3, 5, 6, 7, 8, 9, 10, 12])
    #expect(
      rows.map(\.rule) == [
        "duplicate", "ohlc-order", "number", "cell-count", "price-not-positive", "negative-volume",
        "date", "missing-price",
      ])
    let lines = SetApartTests.bars.split(separator: "\n").map(String.init)
    #expect(rows.map(\.text) == rows.map { lines[$0.line - 1] })
    #expect(rows.allSatisfy { $0.symbol == "ABC" && $0.severity == "ERROR" })
    #expect(rows.map { $0.time != nil } == [true, true, false, false, true, true, false, false])
    let days = try store.connection.rows("SELECT date FROM raw_market ORDER BY date")
    #expect(days.compactMap { $0[0].string } == ["2018-01-02", "2018-01-03", "2018-01-11"])
    #expect(try store.number("SELECT close>10.65 FROM raw_market WHERE date='2018-01-03'") == 1)
    let range = DateRange(from: CivilDate("2018-01-04"), to: CivilDate("2018-01-09"))
    #expect(try apart("ABC", range).map(\.line) == [5, 8])
    #expect(try apart("XYZ").isEmpty)
    try requireSound()
  }

  @Test(
    "the bad rows of Cboe's VIX history are the 47 that are known",
    .enabled(if: access(ProjectPaths.data, R_OK) == 0))
  func knownBars() throws {
    let path = "\(ProjectPaths.data)/daily/cboe/VIX_History.csv.gz"
    _ = try store.importMarket([path]) { try readMarketFile($0) }
    let rows = try apart("VIX")
    #expect(rows.count == 47 && rows.allSatisfy { $0.rule == "ohlc-order" && $0.time != nil })
    #expect(rows.allSatisfy { $0.text.split(separator: ",").count == 5 })
    #expect(try store.number("SELECT count(*) FROM raw_market") == 9_223 - 47)
  }

  @Test("figures and events: dates that do not exist, cells that are no numbers, repetitions")
  func series() throws {
    try take("DATE,VALUE\n2018-01-02,1.5\n2018-02-30,2\n2018-01-03,oops\n2018-01-02,1.6\n", "r.csv")
    #expect(try apart().map(\.line) == [2, 3, 4])
    #expect(try apart().map(\.rule) == ["duplicate", "date", "number"])
    try take(
      "date,meeting_end,kind,notes\n2018-01-31,2018-01-31,scheduled,\n"
        + "2018-01-32,2018-01-31,scheduled,\n2018-01-31,2018-01-31,scheduled,\n", "fomc_days.csv")
    let events = try apart().filter { $0.source.hasPrefix("fomc") }
    #expect(events.map(\.line) == [3, 4] && events.map(\.rule) == ["date", "duplicate"])
    #expect(
      events.map(\.text) == ["2018-01-32", "2018-01-31"].map { "\($0),2018-01-31,scheduled," })
    try requireSound()
  }

  @Test("a chain: rows that do not read, and quotes that cleaning drops")
  func chain() throws {
    var text =
      "underlying_symbol,underlying_price,option_type,expiration,quote_date,strike,bid,ask\n"
    for strike in stride(from: 90, through: 110, by: 1) {
      for (right, inner) in [("c", 100 - strike), ("p", strike - 100)] {
        let value = Double(max(0, inner)) + 2
        text += "XYZ,100,\(right),2018-02-16,2018-01-16,\(strike),\(value - 0.05),\(value + 0.05)\n"
      }
    }
    text += "XYZ,100,c,2018-02-16,2018-01-16,111,2,1\n"
    text += "XYZ,100,c,2018-02-16,2018-01-16,112\n"
    text += "XYZ,100,c,2018-02-16,2018-01-16,-5,1,2\n"
    let done = try take(text, "c.csv")
    let rows = try apart("XYZ")
    #expect(rows.count == done.setApart)
    let unread = rows.filter { $0.line >= 45 }
    #expect(unread.map(\.line) == [45, 46] && unread.map(\.rule) == ["cell-count", "strike"])
    #expect(unread.first?.text == "XYZ,100,c,2018-02-16,2018-01-16,112")
    let crossed = try #require(rows.first { $0.rule == "quote-crossed" })
    #expect(crossed.line == 44 && crossed.text.contains("C 111.0 2.0/1.0"))
    #expect(crossed.time.map(NewYorkTime.date) == CivilDate("2018-01-16"))
    try requireSound()
  }

  @Test("ticks: the rows of no table, which go when the last tick of their file goes")
  func ticks() throws {
    let text = "symbol,time,price,size\nSPY,1704205800,112.99,7\nSPY,1704205801,x,7\nSPY,z,1,1\n"
    let file = try readTicks(try write(text, "ticks.csv"))
    let source = TickSource(
      name: "ticks.csv", format: file.format, sha256: "aa", report: "[]", apart: file.apart)
    _ = try store.importTicks(file.trades, file.quotes, from: source)
    let rows = try apart("SPY")
    #expect(rows.map(\.line) == [3, 4] && rows.map(\.rule) == ["bad-price", "bad-time"])
    #expect(rows.map(\.text) == ["SPY,1704205801,x,7", "SPY,z,1,1"])
    #expect(rows.map(\.column) == [16, 5])
    _ = try store.importTicks(file.trades, file.quotes, from: source)
    #expect(try apart().count == 2)
    _ = try store.dropTicks(before: ImportFixtures.date("2025-01-01"))
    #expect(try apart().isEmpty)
    try requireSound()
  }

  @Test("the same bytes again change nothing; with other choices the rows still stand once")
  func repetition() throws {
    try take(SetApartTests.bars, "abc.csv")
    let before = try ImportFixtures.dump(store.connection)
    #expect(try take(SetApartTests.bars, "other.csv").isRepeat)
    #expect(try ImportFixtures.dump(store.connection) == before)
    let since = ImportOptions(symbol: "SPX", since: ImportFixtures.date("2018-01-03"))
    #expect(try !take(SetApartTests.bars, "abc.csv", options: since).isRepeat)
    #expect(try apart().count == 8 && apart("SPX").count == 8)
    try requireSound()
  }

  @Test("an import that fails leaves no row apart", arguments: [ImportPoint.rows, .commit])
  func failure(_ point: ImportPoint) throws {
    store.importHook = { reached throws(StoreError) in
      if reached == point { throw .injected(point.rawValue) }
    }
    #expect(throws: StoreError.injected(point.rawValue)) {
      try take(SetApartTests.bars, "abc.csv")
    }
    #expect(try store.number("SELECT count(*) FROM set_apart") == 0)
    #expect(try store.number("SELECT count(*) FROM imports") == 0)
  }

  @Test("a file of bad rows fills no disk: rows beyond the limit are counted, long ones cut")
  func bounds() throws {
    var text = "date,open,high,low,close,volume\n2018-01-02,10,11,9,10.5,5000\n"
    let long = "\u{1B}" + String(repeating: "é", count: 130)
    for _ in 0..<(RowsApart.limit + 5) { text += "2018-01-03,\(long),1,1,1,1\n" }
    let done = try take(text, "abc.csv")
    #expect(done.setApart == RowsApart.limit + 5 && done.setApartKept == RowsApart.limit)
    #expect(try store.number("SELECT count(*) FROM set_apart") == RowsApart.limit)
    #expect(
      try store.number("SELECT max(length(CAST(text AS BLOB))) FROM set_apart")
        == RowsApart.textLimit)
    let first = try #require(try apart().first)
    #expect(first.text.hasPrefix("2018-01-03,?éé") && !first.text.contains("\u{1B}"))
    #expect(
      try store.number("SELECT json_extract(report,'$.set_apart') FROM imports")
        == RowsApart.limit + 5)
    try requireSound()
  }

  @Test("verify finds a row that is gone, and one whose file is unknown")
  func verification() throws {
    try take(SetApartTests.bars, "abc.csv")
    try store.connection.run("DELETE FROM set_apart WHERE place=2")
    var findings = try DeskArchive(scratch.database).verify().findings
    #expect(findings.map(\.check) == [.layers])
    #expect(findings.first?.text == "7 rows of abc.csv are set apart, its import says 8")
    try store.connection.script("PRAGMA foreign_keys=OFF")
    try store.connection.run(
      "INSERT INTO set_apart VALUES('none',1,1,NULL,'date','ERROR',NULL,NULL,'')")
    findings = try DeskArchive(scratch.database).verify().findings
    #expect(findings.contains { $0.check == .references })
  }
}
