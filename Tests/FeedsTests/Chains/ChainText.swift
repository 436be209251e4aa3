// Chains written by tests: a file of a text, Cboe's layout, and Black's prices in it.

import Feeds
import Glibc
import MarketData
import Pricing
import Testing

/// Writes bytes to a file that the body reads, and removes it.
func withChainFile<Result>(
  _ bytes: [UInt8], _ body: (String) throws -> Result
) throws -> Result {
  let scratch = try ScratchFolder()
  return try withExtendedLifetime(scratch) { try body(try scratch.write(bytes, "chain")) }
}

/// Reads the chain of a text.
func readChainText(_ text: String, quotedAt: Instant? = nil) throws -> ChainFile {
  try withChainFile(Array(text.utf8)) { try readChain($0, quotedAt: quotedAt) }
}

/// What is said of a text that holds no chain.
func chainRefusal(_ text: String) throws -> String {
  try withChainFile(Array(text.utf8)) { path in
    do {
      _ = try readChain(path)
      return "not refused"
    } catch let error as FeedError {
      return error.description.replacing(path, with: "FILE")
    }
  }
}

/// Cboe's columns.
let cboeColumns =
  "Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest,Strike,"
  + "Puts,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest\n"

/// One row of Cboe's file.
func cboeRow(
  _ date: String = "Fri Jan 19 2024", call: String = "SPX240119C04700000",
  callQuote: String = "50.1,50.9", strike: String = "4700.00",
  put: String = "SPX240119P04700000", putQuote: String = "48,48.5", delta: String = "0.5"
) -> String {
  "\(date),\(call),51.5,1,\(callQuote),10,0.11,\(delta),0.001,100,\(strike),"
    + "\(put),47,-1,\(putQuote),20,0.12,-0.5,0.001,200\n"
}

/// A table of single expiries with Black's prices, a half-spread of a dime and strikes of 25.
struct SyntheticTable {
  var spot = 4_700.0
  var quoteDate = "2024-01-05"
  var expiries = ["2024-02-02", "2024-03-01"]
  var root = "SPXW"
  var strikes = stride(from: 4_300, through: 5_100, by: 25).map { $0 }
  /// Bid and ask of an option instead of the model's; nil keeps them.
  var change: (_ expiry: String, _ right: OptionRight, _ strike: Int) -> (String, String)? = {
    _, _, _ in nil
  }

  /// The text of the table.
  func text() throws -> String {
    var text =
      "underlying_symbol,underlying_price,option_type,expiration,quote_date,strike,bid,ask\n"
    let start = try #require(CivilDate(quoteDate))
    for expiry in expiries {
      let years = Double(try #require(CivilDate(expiry)).days(since: start)) / 365
      for right in OptionRight.allCases {
        for strike in strikes {
          let value = black76Price(
            right, forward: spot * exp(0.04 * years), strike: Double(strike), years: years,
            volatility: 0.18 - 0.2 * log(Double(strike) / spot), discount: exp(-0.05 * years))
          let bid = max((value * 20).rounded(.down) / 20 - 0.1, 0)
          let ask = (value * 20).rounded(.up) / 20 + 0.1
          let quote = change(expiry, right, strike) ?? ("\(bid)", "\(ask)")
          text +=
            "\(root),\(spot),\(right.rawValue),\(expiry),\(quoteDate),\(strike),"
            + "\(quote.0),\(quote.1)\n"
        }
      }
    }
    return text
  }

  /// The cleaned chain of the table.
  func cleaned(_ rules: CleaningRules = CleaningRules()) throws -> CleanChain {
    try #require(try readChainText(try text()).fullest).cleaned(rules)
  }
}
