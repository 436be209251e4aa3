// Numbers of a line: integers, money, and doubles to the last bit.

import MarketData

extension LineReader {
  /// Reads a run of bytes up to a comma or a closing bracket.
  mutating func bare() -> Substring {
    start = position
    while position < text.count, !isEnd(position) { position += 1 }
    return Substring(
      decoding: UnsafeBufferPointer(rebasing: text[start..<position]), as: UTF8.self)
  }

  mutating func integer(_ expected: String) throws(LineError) -> Int {
    if let short = shortInteger() { return short }
    guard let number = Int(bare()) else { throw misfit(expected) }
    compare(with: String(number))
    return number
  }

  /// An integer of at most 18 digits as it is written; nil for anything else.
  private mutating func shortInteger() -> Int? {
    let isNegative = byte(position) == 0x2D
    let first = isNegative ? position + 1 : position
    var index = first
    var value = 0
    while index < text.count {
      let digit = text[index] &- 0x30
      if digit > 9 { break }
      value = value &* 10 &+ Int(digit)
      index += 1
    }
    let digits = index - first
    guard digits > 0, digits <= 18, isEnd(index) else { return nil }
    guard text[first] != 0x30 || (digits == 1 && !isNegative) else { return nil }
    start = position
    position = index
    return isNegative ? -value : value
  }

  // MARK: Doubles

  /// Digits of a number without exponent.
  private struct Digits {
    var isNegative: Bool
    /// All digits as one integer.
    var mantissa: UInt64
    /// How many there are, zeros in front among them.
    var count: Int
    /// How many of them stand behind the point.
    var decimals: Int
    /// Where the number ends.
    var end: Int
  }

  mutating func double() throws(LineError) -> Double {
    if let digits = digits() {
      if digits.count <= 15 {
        // Two numbers of at most fifteen digits are two doubles, so none is shorter than this.
        take(digits)
        let size = Double(digits.mantissa)
        let value = digits.decimals > 0 ? size / powersOfTen[digits.decimals] : size
        return digits.isNegative ? -value : value
      }
      if digits.decimals > 0 {
        take(digits)
        let size = quotient(digits.mantissa, integerPowersOfTen[digits.decimals])
        let value = digits.isNegative ? -size : size
        compare(with: LineWriter.text(of: value))
        return value
      }
    }
    guard let number = Double(bare()), number.isFinite else { throw misfit("a number") }
    compare(with: LineWriter.text(of: number))
    return number
  }

  private mutating func take(_ digits: Digits) {
    start = position
    position = digits.end
  }

  /// A number of at most 19 digits as it is written, not below 0.0001 unless it is zero; nil for
  /// anything else.
  private func digits() -> Digits? {
    let isNegative = byte(position) == 0x2D
    let first = isNegative ? position + 1 : position
    var index = first
    var mantissa: UInt64 = 0
    var point = -1
    while index < text.count {
      let digit = text[index] &- 0x30
      if digit <= 9 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
      } else if text[index] == 0x2E, point < 0 {
        point = index
      } else {
        break
      }
      index += 1
    }
    let whole = (point < 0 ? index : point) - first
    let decimals = point < 0 ? 0 : index - point - 1
    guard whole > 0, whole + decimals <= 19, isEnd(index) else { return nil }
    if whole > 1, text[first] == 0x30 { return nil }
    if point < 0 {
      if mantissa == 0, isNegative { return nil }
    } else if decimals == 0 || text[index - 1] == 0x30 {
      return nil
    } else if decimals >= 4, mantissa < integerPowersOfTen[decimals - 4] {
      return nil
    }
    return Digits(
      isNegative: isNegative, mantissa: mantissa, count: whole + decimals, decimals: decimals,
      end: index)
  }

  // MARK: Money

  mutating func field(_ key: StaticString, _ value: inout Money) throws(LineError) {
    try self.key(key)
    guard let money = money() else { throw misfit("a value for \"\(key)\"") }
    value = money
  }

  mutating func field(_ key: StaticString, _ value: inout Money?) throws(LineError) {
    try self.key(key)
    if isNull() {
      if isEnd(position) || position == text.count {
        value = nil
        return
      }
      position = start
    }
    guard let money = money() else { throw misfit("a value for \"\(key)\"") }
    value = money
  }

  private mutating func money() -> Money? {
    if let (units, end) = shortMoney(position), isEnd(end) {
      start = position
      position = end
      return Money(units: units)
    }
    guard let money = Money(bare()) else { return nil }
    compare(with: money.description)
    return money
  }

  /// Dollars from a place as they are written, in 1/10 000, and where they end; nil otherwise.
  func shortMoney(_ place: Int) -> (units: Int64, end: Int)? {
    let isNegative = byte(place) == 0x2D
    let first = isNegative ? place + 1 : place
    var index = first
    var units: Int64 = 0
    while index < text.count, index - first < 11 {
      let digit = text[index] &- 0x30
      if digit > 9 { break }
      units = units * 10 + Int64(digit)
      index += 1
    }
    let whole = index - first
    guard whole > 0, whole < 11, whole == 1 || text[first] != 0x30 else { return nil }
    units *= 10_000
    if byte(index) == 0x2E {
      index += 1
      let point = index
      var unit: Int64 = 1_000
      while index < text.count, index - point < 4 {
        let digit = text[index] &- 0x30
        if digit > 9 { break }
        units += Int64(digit) * unit
        unit /= 10
        index += 1
      }
      guard index > point, text[index - 1] != 0x30 else { return nil }
    }
    if units == 0, isNegative { return nil }
    return (isNegative ? -units : units, index)
  }

  // MARK: Values through their text

  mutating func number(
    _ key: StaticString, _ text: @autoclosure () -> String?, _ read: (Substring) -> Bool
  ) throws(LineError) {
    try self.key(key)
    guard read(bare()) else { throw misfit("a value for \"\(key)\"") }
  }
}

/// The double nearest to a quotient of two integers above zero, halves to the even one.
func quotient(_ a: UInt64, _ b: UInt64) -> Double {
  guard a > 0, b > 0 else { return 0 }
  let (shiftA, shiftB) = (a.leadingZeroBitCount, b.leadingZeroBitCount)
  let (high, divisor) = (a << UInt64(shiftA), b << UInt64(shiftB))
  // The dividend is a fraction of the divisor, at least its half: 64 bits of the quotient count.
  let isLess = high < divisor
  let (bits, rest) = divisor.dividingFullWidth(
    isLess ? (high, 0) : (high >> 1, high << 63))
  let tail = bits & 0x7FF
  var significand = bits >> 11
  if tail > 0x400 || (tail == 0x400 && (rest > 0 || significand & 1 == 1)) { significand += 1 }
  let exponent = shiftB - shiftA - 53 + (isLess ? 0 : 1)
  return Double(significand) * Double(bitPattern: UInt64(exponent + 1_023) << 52)
}

/// Powers of ten that are exact as doubles.
private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]

/// Powers of ten in 64 bits.
private let integerPowersOfTen: [UInt64] = [
  1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
  1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
  1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]
