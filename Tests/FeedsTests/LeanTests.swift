// Recorded ES minutes: what the files are known to hold, and what is refused.

@testable import Feeds
import Glibc
import MarketData
import TestKit
import Testing

@Suite("Lean replay")
struct LeanTests {
  static let folder = "\(ProjectPaths.data)/replay/lean-es-2020-01"
  static let present = ProjectPaths.exists(folder)

  @Test(
    "the ES day of 2020-01-06 holds its known rows, bars and gaps",
    .enabled(if: LeanTests.present, "skipped: no data"))
  func recorded() throws {
    var tape = try LeanTape(folder: LeanTests.folder)
    // 111 789 + 131 716 rows of Monday, 5 244 + 5 841 of Sunday.
    #expect(tape.rowCounts.options == 111_789 + 131_716 + 5_244 + 5_841)
    #expect(tape.identity.dataHash12.count == 12)
    let monday = try #require(Instant("2020-01-06T00:00:00Z"))
    let open = try #require(Instant("2020-01-05T23:00:00Z"))
    let close = try #require(Instant("2020-01-06T22:00:00Z"))
    var starts: [SessionStart] = []
    var ends: [(Instant, SessionEnd)] = []
    var bars: [(Instant, PriceBar)] = []
    var oneSided = (bids: 0, asks: 0, crossed: 0)
    var early = 0
    var known: [Int32: Quote] = [:]
    var maintenance = 0
    while let batch = try tape.next() {
      if let start = batch.start { starts.append(start) }
      if let end = batch.end { ends.append((batch.time, end)) }
      if let bar = batch.underlyings.first?.bar { bars.append((batch.time - .minutes(1), bar)) }
      if batch.time <= open {
        #expect(!batch.isOpen)
        early += batch.chains[0].indices.count
      }
      if batch.time > close, batch.time <= close + .minutes(60) {
        #expect(!batch.isOpen)
        maintenance += batch.chains[0].indices.count
      }
      for (index, quote) in zip(batch.chains[0].indices, batch.chains[0].quotes) {
        // A batch may repeat a quote when only its volume moved: its time says which are new.
        guard quote.time == batch.time, quote.time > monday else { continue }
        if quote.bid.units == 0 { oneSided.bids += 1 }
        if quote.ask.units == 0 { oneSided.asks += 1 }
        if quote.bid > quote.ask, quote.ask.units > 0 { oneSided.crossed += 1 }
        known[index] = quote
      }
    }
    #expect(starts.map(\.session.date.description) == ["2020-01-06", "2020-01-07"])
    #expect(starts[0].session.open == open && starts[0].session.close == close)
    let chain = starts[0].chains[0]
    // The contracts quoted on Monday; some are in Sunday's files only.
    let contracts = known.keys.map { chain.options[Int($0)].contract }
    let quoted = { (month: Int, right: OptionRight) in
      contracts.filter { $0.expiry.month == month && $0.right == right }.count
    }
    #expect([quoted(3, .call), quoted(3, .put)] == [60, 44])
    #expect([quoted(6, .call), quoted(6, .put)] == [56, 51])
    #expect(chain.expiries.map(\.date.description) == ["2020-03-20", "2020-06-19"])
    #expect(chain.expiries[0].expiration == Instant("2020-03-20T13:30:00Z"))
    #expect(oneSided.bids == 9_472 + 8_163)
    #expect(oneSided.asks == 7_788 + 8_017)
    #expect(oneSided.crossed == 0)
    #expect(early > 0 && maintenance > 0)
    #expect(ends.count == 2)
    #expect(ends[0].1.next?.description == "2020-01-07")
    #expect(ends[1].1.next == nil)
    checkBars(bars, monday: monday)
  }

