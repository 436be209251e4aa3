// Times written as year, month, day and time of day.

import MarketData

/// Reads calendar times; the hour of the last one is kept, for the next is mostly the same.
struct TickCalendarTime {
  private var day: Int64 = .min
  private var hour: Int64 = .min
  private var newYorkHour: Int64 = 0
  private var date = CivilDate(dayNumber: 0)
  private var dateKey: Int64 = .min

  /// Reads `2024-01-02T14:30:00.123456789Z`: a `T` or a blank between, up to nine decimals, and
  /// `Z`, an offset such as `-05:00`, or nothing for New York.
  mutating func read(_ cell: inout TickCellReader, into value: inout Int64) -> TickCell {
    let start = cell.place
    let isQuoted = cell.bytes[cell.place] == 0x22
    if isQuoted { cell.place += 1 }
    if let moment = moment(&cell) {
      if isQuoted, cell.bytes[cell.place] == 0x22 { cell.place += 1 }
      if cell.isAtEnd {
        value = moment
        return .value
      }
    }
    return cell.isMissing(from: start) ? .missing : .wrong
  }

  private mutating func moment(_ cell: inout TickCellReader) -> Int64? {
    guard let year = cell.fixed(4), take(0x2D, &cell), let month = cell.fixed(2),
      take(0x2D, &cell), let dayOfMonth = cell.fixed(2), take(0x54, or: 0x20, &cell),
      let hour = cell.fixed(2), take(0x3A, &cell), let minute = cell.fixed(2), take(0x3A, &cell),
      let second = cell.fixed(2), hour < 24, minute < 60, second < 60,
      setDate(year, month, dayOfMonth)
    else { return nil }
    var fraction: Int64 = 0
    if cell.bytes[cell.place] == 0x2E {
      cell.place += 1
      var share: Int64 = 100_000_000
      while cell.bytes[cell.place] &- 0x30 < 10 {
        fraction += Int64(cell.bytes[cell.place] &- 0x30) * share
        share /= 10
        cell.place += 1
      }
    }
    let rest = (minute * 60 + second) * 1_000_000_000 + fraction
    if cell.bytes[cell.place] == 0x5A {
      cell.place += 1
      return (Int64(date.dayNumber) * 24 + hour) * 3_600_000_000_000 + rest
    }
    let sign = cell.bytes[cell.place]
    guard sign == 0x2B || sign == 0x2D else { return newYork(hour) + rest }
    cell.place += 1
    guard let hours = cell.fixed(2) else { return nil }
    if cell.bytes[cell.place] == 0x3A { cell.place += 1 }
    guard let minutes = cell.fixed(2), hours < 24, minutes < 60 else { return nil }
    let offset = (hours * 60 + minutes) * (sign == 0x2D ? -60 : 60)
    return ((Int64(date.dayNumber) * 24 + hour) * 3_600 - offset) * 1_000_000_000 + rest
  }

  private mutating func setDate(_ year: Int64, _ month: Int64, _ day: Int64) -> Bool {
    let key = (year * 100 + month) * 100 + day
    guard key != dateKey else { return true }
    guard let found = CivilDate(year: Int(year), month: Int(month), day: Int(day)) else {
      return false
    }
    (date, dateKey) = (found, key)
    return true
  }

  private mutating func newYork(_ wanted: Int64) -> Int64 {
    if Int64(date.dayNumber) != day || wanted != hour {
      (day, hour) = (Int64(date.dayNumber), wanted)
      newYorkHour = NewYorkTime.instant(date, secondOfDay: wanted * 3_600).nanoseconds
    }
    return newYorkHour
  }

  private func take(_ byte: UInt8, or other: UInt8? = nil, _ cell: inout TickCellReader) -> Bool {
    guard cell.bytes[cell.place] == byte || cell.bytes[cell.place] == other else { return false }
    cell.place += 1
    return true
  }
}
