// What becomes of a row of ticks that was read: kept in its table, or refused and counted.

import MarketData

extension TickRowReader {
  mutating func takeSymbol(_ cell: inout TickCellReader, _ row: inout TickRow) -> TickRule? {
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

  mutating func add(_ symbol: String) -> Int32 {
    _ = quotes.number(adding: symbol)
    return trades.number(adding: symbol)
  }

  /// Keeps a sound row; else the rule that it breaks.
  @inline(__always) mutating func keep(_ row: TickRow) -> TickRule? {
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

  mutating func flush() {
    batch.move(to: &trades)
  }

  /// Counts a broken rule and goes to the next line.
  mutating func refuse(
    _ cell: inout TickCellReader, _ rule: TickRule, _ row: TickRow, _ line: Int, _ start: Int,
    at place: Int
  ) {
    while cell.bytes[cell.place] != 0x0A { cell.place += 1 }
    let end = cell.place
    cell.place += 1
    let name = trades.symbols.names.indices.contains(Int(row.symbol))
    let bytes = cell.bytes
    let last = end > start && bytes[end - 1] == 0x0D ? end - 1 : end
    apart.add(
      RowApart(
        line: line, column: place - start + 1, rule: rule.code, severity: rule.severity,
        symbol: name ? trades.symbols.names[Int(row.symbol)] : nil,
        time: row.time == 0 ? nil : Instant(nanoseconds: row.time),
        text: String(decoding: bytes[start..<last], as: UTF8.self)))
    findings.add(
      rule, line: line, column: place - start + 1, TickRowReader.shown(cell.bytes, place..<end))
  }

  mutating func note(
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
      path: path, format: format, rows: count, trades: trades, quotes: quotes, findings: reported,
      apart: apart)
  }
}
