// Every event reads back from its line, and a bad line says where it departs.

import MarketData
import TestKit
import Testing

@testable import DeskEngine

@Suite("Lines of events")
struct EventLineTests {
  static let names = [
    "ConfigChanged", "Noted", "SessionOpened", "SessionClosed", "DayRolled", "FeedChanged",
    "QuotesRejected", "ChainJudged", "RegimeChanged", "EdgeDetected", "EdgeAbstained",
    "EdgeEnded", "CandidateProposed", "CandidateRevised", "CandidateClosed",
    "CandidateApproved", "CandidateRejected", "CandidateRestored", "CommandRefused",
    "RiskVerdict", "OrderCreated", "OrderChanged", "LegFilled", "PositionOpened",
    "PositionChanged", "PositionClosed", "Settled", "SharesTraded", "LedgerPosted", "EquityMarked",
    "LimitCrossed", "TradingStateChanged", "KillEngaged", "KillReset", "AlertRaised",
    "AlertAcknowledged", "RunStarted", "RunEnded", "JobRequested", "JobFinished",
    "ParametersFitted", "ProfitExplained",
  ]

  @Test("every type comes back from its line, whatever its values", arguments: names)
  func roundTrip(name: String) throws {
    var filler = AwkwardFiller(generator: SeededGenerator(seed: UInt64(name.utf8.count) &* 7_919))
    for case_ in 0..<200 {
      var body = try #require(EventBody.blank(Substring(name)), "unknown type \(name)")
      try body.code(&filler)
      let event = Event(
        seq: case_ + 1, time: Instant(nanoseconds: 1_517_844_120_000_000_000 + Int64(case_)),
        body: body)
      let line = event.line()
      #expect(!line.contains(0x0A), "a line must be one line")
      #expect(body.name == name)
      let read = try Event(line: line)
      #expect(read == event, "\(String(decoding: line, as: UTF8.self))")
      #expect(read.line() == line, "the bytes must come back too")
    }
  }

  @Test("a line is the compact JSON of the contract")
  func spelling() {
    let event = Event(
      seq: 7, time: NewYorkTime.instant(CivilDate(dayNumber: 17_567), 10, 42),
      body: .candidateClosed(CandidateClosed(candidate: 118, rev: 2, reason: "a \"b\"\n")))
    #expect(
      String(decoding: event.line(), as: UTF8.self)
        == #"{"seq":7,"ts":"2018-02-05T10:42:00-05:00","type":"CandidateClosed","candidate":118,"#
        + #""rev":2,"reason":"a \"b\"\u000a"}"#)
  }

  @Test("a number is written as the shortest text that reads back, whatever its digits")
  func numbers() {
    var generator = SeededGenerator(seed: 17)
    func written(_ value: Double) -> String {
      var writer = LineWriter()
      var copy = value
      writer.begin()
      writer.field("x", &copy)
      return String(decoding: writer.bytes.dropFirst(5), as: UTF8.self)
    }
    for value in [0.1, -0.1, 0.0001, 0.00010001, 0.000099, 1e-6, 2.5e-5, 999_999_999.999999, 0.3] {
      #expect(written(value) == value.description)
      #expect(written(-value) == (-value).description)
    }
    for _ in 0..<100_000 {
      let digits = generator.integer(in: 1...17)
      var scale = 1.0
      for _ in 0..<generator.integer(in: 0...digits + 4) { scale *= 10 }
      var most = 1
      for _ in 0..<min(digits, 15) { most *= 10 }
      let near = Double(generator.integer(in: -most...most)) / scale
      for value in [near, near.nextUp, near.nextDown] where value != value.rounded() {
        #expect(written(value) == value.description)
      }
    }
  }

  @Test("a line that departs from the contract names the byte")
  func faults() throws {
    let good =
      #"{"seq":1,"ts":"2018-02-05T09:30:00-05:00","type":"EdgeEnded","edge":4,"reason":"x"}"#
    #expect(throws: Never.self) { try Event(line: Array(good.utf8)) }
    func fault(_ text: String) -> LineError? {
      do {
        _ = try Event(line: Array(text.utf8))
        return nil
      } catch { return error }
    }
    let cases: [(String, Int)] = [
      ("", 0), ("[", 0), (#"{"sec":1"#, 2),
      (#"{"seq":1,"ts":"2018-02-05T09:30:00-05:00","type":"EdgeEnded","reason":"x"}"#, 62),
      (good + " ", good.utf8.count),
      (good.replacingFirst("\"edge\":4", with: "\"edge\":four"), 68),
    ]
    for (text, offset) in cases {
      let found = fault(text)
      #expect(found?.offset == offset, "\(text): \(found.map(\.description) ?? "accepted")")
    }
    let cut = Array(good.utf8)
    for length in 0..<cut.count {
      #expect(throws: LineError.self) { try Event(line: Array(cut[..<length])) }
    }
  }

  @Test("an unknown cause is an error, not forgotten")
  func unknownCause() {
    let line =
      #"{"seq":1,"ts":"2018-02-05T09:30:00-05:00","type":"TradingStateChanged","from":"ACTIVE","#
      + #""to":"REDUCING","causes":["user","weather"]}"#
    #expect(throws: LineError.self) { try Event(line: Array(line.utf8)) }
  }

  @Test("an unknown type is no event")
  func unknownType() {
    let line = #"{"seq":1,"ts":"2018-02-05T09:30:00-05:00","type":"EdgeFound","edge":4}"#
    #expect(throws: LineError.self) { try Event(line: Array(line.utf8)) }
  }

  @Test("a state comes back from its snapshot")
  func snapshot() throws {
    var filler = AwkwardFiller(generator: SeededGenerator(seed: 5))
    for _ in 0..<100 {
      var state = DeskState()
      try state.code(&filler)
      let bytes = state.snapshotBytes()
      #expect(try DeskState(snapshot: bytes) == state)
    }
  }
}

extension String {
  func replacingFirst(_ part: String, with other: String) -> String {
    let whole = Array(utf8)
    let wanted = Array(part.utf8)
    for start in 0...(whole.count - wanted.count)
    where Array(whole[start..<(start + wanted.count)]) == wanted {
      return String(
        decoding: whole[..<start] + Array(other.utf8) + whole[(start + wanted.count)...],
        as: UTF8.self)
    }
    return self
  }
}
