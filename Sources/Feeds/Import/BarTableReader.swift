// Tables of bars: each row one bar of one symbol, or one bar of several side by side.

import MarketData

/// Reads bars.
struct BarTableReader: TableReader {
  private var rows: TableRows
  private var stamps: StampReader
  private let places: [BarPlaces]
  private let time: Int
  private let clock: Int
  private let symbolColumn: Int
  private let options: ReadOptions
  private var tables: [BarTable] = []
  /// The symbol of each table as the file writes it.
  private var spellings: [[UInt8]] = []
  private var current = 0
  /// Closes of the rows before, for a column of prior closes.
  private var previousClose: Double?

  init(file: String, layout: TableLayout, options: ReadOptions) throws {
    guard case .bars(let places, let symbolColumn) = layout.role else {
      throw FileKind.unknown(file, "holds no bars")
    }
    self.places = places
    time = layout.time
    clock = layout.clock
    self.symbolColumn = symbolColumn
    self.options = options
    rows = TableRows(file: file, layout: layout)
    let day = options.date ?? FileDay.of(path: file)
    if layout.form == .clock, day == nil {
      throw FeedError(
        file: file, line: layout.headerLine + 1,
        rule: "has times without a day; name it by --date or in the name of the file",
        code: "no-date")
    }
    stamps = StampReader(form: layout.form, zone: layout.zone, day: day)
    if symbolColumn < 0 {
      let own = options.symbol ?? SymbolName.of(path: file)
      tables = places.map { BarTable(symbol: $0.symbol.map(SymbolName.normal) ?? own) }
      if let symbol = options.symbol, tables.count == 1 { tables[0] = BarTable(symbol: symbol) }
    }
  }

  mutating func expect(rows: Int) {
    // Tables that a column of symbols tells apart are of unknown lengths.
    guard symbolColumn < 0 else { return }
    for index in tables.indices {
      tables[index].reserve(rows, hasAdjusted: places[index].cells.adjusted >= 0)
    }
  }

  mutating func take(_ bytes: Span<UInt8>, isLast: Bool) throws {
    rows.open(bytes)
    while try rows.next(bytes, isLast: isLast) {
      let stamp =
        clock < 0
        ? stamps.read(rows.row, time, bytes)
        : stamps.read(rows.row, date: time, clock: clock, bytes)
      guard let stamp else {
        rows.note(.date, time, bytes)
        continue
      }
      if symbolColumn >= 0 {
        current = table(of: rows.row, bytes)
        bar(stamp, places[0].cells, current, bytes)
      } else {
        for index in places.indices { bar(stamp, places[index].cells, index, bytes) }
      }
    }
  }

  /// Reads one bar of a row.
  private mutating func bar(
    _ stamp: Stamp, _ places: BarCells, _ table: Int, _ bytes: Span<UInt8>
  ) {
    var prices: [4 of Double] = [0, 0, 0, 0]
    let cells: [4 of Int] = [places.open, places.high, places.low, places.close]
    // Almost every price is short: four of them side by side keep the divider busy.
    if let open = rows.shortNumber(places.open, bytes),
      let high = rows.shortNumber(places.high, bytes),
      let low = rows.shortNumber(places.low, bytes),
      let close = rows.shortNumber(places.close, bytes)
    {
      prices = [open, high, low, close]
    } else {
      for index in 0..<4 {
        switch rows.number(cells[index], bytes) {
        case .value(let value): prices[index] = value
        case .missing: return refuse(.missingPrice, cells[index], bytes)
        case .malformed: return refuse(.number, cells[index], bytes)
        }
      }
    }
    var volume = 0.0
    if let value = rows.shortNumber(places.volume, bytes) {
      volume = value
    } else {
      switch rows.number(places.volume, bytes) {
      case .value(let value): volume = value
      case .missing: if places.volume >= 0 { tables[table].missingVolumes += 1 }
      case .malformed: return refuse(.number, places.volume, bytes)
      }
    }
    checkPrior(places, close: prices[3], bytes)
    let line = rows.row.line
    var broken: (TableRule, Int)?
    if volume < 0 { broken = (.volume, places.volume) }
    if min(prices[0], prices[1], prices[2], prices[3]) <= 0 {
      broken = (.price, cells[(0..<4).first { prices[$0] <= 0 } ?? 0])
    } else if prices[2] > min(prices[0], prices[3]) || prices[1] < max(prices[0], prices[3]) {
      broken = (.ohlcOrder, prices[2] > min(prices[0], prices[3]) ? places.low : places.high)
    }
    let adjusted = places.adjusted >= 0 ? adjustedClose(places.adjusted, bytes) : nil
    if let (rule, cell) = broken {
      rows.note(rule, cell, bytes)
      tables[table].apart.append(
        stamp.nanoseconds, prices[0], prices[1], prices[2], prices[3], volume, line: line)
      if places.adjusted >= 0 { tables[table].apart.adjustedClose.append(adjusted ?? prices[3]) }
      return
    }
    tables[table].add(stamp, prices[0], prices[1], prices[2], prices[3], volume, line: line)
    if places.adjusted >= 0 { tables[table].bars.adjustedClose.append(adjusted ?? prices[3]) }
    if places.dividend >= 0, let paid = action(places.dividend, bytes), paid > 0 {
      tables[table].dividends.append(DailyValue(date: CivilDate(dayNumber: stamp.day), value: paid))
    }
    if places.split >= 0, let split = action(places.split, bytes), split > 0, split != 1 {
      tables[table].splits.append(DailyValue(date: CivilDate(dayNumber: stamp.day), value: split))
    }
  }

