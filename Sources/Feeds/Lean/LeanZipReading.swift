// The rows of a lone zip: counted by rule, the trades of underlyings kept as bars.

import MarketData

/// A zip of Lean's while it is read.
struct LeanZipReading {
  private let asset: LeanAsset
  private let names: [LeanEntryName]
  private let readers: [LeanRowReader]
  private let clocks: [LeanClock]
  private(set) var rows = 0
  private(set) var findings = Findings<RecordingRule>()
  private(set) var first: Instant?
  private(set) var last: Instant?
  private var tables: [BarColumns] = []
  private var hasRows: [Bool]
  private var current = -1
  private var previous = -1

  init(path: String, asset: LeanAsset, names: [LeanEntryName], entries: [ZipEntry]) {
    self.asset = asset
    self.names = names
    readers = zip(names, entries).map { name, entry in
      LeanRowReader(
        file: "\(path)/\(entry.name)", resolution: name.resolution, kind: name.kind,
        limit: LeanArchive.limit(asset))
    }
    clocks = names.map {
      LeanClock(date: $0.date, zone: LeanZone(asset, symbol: $0.symbol))
    }
    hasRows = [Bool](repeating: false, count: names.count)
  }

  /// What every entry of the zip is: an archive has one kind and one resolution.
  private var kind: LeanKind { names[0].kind }
  private var resolution: LeanResolution { names[0].resolution }

  /// The stable name of the format.
  var format: String {
    switch kind {
    case .openInterest: "lean-open-interest"
    case .trade, .quote: "lean-\(resolution.rawValue)-\(kind.rawValue)"
    }
  }

  /// Bars of underlyings that are not ticks; any other rows are counted only.
  var content: MarketContent { keepsBars ? .bars(tables.filter { $0.count > 0 }) : .recording }

  private var keepsBars: Bool { !asset.isOption && kind == .trade && resolution != .tick }

  /// The counts that apply to the rows.
  var counts: RecordingCounts {
    var counts = RecordingCounts()
    let present = names.indices.filter { hasRows[$0] }
    if asset.isOption || asset == .future {
      counts.contracts = present.count
      let ends = present.map { names[$0].option?.expiry.description ?? names[$0].month ?? "" }
      counts.expiries = Set(ends).count
    }
    if kind == .quote {
      counts.crossed = findings.count(.crossed)
      counts.locked = findings.count(.locked)
      counts.zeroBid = findings.count(.noBid)
      counts.zeroAsk = findings.count(.noAsk)
    }
    if resolution != .tick { counts.duplicates = findings.count(.duplicate) }
    if kind != .openInterest { counts.violations = findings.count(.ohlcOrder) }
    return counts
  }

  /// Takes a row of an entry.
  mutating func take(_ entry: Int, _ line: Int, _ bytes: UnsafeRawBufferPointer) {
    if entry != current { begin(entry) }
    rows += 1
    hasRows[entry] = true
    let row: LeanRow
    do {
      row = try readers[entry].read(bytes, line: line)
    } catch {
      let refusal = error as? FeedError
      find(.malformed, line, column: refusal?.column) { _ in refusal?.rule ?? "" }
      return
    }
    guard check(row, line) else { return }
    note(row, entry)
    if keepsBars { keep(row, entry, line) }
  }

  private mutating func begin(_ entry: Int) {
    current = entry
    previous = -1
    guard keepsBars else { return }
    let name = names[entry]
    tables.append(
      BarColumns(symbol: name.futureCode ?? name.symbol, interval: resolution.seconds))
  }

  /// Counts a finding; what stood there is written only while examples are kept.
  private mutating func find(
    _ rule: RecordingRule, _ line: Int, column: Int? = nil, _ text: (LeanZipReading) -> String
  ) {
    var shown = ""
    if findings.count(rule) < Findings<RecordingRule>.examplesPerRule {
      shown = text(self)
      if names.count > 1, let entry = readers[current].file.split(separator: "/").last {
        shown = "\(entry): \(shown)"
      }
    }
    findings.add(rule, line: line, column: column, shown)
  }

  /// Whether a row is clean; what speaks against it is counted.
  private mutating func check(_ row: LeanRow, _ line: Int) -> Bool {
    defer { previous = max(previous, row.time) }
    if resolution != .tick || row.time < previous, row.time <= previous {
      let rule = row.time == previous ? RecordingRule.duplicate : .timeOrder
      find(rule, line, column: 1) { _ in "\(row.time)" }
      return false
    }
    if row.isSuspicious {
      find(.suspicious, line) { _ in "\(row.time)" }
      return false
    }
    guard kind != .openInterest else { return true }
    guard row.first.isOrdered, row.second.isOrdered else {
      find(.ohlcOrder, line) { _ in "\(row.time)" }
      return false
    }
    return kind == .quote ? checkQuote(row, line) : checkTrade(row, line)
  }

  private mutating func checkTrade(_ row: LeanRow, _ line: Int) -> Bool {
    guard row.first.low > 0 else {
      find(.price, line, column: 2) { _ in "\(row.time)" }
      return false
    }
    return true
  }

  private mutating func checkQuote(_ row: LeanRow, _ line: Int) -> Bool {
    let (bid, ask) = (row.first.close, row.second.close)
    if bid == 0 { find(.noBid, line) { _ in "\(row.time)" } }
    if ask == 0 { find(.noAsk, line) { _ in "\(row.time)" } }
    guard bid > 0, ask > 0 else { return true }
    if bid == ask { find(.locked, line) { $0.price(bid) } }
    guard bid <= ask else {
      find(.crossed, line) { "\($0.price(bid)) x \($0.price(ask))" }
      return false
    }
    return true
  }

  private func price(_ units: Int64) -> String { Money(units: units / asset.scale).description }

  /// Widens the range of times.
  private mutating func note(_ row: LeanRow, _ entry: Int) {
    let seconds = clocks[entry].seconds(row.time / 1_000)
    let time = Instant(
      nanoseconds: seconds * 1_000_000_000 + Int64(row.time % 1_000) * 1_000_000)
    first = first.map { min($0, time) } ?? time
    last = last.map { max($0, time) } ?? time
  }

  private mutating func keep(_ row: LeanRow, _ entry: Int, _ line: Int) {
    let place = tables.count - 1
    let scale = Double(asset.scale) * 10_000
    tables[place].starts.append(clocks[entry].seconds(row.time / 1_000) * 1_000_000_000)
    tables[place].open.append(Double(row.first.open) / scale)
    tables[place].high.append(Double(row.first.high) / scale)
    tables[place].low.append(Double(row.first.low) / scale)
    tables[place].close.append(Double(row.first.close) / scale)
    tables[place].volume.append(Double(row.first.size))
    tables[place].lines.append(Int32(clamping: line))
  }
}
