// The rows of one zip of a Lean folder, checked and in order.

import MarketData

/// A zip of a Lean folder.
struct LeanArchive: Sendable {
  let zip: LeanFolder.Zip
  private let clock: LeanClock

  init(_ zip: LeanFolder.Zip) {
    self.zip = zip
    clock = LeanClock(date: zip.date, zone: LeanZone(zip.asset, symbol: zip.symbol))
  }

  /// The highest price that is kept, in 1/10 000 of the number in the file.
  ///
  /// Quotes of options are kept in 32 bits, prices of underlyings up to 100 million.
  static func limit(_ asset: LeanAsset) -> Int64 {
    (asset.isOption ? Int64(Int32.max) : 1_000_000_000_000) * asset.scale
  }

  /// When a row is known, in seconds since 1970 UTC.
  func known(_ row: LeanRow) -> Int32 { Int32(clamping: clock.known(row.time, zip.resolution)) }

  /// Hands out every row of every file, or of the one of a future's month.
  ///
  /// Ticks that their own source doubts are left out.
  ///
  /// - Throws: `FeedError` for a malformed row or one out of order, and what `take` throws.
  func read(
    month: String? = nil,
    take: (_ name: LeanEntryName, _ entry: String, LeanRow, _ line: Int) throws -> Void
  ) throws {
    let archive = ZipArchive(path: zip.path)
    var entries = try archive.entries()
    if let month {
      entries = entries.filter { LeanEntryName($0.name)?.month == month }
      guard entries.count == 1 else {
        throw FeedError(file: zip.path, rule: "holds no file of the future \(month)")
      }
    }
    let names = try entries.map { try name($0) }
    var current = -1
    var last = -1
    var reader = rows(zip.path)
    try archive.lines(of: entries, only: month == nil ? nil : entries[0].name) {
      entry, line, bytes in
      if entry != current {
        current = entry
        last = -1
        reader = rows("\(zip.path)/\(entries[entry].name)")
      }
      let row = try reader.read(bytes, line: line)
      try check(row, after: last, reader, line)
      last = row.time
      guard !row.isSuspicious else { return }
      try take(names[entry], reader.file, row, line)
    }
  }

  /// The months of the futures in the zip, ascending.
  func months() throws -> [String] {
    try ZipArchive(path: zip.path).entries().compactMap { LeanEntryName($0.name)?.month }.sorted()
  }

  private func name(_ entry: ZipEntry) throws -> LeanEntryName {
    guard let name = LeanEntryName(entry.name) else {
      throw FeedError(
        file: "\(zip.path)/\(entry.name)",
        rule: "the name must be DATE_SYMBOL_RESOLUTION_KIND.csv, with the contract after it")
    }
    guard name.date == zip.date, name.kind == zip.kind, name.resolution == zip.resolution else {
      throw FeedError(
        file: "\(zip.path)/\(entry.name)",
        rule: "the name must tell the zip's own date, resolution and kind")
    }
    return name
  }

  private func rows(_ file: String) -> LeanRowReader {
    LeanRowReader(
      file: file, resolution: zip.resolution, kind: zip.kind, limit: LeanArchive.limit(zip.asset))
  }

  private func check(_ row: LeanRow, after last: Int, _ reader: LeanRowReader, _ line: Int) throws {
    func refuse(_ rule: String) -> FeedError {
      FeedError(file: reader.file, line: line, column: 1, rule: rule)
    }
    guard row.time > last || (zip.resolution == .tick && row.time == last) else {
      throw refuse("times must ascend")
    }
    guard row.first.isOrdered, row.second.isOrdered else {
      throw refuse("low <= open, close <= high must hold")
    }
    if zip.kind == .trade, row.first.low <= 0 { throw refuse("prices must be above zero") }
  }
}
