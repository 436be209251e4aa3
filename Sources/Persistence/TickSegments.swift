// Ticks on the disk: cut by symbol, day and length into segments, each packed and hashed.

import MarketData
import Numerics

/// What a segment holds.
enum TickKindName: String {
  case trade, quote
}

/// A segment as it is stored.
struct TickSegment {
  let kind: TickKindName
  let symbol: String
  let date: CivilDate
  let first: Int64
  let last: Int64
  let rows: Int
  let decimals: Int
  let data: [UInt8]

  /// The most rows of a segment: small enough to read an hour without the rest of a busy day.
  static let length = 1 << 16

  /// SHA-256 over what the segment is and over its bytes.
  var hash: [UInt8] {
    TickSegment.hash(kind: kind.rawValue, symbol: symbol, decimals: decimals, data: data)
  }

  static func hash(kind: String, symbol: String, decimals: Int, data: [UInt8]) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(Array("\(kind)\n\(symbol)\n\(decimals)\n".utf8))
    hasher.update(data)
    return hasher.finalize()
  }
}

/// Visits the segments of a table, by symbol and then by time.
///
/// - Parameters:
///   - table: The ticks.
///   - kind: What they are.
///   - pack: Packs rows of a symbol's columns.
///   - receive: Takes a segment.
/// - Throws: What `receive` throws.
func eachSegment<Series: TickSeries>(
  of table: TickTable<Series>, _ kind: TickKindName, pack: (Series, Range<Int>) -> [UInt8],
  _ receive: (TickSegment) throws(StoreError) -> Void
) throws(StoreError) {
  for (number, series) in table.series.enumerated() where series.count > 0 {
    let ordered = series.ordered()
    var row = 0
    while row < ordered.count {
      let date = NewYorkTime.date(Instant(nanoseconds: ordered.time[row]))
      let midnight = NewYorkTime.instant(date.adding(days: 1), 0, 0).nanoseconds
      let end = min(ordered.firstRow(notBefore: midnight), row + TickSegment.length)
      try receive(
        TickSegment(
          kind: kind, symbol: table.symbols.names[number], date: date, first: ordered.time[row],
          last: ordered.time[end - 1], rows: end - row, decimals: table.decimals,
          data: pack(ordered, row..<end)))
      row = end
    }
  }
}
