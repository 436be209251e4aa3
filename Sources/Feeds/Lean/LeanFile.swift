// One file of a Lean folder on its own: what it holds and what is wrong with its rows.
//
// Scale and time zone follow from the asset, which the path tells. A file that was moved elsewhere
// tells it by the names inside and by its prices: only unscaled ones have decimals.

import MarketData
import Numerics

/// Reads and checks a zip of minutes, seconds or ticks, a universe or a factor file.
///
/// - Parameter path: The file.
/// - Returns: Its counts, with bars where it holds trades of underlyings; nil when it is no file of
///   Lean's.
/// - Throws: `FeedError` for a file that is Lean's and damaged.
public func readLeanFile(_ path: String) throws -> MarketFile? {
  let head = try ByteStream(path)
  switch head.packing {
  case .zip:
    let entries = try ZipArchive(path: path).entries().filter { !$0.name.hasSuffix("/") }
    guard let first = entries.first, LeanEntryName(first.name) != nil else { return nil }
    return try readLeanZip(path, entries)
  case .gzip: return nil
  case .none:
    let start = String(decoding: head.magic, as: UTF8.self)
    if LeanUniverse.header.hasPrefix(start), start.count == head.magic.count, start.count > 8 {
      return try readLeanUniverse(path)
    }
    // DATE,number: a factor file has no header and begins with a date of eight digits.
    guard start.utf8.count > 10, CivilDate(start.prefix(8)) != nil,
      start.dropFirst(8).first == ","
    else { return nil }
    return try readLeanFactors(path)
  }
}

private func fileHash(_ bytes: [UInt8]) -> String { SHA256.hexadecimal(SHA256.hash(bytes)) }

private func readLeanUniverse(_ path: String) throws -> MarketFile {
  let bytes = try readFile(path)
  let universe = try LeanUniverse(file: path, bytes: bytes)
  var counts = RecordingCounts()
  counts.contracts = universe.rows.count
  let expiries = universe.rows.map(\.expiry).sorted()
  counts.expiries = Set(expiries).count
  var findings: [ReportedFinding] = []
  if let mismatch = universe.basisMismatch {
    findings.append(
      ReportedFinding(
        code: "basis-mismatch", severity: .error,
        rule: "the underlying must be within one per cent of what its options imply by parity",
        count: 1, examples: [.init(line: 2, column: nil, value: mismatch)]))
  }
  var file = MarketFile(
    path: path, format: "lean-universe", sha256: fileHash(bytes),
    rows: universe.rows.count + (universe.underlying == nil ? 0 : 1), content: .recording,
    first: expiries.first.map { "\($0)" }, last: expiries.last.map { "\($0)" }, findings: findings)
  file.recording = counts
  return file
}

/// A factor file; nil when the rows are of another kind.
private func readLeanFactors(_ path: String) throws -> MarketFile? {
  let bytes = try readFile(path)
  let firstLine = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
  guard [2, 3].contains(firstLine.count { $0 == 0x2C }) else { return nil }
  let factors = try LeanFactors(file: path, bytes: bytes)
  let name = path.split(separator: "/").last.map(String.init) ?? path
  let symbol = LeanEntryName.symbol(String(name.prefix { $0 != "." })) ?? ""
  let splits = factors.changes.filter { $0.split != 1 }
  let dividends = factors.changes.filter { $0.dividend > 0 }
  return MarketFile(
    path: path, format: "lean-factors", sha256: fileHash(bytes), rows: factors.rows,
    content: .series(
      [
        NamedSeries(
          symbol: symbol, metric: CorporateActions.split,
          values: splits.map { DailyValue(date: $0.date, value: $0.split) }),
        NamedSeries(
          symbol: symbol, metric: CorporateActions.dividend,
          values: dividends.map { DailyValue(date: $0.date, value: $0.dividend) }),
      ].filter { !$0.values.isEmpty }), first: factors.changes.first.map { "\($0.date)" },
    last: factors.changes.last.map { "\($0.date)" }, findings: [])
}

private func readLeanZip(_ path: String, _ entries: [ZipEntry]) throws -> MarketFile {
  let hash = fileHash(try readFile(path))
  let archive = ZipArchive(path: path)
  let names = try entries.map { entry in
    guard let name = LeanEntryName(entry.name) else {
      throw FeedError(
        file: "\(path)/\(entry.name)",
        rule: "the name must be DATE_SYMBOL_RESOLUTION_KIND.csv, with the contract after it",
        code: "damaged")
    }
    return name
  }
  guard let first = names.first,
    names.allSatisfy({ $0.kind == first.kind && $0.resolution == first.resolution })
  else {
    throw FeedError(
      file: path, rule: "must hold rows of one kind and one resolution", code: "damaged")
  }
  let asset = try LeanAsset(path: path) ?? LeanAsset(guessing: first, archive, entries)
  var reading = LeanZipReading(path: path, asset: asset, names: names, entries: entries)
  try archive.lines(of: entries) { entry, line, bytes in reading.take(entry, line, bytes) }
  var file = MarketFile(
    path: path, format: reading.format, sha256: hash, rows: reading.rows, content: reading.content,
    first: reading.first?.description, last: reading.last?.description,
    findings: reading.findings.reported)
  file.recording = reading.counts
  file.apart = reading.findings.apart
  return file
}

extension LeanAsset {
  /// The asset of a file by its path, `…/ASSET/MARKET/RESOLUTION/…`; nil when it tells none.
  init?(path: String) {
    let parts = path.split(separator: "/").map(String.init)
    for (place, part) in parts.enumerated().reversed() where place + 2 < parts.count {
      guard let asset = LeanAsset(rawValue: part), LeanResolution(rawValue: parts[place + 2]) != nil
      else { continue }
      self = asset
      return
    }
    return nil
  }

  /// The asset of a file that was moved, by a name inside and by whether prices have decimals.
  fileprivate init(
    guessing name: LeanEntryName, _ archive: ZipArchive, _ entries: [ZipEntry]
  ) throws {
    if name.month != nil {
      self = .future
      return
    }
    var hasDecimals = false
    var seen = 0
    do {
      try archive.lines(of: entries) { _, _, bytes in
        seen += 1
        hasDecimals = hasDecimals || bytes.contains(0x2E)
        if hasDecimals || seen >= 500 { throw Enough() }
      }
    } catch is Enough {}
    if name.option != nil {
      self =
        hasDecimals
        ? .futureoption : LeanTerms.isIndexRoot(name.symbol) ? .indexoption : .option
    } else {
      self = hasDecimals ? .index : .equity
    }
  }
}

/// Enough of a file has been looked at.
private struct Enough: Error {}
