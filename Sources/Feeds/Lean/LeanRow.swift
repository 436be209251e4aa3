// Rows of Lean's minute files, kept small.
//
// Lean (QuantConnect) stores one file a contract inside each zip, without a header: milliseconds
// since midnight UTC and prices unscaled for futures and their options. An empty side is no
// quote. Prices are kept in 1/10 000 and minutes since 1970, twenty bytes a row.

import MarketData

/// The last quote of a minute.
struct LeanQuote: Hashable, Sendable {
  /// The minute of the bar's start, since 1970.
  var minute: Int32
  /// In 1/10 000; zero when the side is absent.
  var bid: Int32
  var ask: Int32
  var bidSize: Int32
  var askSize: Int32
}

/// The trades of a minute.
struct LeanTrade: Hashable, Sendable {
  var minute: Int32
  var open: Int32
  var high: Int32
  var low: Int32
  var close: Int32
  var volume: Int32
}

/// Reads rows and names what is wrong with them.
struct LeanRowReader {
  /// `zip/entry` for errors.
  let file: String
  /// Days since 1970 of the file's date.
  let day: Int
  private var last: Int32 = -1

  init(file: String, day: Int) {
    self.file = file
    self.day = day
  }

  private static let quoteNames = [
    "time", "bid open", "bid high", "bid low", "bid close", "bid size", "ask open", "ask high",
    "ask low", "ask close", "ask size",
  ]
  private static let tradeNames = ["time", "open", "high", "low", "close", "volume"]

  mutating func quote(_ bytes: UnsafeRawBufferPointer, line: Int) throws -> LeanQuote {
    var cells = Cells(bytes: bytes, file: file, line: line, names: LeanRowReader.quoteNames)
    let minute = try self.minute(&cells, line: line)
    let bid = try side(&cells)
    let bidSize = try cells.size()
    let ask = try side(&cells)
    let askSize = try cells.size()
    try cells.finish()
    return LeanQuote(minute: minute, bid: bid, ask: ask, bidSize: bidSize, askSize: askSize)
  }

  mutating func trade(_ bytes: UnsafeRawBufferPointer, line: Int) throws -> LeanTrade {
    var cells = Cells(bytes: bytes, file: file, line: line, names: LeanRowReader.tradeNames)
    let minute = try self.minute(&cells, line: line)
    let open = try cells.price()
    let high = try cells.price()
    let low = try cells.price()
    let close = try cells.price()
    guard open > 0, low > 0, high >= max(open, close), low <= min(open, close) else {
      throw cells.refuse("low <= open, close <= high must hold")
    }
    let volume = try cells.size()
    try cells.finish()
    return LeanTrade(
      minute: minute, open: open, high: high, low: low, close: close, volume: volume)
  }

  private mutating func minute(_ cells: inout Cells, line: Int) throws -> Int32 {
    let time = try cells.whole()
    guard time >= 0, time < 86_400_000, time % 60_000 == 0 else {
      throw cells.refuse("time must be whole minutes in milliseconds below 86400000, found \(time)")
    }
    let minute = Int32(day * 1_440 + time / 60_000)
    guard minute > last else { throw cells.refuse("times must ascend") }
    last = minute
    return minute
  }

  /// Four prices of a side, of which the close is kept; all four empty is no quote.
  private func side(_ cells: inout Cells) throws -> Int32 {
    let open = try cells.price()
    let high = try cells.price()
    let low = try cells.price()
    let close = try cells.price()
    if open == 0, high == 0, low == 0, close == 0 { return 0 }
    guard low <= min(open, close), high >= max(open, close) else {
      throw cells.refuse("low <= open, close <= high must hold")
    }
    return close
  }
}

/// Walks over the cells of one row.
private struct Cells {
  let bytes: UnsafeRawBufferPointer
  let file: String
  let line: Int
  let names: [String]
  var position = 0
  var start = 0
  var index = -1

  init(bytes: UnsafeRawBufferPointer, file: String, line: Int, names: [String]) {
    self.bytes = bytes
    self.file = file
    self.line = line
    self.names = names
  }

  func refuse(_ rule: String) -> FeedError {
    FeedError(file: file, line: line, column: start + 1, rule: rule)
  }

  /// Moves to the next cell and returns its range.
  private mutating func next() throws -> Range<Int> {
    index += 1
    guard index == 0 || position < bytes.count else {
      throw FeedError(
        file: file, line: line, rule: "must have \(names.count) cells, found \(index)")
    }
    if index > 0 { position += 1 }
    start = position
    while position < bytes.count, bytes[position] != 0x2C { position += 1 }
    return start..<position
  }

  mutating func finish() throws {
    guard position == bytes.count else {
      start = position
      throw refuse("must have \(names.count) cells, found more")
    }
  }

  mutating func whole() throws -> Int {
    let range = try next()
    guard !range.isEmpty, range.count <= 18 else { throw wrong("a whole number", range) }
    var value = 0
    for byte in bytes[range] {
      guard byte >= 0x30, byte <= 0x39 else { throw wrong("a whole number", range) }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }

  mutating func size() throws -> Int32 {
    let value = try whole()
    guard value <= Int(Int32.max) else { throw refuse("\(names[index]) must be below 2147483648") }
    return Int32(value)
  }

  /// A price in 1/10 000; empty is zero.
  mutating func price() throws -> Int32 {
    let range = try next()
    var whole = 0
    var decimals = -1
    for byte in bytes[range] {
      if byte == 0x2E, decimals < 0 {
        decimals = 0
        continue
      }
      guard byte >= 0x30, byte <= 0x39, decimals < 4, whole < 100_000_000_000 else {
        throw wrong("a price with at most 4 decimals", range)
      }
      whole = whole * 10 + Int(byte - 0x30)
      if decimals >= 0 { decimals += 1 }
    }
    if !range.isEmpty {
      for _ in max(decimals, 0)..<4 { whole *= 10 }
      guard range.count > (decimals >= 0 ? 1 : 0) else { throw wrong("a price", range) }
    }
    guard whole <= Int(Int32.max) else { throw refuse("\(names[index]) must be below 214748") }
    return Int32(whole)
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
