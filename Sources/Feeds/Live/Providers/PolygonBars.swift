// Answers in Polygon's shape: aggregate bars of minutes and of days.

import FoundationEssentials
public import MarketData

extension PolygonAnswers {
  private struct Aggregates: Decodable {
    struct Bar: Decodable {
      var o: Double
      var h: Double
      var l: Double
      var c: Double
      var v: Double?
      var t: Int64

      var prices: PriceBar { PriceBar(open: o, high: h, low: l, close: c, volume: v ?? 0) }

      /// The beginning in nanoseconds; nil for a time that is none.
      var start: Int64? {
        let (start, isTooLarge) = t.multipliedReportingOverflow(by: 1_000_000)
        return isTooLarge || start < 0 || start > Int64.max / 2 ? nil : start
      }
    }
    var ticker: String?
    var status: String?
    var results: [Bar]?
    var next_url: String?
  }

  private static func aggregates(_ bytes: [UInt8], _ symbol: String) throws -> Aggregates {
    guard let page = try? JSONDecoder().decode(Aggregates.self, from: Data(bytes)),
      page.results != nil || page.ticker != nil || page.status != nil
    else { throw FeedError(file: "polygon \(symbol)", rule: "is no list of aggregate bars") }
    return page
  }

  /// The lines of a page of `/v2/aggs/ticker/SYMBOL/range/1/minute/FROM/TO`: a bar is stamped with
  /// its end.
  ///
  /// - Parameters:
  ///   - bytes: The answer.
  ///   - symbol: The symbol as the desk knows it.
  ///   - end: In nanoseconds: a bar that ends later is still in the making and left out.
  /// - Returns: A line for each bar, the end of the newest, and where the next page is.
  /// - Throws: `FeedError` when it is none.
  public static func bars(
    _ bytes: [UInt8], symbol: String, endedBy end: Int64 = .max
  ) throws -> ProviderAnswer {
    let page = try aggregates(bytes, symbol)
    var writer = TickWriter()
    var newest: Int64?
    for bar in page.results ?? [] {
      guard let start = bar.start, start + 60_000_000_000 <= end else { continue }
      writer.bar(symbol, start + 60_000_000_000, bar.prices)
      newest = max(newest ?? 0, start + 60_000_000_000)
    }
    var answer = ProviderAnswer(lines: writer.text.bytes, ticks: writer.count, next: page.next_url)
    answer.newest = newest
    return answer
  }

  /// The bars of a page of `/v2/aggs/ticker/SYMBOL/range/1/day/FROM/TO`; one that is impossible is
  /// left out.
  ///
  /// - Throws: `FeedError` when it is none.
  public static func days(
    _ bytes: [UInt8], symbol: String
  ) throws -> (bars: [DailyBar], next: String?) {
    let page = try aggregates(bytes, symbol)
    let bars = (page.results ?? []).compactMap { bar -> DailyBar? in
      guard let start = bar.start, bar.l > 0, bar.l <= min(bar.o, bar.c), bar.h >= max(bar.o, bar.c)
      else { return nil }
      return DailyBar(date: NewYorkTime.date(Instant(nanoseconds: start)), bar: bar.prices)
    }
    return (bars, page.next_url)
  }
}
