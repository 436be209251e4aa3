// Reads the lines of a recorded tape, in the order of their fields and without any tolerance.

import DeskEngine
import MarketData

/// Reads one line; every method gives nil for anything but what it expects.
struct TapeLineReader {
  private var scan: JSONScan

  init(_ bytes: [UInt8], _ range: Range<Int>) { scan = JSONScan(bytes, range) }

  /// The column of what was not expected, from 1, within a line that begins at a byte.
  func column(from first: Int) -> Int { scan.position - first + 1 }

  private mutating func key(_ name: StaticString) -> Bool {
    guard let range = scan.string(), scan.holds(range, name) else { return false }
    return scan.take(0x3A)
  }

  /// Takes `{"type":"NAME"`.
  mutating func type() -> String? {
    guard scan.take(0x7B), key("type") else { return nil }
    return text()
  }

  mutating func isAtEnd() -> Bool { scan.take(0x7D) && scan.isAtEnd() }

  private mutating func text() -> String? { scan.string().map { scan.text($0) } }

  private mutating func comma() -> Bool { scan.take(0x2C) }

  private mutating func instant() -> Instant? { scan.integer().map { Instant(nanoseconds: $0) } }

  private mutating func next<T>(_ read: (inout TapeLineReader) -> T?) -> T? {
    comma() ? read(&self) : nil
  }

  /// A field after a comma.
  private mutating func field<T>(
    _ name: StaticString, _ read: (inout TapeLineReader) -> T?
  ) -> T? {
    comma() && key(name) ? read(&self) : nil
  }

  private mutating func flag() -> Bool? {
    scan.integer().flatMap { $0 == 0 ? false : $0 == 1 ? true : nil }
  }

  /// A number or null: nil when it is neither.
  private mutating func optional() -> Double?? {
    if scan.takeNull() { return .some(nil) }
    return scan.number().map { .some($0) }
  }

  private mutating func date() -> CivilDate? { text().flatMap { CivilDate($0) } }

  private mutating func list<T>(_ read: (inout TapeLineReader) -> T?) -> [T]? {
    guard scan.take(0x5B) else { return nil }
    var values: [T] = []
    if scan.take(0x5D) { return values }
    while true {
      guard let value = read(&self) else { return nil }
      values.append(value)
      if scan.take(0x5D) { return values }
      guard comma() else { return nil }
    }
  }

  /// A list whose elements differ.
  private mutating func row<T>(_ read: (inout TapeLineReader) -> T?) -> T? {
    guard scan.take(0x5B), let value = read(&self), scan.take(0x5D) else { return nil }
    return value
  }

  private mutating func bar() -> PriceBar? {
    row { r in
      guard let open = r.scan.number(), let high = r.next({ $0.scan.number() }),
        let low = r.next({ $0.scan.number() }), let close = r.next({ $0.scan.number() }),
        let volume = r.next({ $0.scan.number() })
      else { return nil }
      return PriceBar(open: open, high: high, low: low, close: close, volume: volume)
    }
  }

  private mutating func optionalBar() -> PriceBar?? {
    if scan.takeNull() { return .some(nil) }
    return bar().map { .some($0) }
  }

  // MARK: Lines

  /// What stands after the type of a line about the feed.
  mutating func feed() -> TapeItem? {
    guard let time = field("ts", { $0.instant() }), let word = field("state", { $0.text() }),
      let state = FeedState(rawValue: word), let reason = field("reason", { $0.text() })
    else { return nil }
    return .feed(state, reason: reason, time: time)
  }

  /// What stands after the type of a line about the machine's clock.
  mutating func clock() -> TapeItem? {
    guard let time = field("ts", { $0.instant() }),
      let jump = field("jump", { $0.scan.integer() })
    else { return nil }
    return .clock(jump: TimeSpan(nanoseconds: jump), time: time)
  }

  /// What stands after the type of a batch.
  mutating func batch(_ start: SessionStart?) -> MarketBatch? {
    guard let time = field("ts", { $0.instant() }), let isOpen = field("open", { $0.flag() }),
      let isMinute = field("minute", { $0.flag() }), let isWarm = field("warm", { $0.flag() }),
      let prices = field("prices", { r in r.list { $0.price() } }),
      let quotes = field("quotes", { r in r.list { $0.quotes(time) } })
    else { return nil }
    var batch = MarketBatch(
      time: time, start: start, underlyings: prices, chains: quotes, isOpen: isOpen,
      isMinute: isMinute, isWarm: isWarm)
    if scan.peek() == 0x2C {
      guard let end = field("end", { r in r.row { $0.end() } }) else { return nil }
      batch.end = end
    }
    return batch
  }

