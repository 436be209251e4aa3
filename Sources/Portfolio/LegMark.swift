// Marks of a leg: what it is worth at mids and at the side that would close it.
//
// A mark uses the last good quote of the session. A leg without one is marked at half its offer
// when only an offer stands, since nobody bids for it; before any quote of the session at the mark
// of the last close that had one, and at its entry price when there never was any.

public import MarketData

/// The mark of one leg.
public struct LegMark: Hashable, Sendable {
  /// Twice the mid a unit of the underlying, so that it stays an integer.
  public var twiceMid: Money
  /// The price of the side that closes the leg.
  public var exit: Money
  /// Age of the quote in seconds; nil when marked at entry.
  public var age: Double?
  /// True when the quote is of an earlier session: what a leg is worth, but no price to act on.
  public var isCarried: Bool

  /// Makes a mark.
  public init(twiceMid: Money, exit: Money, age: Double?, isCarried: Bool = false) {
    self.twiceMid = twiceMid
    self.exit = exit
    self.age = age
    self.isCarried = isCarried
  }

  /// Whether a quote of this session stands behind it.
  public var isQuoted: Bool { age != nil && !isCarried }

  /// Value of contracts at mids, rounded once.
  public func value(contracts: Int, multiplier: Int) -> Money {
    let twice = twiceMid.units * Int64(contracts * multiplier)
    return Money(units: twice / 2 + (twice % 2 > 0 ? 1 : twice % 2 < 0 ? -1 : 0))
  }

  /// Value of contracts at the exit side.
  public func exitValue(contracts: Int, multiplier: Int) -> Money {
    exit * (contracts * multiplier)
  }
}

/// The mark of a leg at the close of an earlier session.
public struct CarriedMark: Hashable, Sendable {
  /// Twice the mid.
  public var twiceMid: Money
  /// The price of the side that closes the leg.
  public var exit: Money
  /// When it was taken.
  public var time: Instant

  /// Makes a mark.
  public init(twiceMid: Money, exit: Money, time: Instant) {
    self.twiceMid = twiceMid
    self.exit = exit
    self.time = time
  }
}

/// Marks a leg.
///
/// - Parameters:
///   - latest: The latest quote, or nil before the first of the session.
///   - lastGood: The last good quote of the session.
///   - entry: Price a unit at entry.
///   - carried: The mark of an earlier close; nil when there was none.
///   - isLong: Whether contracts are held rather than owed.
///   - now: Exchange time.
/// - Returns: The mark, with the age of the quote behind it.
public func markLeg(
  latest: Quote?, lastGood: Quote?, entry: Money, carried: CarriedMark? = nil, isLong: Bool,
  now: Instant
) -> LegMark {
  if let quote = lastGood {
    return LegMark(
      twiceMid: quote.bid + quote.ask, exit: isLong ? quote.bid : quote.ask,
      age: (now - quote.time).seconds)
  }
  if let quote = latest, quote.bid.units == 0, quote.ask.units > 0 {
    return LegMark(
      twiceMid: quote.ask, exit: isLong ? .zero : quote.ask, age: (now - quote.time).seconds)
  }
  if let carried {
    return LegMark(
      twiceMid: carried.twiceMid, exit: carried.exit, age: (now - carried.time).seconds,
      isCarried: true)
  }
  return LegMark(twiceMid: entry * 2, exit: entry, age: nil)
}
