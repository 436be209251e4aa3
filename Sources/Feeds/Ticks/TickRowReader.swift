// Rows of ticks from lines that end with a line feed.

import MarketData

/// Reads rows into tables and counts what is wrong.
struct TickRowReader {
  private let file: String
  private let decimals: Int
  var layout = TickLayout.none
  private var clock = TickClock.unknown
  /// Times that counts of the clock's unit can be.
  private var clockRange: ClosedRange<Int64> = .min ... .max
  private var calendar = TickCalendarTime()
  var symbolBytes = SymbolBytes()
  private var fixedSymbol: Int32 = -1
  var trades: TradeTable
  var quotes: QuoteTable
  private var symbols = TickSymbols()
  var batch = TradeRows()
  var findings = Findings<TickRule>()
  var apart = RowsApart()
  var count = 0

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
        return refuse(&cell, .shape, row, line, start, at: place)
      }
      if let rule = take(roles[column], &cell, &row) {
        return refuse(&cell, rule, row, line, start, at: place)
      }
      column += 1
      guard cell.bytes[cell.place] == cell.separator else { break }
      cell.place += 1
    }
    guard column == roles.count else {
      return refuse(&cell, .shape, row, line, start, at: cell.place)
    }
    if cell.bytes[cell.place] == 0x0D { cell.place += 1 }
    guard cell.bytes[cell.place] == 0x0A else {
      return refuse(&cell, .shape, row, line, start, at: cell.place)
    }
    let end = cell.place
    cell.place += 1
    if let rule = keep(row) {
      var shown = TickCellReader(bytes: cell.bytes, separator: 0x0A, place: start)
      return refuse(&shown, rule, row, line, start, at: start)
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
struct TradeRows {
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
