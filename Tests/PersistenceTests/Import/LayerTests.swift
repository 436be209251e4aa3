// The layers: cleaned closes with returns, features by name, and a manifest that tells tampering.

import Feeds
import Foundation
import MarketData
import TestKit
import Testing

@testable import Persistence

@Suite("Layers")
struct LayerTests {
  private let scratch: Scratch
  private let store: DeskStore
  private let days = ImportFixtures.sessions(from: "2017-06-01", 200)

  init() throws {
    scratch = try Scratch()
    store = try DeskStore(scratch.database)
  }

  private func bars(_ name: String, _ table: BarColumns) -> MarketFile {
    ImportFixtures.file(name, .bars([table]), rows: table.count)
  }

  private func returns() throws -> [Double?] {
    try store.connection.rows("SELECT ret FROM curated_market WHERE symbol='SPX' ORDER BY date").map
    {
      if case .real(let value) = $0[0] { value } else { nil }
    }
  }

  @Test("a return is the logarithm of the ratio of adjusted closes, to 1e-9")
  func logRatio() throws {
    try store.take(bars("a.csv", ImportFixtures.daily("SPX", days, adjustment: 0.9)))
    let found = try returns()
    #expect(found.count == 200 && found[0] == nil)
    for index in 1..<200 {
      let wanted = log(
        ImportFixtures.close(days[index]) * 0.9 / (ImportFixtures.close(days[index - 1]) * 0.9))
      #expect(abs((found[index] ?? .nan) - wanted) < 1e-9)
    }
  }

  @Test("parts that arrive in any order give the layers of the whole")
  func incremental() throws {
    let whole = try DeskStore(Scratch().database)
    try whole.take(bars("all.csv", ImportFixtures.daily("SPX", days)))
    func curated(_ store: DeskStore) throws -> [[SQLValue]] {
      try store.connection.rows(
        "SELECT date, close, adj_close, ret FROM curated_market ORDER BY date")
    }
    let all = try curated(whole)
    for (index, part) in [80..<120, 120..<200, 0..<80].enumerated() {
      try store.take(bars("\(index).csv", ImportFixtures.daily("SPX", Array(days[part]))))
    }
    let pieces = try curated(store)
    #expect(pieces.map { Array($0[..<3]) } == all.map { Array($0[..<3]) })
    for (one, other) in zip(pieces, all).dropFirst() {
      guard case .real(let a) = one[3], case .real(let b) = other[3] else {
        Issue.record("\(one) \(other)")
        continue
      }
      #expect(abs(a - b) < 1e-12)
    }
  }

  @Test("a return is never taken across two adjustments")
  func twoAdjustments() throws {
    try store.take(
      bars("old.csv", ImportFixtures.daily("SPX", Array(days[..<100]), adjustment: 0.5)))
    try store.take(
      bars("new.csv", ImportFixtures.daily("SPX", Array(days[100...]), adjustment: 1)))
    let wanted = log(ImportFixtures.close(days[100]) / ImportFixtures.close(days[99]))
    #expect(abs((try returns()[100] ?? .nan) - wanted) < 1e-12)
  }

  @Test("index-vix has a row for each date on which both are known, whatever comes first")
  func indexVIX() throws {
    try store.take(bars("v.csv", ImportFixtures.vix(Array(days[50...]))))
    #expect(try store.number("SELECT count(*) FROM features") == 0)
    try store.take(bars("s.csv", ImportFixtures.daily("^GSPC", Array(days[..<150]))))
    let archive = try DeskArchive(scratch.database)
    var rows: [FeatureRow] = []
    try archive.eachFeatureRow("index-vix") { row throws(StoreError) in
      rows.append(row)
      return true
    }
    #expect(rows.map(\.date) == Array(days[50..<150]))
    #expect(rows.allSatisfy { $0.names == ["open", "high", "low", "close", "vix"] })
    #expect(rows.map { $0.values[3] } == days[50..<150].map { ImportFixtures.close($0) })
    #expect(rows.map { $0.values[4] } == days[50..<150].map { ImportFixtures.usual($0) })
    let cut = DateRange(from: days[60], to: days[64])
    var dates: [CivilDate] = []
    try archive.eachFeatureRow("index-vix", cut) { row throws(StoreError) in
      dates.append(row.date)
      return true
    }
    #expect(dates == Array(days[60...64]))
  }

  @Test("any dated series joins a schema of one's own under its name")
  func ownSchema() throws {
    let options = ImportOptions(schema: "mine")
    let rate = NamedSeries(
      symbol: "UST", metric: "3 Mo", values: days[..<5].map { DailyValue(date: $0, value: 1.25) })
    try store.take(ImportFixtures.file("r.csv", .series([rate]), rows: 5), options: options)
    try store.take(
      bars("s.csv", ImportFixtures.daily("SPX", Array(days[2..<7]))), options: options)
    let archive = try DeskArchive(scratch.database)
    #expect(try archive.featureNames("mine") == ["spx_close", "ust_3_mo"])
    var widths: [Int] = []
    try archive.eachFeatureRow("mine") { row throws(StoreError) in
      widths.append(row.names.count)
      return true
    }
    #expect(widths == [1, 1, 2, 2, 2, 1, 1])
    // Rows that are stored already join another schema.
    let again = try store.take(
      bars("s.csv", ImportFixtures.daily("SPX", Array(days[2..<7]))),
      options: ImportOptions(schema: "other"))
    #expect(again[0].present == 5)
    #expect(try archive.featureNames("other") == ["spx_close"])
  }

  @Test("the manifest names dates, rows and missing sessions of each part")
  func manifest() throws {
    var some = days
    some.removeSubrange(10..<13)
    try store.take(bars("s.csv", ImportFixtures.daily("SPX", some)))
    let layers = try DeskArchive(scratch.database).layers()
    #expect(layers.map(\.layer) == ["curated.market", "raw.market"])
    for layer in layers {
      #expect(layer.part == "SPX" && layer.rows == 197 && layer.gaps == 3)
      #expect(layer.first == days[0] && layer.last == days[199])
    }
  }

  @Test("verify tells a changed price of a layer")
  func tampering() throws {
    try store.take(bars("s.csv", ImportFixtures.daily("SPX", days)))
    #expect(try DeskArchive(scratch.database).verify().isSound)
    try store.connection.run("UPDATE raw_market SET volume=volume+1 WHERE date='\(days[9])'")
    try store.connection.run("DELETE FROM curated_market WHERE date='\(days[9])'")
    let findings = try DeskArchive(scratch.database).verify().findings
    #expect(findings.map(\.check) == [.layers, .layers])
    #expect(findings[0].text.contains("curated.market of SPX has 199 rows"))
  }
}
