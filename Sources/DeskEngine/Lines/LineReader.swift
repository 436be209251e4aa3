// Reads the fields of a record from a line of JSON, in the order they were written.
//
// Strict: the keys must come in the contract's order and nothing may be missing, so that a line
// reads back to the record that wrote it or not at all.

import MarketData

/// Fills fields from the bytes of a line.
struct LineReader: LineCoder {
  private let bytes: [UInt8]
  private(set) var position = 0
  /// Where the value read last begins: a value that does not fit is reported there.
  private var start = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var offset: Int { position }

  private func failure(_ expected: String) -> LineError {
    LineError(offset: position, expected: expected)
  }

  private func misfit(_ expected: String) -> LineError {
    LineError(offset: start, expected: expected)
  }

  private func peek() -> UInt8 { position < bytes.count ? bytes[position] : 0 }

  mutating func expect(_ byte: UInt8) throws(LineError) {
    guard peek() == byte else {
      throw failure("'\(String(decoding: [byte], as: UTF8.self))'")
    }
    position += 1
  }

  mutating func begin() throws(LineError) { try expect(0x7B) }

  mutating func end() throws(LineError) { try expect(0x7D) }

  /// Fails unless every byte was read.
  func finish() throws(LineError) {
    guard position == bytes.count else { throw failure("the end of the line") }
  }

  private mutating func key(_ key: StaticString) throws(LineError) {
    if position > 0, bytes[position - 1] != 0x7B { try expect(0x2C) }
    try expect(0x22)
    let length = key.utf8CodeUnitCount
    let start = position
    let matches = key.withUTF8Buffer { name -> Bool in
      guard start + length <= bytes.count else { return false }
      for offset in 0..<length where bytes[start + offset] != name[offset] { return false }
      return true
    }
    guard matches else { throw failure("the key \"\(key)\"") }
    position += length
    try expect(0x22)
    try expect(0x3A)
  }

