// One line of a live feed.
//
// Every line is one JSON object. `ts` is a moment in nanoseconds, microseconds, milliseconds or
// seconds since 1970 UTC (told apart by size), or ISO text with an offset. Fields may stand in any
// order; unknown ones are passed over.
//
//   {"type":"quote","ts":…,"symbol":"SPX-20180316-P-2600","bid":41.2,"ask":42.0,
//    "bid_size":10,"ask_size":12,"volume":310}      an option by code or OCC symbol, or an underlying
//   {"type":"trade","ts":…,"symbol":"SPX","price":2650.5,"size":1}
//   {"type":"bar","ts":…,"symbol":"SPX","open":…,"high":…,"low":…,"close":…,"volume":…}
//                                                   a minute; ts is its end
//   {"type":"index","ts":…,"symbol":"VIX","value":17.31}
//   {"type":"chain","ts":…,"underlying":"SPX","contracts":["SPX-20180316-P-2600",…],
//    "open_interest":[…],"previous_volume":[…],"style":"EUROPEAN","settlement":"AM","delivery":"CASH","multiplier":100}
//   {"type":"ready"}                                every contract has been listed
//   {"type":"status","state":"DOWN","reason":"…"}   the source lost its own source; UP when it is back
//   {"type":"heartbeat"}                            alive, nothing new

import MarketData

/// What a line says.
enum FeedLineKind {
  case quote, trade, bar, index, chain, ready, status, heartbeat
}

/// One line of a live feed, its texts still in the line.
struct TickLine {
  var kind = FeedLineKind.heartbeat
  /// Nanoseconds since 1970 UTC; nil when the line has no time.
  var time: Int64?
  var symbol: Range<Int>?
  var underlying: Range<Int>?
  var state: Range<Int>?
  var reason: Range<Int>?
  var style: Range<Int>?
  var settlement: Range<Int>?
  var delivery: Range<Int>?
  var contracts: [Range<Int>] = []
  var openInterest: [Int32?] = []
  var previousVolume: [Int32?] = []
  var bid: Double?
  var ask: Double?
  var bidSize = 0.0
  var askSize = 0.0
  var volume: Double?
  var price: Double?
  var size = 0.0
  var open: Double?
  var high: Double?
  var low: Double?
  var multiplier: Double?
  fileprivate var type: Range<Int>?
  fileprivate var fault: TickFault?
  fileprivate var hasBid = false
  fileprivate var hasAsk = false

  /// Reads a line.
  ///
  /// - Throws: `TickFault` for the first rule that it breaks.
  init(_ bytes: [UInt8], _ range: Range<Int>) throws(TickFault) {
    var scan = JSONScan(bytes, range)
    let isWhole = scan.object { scan, key in self.take(key, &scan) } && scan.isAtEnd()
    if let fault { throw fault }
    guard isWhole, let type else { throw .notJSON }
    kind = try TickLine.kind(type, scan)
    try check()
  }

  private static func kind(_ type: Range<Int>, _ scan: JSONScan) throws(TickFault) -> FeedLineKind {
    if scan.holds(type, "quote") { return .quote }
    if scan.holds(type, "trade") { return .trade }
    if scan.holds(type, "index") { return .index }
    if scan.holds(type, "bar") { return .bar }
    if scan.holds(type, "heartbeat") { return .heartbeat }
    if scan.holds(type, "chain") { return .chain }
    if scan.holds(type, "status") { return .status }
    if scan.holds(type, "ready") { return .ready }
    throw .unknownType
  }

  private func check() throws(TickFault) {
    switch kind {
    case .quote:
      guard symbol != nil, time != nil, hasBid, hasAsk else { throw .missingField }
    case .trade, .index:
      guard symbol != nil, time != nil, price != nil else { throw .missingField }
    case .bar:
      guard symbol != nil, time != nil, let open, let high, let low, let price else {
        throw .missingField
      }
      guard low > 0, low <= min(open, price), high >= max(open, price) else { throw .badNumber }
    case .chain:
      guard underlying != nil else { throw .missingField }
    case .status:
      guard state != nil else { throw .missingField }
    case .ready, .heartbeat: break
    }
  }
}

// MARK: Fields

