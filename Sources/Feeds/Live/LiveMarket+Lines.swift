// Taking what a line says.

import DeskEngine
import MarketData

extension LiveMarket {
  mutating func take(_ line: TickLine, _ bytes: [UInt8], at now: Int64) throws(TickFault) {
    switch line.kind {
    case .quote: try takeQuote(line, bytes, at: now)
    case .trade, .index, .bar: try takePrice(line, bytes, at: now)
    case .chain: try takeListing(line, bytes)
    case .ready: isListed = true
    case .status: takeStatus(line, bytes, at: now)
    case .heartbeat: break
    }
  }

  private mutating func takeStatus(_ line: TickLine, _ bytes: [UInt8], at now: Int64) {
    guard let state = line.state else { return }
    let scan = JSONScan(bytes)
    guard !scan.holds(state, "UP") else { return }
    let reason = line.reason.map { scan.text($0) } ?? "the source says so"
    if scan.holds(state, "STALE") { grow(stale: reason, at: now) } else { lose(reason, at: now) }
  }

  // MARK: Quotes

  private mutating func takeQuote(
    _ line: TickLine, _ bytes: [UInt8], at now: Int64
  ) throws(TickFault) {
    guard let range = line.symbol, let time = line.time else { throw .missingField }
    switch try instrument(bytes, range) {
    case .option(let index):
      guard let bid = Money(dollars: line.bid ?? 0), let ask = Money(dollars: line.ask ?? 0),
        let bidSize = Int32(exactly: line.bidSize.rounded()),
        let askSize = Int32(exactly: line.askSize.rounded()),
        let volume = Int32(exactly: (line.volume ?? 0).rounded())
      else { throw .badNumber }
      let known = contracts[index].quote
      let quote = Quote(
        bid: bid, ask: ask, bidSize: bidSize, askSize: askSize,
        volume: line.volume == nil ? known?.volume ?? 0 : volume, time: Instant(nanoseconds: time))
      try take(quote, of: index, at: now)
    case .underlying(let index):
      guard let bid = line.bid, let ask = line.ask, bid > 0, ask >= bid else { throw .badNumber }
      try take(price: (bid + ask) / 2, volume: 0, of: index, time, at: now)
    case .volatilityIndex, .volatilityIndex3M, .unknown: throw .unknownSymbol
    }
  }

  private mutating func take(
    _ quote: Quote, of index: Int, at now: Int64
  ) throws(TickFault) {
    if let known = contracts[index].quote {
      if quote.time < known.time { throw .outOfOrder }
      if quote == known, contracts[index].connection == connection { throw .duplicate }
    }
    try advance(to: quote.time.nanoseconds, at: now)
    guard session == nil || contracts[index].place >= 0 else { throw .unlisted }
    counts.quotes += 1
    contracts[index].quote = quote
    if contracts[index].connection != connection {
      contracts[index].connection = connection
      quotedHere += 1
    }
    prices[contracts[index].underlying].isQuoted = true
    hear(at: now)
    quoteArrived = now
    if contracts[index].isPending {
      counts.conflated += 1
    } else {
      contracts[index].isPending = true
      pending.append(Int32(index))
    }
    beginBatch(at: now)
  }

  // MARK: Prices

  private mutating func takePrice(
    _ line: TickLine, _ bytes: [UInt8], at now: Int64
  ) throws(TickFault) {
    guard let range = line.symbol, let time = line.time, let price = line.price else {
      throw .missingField
    }
    guard price > 0 else { throw .badNumber }
    switch try instrument(bytes, range) {
    case .underlying(let index):
      guard line.kind == .bar, let open = line.open, let high = line.high, let low = line.low else {
        return try take(price: price, volume: line.size, of: index, time, at: now)
      }
      // A bar belongs to the minute that its time ends.
      if time <= prices[index].barEnd { throw .outOfOrder }
      try advance(to: time - 1, at: now)
      // Minutes before the open come with a provider's first answer.
      if let session, time <= session.open.nanoseconds { throw .closed }
      prices[index].take(
        PriceBar(open: open, high: high, low: low, close: price, volume: line.volume ?? 0), at: time
      )
      hearPrice(at: now)
    case .option(let index):
      // A trade of an option only counts towards its volume, which its quotes carry.
      guard line.kind == .trade else { throw .unknownSymbol }
      if let volume = contracts[index].quote?.volume, let size = Int32(exactly: line.size.rounded())
      {
        contracts[index].quote?.volume = volume.addingReportingOverflow(size).partialValue
      }
    case .volatilityIndex: try take(index: \.volatility, price, time, at: now)
    case .volatilityIndex3M: try take(index: \.volatility3M, price, time, at: now)
    case .unknown: throw .unknownSymbol
    }
  }

  private mutating func take(
    price: Double, volume: Double, of index: Int, _ time: Int64, at now: Int64
  ) throws(TickFault) {
    if time < prices[index].time { throw .outOfOrder }
    if time == prices[index].time, price == prices[index].spot, volume == 0 { throw .duplicate }
    try advance(to: time, at: now)
    prices[index].take(price, volume: volume, at: time)
    hearPrice(at: now)
  }

  private mutating func take(
    index: WritableKeyPath<LiveMarket, LiveIndex>, _ value: Double, _ time: Int64, at now: Int64
  ) throws(TickFault) {
    if time < self[keyPath: index].time { throw .outOfOrder }
    if time == self[keyPath: index].time, value == self[keyPath: index].value { throw .duplicate }
    try advance(to: time, at: now)
    self[keyPath: index] = LiveIndex(value: value, time: time)
    isIndexPending = true
    counts.prices += 1
    beginBatch(at: now)
  }

  private mutating func hearPrice(at now: Int64) {
    counts.prices += 1
    if placed == 0 { hear(at: now) }
    beginBatch(at: now)
  }

  private mutating func hear(at now: Int64) {
    isHeard = true
    if heardAt == nil { heardAt = isStored ? latest : now }
  }

  private mutating func beginBatch(at now: Int64) {
    if batchBegan == nil { batchBegan = isStored ? latest : now }
  }
}
