// Answers in Polygon's shape: a snapshot of an option chain.

import FoundationEssentials
import MarketData

/// Reads Polygon's answers.
public enum PolygonAnswers {
  private struct Snapshot: Decodable {
    var status: String?
    var results: [Option]?
    var next_url: String?
  }

  private struct Option: Decodable {
    struct Day: Decodable { var volume: Double? }
    struct Details: Decodable { var ticker: String? }
    struct LastQuote: Decodable {
      var bid: Double?
      var ask: Double?
      var bid_size: Double?
      var ask_size: Double?
      var last_updated: Int64?
    }
    struct Underlying: Decodable {
      var price: Double?
      var value: Double?
      var ticker: String?
      var last_updated: Int64?
    }
    var day: Day?
    var details: Details?
    var last_quote: LastQuote?
    var open_interest: Double?
    var underlying_asset: Underlying?
  }

  /// The symbol that the desk knows a ticker by: an index is asked for as `I:SPX`.
  public static func symbol(of ticker: String) -> String {
    ticker.hasPrefix("I:") ? String(ticker.dropFirst(2)) : ticker
  }

  /// The lines of a page of `/v3/snapshot/options/SYMBOL`.
  ///
  /// - Throws: `FeedError` when it is none.
  public static func chain(_ bytes: [UInt8], symbol: String) throws -> ProviderAnswer {
    guard let page = try? JSONDecoder().decode(Snapshot.self, from: Data(bytes)),
      let results = page.results
    else { throw FeedError(file: "polygon \(symbol)", rule: "is no snapshot of a chain") }
    var writer = TickWriter()
    var contracts: [(code: String, interest: Double?)] = []
    var priced: Int64 = 0
    for option in results {
      guard let ticker = option.details?.ticker else { continue }
      let code = ticker.hasPrefix("O:") ? String(ticker.dropFirst(2)) : ticker
      contracts.append((code, option.open_interest))
    }
    writer.listing(symbol, contracts)
    for option in results {
      if let asset = option.underlying_asset, let price = asset.price ?? asset.value,
        let time = asset.last_updated, time > priced
      {
        writer.index(symbol, time, value: price)
        priced = time
      }
      guard let ticker = option.details?.ticker, let quote = option.last_quote,
        let time = quote.last_updated
      else { continue }
      writer.quote(
        ticker.hasPrefix("O:") ? String(ticker.dropFirst(2)) : ticker, time, bid: quote.bid,
        ask: quote.ask, bidSize: quote.bid_size, askSize: quote.ask_size,
        volume: option.day?.volume)
    }
    return ProviderAnswer(lines: writer.text.bytes, ticks: writer.count, next: page.next_url)
  }
}
