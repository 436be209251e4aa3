// A reader knows whether a line is canonical without writing it again; here it is written again.

import MarketData
import TestKit
import Testing

@testable import DeskEngine

@Suite("Canonical lines")
struct CanonicalLineTests {
  /// What becomes of lines whose bytes were changed.
  private struct Tally {
    var canonical = 0
    var other = 0
    var refused = 0
  }

  /// Reads a line and compares what the reader says of it with the line that its event writes.
  private func check(_ line: [UInt8], _ tally: inout Tally) {
    let read: (event: Event, isCanonical: Bool)
    do { read = try Event.read(line) } catch {
      tally.refused += 1
      return
    }
    let isWritten = read.event.line() == line
    if isWritten { tally.canonical += 1 } else { tally.other += 1 }
    #expect(read.isCanonical == isWritten, "\(String(decoding: line, as: UTF8.self))")
  }

  private static let bytes =
    Array(
      "0123456789+-.eE,:{}[]\"\\u00ACPKTZnultrueSPX \u{1}\u{1F}~".utf8) + [0x80, 0xC3, 0xA9, 0xFF]

  /// A line with one or two bytes changed, left out or added.
  private func changed(_ line: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var line = line
    for _ in 0...generator.integer(in: 0...1) {
      let place = generator.integer(in: 0...(line.count - 1))
      switch generator.integer(in: 0...4) {
      case 0: line.remove(at: place)
      case 1: line.insert(generator.pick(Self.bytes), at: place)
      case 2: line.insert(line[place], at: place)
      case 3: line[place] ^= 1 << UInt8(generator.integer(in: 0...7))
      default: line[place] = generator.pick(Self.bytes)
      }
    }
    return line
  }

  @Test(
    "a reader calls canonical what is written again byte by byte, and nothing else",
    arguments: EventLineTests.names)
  func changes(name: String) throws {
    var generator = SeededGenerator(seed: UInt64(name.utf8.count) &* 104_729)
    var filler = AwkwardFiller(generator: SeededGenerator(seed: generator.next()))
    var tally = Tally()
    for round in 0..<40 {
      var body = try #require(EventBody.blank(name))
      try body.code(&filler)
      let event = Event(
        seq: round + 1,
        time: Instant(nanoseconds: 1_517_844_120_000_000_000 + Int64(round % 3) * 500_000_000),
        body: body)
      let line = event.line()
      check(line, &tally)
      for _ in 0..<60 { check(changed(line, &generator), &tally) }
    }
    #expect(tally.canonical >= 40)
    #expect(tally.refused > 100)
  }

