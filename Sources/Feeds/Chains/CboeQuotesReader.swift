// Cboe's delayed quotes: one strike a row, the call left of the strike and the put right of it.
//
// Name and last price, the moment of the download (see `Preamble`) and the column names precede the
// rows. Quotes taken outside a session are those of the last close.

import MarketData

/// Reads Cboe's delayed quotes.
struct CboeQuotesReader {
  /// Columns of one side.
  private struct Side {
    var symbol: Int
    var last: Int
    var bid: Int
    var ask: Int
    var volume: Int
    var volatility: Int
    var delta: Int
    var openInterest: Int
  }

  private let file: String
  private let expiry: Int
  private let strike: Int
  private let call: Side
  private let put: Side
  private let width: Int
  /// Whether the file gives volatilities.
  let hasVolatility: Bool

  /// Whether a row is the line of column names.
  static func isHeader(_ row: TableRow, _ bytes: Span<UInt8>) -> Bool {
    let names = (0..<row.count).map { row.text($0, bytes).lowercased() }
    return names.first == "expiration date" && names.contains("calls") && names.contains("puts")
      && names.contains("strike")
  }

  /// Takes the columns from the line of names.
  init(file: String, header: TableRow, _ bytes: Span<UInt8>) throws {
    let names = (0..<header.count).map { header.text($0, bytes).lowercased() }
    func find(_ choices: [String], in range: Range<Int>) throws -> Int {
      for index in range where choices.contains(names[index]) { return index }
      throw FeedError(
        file: file, line: header.line, rule: "must have a column \"\(choices[0])\" for each side")
    }
    /// Older files have neither volatility nor delta.
    func findOptional(_ choice: String, in range: Range<Int>) -> Int {
      range.first { names[$0] == choice } ?? -1
    }
    guard let strike = names.firstIndex(of: "strike") else {
      throw FeedError(file: file, line: header.line, rule: "must have a column \"strike\"")
    }
    func side(_ name: String, _ range: Range<Int>) throws -> Side {
      Side(
        symbol: try find([name], in: range), last: try find(["last sale", "last"], in: range),
        bid: try find(["bid"], in: range), ask: try find(["ask"], in: range),
        volume: try find(["volume", "vol"], in: range), volatility: findOptional("iv", in: range),
        delta: findOptional("delta", in: range),
        openInterest: try find(["open interest", "open int", "int"], in: range))
    }
    self.file = file
    self.strike = strike
    expiry = 0
    call = try side("calls", 0..<strike)
    put = try side("puts", (strike + 1)..<names.count)
    width = names.count
    hasVolatility = call.volatility >= 0 && put.volatility >= 0
  }

  /// Reads the rows below the header.
  ///
  /// - Returns: How many rows there were.
  func read(
    _ row: inout TableRow, _ bytes: Span<UInt8>, preamble: Preamble,
    into builder: inout SnapshotBuilder
  ) -> Int {
    var rows = 0
    var isOpen = false
    while row.next(bytes) {
      guard !row.isBlank else { continue }
      rows += 1
      guard row.count == width || row.isWiderByBlank(than: width) else {
        builder.note(.cellCount, line: row.line, "\(row.count) cells, not \(width)")
        continue
      }
      guard let date = row.date(expiry, bytes) else {
        builder.note(.date, line: row.line, row.text(expiry, bytes))
        continue
      }
      for (side, right) in [(call, OptionRight.call), (put, .put)] {
        guard let draft = draft(side, right, date, row, bytes, &builder) else { continue }
        if !isOpen {
          let underlying = RootTraits(root: draft.root.text).underlying
          builder.open(
            underlying: PackedRoot(underlying), time: preamble.time, spot: preamble.last)
          isOpen = true
        }
        builder.add(draft)
      }
    }
    return rows
  }

  private func draft(
    _ side: Side, _ right: OptionRight, _ date: CivilDate, _ row: TableRow, _ bytes: Span<UInt8>,
    _ builder: inout SnapshotBuilder
  ) -> ContractDraft? {
    let cell = side.symbol
    guard let symbol = OptionSymbol(bytes, from: row.starts[cell], to: row.ends[cell]) else {
      builder.note(.symbol, line: row.line, row.text(cell, bytes))
      return nil
    }
    var reading = NumberReading(row: row)
    let strike = reading.number(self.strike, bytes)
    if symbol.right != right || (strike.map { abs($0 - symbol.strike) > 0.0005 } ?? false) {
      builder.note(.symbolDiffers, line: row.line, row.text(cell, bytes))
      return nil
    }
    if symbol.expiry != date {
      builder.note(.expiryDiffers, line: row.line, "\(row.text(cell, bytes)) beside \(date)")
    }
    var draft = ContractDraft()
    draft.root = symbol.root
    draft.expiry = symbol.expiry
    draft.right = right
    draft.strike = strike
    draft.bid = reading.number(side.bid, bytes)
    draft.ask = reading.number(side.ask, bytes)
    draft.last = reading.number(side.last, bytes)
    draft.volume = reading.number(side.volume, bytes)
    draft.openInterest = reading.number(side.openInterest, bytes)
    draft.vendorVolatility = reading.number(side.volatility, bytes)
    draft.vendorDelta = reading.number(side.delta, bytes)
    draft.line = row.line
    if let bad = reading.malformed {
      builder.note(.number, line: row.line, row.text(bad, bytes))
      return nil
    }
    return draft
  }
}

/// Reads the numbers of a row and remembers the first cell that is none.
struct NumberReading {
  let row: TableRow
  private(set) var malformed: Int?

  init(row: TableRow) { self.row = row }

  mutating func number(_ cell: Int, _ bytes: Span<UInt8>) -> Double? {
    switch row.number(cell, bytes) {
    case .missing: return nil
    case .value(let value): return value
    case .malformed:
      if malformed == nil { malformed = cell }
      return nil
    }
  }
}
