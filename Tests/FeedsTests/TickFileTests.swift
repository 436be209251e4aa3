// Files of ticks: columns by name, times of every unit, vendors' zips, and every kind of bad row.

import FoundationEssentials
import Glibc
import MarketData
import TestKit
import Testing

@testable import Feeds

@Suite("Tick files")
struct TickFileTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func read(
    _ text: String, _ reading: TickReading = TickReading(), name: String = "ticks.csv"
  ) throws -> TickFile {
    try read(bytes: Array(text.utf8), reading, name: name)
  }

  private func read(
    bytes: [UInt8], _ reading: TickReading = TickReading(), name: String = "ticks.csv"
  ) throws -> TickFile {
    try readTicks(try scratch.write(bytes, name), reading)
  }

  @Test("columns by name, in any order, with any separator")
  func columns() throws {
    for text in [
      "sym,ts,px,sz\nSPY,1704205800000000291,112.99,765\n",
      "\u{FEFF}Size;Price;Timestamp;Symbol;note\r\n765;112.99;1704205800000000291;SPY;x\r\n",
      "# exported\n\"symbol\"\t\"ts\"\t\"price\"\t\"size\"\n\"SPY\"\t1704205800000000291\t112.9900\t765.0",
    ] {
      let file = try read(text)
      #expect(file.format == "tick-trades" && file.rows == 1 && file.findings.isEmpty)
      let rows = try #require(file.trades.ordered("SPY"))
      #expect(rows.time == [1_704_205_800_000_000_291])
      #expect(rows.price == [1_129_900] && rows.size == [765])
    }
  }

  @Test("a count of seconds, milliseconds, microseconds or nanoseconds, and calendar times")
  func times() throws {
    let expected: Int64 = 1_704_205_800_250_000_000
    for time in [
      "1704205800.25", "1704205800250", "1704205800250000", "1704205800250000000",
      "1704205800250.0", "2024-01-02T14:30:00.25Z", "2024-01-02 09:30:00.250",
      "2024-01-02T09:30:00.25-05:00", "2024-01-02T15:30:00.250000000+0100",
      "\"2024-01-02 14:30:00.25Z\"",
    ] {
      let file = try read("symbol,time,price,size\nA,\(time),1,1\nA,\(time),2,1\n")
      #expect(file.trades.ordered("A")?.time == [expected, expected], "\(time): \(file.findings)")
    }
    let summer = try read(
      "symbol,ts,price,size\nA,2024-07-02 09:30:00,1,1\nA,2024-07-02 10:30:00,1,1\n")
    #expect(
      summer.trades.ordered("A")?.time
        == [1_719_927_000_000_000_000, 1_719_930_600_000_000_000])
  }

  @Test("quotes, with one side or both")
  func quotes() throws {
    let file = try read(
      "sym,ts,bid,bid_size,ask,ask_size\nA,1704205800,9.5,3,9.75,4\nA,1704205801,9.5,3,,\n"
        + "A,1704205802,,,nan,\nA,1704205803,9.6,1,9.5,1\n")
    #expect(file.format == "tick-quotes" && file.rows == 4 && file.refused == 2)
    let rows = try #require(file.quotes.ordered("A"))
    #expect(rows.count == 2 && rows.bid == [95_000, 95_000])
    #expect(rows.ask == [97_500, QuoteTable.missingPrice])
    #expect(rows.askSize == [4, QuoteTable.missingSize])
    #expect(file.findings.map(\.code) == ["missing-value", "crossed-quote"])
  }

  @Test("every bad row is refused with its line and column, and the rest is kept")
  func badRows() throws {
    let rows: [(String, String, Int)] = [
      ("A,1704205800000000000,1.5,1", "", 0),
      ("A,1704205800000000001,1.5", "row-shape", 26),
      ("A,1704205800000000001,1.5,1,9", "row-shape", 29),
      ("A,,1.5,1", "missing-value", 3), ("A,1704205800000000001,NaN,1", "missing-value", 23),
      ("A,1704205800000000001,1.5,", "missing-value", 27),
      (",1704205800000000001,1.5,1", "missing-value", 1),
      ("A,yesterday,1.5,1", "bad-time", 3), ("A,1704205800,1.5,1", "bad-time", 3),
      ("A,17042058000000000010000,1.5,1", "bad-time", 3),
      ("A,1704205800000000001,1.5x,1", "bad-price", 23),
      ("A,1704205800000000001,1e5,1", "bad-price", 23),
      ("A,1704205800000000001,12345678901234567890,1", "bad-price", 23),
      ("A,1704205800000000001,1.5,1.5", "bad-size", 27),
      ("A,1704205800000000001,1.5,3000000000", "bad-size", 27),
      ("A\u{1},1704205800000000001,1.5,1", "bad-symbol", 1),
      ("\(String(repeating: "A", count: 41)),1704205800000000001,1.5,1", "bad-symbol", 1),
      ("A,1704205800000000001,-1.5,1", "negative-price", 1),
      ("A,1704205800000000001,0,1", "zero-price", 1),
      ("A,1704205800000000001,1.5,0", "empty-size", 1),
      ("A,1704205800000000001,1.5,-7", "empty-size", 1),
      ("A,1704205800000000001,1\0.5,1", "bad-price", 23),
    ]
    for (row, code, column) in rows.dropFirst() {
      let file = try read("sym,ts,px,sz\n\(rows[0].0)\n\(row)\n\(rows[0].0)\n")
      #expect(file.rows == 3 && file.refused == 1 && file.trades.count == 2, "\(row)")
      let finding = try #require(file.findings.first)
      #expect(finding.code == code && finding.count == 1, "\(row): \(finding)")
      #expect(
        finding.examples.first?.line == 3 && finding.examples.first?.column == column, "\(row)")
      let apart = try #require(file.apart.rows.first)
      #expect(file.apart.count == 1 && apart.line == 3 && apart.column == column, "\(row)")
      #expect(apart.rule == code && apart.text.utf8.count == row.utf8.count, "\(row)")
    }
    let all = rows.map(\.0).joined(separator: "\n")
    let file = try read("sym,ts,px,sz\n\(all)")
    #expect(file.rows == rows.count && file.trades.count == 1)
    #expect(file.findings.reduce(0) { $0 + $1.count } == rows.count - 1)
  }

  @Test("late rows are put in order and counted; finer prices are rounded and said so")
  func warnings() throws {
    let file = try read(
      "sym,ts,px,sz\nA,1704205801,1.00005,1\nA,1704205800,1.00004,2\nA,1704205802,1.5000000,3\n")
    let rows = try #require(file.trades.ordered("A"))
    #expect(rows.size == [2, 1, 3] && rows.price == [10_000, 10_001, 15_000])
    #expect(file.findings.map(\.code) == ["rounded-price", "late-row"])
    #expect(file.findings.map(\.count) == [2, 1] && file.refused == 0)
    let fine = try read("sym,ts,px,sz\nA,1704205801,1.00005,1\n", TickReading(decimals: 6))
    #expect(fine.findings.isEmpty && fine.trades.ordered("A")?.price == [1_000_050])
  }

  @Test("files that hold no ticks are refused whole")
  func refused() throws {
    for (text, rule) in [
      ("", "is empty"), ("date,open,high\n2024-01-02,1,2\n", "must name the columns"),
      ("ts,px,sz\n1,2,3\n", "must name the columns"),
      ("sym,ts,px,price,sz\nA,1,1,1,1\n", "mean the same"), ("\n\n", "holds no header"),
      ("sym,ts,px,sz\n" + String(repeating: "9", count: 10 << 20), "is longer than"),
      (String(repeating: "x", count: 1 << 17), "is longer than"),
      ("PK\u{3}\u{4}nothing", "is not a sound zip file"),
    ] {
      do {
        _ = try read(text)
        Issue.record("not refused: \(text.prefix(20))")
      } catch let error as FeedError {
        #expect(error.description.contains(rule), "\(error)")
      }
    }
    #expect(throws: FeedError.self) { try read(bytes: [0x1F, 0x8B, 8, 0, 1, 2, 3]) }
    #expect(throws: FeedError.self) { try readTicks("\(scratch.path)/none.csv") }
    #expect(throws: FeedError.self) { try readTicks(scratch.path) }
    let named = try read("ts,px,sz\n1704205800,2,3\n", TickReading(symbol: "SPY"))
    #expect(named.trades.ordered("SPY")?.price == [20_000])
  }

  @Test("rows cut anywhere between two pieces are whole rows")
  func pieces() throws {
    let ticks = GeneratedTicks(rows: 500, symbols: 12, seed: 3)
    var text = "sym,ts,px,sz\n"
    for row in ticks.time.indices {
      let price = Double(ticks.price[row]) / 10_000
      let cells = ["\(ticks.symbol[row])", "\(ticks.time[row])", "\(price)", "\(ticks.size[row])"]
      text += cells.joined(separator: ",") + "\n"
    }
    let bytes = Array(text.utf8)
    let whole = try read(bytes: bytes)
    #expect(whole.trades.count == 500 && whole.refused == 0)
    for length in [1, 7, 64, 1_000] {
      let reader = TickTextReader(file: "x", reading: TickReading())
      for start in stride(from: 0, to: bytes.count, by: length) {
        try bytes[start..<min(start + length, bytes.count)].withUnsafeBytes { try reader.feed($0) }
      }
      try reader.finishEntry()
      let file = try reader.result()
      #expect(file.trades.series == whole.trades.series && file.rows == 500)
    }
    for (number, name) in ticks.names.names.enumerated() {
      let rows = ticks.symbol.indices.filter { ticks.symbol[$0] == Int32(number) }
      #expect(whole.trades.ordered(name)?.price == rows.map { ticks.price[$0] })
    }
  }

  /// Rows and shares of Lean's equity ticks of 11 October 2013 as the folder's manifest states them.
  @Test("Lean's zips of ticks", .enabled(if: ProjectPaths.exists("\(ProjectPaths.data)/intraday")))
  func lean() throws {
    let folder = "\(ProjectPaths.data)/intraday/lean-spy-2013-10/equity/usa/tick"
    let trades = try readTicks("\(folder)/spy/20131011_trade.zip")
    #expect(trades.format == "lean-tick-trades" && trades.rows == 285_605)
    #expect(trades.refused == 0 && trades.trades.symbols.names == ["SPY"])
    let rows = try #require(trades.trades.ordered("SPY"))
    #expect(rows.count == 285_605 && rows.size.reduce(0) { $0 + Int($1) } == 109_016_858)
    #expect(
      rows.time.first.map { Instant(nanoseconds: $0).description }
        == "2013-10-11T04:00:42.164-04:00")
    #expect(rows.price.first == 1_689_500)
    let quotes = try readTicks("\(folder)/ibm/20131011_quote.zip")
    #expect(quotes.format == "lean-tick-quotes" && quotes.rows == 99_852 && quotes.refused == 0)
    let sides = try #require(quotes.quotes.ordered("IBM"))
    #expect(sides.bid.count { $0 != QuoteTable.missingPrice } == 49_926)
    #expect(sides.ask.count { $0 != QuoteTable.missingPrice } == 49_926)
  }

  @Test("text packed by gzip reads as it is, and a truncated file is refused")
  func packed() throws {
    let path = "\(scratch.path)/a.csv"
    var text = "sym,ts,px,sz\n"
    for row in 0..<5_000 { text += "A,\(1_704_205_800_000 + row),1.\(row % 90 + 10),7\n" }
    try Data(text.utf8).write(to: URL(filePath: path))
    let (status, _) = try ChildProcess.run(["gzip", "-k", path], about: path) { _ in }
    #expect(status == 0)
    #expect(try readTicks(path + ".gz").trades.series == readTicks(path).trades.series)
    let bytes = try ProjectPaths.bytes(of: path + ".gz")
    #expect(throws: FeedError.self) {
      try read(bytes: Array(bytes.dropLast(bytes.count / 2)), name: "b.csv.gz")
    }
    #expect(try contentHash(of: path) != contentHash(of: path + ".gz"))
  }
}
