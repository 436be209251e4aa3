// The cells of one row of a Lean file.

/// Walks over the cells of one row.
struct LeanCells {
  let bytes: UnsafeRawBufferPointer
  let file: String
  let line: Int
  let names: [String]
  /// The highest price, in 1/10 000 of the number in the file.
  let limit: Int64
  private var position = 0
  private var start = 0
  private var index = -1

  init(
    bytes: UnsafeRawBufferPointer, file: String, line: Int, names: [String], limit: Int64
  ) {
    self.bytes = bytes
    self.file = file
    self.line = line
    self.names = names
    self.limit = limit
  }

  /// An error at the cell that was read last.
  func refuse(_ rule: String) -> FeedError {
    FeedError(file: file, line: line, column: start + 1, rule: rule)
  }

  /// Moves to the next cell and returns its range.
  private mutating func next() throws -> Range<Int> {
    index += 1
    guard index == 0 || position < bytes.count else {
      throw FeedError(
        file: file, line: line, column: bytes.count + 1,
        rule: "must have \(names.count) cells, found \(index)")
    }
    if index > 0 { position += 1 }
    start = position
    while position < bytes.count, bytes[position] != 0x2C { position += 1 }
    return start..<position
  }

  /// Passes over a cell.
  mutating func skip() throws { _ = try next() }

  /// Refuses cells after the last one.
  mutating func finish() throws {
    guard position == bytes.count else {
      start = position
      throw refuse("must have \(names.count) cells, found more")
    }
  }

  /// A whole number.
  mutating func whole() throws -> Int {
    let range = try next()
    guard !range.isEmpty, range.count <= 18 else { throw wrong("a whole number", range) }
    var value = 0
    for position in range {
      let byte = bytes[position]
      guard byte >= 0x30, byte <= 0x39 else { throw wrong("a whole number", range) }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }

  /// A count of contracts or shares.
  mutating func size() throws -> Int64 {
    let value = try whole()
    guard value <= Int(Int32.max) else { throw refuse("\(names[index]) must be below 2147483648") }
    return Int64(value)
  }

  /// A price in 1/10 000 of the number; empty is zero.
  mutating func price() throws -> Int64 {
    let range = try next()
    var units: Int64 = 0
    var decimals = -1
    for position in range {
      let byte = bytes[position]
      if byte == 0x2E, decimals < 0 {
        decimals = 0
        continue
      }
      guard byte >= 0x30, byte <= 0x39, decimals < 4, units < 10_000_000_000_000 else {
        throw wrong("a price with at most 4 decimals", range)
      }
      units = units * 10 + Int64(byte - 0x30)
      if decimals >= 0 { decimals += 1 }
    }
    guard range.isEmpty || range.count > (decimals >= 0 ? 1 : 0) else {
      throw wrong("a price", range)
    }
    for _ in max(decimals, 0)..<4 { units *= 10 }
    guard units <= limit else {
      throw refuse("\(names[index]) must be at most \(limit / 10_000)")
    }
    return units
  }

  private func wrong(_ wanted: String, _ range: Range<Int>) -> FeedError {
    var found = ""
    for byte in bytes[range].prefix(40) {
      let scalar = byte >= 32 && byte < 127 ? byte : 0x3F
      found.unicodeScalars.append(Unicode.Scalar(scalar))
    }
    return refuse("\(names[index]) must be \(wanted), found \"\(found)\"")
  }
}
