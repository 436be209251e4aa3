// Files that are damaged, hostile or none at all: each is refused in words, none brings it down.

import Feeds
import Glibc
import MarketData
import TestKit
import Testing

@Suite("Bad files")
struct BadFileTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  static let head = "date,open,high,low,close\n"
  static let sound = head + "2018-02-02,10,11,9,10.5\n2018-02-05,10,11,9,10.5\n"

  static let refused: [(String, [UInt8], Int?, Int?)] = [
    ("empty", [], nil, nil), ("empty", Array("\n\n \n".utf8), nil, nil),
    ("empty", Array(head.utf8), nil, nil),
    ("nul-byte", Array((head + "2018-02-02,10,1").utf8) + [0] + Array("1,9,10\n".utf8), 2, 16),
    ("encoding", Array((head + "2018-02-02,10,11,9,1").utf8) + [0xE9, 0x0A], 2, 21),
    ("encoding", [0xFF, 0xFE] + sound.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, 1, 1),
    ("encoding", sound.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, 1, 1),
    ("unsupported-format", Array("PAR1\u{15}\u{4}PAR1".utf8), nil, nil),
    ("unsupported-format", [0x89] + Array("HDF\r\n\u{1A}\n".utf8), nil, nil),
    ("unsupported-format", Array("hello world, this is a letter\nwith two lines\n".utf8), 1, nil),
    ("unsupported-format", Array("{\"a\":1}".utf8), nil, nil),
    (
      "unsupported-format", Array("SQLite format 3".utf8) + [UInt8](repeating: 0, count: 64), nil,
      nil
    ),
    ("unsupported-format", Array("BZh91AY".utf8), nil, nil),
    ("damaged", Array("{\"chart\":{\"result\":[".utf8), nil, nil),
    ("no-usable-row", Array((head + "2018-02-31,10,11,9,10\n").utf8), 2, 1),
    ("damaged", [0x1F, 0x8B, 8, 0, 1, 2, 3], nil, nil),
    ("damaged", [0x50, 0x4B, 3, 4, 1, 2, 3], nil, nil),
  ]

  @Test("are refused with a code and their place", arguments: refused)
  func refusals(_ code: String, _ bytes: [UInt8], _ line: Int?, _ column: Int?) throws {
    let path = try scratch.write(bytes, "file")
    let error = try #require(refusal(path))
    #expect(error.code == code && error.line == line && error.column == column, "\(error)")
    #expect(error.file == path)
  }

  @Test(
    "ticks are sent to the verb that takes them, tables like them are not",
    arguments: [
      ("symbol,ts,price,size\nA,2024-01-02T09:30:00,10,100\n", true),
      ("symbol,ts,price,size\nA,1704205800000000000,10,100\n", true),
      ("ts_ns;sym;px;qty;exchange\n1704205800000000000;A;10;100;X\n", true),
      ("Symbol,Timestamp,Bid,Bid_Size,Ask,Ask_Size\nA,2024-01-02 09:30:00,9,1,10,2\n", true),
      ("symbol,time,last,volume,open,high,low\nA,2024-01-02 09:30:00,10,100,10,11,9\n", false),
      ("date,symbol,price,size\n2024-01-02,A,10,100\n", false),
      ("symbol,time,last,volume\nA,2024-01-02,10,100\n", false),
    ])
  func ticks(_ text: String, _ isTicks: Bool) throws {
    let path = try scratch.write(Array(text.utf8), "trades.csv")
    let error = refusal(path)
    let rule = "these are ticks: voldesk ticks load '\(path)'"
    #expect((error?.rule == rule) == isTicks, "\(String(describing: error))")
    if isTicks { #expect(error?.code == "unsupported-format" && error?.line == 1) }
  }

  @Test("no file, a folder, a device and a pipe are told apart from tables")
  func noFiles() throws {
    #expect(refusal("\(scratch.path)/none")?.rule.contains("No such file") == true)
    #expect(refusal(scratch.path)?.code == "not-a-file")
    #expect(refusal("/dev/zero")?.code == "not-a-file")
    let pipe = "\(scratch.path)/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(refusal(pipe)?.code == "not-a-file")
  }

  @Test("a line of ten million bytes is refused early, wherever it stands")
  func longLines() throws {
    let long = [UInt8](repeating: UInt8(ascii: "1"), count: 10_000_000)
    let first = try #require(refusal(try scratch.write(long, "first.csv")))
    #expect(first.code == "long-line" && first.line == 1)
    let later = try scratch.write(Array(BadFileTests.sound.utf8) + long, "later.csv")
    #expect(refusal(later)?.code == "long-line" && refusal(later)?.line == 4)
    let within = try scratch.write(
      Array(BadFileTests.sound.utf8) + long.prefix(100_000) + Array("\n2018-02-06,1,1,1,1\n".utf8),
      "within.csv")
    #expect(refusal(within)?.code == "long-line" && refusal(within)?.line == 4)
  }

  @Test("a gzip bomb is stopped, whether its bytes are text or none")
  func bombs() throws {
    let zeros = try scratch.gzip("zeros.gz", times: 64, [UInt8](repeating: 0, count: 1 << 20))
    #expect(refusal(zeros)?.code == "unsupported-format")
    var rows = Array(BadFileTests.head.utf8)
    while rows.count < 1 << 20 { rows += Array("2018-02-02,10,11,9,10.5\n".utf8) }
    let text = try scratch.gzip("rows.gz", times: 40, rows)
    #expect(refusal(text)?.code == "too-large")
  }

  @Test("a file that was packed twice, or cut while packed, is refused")
  func packed() throws {
    let once = try scratch.gzip("one.gz", Array(BadFileTests.sound.utf8))
    let bytes = try ProjectPaths.bytes(of: once)
    #expect(refusal(try scratch.gzip("two.gz", bytes))?.code == "unsupported-format")
    for cut in [bytes.count - 1, bytes.count - 9, 12] {
      #expect(refusal(try scratch.write(Array(bytes.prefix(cut)), "cut.gz"))?.code == "damaged")
    }
    let zip = try scratch.zip("one.zip", [("table.csv", BadFileTests.sound)])
    let whole = try ProjectPaths.bytes(of: zip)
    #expect(refusal(try scratch.write(Array(whole.prefix(60)), "cut.zip")) != nil)
  }

  @Test("a last row that is cut is counted, its file read")
  func truncated() throws {
    let file = try readMarketFile(
      try scratch.write(BadFileTests.sound + "2018-02-06,10,1", "cut.csv"))
    #expect(file.rows == 3 && file.count("truncated-row") == 1 && file.last == "2018-02-05")
    let whole = try readMarketFile(
      try scratch.write(BadFileTests.sound + "2018-02-06,10,11,9,10", "whole.csv"))
    #expect(whole.rows == 3 && whole.findings.isEmpty && whole.last == "2018-02-06")
  }

  static let seeds: [String] = [
    BarFormatTests.daily[1].text, BarFormatTests.daily[4].text, BarFormatTests.daily[8].text,
    BarFormatTests.daily[12].text, BarFormatTests.intraday[0].text, BarFormatTests.intraday[4].text,
    BarFormatTests.intraday[6].text, BarFormatTests.intraday[8].text,
    "Date,1_MO,3_MO,10_YR\n10/20/2023,5.56,5.58,4.93\n1/2/1990,,7.83,7.94\n",
    "date,meeting_end,kind,notes\n2020-03-03,2020-03-03,unscheduled,a\n",
  ]

  @Test("two thousand changed files are read or refused, and what is read is clean")
  func mutations() throws {
    var random = SeededGenerator(seed: 11)
    let options = ReadOptions(symbol: "ABC", date: CivilDate("2018-02-05"))
    for turn in 0..<2_000 {
      var bytes = Array(BadFileTests.seeds[turn % BadFileTests.seeds.count].utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2:
          bytes.insert(Array("0,;-.:\n\"e9".utf8).randomElement(using: &random) ?? 0, at: place)
        default: bytes.removeLast(bytes.count - place)
        }
        if bytes.isEmpty { bytes = [0x30] }
      }
      let path = try scratch.write(bytes, "m.csv")
      do {
        let file = try readMarketFile(path, options: options)
        guard case .bars(let tables) = file.content else { continue }
        for table in tables {
          for index in 0..<table.count { #expect(BarRuleTests.isSound(table.bar(index))) }
        }
      } catch {
        #expect(error is FeedError, "\(error)")
      }
    }
  }

  @Test("garbage is refused")
  func garbage() throws {
    var random = SeededGenerator(seed: 5)
    for length in [1, 7, 64, 4_096, 300_000] {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(refusal(try scratch.write(bytes, "g")) != nil)
    }
  }
}
