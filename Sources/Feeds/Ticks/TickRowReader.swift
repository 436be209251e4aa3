// Rows of ticks from lines that end with a line feed.

import MarketData

/// Reads rows into tables and counts what is wrong.
struct TickRowReader {
  private let file: String
  private let decimals: Int
  private var layout = TickLayout.none
  private var clock = TickClock.unknown
  /// Times that counts of the clock's unit can be.
  private var clockRange: ClosedRange<Int64> = .min ... .max
  private var calendar = TickCalendarTime()
  private var symbolBytes = SymbolBytes()
  private var fixedSymbol: Int32 = -1
  private var trades: TradeTable
  private var quotes: QuoteTable
  private var symbols = TickSymbols()
  private var batch = TradeRows()
  private var findings = Findings<TickRule>()
  private var count = 0

  /// Most rows of a file.
  static let rowLimit = 200_000_000

  init(file: String, decimals: Int) {
    self.file = file
    self.decimals = decimals
    trades = TradeTable(decimals: decimals)
    quotes = QuoteTable(decimals: decimals)
  }

  /// Begins a text of some columns.
  mutating func begin(_ layout: TickLayout, symbol: String?) throws {
    self.layout = layout
    clock = layout.clock
    fixedSymbol = -1
    if let symbol, !layout.roles.contains(.symbol) { fixedSymbol = add(symbol) }
  }

  /// Takes lines.
  ///
  /// - Returns: The number of the last line.
  mutating func take(_ bytes: UnsafeRawBufferPointer, after line: Int) throws -> Int {
    var line = line
    let roles = layout.roles
    var cell = TickCellReader(bytes: bytes, separator: layout.separator, place: 0)
    while cell.place < bytes.count {
      line += 1
      if isBlank(&cell) { continue }
      count += 1
      guard count <= TickRowReader.rowLimit else {
        throw FeedError(file: file, line: line, rule: "more than \(TickRowReader.rowLimit) rows")
      }
      takeRow(&cell, roles.span, line)
      if batch.isFull { flush() }
    }
    return line
  }

  private func isBlank(_ cell: inout TickCellReader) -> Bool {
    var end = cell.place
    if cell.bytes[end] == 0x0D { end += 1 }
    guard cell.bytes[end] == 0x0A else { return false }
    cell.place = end + 1
    return true
  }

  /// Takes a row; the place is after its line feed then.
  private mutating func takeRow(
    _ cell: inout TickCellReader, _ roles: Span<TickRole>, _ line: Int
  ) {
    let start = cell.place
    var row = TickRow(symbol: fixedSymbol)
    var column = 0
    while true {
      let place = cell.place
      guard column < roles.count else {
        return refuse(&cell, .shape, line, start, at: place)
      }
      if let rule = take(roles[column], &cell, &row) {
        return refuse(&cell, rule, line, start, at: place)
      }
      column += 1
      guard cell.bytes[cell.place] == cell.separator else { break }
      cell.place += 1
    }
    guard column == roles.count else {
      return refuse(&cell, .shape, line, start, at: cell.place)
    }
    if cell.bytes[cell.place] == 0x0D { cell.place += 1 }
    guard cell.bytes[cell.place] == 0x0A else {
      return refuse(&cell, .shape, line, start, at: cell.place)
    }
    let end = cell.place
    cell.place += 1
    if let rule = keep(row) {
      var shown = TickCellReader(bytes: cell.bytes, separator: 0x0A, place: start)
      return refuse(&shown, rule, line, start, at: start)
    }
    if row.isRounded { note(.rounded, cell.bytes, start..<end, line) }
    if row.isSuspicious { note(.suspicious, cell.bytes, start..<end, line) }
  }

  /// Takes a cell; the rule that it breaks, if it does.
  @inline(__always) private mutating func take(
    _ role: TickRole, _ cell: inout TickCellReader, _ row: inout TickRow
  ) -> TickRule? {
    switch role {
    case .skip:
      cell.skip()
      return nil
    case .time: return broken(takeTime(&cell, &row), .time)
    case .symbol: return takeSymbol(&cell, &row)
    case .price: return broken(price(&cell, &row.price, &row.isRounded), .price)
    case .bid:
      return broken(price(&cell, &row.bid, &row.isRounded), .price, missingIsFine: true)
    case .ask:
      return broken(price(&cell, &row.ask, &row.isRounded), .price, missingIsFine: true)
    case .size: return broken(cell.size(into: &row.size), .size)
    case .bidSize: return broken(cell.size(into: &row.bidSize), .size, missingIsFine: true)
    case .askSize: return broken(cell.size(into: &row.askSize), .size, missingIsFine: true)
    case .suspicious:
      row.isSuspicious = cell.bytes[cell.place] == UInt8(ascii: "1")
      cell.skip()
      return nil
    }
  }

