// The market as the desk has observed it in the session.
//
// `observe` folds quotes only: it never reads the book and decides nothing, so a restart folds the
// tape from the session's start again and arrives at the same market.

public import MarketData

/// One underlying as observed.
public struct UnderlyingState: Sendable {
  /// The symbol.
  public var symbol: String
  /// Its options with their latest quotes.
  public var chain: OptionChain
  /// The last good quote of each option in the session that its predecessor and the price explain.
  public var lastGood: [Quote?]
  /// Quotes that look good but came out of nowhere, until a second one confirms them.
  public var suspects: [Quote?]
  /// The price of the underlying when each last good quote came.
  private(set) var goodSpots: [Double]
  /// Daily history strictly before the session.
  public var history: DailyHistory
  /// Last price.
  public var spot: Double?
  /// The session's bar so far.
  public var dayBar: PriceBar?
  /// Closes of the session's minutes.
  public var minutes: [Double]
  /// Volatility index in points.
  public var volatilityIndex: Double?
  /// Three-month volatility index in points.
  public var volatilityIndex3M: Double?
  /// When a price came last.
  public var updated: Instant?
  /// When a quote came last.
  public var quoted: Instant?
  /// Last price when a quote came last: a surface belongs to both.
  public var quotedSpot: Double?
  /// Quotes of the last batch that came outside trading hours.
  public var closedQuotes: Int

  init(chain: OptionChain, history: DailyHistory) {
    symbol = chain.underlying
    self.chain = chain
    lastGood = Array(repeating: nil, count: chain.options.count)
    suspects = lastGood
    goodSpots = Array(repeating: 0, count: chain.options.count)
    self.history = history
    minutes = []
    closedQuotes = 0
  }

  /// What the latest quote of an option is fit for; a suspect one is fit for nothing.
  public func quality(of option: Int, rules: QuoteRules, at now: Instant) -> QuoteQuality? {
    guard let quote = chain.quotes[option] else { return nil }
    let quality = rules.quality(quote, at: now)
    return quality == .good && suspects[option] == quote ? .invalid : quality
  }

  /// Takes a quote that is good by itself: as the last good one, or as a suspect.
  mutating func takeGood(_ quote: Quote, of option: Int) {
    let spot = spot ?? 0
    var isTaken = true
    if let last = lastGood[option] {
      isTaken = isExplained(quote, by: last, move: abs(spot - goodSpots[option]))
      if !isTaken, let suspect = suspects[option], suspect.time < quote.time {
        isTaken = isExplained(quote, by: suspect, move: 0)
      }
    }
    guard isTaken else {
      suspects[option] = quote
      return
    }
    lastGood[option] = quote
    goodSpots[option] = spot
    suspects[option] = nil
  }

  /// Whether the move of the underlying and of volatility can have made one quote of another.
  ///
  /// An option moves by at most the underlying's move, given a fifth more; volatility is given a
  /// third of its price, and six hundredths of a percent of the underlying beside both spreads.
  private func isExplained(_ quote: Quote, by last: Quote, move: Double) -> Bool {
    let room =
      1.2 * move + 0.35 * last.mid + 0.0006 * (spot ?? 0) + quote.spread + last.spread
    return abs(quote.mid - last.mid) <= room
  }
}

/// The market as observed.
public struct MarketState: Sendable {
  /// The session; nil before the first.
  public var session: Session?
  /// Exchange time of the last batch.
  public var time = Instant(nanoseconds: 0)
  /// Whether the last batch stood inside trading hours.
  public var isOpen = false
  /// Underlyings in the universe's order.
  public var underlyings: [UnderlyingState] = []
  /// Scheduled events from the session on.
  public var events: [MarketEvent] = []
  /// Continuously compounded rate, where parity gives none.
  public var rate = 0.0
  /// Continuous dividend yield, where parity gives none.
  public var yield = 0.0
  /// What makes a quote good.
  public var quoteRules: QuoteRules

  /// An unobserved market.
  public init(quoteRules: QuoteRules) { self.quoteRules = quoteRules }

  /// The position of a symbol.
  public func index(of symbol: String) -> Int? {
    underlyings.firstIndex { $0.symbol == symbol }
  }

  /// Folds a batch.
  public mutating func observe(_ batch: MarketBatch) {
    time = batch.time
    isOpen = batch.isOpen
    if let start = batch.start { begin(start) }
    for update in batch.underlyings {
      guard let index = index(of: update.symbol) else { continue }
      fold(update, into: &underlyings[index], at: batch.time)
    }
    for index in underlyings.indices { underlyings[index].closedQuotes = 0 }
    for update in batch.chains {
      guard let index = index(of: update.underlying) else { continue }
      if batch.isOpen {
        fold(update, into: &underlyings[index], at: batch.time)
      } else {
        underlyings[index].closedQuotes += update.quotes.count
      }
    }
  }

  /// Ages every quote until it is stale, after the feed was lost: only one that comes anew counts.
  public mutating func distrust() {
    let old = time - quoteRules.staleAfter - TimeSpan(nanoseconds: 1)
    for index in underlyings.indices {
      for option in underlyings[index].chain.quotes.indices {
        guard let quote = underlyings[index].chain.quotes[option], quote.time > old else {
          continue
        }
        underlyings[index].chain.quotes[option]?.time = old
      }
    }
  }

  private mutating func begin(_ start: SessionStart) {
    session = start.session
    events = start.events
    rate = start.rate
    yield = start.yield
    underlyings = start.chains.map { chain in
      let history =
        start.histories.first { $0.symbol == chain.underlying }
        ?? DailyHistory(
          symbol: chain.underlying, bars: [], volatilityIndex: [], volatilityIndex3M: [])
      return UnderlyingState(chain: chain, history: history)
    }
  }

  private func fold(_ update: UnderlyingUpdate, into state: inout UnderlyingState, at now: Instant)
  {
    guard isOpen, update.spot.isFinite, update.spot > 0 else { return }
    state.spot = update.spot
    state.updated = now
    if let value = update.volatilityIndex, value.isFinite, value > 0 {
      state.volatilityIndex = value
    }
    if let value = update.volatilityIndex3M, value.isFinite, value > 0 {
      state.volatilityIndex3M = value
    }
    let piece =
      update.bar
      ?? PriceBar(
        open: update.spot, high: update.spot, low: update.spot, close: update.spot, volume: 0)
    if var day = state.dayBar {
      day.high = max(day.high, piece.high)
      day.low = min(day.low, piece.low)
      day.close = piece.close
      day.volume += piece.volume
      state.dayBar = day
    } else {
      state.dayBar = piece
    }
    if update.bar != nil { state.minutes.append(piece.close) }
  }

  private func fold(_ update: ChainUpdate, into state: inout UnderlyingState, at now: Instant) {
    let count = state.chain.options.count
    state.quoted = now
    state.quotedSpot = state.spot
    for (position, raw) in update.indices.enumerated() {
      let index = Int(raw)
      guard index >= 0, index < count else { continue }
      let quote = update.quotes[position]
      // A quote older than the one at hand came out of order: the newer one stands.
      if let present = state.chain.quotes[index], quote.time < present.time { continue }
      state.chain.quotes[index] = quote
      if quoteRules.quality(quote, at: now) == .good { state.takeGood(quote, of: index) }
    }
  }
}
