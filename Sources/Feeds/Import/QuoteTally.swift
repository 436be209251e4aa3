// What a table of recorded option quotes holds, counted row by row.

import MarketData

/// The columns of a recorded quote, and what was counted in them so far.
struct QuoteTally {
  private let bid: Int
  private let ask: Int
  private let expiry: Int
  /// Cells that together name a contract.
  private let key: [Int]
  private var contracts: Set<String> = []
  private var expiries: Set<String> = []
  private var counts = RecordingCounts()

  /// Takes the columns by name; nil for a table without a bid, an ask and an expiry.
  init?(names: [String]) {
    let columns = ColumnNames(names)
    bid = columns.place(["bid", "bestbid"])
    ask = columns.place(["ask", "bestoffer", "bestask"])
    expiry = columns.place(["expiry", "expiration", "exdate"])
    guard bid >= 0, ask >= 0, expiry >= 0 else { return nil }
    key = [
      columns.place(["underlying", "symbol"]), expiry, columns.place(["strike", "strikeprice"]),
      columns.place(["cp", "right", "type", "optiontype"]),
    ].filter { $0 >= 0 }
    (counts.crossed, counts.locked, counts.zeroBid, counts.zeroAsk) = (0, 0, 0, 0)
  }

  /// Counts a row.
  mutating func take(_ row: TableRow, _ bytes: Span<UInt8>) {
    contracts.insert(key.map { row.text($0, bytes) }.joined(separator: " "))
    expiries.insert(row.text(expiry, bytes))
    let bid = price(row, self.bid, bytes)
    let ask = price(row, self.ask, bytes)
    if bid <= 0 { counts.zeroBid = (counts.zeroBid ?? 0) + 1 }
    if ask <= 0 { counts.zeroAsk = (counts.zeroAsk ?? 0) + 1 }
    guard bid > 0, ask > 0 else { return }
    if bid > ask { counts.crossed = (counts.crossed ?? 0) + 1 }
    if bid == ask { counts.locked = (counts.locked ?? 0) + 1 }
  }

  /// Everything counted: how many contracts and expiries there are among the rows.
  var recording: RecordingCounts {
    var result = counts
    result.contracts = contracts.count
    result.expiries = expiries.count
    return result
  }

  private func price(_ row: TableRow, _ cell: Int, _ bytes: Span<UInt8>) -> Double {
    guard case .value(let value) = row.number(cell, bytes) else { return 0 }
    return value
  }
}
