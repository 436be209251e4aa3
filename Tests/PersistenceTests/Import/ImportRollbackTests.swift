// A failed import leaves the database as it was, wherever it fails.

import Feeds
import MarketData
import TestKit
import Testing

@testable import Persistence

@Suite("Failed imports")
struct ImportRollbackTests {
  private let scratch: Scratch
  private let store: DeskStore
  private let days = ImportFixtures.sessions(from: "2018-01-02", 30)

  init() throws {
    scratch = try Scratch()
    store = try DeskStore(scratch.database)
    let old = ImportFixtures.daily("SPX", Array(days[..<10]))
    try store.take(ImportFixtures.file("old.csv", .bars([old]), rows: 10))
  }

  private var good: MarketFile {
    ImportFixtures.file("good.csv", .bars([ImportFixtures.daily("SPX", days)]), rows: 30)
  }

  @Test("a stop at any point leaves every table as it was", arguments: ImportPoint.allCases)
  func points(_ point: ImportPoint) throws {
    let before = try ImportFixtures.dump(store.connection)
    store.importHook = { reached throws(StoreError) in
      if reached == point { throw .injected(point.rawValue) }
    }
    #expect(throws: StoreError.injected(point.rawValue)) { try store.take(good) }
    #expect(try ImportFixtures.dump(store.connection) == before)
    // The store goes on: the same import succeeds once nothing stops it.
    store.importHook = nil
    #expect(try store.take(good)[0].added == 30)
    #expect(try DeskArchive(scratch.database).verify().isSound)
  }

  @Test("a bad row at the end of the last file takes the first file back too", arguments: 0..<8)
  func badRow(_ kind: Int) throws {
    var table = ImportFixtures.daily("SPX", days)
    let last = table.count - 1
    switch kind {
    case 0: table.low[last] = table.high[last] + 1
    case 1: table.close[last] = -1
    case 2: table.close[last] = .nan
    case 3: table.high[last] = .infinity
    case 4: table.volume[last] = -5
    case 5: table.volume[last] = .nan
    case 6: table.starts[last] = table.starts[last - 1]
    default: table.volume.removeLast()
    }
    let bad = ImportFixtures.file("bad.csv", .bars([table]), rows: 30)
    let before = try ImportFixtures.dump(store.connection)
    let error = #expect(throws: StoreError.self) { try store.take(good, bad) }
    let place = kind == 7 ? "bad.csv: " : "bad.csv:31: "
    #expect(error?.description.hasPrefix(place) == true, "\(String(describing: error))")
    #expect(error?.exitCode == 1)
    #expect(try ImportFixtures.dump(store.connection) == before)
  }

  @Test("a VIX outside 5 to 150 is refused, as a bar and as a series", arguments: [4.9, 150.5])
  func volatilityBand(_ level: Double) throws {
    let bars = ImportFixtures.file(
      "v.csv", .bars([ImportFixtures.vix(days) { $0 == days[7] ? level : 20 }]), rows: 30)
    let series = NamedSeries(
      symbol: "VIX", metric: "close", values: days[..<10].map { DailyValue(date: $0, value: level) }
    )
    for file in [bars, ImportFixtures.file("s.csv", .series([series]), rows: 10)] {
      let before = try ImportFixtures.dump(store.connection)
      let error = #expect(throws: StoreError.self) { try store.take(file) }
      #expect(error?.description.contains("between 5 and 150") == true)
      #expect(try ImportFixtures.dump(store.connection) == before)
    }
  }

  @Test("a file that cannot be read takes the others back")
  func unreadable() throws {
    struct Unreadable: Error {}
    let before = try ImportFixtures.dump(store.connection)
    #expect(throws: Unreadable.self) {
      try store.importMarket(["good", "bad"]) { path in
        guard path == "good" else { throw Unreadable() }
        return good
      }
    }
    #expect(try ImportFixtures.dump(store.connection) == before)
  }

  @Test("a recording and a hash that is none are refused")
  func unsuitable() throws {
    let recording = ImportFixtures.file("r.zip", .recording, rows: 10)
    #expect(throws: StoreError.self) { try store.take(recording) }
    var file = good
    file.sha256 = "abc"
    #expect(throws: StoreError.self) { try store.take(file) }
  }

  @Test("an import waits for nobody: a database at work is refused")
  func inUse() throws {
    let error = #expect(throws: StoreError.self) { try DeskStore(scratch.database) }
    #expect(error?.exitCode == 2)
  }
}
