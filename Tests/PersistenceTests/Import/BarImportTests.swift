// Bars in the database: once for each content, whole or not at all, with their source.

import Feeds
import MarketData
import TestKit
import Testing

@testable import Persistence

@Suite("Import of bars")
struct BarImportTests {
  private let scratch: Scratch
  private let store: DeskStore
  private let days = ImportFixtures.sessions(from: "2018-01-02", 40)

  init() throws {
    scratch = try Scratch()
    store = try DeskStore(scratch.database)
  }

  private func spx(_ name: String, shift: Double = 0) -> MarketFile {
    ImportFixtures.file(
      name, .bars([ImportFixtures.daily("SPX", days, shift: shift)]), rows: days.count)
  }

  @Test("the same bytes change nothing, under another name neither")
  func repetition() throws {
    let first = try store.take(spx("a.csv"))
    #expect(first.map(\.added) == [40] && first[0].isRepeat == false)
    let before = try ImportFixtures.dump(store.connection)
    for name in ["a.csv", "b.csv"] {
      var file = spx("a.csv")
      file.path = name
      let again = try store.take(file)
      #expect(again.map(\.isRepeat) == [true] && again[0].name == "a.csv")
      #expect(again[0].counts.allSatisfy { $0.count == 0 })
      #expect(try ImportFixtures.dump(store.connection) == before)
    }
    #expect(try store.number("SELECT count(*) FROM imports") == 1)
  }

  @Test("the same file twice in one set is one import")
  func twiceInOneSet() throws {
    let done = try store.take(spx("a.csv"), spx("a.csv"))
    #expect(done.map(\.isRepeat) == [false, true])
    #expect(try store.number("SELECT count(*) FROM market_prices") == 40)
  }

  @Test("a row says where it comes from")
  func provenance() throws {
    let file = spx("a.csv")
    try store.take(file)
    let source = "a.csv#\(file.sha256.prefix(12))"
    for table in ["market_prices", "raw_market", "curated_market"] {
      let sources = try store.connection.rows("SELECT DISTINCT source FROM \(table)")
      #expect(sources == [[.string(source)]], "\(table)")
    }
  }

  @Test("rows of another file are kept beside the old ones, and the newest import is read")
  func newestIsRead() throws {
    try store.take(spx("a.csv"))
    let done = try store.take(spx("b.csv", shift: 1))
    #expect(done[0].added == 40 && done[0].conflicts == 40)
    #expect(try store.number("SELECT count(*) FROM market_prices") == 80)
    let archive = try DeskArchive(scratch.database)
    var bars: [StoredBar] = []
    try archive.eachBar("SPX", interval: 86_400) { bar throws(StoreError) in
      bars.append(bar)
      return true
    }
    #expect(bars.count == 40)
    #expect(bars.allSatisfy { $0.source.hasPrefix("b.csv#") && $0.conflicts == 1 })
    #expect(bars.map(\.bar.close) == days.map { ImportFixtures.close($0) + 1 })
    let closes = try store.connection.rows("SELECT close FROM curated_market ORDER BY date")
    #expect(closes == days.map { [.real(ImportFixtures.close($0) + 1)] })
  }

  @Test("equal rows of another file are no conflict")
  func equalRows() throws {
    try store.take(spx("a.csv"))
    #expect(try store.take(spx("b.csv"))[0].conflicts == 0)
  }

