// New York wall time by rule.
//
// Daylight saving in the United States since 1967 (15 U.S.C. 260a and its amendments): from
// 1987 the first Sunday of April, from 2007 the second Sunday of March; the end is the last
// Sunday of October until 2006, the first Sunday of November since. Both switches are at 02:00
// local time.

/// Conversions between instants and New York wall time, 1987 onwards.
public enum NewYorkTime {
  /// A date and the time of day in New York.
  public struct Wall: Hashable, Sendable {
    /// The civil date.
    public var date: CivilDate
    /// Nanoseconds since local midnight.
    public var nanosecondOfDay: Int64

    /// Whole minutes since local midnight.
    public var minuteOfDay: Int { Int(nanosecondOfDay / 60_000_000_000) }
  }

  /// The minutes after midnight of a time written `HH:MM`; nil for anything else.
  public static func minuteOfDay(_ text: some StringProtocol) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
    let digits = [0, 1, 3, 4].map { Int(bytes[$0]) - 48 }
    guard digits.allSatisfy((0...9).contains) else { return nil }
    let (hour, minute) = (10 * digits[0] + digits[1], 10 * digits[2] + digits[3])
    return hour < 24 && minute < 60 ? 60 * hour + minute : nil
  }

  /// The offset from UTC in seconds at an instant: -18000 or -14400.
  public static func offset(at instant: Instant) -> Int64 {
    let standard = floorDivide(instant.nanoseconds, 1_000_000_000) - 18_000
    let date = CivilDate(dayNumber: Int(floorDivide(standard, 86_400)))
    let (start, end) = daylight(year: date.year)
    // The start is at 02:00 standard time; the end at 02:00 daylight, which is 01:00 standard.
    let first = Int64(start.dayNumber) * 86_400 + 7_200
    let last = Int64(end.dayNumber) * 86_400 + 3_600
    return standard >= first && standard < last ? -14_400 : -18_000
  }

  /// The first and last day of daylight saving in a year.
  static func daylight(year: Int) -> (start: CivilDate, end: CivilDate) {
    let start =
      year >= 2007
      ? CivilDate.nth(2, .sunday, month: 3, year: year)
      : CivilDate.nth(1, .sunday, month: 4, year: year)
    let end =
      year >= 2007
      ? CivilDate.nth(1, .sunday, month: 11, year: year)
      : CivilDate.last(.sunday, month: 10, year: year)
    return (start, end)
  }

  /// The wall time of an instant.
  public static func wall(_ instant: Instant) -> Wall {
    let local = instant.nanoseconds + offset(at: instant) * 1_000_000_000
    let day = floorDivide(local, 86_400_000_000_000)
    return Wall(
      date: CivilDate(dayNumber: Int(day)), nanosecondOfDay: local - day * 86_400_000_000_000)
  }

  /// The civil date of an instant.
  public static func date(_ instant: Instant) -> CivilDate { wall(instant).date }

  /// The instant of a wall time; within the hour skipped in spring, the later reading.
  public static func instant(_ date: CivilDate, secondOfDay: Int64) -> Instant {
    let local = Int64(date.dayNumber) * 86_400 + secondOfDay
    let daylight = Instant(seconds: local + 14_400)
    if offset(at: daylight) == -14_400 { return daylight }
    return Instant(seconds: local + 18_000)
  }

  /// The instant of a wall time given in hours and minutes.
  public static func instant(_ date: CivilDate, _ hour: Int, _ minute: Int) -> Instant {
    instant(date, secondOfDay: Int64(hour) * 3_600 + Int64(minute) * 60)
  }

  @inlinable static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    a >= 0 ? a / b : -((-a + b - 1) / b)
  }
}

extension Instant: CustomStringConvertible {
  /// New York wall time with its offset, as `2018-02-05T10:42:00-05:00`; a fraction only if not zero.
  public var description: String { written { write(to: &$0) } }

  /// Reads `2018-02-05T10:42:00-05:00`, with a fraction of up to nine digits, or `Z` for UTC.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] == 0x54, bytes[13] == 0x3A, bytes[16] == 0x3A else {
      return nil
    }
    func number(_ range: Range<Int>) -> Int64? {
      guard range.upperBound <= bytes.count else { return nil }
      var value: Int64 = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      return value
    }
    guard let date = CivilDate(String(decoding: bytes[0..<10], as: UTF8.self)),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      hour < 24, minute < 60, second < 60
    else { return nil }
    var position = 19
    var fraction: Int64 = 0
    if bytes[position] == 0x2E {
      let start = position + 1
      position = start
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
      guard position > start, position - start <= 9, var value = number(start..<position) else {
        return nil
      }
      for _ in (position - start)..<9 { value *= 10 }
      fraction = value
    }
    guard let offset = Instant.offsetSeconds(bytes[position...]) else { return nil }
    let local = Int64(date.dayNumber) * 86_400 + hour * 3_600 + minute * 60 + second
    self.init(nanoseconds: (local - offset) * 1_000_000_000 + fraction)
  }

  private static func offsetSeconds(_ bytes: ArraySlice<UInt8>) -> Int64? {
    if bytes.elementsEqual([0x5A]) { return 0 }
    let b = Array(bytes)
    guard b.count == 6, b[0] == 0x2B || b[0] == 0x2D, b[3] == 0x3A,
      [b[1], b[2], b[4], b[5]].allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    let hours = Int64(b[1] - 0x30) * 10 + Int64(b[2] - 0x30)
    let minutes = Int64(b[4] - 0x30) * 10 + Int64(b[5] - 0x30)
    guard hours < 24, minutes < 60 else { return nil }
    return (b[0] == 0x2D ? -1 : 1) * (hours * 3_600 + minutes * 60)
  }
}
