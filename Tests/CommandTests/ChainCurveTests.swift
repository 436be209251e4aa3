// A chain against a curve of rates, with figures reckoned by hand and on real quotes.

import FoundationEssentials
import Glibc
import TestKit
import Testing

@testable import voldesk

@Suite("Chain against a curve")
struct ChainCurveTests {
  private let scratch: CommandScratch
  private static let chains = "\(ProjectPaths.data)/chains/cboe-quotedata"
  private static let yields = "\(ProjectPaths.data)/rates/ust_par_yield_curve_1990_2023.csv"

  init() throws { scratch = try CommandScratch() }

  private func run(_ words: [String], code: Int32 = 0) throws -> CommandResult {
    let result = try CommandRun(["chain"] + words, in: scratch).finish()
    #expect(result.code == code, "\(words.joined(separator: " ")): \(result.error)")
    return result
  }

  private func json(_ words: [String]) throws -> JSONValue {
    let text = try run(words + ["--json"]).output
    return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  /// European quotes around 100 whose parity holds at a discount and a forward to the cent.
  private func writeChain(forward: Double, discount: Double) throws -> String {
    var text =
      "underlying_symbol,underlying_price,option_type,expiration,quote_date,strike,bid,ask\n"
    for strike in stride(from: 4000.0, through: 6000, by: 50) {
      // One time value for call and put keeps parity; this one bends prices upwards everywhere.
      let value = 150 * exp(-abs(strike - forward) / 400) + 5
      let gap = discount * (forward - strike)
      for (right, price) in [("call", value + max(gap, 0)), ("put", value + max(-gap, 0))] {
        let middle = (price * 1000).rounded()
        let (bid, ask) = ((middle - 100) / 1000, (middle + 100) / 1000)
        text += "SPX,5000,\(right),2024-04-19,2024-01-19,\(strike),\(bid),\(ask)\n"
      }
    }
    try scratch.write(Array(text.utf8), "chain.csv")
    return scratch("chain.csv")
  }

  private func write(_ text: String, _ name: String) throws -> String {
    try scratch.write(Array(text.utf8), name)
    return scratch(name)
  }

  @Test("a bill's yield, the box's rate over it, and what the index pays at the curve's rate")
  func byHand() throws {
    // 91 days: D = 1 / (1 + 0.052 T) by the curve; the chain lends at 5.5 % continuously.
    let years = 91.0 / 365
    let discount = exp(-0.055 * years)
    let forward = 5040.0
    let chain = try writeChain(forward: forward, discount: discount)
    let curve = try write(
      "Date,1 Mo,3 Mo,6 Mo\n2024-01-23,9.99,9.99,9.99\n2024-01-18,5.20,5.20,5.20\n"
        + "2024-01-17,1.00,1.00,1.00\n", "curve.csv")
    let report = try json([chain, "--curve", curve])
    #expect(report["curve"]?["date"]?.string == "2024-01-18")
    #expect(report["curve"]?["kind"]?.string == "par-yields")
    let row = try #require(report["series"]?.array?.first)
    let time = try row.double("days") / 365
    #expect(abs(time - years) < 1 / 365.0)
    // Between three and six months the logarithm of the discount is a straight line.
    let third = (log(1 + 0.052 / 4), 0.25)
    let zero = third.0 / third.1
    let rate = try row.double("curve_rate")
    #expect(abs(rate - zero) < 1e-4)
    let box = -log(try row.double("discount")) / time
    #expect(abs(try row.double("box_spread_bp") - 10_000 * (box - rate)) < 1e-6)
    #expect(abs(box - 0.055 * years / time) < 2e-4)
    let growth = log(try row.double("forward") / 5000) / time
    #expect(abs(try row.double("curve_yield") - (rate - growth)) < 1e-12)
    #expect(abs(try row.double("curve_yield") - (zero - log(5040.0 / 5000) / years)) < 1e-3)
    let paid = 5000 - (try row.double("forward")) * exp(-rate * time)
    #expect(abs(try row.double("curve_dividends") - paid) < 1e-8)
    // What the box alone says stays.
    #expect(try row.double("implied_yield") > row.double("curve_yield"))
  }

  @Test("the table names the curve and stays aligned; without one nothing of it is shown")
  func table() throws {
    let chain = try writeChain(forward: 5040, discount: 0.9864)
    let steps = try write("DATE,PCREDIT8\n2003-01-09,2.25\n2023-07-27,5.5\n", "rates.csv")
    let result = try run([chain, "--curve", steps])
    let fact = try #require(result.lines.first { $0.hasPrefix("curve") })
    #expect(fact.contains("one rate since 2023-07-27"))
    let header = try #require(result.lines.first { $0.hasPrefix("expiry") })
    for title in ["curve", "box bp", "yield", "dividends"] { #expect(header.contains(title)) }
    let row = try #require(result.lines.first { $0.hasPrefix("2024-04-19") })
    // ln 1.055
    #expect(row.contains("0.0535") && row.count <= 150)
    let bare = try run([chain])
    #expect(!bare.output.contains("box bp") && bare.output.contains("dividends"))
    #expect(try json([chain])["curve"] == nil)
  }

  @Test("a stale curve, one without maturities, no table of rates, and no file are refused")
  func refusals() throws {
    let chain = try writeChain(forward: 5040, discount: 0.9864)
    let head = "Date,1 Mo,3 Mo,6 Mo\n"
    let stale = try write(head + "2024-01-05,5,5,5\n2024-01-08,5,5,5\n", "stale.csv")
    let error = try run([chain, "--curve", stale], code: 3).error
    #expect(error.contains("stale.csv") && error.contains("2024-01-08"))
    let late = try write(head + "2024-01-22,5,5,5\n2024-01-23,5,5,5\n", "late.csv")
    #expect(try run([chain, "--curve", late], code: 3).error.contains("no yields on 2024-01-19"))
    let other = try write("date,close\n2024-01-17,20\n2024-01-18,21\n", "vix.csv")
    #expect(try run([chain, "--curve", other], code: 3).error.contains("vix.csv"))
    #expect(try run([chain, "--curve", chain], code: 3).error.contains("no table of rates"))
    #expect(try run([chain, "--curve", scratch("none.csv")], code: 3).error.contains("none.csv"))
    let edge = try write(head + "2024-01-08,5,5,5\n2024-01-09,5,5,5\n", "edge.csv")
    _ = try run([chain, "--curve", edge])
  }

  @Test(
    "index options lend near the Treasury's curve on a real day",
    .enabled(if: ProjectPaths.exists(ChainCurveTests.yields), "skipped: no vendor files"))
  func real() throws {
    let file = "\(ChainCurveTests.chains)/spx_quotedata_2023-02-07eod.csv.gz"
    let report = try json([file, "--curve", ChainCurveTests.yields])
    #expect(report["curve"]?["date"]?.string == "2023-02-07")
    let rows = try #require(report["series"]?.array).filter {
      let days = try $0.double("days")
      return days >= 30 && days <= 300
    }
    let spreads = rows.compactMap { try? $0.double("box_spread_bp") }
    // Measured: 23 series between -63.8 (34 days) and 35.0; from 60 days on -40.8 to 28.5.
    #expect(spreads.count >= 20)
    for spread in spreads { #expect(abs(spread) < 70) }
    for row in rows where try row.double("days") >= 60 {
      #expect(abs(try row.double("box_spread_bp")) < 45)
    }
    let median = spreads.sorted()[spreads.count / 2]
    #expect(abs(median) < 20)
  }
}
