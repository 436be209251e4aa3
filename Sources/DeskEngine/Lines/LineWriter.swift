// Writes the fields of a record as one line of JSON without spaces.

import MarketData

/// Appends fields to a line.
struct LineWriter: LineCoder {
  /// The bytes so far.
  var bytes: [UInt8] = []

  init(reserving capacity: Int = 1_024) { bytes.reserveCapacity(capacity) }

  var offset: Int { bytes.count }

  mutating func begin() { bytes.append(0x7B) }

  mutating func end() { bytes.append(0x7D) }

  mutating func key(_ key: StaticString) {
    if bytes.last != 0x7B { bytes.append(0x2C) }
    bytes.append(0x22)
    key.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(0x22)
    bytes.append(0x3A)
  }

  mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func quoted(_ text: some StringProtocol) {
    bytes.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C:
        bytes.append(0x5C)
        bytes.append(byte)
      case 0x00..<0x20:
        raw("\\u00")
        bytes.append(hexDigits[Int(byte >> 4)])
        bytes.append(hexDigits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }

  private mutating func double(_ value: Double?) {
    guard let value, value.isFinite else { return raw("null") }
    if LineWriter.isWhole(value) {
      bytes.append(decimal: Int64(value))
    } else if let millionths = LineWriter.millionths(value) {
      if millionths < 0 { bytes.append(0x2D) }
      bytes.append(decimal: millionths.magnitude / 1_000_000)
      bytes.append(fraction: millionths.magnitude % 1_000_000, width: 6)
    } else {
      raw(value.description)
    }
  }

  /// The millionths that a number is written as; nil when it has smaller parts or is near zero.
  ///
  /// A double tells all decimals of fifteen digits apart, so such a decimal is the shortest text of the
  /// double nearest to it; under 1e-4 that text has an exponent.
  private static func millionths(_ value: Double) -> Int64? {
    let scaled = (value * 1e6).rounded()
    guard abs(scaled) >= 100, abs(scaled) < 1e15, scaled / 1e6 == value else { return nil }
    return Int64(scaled)
  }

  /// Whether a finite number is written without a point.
  private static func isWhole(_ value: Double) -> Bool {
    value == value.rounded() && abs(value) < 1e15
  }

  /// A finite number as it is written.
  static func text(of value: Double) -> String {
    isWhole(value) ? String(Int64(value)) : value.description
  }

  /// A text as it is written, with its quotes.
  static func quoted(_ text: String) -> [UInt8] {
    var writer = LineWriter(reserving: text.utf8.count + 16)
    writer.quoted(text)
    return writer.bytes
  }

  mutating func field(_ key: StaticString, _ value: inout Int) {
    self.key(key)
    bytes.append(decimal: Int64(value))
  }

  mutating func field(_ key: StaticString, _ value: inout Int?) {
    self.key(key)
    if let value { bytes.append(decimal: Int64(value)) } else { raw("null") }
  }

  mutating func field(_ key: StaticString, _ value: inout Double) {
    self.key(key)
    double(value)
  }

  mutating func field(_ key: StaticString, _ value: inout Double?) {
    self.key(key)
    double(value)
  }

  mutating func field(_ key: StaticString, _ value: inout Bool) {
    self.key(key)
    raw(value ? "true" : "false")
  }

  mutating func field(_ key: StaticString, _ value: inout String) {
    self.key(key)
    quoted(value)
  }

  mutating func field(_ key: StaticString, _ value: inout String?) {
    self.key(key)
    if let value { quoted(value) } else { raw("null") }
  }

  private mutating func list<T>(
    _ key: StaticString, _ values: [T], _ write: (inout LineWriter, T) -> Void
  ) {
    self.key(key)
    bytes.append(0x5B)
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      write(&self, value)
    }
    bytes.append(0x5D)
  }

  mutating func field(_ key: StaticString, _ value: inout [Double]) {
    list(key, value) { $0.double($1) }
  }

  mutating func field(_ key: StaticString, _ value: inout [Int]) {
    list(key, value) { $0.bytes.append(decimal: Int64($1)) }
  }

  mutating func field(_ key: StaticString, _ value: inout [String]) {
    list(key, value) { $0.quoted($1) }
  }

  mutating func field(_ key: StaticString, _ value: inout [NamedNumber]) {
    self.key(key)
    numbers(value)
  }

  private mutating func numbers(_ values: [NamedNumber]) {
    begin()
    for (index, number) in values.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      quoted(number.name)
      bytes.append(0x3A)
      double(number.value)
    }
    end()
  }

  mutating func groups(_ key: StaticString, _ value: inout [NumberGroup]) {
    self.key(key)
    begin()
    for (index, group) in value.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      quoted(group.name)
      bytes.append(0x3A)
      numbers(group.numbers)
    }
    end()
  }

  mutating func record<T: LineRecord>(_ key: StaticString, _ value: inout T) throws(LineError) {
    self.key(key)
    begin()
    try value.code(&self)
    end()
  }

  mutating func records<T: LineRecord>(_ key: StaticString, _ value: inout [T]) throws(LineError) {
    self.key(key)
    bytes.append(0x5B)
    for index in value.indices {
      if index > 0 { bytes.append(0x2C) }
      begin()
      try value[index].code(&self)
      end()
    }
    bytes.append(0x5D)
  }

  mutating func number(
    _ key: StaticString, _ text: @autoclosure () -> String?, _ read: (Substring) -> Bool
  ) {
    self.key(key)
    raw(text() ?? "null")
  }

  mutating func text(
    _ key: StaticString, _ text: @autoclosure () -> String?, _ read: (Substring?) -> Bool
  ) {
    self.key(key)
    if let text = text() { quoted(text) } else { raw("null") }
  }
}

private let hexDigits: [UInt8] = Array("0123456789abcdef".utf8)