  /// A dividend or a split; nil where the cell is empty.
  private mutating func action(_ cell: Int, _ bytes: Span<UInt8>) -> Double? {
    if let value = rows.shortNumber(cell, bytes) { return value }
    switch rows.number(cell, bytes) {
    case .value(let value): return value
    case .missing: return nil
    case .malformed:
      rows.note(.number, cell, bytes)
      return nil
    }
  }

  private mutating func refuse(_ rule: TableRule, _ cell: Int, _ bytes: Span<UInt8>) {
    rows.note(rule, cell, bytes)
    previousClose = nil
  }

  private func adjustedClose(_ cell: Int, _ bytes: Span<UInt8>) -> Double? {
    if case .value(let value) = rows.number(cell, bytes) { return value }
    return nil
  }

  private mutating func checkPrior(_ places: BarCells, close: Double, _ bytes: Span<UInt8>) {
    guard places.prior >= 0 else { return }
    if let previousClose, case .value(let prior) = rows.number(places.prior, bytes),
      abs(prior - previousClose) > 1e-9 * previousClose
    {
      rows.note(.priorClose, places.prior, bytes)
    }
    previousClose = close
  }

  /// The table of the symbol of a row, made when it is new.
  private mutating func table(of row: TableRow, _ bytes: Span<UInt8>) -> Int {
    let range = row.starts[symbolColumn]..<row.ends[symbolColumn]
    if current < spellings.count, matches(spellings[current], range, bytes) { return current }
    for index in spellings.indices where matches(spellings[index], range, bytes) { return index }
    var spelling: [UInt8] = []
    for index in range { spelling.append(bytes[index]) }
    spellings.append(spelling)
    let name = SymbolName.normal(row.text(symbolColumn, bytes))
    tables.append(BarTable(symbol: name.isEmpty ? options.symbol ?? "" : name))
    return tables.count - 1
  }

  private func matches(_ name: [UInt8], _ range: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    guard name.count == range.count else { return false }
    for index in name.indices where name[index] != bytes[range.lowerBound + index] { return false }
    return true
  }

  mutating func finish() throws -> TableResult {
    var checks = BarChecks(options: options, findings: rows.findings)
    var isEndStamped = false
    for index in tables.indices {
      checks.settle(&tables[index], format: rows.layout.format)
      isEndStamped = isEndStamped || checks.isEndStamped
    }
    let clean = tables.filter { $0.bars.count > 0 }
    guard !clean.isEmpty else {
      let example = checks.findings.examples.first
      throw FeedError(
        file: rows.file, line: example?.line, column: example?.column,
        rule: "holds no usable bar in \(rows.count) rows"
          + (example.map { "; the first is refused: \($0.value): \($0.rule.rawValue)" } ?? ""),
        code: rows.count == 0 ? "empty" : "no-usable-row")
    }
    let first = clean.compactMap { $0.bars.starts.first }.min() ?? 0
    let last = clean.compactMap { $0.bars.starts.last }.max() ?? 0
    let isDaily = clean.allSatisfy { $0.bars.interval >= 86_400 }
    func text(_ start: Int64) -> String {
      let moment = Instant(nanoseconds: start)
      return isDaily ? NewYorkTime.date(moment).description : moment.description
    }
    let setApart = tables.map(\.apart).filter { $0.count > 0 }
    var apart = checks.findings.apart
    apart.name(by: setApart, symbols: tables.map(\.bars.symbol))
    return TableResult(
      format: rows.layout.format, rows: rows.count, content: .bars(clean.map(\.bars)),
      first: text(first), last: text(last), findings: checks.findings.reported,
      setApart: setApart, apart: apart, attached: clean.flatMap(\.actions))
  }
}

/// The day that a file's name tells.
enum FileDay {
  /// The first date within the last part of a path, as `2026-08-17.csv` or `spx_20260817.csv`.
  static func of(path: String) -> CivilDate? {
    let name = Array((path.split(separator: "/").last ?? "").utf8)
    for length in [10, 8] where name.count >= length {
      for start in 0...(name.count - length) {
        let text = String(decoding: name[start..<(start + length)], as: UTF8.self)
        if let date = CivilDate(text), (1_885...2_200).contains(date.year) { return date }
      }
    }
    return nil
  }
}
