// Answers in Tradier's shape: quotes, expiries and option chains.
//
// Where the provider has one element it sends it bare instead of in a list.

import FoundationEssentials
public import MarketData

/// One element or a list of them.
private struct OneOrMany<T: Decodable>: Decodable {
  var values: [T]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    values = try (try? container.decode([T].self)) ?? [container.decode(T.self)]
  }
}

/// Reads Tradier's answers.
public enum TradierAnswers {
  private struct Quotes: Decodable {
    struct Body: Decodable { var quote: OneOrMany<Quote>? }
    var quotes: Body?
  }

  private struct Quote: Decodable {
    var symbol: String
    var last: Double?
    var bid: Double?
    var ask: Double?
    var bidsize: Double?
    var asksize: Double?
    var bid_date: Int64?
    var ask_date: Int64?
    var trade_date: Int64?
    var volume: Double?
    var open_interest: Double?
    var underlying: String?
  }

  private struct Expirations: Decodable {
    struct Body: Decodable { var date: OneOrMany<String>? }
    var expirations: Body?
  }

  private struct Chain: Decodable {
    struct Body: Decodable { var option: OneOrMany<Quote>? }
    var options: Body?
  }

  /// Milliseconds as nanoseconds; nil for a time that is none.
  private static func nanoseconds(_ milliseconds: Int64?) -> Int64? {
    guard let milliseconds else { return nil }
    let (time, isTooLarge) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    return isTooLarge ? nil : time
  }

  /// The lines of `/v1/markets/quotes`: the last price of each symbol.
  ///
  /// - Throws: `FeedError` when it is none.
  public static func quotes(_ bytes: [UInt8]) throws -> ProviderAnswer {
    guard let page = try? JSONDecoder().decode(Quotes.self, from: Data(bytes)),
      let quotes = page.quotes
    else { throw FeedError(file: "tradier", rule: "is no answer with quotes") }
    var writer = TickWriter()
    for quote in quotes.quote?.values ?? [] {
      guard let last = quote.last, let time = nanoseconds(quote.trade_date) else { continue }
      writer.index(quote.symbol, time, value: last)
    }
    return ProviderAnswer(lines: writer.text.bytes, ticks: writer.count)
  }

  /// The expiries of `/v1/markets/options/expirations`.
  ///
  /// - Throws: `FeedError` when it is none.
  public static func expiries(_ bytes: [UInt8]) throws -> [CivilDate] {
    guard let page = try? JSONDecoder().decode(Expirations.self, from: Data(bytes)),
      let body = page.expirations
    else { throw FeedError(file: "tradier", rule: "is no list of expirations") }
    return (body.date?.values ?? []).compactMap { CivilDate($0) }.sorted()
  }

  /// The lines of `/v1/markets/options/chains`.
  ///
  /// - Throws: `FeedError` when it is none.
  public static func chain(_ bytes: [UInt8], symbol: String) throws -> ProviderAnswer {
    guard let page = try? JSONDecoder().decode(Chain.self, from: Data(bytes)),
      let options = page.options
    else { throw FeedError(file: "tradier \(symbol)", rule: "is no option chain") }
    var writer = TickWriter()
    let values = options.option?.values ?? []
    writer.listing(symbol, values.map { ($0.symbol, $0.open_interest) })
    for quote in values {
      let newest = [quote.bid_date, quote.ask_date].compactMap { $0 }.max()
      guard let time = nanoseconds(newest), time > 0 else { continue }
      writer.quote(
        quote.symbol, time, bid: quote.bid, ask: quote.ask, bidSize: quote.bidsize,
        askSize: quote.asksize, volume: quote.volume)
    }
    return ProviderAnswer(lines: writer.text.bytes, ticks: writer.count)
  }
}
