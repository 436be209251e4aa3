// Reads JSON from a stretch of bytes without making a tree of it.
//
// A feed sends one object a line, many thousands a second: values are read where they stand, and a
// string becomes a String only when somebody asks for it.

/// A place in a stretch of JSON.
struct JSONScan {
  let bytes: [UInt8]
  private(set) var position: Int
  let end: Int

  /// Stands at the beginning of a stretch.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Stands at the beginning of a whole text.
  init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

  @inline(__always) private mutating func skipSpace() {
    while position < end {
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A else { return }
      position += 1
    }
  }

  /// The next byte that is no space; 0 at the end.
  @inline(__always) mutating func peek() -> UInt8 {
    skipSpace()
    return position < end ? bytes[position] : 0
  }

  /// Takes a byte when it comes next.
  @inline(__always) mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  /// Whether nothing is left.
  mutating func isAtEnd() -> Bool {
    skipSpace()
    return position == end
  }

  /// Takes `null` when it comes next.
  mutating func takeNull() -> Bool { takeWord("null") }

  /// Takes a bare word when it comes next.
  mutating func takeWord(_ word: StaticString) -> Bool {
    skipSpace()
    let count = word.utf8CodeUnitCount
    guard position + count <= end else { return false }
    let start = position
    let matches = word.withUTF8Buffer { text -> Bool in
      for index in 0..<count where bytes[start + index] != text[index] { return false }
      return true
    }
    if matches { position += count }
    return matches
  }

  /// Takes a string; the range of what stands between its quotation marks, or nil.
  mutating func string() -> Range<Int>? {
    guard take(0x22) else { return nil }
    let first = position
    while position < end {
      let byte = bytes[position]
      if byte == 0x22 {
        position += 1
        return first..<(position - 1)
      }
      guard byte >= 0x20 else { return nil }
      position += byte == 0x5C ? 2 : 1
    }
    return nil
  }

  /// Takes a number; nil for anything else, and for one that no finite double holds.
  mutating func number() -> Double? {
    skipSpace()
    let first = position
    guard let short = shortNumber() else {
      position = first
      while position < end, isNumberByte(bytes[position]) { position += 1 }
      guard position > first, bytes[first] != 0x2B, bytes[first] != 0x2E,
        let value = Double(String(decoding: bytes[first..<position], as: UTF8.self)),
        value.isFinite
      else { return nil }
      return value
    }
    return short
  }

  /// A plain decimal of at most 15 digits: the quotient of two exact doubles is rounded once.
  private mutating func shortNumber() -> Double? {
    let isNegative = position < end && bytes[position] == 0x2D
    if isNegative { position += 1 }
    var mantissa = 0
    var digits = 0
    var decimals = -1
    while position < end {
      let byte = bytes[position]
      if byte == 0x2E, decimals < 0, digits > 0 {
        decimals = 0
      } else if byte >= 0x30, byte <= 0x39 {
        mantissa = mantissa * 10 + Int(byte) - 0x30
        digits += 1
        if decimals >= 0 { decimals += 1 }
      } else if isNumberByte(byte) {
        return nil
      } else {
        break
      }
      if digits > 15 { return nil }
      position += 1
    }
    guard digits > 0, decimals != 0 else { return nil }
    let value = decimals > 0 ? Double(mantissa) / tenTo[decimals] : Double(mantissa)
    return isNegative ? -value : value
  }

  private func isNumberByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2B || byte == 0x2E || byte == 0x65
      || byte == 0x45
  }

  /// Takes a whole number; nil for anything else.
  mutating func integer() -> Int64? {
    skipSpace()
    let first = position
    var index = position
    let isNegative = index < end && bytes[index] == 0x2D
    if isNegative { index += 1 }
    let digits = index
    var value: Int64 = 0
    while index < end, bytes[index] >= 0x30, bytes[index] <= 0x39 {
      guard index - digits < 18 else {
        return longInteger(from: first)
      }
      value = value * 10 + Int64(bytes[index] - 0x30)
      index += 1
    }
    guard index > digits, index == end || !isNumberByte(bytes[index]) else { return nil }
    position = index
    return isNegative ? -value : value
  }

  private mutating func longInteger(from first: Int) -> Int64? {
    var index = first
    while index < end, isNumberByte(bytes[index]) { index += 1 }
    guard let value = Int64(String(decoding: bytes[first..<index], as: UTF8.self)) else {
      return nil
    }
    position = index
    return value
  }

  /// Passes over a value of any kind, at most 32 deep; false when it is malformed.
  mutating func skip(depth: Int = 32) -> Bool {
    switch peek() {
    case 0x22: return string() != nil
    case 0x7B: return skipList(0x7B, 0x7D, hasKeys: true, depth)
    case 0x5B: return skipList(0x5B, 0x5D, hasKeys: false, depth)
    case 0x74: return takeWord("true")
    case 0x66: return takeWord("false")
    case 0x6E: return takeNull()
    default: return number() != nil
    }
  }

  private mutating func skipList(
    _ open: UInt8, _ close: UInt8, hasKeys: Bool, _ depth: Int
  ) -> Bool {
    guard depth > 0, take(open) else { return false }
    if take(close) { return true }
    while true {
      if hasKeys { guard string() != nil, take(0x3A) else { return false } }
      guard skip(depth: depth - 1) else { return false }
      if take(close) { return true }
      guard take(0x2C) else { return false }
    }
  }

  /// Visits the elements of a list; false when it is malformed or a visit says so.
  mutating func list(_ visit: (inout JSONScan) -> Bool) -> Bool {
    guard take(0x5B) else { return false }
    if take(0x5D) { return true }
    while true {
      guard visit(&self) else { return false }
      if take(0x5D) { return true }
      guard take(0x2C) else { return false }
    }
  }

  /// Visits the fields of an object; false when it is malformed or a visit says so.
  mutating func object(_ visit: (inout JSONScan, Range<Int>) -> Bool) -> Bool {
    guard take(0x7B) else { return false }
    if take(0x7D) { return true }
    while true {
      guard let key = string(), take(0x3A), visit(&self, key) else { return false }
      if take(0x7D) { return true }
      guard take(0x2C) else { return false }
    }
  }

  /// Whether a range holds exactly a word.
  func holds(_ range: Range<Int>, _ word: StaticString) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { text in
      for index in 0..<range.count where bytes[range.lowerBound + index] != text[index] {
        return false
      }
      return true
    }
  }

  /// The text of a string with its escapes undone; what is no escape stays as it is.
  func text(_ range: Range<Int>) -> String {
    guard bytes[range].contains(0x5C) else { return String(decoding: bytes[range], as: UTF8.self) }
    var result = ""
    var plain: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      guard bytes[index] == 0x5C, index + 1 < range.upperBound else {
        plain.append(bytes[index])
        index += 1
        continue
      }
      let letter = bytes[index + 1]
      index += 2
      if letter == 0x75, index + 4 <= range.upperBound,
        let code = UInt32(String(decoding: bytes[index..<(index + 4)], as: UTF8.self), radix: 16)
      {
        result += String(decoding: plain, as: UTF8.self)
        plain.removeAll(keepingCapacity: true)
        result.unicodeScalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
        index += 4
      } else {
        plain.append(letter == 0x6E ? 0x0A : letter == 0x74 ? 0x09 : letter)
      }
    }
    return result + String(decoding: plain, as: UTF8.self)
  }
}

/// Powers of ten that are exact as doubles.
private let tenTo: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]
