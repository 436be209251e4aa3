// Texts of a line: free texts and words, dates, moments and contracts.

import MarketData

extension LineReader {
  /// Reads a text.
  mutating func quoted() throws(LineError) -> String {
    if let plain = plain() { return String(decoding: plain, as: UTF8.self) }
    start = position
    try expect(0x22)
    var bytes: [UInt8] = []
    while position < text.count, text[position] != 0x22 {
      if text[position] == 0x5C {
        bytes.append(try escaped())
      } else {
        bytes.append(text[position])
        position += 1
      }
    }
    try expect(0x22)
    let result = String(decoding: bytes, as: UTF8.self)
    let isWritten = LineWriter.quoted(result).elementsEqual(text[start..<position])
    note(isWritten)
    return result
  }

  private mutating func escaped() throws(LineError) -> UInt8 {
    position += 1
    let byte = byte(position)
    position += 1
    if byte == 0x22 || byte == 0x5C { return byte }
    guard byte == 0x75, position + 4 <= text.count,
      let code = UInt8(
        String(
          decoding: UnsafeBufferPointer(rebasing: text[position..<(position + 4)]), as: UTF8.self),
        radix: 16)
    else { throw failure("an escape sequence") }
    position += 4
    return code
  }

  /// The bytes of a text that stand for themselves, all ASCII; nil, and nothing is read, otherwise.
  mutating func plain() -> UnsafeBufferPointer<UInt8>? {
    guard byte(position) == 0x22, let base = text.baseAddress else { return nil }
    var index = position + 1
    while index + 8 <= text.count {
      let bytes = UInt64(
        littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
      let special = LineReader.special(bytes)
      if special != 0 {
        index += special.trailingZeroBitCount >> 3
        break
      }
      index += 8
    }
    while index < text.count {
      let byte = text[index]
      if byte == 0x22 {
        start = position
        position = index + 1
        return UnsafeBufferPointer(rebasing: text[(start + 1)..<index])
      }
      if byte < 0x20 || byte == 0x5C || byte >= 0x80 { return nil }
      index += 1
    }
    return nil
  }

  /// Marks the first of eight bytes that is a quote, an escape, a control or no ASCII at all.
  @inline(__always) private static func special(_ bytes: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    let (quotes, escapes) = (bytes ^ (ones &* 0x22), bytes ^ (ones &* 0x5C))
    let found = ((quotes &- ones) & ~quotes) | ((escapes &- ones) & ~escapes)
    return (found | ((bytes &- ones &* 0x20) & ~bytes) | bytes) & tops
  }

  // MARK: Words

  mutating func word<T: RawRepresentable<String>>(
    _ key: StaticString, _ value: inout T
  ) throws(LineError) {
    try self.key(key)
    guard !isNull(), let word: T = try word() else { throw misfit("a value for \"\(key)\"") }
    value = word
  }

  mutating func word<T: RawRepresentable<String>>(
    _ key: StaticString, _ value: inout T?
  ) throws(LineError) {
    try self.key(key)
    if isNull() {
      value = nil
      return
    }
    guard let word: T = try word() else { throw misfit("a value for \"\(key)\"") }
    value = word
  }

  private mutating func word<T: RawRepresentable<String>>() throws(LineError) -> T? {
    // Texts that only look alike are equal too, so what is not plain is compared.
    if let plain = plain() { return T(rawValue: String(decoding: plain, as: UTF8.self)) }
    guard let word = T(rawValue: try quoted()) else { return nil }
    compare(with: "\"\(word.rawValue)\"")
    return word
  }

  mutating func type(_ value: inout EventBody) throws(LineError) {
    try key("type")
    guard !isNull() else { throw misfit("a value for \"type\"") }
    // A name that is not plain is no name of a type, however much it looks like one.
    if let plain = plain() {
      guard let body = EventBody.blank(plain) else { throw misfit("a value for \"type\"") }
      value = body
      return
    }
    guard let body = EventBody.blank(try quoted()) else { throw misfit("a value for \"type\"") }
    note(false)
    value = body
  }

  // MARK: Moments, dates and contracts

  mutating func field(_ key: StaticString, _ value: inout Instant) throws(LineError) {
    try self.key(key)
    guard !isNull(), let instant = try instant() else { throw misfit("a value for \"\(key)\"") }
    value = instant
  }

  mutating func field(_ key: StaticString, _ value: inout Instant?) throws(LineError) {
    try self.key(key)
    if isNull() {
      value = nil
      return
    }
    guard let instant = try instant() else { throw misfit("a value for \"\(key)\"") }
    value = instant
  }

  mutating func field(_ key: StaticString, _ value: inout CivilDate) throws(LineError) {
    try self.key(key)
    guard !isNull(), let date = try date() else { throw misfit("a value for \"\(key)\"") }
    value = date
  }

  mutating func field(_ key: StaticString, _ value: inout CivilDate?) throws(LineError) {
    try self.key(key)
    if isNull() {
      value = nil
      return
    }
    guard let date = try date() else { throw misfit("a value for \"\(key)\"") }
    value = date
  }

  mutating func field(_ key: StaticString, _ value: inout OptionContract) throws(LineError) {
    try self.key(key)
    guard !isNull() else { throw misfit("a value for \"\(key)\"") }
    if let (contract, end) = shortContract() {
      start = position
      position = end
      value = contract
      return
    }
    guard let contract = OptionContract(try quoted()) else {
      throw misfit("a value for \"\(key)\"")
    }
    compare(with: "\"\(contract)\"")
    value = contract
  }

  /// A number of decimal digits from a place; nil when there is anything else.
  @inline(__always) private func digits(_ place: Int, _ count: Int) -> Int? {
    guard place + count <= text.count else { return nil }
    var value = 0
    for index in place..<(place + count) {
      let digit = text[index] &- 0x30
      if digit > 9 { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  private mutating func date() throws(LineError) -> CivilDate? {
    if byte(position) == 0x22, byte(position + 11) == 0x22, let date = dashedDate(position + 1) {
      start = position
      position += 12
      return date
    }
    guard let date = CivilDate(try quoted()) else { return nil }
    compare(with: "\"\(date)\"")
    return date
  }

  /// A date from a place as it is written.
  private func dashedDate(_ place: Int) -> CivilDate? {
    guard let year = digits(place, 4), byte(place + 4) == 0x2D, let month = digits(place + 5, 2),
      byte(place + 7) == 0x2D, let day = digits(place + 8, 2)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  private mutating func instant() throws(LineError) -> Instant? {
    if let (instant, end) = shortInstant() {
      start = position
      position = end
      return instant
    }
    let text = try quoted()
    // A year that nanoseconds cannot count is no moment.
    guard let year = Int(text.prefix(4)), momentYears.contains(year),
      let instant = Instant(text)
    else { return nil }
    compare(with: "\"\(instant)\"")
    return instant
  }

  /// A moment as it is written, with its offset in New York, and where its text ends.
  private mutating func shortInstant() -> (Instant, end: Int)? {
    let place = position + 1
    guard byte(position) == 0x22, byte(place + 10) == 0x54, byte(place + 13) == 0x3A,
      byte(place + 16) == 0x3A, let hour = digits(place + 11, 2), hour < 24,
      let minute = digits(place + 14, 2), minute < 60,
      let second = digits(place + 17, 2), second < 60,
      let date = dashedDate(place), momentYears.contains(date.year)
    else { return nil }
    var index = place + 19
    var fraction = 0
    if byte(index) == 0x2E {
      index += 1
      let first = index
      var unit = 100_000_000
      while index - first < 9, case let digit = byte(index) &- 0x30, digit <= 9 {
        fraction += Int(digit) * unit
        unit /= 10
        index += 1
      }
      guard index > first, byte(index - 1) != 0x30 else { return nil }
    }
    guard byte(index) == 0x2D, byte(index + 1) == 0x30, byte(index + 3) == 0x3A,
      byte(index + 4) == 0x30, byte(index + 5) == 0x30, byte(index + 6) == 0x22
    else { return nil }
    let hours = Int(byte(index + 2) &- 0x30)
    let local = date.dayNumber * 86_400 + hour * 3_600 + minute * 60 + second
    let instant = Instant(
      nanoseconds: Int64(local + hours * 3_600) * 1_000_000_000 + Int64(fraction))
    guard NewYorkTime.offset(at: instant) == Int64(-hours * 3_600) else { return nil }
    return (instant, index + 7)
  }

  /// A contract as it is written, and where its text ends.
  private func shortContract() -> (OptionContract, end: Int)? {
    guard byte(position) == 0x22 else { return nil }
    let first = position + 1
    var dash = first
    while dash < text.count, dash - first <= 21, text[dash] != 0x2D {
      let byte = text[dash]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C || byte >= 0x80 { return nil }
      dash += 1
    }
    guard dash > first, dash - first <= 21, byte(dash) == 0x2D, let code = digits(dash + 1, 8),
      let expiry = CivilDate(year: code / 10_000, month: code / 100 % 100, day: code % 100),
      byte(dash + 9) == 0x2D, byte(dash + 11) == 0x2D,
      let (strike, end) = shortMoney(dash + 12), strike > 0, byte(end) == 0x22
    else { return nil }
    let letter = byte(dash + 10)
    guard letter == 0x43 || letter == 0x50 else { return nil }
    let root = String(
      decoding: UnsafeBufferPointer(rebasing: text[first..<dash]), as: UTF8.self)
    let contract = OptionContract(
      root: root, expiry: expiry, right: letter == 0x43 ? .call : .put,
      strike: Money(units: strike))
    return (contract, end + 1)
  }

  // MARK: Values through their text

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

/// Whole years that nanoseconds since 1970 in 64 bits can count.
private let momentYears = 1_678...2_261
