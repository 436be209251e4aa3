// Files that other readers of this target take in: option chains, and what Lean's folders hold.

import MarketData

/// Reads a file whose format is told by its path and archive, not by a table.
///
/// - Returns: Nil when it is none of them.
func readOtherMarketFile(_ path: String, options: ReadOptions) throws -> MarketFile? {
  try readLeanFile(path)
}

/// Reads a file of option quotes as a file of market data.
func chainMarketFile(_ stream: ByteStream, options: ReadOptions) throws -> MarketFile {
  let path = stream.path
  let hash = try stream.fileHash()
  // A table of quotes without their day takes it from the command line or from its name.
  let day = options.date ?? FileDay.of(path: path)
  let quotedAt = day.flatMap { TradingCalendar.session(on: $0)?.close }
  let chain = try readChain(path, quotedAt: quotedAt)
  let times = chain.snapshots.compactMap(\.time)
  var file = MarketFile(
    path: path, format: chain.format.code, sha256: hash, rows: chain.rows, content: .chain(chain),
    first: times.min().map { NewYorkTime.date($0).description },
    last: times.max().map { NewYorkTime.date($0).description }, findings: chain.findings.reported)
  file.apart = chain.findings.apart
  let names = Set(chain.snapshots.map(\.underlying))
  file.apart.name(
    symbol: names.count == 1 ? names.first : nil,
    time: chain.snapshots.count == 1 ? times.first : nil)
  if chain.format != .yahoo { try file.apart.takeLines(of: stream) }
  return file
}
