// Which bars a provider is asked for beside its chains: the days before once, then each minute.

import Feeds
import Glibc
import MarketData

/// What is asked of Polygon's aggregates, and when.
struct ProviderBars {
  /// The least time between two rounds of minutes.
  static let interval = TimeSpan.minutes(1)
  /// A minute may still be corrected this long after its end.
  static let settling = TimeSpan.seconds(2)
  /// Calendar days of daily bars: the longest window of a detector and some.
  static let pastDays = 1_900

  private var askedAt: Int64?
  private var newest: [String: Int64] = [:]
  /// Tickers whose past is known.
  private var remembered: Set<String> = []

  /// Whether a round of minutes is due; the answer yes begins one.
  mutating func begins(at now: Int64) -> Bool {
    if let askedAt, now - askedAt < ProviderBars.interval.nanoseconds { return false }
    askedAt = now
    return true
  }

  /// Where the minutes of a day are that have not been taken yet.
  func minutes(of ticker: String, on date: CivilDate) -> String {
    var from = "\(date)"
    if let end = newest[ticker], NewYorkTime.date(Instant(nanoseconds: end)) == date {
      from = "\(end / 1_000_000)"
    }
    return "/v2/aggs/ticker/\(ticker)/range/1/minute/\(from)/\(date)"
      + "?adjusted=true&sort=asc&limit=50000"
  }

  /// Notes the end of the newest minute that was taken.
  mutating func note(newest end: Int64?, of ticker: String) {
    if let end { newest[ticker] = max(newest[ticker] ?? 0, end) }
  }

  /// Where the days before a date are; nil once they are known.
  func days(of ticker: String, before date: CivilDate) -> String? {
    guard !remembered.contains(ticker) else { return nil }
    let (first, last) = (date.adding(days: -ProviderBars.pastDays), date.adding(days: -1))
    return "/v2/aggs/ticker/\(ticker)/range/1/day/\(first)/\(last)"
      + "?adjusted=true&sort=asc&limit=50000"
  }

  /// Notes that the days before are known, or that the provider has none.
  mutating func noteDays(of ticker: String) { remembered.insert(ticker) }
}
