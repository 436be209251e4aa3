// What the columns of a tick file mean.

import MarketData

/// What a cell of a row holds.
enum TickRole: UInt8, Sendable {
  case skip, time, symbol, price, size, bid, ask, bidSize, askSize, suspicious
}

/// Whether a file holds trades or quotes.
enum TickKind: Sendable { case trades, quotes }

/// How times are written.
enum TickClock: Hashable, Sendable {
  /// Not known before the first row.
  case unknown
  /// A count since 1970 UTC, of so many nanoseconds each.
  case epoch(unit: Int64)
  /// Milliseconds since a moment, in nanoseconds since 1970 UTC: midnight of the file's day.
  case sinceMidnight(Int64)
  /// Year, month, day and time of day, with an offset or in New York.
  case calendar
}

/// The columns of a tick file.
struct TickLayout: Sendable {
  var roles: [TickRole]
  var kind: TickKind
  var clock: TickClock
  var separator: UInt8
  /// Whether prices are whole numbers of 1/10 000, and a price of zero means that a side is absent.
  var isLean = false

  private static let names: [(TickRole, [String])] = [
    (.symbol, ["symbol", "sym", "ticker", "instrument"]),
    (
      .time,
      ["ts", "time", "timestamp", "datetime", "ts_ns", "ts_us", "ts_ms", "ts_event", "epoch"]
    ),
    (.price, ["price", "px", "last", "trade_price"]),
    (.size, ["size", "sz", "qty", "quantity", "volume", "trade_size"]),
    (.bid, ["bid", "bid_price", "bid_px", "bidprice"]),
    (.ask, ["ask", "ask_price", "ask_px", "askprice", "offer"]),
    (.bidSize, ["bid_size", "bidsize", "bid_sz", "bsize", "bid_qty"]),
    (.askSize, ["ask_size", "asksize", "ask_sz", "asize", "ask_qty"]),
  ]

  /// What a column holds by its name in small letters.
  private static func role(_ name: String) -> TickRole {
    names.first { $0.1.contains(name) }?.0 ?? .skip
  }

  /// The column of the time when a header names the columns of ticks; nil when it does not.
  ///
  /// Bars have a high and a low, ticks have neither.
  static func timeColumn(ofTicks cells: [String]) -> Int? {
    let words = cells.map { $0.lowercased().filter { $0 != " " } }
    let roles = words.map(role)
    guard roles.contains(.symbol), !words.contains("high"), !words.contains("low"),
      roles.contains(.price) && roles.contains(.size)
        || roles.contains(.bid) && roles.contains(.ask)
    else { return nil }
    return roles.firstIndex(of: .time)
  }

  /// Reads a header.
  ///
  /// - Throws: `FeedError` when the columns of neither trades nor quotes are there.
  init(header: UnsafeRawBufferPointer, file: String, hasSymbol: Bool) throws {
    var bytes = Array(header)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    let marks = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    let separator =
      marks.max { a, b in bytes.count { $0 == a } < bytes.count { $0 == b } } ?? marks[0]
    self.separator = separator
    let words = bytes.split(separator: separator, omittingEmptySubsequences: false).map { cell in
      String(decoding: cell.filter { $0 != 0x22 && $0 != 0x20 }, as: UTF8.self).lowercased()
    }
    roles = words.map(TickLayout.role)
    for role in roles where role != .skip && roles.count(where: { $0 == role }) > 1 {
      throw FeedError(file: file, line: 1, rule: "two columns of the header mean the same: \(role)")
    }
    kind = roles.contains(.price) ? .trades : .quotes
    let needed: [TickRole] = [.time] + (kind == .trades ? [.price, .size] : [.bid, .ask])
    guard needed.allSatisfy(roles.contains), hasSymbol || roles.contains(.symbol) else {
      throw FeedError(
        file: file, line: 1,
        rule: "must name the columns symbol, ts, price and size, or symbol, ts, bid and ask")
    }
    clock = .unknown
  }

  /// The columns of an entry of one of Lean's zips of equity ticks, and its symbol; nil for
  /// another name.
  ///
  /// Trades: milliseconds since midnight in New York, price, size, exchange, condition,
  /// suspicious. Quotes: milliseconds, bid, bid size, ask, ask size, exchange, condition,
  /// suspicious, one side a row.
  static func lean(entry name: String) -> (layout: TickLayout, symbol: String)? {
    let parts = name.split(separator: "_").map { $0.lowercased() }
    guard parts.count == 4, parts[3] == "tick.csv", parts[0].count == 8,
      let date = CivilDate(compact: parts[0]), parts[2] == "trade" || parts[2] == "quote"
    else { return nil }
    let midnight = NewYorkTime.instant(date, 0, 0).nanoseconds
    let isTrade = parts[2] == "trade"
    var layout = TickLayout(
      roles: isTrade
        ? [.time, .price, .size, .skip, .skip, .suspicious]
        : [.time, .bid, .bidSize, .ask, .askSize, .skip, .skip, .suspicious],
      kind: isTrade ? .trades : .quotes, clock: .sinceMidnight(midnight))
    layout.isLean = true
    return (layout, parts[1].uppercased())
  }

  /// No columns.
  static var none: TickLayout { TickLayout(roles: [], kind: .trades, clock: .unknown) }

  private init(roles: [TickRole], kind: TickKind, clock: TickClock) {
    self.roles = roles
    self.kind = kind
    self.clock = clock
    separator = UInt8(ascii: ",")
  }

  /// The stable name of the format.
  var format: String { (isLean ? "lean-" : "") + (kind == .trades ? "tick-trades" : "tick-quotes") }
}

extension CivilDate {
  /// Reads `20131011`; nil for anything else.
  fileprivate init?(compact text: String) {
    guard text.utf8.count == 8, let number = Int(text), number > 0 else { return nil }
    self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
  }
}
