// A chain of the desk as the rows of a vendor's file, on the way through the reader's own rules.

import MarketData

/// The quotes of a chain, row by row: series by expiration, strikes ascending, the call before the
/// put.
struct ChainRows: Sendable {
  let underlying: String
  let spot: Double
  let time: Instant
  /// The rows of each series; a row's line is its place in the file from 1 once it is read.
  var series: [[ContractDraft]] = []

  /// The quoted options of series that still trade.
  init(_ chain: OptionChain, spot: Double, time: Instant) {
    underlying = chain.underlying
    self.spot = spot
    self.time = time
    for expiry in chain.expiries where expiry.expiration > time {
      var rows: [ContractDraft] = []
      let root = PackedRoot(expiry.root.symbol)
      let pairs = zip(expiry.calls, expiry.puts)
      for option in pairs.flatMap({ [$0, $1] }) {
        guard let quote = chain.quotes[option] else { continue }
        let contract = chain.options[option].contract
        var row = ContractDraft()
        row.root = root
        row.expiry = expiry.date
        row.right = contract.right
        row.strike = contract.strike.dollars
        row.bid = quote.bid.dollars
        row.ask = quote.ask.dollars
        rows.append(row)
      }
      if !rows.isEmpty { series.append(rows) }
    }
  }

  /// Reads the rows as a file's: what the reader makes of them and what it found.
  func read() -> (snapshot: ChainSnapshot, findings: ChainFindings)? {
    var builder = SnapshotBuilder(columns: .quotes)
    builder.open(underlying: PackedRoot(underlying), time: time, spot: spot)
    var line = 0
    for rows in series {
      for var row in rows {
        line += 1
        row.line = line
        builder.add(row)
      }
    }
    guard let snapshot = builder.finish().first else { return nil }
    return (snapshot, builder.findings)
  }

  /// The place of a contract's last row in its series.
  func place(_ series: Int, strike: Double, _ right: OptionRight) -> Int? {
    self.series[series].lastIndex { $0.strike == strike && $0.right == right }
  }
}
