// The verb that shows a chain, from the outside.

import FoundationEssentials
import TestKit
import Testing

@testable import voldesk

@Suite("Chain verb")
struct ChainVerbTests {
  private let scratch: CommandScratch
  private let sample = "\(ProjectPaths.root)/sample-data/chains/SPX-2018-02-05.csv"

  init() throws { scratch = try CommandScratch() }

  private func run(_ words: [String], code: Int32 = 0) throws -> CommandResult {
    let result = try CommandRun(["chain"] + words, in: scratch).finish()
    #expect(result.code == code, "\(words.joined(separator: " ")): \(result.error)")
    return result
  }

  @Test("the page: verdict, a row an expiry, a smile, and the rules")
  func page() throws {
    let result = try run([sample])
    let lines = result.lines
    #expect(lines.first?.contains("SPX at 2648.94, 2018-02-05 16:00 New York") == true)
    #expect(lines.contains { $0.hasPrefix("verdict") && $0.hasSuffix("USABLE") })
    let header = try #require(lines.first { $0.hasPrefix("expiry") })
    for title in ["days", "forward", "discount", "dividends", "ATM vol", "RR25", "BF25", "pairs"] {
      #expect(header.contains(title))
    }
    #expect(lines.contains { $0.hasPrefix("2018-03-16 SPXW") })
    #expect(lines.contains { $0.hasPrefix("Smile of ") })
    #expect(!result.output.contains("\u{1B}"))
  }

  @Test("one expiry: its strikes with both sides, and the same in JSON with every digit")
  func expiry() throws {
    let lines = try run([sample, "--expiry", "2018-03-16"]).lines
    #expect(lines.contains { $0.contains("call bid") && $0.contains("put bid") })
    let text = try run([sample, "--expiry", "2018-03-16", "--json"]).output
    let json = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    #expect(json["verdict"]?.string == "USABLE" && json["format"]?.string == "plain-chain")
    let strikes = try #require(json["strikes"]?.array?.last?["quotes"]?.array)
    #expect(strikes.count > 25)
    let near = try #require(strikes.first { (try? $0.double("strike")) == 2_650 })
    let volatility = try near.double("put_volatility")
    #expect(volatility > 0.2 && volatility < 0.5)
    let (call, put) = (try near.double("call_delta"), try near.double("put_delta"))
    #expect(call > 0.3 && put < -0.3)
  }

  @Test("a refused chain is shown and answers 1; what cannot be read answers 3")
  func refusals() throws {
    let text =
      "underlying_symbol,underlying_price,option_type,expiration,quote_date,strike,bid,ask\n"
      + "SPY,450,call,2024-02-02,2024-01-05,450,0,0\n"
    try scratch.write(Array(text.utf8), "bare.csv")
    let shown = try run([scratch("bare.csv")], code: 1)
    #expect(shown.output.contains("REFUSED") && shown.output.contains("no usable expiry"))
    #expect(try run([scratch("none.csv")], code: 3).error.contains("none.csv"))
    #expect(try run([sample, "--date", "2018-02-06"], code: 3).error.contains("2018-02-05"))
    #expect(try run([sample, "--expiry", "2018-03-17"], code: 3).error.contains("2018-03-16"))
    let old = try run([sample, "--as-of", "2018-02-12"], code: 1)
    #expect(old.output.contains("stale"))
    _ = try run([sample, "--expiry", "2018-02-30"], code: 2)
    _ = try run([], code: 2)
  }
}
