// Dates and times of cells as moments, without a string for each.
//
// Years run from 1885, the first of the Dow averages, to 2200. A date that does not exist, an hour
// of 24 or a cell with anything after its moment is refused.

import MarketData

/// Reads the moments of a column.
struct StampReader {
  let form: StampForm
  let zone: StampZone
  /// The day of a clock without one, as days since 1970.
  var day: Int?
  /// The day whose offset is known; no Sunday, within which it may change.
  private var knownDay = Int.min
  private var knownOffset: Int64 = 0
  /// The date that was read last, and its number.
  private var knownParts = (0, 0, 0)
  private var knownNumber = 0
  /// The date that the last moment of nineteen bytes began with.
  private var knownText: KnownDate?

  init(form: StampForm, zone: StampZone, day: CivilDate?) {
    self.form = form
    self.zone = zone
    self.day = day?.dayNumber
  }

  private static let dayNanoseconds: Int64 = 86_400_000_000_000

  /// The moment of a cell; nil when it is none.
  mutating func read(_ row: TableRow, _ cell: Int, _ bytes: Span<UInt8>) -> Stamp? {
    guard cell >= 0, cell < row.count else { return nil }
    let (start, end) = (row.starts[cell], row.ends[cell])
    if let knownText, let nanos = knownText.nanoseconds(bytes, from: start, to: end) {
      return stamp(day: knownText.number, nanos, offset: nil)
    }
    var scan = StampScan(position: start, end: end)
    scan.trim(bytes)
    guard !scan.isDone else { return nil }
    switch form {
    case .epoch(let unit): return epoch(&scan, unit, bytes)
    case .clock:
      guard let day, let nanos = scan.clock(bytes), scan.isDone else { return nil }
      return stamp(day: day, nanos, offset: nil)
    default: break
    }
    guard let date = date(&scan, row, cell, bytes) else { return nil }
    if form == .yearFirst, scan.position - start == KnownDate.length {
      knownText = KnownDate(bytes, at: start, number: date)
    }
    guard !scan.isDone else { return stamp(day: date, 0, offset: nil) }
    guard scan.skipBetween(bytes), let nanos = scan.clock(bytes) else { return nil }
    var offset: Int64?
    if !scan.isDone {
      guard let seconds = scan.offset(bytes), scan.isDone else { return nil }
      offset = seconds
    }
    return stamp(day: date, nanos, offset: offset)
  }

  /// The moment of a day and a time of day given in two cells.
  mutating func read(
    _ row: TableRow, date: Int, clock: Int, _ bytes: Span<UInt8>
  ) -> Stamp? {
    guard let first = read(row, date, bytes), clock >= 0, clock < row.count else { return nil }
    var scan = StampScan(position: row.starts[clock], end: row.ends[clock])
    scan.trim(bytes)
    guard let nanos = scan.clock(bytes), scan.isDone else { return nil }
    return stamp(day: first.day, nanos, offset: nil)
  }

  private mutating func date(
    _ scan: inout StampScan, _ row: TableRow, _ cell: Int, _ bytes: Span<UInt8>
  ) -> Int? {
    let parts: (Int, Int, Int)
    switch form {
    case .compact:
      guard let value = scan.number(bytes, exactly: 8) else { return nil }
      parts = (value / 10_000, value / 100 % 100, value % 100)
    case .named:
      guard let named = StampReader.named(row.text(cell, bytes)) else { return nil }
      scan.position = scan.end
      parts = named
    default:
      guard let a = scan.number(bytes), let mark = scan.dateMark(bytes),
        let b = scan.number(bytes), scan.dateMark(bytes) == mark, let c = scan.number(bytes)
      else { return nil }
      switch form {
      case .yearFirst: parts = (a, b, c)
      case .dayFirst: parts = (c, b, a)
      default: parts = (c, a, b)
      }
    }
    if parts == knownParts { return knownNumber }
    guard (1_885...2_200).contains(parts.0),
      let date = CivilDate(year: parts.0, month: parts.1, day: parts.2)
    else { return nil }
    (knownParts, knownNumber) = (parts, date.dayNumber)
    return date.dayNumber
  }

