// The parts of a date, a time of day and an offset, read from bytes.

/// A place within a cell that moves on as parts are read.
struct StampScan {
  var position: Int
  var end: Int

  var isDone: Bool { position >= end }

  /// Leaves out blanks around the cell.
  mutating func trim(_ bytes: Span<UInt8>) {
    while position < end, bytes[position] == 0x20 { position += 1 }
    while position < end, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x0D { end -= 1 }
  }

  /// A whole number of at most 19 digits.
  mutating func number(_ bytes: Span<UInt8>, exactly count: Int? = nil) -> Int? {
    let start = position
    let most = count ?? 19
    // Nineteen digits fit 64 bits without a sign.
    var value: UInt64 = 0
    while position < end, position - start < most {
      let digit = bytes[position] &- 0x30
      guard digit <= 9 else { break }
      value = value &* 10 &+ UInt64(digit)
      position += 1
    }
    let digits = position - start
    return digits > 0 && (count == nil || digits == count) ? Int(exactly: value) : nil
  }

  /// The mark between the parts of a date.
  mutating func dateMark(_ bytes: Span<UInt8>) -> UInt8? {
    guard position < end else { return nil }
    let byte = bytes[position]
    guard byte == 0x2D || byte == 0x2F || byte == 0x2E else { return nil }
    position += 1
    return byte
  }

  /// What stands between a date and a time: a T, a comma or blanks.
  mutating func skipBetween(_ bytes: Span<UInt8>) -> Bool {
    let start = position
    while position < end,
      bytes[position] == 0x20 || bytes[position] == 0x54 || bytes[position] == 0x2C
    {
      position += 1
    }
    return position > start && position < end
  }

  /// A time of day in nanoseconds: `9:30`, `09:30:00.5`, `093000`, `4:00 PM`.
  mutating func clock(_ bytes: Span<UInt8>) -> Int64? {
    let start = position
    guard var hour = number(bytes) else { return nil }
    var minute = 0
    var second = 0
    var fraction: Int64 = 0
    if position < end, bytes[position] == 0x3A {
      position += 1
      guard let value = number(bytes, exactly: 2) else { return nil }
      minute = value
      if position < end, bytes[position] == 0x3A {
        position += 1
        guard let value = number(bytes, exactly: 2) else { return nil }
        second = value
      }
    } else {
      switch position - start {
      case 4: (hour, minute) = (hour / 100, hour % 100)
      case 6: (hour, minute, second) = (hour / 10_000, hour / 100 % 100, hour % 100)
      default: return nil
      }
    }
    if position < end, bytes[position] == 0x2E {
      guard let value = self.fraction(bytes) else { return nil }
      fraction = value
    }
    if let half = halfDay(bytes) {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + half
    }
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return Int64(hour * 3_600 + minute * 60 + second) * 1_000_000_000 + fraction
  }

  /// The digits after a point as billionths; more than nine are cut.
  mutating func fraction(_ bytes: Span<UInt8>) -> Int64? {
    guard position < end, bytes[position] == 0x2E else { return nil }
    position += 1
    var value: Int64 = 0
    var digits = 0
    while position < end, bytes[position] >= 0x30, bytes[position] <= 0x39 {
      if digits < 9 { value = value * 10 + Int64(bytes[position]) - 0x30 }
      digits += 1
      position += 1
    }
    guard digits > 0 else { return nil }
    while digits < 9 {
      value *= 10
      digits += 1
    }
    return value
  }

  /// Hours that `AM` or `PM` adds; nil when neither follows.
  private mutating func halfDay(_ bytes: Span<UInt8>) -> Int? {
    var index = position
    while index < end, bytes[index] == 0x20 { index += 1 }
    guard index + 2 == end, bytes[index + 1] | 0x20 == 0x6D else { return nil }
    let letter = bytes[index] | 0x20
    guard letter == 0x61 || letter == 0x70 else { return nil }
    position = end
    return letter == 0x70 ? 12 : 0
  }

  /// Seconds that a written zone is ahead of UTC: `Z`, `UTC`, `-05:00`, `+0530`.
  mutating func offset(_ bytes: Span<UInt8>) -> Int64? {
    while position < end, bytes[position] == 0x20 { position += 1 }
    guard position < end else { return nil }
    let mark = bytes[position]
    if mark == 0x5A || mark == 0x55 {
      let length = mark == 0x5A ? 1 : 3
      guard position + length == end else { return nil }
      position = end
      return 0
    }
    guard mark == 0x2B || mark == 0x2D else { return nil }
    position += 1
    guard let hours = number(bytes, exactly: 2) else { return nil }
    if position < end, bytes[position] == 0x3A { position += 1 }
    let minutes = position < end ? number(bytes, exactly: 2) : 0
    guard let minutes, hours < 15, minutes < 60 else { return nil }
    return Int64(hours * 3_600 + minutes * 60) * (mark == 0x2D ? -1 : 1)
  }
}