  @inline(__always) private func broken(
    _ cell: TickCell, _ rule: TickRule, missingIsFine: Bool = false
  ) -> TickRule? {
    switch cell {
    case .value: nil
    case .missing: missingIsFine ? nil : .missing
    case .wrong: rule
    }
  }

  @inline(__always) private func price(
    _ cell: inout TickCellReader, _ value: inout Int64, _ rounded: inout Bool
  ) -> TickCell {
    var units = value
    // Lean writes whole numbers of 1/10 000.
    let places = layout.isLean ? 0 : decimals
    var found = cell.decimal(places, into: &units, rounded: &rounded)
    if layout.isLean, found == .value {
      if units == 0, layout.kind == .quotes { return .missing }
      found = rescale(&units, &rounded)
    }
    if found == .value { value = units }
    return found
  }

  private func rescale(_ units: inout Int64, _ rounded: inout Bool) -> TickCell {
    for _ in 0..<max(0, decimals - 4) {
      let (product, overflow) = units.multipliedReportingOverflow(by: 10)
      if overflow { return .wrong }
      units = product
    }
    for _ in 0..<max(0, 4 - decimals) {
      rounded = rounded || units % 10 != 0
      units = (units + 5) / 10
    }
    return .value
  }

  private mutating func takeTime(_ cell: inout TickCellReader, _ row: inout TickRow) -> TickCell {
    switch clock {
    case .epoch(let unit):
      let found = cell.count(unit: unit, into: &row.time)
      return found == .value && !clockRange.contains(row.time) ? .wrong : found
    case .sinceMidnight(let midnight):
      let found = cell.count(unit: 1_000_000, into: &row.time)
      guard (0..<86_400_000_000_000).contains(row.time) else { return .wrong }
      row.time += midnight
      return found
    case .calendar: return calendar.read(&cell, into: &row.time)
    case .unknown:
      let start = cell.place
      var count: Int64 = 0
      if cell.count(unit: 1, into: &count) == .value {
        let unit = TickRowReader.unit(of: count)
        clock = .epoch(unit: unit)
        clockRange = TickRowReader.range(of: unit)
      } else {
        cell.place = start
        let found = calendar.read(&cell, into: &count)
        guard found == .value else { return found }
        clock = .calendar
      }
      cell.place = start
      return takeTime(&cell, &row)
    }
  }

  /// The times, in nanoseconds, that counts of a unit can be.
  private static func range(of unit: Int64) -> ClosedRange<Int64> {
    let (most, least): (Int64, Int64) =
      switch unit {
      case 1_000_000_000: (100_000_000_000, 0)
      case 1_000_000: (100_000_000_000_000, 100_000_000_000)
      case 1_000: (.max, 100_000_000_000_000)
      default: (.max, 100_000_000_000_000_000)
      }
    let (end, overflow) = most.multipliedReportingOverflow(by: unit)
    let last = overflow ? .max : end - 1
    return least > 0 ? least * unit...last : -last...last
  }

  /// Nanoseconds of a unit, by how large a count is: seconds below 10^11, and so on.
  private static func unit(of count: Int64) -> Int64 {
    switch count.magnitude {
    case ..<100_000_000_000: 1_000_000_000
    case ..<100_000_000_000_000: 1_000_000
    case ..<100_000_000_000_000_000: 1_000
    default: 1
    }
  }
}

