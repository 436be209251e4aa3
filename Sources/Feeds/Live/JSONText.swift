// Writes the pieces of a line of JSON, without spaces; doubles in the fewest digits that read back.

import MarketData

/// A line in the making.
struct JSONText {
  private(set) var bytes: [UInt8] = []

  mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func flag(_ value: Bool) { bytes.append(value ? 0x31 : 0x30) }

  mutating func quoted(_ text: String) {
    bytes.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C:
        bytes.append(0x5C)
        bytes.append(byte)
      case 0x00..<0x20: raw("\\u00" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16))
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }

  /// A number; null when there is none.
  mutating func number(_ value: Double?) {
    guard let value, value.isFinite else { return raw("null") }
    if value == value.rounded(), abs(value) < 1e15, value != 0 {
      decimal(Int64(value))
    } else {
      raw(value.description)
    }
  }

  mutating func number(after value: Double?) {
    bytes.append(0x2C)
    number(value)
  }

  mutating func integer(after value: Int64?) {
    bytes.append(0x2C)
    if let value { decimal(value) } else { raw("null") }
  }

  /// Digits without a String between: a tape writes seven numbers a quote.
  private mutating func decimal(_ value: Int64) {
    guard value > 0 else { return raw(String(value)) }
    let first = bytes.count
    var rest = value
    while rest > 0 {
      bytes.append(UInt8(0x30 + rest % 10))
      rest /= 10
    }
    bytes[first...].reverse()
  }

  mutating func bar(after bar: PriceBar?) {
    guard let bar else { return raw(",null") }
    raw(",[")
    number(bar.open)
    for value in [bar.high, bar.low, bar.close, bar.volume] { number(after: value) }
    raw("]")
  }

  /// A date as `"2018-02-05"`; null when there is none.
  mutating func date(_ date: CivilDate?) {
    if let date { raw("\"\(date)\"") } else { raw("null") }
  }

  mutating func list<T>(_ values: [T], _ write: (inout JSONText, T) -> Void) {
    raw("[")
    for (place, value) in values.enumerated() {
      if place > 0 { raw(",") }
      write(&self, value)
    }
    raw("]")
  }
}