  /// One day's trades: 1 365 bars with exactly two gaps.
  private func checkBars(_ bars: [(Instant, PriceBar)], monday: Instant) {
    let sunday = bars.filter { $0.0 < monday }.map(\.1)
    #expect(sunday.count == 60)
    #expect(sunday.first?.open == 3220.25)
    let day = bars.filter { $0.0 >= monday }
    #expect(day.count == 1_365)
    #expect(day.first?.1.open == 3223.75)
    #expect(day.map(\.1.high).max() == 3249.50)
    #expect(day.map(\.1.low).min() == 3208.75)
    #expect(day.last?.1.close == 3242.50)
    #expect(day.reduce(0) { $0 + $1.1.volume } == 1_370_228)
    var gaps: [TimeSpan] = []
    for (a, b) in zip(day, day.dropFirst()) where b.0 - a.0 > .minutes(1) {
      gaps.append(b.0 - a.0)
    }
    #expect(gaps == [.minutes(16), .minutes(61)])
  }

  @Test(
    "two readings give the same bytes", .enabled(if: LeanTests.present, "skipped: no data"))
  func deterministic() throws {
    var texts: [String] = []
    for _ in 0..<2 {
      var tape = try LeanTape(folder: LeanTests.folder)
      var digest = TapeDigest()
      while let batch = try tape.next() { digest.add(batch) }
      texts.append(digest.text)
    }
    #expect(texts[0] == texts[1])
  }

  static let badRows: [(String, Int?, String)] = [
    ("60000,1,1,1,1,5,2,2,2,2", nil, "must have 11 cells, found 10"),
    ("60000,1,1,1,1,5,2,2,2,2,5,6", 26, "must have 11 cells, found more"),
    ("x,1,1,1,1,5,2,2,2,2,5", 1, "time must be a whole number"),
    ("61000,1,1,1,1,5,2,2,2,2,5", 1, "whole minutes"),
    ("86400000,1,1,1,1,5,2,2,2,2,5", 1, "below 86400000"),
    ("60000,1,0.5,1,1,5,2,2,2,2,5", 15, "low <= open, close <= high"),
    ("60000,1,1,1,1.00001,5,2,2,2,2,5", 13, "at most 4 decimals"),
    ("60000,1,1,1,-1,5,2,2,2,2,5", 13, "at most 4 decimals"),
    ("60000,1,1,1,1,5.5,2,2,2,2,5", 15, "bid size must be a whole number"),
    ("60000,1,1,1,1,5,2,2,2,999999,5", 23, "must be below 214748"),
    ("60000,1,1,1,1,99999999999,2,2,2,2,5", 15, "must be below 2147483648"),
    ("", 1, "time must be a whole number"),
  ]

  @Test("a malformed row is refused with its place and rule", arguments: badRows)
  func badRow(text: String, column: Int?, says: String) throws {
    var reader = LeanRowReader(file: "a.zip/b.csv", day: 18_267)
    let error = try #require(throws: FeedError.self) {
      try Array(text.utf8).withUnsafeBytes { try reader.quote($0, line: 7) }
    }
    #expect(error.line == 7 && error.rule.contains(says), "\(error)")
    if let column { #expect(error.column == column, "\(error)") }
  }