  private func epoch(_ scan: inout StampScan, _ unit: Int64, _ bytes: Span<UInt8>) -> Stamp? {
    guard let count = scan.number(bytes) else { return nil }
    var nanos = Int64(count).multipliedReportingOverflow(by: unit)
    if !scan.isDone {
      guard let fraction = scan.fraction(bytes), scan.isDone else { return nil }
      nanos.partialValue += fraction * unit / 1_000_000_000
    }
    // Up to the year 2200.
    guard !nanos.overflow, nanos.partialValue < 7_258_118_400_000_000_000 else { return nil }
    let day = nanos.partialValue / StampReader.dayNanoseconds
    return Stamp(
      nanoseconds: nanos.partialValue, day: Int(day),
      isMidnight: nanos.partialValue == day * StampReader.dayNanoseconds, hasOffset: true)
  }

  private mutating func stamp(day: Int, _ nanos: Int64, offset: Int64?) -> Stamp {
    let local = Int64(day) * StampReader.dayNanoseconds + nanos
    let shift: Int64
    if let offset {
      shift = -offset
    } else if zone == .utc {
      shift = 0
    } else {
      shift = -newYorkOffset(day, nanos)
    }
    return Stamp(
      nanoseconds: local + shift * 1_000_000_000, day: day, isMidnight: nanos == 0,
      hasOffset: offset != nil || zone == .utc)
  }

  /// New York's offset at a wall time, kept for the rows of one day.
  private mutating func newYorkOffset(_ day: Int, _ nanos: Int64) -> Int64 {
    if day == knownDay { return knownOffset }
    let date = CivilDate(dayNumber: day)
    let wall = NewYorkTime.instant(date, secondOfDay: nanos / 1_000_000_000)
    let offset = NewYorkTime.offset(at: wall)
    if date.weekday != .sunday { (knownDay, knownOffset) = (day, offset) }
    return offset
  }

  /// Year, month and day of `Feb 05, 2018`, `05-Feb-2018` or `Mon Feb 05 2018`.
  private static func named(_ text: String) -> (Int, Int, Int)? {
    guard let month = StampForm.monthIndex(in: text) else { return nil }
    let numbers = text.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
    guard numbers.count == 2 else { return nil }
    return numbers[0] > 31 ? (numbers[0], month, numbers[1]) : (numbers[1], month, numbers[0])
  }
}

/// The date of the row before, so that a table's moments of one day are read by their clock alone.
private struct KnownDate {
  /// Days since 1970.
  let number: Int
  private let front: UInt64
  private let back: UInt64

  /// Bytes of `2018-02-05`.
  static let length = 10
  /// Bytes of `2018-02-05 10:42:00`.
  private static let wholeLength = 19
  /// The two colons of eight bytes of a clock, and what makes them zeros.
  private static let colonPlaces: UInt64 = 0x0000_FF00_00FF_0000
  private static let colons: UInt64 = 0x0000_3A00_003A_0000
  private static let toZeros: UInt64 = 0x0000_0A00_000A_0000

  /// Takes the date that stands at a place; nil within ten bytes of the end.
  init?(_ bytes: Span<UInt8>, at start: Int, number: Int) {
    guard start >= 0, start + KnownDate.length <= bytes.count else { return nil }
    self.number = number
    front = ByteWord.load(bytes, at: start)
    back = ByteWord.load(bytes, at: start + 2)
  }

  /// The time of day of `DATE HH:MM:SS` with this date; nil for any other text.
  @inline(__always) func nanoseconds(
    _ bytes: Span<UInt8>, from start: Int, to end: Int
  ) -> Int64? {
    guard end &- start == KnownDate.wholeLength, start >= 0, end <= bytes.count,
      ByteWord.load(bytes, at: start) == front, ByteWord.load(bytes, at: start &+ 2) == back,
      bytes[start &+ 10] == 0x20 || bytes[start &+ 10] == 0x54
    else { return nil }
    let clock = ByteWord.load(bytes, at: start &+ 11)
    guard clock & KnownDate.colonPlaces == KnownDate.colons else { return nil }
    let digits = clock ^ KnownDate.toZeros
    guard ByteWord.areDigits(digits) else { return nil }
    // Hours, minutes and seconds with a zero in the place of each colon.
    let value = Int64(ByteWord.value(digits))
    let (hour, minute, second) = (value / 1_000_000, value / 1_000 % 1_000, value % 1_000)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return (hour * 3_600 + minute * 60 + second) * 1_000_000_000
  }
}
