// A recorded tape reads back to what was recorded, or is refused with its place.

import DeskEngine
import MarketData
import TestKit
import Testing

@testable import Feeds

@Suite("Recorded tapes")
struct TapeLineTests {
  /// The lines of a sample day.
  private func recorded(_ day: String) throws -> (lines: [UInt8], digest: TapeDigest) {
    var tape = try SampleDays.tape(day)
    var digest = TapeDigest()
    var lines = TapeLine.head(source: day) + [0x0A]
    while let item = try tape.nextItem() {
      if case .batch(let batch) = item { digest.add(batch) }
      lines += TapeLine.lines(item)
    }
    return (lines, digest)
  }

  @Test("a day written and read again is the same to the last bit")
  func day() throws {
    let (lines, digest) = try recorded("2018-02-05")
    var tape = try RecordedSession(file: "day.tape", bytes: lines)
    var again = TapeDigest()
    var text = TapeLine.head(source: "2018-02-05") + [0x0A]
    while let item = try tape.nextItem() {
      if case .batch(let batch) = item { again.add(batch) }
      text += TapeLine.lines(item)
    }
    #expect(again.batches == digest.batches)
    #expect(again.text == digest.text)
    #expect(text == lines)
  }

  @Test("words on the feed come back in their place")
  func feed() throws {
    let items: [TapeItem] = [
      .feed(.down, reason: "a \"b\" \u{1B}[2J é", time: Instant(nanoseconds: tenOClock)),
      .batch(
        MarketBatch(time: Instant(nanoseconds: tenOClock + 1), isMinute: false, isWarm: false)),
      .feed(.stale, reason: "", time: Instant(nanoseconds: tenOClock + 2)),
    ]
    let lines = TapeLine.head(source: "x") + [0x0A] + items.flatMap { TapeLine.lines($0) }
    var tape = try RecordedSession(file: "x", bytes: lines)
    var text: [UInt8] = TapeLine.head(source: "x") + [0x0A]
    while let item = try tape.nextItem() { text += TapeLine.lines(item) }
    #expect(text == lines)
  }

  @Test("what a trader must know of a session is recorded, and nothing where there is nothing")
  func notes() throws {
    var day = try SampleDays.tape("2018-02-05")
    guard case .batch(var batch) = try #require(try day.nextItem()) else { return }
    #expect(!String(decoding: TapeLine.lines(.batch(batch)), as: UTF8.self).contains("notes"))
    let notes = ["rate 1.46 % by the imported curve of 2018-02-02", "a \"b\""]
    batch.start?.notes = notes
    let lines = TapeLine.head(source: "x") + [0x0A] + TapeLine.lines(.batch(batch))
    var tape = try RecordedSession(file: "x", bytes: lines)
    #expect(try tape.next()?.start?.notes == notes)
  }

  @Test("imported dividends and splits begin a live session, and its recording tells them again")
  func actions() throws {
    var day = try SampleDays.tape("2018-02-05")
    guard case .batch(var batch) = try #require(try day.nextItem()) else { return }
    let start = try #require(batch.start)
    let plain = String(decoding: TapeLine.lines(.batch(batch)), as: UTF8.self)
    #expect(!plain.contains("dividends") && !plain.contains("frozen"))
    var past = LivePast(histories: start.histories, rate: start.rate, yield: start.yield)
    let next = start.session.date.adding(days: 2)
    past.actions.add([DailyValue(date: next, value: 0.25)], metric: "dividend", of: "SPX")
    past.actions.add([DailyValue(date: next, value: 4)], metric: "split", of: "SPX")
    #expect(past.start(of: start.session, start.chains).chains[0].refusal == nil)
    past.actions.add(
      [DailyValue(date: start.session.date, value: 1.5)], metric: "split", of: "SPX")
    batch.start = past.start(of: start.session, start.chains)
    let dividend = CashDividend(symbol: "SPX", exDate: next, amount: Money(units: 2_500))
    #expect(batch.start?.dividends == [dividend])
    let lines = TapeLine.head(source: "x") + [0x0A] + TapeLine.lines(.batch(batch))
    var tape = try RecordedSession(file: "x", bytes: lines)
    let again = try #require(try tape.next()?.start)
    #expect(again.dividends == [dividend])
    #expect(again.chains[0].refusal == "split of 1.5 for 1: listed strikes are of the old share")
    #expect(again.notes == batch.start?.notes && again.notes.count == 1)
    // A freeze of what the session does not list is damage.
    let text = String(decoding: lines, as: UTF8.self)
    let bad = text.replacing(#""frozen":[["SPX""#, with: #""frozen":[["ABC""#)
    #expect(bad != text)
    var refused = try RecordedSession(file: "x", bytes: Array(bad.utf8))
    #expect(throws: FeedError.self) { try refused.nextItem() }
  }

  @Test(
    "every damaged byte of a tape is refused with its line or read as what it says",
    arguments: 0..<8)
  func damage(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var tape = try SampleDays.tape("2018-02-05")
    guard let item = try tape.nextItem() else { return }
    let whole = TapeLine.head(source: "d") + [0x0A] + TapeLine.lines(item)
    for _ in 0..<30 {
      var lines = whole
      lines[Int.random(in: 0..<lines.count, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
      do {
        var read = try RecordedSession(file: "d", bytes: lines)
        while let item = try read.nextItem() { _ = TapeLine.lines(item) }
      } catch let error as FeedError {
        #expect(error.line != nil)
      }
    }
  }

  @Test("a tape that is cut short, out of order or of another version is refused")
  func refused() throws {
    let batch = TapeLine.lines(.batch(MarketBatch(time: Instant(nanoseconds: tenOClock))))
    let head = TapeLine.head(source: "x") + [0x0A]
    var twice = try RecordedSession(file: "x", bytes: head + batch + batch)
    _ = try twice.nextItem()
    let error = #expect(throws: FeedError.self) { try twice.nextItem() }
    #expect(error?.line == 3)
    var cut = try RecordedSession(file: "x", bytes: head + batch.dropLast(4))
    #expect(throws: FeedError.self) { try cut.nextItem() }
    #expect(throws: FeedError.self) {
      try RecordedSession(file: "x", bytes: Array(#"{"type":"tape","version":2,"source":""}"#.utf8))
    }
  }
}