  /// Spellings of values: what reads and is written so, what reads and is written otherwise.
  @Test("other spellings of a value read and are not canonical")
  func spellings() throws {
    func line(_ value: String, _ threshold: String = "null") -> String {
      #"{"seq":1,"ts":"2018-02-05T09:30:00-05:00","type":"AlertRaised","alert":4,"#
        + #""severity":"WARN","metric":"m","value":"# + value + #","threshold":"# + threshold
        + #","text":"x"}"#
    }
    let written = [
      "0", "-1", "15", "0.5", "-0.001", "0.0001", "1e-05", "123456.789", "0.30000000000000004",
      "1234567890123.4568", "999999999999999", "1000000000000000.0", "5e-324",
      "1.7976931348623157e+308", "null",
    ]
    for value in written {
      let read = try Event.read(Array(line(value).utf8))
      #expect(read.isCanonical, "\(value)")
      #expect(read.event.line() == Array(line(value).utf8))
    }
    let otherwise = [
      "+1", "-0", "00", "1.0", "0.50", "1e5", ".5", "5.", "0.00001", "0.1000000000000000055",
      "1000000000000000", "1E-05", "0x10", "0.30000000000000005", "123456789012345678",
      "1234567890123.4567", "1e+15",
    ]
    for value in otherwise {
      let read = try Event.read(Array(line(value).utf8))
      #expect(!read.isCanonical, "\(value)")
      #expect(read.event.line() != Array(line(value).utf8), "\(value)")
    }
    let texts = [
      (#""WARN""#, #""W\u0041RN""#), (#""metric":"m""#, #""metric":"\u006d""#),
      ("09:30:00-05:00", "09:30:00.000-05:00"), ("09:30:00-05:00", "14:30:00Z"),
      ("09:30:00-05:00", "10:30:00-04:00"), (#""alert":4"#, #""alert":04"#),
      (#""alert":4"#, #""alert":+4"#), (#""seq":1"#, #""seq":01"#),
    ]
    for (from, to) in texts {
      let changed = Array(line("1").replacingFirst(from, with: to).utf8)
      let read = try Event.read(changed)
      #expect(!read.isCanonical, "\(to)")
      #expect(read.event.line() == Array(line("1").utf8), "\(to)")
    }
  }

  @Test("a moment that nanoseconds cannot count is refused")
  func farMoments() {
    for year in ["0001", "1676", "2263", "3018", "9999"] {
      let line =
        #"{"seq":1,"ts":"\#(year)-02-05T09:30:00-05:00","type":"EdgeEnded","edge":4,"reason":"x"}"#
      #expect(throws: LineError.self) { try Event(line: Array(line.utf8)) }
    }
  }

  @Test("numbers of up to nineteen digits are read to the nearest double")
  func nearest() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<100_000 {
      let digits = generator.integer(in: 1...19)
      var text = String((0..<digits).map { _ in generator.pick(Array("0123456789")) })
      let point = generator.integer(in: 1...digits)
      if point < digits {
        text = String(text.prefix(point)) + "." + String(text.dropFirst(point))
      }
      if generator.integer(in: 0...1) == 1 { text = "-" + text }
      let value = try #require(Double(text), "\(text)")
      let read = try Array((text + ",").utf8).withUnsafeBufferPointer { bytes throws(LineError) in
        var reader = LineReader(bytes)
        return try reader.double()
      }
      #expect(read == value, "\(text)")
    }
    // Halfway between two doubles, and next to it.
    for (a, b) in [(9_007_199_254_740_993, 10), (9_007_199_254_740_995, 10)] as [(UInt64, UInt64)] {
      #expect(quotient(a, b) == Double("\(a / b).\(a % b)"))
    }
  }

  @Test("what is read is what the text says, by the plain readers of the values")
  func plainTwins() throws {
    var generator = SeededGenerator(seed: 5)
    func field<T>(
      _ text: String, _ read: (inout LineReader) throws(LineError) -> T
    ) -> T? {
      let bytes = Array("\"x\":\(text)}".utf8)
      return bytes.withUnsafeBufferPointer { bytes in
        var reader = LineReader(bytes)
        do throws(LineError) {
          let value = try read(&reader)
          return reader.position == bytes.count - 1 ? value : nil
        } catch { return nil }
      }
    }
    for _ in 0..<20_000 {
      let money = String((0...7).map { _ in generator.pick(Array("0012345.-")) })
      let read = field(money) { (r: inout LineReader) throws(LineError) -> Money in
        var value = Money.zero
        try r.field("x", &value)
        return value
      }
      #expect(read == Money(money), "\(money)")
    }
    for _ in 0..<20_000 {
      var text = Array("SPX-20180316-P-2600.5")
      for _ in 0...1 {
        text[generator.integer(in: 0...(text.count - 1))] = generator.pick(Array("0123PC-.SX"))
      }
      let code = String(text)
      let read = field("\"\(code)\"") { (r: inout LineReader) throws(LineError) -> OptionContract in
        var value = blankContract
        try r.field("x", &value)
        return value
      }
      #expect(read == OptionContract(code), "\(code)")
      var moment = Array("2018-03-11T02:59:59.25-05:00")
      moment[generator.integer(in: 5...(moment.count - 1))] = generator.pick(Array("01234569-.:"))
      let instant = field("\"\(String(moment))\"") {
        (r: inout LineReader) throws(LineError) -> Instant in
        var value = Instant(nanoseconds: 0)
        try r.field("x", &value)
        return value
      }
      #expect(instant == Instant(String(moment)), "\(String(moment))")
    }
  }
}
