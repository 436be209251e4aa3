// Folders in Lean's shape that are refused: missing, broken, cut short, out of order.

import Glibc
import MarketData
import TestKit
import Testing

@testable import Feeds

@Suite("Lean refusals")
struct LeanRefusalTests {
  private let scratch: LeanScratch
  private let name = "20210706_spy_minute_trade.csv"
  private let zip = "equity/usa/minute/spy/20210706_trade.zip"

  init() throws { scratch = try LeanScratch() }

  private func refusal() throws -> FeedError {
    try #require(throws: FeedError.self) { try RecordedTape(lean: scratch.path) }
  }

  @Test("a folder without the right files, or with a broken zip, is refused")
  func broken() throws {
    #expect(try refusal().rule.contains("must hold"))
    _ = try scratch.folder("equity/usa/minute/spy")
    #expect(try refusal().rule.contains("must hold"))
    try scratch.text(zip, "this is no zip")
    #expect(try refusal().rule.contains("is not a sound zip file"))
    try scratch.text(zip, "")
    #expect(try refusal().rule.contains("is not a sound zip file"))
    try scratch.zip(zip, [])
    #expect(try refusal().file.hasSuffix("20210706_trade.zip"))
  }

  static let badBodies: [(String, Int, String)] = [
    ("34200000,4310000,4310000,4310000,4310000,5\n34260000,oops\n", 2, "must be a price"),
    ("34260000,1,1,1,1,5\n34200000,1,1,1,1,5\n", 2, "times must ascend"),
    ("34200000,1,1,1,1,5\n34200000,1,1,1,1,5\n", 2, "times must ascend"),
    ("34200000,2,1,1,1,5\n", 1, "low <= open"), ("34200000,0,0,0,0,5\n", 1, "above zero"),
    ("34200000,4310000,43100", 1, "must have 6 cells"),
  ]

  @Test("a bad row refuses the folder at its line", arguments: badBodies)
  func badRow(_ body: String, _ line: Int, _ says: String) throws {
    try scratch.zip(zip, [(name, body)])
    let error = try refusal()
    #expect(error.line == line && error.rule.contains(says), "\(error)")
    #expect(error.file.hasSuffix(name))
  }

  @Test("a zip that is cut short is refused, wherever it is cut")
  func truncated() throws {
    var sound = StoredZip()
    sound.add(name, LeanScratch.trade(34_200_000, "4310000"))
    let bytes = sound.bytes
    let folder = try scratch.folder("equity/usa/minute/spy")
    for count in [10, 40, bytes.count / 2, bytes.count - 1] {
      let file = try #require(fopen("\(folder)/20210706_trade.zip", "w"))
      fwrite(bytes, 1, count, file)
      fclose(file)
      #expect(throws: FeedError.self, "\(count)") { try RecordedTape(lean: scratch.path) }
    }
  }

  @Test("names that lie about their date, kind or symbol are refused")
  func names() throws {
    let row = LeanScratch.trade(34_200_000, "4310000")
    for wrong in [
      "20210707_spy_minute_trade.csv", "20210706_spy_minute_quote.csv", "readme.txt",
    ] {
      try scratch.zip(zip, [(wrong, row)])
      #expect(try refusal().rule.contains("the name must"))
    }
    try scratch.zip(zip, [(name, row)])
    try scratch.zip("equity/usa/minute/spy/july_trade.zip", [(name, row)])
    #expect(try refusal().rule.contains("begin with a date"))
  }

  @Test("a day of the future without its options is a hole, not a quiet day")
  func hole() throws {
    let row = LeanScratch.quote(54_000_000, "3230", "3230.25")
    for day in ["20200106", "20200107"] {
      try scratch.zip(
        "future/cme/minute/es/\(day)_quote.zip", [("\(day)_es_minute_quote_202003.csv", row)])
    }
    try scratch.zip(
      "futureoption/cme/minute/es/202003/20200106_quote_american.zip",
      [
        (
          "20200106_es_minute_quote_american_call_32000000_20200320.csv",
          LeanScratch.quote(54_000_000, "70.25", "71")
        )
      ])
    #expect(try refusal().description.contains("202003: holds no quotes of 2020-01-07"))
  }

  @Test("options on a future of unknown terms are refused")
  func unknownFuture() throws {
    try scratch.zip(
      "futureoption/cme/minute/zzz/202003/20200106_quote_american.zip",
      [
        (
          "20200106_zzz_minute_quote_american_call_32000000_20200320.csv",
          LeanScratch.quote(54_000_000, "70.25", "71")
        )
      ])
    #expect(try refusal().rule.contains("multiplier is not known"))
  }
}