extension TickRowReader {
  private mutating func takeSymbol(_ cell: inout TickCellReader, _ row: inout TickRow) -> TickRule?
  {
    var start = cell.place
    cell.skip()
    var end = cell.place
    if end - start >= 2, cell.bytes[start] == 0x22, cell.bytes[end - 1] == 0x22 {
      start += 1
      end -= 1
    }
    guard end > start else { return .missing }
    if let known = symbolBytes.number(cell.bytes, start..<end) {
      row.symbol = known
      return nil
    }
    let bytes = cell.bytes[start..<end]
    guard end - start <= SymbolBytes.lengthLimit, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return .symbol }
    row.symbol = add(String(decoding: bytes, as: UTF8.self))
    symbolBytes.insert(cell.bytes, start..<end, row.symbol)
    return nil
  }

  private mutating func add(_ symbol: String) -> Int32 {
    _ = quotes.number(adding: symbol)
    return trades.number(adding: symbol)
  }

  /// Keeps a sound row; else the rule that it breaks.
  @inline(__always) private mutating func keep(_ row: TickRow) -> TickRule? {
    guard layout.kind == .trades else { return keepQuote(row) }
    if row.price <= 0 { return row.price < 0 ? .negativePrice : .zeroPrice }
    if row.size <= 0 { return .emptySize }
    batch.append(row)
    return nil
  }

  private mutating func keepQuote(_ row: TickRow) -> TickRule? {
    let missing = QuoteTable.missingPrice
    if row.bid == missing, row.ask == missing { return .missing }
    let hasBoth = row.bid != missing && row.ask != missing
    if row.bid < 0 && row.bid != missing || row.ask < 0 && row.ask != missing {
      return .negativePrice
    }
    if hasBoth, row.ask < row.bid { return .crossed }
    quotes.append(
      QuoteTick(
        time: row.time, bid: row.bid, ask: row.ask,
        bidSize: row.bid == missing ? QuoteTable.missingSize : row.bidSize,
        askSize: row.ask == missing ? QuoteTable.missingSize : row.askSize),
      symbol: row.symbol)
    return nil
  }

  private mutating func flush() {
    batch.move(to: &trades)
  }

  /// Counts a broken rule and goes to the next line.
  private mutating func refuse(
    _ cell: inout TickCellReader, _ rule: TickRule, _ line: Int, _ start: Int, at place: Int
  ) {
    while cell.bytes[cell.place] != 0x0A { cell.place += 1 }
    let end = cell.place
    cell.place += 1
    findings.add(
      rule, line: line, column: place - start + 1, TickRowReader.shown(cell.bytes, place..<end))
  }

  private mutating func note(
    _ rule: TickRule, _ bytes: UnsafeRawBufferPointer, _ row: Range<Int>, _ line: Int
  ) {
    findings.add(rule, line: line, TickRowReader.shown(bytes, row))
  }

  /// The start of a row, without control characters.
  private static func shown(_ bytes: UnsafeRawBufferPointer, _ row: Range<Int>) -> String {
    let head = bytes[row].prefix(60).filter { $0 != 0x0D }
    return String(
      decoding: head.map { $0 < 0x20 || $0 > 0x7E ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
  }

  /// What was read.
  mutating func finish(path: String, format: String) -> TickFile {
    flush()
    var reported = findings.reported
    let late = trades.series.reduce(0) { $0 + $1.late } + quotes.series.reduce(0) { $0 + $1.late }
    if late > 0 {
      reported.append(
        ReportedFinding(
          code: "late-row", severity: .warning,
          rule: "the rows of a symbol should ascend in time; they were put in order", count: late,
          examples: []))
    }
    trades.sort()
    quotes.sort()
    return TickFile(
      path: path, format: format, rows: count, trades: trades, quotes: quotes, findings: reported)
  }
}

/// A row as it is read.
struct TickRow {
  var time: Int64 = 0
  var symbol: Int32
  var price: Int64 = 0
  var size: Int32 = 0
  var bid = QuoteTable.missingPrice
  var ask = QuoteTable.missingPrice
  var bidSize = QuoteTable.missingSize
  var askSize = QuoteTable.missingSize
  var isSuspicious = false
  var isRounded = false
}

/// Rows on their way into a table.
private struct TradeRows {
  private static let length = 1 << 15
  var time: [Int64] = []
  var price: [Int64] = []
  var size: [Int32] = []
  var symbol: [Int32] = []

  var isFull: Bool { time.count >= TradeRows.length }

  @inline(__always) mutating func append(_ row: TickRow) {
    time.append(row.time)
    price.append(row.price)
    size.append(row.size)
    symbol.append(row.symbol)
  }

  mutating func move(to trades: inout TradeTable) {
    _ = trades.append(time: time.span, price: price.span, size: size.span, symbol: symbol.span)
    time.removeAll(keepingCapacity: true)
    price.removeAll(keepingCapacity: true)
    size.removeAll(keepingCapacity: true)
    symbol.removeAll(keepingCapacity: true)
  }
}