  private mutating func price() -> UnderlyingUpdate? {
    row { r in
      guard let symbol = r.text(), let spot = r.next({ $0.scan.number() }),
        let bar = r.next({ $0.optionalBar() }), let index = r.next({ $0.optional() }),
        let index3M = r.next({ $0.optional() })
      else { return nil }
      return UnderlyingUpdate(
        symbol: symbol, spot: spot, bar: bar, volatilityIndex: index, volatilityIndex3M: index3M)
    }
  }

  private mutating func quotes(_ time: Instant) -> ChainUpdate? {
    row { r in
      guard let symbol = r.text() else { return nil }
      var update = ChainUpdate(underlying: symbol, indices: [], quotes: [])
      while r.comma() {
        guard let place = r.scan.integer(), let bid = r.next({ $0.scan.integer() }),
          let ask = r.next({ $0.scan.integer() }), let bidSize = r.size(), let askSize = r.size(),
          let volume = r.size(), let age = r.next({ $0.scan.integer() }),
          let index = Int32(exactly: place)
        else { return nil }
        update.indices.append(index)
        update.quotes.append(
          Quote(
            bid: Money(units: bid), ask: Money(units: ask), bidSize: bidSize, askSize: askSize,
            volume: volume, time: Instant(nanoseconds: time.nanoseconds &- age)))
      }
      return update
    }
  }

  private mutating func size() -> Int32? {
    next { $0.scan.integer() }.flatMap { Int32(exactly: $0) }
  }

  private mutating func end() -> SessionEnd? {
    let bars = list { r in
      r.row { r -> SessionBar? in
        guard let symbol = r.text(), let bar = r.next({ $0.bar() }),
          let index = r.next({ $0.optional() }), let index3M = r.next({ $0.optional() })
        else { return nil }
        return SessionBar(
          symbol: symbol, bar: bar, volatilityIndex: index, volatilityIndex3M: index3M)
      }
    }
    guard let bars, comma() else { return nil }
    var following: CivilDate?
    if !scan.takeNull() {
      following = date()
      guard following != nil else { return nil }
    }
    let numbers = next { r in
      r.list { r in
        r.row { r -> NamedNumber? in
          guard let name = r.text(), let value = r.next({ $0.optional() }) else { return nil }
          return NamedNumber(name, value)
        }
      }
    }
    return numbers.map { SessionEnd(bars: bars, next: following, simulator: $0) }
  }

  // MARK: Beginning

  /// What stands after the type of a session's beginning.
  mutating func start() -> SessionStart? {
    let session = field("session") { r in
      r.row { r -> Session? in
        guard let date = r.date(), let open = r.next({ $0.instant() }),
          let close = r.next({ $0.instant() })
        else { return nil }
        return Session(date: date, open: open, close: close)
      }
    }
    guard let session, let rate = field("rate", { $0.scan.number() }),
      let yield = field("yield", { $0.scan.number() }),
      let events = field("events", { r in r.list { $0.event() } }),
      let chains = field("chains", { r in r.list { $0.chain() } }),
      let histories = field("histories", { r in r.list { $0.history() } })
    else { return nil }
    var start = SessionStart(
      session: session, chains: chains, histories: histories, events: events, rate: rate,
      yield: yield)
    return additions(&start) ? start : nil
  }

  /// What a start has only where there is some.
  private mutating func additions(_ start: inout SessionStart) -> Bool {
    while scan.peek() == 0x2C {
      guard comma(), let name = text(), scan.take(0x3A) else { return false }
      switch name {
      case "notes":
        guard let notes = list({ $0.text() }) else { return false }
        start.notes = notes
      case "dividends":
        guard let dividends = list({ $0.dividend() }) else { return false }
        start.dividends = dividends
      case "frozen":
        guard let frozen = list({ $0.frozen() }) else { return false }
        for (underlying, reason) in frozen {
          guard let place = start.chains.firstIndex(where: { $0.underlying == underlying }) else {
            return false
          }
          start.chains[place].refusal = reason
        }
      default: return false
      }
    }
    return true
  }

  private mutating func dividend() -> CashDividend? {
    row { r in
      guard let symbol = r.text(), let date = r.next({ $0.date() }),
        let units = r.next({ $0.scan.integer() })
      else { return nil }
      return CashDividend(symbol: symbol, exDate: date, amount: Money(units: units))
    }
  }

  private mutating func frozen() -> (String, String)? {
    row { r in
      guard let underlying = r.text(), let reason = r.next({ $0.text() }) else { return nil }
      return (underlying, reason)
    }
  }

  private mutating func event() -> MarketEvent? {
    row { r in
      let symbol = r.scan.takeNull() ? .some(nil) : r.text().map(String?.some)
      guard let symbol, let word = r.next({ $0.text() }),
        let kind = MarketEventKind(rawValue: word),
        let time = r.next({ $0.instant() }), let date = r.next({ $0.date() })
      else { return nil }
      return MarketEvent(symbol: symbol, kind: kind, time: time, effectiveDate: date)
    }
  }