  @Test("an empty side is no quote; times must ascend")
  func goodRow() throws {
    var reader = LeanRowReader(file: "f", day: 18_267)
    let row = try Array("82500000,,,,,0,264.75,264.75,264.75,264.75,1".utf8).withUnsafeBytes {
      try reader.quote($0, line: 1)
    }
    #expect(row.bid == 0 && row.ask == 2_647_500 && row.askSize == 1)
    #expect(row.minute == 18_267 * 1_440 + 1_375)
    #expect(throws: FeedError.self) {
      try Array("82500000,,,,,0,264.75,264.75,264.75,264.75,1".utf8).withUnsafeBytes {
        try reader.quote($0, line: 2)
      }
    }
  }

  /// A scratch folder, gone afterwards.
  private func scratch(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/voldesk-lean-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer -> String? in
      guard let base = buffer.baseAddress, let path = mkdtemp(base) else { return nil }
      return String(cString: path)
    }
    let folder = try #require(made)
    defer { _ = system("rm -r '\(folder)'") }
    try body(folder)
  }

  private func write(_ text: String, to path: String) throws {
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
  }

  @Test("a folder without the right files, or with a broken zip, is refused")
  func brokenFolder() throws {
    try scratch { folder in
      #expect(throws: FeedError.self) { try LeanTape(folder: folder) }
      let future = "\(folder)/future/cme/minute/es"
      let option = "\(folder)/futureoption/cme/minute/es/202003"
      #expect(system("mkdir -p '\(future)' '\(option)'") == 0)
      #expect(throws: FeedError.self) { try LeanTape(folder: folder) }
      try write("this is no zip", to: "\(future)/20200106_quote.zip")
      try write("nor is this", to: "\(option)/20200106_quote_american.zip")
      let error = try #require(throws: FeedError.self) { try LeanTape(folder: folder) }
      #expect(error.file.hasSuffix("_quote.zip") || error.file.hasSuffix("american.zip"))
      #expect(error.rule.contains("is not a sound zip file"), "\(error)")
    }
  }

  @Test(
    "a small folder plays; its zip with a bad row is refused at the row",
    .enabled(if: ProjectPaths.exists("/usr/bin/zip"), "skipped: no zip program"))
  func smallFolder() throws {
    try scratch { folder in
      let future = "\(folder)/future/cme/minute/es"
      let option = "\(folder)/futureoption/cme/minute/es/202003"
      #expect(system("mkdir -p '\(future)' '\(option)'") == 0)
      let futureName = "20200106_es_minute_quote_202003.csv"
      let call = "20200106_es_minute_quote_american_call_32000000_20200320.csv"
      let put = "20200106_es_minute_quote_american_put_32000000_20200320.csv"
      let row = { (ms: Int, bid: String, ask: String) in
        "\(ms),\(bid),\(bid),\(bid),\(bid),3,\(ask),\(ask),\(ask),\(ask),4\n"
      }
      try write(row(54_000_000, "3230", "3230.25"), to: "\(folder)/\(futureName)")
      try write(
        row(54_000_000, "70.25", "71") + row(54_060_000, "70.5", "71.25"), to: "\(folder)/\(call)")
      try write(row(54_060_000, "40", "40.5"), to: "\(folder)/\(put)")
      let zip = { (target: String, names: String) in
        system("cd '\(folder)' && zip -q '\(target)' \(names)")
      }
      #expect(zip("\(future)/20200106_quote.zip", futureName) == 0)
      #expect(zip("\(option)/20200106_quote_american.zip", "\(call) \(put)") == 0)
      var tape = try LeanTape(folder: folder)
      let first = try #require(try tape.next())
      #expect(first.time == Instant("2020-01-06T15:01:00Z"))
      #expect(first.isOpen)
      #expect(first.underlyings[0].spot == 3230.125)
      #expect(first.chains[0].indices == [0])
      let second = try #require(try tape.next())
      #expect(second.chains[0].indices == [0, 1])
      #expect(second.chains[0].quotes[1].bid == Money(wholeDollars: 40))
      #expect(second.end != nil)
      #expect(try tape.next() == nil)
      // A second day of the future without its options is a hole, not a quiet day.
      let hole = "\(future)/20200107_quote.zip"
      #expect(system("cp '\(future)/20200106_quote.zip' '\(hole)'") == 0)
      let holed = try #require(throws: FeedError.self) { try LeanTape(folder: folder) }
      #expect(holed.description.contains("202003: holds no quotes of 2020-01-07"), "\(holed)")
      #expect(system("rm '\(hole)'") == 0)
      try write(row(54_000_000, "70.25", "71") + "54060000,oops\n", to: "\(folder)/\(call)")
      #expect(zip("\(option)/20200106_quote_american.zip", call) == 0)
      let error = try #require(throws: FeedError.self) { try LeanTape(folder: folder) }
      #expect(error.line == 2 && error.file.hasSuffix(call), "\(error)")
    }
  }
}
