// What speaks against a quote that looks good by itself.
//
// The rules of quality read one quote alone. Here it is held against its predecessor, the price of
// the underlying, the increments of its exchange and its own habit of being renewed. A doubt is
// lifted when a second quote says the same: markets do jump and widen, errors seldom repeat.

import MarketData

/// How often a quote used to be renewed in the session.
struct RenewalHabit: Sendable {
  private var last: Int64 = 0
  private var count: Int32 = 0
  /// Running mean of the gaps in seconds, and of their squares.
  private var mean: Float = 0
  private var square: Float = 0

  /// Renewals before a habit is one.
  private static let least: Int32 = 12
  /// A silence shorter than this, in seconds, breaks no habit.
  private static let patience: Float = 235
  /// The weight of a new gap once there are many.
  private static let memory: Float = 1.0 / 32

  /// Takes a renewal.
  mutating func renew(at time: Instant) {
    let now = time.nanoseconds
    guard now > last else { return }
    if last > 0 {
      let gap = Float(now - last) * 1e-9
      let weight = max(1 / Float(count + 1), RenewalHabit.memory)
      // One long silence is no habit.
      if count < RenewalHabit.least || gap < limit {
        mean += weight * (gap - mean)
        square += weight * (gap * gap - square)
      }
      count &+= 1
    }
    last = now
  }

  private var limit: Float {
    let spread = max(square - mean * mean, 0).squareRoot()
    return max(mean + 8 * spread, RenewalHabit.patience)
  }

  /// True when the quote has stood for longer than eight deviations of its gaps, and four minutes.
  func isBroken(at now: Instant) -> Bool {
    guard count >= RenewalHabit.least else { return false }
    return Float(now.nanoseconds - last) * 1e-9 > limit
  }
}

extension UnderlyingState {
  /// The tick rule holds only where the feed itself keeps to the increments: at most this share of
  /// its quotes may be off them.
  private static let offTickShare = 50
  /// A spread this many times the last one is not believed at first.
  private static let spreadJump = 6.0

  /// Takes quotes: each as the latest, and as good, doubted or neither.
  mutating func take(_ update: ChainUpdate, rules: QuoteRules, at now: Instant) {
    quoted = now
    quotedSpot = spot
    // Columns of the loop's own: each write to one of `self` would ask whether somebody else holds it.
    var (quotes, good): ([Quote?], [Quote?]) = ([], [])
    var (doubted, renewed): ([QuoteQuality], [RenewalHabit]) = ([], [])
    var prices: [Double] = []
    swap(&quotes, &chain.quotes)
    swap(&good, &lastGood)
    swap(&doubted, &doubts)
    swap(&renewed, &habits)
    swap(&prices, &goodSpots)
    var latest = quotes.mutableSpan
    var known = good.mutableSpan
    var verdicts = doubted.mutableSpan
    var renewals = renewed.mutableSpan
    var spots = prices.mutableSpan
    let (places, fresh) = (update.indices, update.quotes)
    for row in places.indices {
      let option = Int(places[row])
      guard option >= 0, option < latest.count else { continue }
      let quote = fresh[row]
      if let present = latest[option] {
        // A quote older than the one at hand came out of order: the newer one stands.
        if quote.time < present.time { continue }
        if quote == present {
          repeated.append(places[row])
          continue
        }
      }
      latest[option] = quote
      renewals[option].renew(at: quote.time)
      verdicts[option] = .good
      guard rules.quality(quote, at: now) == .good else { continue }
      let doubt = weigh(
        quote, of: option, last: known[option], goodSpot: spots[option], rules: rules)
      verdicts[option] = doubt
      guard doubt == .good else { continue }
      known[option] = quote
      spots[option] = spot ?? 0
    }
    swap(&quotes, &chain.quotes)
    swap(&good, &lastGood)
    swap(&doubted, &doubts)
    swap(&renewed, &habits)
    swap(&prices, &goodSpots)
  }

  /// What speaks against a quote that is good by itself; one that is doubted may be confirmed.
  @inline(__always)
  private mutating func weigh(
    _ quote: Quote, of option: Int, last: Quote?, goodSpot: Double, rules: QuoteRules
  ) -> QuoteQuality {
    guard keepsTicks(quote, ticks[option]) else { return .invalid }
    // Few quotes are suspected, and most of the time none is: looking costs more than knowing.
    let suspect = suspected > 0 ? suspects[option] : nil
    let doubt = UnderlyingState.doubt(
      of: quote, last: last, suspect: suspect, spot: spot ?? 0, goodSpot: goodSpot, rules: rules)
    if doubt != .good {
      suspects[option] = quote
      if suspect == nil { suspected += 1 }
    } else if suspect != nil {
      suspects[option] = nil
      suspected -= 1
    }
    return doubt
  }

  /// True unless a side stands between two increments, on a feed that keeps to them.
  @inline(__always)
  private mutating func keepsTicks(_ quote: Quote, _ schedule: TickSchedule) -> Bool {
    let isOn =
      isMultiple(quote.bid.units, of: schedule.tick(at: quote.bid).units)
      && isMultiple(quote.ask.units, of: schedule.tick(at: quote.ask).units)
    if isOn {
      onTick += 1
      return true
    }
    offTick += 1
    return offTick * UnderlyingState.offTickShare > onTick
  }

  /// Static, for a method that reads `self` beside one that writes it works on a copy.
  private static func doubt(
    of quote: Quote, last: Quote?, suspect before: Quote?, spot: Double, goodSpot: Double,
    rules: QuoteRules
  ) -> QuoteQuality {
    guard let last else { return .good }
    let suspect = before.flatMap { $0.time < quote.time ? $0 : nil }
    if !isExplained(quote, by: last, spot: spot, move: abs(spot - goodSpot)) {
      guard let suspect, isExplained(quote, by: suspect, spot: spot, move: 0) else {
        return .invalid
      }
    }
    if quote.spread > UnderlyingState.spreadJump * last.spread, quote.spread > rules.tightDollars {
      guard let suspect, quote.spread <= 2 * suspect.spread else { return .wide }
    }
    return .good
  }

  /// Whether the move of the underlying and of volatility can have made one quote of another.
  ///
  /// An option moves by at most the underlying's move, given a fifth more; volatility is given a
  /// third of its price, and six hundredths of a percent of the underlying beside both spreads. A
  /// spread that has itself grown out of all measure explains nothing.
  @inline(__always)
  private static func isExplained(
    _ quote: Quote, by last: Quote, spot: Double, move: Double
  ) -> Bool {
    let room =
      1.2 * move + 0.35 * last.mid + 0.0006 * spot + min(quote.spread, 3 * last.spread)
      + last.spread
    return abs(quote.mid - last.mid) <= room
  }
}

/// Whether a price stands on an increment; prices under $429,496 take the short division.
@inline(__always)
private func isMultiple(_ units: Int64, of tick: Int64) -> Bool {
  guard let short = UInt32(exactly: units), let step = UInt32(exactly: tick) else {
    return units % tick == 0
  }
  return short % step == 0
}