extension TickLine {
  private mutating func take(_ key: Range<Int>, _ scan: inout JSONScan) -> Bool {
    switch key.count {
    case 2 where scan.holds(key, "ts"): return takeTime(&scan)
    case 3 where scan.holds(key, "bid"):
      hasBid = true
      return TickLine.number(&scan, into: &bid, &fault)
    case 3 where scan.holds(key, "ask"):
      hasAsk = true
      return TickLine.number(&scan, into: &ask, &fault)
    case 3 where scan.holds(key, "low"): return TickLine.number(&scan, into: &low, &fault)
    case 4 where scan.holds(key, "type"): return TickLine.text(&scan, into: &type)
    case 4 where scan.holds(key, "size"): return TickLine.size(&scan, into: &size, &fault)
    case 4 where scan.holds(key, "open"): return TickLine.number(&scan, into: &open, &fault)
    case 4 where scan.holds(key, "high"): return TickLine.number(&scan, into: &high, &fault)
    case 5 where scan.holds(key, "price") || scan.holds(key, "close") || scan.holds(key, "value"):
      return TickLine.number(&scan, into: &price, &fault)
    case 5 where scan.holds(key, "state"): return TickLine.text(&scan, into: &state)
    case 5 where scan.holds(key, "style"): return TickLine.text(&scan, into: &style)
    case 6 where scan.holds(key, "symbol"): return TickLine.text(&scan, into: &symbol)
    case 6 where scan.holds(key, "volume"): return TickLine.number(&scan, into: &volume, &fault)
    case 6 where scan.holds(key, "reason"): return TickLine.text(&scan, into: &reason)
    case 8 where scan.holds(key, "bid_size"): return TickLine.size(&scan, into: &bidSize, &fault)
    case 8 where scan.holds(key, "ask_size"): return TickLine.size(&scan, into: &askSize, &fault)
    case 8 where scan.holds(key, "delivery"): return TickLine.text(&scan, into: &delivery)
    case 9 where scan.holds(key, "contracts"):
      return scan.list { scan in
        guard let text = scan.string() else { return false }
        self.contracts.append(text)
        return true
      }
    case 10 where scan.holds(key, "settlement"): return TickLine.text(&scan, into: &settlement)
    case 10 where scan.holds(key, "underlying"): return TickLine.text(&scan, into: &underlying)
    case 10 where scan.holds(key, "multiplier"):
      return TickLine.number(&scan, into: &multiplier, &fault)
    case 13 where scan.holds(key, "open_interest"):
      return TickLine.counts(&scan, into: &openInterest)
    case 15 where scan.holds(key, "previous_volume"):
      return TickLine.counts(&scan, into: &previousVolume)
    default: return scan.skip()
    }
  }

  private static func text(_ scan: inout JSONScan, into text: inout Range<Int>?) -> Bool {
    if scan.takeNull() { return true }
    guard let range = scan.string() else { return false }
    text = range
    return true
  }

  /// Beyond this no price, size or index value is one.
  private static let limit = 1e9

  /// Reads a number that may stand in a market; NaN, a text and 1e308 are faults by name.
  private static func number(
    _ scan: inout JSONScan, into value: inout Double?, _ fault: inout TickFault?
  ) -> Bool {
    if scan.takeNull() { return true }
    guard let number = scan.number() else {
      fault = fault ?? .badNumber
      return false
    }
    if number < 0 || number > limit { fault = fault ?? .badNumber }
    value = number
    return true
  }

  private static func size(
    _ scan: inout JSONScan, into size: inout Double, _ fault: inout TickFault?
  ) -> Bool {
    var value: Double?
    let isRead = number(&scan, into: &value, &fault)
    size = value ?? size
    return isRead
  }

  private static func counts(_ scan: inout JSONScan, into counts: inout [Int32?]) -> Bool {
    scan.list { scan in
      if scan.takeNull() {
        counts.append(nil)
        return true
      }
      guard let number = scan.number() else { return false }
      counts.append(number >= 0 ? Int32(exactly: number.rounded()) : nil)
      return true
    }
  }

  private mutating func takeTime(_ scan: inout JSONScan) -> Bool {
    var found: Int64?
    if scan.peek() == 0x22 {
      guard let range = scan.string() else { return false }
      found = Instant(scan.text(range))?.nanoseconds
    } else if let whole = scan.integer() {
      found = TickLine.nanoseconds(whole)
    } else if let number = scan.number(), abs(number) < 1e11 {
      found = Int64((number * 1e9).rounded())
    }
    guard let found, found >= TickLine.earliest, found < TickLine.latest else {
      fault = fault ?? .badTime
      return false
    }
    time = found
    return true
  }

  private static func nanoseconds(_ value: Int64) -> Int64? {
    let unit: Int64
    switch value {
    case 100_000_000_000_000_000...: unit = 1
    case 100_000_000_000_000...: unit = 1_000
    case 100_000_000_000...: unit = 1_000_000
    case 100_000_000...: unit = 1_000_000_000
    default: return nil
    }
    let (product, isTooLarge) = value.multipliedReportingOverflow(by: unit)
    return isTooLarge ? nil : product
  }

  /// 1990 and 2036, where the trading calendar begins and ends.
  private static let earliest: Int64 = 631_152_000_000_000_000
  private static let latest: Int64 = 2_082_758_400_000_000_000
}
