// Reads the fields of a record from a line of JSON, in the order they were written.
//
// Strict: the keys must come in the contract's order and nothing may be missing, so that a line
// reads back to the record that wrote it or not at all. Every kind of value has a short way, which
// knows the one spelling that is written and no other; what it does not know is read the long way
// and compared with what would be written. So a reader also knows whether a line is canonical,
// and nobody needs to write it again to find out.

import MarketData

/// Fills fields from the bytes of a line, which must outlive it.
struct LineReader: LineCoder {
  let text: UnsafeBufferPointer<UInt8>
  var position = 0
  /// Where the value read last begins: a value that does not fit is reported there.
  var start = 0
  /// False once a value was read that is written otherwise.
  private(set) var isCanonical = true

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var offset: Int { position }

  func failure(_ expected: String) -> LineError {
    LineError(offset: position, expected: expected)
  }

  func misfit(_ expected: String) -> LineError {
    LineError(offset: start, expected: expected)
  }

  /// The byte at a place; zero beyond the end.
  @inline(__always) func byte(_ place: Int) -> UInt8 { place < text.count ? text[place] : 0 }

  /// Whether a value without quotes ends at a place.
  @inline(__always) func isEnd(_ place: Int) -> Bool {
    let next = byte(place)
    return next == 0x2C || next == 0x7D || next == 0x5D
  }

  mutating func note(_ isSpelt: @autoclosure () -> Bool) {
    if !isSpelt() { isCanonical = false }
  }

  /// Compares the value read last with what is written of it.
  mutating func compare(with written: String) {
    guard start <= position, position <= text.count else { return }
    let read = UnsafeBufferPointer(rebasing: text[start..<position])
    if !written.utf8.elementsEqual(read) { isCanonical = false }
  }

  // MARK: Structure

  mutating func expect(_ byte: UInt8) throws(LineError) {
    guard self.byte(position) == byte else {
      throw failure("'\(String(decoding: [byte], as: UTF8.self))'")
    }
    position += 1
  }

  mutating func begin() throws(LineError) { try expect(0x7B) }

  mutating func end() throws(LineError) { try expect(0x7D) }

  /// Fails unless every byte was read.
  func finish() throws(LineError) {
    guard position == text.count else { throw failure("the end of the line") }
  }

  mutating func key(_ key: StaticString) throws(LineError) {
    if position > 0, text[position - 1] != 0x7B { try expect(0x2C) }
    try expect(0x22)
    let length = key.utf8CodeUnitCount
    guard position + length <= text.count, isSame(key.utf8Start, length) else {
      throw failure("the key \"\(key)\"")
    }
    position += length
    try expect(0x22)
    try expect(0x3A)
  }

  /// Whether the next bytes, of which there are enough, are these: eight at a time.
  @inline(__always)
  private func isSame(_ name: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard let base = text.baseAddress else { return length == 0 }
    let (a, b) = (UnsafeRawPointer(name), UnsafeRawPointer(base + position))
    var offset = 0
    while offset + 8 <= length {
      let (x, y) = (
        a.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
        b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      )
      if x != y { return false }
      offset += 8
    }
    while offset < length {
      if name[offset] != text[position + offset] { return false }
      offset += 1
    }
    return true
  }

  mutating func isNull() -> Bool {
    guard position + 4 <= text.count, text[position] == 0x6E, text[position + 1] == 0x75,
      text[position + 2] == 0x6C, text[position + 3] == 0x6C
    else { return false }
    start = position
    position += 4
    return true
  }

  // MARK: Plain values

  mutating func field(_ key: StaticString, _ value: inout Int) throws(LineError) {
    try self.key(key)
    value = try integer("an integer")
  }

  mutating func field(_ key: StaticString, _ value: inout Int?) throws(LineError) {
    try self.key(key)
    value = isNull() ? nil : try integer("an integer or null")
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

  // MARK: Lists and records

  @inline(__always)
  private mutating func list(
    _ open: UInt8, _ close: UInt8, _ item: (inout LineReader) throws(LineError) -> Void
  ) throws(LineError) {
    try expect(open)
    if byte(position) == close {
      position += 1
      return
    }
    while true {
      try item(&self)
      if byte(position) == close {
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
      values.append(try r.integer("an integer"))
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
      if values.isEmpty { values.reserveCapacity(8) }
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
      if values.isEmpty { values.reserveCapacity(4) }
      values.append(item)
    }
    value = values
  }
}