  private mutating func chain() -> OptionChain? {
    row { r in
      guard let underlying = r.text(), let expiries = r.next({ r in r.list { $0.expiry() } }),
        let options = r.next({ $0.options(expiries) })
      else { return nil }
      // Tapes recorded before open interest had a date end here.
      return OptionChain(
        underlying: underlying, expiries: expiries, options: options,
        quotes: [Quote?](repeating: nil, count: options.count),
        openInterestDate: r.next({ $0.date() }))
    }
  }

  private mutating func expiry() -> ChainExpiry? {
    row { r in
      guard let root = r.root(), let date = r.next({ $0.date() }),
        let expiration = r.next({ $0.instant() }), let lastTrade = r.next({ $0.instant() }),
        let first = r.place(), let middle = r.place(), let last = r.place(), first <= middle,
        middle <= last
      else { return nil }
      return ChainExpiry(
        root: root, date: date, expiration: expiration, lastTrade: lastTrade, calls: first..<middle,
        puts: middle..<last)
    }
  }

  private mutating func place() -> Int? {
    next { $0.scan.integer() }.flatMap { (0...1_000_000).contains($0) ? Int($0) : nil }
  }

  private mutating func root() -> OptionRoot? {
    row { r in
      guard let symbol = r.text(), let underlying = r.next({ $0.text() }),
        let style = r.next({ $0.text() }).flatMap({ ExerciseStyle(rawValue: $0) }),
        let settlement = r.next({ $0.text() }).flatMap({ SettlementTime(rawValue: $0) }),
        let delivery = r.next({ $0.text() }).flatMap({ Delivery(rawValue: $0) }),
        let multiplier = r.place(), multiplier > 0, let below = r.next({ $0.scan.integer() }),
        let limit = r.next({ $0.scan.integer() }), let from = r.next({ $0.scan.integer() }),
        below > 0, from > 0
      else { return nil }
      return OptionRoot(
        symbol: symbol, underlying: underlying, style: style, settlement: settlement,
        delivery: delivery, multiplier: multiplier,
        ticks: TickSchedule(
          below: Money(units: below), limit: Money(units: limit), from: Money(units: from)))
    }
  }

  /// Three numbers an option: strike, open interest, volume of the session before.
  private mutating func options(_ expiries: [ChainExpiry]) -> [ListedOption]? {
    guard let numbers = list({ $0.optional() }), numbers.count % 3 == 0,
      numbers.count / 3 == expiries.last?.puts.upperBound ?? 0
    else { return nil }
    var options: [ListedOption] = []
    options.reserveCapacity(numbers.count / 3)
    for expiry in expiries {
      guard expiry.calls.lowerBound == options.count else { return nil }
      for place in expiry.options {
        guard let units = numbers[3 * place].flatMap({ Int64(exactly: $0) }), units > 0 else {
          return nil
        }
        options.append(
          ListedOption(
            contract: OptionContract(
              root: expiry.root.symbol, expiry: expiry.date,
              right: place < expiry.puts.lowerBound ? .call : .put, strike: Money(units: units)),
            openInterest: numbers[3 * place + 1].flatMap { Int32(exactly: $0) },
            previousVolume: numbers[3 * place + 2].flatMap { Int32(exactly: $0) }))
      }
    }
    return options
  }

  private mutating func history() -> DailyHistory? {
    row { r in
      guard let symbol = r.text(), let bars = r.next({ r in r.list { $0.dailyBar() } }),
        let index = r.next({ r in r.list { $0.dailyValue() } }),
        let index3M = r.next({ r in r.list { $0.dailyValue() } }),
        let metrics = r.next({ r in r.list { $0.series() } })
      else { return nil }
      return DailyHistory(
        symbol: symbol, bars: bars, volatilityIndex: index, volatilityIndex3M: index3M,
        metrics: metrics)
    }
  }

  private mutating func dailyBar() -> DailyBar? {
    row { r in
      guard let date = r.date(), let bar = r.next({ $0.bar() }) else { return nil }
      return DailyBar(date: date, bar: bar)
    }
  }

  private mutating func dailyValue() -> DailyValue? {
    row { r in
      guard let date = r.date(), let value = r.next({ $0.scan.number() }) else { return nil }
      return DailyValue(date: date, value: value)
    }
  }

  private mutating func series() -> DailySeries? {
    row { r in
      guard let name = r.text() else { return nil }
      var values: [Double] = []
      while r.comma() {
        guard let value = r.scan.number() else { return nil }
        values.append(value)
      }
      return DailySeries(name: name, values: values)
    }
  }
}
