// Comparing every segment of ticks with its hash, and what stands beside its bytes with the bytes.
//
// The hash covers kind, symbol, decimals and bytes. Rows, day and span are not in it and decide
// which segments a question touches, so they are compared with the unpacked times.

import MarketData

extension Verifier {
  /// Every segment must hold what it says.
  mutating func checkTicks() throws(StoreError) {
    guard try db.hasTicks() else { return }
    let segments = """
      SELECT segment, symbol, date, rows, decimals, data, sha256, kind, first_ts, last_ts
      FROM ticks ORDER BY segment
      """
    var faults: [String] = []
    try db.each(segments, []) { row throws(StoreError) in
      let segment = StoredSegment(row)
      if let fault = segment.fault(first: row.int(8), last: row.int(9)) {
        faults.append(segment.named(fault))
      }
    }
    for fault in faults { find(.ticks, fault) }
  }
}

extension StoredSegment {
  /// What does not hold of a segment.
  ///
  /// - Parameters:
  ///   - first: The time of its first row as its record says, in nanoseconds since 1970 UTC.
  ///   - last: That of its last row.
  /// - Returns: What is wrong; nil when nothing is.
  fileprivate func fault(first: Int?, last: Int?) -> String? {
    guard hasItsHash else { return StoredSegment.hashFault }
    let times: [Int64]
    do throws(TickPackingError) {
      times =
        kind == TickKindName.trade.rawValue
        ? try TickPacking.trades(data).time : try TickPacking.quotes(data).time
    } catch {
      return error.description
    }
    guard times.count == rows else { return "\(times.count) rows instead of \(rows)" }
    guard let begin = times.first, let end = times.last, first == Int(begin), last == Int(end)
    else { return "its times are not those that its record says" }
    guard "\(NewYorkTime.date(Instant(nanoseconds: begin)))" == date else {
      return "its times are of another day"
    }
    return nil
  }
}
