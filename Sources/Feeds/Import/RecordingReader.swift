// Tables whose rows are counted and checked but kept by none: exposures, snapshots within days.

import MarketData

/// Counts the rows of a recording.
struct RecordingReader: TableReader {
  private var rows: TableRows
  private var stamps: StampReader
  private var first: Int64?
  private var last: Int64?
  private var quotes: QuoteTally?

  init(file: String, layout: TableLayout) {
    rows = TableRows(file: file, layout: layout)
    stamps = StampReader(form: layout.form, zone: layout.zone, day: nil)
    quotes = QuoteTally(names: layout.names)
  }

  mutating func take(_ bytes: Span<UInt8>, isLast: Bool) throws {
    rows.open(bytes)
    while try rows.next(bytes, isLast: isLast) {
      let layout = rows.layout
      quotes?.take(rows.row, bytes)
      guard layout.time >= 0 else { continue }
      let stamp =
        layout.clock < 0
        ? stamps.read(rows.row, layout.time, bytes)
        : stamps.read(rows.row, date: layout.time, clock: layout.clock, bytes)
      guard let stamp else {
        rows.note(.date, layout.time, bytes)
        continue
      }
      // Quotes of several contracts stand one contract after the other.
      if quotes == nil, stamp.nanoseconds < last ?? .min {
        rows.note(.timeOrder, layout.time, bytes)
      }
      first = min(first ?? stamp.nanoseconds, stamp.nanoseconds)
      last = max(last ?? stamp.nanoseconds, stamp.nanoseconds)
    }
  }

  mutating func finish() throws -> TableResult {
    guard rows.count > 0 else {
      throw FeedError(file: rows.file, rule: "holds no row of values", code: "empty")
    }
    return TableResult(
      format: rows.layout.format, rows: rows.count, content: .recording,
      first: first.map { Instant(nanoseconds: $0).description },
      last: last.map { Instant(nanoseconds: $0).description }, findings: rows.findings.reported,
      apart: rows.findings.apart,
      recording: quotes?.recording)
  }
}
