// Imported chains: quotes that belong to no run, with what the vendor said of them.

import Feeds
import MarketData
import TestKit
import Testing

@testable import Persistence

@Suite("Import of chains")
struct ChainImportTests {
  private let scratch: Scratch
  private let store: DeskStore
  static let time = NewYorkTime.instant(ImportFixtures.date("2018-02-05"), 16, 0)

  init() throws {
    scratch = try Scratch()
    store = try DeskStore(scratch.database)
  }

  /// Reads a table of six quotes on two roots, settled at the open and at the close of a Friday.
  static func chain(
    _ name: String, isDated: Bool = true, bid: Int = 10, hasExpiry: Bool = true
  ) throws -> MarketFile {
    var text =
      "underlying_symbol,root,option_type,strike,bid,ask,open_interest,implied_volatility"
      + (isDated ? ",quote_date" : "") + (hasExpiry ? ",expiration\n" : ",years\n")
    let tail = (isDated ? ",2018-02-05" : "") + (hasExpiry ? ",2018-03-16\n" : ",0.1\n")
    for root in ["SPX", "SPXW"] {
      text += "SPX,\(root),call,2600,\(bid),\(bid + 1),100,0.21" + tail
      text += "SPX,\(root),put,2600,\(bid),\(bid + 90),,0.25" + tail
      text += "SPX,\(root),call,2650,0,0.05,0,0" + tail
    }
    let scratch = try Scratch()
    let path = scratch.folder + "/chain.csv"
    try write(Array(text.utf8), to: path)
    let chain = try readChain(path, quotedAt: isDated || !hasExpiry ? nil : time)
    return ImportFixtures.file(name, .chain(chain), rows: 6)
  }

  private func quotes(_ range: DateRange = DateRange()) throws -> [StoredQuote] {
    var found: [StoredQuote] = []
    try DeskArchive(scratch.database).eachQuote("SPX", range) { quote throws(StoreError) in
      found.append(quote)
      return true
    }
    return found
  }

  @Test("keeps quotes with open interest, volatility and quality; what is missing is missing")
  func columns() throws {
    let file = try Self.chain("c.csv")
    #expect(try store.take(file)[0].added == 6)
    let found: [StoredQuote] = try quotes()
    #expect(found.count == 6)
    // The opening settlement of the same date comes first.
    let date = ImportFixtures.date("2018-03-16")
    #expect(found[0].expiration == NewYorkTime.instant(date, 9, 30))
    #expect(found[5].expiration == NewYorkTime.instant(date, 16, 0))
    #expect(found[0].strike == Money(wholeDollars: 2600) && found[0].right == "call")
    #expect(found[0].openInterest == 100 && found[1].openInterest == nil)
    #expect(found[2].openInterest == 0 && found[2].impliedVolatility == nil)
    #expect(found[0].impliedVolatility == 0.21 && found[0].quality == "GOOD")
    #expect(found[1].quality == "WIDE" && found[2].quality == "ONE_SIDED")
    #expect(found.allSatisfy { $0.source == "c.csv#\(file.sha256.prefix(12))" })
    #expect(try quotes(DateRange(from: ImportFixtures.date("2018-02-06"))).isEmpty)
    #expect(try quotes(DateRange(to: ImportFixtures.date("2018-02-05"))).count == 6)
  }

  @Test("imported quotes are sound, hold no run, and verify tells those of a lost import")
  func owners() throws {
    try store.take(Self.chain("c.csv"))
    let archive = try DeskArchive(scratch.database)
    #expect(try archive.verify().isSound)
    #expect(try archive.runs().isEmpty)
    try store.connection.run("DELETE FROM imports")
    let findings = try archive.verify().findings
    #expect(findings.map(\.text) == ["quotes refer to an import that does not exist"])
  }

  @Test("the chain of one moment from two files stands under both, or gives way")
  func twoFiles() throws {
    let first = try Self.chain("c.csv")
    try store.take(first)
    #expect(try store.take(first)[0].isRepeat)
    #expect(try store.take(Self.chain("d.csv", bid: 11))[0].added == 6)
    #expect(try quotes().count == 12)
    let skip = try store.take(
      Self.chain("e.csv", bid: 12), options: ImportOptions(existing: .skip))
    #expect(skip[0].skipped == 6 && skip[0].added == 0)
    let replace = try store.take(
      Self.chain("f.csv", bid: 13), options: ImportOptions(existing: .replace))
    #expect(replace[0].replaced == 12)
    #expect(
      try quotes().filter { $0.right == "call" && $0.strike.units == 26_000_000 }.map(\.bid)
        == [Money(wholeDollars: 13), Money(wholeDollars: 13)])
    #expect(throws: StoreError.self) {
      try store.take(Self.chain("g.csv"), options: ImportOptions(existing: .fail))
    }
  }

  @Test("a chain without a moment is refused, a contract without an expiry date is counted")
  func undated() throws {
    let error = #expect(throws: StoreError.self) {
      try store.take(Self.chain("t.csv", isDated: false, hasExpiry: false))
    }
    #expect(error?.description.contains("no date and time") == true)
    #expect(try store.take(Self.chain("x.csv", hasExpiry: false))[0].unusable == 6)
  }

  @Test("a recovered database keeps what was imported")
  func recovery() throws {
    try store.take(Self.chain("c.csv"))
    let days = ImportFixtures.sessions(from: "2018-01-02", 5)
    try store.take(
      ImportFixtures.file("s.csv", .bars([ImportFixtures.daily("SPX", days)]), rows: 5))
    store.close()
    let target = scratch.folder + "/saved.db"
    _ = try DeskStore.recover(from: scratch.database, to: target)
    let saved = try DeskArchive(target)
    #expect(try saved.holdings() == DeskArchive(scratch.database).holdings())
    #expect(try saved.verify().isSound)
  }
}
