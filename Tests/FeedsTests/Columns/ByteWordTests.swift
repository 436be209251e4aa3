// Words of eight bytes against slow plain twins: numbers by the library, rows byte by byte.

import TestKit
import Testing

@testable import Feeds

@Suite("Bytes by the word")
struct ByteWordTests {
  /// The number of a text that stands before eight other bytes.
  private func number(_ text: String) -> Double? {
    let bytes = Array((text + ",;:-/.xy").utf8)
    return ByteWord.number(bytes.span, from: 0, to: text.utf8.count)
  }

  @Test("every number of up to eight digits and points is the library's, to the last bit")
  func numbers() {
    var random = SeededGenerator(seed: 11)
    let letters = Array("0123456789.")
    for _ in 0..<200_000 {
      let length = random.integer(in: 1...8)
      let text = String((0..<length).map { _ in letters[random.integer(in: 0...10)] })
      let points = text.count { $0 == "." }
      let isNumber = points <= 1 && text.utf8.count > points
      #expect(number(text) == (isNumber ? Double(plain(text)) : nil), "\(text)")
    }
  }

  /// The library takes no point at either end.
  private func plain(_ text: String) -> String {
    (text.hasPrefix(".") ? "0" : "") + text + (text.hasSuffix(".") ? "0" : "")
  }

  @Test(
    "what is no short number is left to others",
    arguments: [
      "", "-1", "+1", "1e5", " 1", "1 ", "1,5", "1.2.3", ".", "..", "123456789", "0x10", "nan",
      "1\u{0}", "１", "1/2", "1:2",
    ])
  func others(_ text: String) { #expect(number(text) == nil) }

  @Test("a number at the very end of a text is left to others, as no word stands there")
  func end() {
    let bytes = Array("12345".utf8)
    for (start, end) in [(0, 5), (3, 2), (-1, 4), (5, 5)] {
      let found = ByteWord.number(bytes.span, from: start, to: end)
      #expect(found == nil, "\(start) to \(end)")
    }
  }

  @Test("digits and bytes of zero are told from every other byte in every place")
  func marks() {
    for place in 0..<8 {
      for byte in UInt64(0)...255 {
        let hole: UInt64 = ~(0xFF << UInt64(8 * place))
        let word = (ByteWord.repeating(0x35) & hole) | byte << UInt64(8 * place)
        #expect(ByteWord.areDigits(word) == (0x30...0x39).contains(byte))
        #expect(ByteWord.zeros(word) == (byte == 0 ? 0x80 << UInt64(8 * place) : 0))
      }
    }
  }

  @Test("rows of any shape fall into the cells that splitting them by hand gives")
  func rows() {
    var random = SeededGenerator(seed: 12)
    for turn in 0..<300 {
      var lines: [[String]] = []
      for _ in 0..<random.integer(in: 1...40) {
        // Most rows are of one width, some are not, some have quotes.
        let width = random.integer(in: 0...9) == 0 ? random.integer(in: 1...9) : 6
        lines.append(
          (0..<width).map { _ in
            let cell = String(repeating: "8", count: random.integer(in: 0...12))
            return random.integer(in: 0...60) == 0 ? "\"\(cell)\"" : cell
          })
      }
      let end = turn % 2 == 0 ? "\n" : "\r\n"
      let text = lines.map { $0.joined(separator: ",") + end }.joined()
      let bytes = Array(text.utf8)
      var row = TableRow(bytes.span)
      for (index, cells) in lines.enumerated() {
        let isThere = row.next(bytes.span)
        #expect(isThere && row.line == index + 1)
        let found = (0..<row.count).map {
          String(decoding: bytes[row.starts[$0]..<row.ends[$0]], as: UTF8.self)
        }
        #expect(found == cells.map { $0.filter { $0 != "\"" } }, "\(index) of \(turn)")
      }
      let hasMore = row.next(bytes.span)
      #expect(!hasMore)
    }
  }

  @Test("moments of one day after another read as they do one by one")
  func moments() throws {
    let days = ["2018-02-05", "2018-02-06", "2018-03-11", "2018-03-12", "2018-2-5"]
    let clocks = [
      "09:30:00", "16:15:59", "00:00:00", "23:59:59", "24:00:00", "12:60:00", "12:00:60",
      "1x:00:00", "12.00.00", "12:00:0x", "9:30:00", "09:30", "12:00:00Z", "12:00:00-05:00",
    ]
    var known = StampReader(form: .yearFirst, zone: .newYork, day: nil)
    for day in days + days.reversed() {
      for clock in clocks + clocks.reversed() {
        for mark in [" ", "T", "x"] {
          let bytes = Array("\(day)\(mark)\(clock),1,2,3,4,5,6,7,8\n".utf8)
          var row = TableRow(bytes.span)
          let isThere = row.next(bytes.span)
          var fresh = StampReader(form: .yearFirst, zone: .newYork, day: nil)
          let (one, other) = (
            known.read(row, 0, bytes.span), fresh.read(row, 0, bytes.span)
          )
          #expect(
            isThere && one?.nanoseconds == other?.nanoseconds && one?.day == other?.day
              && one?.isMidnight == other?.isMidnight && one?.hasOffset == other?.hasOffset,
            "\(day)\(mark)\(clock)")
        }
      }
    }
  }
}
