// Cursors over the recorded quotes and trades of every option, and the listing of each session.

import MarketData

/// The options of a recording on their way through it.
struct ChainPlayer: Sendable {
  private let options: [RecordedOption]
  /// Underlyings with options, in the order of the recording, each with its range of options.
  private let groups: [(symbol: String, range: Range<Int>)]
  /// The moment of each option's first row: it is listed from that session on.
  private let firstRow: [Int32]
  private var place: [Int32]
  private var nextQuote: [Int]
  private var nextVolume: [Int]
  private var volume: [Int32]
  private var previousVolume: [Int32]?
  private var latest: [Quote?]
  private let hours: RecordedHours

  init(_ market: RecordedMarket) {
    options = market.options
    hours = market.hours
    groups = market.underlyings.compactMap { underlying in
      let own = market.options.indices.filter {
        market.options[$0].root.underlying == underlying.symbol
      }
      guard let first = own.first, let last = own.last else { return nil }
      return (underlying.symbol, first..<last + 1)
    }
    firstRow = options.map { option in
      min(option.quotes.first?.end ?? .max, option.volumes.first?.end ?? .max)
    }
    let zeros = [Int](repeating: 0, count: options.count)
    nextQuote = zeros
    nextVolume = zeros
    volume = [Int32](repeating: 0, count: options.count)
    place = [Int32](repeating: -1, count: options.count)
    latest = [Quote?](repeating: nil, count: options.count)
  }

  /// Forgets the session before: its volume becomes the previous one.
  mutating func beginSession() {
    if options.indices.contains(where: { nextQuote[$0] + nextVolume[$0] > 0 }) {
      previousVolume = volume
    }
    for k in options.indices {
      volume[k] = 0
      place[k] = -1
      latest[k] = nil
    }
  }

  /// The chain of an underlying in a session: what has been recorded by its end and still trades.
  mutating func list(_ symbol: String, in session: Session) -> OptionChain {
    guard let range = groups.first(where: { $0.symbol == symbol })?.range else {
      return OptionChain(underlying: symbol)
    }
    var chain = OptionChain(underlying: symbol)
    var listed: [Int] = []
    for k in range where isListed(k, in: session) {
      place[k] = Int32(listed.count)
      listed.append(k)
    }
    let told = lastTold(listed, through: session.date)
    let counted = told.map { TradingCalendar.session(before: $0).date }
    chain.openInterestDate = counted
    // Older than two sessions it says nothing of who holds what now.
    let isFresh =
      counted.map {
        TradingCalendar.next(after: TradingCalendar.next(after: $0)) >= session.date
      } ?? false
    let day = isFresh ? told ?? session.date : session.date
    chain.options = listed.map { k in
      ListedOption(
        contract: options[k].contract,
        openInterest: openInterest(k, day), previousVolume: previousVolume?[k])
    }
    chain.quotes = [Quote?](repeating: nil, count: listed.count)
    var first = 0
    while first < listed.count {
      let head = options[listed[first]]
      let end =
        listed[first...].firstIndex {
          options[$0].contract.expiry != head.contract.expiry
            || options[$0].contract.root != head.contract.root
        } ?? listed.count
      let puts = listed[first..<end].firstIndex { options[$0].contract.right == .put } ?? end
      chain.expiries.append(
        ChainExpiry(
          root: head.root, date: head.contract.expiry, expiration: head.expiration,
          lastTrade: head.lastTrade, calls: first..<puts, puts: puts..<end))
      first = end
    }
    return chain
  }

  private func isListed(_ k: Int, in session: Session) -> Bool {
    guard options[k].lastTrade > session.open, options[k].expiration > session.open,
      firstRow[k] < .max
    else { return false }
    let first = hours.date(ofRowKnownAt: Instant(seconds: Int64(firstRow[k])))
    return first <= session.date
  }

  /// The newest date through one on which open interest was told of any of some options.
  private func lastTold(_ listed: [Int], through date: CivilDate) -> CivilDate? {
    let days = listed.compactMap { k in
      options[k].openInterest.last { $0.day <= date.dayNumber }?.day
    }
    return days.max().map { CivilDate(dayNumber: $0) }
  }

  /// Open interest told on the date: that of the close before it.
  private func openInterest(_ k: Int, _ date: CivilDate) -> Int32? {
    options[k].openInterest.last { $0.day == date.dayNumber }?.contracts
  }

  /// The quotes that changed at a moment, by underlying; underlyings without any are left out.
  mutating func updates(at end: Int32, _ time: Instant, isOpen: Bool) -> [ChainUpdate] {
    groups.compactMap { group in
      var update = ChainUpdate(underlying: group.symbol, indices: [], quotes: [])
      for k in group.range {
        guard let quote = advance(k, to: end, time, isOpen: isOpen), place[k] >= 0 else { continue }
        update.indices.append(place[k])
        update.quotes.append(quote)
      }
      return update.indices.isEmpty ? nil : update
    }
  }

  /// Takes an option's rows of a moment; its quote when that is new.
  ///
  /// A quote from outside trading hours is handed out once and not kept: a trade after the open
  /// must not bring it back.
  private mutating func advance(
    _ k: Int, to end: Int32, _ time: Instant, isOpen: Bool
  ) -> Quote? {
    var isNew = false
    let v = nextVolume[k]
    if v < options[k].volumes.count, options[k].volumes[v].end == end {
      nextVolume[k] = v + 1
      volume[k] += options[k].volumes[v].size
      if latest[k] != nil {
        latest[k]?.volume = volume[k]
        isNew = true
      }
    }
    let q = nextQuote[k]
    if q < options[k].quotes.count, options[k].quotes[q].end == end {
      nextQuote[k] = q + 1
      let row = options[k].quotes[q]
      let quote = Quote(
        bid: Money(units: Int64(row.bid)), ask: Money(units: Int64(row.ask)),
        bidSize: row.bid > 0 ? row.bidSize : 0, askSize: row.ask > 0 ? row.askSize : 0,
        volume: volume[k], time: time)
      guard isOpen else { return quote }
      latest[k] = quote
      isNew = true
    }
    return isNew ? latest[k] : nil
  }
}
