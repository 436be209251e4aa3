// Cboe's delayed quotes: one strike a row, the call left of the strike and the put right of it.
//
// Three lines precede the rows: name and last price, the moment of the download, and the column
// names. Quotes taken outside a session are those of the last close.

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
    var openInterest: Int
  }

  private let file: String
  private let expiry: Int
  private let strike: Int
  private let call: Side
  private let put: Side
  private let width: Int

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
    guard let strike = names.firstIndex(of: "strike") else {
      throw FeedError(file: file, line: header.line, rule: "must have a column \"strike\"")
    }
    func side(_ name: String, _ range: Range<Int>) throws -> Side {
      Side(
        symbol: try find([name], in: range), last: try find(["last sale", "last"], in: range),
        bid: try find(["bid"], in: range), ask: try find(["ask"], in: range),
        volume: try find(["volume", "vol"], in: range), volatility: try find(["iv"], in: range),
        openInterest: try find(["open interest", "open int", "int"], in: range))
    }
    self.file = file
    self.strike = strike
    expiry = 0
    call = try side("calls", 0..<strike)
    put = try side("puts", (strike + 1)..<names.count)
    width = names.count
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
      guard row.count == width else {
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

/// What stands above the column names of Cboe's file.
struct Preamble {
  /// Last price of the underlying.
  var last: Double?
  /// The moment of the quotes.
  var time: Instant?

  /// Takes what a line above the header tells.
  mutating func take(_ row: TableRow, _ bytes: Span<UInt8>) {
    for cell in 0..<row.count {
      let text = row.text(cell, bytes)
      if text.hasPrefix("Last:") {
        last = Double(text.dropFirst(5).filter { $0 != " " && $0 != "," })
      } else if text.hasPrefix("Date:") {
        time = Preamble.quoteTime(text.dropFirst(5))
      }
    }
  }

  /// The moment of the quotes from that of the download, `January 7, 2024 at 10:52 AM EST`.
  ///
  /// Within a session it is the download's own; outside, the close before it.
  static func quoteTime(_ text: Substring) -> Instant? {
    let words = text.split { $0 == " " || $0 == "," }
    guard words.count >= 6, let day = Int(words[1]), let year = Int(words[2]),
      let month = months.firstIndex(of: words[0].prefix(3).lowercased())
    else { return nil }
    let clock = words[4].split(separator: ":")
    guard let date = TableRow.listed(year, month + 1, day), clock.count == 2,
      let hour = Int(clock[0]), let minute = Int(clock[1]), (1...12).contains(hour),
      (0..<60).contains(minute)
    else { return nil }
    let isAfternoon = words[5].uppercased() == "PM"
    let download = NewYorkTime.instant(date, hour % 12 + (isAfternoon ? 12 : 0), minute)
    if let session = TradingCalendar.session(on: date), download >= session.open {
      return min(download, session.close)
    }
    let last = TradingCalendar.previous(before: date)
    return TradingCalendar.session(on: last)?.close
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
}
