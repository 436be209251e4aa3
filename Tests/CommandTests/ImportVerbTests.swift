// voldesk import from the outside: its report as a table and as JSON, and how files are refused.

import FoundationEssentials
import TestKit
import Testing

@testable import voldesk

@Suite("Import verb")
struct ImportVerbTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func file(_ text: String, _ name: String) throws -> String {
    try scratch.write(Array(text.utf8), name)
    return scratch(name)
  }

  private func reports(_ words: [String], code: Int32) throws -> [JSONValue] {
    let result = try CommandRun(["import", "--dry-run", "--json"] + words, in: scratch).finish()
    #expect(result.code == code, "\(result.error)")
    return try result.lines.map {
      try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8))
    }
  }

  private static let dirty =
    "DATE,OPEN,HIGH,LOW,CLOSE\n02/01/2018,10,11,9,10.5\n02/02/2018,10,10,9,10.5\n"
    + "02/05/2018,10,11,9,10.75\n02/05/2018,10,11,9,10.25\n"

  @Test("one JSON object a file, with the counts that apply and null for the others")
  func json() throws {
    let path = try file(ImportVerbTests.dirty, "VIX_History.csv")
    let report = try #require(try reports([path], code: 0).first)
    for key in [
      "file", "format", "symbol", "rows", "interval", "contracts", "crossed", "zero_bid",
      "zero_ask", "duplicates", "violations", "expiries", "first", "last", "verdict", "problems",
    ] {
      #expect(report.keys.contains(key), "\(key)")
    }
    #expect(report["format"]?.string == "cboe-index-history" && report["symbol"]?.string == "VIX")
    #expect(report["rows"]?.int == 4 && report["violations"]?.int == 1)
    #expect(report["duplicates"]?.int == 1 && report["contracts"]?.isNull == true)
    #expect(report["first"]?.string == "2018-02-01" && report["last"]?.string == "2018-02-05")
    #expect(report["first_close"]?.double == 10.5 && report["last_close"]?.double == 10.25)
    let problems = try report.array("problems")
    let codes = problems.compactMap { $0["code"]?.string }
    #expect(codes.contains("ohlc-order"))
    let place = try #require(try problems[0].array("examples").first)
    #expect(place["line"]?.int == 3 && place["column"]?.int == 15)
  }

  @Test("folders are walked, a refused file is reported beside the others")
  func refused() throws {
    try FileManager.default.createDirectory(
      atPath: scratch("files"), withIntermediateDirectories: true)
    let good = try file("date,open,high,low,close\n2018-02-05,10,11,9,10\n", "files/a.csv")
    let bad = try file("PAR1....PAR1", "files/b.parquet")
    let broken = try file("date,open,high,low,close\n2018-02-05,1\u{0}0,11,9,10\n", "files/c.csv")
    let all = try reports([scratch("files")], code: 1)
    #expect(all.compactMap { $0["file"]?.string } == [good, bad, broken])
    #expect(
      all.compactMap { $0["format"]?.string } == ["plain-bars", "unsupported-format", "refused"])
    let fault = try #require(all[1]["error"])
    #expect(fault["code"]?.string == "unsupported-format")
    #expect(fault["rule"]?.string?.contains("pd.read_parquet") == true)
    let place = try #require(all[2]["error"])
    #expect(place["code"]?.string == "nul-byte" && place["line"]?.int == 2)
    #expect(place["column"]?.int == 13)
  }

  @Test("the table names each file, and below it what is wrong with the first place of each rule")
  func table() throws {
    let path = try file(ImportVerbTests.dirty, "VIX_History.csv")
    let result = try CommandRun(["import", "--dry-run", path, scratch("none")], in: scratch)
      .finish()
    #expect(result.code == 1 && result.error == "voldesk: 1 of 2 files refused\n")
    #expect(result.lines[0].hasPrefix("file"))
    #expect(
      result.lines[1].contains("cboe-index-history") && result.lines[1].contains("2018-02-05"))
    #expect(result.output.contains("line 3:15: HIGH is \"10\""))
    #expect(result.output.contains("REFUSED \(scratch("none")): cannot be read"))
  }

  @Test("estimate and fit leave dirty rows out and say so")
  func models() throws {
    var text = "DATE,OPEN,HIGH,LOW,CLOSE\n"
    for day in 0..<120 {
      let close = 20 + Double((day * 7) % 11) / 10
      let high = day == 60 ? close - 1 : close + 1
      let date = "0\(1 + day / 28)/\(day % 28 < 9 ? "0" : "")\(day % 28 + 1)/2018"
      text += "\(date),\(close),\(high),\(close - 1.5),\(close)\n"
    }
    let path = try file(text, "VIX_History.csv")
    let result = try CommandRun(["estimate", "vol", path, "--json"], in: scratch).finish()
    #expect(result.code == 0 && result.output.contains("\"sessions\":119"))
    #expect(result.error.contains("1 of 120 rows are left out"))
    let fit = try CommandRun(["fit", "ou", path, "--json"], in: scratch).finish()
    #expect(fit.error.contains("1 of 120 rows are left out"))
  }
}