  @Test("skip keeps what is there, replace takes its place, fail refuses")
  func existingRows() throws {
    try store.take(spx("a.csv"))
    let skipped = try store.take(
      spx("b.csv", shift: 1), options: ImportOptions(existing: .skip))
    #expect(skipped[0].skipped == 40 && skipped[0].added == 0 && skipped[0].conflicts == 40)
    let before = try ImportFixtures.dump(store.connection)
    let refusal = #expect(throws: StoreError.self) {
      try store.take(spx("c.csv", shift: 2), options: ImportOptions(existing: .fail))
    }
    #expect(refusal?.exitCode == 1)
    #expect(
      refusal?.description.contains("c.csv:2: another import holds a bar at 2018-01-02") == true)
    #expect(try ImportFixtures.dump(store.connection) == before)
    let replaced = try store.take(
      spx("d.csv", shift: 3), options: ImportOptions(existing: .replace))
    #expect(replaced[0].replaced == 40 && replaced[0].added == 40)
    #expect(try store.number("SELECT count(*) FROM market_prices") == 40)
    #expect(try store.number("SELECT count(*) FROM raw_market") == 40)
    // What gave way can come back.
    let back = try store.take(spx("a.csv"), options: ImportOptions(existing: .replace))
    #expect(!back[0].isRepeat && back[0].added == 40)
  }

  @Test("a desk's own bars are neither conflicts nor imported history")
  func deskRows() throws {
    let bar = PriceBar(open: 1, high: 1, low: 1, close: 1, volume: 0)
    try store.connection.insert(
      MarketPriceRow(
        symbol: "SPX", time: NewYorkTime.instant(days[0], 0, 0), interval: 86_400, bar: bar,
        source: "sim:7"))
    let done = try store.take(spx("a.csv"), options: ImportOptions(existing: .fail))
    #expect(done[0].added == 40 && done[0].conflicts == 0)
    // A session of a run, which starts with trading, gives way to the file's bar of its date.
    try store.connection.insert(
      MarketPriceRow(
        symbol: "SPX", time: NewYorkTime.instant(days[1], 9, 30), interval: 86_400, bar: bar,
        source: "sim:7"))
    var closes: [Double] = []
    try DeskArchive(scratch.database).eachBar("SPX", interval: 86_400) { bar throws(StoreError) in
      closes.append(bar.bar.close)
      return true
    }
    #expect(closes == days.map { ImportFixtures.close($0) })
  }

  @Test("years and dates cut the file, and a wider import of the same bytes adds the rest")
  func windows() throws {
    let long = ImportFixtures.sessions(from: "2014-01-02", 1200)
    let file = ImportFixtures.file(
      "l.csv", .bars([ImportFixtures.daily("SPX", long)]), rows: long.count)
    let last = try #require(long.last)
    let kept = long.filter { $0 >= last.years(before: 2) }
    let cut = try store.take(file, options: ImportOptions(lastYears: 2))
    #expect(cut[0].added == kept.count && cut[0].dropped == long.count - kept.count)
    let first = "SELECT min(date) FROM curated_market"
    #expect(try store.connection.value(first) == .string("\(kept[0])"))
    let whole = try store.take(file)
    #expect(whole[0].added == long.count - kept.count && whole[0].present == kept.count)
    #expect(try store.number("SELECT count(*) FROM imports") == 1)
    #expect(try store.connection.value(first) == .string("2014-01-02"))
    #expect(try store.take(file)[0].isRepeat)
  }

  @Test("the years of several files end with the newest of them")
  func yearsOfSeveral() throws {
    let files = (2015...2018).map { year in
      let days = ImportFixtures.sessions(from: "\(year)-03-05", 10)
      return ImportFixtures.file(
        "\(year).csv", .bars([ImportFixtures.daily("SPX", days)]), rows: 10)
    }
    let done = try store.take(
      files[0], files[1], files[2], files[3], options: ImportOptions(lastYears: 2))
    // The newest date is 2018-03-16: two years before it lie the last two days of 2016's file.
    #expect(done.map(\.added) == [0, 2, 10, 10])
  }

  @Test("a sample of each day is the same every time, whatever else is imported")
  func sample() throws {
    let week = ImportFixtures.sessions(from: "2018-02-05", 5)
    func sampled(_ days: [CivilDate], _ percent: Double) throws -> [String] {
      let scratch = try Scratch()
      let store = try DeskStore(scratch.database)
      let file = ImportFixtures.file(
        "m.csv", .bars([ImportFixtures.minutes("SPY", days)]), rows: 390 * days.count)
      let done = try store.take(file, options: ImportOptions(downsamplePercent: percent))
      #expect(done[0].added + done[0].dropped == 390 * days.count)
      return try store.connection.rows("SELECT ts FROM market_prices ORDER BY ts").map { "\($0)" }
    }
    let ten = try sampled(week, 10)
    #expect(ten.count == 5 * 39)
    #expect(try sampled(week, 10) == ten)
    #expect(try Array(sampled([week[0]], 10)) == Array(ten.prefix(39)))
    #expect(try sampled(week, 0.01).count == 5)
    #expect(try sampled(week, 100).count == 5 * 390)
  }

  @Test("a file without a symbol needs one, and a file of several cannot be renamed")
  func symbols() throws {
    let nameless = ImportFixtures.file(
      "v.csv", .bars([ImportFixtures.daily("", days)]), rows: 40)
    let missing = #expect(throws: StoreError.self) { try store.take(nameless) }
    #expect(missing?.description.contains("--symbol") == true)
    try store.take(nameless, options: ImportOptions(symbol: "NDX"))
    #expect(try store.connection.value("SELECT DISTINCT symbol FROM raw_market") == .string("NDX"))
    let two = ImportFixtures.file(
      "w.csv", .bars([ImportFixtures.daily("A", days), ImportFixtures.daily("B", days)]), rows: 80)
    #expect(throws: StoreError.self) {
      try store.take(two, options: ImportOptions(symbol: "C"))
    }
    #expect(try store.take(two)[0].added == 80)
  }

  @Test("parts of one table become one, each row once; a part of another table is refused")
  func consolidation() throws {
    let one = ImportOptions(consolidates: true)
    let first = ImportFixtures.file(
      "1.csv", .bars([ImportFixtures.daily("SPX", Array(days[..<25]))]), rows: 25)
    let second = ImportFixtures.file(
      "2.csv", .bars([ImportFixtures.daily("SPX", Array(days[20...]))]), rows: 20)
    let done = try store.take(first, second, options: one)
    #expect(done.map(\.added) == [25, 15] && done[1].skipped == 5)
    let other = ImportFixtures.file(
      "3.csv", .bars([ImportFixtures.minutes("SPX", [days[0]])]), rows: 390)
    let next = ImportFixtures.file(
      "4.csv", .bars([ImportFixtures.daily("SPX", Array(days[5...]), shift: 1)]), rows: 35)
    let before = try ImportFixtures.dump(store.connection)
    let shape = #expect(throws: StoreError.self) { try store.take(first, other, options: one) }
    #expect(shape?.description.contains("not of the same table") == true)
    let prices = #expect(throws: StoreError.self) { try store.take(next, options: one) }
    #expect(prices?.description.contains("4.csv:2: another file has other prices") == true)
    #expect(try ImportFixtures.dump(store.connection) == before)
  }
}
