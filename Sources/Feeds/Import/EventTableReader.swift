// Tables of scheduled announcements: meetings of the Federal Reserve, earnings, and others.

import MarketData

/// Reads the days of announcements.
struct EventTableReader: TableReader {
  private var rows: TableRows
  private var stamps: StampReader
  private let kind: MarketEventKind?
  private let places: (symbol: Int, time: Int, kind: Int)
  private let options: ReadOptions
  private var events: [MarketEvent] = []
  private var seen: Set<MarketEvent> = []

  /// The statement of the Federal Reserve's committee.
  static let statement: Int64 = 14 * 3_600

  init(file: String, layout: TableLayout, options: ReadOptions) {
    if case .events(let kind, let symbol, let time, let kindColumn) = layout.role {
      self.kind = kind
      places = (symbol, time, kindColumn)
    } else {
      kind = nil
      places = (-1, -1, -1)
    }
    self.options = options
    rows = TableRows(file: file, layout: layout)
    stamps = StampReader(form: layout.form, zone: layout.zone, day: nil)
  }

  mutating func take(_ bytes: Span<UInt8>, isLast: Bool) throws {
    rows.open(bytes)
    while try rows.next(bytes, isLast: isLast) {
      guard let stamp = stamps.read(rows.row, rows.layout.time, bytes) else {
        rows.note(.date, rows.layout.time, bytes)
        continue
      }
      guard let kind = kind ?? named(bytes) else {
        rows.note(.number, places.kind, bytes)
        continue
      }
      let date = CivilDate(dayNumber: stamp.day)
      let second = stamp.isMidnight ? secondOfDay(kind, bytes) : nil
      let wall = second.map { NewYorkTime.instant(date, secondOfDay: $0) }
      let symbol = places.symbol >= 0 ? SymbolName.normal(rows.row.text(places.symbol, bytes)) : ""
      let event = MarketEvent.announced(
        kind, at: wall ?? Instant(nanoseconds: stamp.nanoseconds),
        symbol: symbol.isEmpty || symbol == "ALL"
          ? (kind == .earnings ? options.symbol : nil) : symbol)
      guard seen.insert(event).inserted else {
        rows.note(.duplicate, rows.layout.time, bytes)
        continue
      }
      events.append(event)
    }
  }

  private func named(_ bytes: Span<UInt8>) -> MarketEventKind? {
    MarketEventKind(rawValue: rows.row.text(places.kind, bytes).uppercased())
  }

  /// Seconds after midnight of the announcement.
  private func secondOfDay(_ kind: MarketEventKind, _ bytes: Span<UInt8>) -> Int64 {
    let text = places.time >= 0 ? rows.row.text(places.time, bytes).lowercased() : ""
    if let minute = NewYorkTime.minuteOfDay(text) { return Int64(minute) * 60 }
    switch text {
    case "bmo", "before market open", "pre", "time-pre-market": return 8 * 3_600
    case "amc", "after market close", "post", "time-after-hours": return 16 * 3_600 + 300
    default: return kind == .earnings ? 16 * 3_600 + 300 : EventTableReader.statement
    }
  }

  mutating func finish() throws -> TableResult {
    guard !events.isEmpty else {
      let example = rows.findings.examples.first
      throw FeedError(
        file: rows.file, line: example?.line, column: example?.column,
        rule: "holds no usable event in \(rows.count) rows",
        code: rows.count == 0 ? "empty" : "no-usable-row")
    }
    events.sort()
    func date(_ event: MarketEvent?) -> String? {
      event.map { NewYorkTime.date($0.time).description }
    }
    return TableResult(
      format: rows.layout.format, rows: rows.count, content: .events(events),
      first: date(events.first), last: date(events.last), findings: rows.findings.reported,
      apart: rows.findings.apart)
  }
}

extension MarketEvent {
  /// An announcement, effective in the first session whose prices can react to it.
  static func announced(
    _ kind: MarketEventKind, at time: Instant, symbol: String?
  ) -> MarketEvent {
    let date = NewYorkTime.date(time)
    let session = TradingCalendar.session(on: date)
    let isInTime = session.map { time < $0.close } ?? false
    return MarketEvent(
      symbol: symbol, kind: kind, time: time,
      effectiveDate: isInTime ? date : TradingCalendar.next(after: date))
  }
}
