// The curated layer: one close, one adjusted close and one return for each symbol and date.
//
// The newest import of a date is the one that counts. A return is measured within one file where
// the file holds both days, because files adjust differently; else between the closes as they are.

import Glibc
import MarketData

extension Connection {
  /// Rows before the first changed one that a stage reads along.
  static let contextRows = 70

  /// Builds the curated rows of a symbol anew from a date on.
  func buildCurated(
    _ symbol: String, from first: CivilDate, _ ranks: SourceRanks
  ) throws(StoreError) {
    let context = try value(
      """
      SELECT DISTINCT date FROM raw_market WHERE symbol=? AND date<? ORDER BY date DESC
      LIMIT 1 OFFSET \(Connection.contextRows - 1)
      """, [.string(symbol), .string(first.description)])?.string
    let earliest = try value(
      "SELECT min(date) FROM raw_market WHERE symbol=?", [.string(symbol)])?.string
    let start = (context ?? earliest).flatMap { CivilDate($0) }
    let statement = try statement(
      """
      INSERT INTO curated_market VALUES(?,?,?,?,?,?) ON CONFLICT(symbol,date) DO UPDATE SET
      close=excluded.close, adj_close=excluded.adj_close, ret=excluded.ret, source=excluded.source
      """)
    try statement.hold(.string(symbol), at: 1)
    var previous: [RawBar] = []
    var chosen: RawBar?
    try eachRawDay(symbol, from: start) { date, bars throws(StoreError) in
      guard let best = bars.max(by: { ranks.rank($0.source) < ranks.rank($1.source) }) else {
        return
      }
      if date >= first {
        try statement.hold(.string(date.description), at: 2)
        statement.hold(best.bar.close, at: 3)
        statement.hold(best.adjustedOrClose, at: 4)
        statement.hold(dailyReturn(best, previous, chosen) ?? .nan, at: 5)
        try statement.hold(.string(best.source), at: 6)
        _ = try statement.repeatRun()
      }
      previous = bars
      chosen = best
    }
  }
}

/// The logarithm of a day's price over the day's before.
///
/// - Parameters:
///   - bar: The day.
///   - previous: What every import says of the day before.
///   - chosen: The one of them that counts.
/// - Returns: The return; nil on the first day.
func dailyReturn(_ bar: RawBar, _ previous: [RawBar], _ chosen: RawBar?) -> Double? {
  if let same = previous.first(where: { $0.source == bar.source }) {
    return log(bar.adjustedOrClose / same.adjustedOrClose)
  }
  return chosen.map { log(bar.bar.close / $0.bar.close) }
}
