// The market as the desk has observed it in the session.
//
// `observe` folds quotes only: it never reads the book and decides nothing, so a restart folds the
// tape from the session's start again and arrives at the same market.

public import MarketData

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
  /// Time since the batch before it in the session; zero at its start.
  ///
  /// A tape of minutes that stands for longer than a minute has a hole.
  public var pause = TimeSpan(nanoseconds: 0)
  /// Scheduled events, sorted: those of the tape and the trader's announcements; past ones tell the
  /// usual move.
  public var events: [MarketEvent] = []
  /// Continuously compounded rate, where parity gives none.
  public var rate = 0.0
  /// Continuous dividend yield, where parity gives none.
  public var yield = 0.0
  /// Cash dividends that the tape tells of.
  public var dividends: [CashDividend] = []
  /// What makes a quote good.
  public var quoteRules: QuoteRules

  /// The events of the tape alone.
  private var told: [MarketEvent] = []
  /// The announcements of the trader's calendar.
  private var announcements: [MarketEvent]

  /// An unobserved market.
  public init(quoteRules: QuoteRules, announcements: [MarketEvent] = []) {
    self.quoteRules = quoteRules
    self.announcements = announcements
  }

  /// Takes the rules of quotes and the announcements of new settings.
  ///
  /// A quote that was stale stays so until it comes again, even when it may be older by the new rules.
  mutating func take(_ settings: DeskSettings) {
    if settings.quotes.staleAfter > quoteRules.staleAfter {
      let limit = time - quoteRules.staleAfter
      quoteRules = settings.quotes
      age(quotesBefore: limit)
    }
    quoteRules = settings.quotes
    announcements = settings.announcements
    joinEvents()
  }

  private mutating func joinEvents() {
    guard let session else { return }
    events = Announcements.joined(announcements, to: told, of: session.date)
  }

  /// The position of a symbol.
  public func index(of symbol: String) -> Int? {
    underlyings.firstIndex { $0.symbol == symbol }
  }

  /// Folds a batch.
  public mutating func observe(_ batch: MarketBatch) {
    pause = batch.start == nil ? batch.time - time : TimeSpan(nanoseconds: 0)
    time = batch.time
    isOpen = batch.isOpen
    if let start = batch.start { begin(start) }
    for update in batch.underlyings {
      guard let index = index(of: update.symbol) else { continue }
      underlyings[index].take(update, isOpen: isOpen, at: batch.time)
    }
    for index in underlyings.indices { underlyings[index].beginBatch() }
    for update in batch.chains {
      guard let index = index(of: update.underlying) else { continue }
      if batch.isOpen {
        underlyings[index].take(update, rules: quoteRules, at: batch.time)
      } else {
        underlyings[index].closedQuotes += update.quotes.count
      }
    }
  }

  /// Ages every quote until it is stale, after the feed was lost: only one that comes anew counts.
  public mutating func distrust() { age(quotesBefore: Instant(nanoseconds: .max)) }

  /// Makes the quotes from before a moment stale.
  private mutating func age(quotesBefore limit: Instant) {
    let old = time - quoteRules.staleAfter - TimeSpan(nanoseconds: 1)
    for index in underlyings.indices {
      for option in underlyings[index].chain.quotes.indices {
        guard let quote = underlyings[index].chain.quotes[option], quote.time > old,
          quote.time < limit
        else { continue }
        underlyings[index].chain.quotes[option]?.time = old
      }
    }
  }

  private mutating func begin(_ start: SessionStart) {
    session = start.session
    told = start.events
    joinEvents()
    dividends = start.dividends
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
}

// On the underlying alone: a method of the market would hold a second reference to every array that it
// writes to, and each minute would begin with copies of them all.
extension UnderlyingState {
  /// Takes prices.
  fileprivate mutating func take(_ update: UnderlyingUpdate, isOpen: Bool, at now: Instant) {
    guard isOpen, update.spot.isFinite, update.spot > 0 else { return }
    spot = update.spot
    updated = now
    if let value = update.volatilityIndex, value.isFinite, value > 0 {
      volatilityIndex = value
      indexed = now
    }
    if let value = update.volatilityIndex3M, value.isFinite, value > 0 {
      volatilityIndex3M = value
    }
    let piece =
      update.bar
      ?? PriceBar(
        open: update.spot, high: update.spot, low: update.spot, close: update.spot, volume: 0)
    if var day = dayBar {
      day.high = max(day.high, piece.high)
      day.low = min(day.low, piece.low)
      day.close = piece.close
      day.volume += piece.volume
      dayBar = day
    } else {
      dayBar = piece
    }
    if update.bar != nil { minutes.append(piece.close) }
  }
}
