// The verbs of the models from the outside: figures, tables, JSON, and how bad input is refused.

import Feeds
import FoundationEssentials
import Glibc
import TestKit
import Testing

@testable import voldesk

@Suite("Model verbs")
struct ModelVerbTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func run(_ words: [String], code: Int32 = 0) throws -> CommandResult {
    let result = try CommandRun(words, in: scratch).finish()
    #expect(result.code == code, "\(words.joined(separator: " ")): \(result.error)")
    return result
  }

  private func json(_ words: [String], code: Int32 = 0) throws -> JSONValue {
    let text = try run(words + ["--json"], code: code).output
    return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  private func file(_ text: String, _ name: String) throws -> String {
    try scratch.write(Array(text.utf8), name)
    return scratch(name)
  }

  /// Hull (2018), "Options, Futures, and Other Derivatives", example 15.6: 4.76 for the call.
  @Test("price: the textbook's call, and the same on its forward")
  func price() throws {
    let words = [
      "price", "--right", "call", "--strike", "40", "--years", "0.5", "--vol", "0.2", "--rate",
      "0.1",
    ]
    let spot = try #require(try json(words + ["--spot", "42"]).array?.first)
    #expect(abs(try spot.double("price") - 4.76) < 0.005)
    let forward = try #require(
      try json(words + ["--forward", "44.15338604779301"]).array?.first)
    #expect(abs(try forward.double("price") - spot.double("price")) < 1e-12)
    #expect(forward["phi"]?.isNull == true)
    let table = try run(words + ["--spot", "42"]).lines
    #expect(table.first?.hasPrefix("right") == true && table[1].contains("4.7594"))
  }

  @Test("price by Heston: transform, grid and paths agree")
  func heston() throws {
    let words = [
      "price", "--right", "call", "--spot", "100", "--strike", "100", "--years", "1", "--rate",
      "0.03", "--yield", "0.01", "--heston", "0.04,2,0.04,0.3,-0.7",
    ]
    let exact = try #require(try json(words).array?.first).double("price")
    #expect(abs(exact - 8.599588102) < 1e-9)
    let grid = try #require(try json(words + ["--method", "grid"]).array?.first)
    #expect(abs(try grid.double("price") - exact) < 2e-3)
    let paths = words + ["--method", "paths", "--paths", "20000", "--steps", "50"]
    let one = try #require(try json(paths).array?.first)
    #expect(abs(try one.double("price") - exact) < 4 * (try one.double("standard_error")))
    #expect(try json(paths + ["--threads", "2"]).array?.first == one)
  }

  /// Andersen, Lake and Offengenden (2016), "High performance American option pricing", table 2.
  @Test("price with early exercise, and back to its volatility")
  func american() throws {
    let words = [
      "--right", "put", "--spot", "100", "--strike", "100", "--years", "1", "--rate", "0.05",
      "--yield", "0.05", "--american",
    ]
    let value = try #require(try json(["price", "--vol", "0.25"] + words).array?.first)
    #expect(abs(try value.double("premium") - 0.106952702747) < 1e-9)
    let price = try value.double("price")
    let back = try #require(
      try json(["implied-vol", "--price", "\(price)"] + words).array?.first)
    #expect(abs(try back.double("volatility") - 0.25) < 1e-8)
  }

  @Test("a file of options: good rows are valued, bad ones named, all at once")
  func rows() throws {
    let book = try file(
      "right,spot,strike,days,vol\nC,100,110,182.5,0.2\nput,100,-3,30,0.2\nput,100,90,30,x\nb,1,1,1,1\n",
      "book.csv")
    let result = try run(["price", book, "--rate", "0.01"], code: 1)
    #expect(result.lines.count == 4)
    #expect(
      result.error.split(separator: "\n") == [
        "voldesk: \(book):4: vol is \"x\", but must be a number",
        "voldesk: \(book):5: right is \"b\", but a right is call or put",
        "voldesk: \(book):3: strike is -3.0, but it must be above zero and finite",
      ])
  }

  static let refused: [([String], Int32, String)] = [
    (
      ["price", "--right", "call", "--spot", "-1", "--strike", "1", "--years", "1", "--vol", "1"],
      2,
      "spot is -1.0, but it must be above zero and finite"
    ),
    (
      ["price", "--right", "call", "--spot", "1", "--strike", "1", "--years", "1"], 2,
      "volatility does not exist: give the column or --vol"
    ),
    (
      ["price", "--right", "call", "--spot", "nan", "--strike", "1"], 2,
      "--spot nan is not allowed; must be a finite number"
    ),
    (
      ["price", "--heston", "0.04,2,0.04"], 2,
      "--heston 0.04,2,0.04 is not allowed; must be 5 numbers with commas between them: v0,kappa,theta,sigma,rho"
    ),
    (
      [
        "price", "--right", "put", "--spot", "1", "--strike", "1", "--years", "1", "--heston",
        "0.04,2,0.04,0.3,-1",
      ], 2, "rho is -1.0, but it must lie strictly between -1 and 1"
    ),
    (
      [
        "implied-vol", "--right", "call", "--forward", "100", "--strike", "90", "--years", "1",
        "--price", "9",
      ], 2, "price 9.0 is not above the exercise value 10.0"
    ),
    (
      ["calibrate", "heston", "x", "--start", "0.04,2,0.04,0.3,-1.7"], 2,
      "rho is -1.7, but it must lie strictly between -1 and 1"
    ),
    (["calibrate", "svi"], 2, "voldesk calibrate needs FILE: a text"),
    (
      ["calibrate", "sviz", "x"], 2,
      "MODEL sviz is not allowed; must be one of heston, sabr, svi"
    ),
    (
      ["fit", "garch", "/no/such/file"], 3,
      "/no/such/file: cannot be read: No such file or directory"
    ),
  ]

  @Test("bad input names the parameter, its value and the rule", arguments: refused)
  func refusals(_ words: [String], _ code: Int32, _ message: String) throws {
    let result = try run(words, code: code)
    #expect(result.output.isEmpty)
    #expect(result.error == "voldesk: \(message)\n")
  }

  @Test("a series with a gap, a constant, or too few values is refused with its file and line")
  func series() throws {
    let gap = try file("date,close\n2018-01-02,1\n2018-01-03,\n", "gap.csv")
    #expect(
      try run(["fit", "ou", gap], code: 3).error
        == "voldesk: \(gap):3: close is \"\", but a series must have no gap\n")
    let flat = try file("close\n" + String(repeating: "5\n", count: 300), "flat.csv")
    #expect(
      try run(["fit", "garch", flat], code: 3).error
        == "voldesk: \(flat): every value of returns is 0.0, but a constant series has no dynamics to fit\n"
    )
    let newest = (0..<40).reversed().map { "\(1 + $0 / 20)/\(1 + $0 % 20)/2018,\(100 + $0 % 7)" }
    let table = try ColumnFile(
      file: "t", bytes: Array(("date,close\n" + newest.joined(separator: "\n")).utf8))
    let series = try SeriesFile(table, column: nil, last: 2)
    #expect(series.labels == ["2/19/2018", "2/20/2018"] && series.values == [103, 104])
    let short = try file("close\n1\n2\n1\n", "short.csv")
    let error = try run(["fit", "garch", short], code: 3).error
    #expect(error == "voldesk: \(short): there are 2 returns, but the model needs at least 100\n")
  }

  /// Total variance of a raw SVI slice with slopes that allow no butterfly.
  @Test("calibrate: a smile of SVI is recovered, SABR and Heston report their errors")
  func calibrate() throws {
    var text = "years,forward,discount,strike,vol\n"
    for (years, level) in [(0.25, 0.010), (0.5, 0.022)] {
      for step in -10...10 {
        let k = 0.04 * Double(step)
        let w = level + 0.1 * years.squareRoot() * (-0.4 * k + (k * k + 0.04).squareRoot()) * 0.3
        text += "\(years),100,0.99,\(100 * exp(k)),\((w / years).squareRoot())\n"
      }
    }
    let chain = try file(text, "chain.csv")
    let svi = try json(["calibrate", "svi", chain])
    #expect(svi["arbitrage_free"]?.bool == true)
    for slice in try svi.array("smiles") {
      #expect(try slice.double("rmse_vol_points") < 1e-3)
    }
    for slice in try svi.array("slices") {
      #expect(abs(try slice.double("rho") + 0.4) < 1e-3)
      #expect(abs(try slice.double("sigma") - 0.2) < 1e-3)
    }
    for smile in try json(["calibrate", "sabr", chain]).array("smiles") {
      #expect(try smile.double("rmse_vol_points") < 0.5)
    }
    let heston = try json(["calibrate", "heston", chain])
    #expect(heston["converged"]?.bool == true)
    #expect(try heston.double("rmse_vol_points") < 1)
    #expect(try heston.array("smiles").count == 2)
  }

  @Test("a vendor's chain is inverted and valued on its own forwards")
  func vendorChain() throws {
    var book = "right,strike\n"
    let strikes = stride(from: 2_000, through: 2_500, by: 25).map { $0 }
    for strike in strikes { book += "call,\(strike)\nput,\(strike)\n" }
    let flags = ["--forward", "2250", "--discount", "0.995", "--days", "73", "--vol", "0.2"]
    let prices = try #require(
      try json(["price", try file(book, "book.csv")] + flags).array
    ).map { try $0.double("price") }
    var text =
      "underlying,underlying_last,exchange,optionroot,optionext,type,expiration,quotedate,strike,last,"
      + "bid,ask,volume,openinterest,impliedvol,delta,gamma,theta,vega,optionalias,dte\n"
    for (row, price) in prices.enumerated() {
      let (strike, right) = (strikes[row / 2], row % 2 == 0 ? "call" : "put")
      let symbol = "SPX170317\(right == "call" ? "C" : "P")0\(strike)000"
      text +=
        "SPX,2257.83,*,\(symbol),,\(right),2017-03-17,2017-01-03,\(strike),0,\(price - 0.05),"
        + "\(price + 0.05),10,100,0.2,0,0,0,0,\(symbol),73\n"
    }
    let chain = try file(text, "chain.csv")
    let found = try #require(try json(["implied-vol", chain]).array)
    #expect(found.count == strikes.count)
    for row in found {
      // Settlement at the open takes a third of a day off the 73, which is 0.2 % of volatility.
      #expect(abs(try row.double("volatility") - 0.2) < 1e-3)
      #expect(try row.string("expiry") == "2017-03-17 SPX")
    }
    for row in try #require(try json(["price", chain]).array) {
      let (delta, gamma) = (try row.double("delta"), try row.double("gamma"))
      #expect(abs(delta) < 0.6 && gamma > 0)
    }
  }

  @Test("a smile of zeros and too few strikes say so")
  func thinSmiles() throws {
    let zeros = try file("years,forward,strike,vol\n0.5,100,90,0\n0.5,100,100,0\n", "zeros.csv")
    for model in ["svi", "sabr", "heston"] {
      let result = try run(["calibrate", model, zeros], code: 3)
      #expect(result.output.isEmpty && result.error.hasPrefix("voldesk: \(zeros)"))
      #expect(result.error.contains("2 x a volatility must be above zero (first: line 2)"))
    }
    let few = try file(
      "years,forward,strike,vol\n0.5,100,90,0.2\n0.5,100,100,0.2\n0.5,100,110,0.2\n", "few.csv")
    #expect(
      try run(["calibrate", "svi", few], code: 3).error
        == "voldesk: \(few): a surface does not exist: 0.5 y: 3 strikes have a volatility, 5 are needed\n"
    )
    for model in ["sabr", "heston"] {
      #expect(
        try run(["calibrate", model, few], code: 3).error
          == "voldesk: \(few): no expiry can be fitted: 0.5 y: 3 strikes within 2.5 deviations, 5 are needed\n"
      )
    }
  }

  @Test("fit and estimate read the shipped index")
  func index() throws {
    let path = ProjectPaths.inRoot("sample-data/daily/SPX.csv")
    let garch = try json(["fit", "garch", path, "--model", "gjr", "--errors", "t"])
    let fit = try #require(try garch.array("fits").first)
    #expect(abs(try fit.double("log_likelihood") + 1291.3668) < 1e-3)
    #expect(try garch.array("forecast").count == 5)
    let estimate = try json(["estimate", "vol", path, "--window", "21"])
    let names = try estimate.array("estimators").map { try $0.string("estimator") }
    #expect(names.count == 6 && names.contains("Yang-Zhang"))
    let vix = ProjectPaths.inRoot("sample-data/daily/VIX.csv")
    let reversion = try json(["fit", "ou", vix, "--scale", "log", "--rate", "0.05"])
    #expect(try reversion.double("mu") > 5 && reversion.double("adf_p") < 0.01)
  }

  @Test(
    "every example of the help runs",
    arguments: [
      Verb.price, .impliedVol, .calibrate, .fit, .estimate,
    ])
  func examples(_ verb: Verb) throws {
    let words = VerbSpec.row(of: verb).example.line.split(separator: " ").dropFirst().map { word in
      word.hasPrefix("sample-data/") ? ProjectPaths.inRoot(String(word)) : String(word)
    }
    #expect(try !run(words).output.isEmpty)
  }
}
