// Dated values and events in the table of history, and the past that a desk is given.

import Feeds
import MarketData
import TestKit
import Testing

@testable import Persistence

@Suite("Import of series and events")
struct SeriesImportTests {
  private let scratch: Scratch
  private let store: DeskStore
  private let days = ImportFixtures.sessions(from: "2018-01-02", 20)

  init() throws {
    scratch = try Scratch()
    store = try DeskStore(scratch.database)
  }

  private func series(_ name: String, _ values: [Double], symbol: String = "VIX") -> MarketFile {
    let dated = zip(days, values).map { DailyValue(date: $0, value: $1) }
    let series = NamedSeries(symbol: symbol, metric: "close", values: dated)
    return ImportFixtures.file(name, .series([series]), rows: values.count)
  }

  private func values(_ range: DateRange = DateRange()) throws -> [Double] {
    var found: [Double] = []
    try DeskArchive(scratch.database).eachValue("VIX", metric: "close", range) {
      value throws(StoreError) in
      found.append(value.value)
      return true
    }
    return found
  }

  @Test("one value stands for a date: it stays, and a conflict is counted, until it is replaced")
  func conflicts() throws {
    #expect(try store.take(series("a.csv", [10, 11, 12]))[0].added == 3)
    let other = try store.take(series("b.csv", [10, 11.5, 12, 13]))
    #expect(other[0].added == 1 && other[0].skipped == 3 && other[0].conflicts == 1)
    #expect(try values() == [10, 11, 12, 13])
    let replaced = try store.take(
      series("c.csv", [10, 11.5]), options: ImportOptions(existing: .replace))
    #expect(replaced[0].replaced == 2)
    #expect(try values() == [10, 11.5, 12, 13])
    #expect(try values(DateRange(from: days[1], to: days[2])) == [11.5, 12])
    #expect(throws: StoreError.self) {
      try store.take(series("d.csv", [10]), options: ImportOptions(existing: .fail))
    }
  }

  @Test("what is no number is left out and counted")
  func notFinite() throws {
    let done = try store.take(series("a.csv", [10, .nan, .infinity, 12]))
    #expect(done[0].added == 2 && done[0].unusable == 2)
    #expect(try values() == [10, 12])
  }

  @Test("events come back with their moment and the session that can answer")
  func events() throws {
    let date = ImportFixtures.date("2018-01-31")
    let late = ImportFixtures.date("2018-02-01")
    let events = [
      MarketEvent(
        symbol: nil, kind: .fomc, time: NewYorkTime.instant(date, 14, 0), effectiveDate: date),
      MarketEvent(
        symbol: "AAPL", kind: .earnings, time: NewYorkTime.instant(late, 16, 30),
        effectiveDate: ImportFixtures.date("2018-02-02")),
    ]
    let file = ImportFixtures.file("e.csv", .events(events), rows: 2)
    #expect(try store.take(file)[0].added == 2)
    let archive = try DeskArchive(scratch.database)
    #expect(try archive.importedEvents() == events)
    #expect(try archive.holdings().map(\.kind) == ["events", "events"])
    #expect(try store.take(file)[0].isRepeat)
  }

  @Test("the past of a symbol ends before the session and comes from imports alone")
  func past() throws {
    let bars = ImportFixtures.file(
      "s.csv", .bars([ImportFixtures.daily("^GSPC", days)]), rows: 20)
    try store.take(bars, series("v.csv", days.map { ImportFixtures.usual($0) }))
    let bar = PriceBar(open: 1, high: 1, low: 1, close: 1, volume: 0)
    try store.connection.insert(
      MarketPriceRow(
        symbol: "SPX", time: NewYorkTime.instant(days[3], 9, 30), interval: 86_400, bar: bar,
        source: "sim:7"))
    let history = try DeskArchive(scratch.database).importedHistory(
      "SPX", volatilityIndex: "VIX", before: days[12])
    #expect(history.symbol == "SPX")
    #expect(history.bars.map(\.date) == Array(days[..<12]))
    #expect(history.bars.map(\.bar.close) == days[..<12].map { ImportFixtures.close($0) })
    #expect(history.volatilityIndex.map(\.value) == days[..<12].map { ImportFixtures.usual($0) })
    #expect(history.volatilityIndex3M.isEmpty)
    let none = try DeskArchive(scratch.database).importedHistory(
      "QQQ", volatilityIndex: nil, before: days[12])
    #expect(none.bars.isEmpty)
  }
}
