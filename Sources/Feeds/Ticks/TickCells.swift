// The cells of a row as numbers, read byte by byte.
//
// A cell is read from its start; where reading stops must be a separator or the end of the line,
// else the cell is not what it should be. Every line ends with a line feed, so that no check of the
// bounds is needed on the way.

import MarketData

/// What reading a cell gave.
enum TickCell: Hashable, Sendable {
  case value, missing, wrong
}

/// Reads cells of a line.
struct TickCellReader {
  let bytes: UnsafeRawBufferPointer
  let separator: UInt8
  var place: Int

  /// Whether the cell ends here.
  @inline(__always) var isAtEnd: Bool {
    let byte = bytes[place]
    return byte == separator || byte == 0x0A || byte == 0x0D
  }

  /// Goes to the end of the cell.
  mutating func skip() { while !isAtEnd { place += 1 } }

  /// Whether the cell says that there is no value.
  mutating func isMissing(from start: Int) -> Bool {
    place = start
    skip()
    guard place - start <= 6 else { return false }
    let word = String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
    return ["", "nan", "null", "na", "n/a", "none", "nil", "\"\""].contains(
      word.filter { $0 != " " })
  }

  /// A number in units of 10 to the power of -decimals, rounded half away from zero.
  @inline(__always) mutating func decimal(
    _ decimals: Int, into value: inout Int64, rounded: inout Bool
  ) -> TickCell {
    let start = place
    var digits = 0
    var units: Int64 = 0
    let isNegative = bytes[place] == 0x2D
    if isNegative { place += 1 }
    while true {
      let digit = bytes[place] &- 0x30
      guard digit < 10 else { break }
      units = units &* 10 &+ Int64(digit)
      digits += 1
      place += 1
    }
    var left = decimals
    if bytes[place] == 0x2E {
      place += 1
      while left > 0 {
        let digit = bytes[place] &- 0x30
        guard digit < 10 else { break }
        units = units &* 10 &+ Int64(digit)
        left -= 1
        digits += 1
        place += 1
      }
      if bytes[place] &- 0x30 < 10 { roundRest(&units, &rounded) }
    }
    for _ in 0..<left { units = units &* 10 }
    value = isNegative ? 0 &- units : units
    if digits > 0, digits + left <= 18, isAtEnd { return .value }
    return isMissing(from: start) ? .missing : .wrong
  }

  private mutating func roundRest(_ units: inout Int64, _ rounded: inout Bool) {
    if bytes[place] >= 0x35 { units &+= 1 }
    while bytes[place] &- 0x30 < 10 {
      if bytes[place] != 0x30 { rounded = true }
      place += 1
    }
  }

  /// A count of shares or contracts; a fraction must be zero.
  @inline(__always) mutating func size(into value: inout Int32) -> TickCell {
    let start = place
    var number: Int64 = 0
    let isNegative = bytes[place] == 0x2D
    if isNegative { place += 1 }
    let first = place
    while true {
      let digit = bytes[place] &- 0x30
      guard digit < 10 else { break }
      number = number &* 10 &+ Int64(digit)
      place += 1
    }
    let digits = place - first
    if bytes[place] == 0x2E {
      place += 1
      while bytes[place] == 0x30 { place += 1 }
    }
    value = Int32(truncatingIfNeeded: isNegative ? 0 &- number : number)
    if digits > 0, digits <= 10, number <= Int64(Int32.max), isAtEnd { return .value }
    return isMissing(from: start) ? .missing : .wrong
  }

  /// A count of units since some moment, with or without a fraction, in nanoseconds.
  @inline(__always) mutating func count(unit: Int64, into value: inout Int64) -> TickCell {
    let start = place
    var whole: Int64 = 0
    let isNegative = bytes[place] == 0x2D
    if isNegative { place += 1 }
    let first = place
    while true {
      let digit = bytes[place] &- 0x30
      guard digit < 10 else { break }
      whole = whole &* 10 &+ Int64(digit)
      place += 1
    }
    let digits = place - first
    var fraction: Int64 = 0
    if bytes[place] == 0x2E {
      place += 1
      var share = unit
      while bytes[place] &- 0x30 < 10 {
        share /= 10
        fraction += Int64(bytes[place] &- 0x30) * share
        place += 1
      }
    }
    let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
    let (sum, over) = product.addingReportingOverflow(fraction)
    value = isNegative ? 0 &- sum : sum
    if digits > 0, digits <= 19, !overflow, !over, whole >= 0, isAtEnd { return .value }
    return isMissing(from: start) ? .missing : .wrong
  }

  /// Digits of a fixed count; nil when another byte stands among them.
  @inline(__always) mutating func fixed(_ count: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<count {
      let digit = bytes[place] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
      place += 1
    }
    return value
  }
}