  /// Reads a run of bytes up to a comma or a closing bracket.
  private mutating func bare() -> Substring {
    start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x2C || byte == 0x7D || byte == 0x5D { break }
      position += 1
    }
    return Substring(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quoted() throws(LineError) -> String {
    start = position
    try expect(0x22)
    let first = position
    while position < bytes.count, bytes[position] != 0x22, bytes[position] != 0x5C {
      position += 1
    }
    if peek() == 0x22 {
      position += 1
      return String(decoding: bytes[first..<(position - 1)], as: UTF8.self)
    }
    var text = Array(bytes[first..<position])
    while position < bytes.count, bytes[position] != 0x22 {
      if bytes[position] == 0x5C {
        text.append(try escaped())
      } else {
        text.append(bytes[position])
        position += 1
      }
    }
    try expect(0x22)
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func escaped() throws(LineError) -> UInt8 {
    position += 1
    let byte = peek()
    position += 1
    if byte == 0x22 || byte == 0x5C { return byte }
    guard byte == 0x75, position + 4 <= bytes.count,
      let code = UInt8(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
    else { throw failure("an escape sequence") }
    position += 4
    return code
  }

  private mutating func isNull() -> Bool {
    guard position + 4 <= bytes.count, bytes[position] == 0x6E, bytes[position + 1] == 0x75,
      bytes[position + 2] == 0x6C, bytes[position + 3] == 0x6C
    else { return false }
    start = position
    position += 4
    return true
  }

  mutating func field(_ key: StaticString, _ value: inout Int) throws(LineError) {
    try self.key(key)
    guard let number = Int(bare()) else { throw misfit("an integer") }
    value = number
  }

  mutating func field(_ key: StaticString, _ value: inout Int?) throws(LineError) {
    try self.key(key)
    if isNull() {
      value = nil
      return
    }
    guard let number = Int(bare()) else { throw misfit("an integer or null") }
    value = number
  }

  /// A plain decimal of at most 15 digits; nil for anything else.
  ///
  /// The quotient of two doubles that are exact is rounded once, so it is the nearest double, as
  /// the long way round would find.
  private mutating func shortDecimal() -> Double? {
    start = position
    var index = position
    let isNegative = peek() == 0x2D
    if isNegative { index += 1 }
    var mantissa = 0
    var digits = 0
    var decimals = -1
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x2E, decimals < 0, digits > 0 {
        decimals = 0
      } else if (0x30...0x39).contains(byte) {
        mantissa = mantissa * 10 + Int(byte) - 0x30
        digits += 1
        if decimals >= 0 { decimals += 1 }
      } else {
        break
      }
      if digits > 15 { return nil }
      index += 1
    }
    guard digits > 0, decimals != 0, index < bytes.count else { return nil }
    let end = bytes[index]
    guard end == 0x2C || end == 0x7D || end == 0x5D else { return nil }
    position = index
    let value = decimals > 0 ? Double(mantissa) / powersOfTen[decimals] : Double(mantissa)
    return isNegative ? -value : value
  }

  private mutating func double() throws(LineError) -> Double {
    if let short = shortDecimal() { return short }
    guard let number = Double(bare()), number.isFinite else { throw misfit("a number") }
    return number
  }

  mutating func field(_ key: StaticString, _ value: inout Double) throws(LineError) {
    try self.key(key)
    value = try double()
  }

  mutating func field(_ key: StaticString, _ value: inout Double?) throws(LineError) {
    try self.key(key)
    value = isNull() ? nil : try double()
  }

  mutating func field(_ key: StaticString, _ value: inout Bool) throws(LineError) {
    try self.key(key)
    switch bare() {
    case "true": value = true
    case "false": value = false
    default: throw misfit("true or false")
    }
  }

  mutating func field(_ key: StaticString, _ value: inout String) throws(LineError) {
    try self.key(key)
    value = try quoted()
  }

  mutating func field(_ key: StaticString, _ value: inout String?) throws(LineError) {
    try self.key(key)
    value = isNull() ? nil : try quoted()
  }

  private mutating func list(
    _ open: UInt8, _ close: UInt8, _ item: (inout LineReader) throws(LineError) -> Void
  ) throws(LineError) {
    try expect(open)
    if peek() == close {
      position += 1
      return
    }
    while true {
      try item(&self)
      if peek() == close {
        position += 1
        return
      }
      try expect(0x2C)
    }
  }

  mutating func field(_ key: StaticString, _ value: inout [Double]) throws(LineError) {
    try self.key(key)
    var values: [Double] = []
    try list(0x5B, 0x5D) { (r: inout LineReader) throws(LineError) in values.append(try r.double())
    }
    value = values
  }

  mutating func field(_ key: StaticString, _ value: inout [Int]) throws(LineError) {
    try self.key(key)
    var values: [Int] = []
    try list(0x5B, 0x5D) { (r: inout LineReader) throws(LineError) in
      guard let number = Int(r.bare()) else { throw r.misfit("an integer") }
      values.append(number)
    }
    value = values
  }

  mutating func field(_ key: StaticString, _ value: inout [String]) throws(LineError) {
    try self.key(key)
    var values: [String] = []
    try list(0x5B, 0x5D) { (r: inout LineReader) throws(LineError) in values.append(try r.quoted())
    }
    value = values
  }

  mutating func field(_ key: StaticString, _ value: inout [NamedNumber]) throws(LineError) {
    try self.key(key)
    value = try numbers()
  }

  private mutating func numbers() throws(LineError) -> [NamedNumber] {
    var values: [NamedNumber] = []
    try list(0x7B, 0x7D) { (r: inout LineReader) throws(LineError) in
      let name = try r.quoted()
      try r.expect(0x3A)
      values.append(NamedNumber(name, r.isNull() ? nil : try r.double()))
    }
    return values
  }

  mutating func groups(_ key: StaticString, _ value: inout [NumberGroup]) throws(LineError) {
    try self.key(key)
    var values: [NumberGroup] = []
    try list(0x7B, 0x7D) { (r: inout LineReader) throws(LineError) in
      let name = try r.quoted()
      try r.expect(0x3A)
      values.append(NumberGroup(name: name, numbers: try r.numbers()))
    }
    value = values
  }

  mutating func record<T: LineRecord>(_ key: StaticString, _ value: inout T) throws(LineError) {
    try self.key(key)
    try begin()
    try value.code(&self)
    try end()
  }

  mutating func records<T: LineRecord>(_ key: StaticString, _ value: inout [T]) throws(LineError) {
    try self.key(key)
    var values: [T] = []
    try list(0x5B, 0x5D) { (r: inout LineReader) throws(LineError) in
      try r.begin()
      var item = T()
      try item.code(&r)
      try r.end()
      values.append(item)
    }
    value = values
  }

  mutating func number(
    _ key: StaticString, _ text: @autoclosure () -> String?, _ read: (Substring) -> Bool
  ) throws(LineError) {
    try self.key(key)
    guard read(bare()) else { throw misfit("a value for \"\(key)\"") }
  }

  mutating func text(
    _ key: StaticString, _ text: @autoclosure () -> String?, _ read: (Substring?) -> Bool
  ) throws(LineError) {
    try self.key(key)
    if isNull() {
      guard read(nil) else { throw misfit("a value for \"\(key)\"") }
      return
    }
    guard read(Substring(try quoted())) else { throw misfit("a value for \"\(key)\"") }
  }
}

/// Powers of ten that are exact as doubles.
private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]
