// When a leg is liquid enough to trade.

public import MarketData

/// What a leg's market must show.
public struct LiquidityRules: Hashable, Sendable {
  /// Open interest, at least.
  public var openInterest: Int32
  /// Contracts traded today, at least, scaled by the elapsed share of the session's volume.
  public var volume: Int32
  /// Ask minus bid as a share of the mid, at most.
  public var spreadShare: Double
  /// A spread of at most this is accepted at any mid.
  public var tightSpread: Money

  /// Makes rules.
  public init(openInterest: Int32, volume: Int32, spreadShare: Double, tightSpread: Money) {
    self.openInterest = openInterest
    self.volume = volume
    self.spreadShare = spreadShare
    self.tightSpread = tightSpread
  }

  /// For live trading.
  public static let live = LiquidityRules(
    openInterest: 500, volume: 100, spreadShare: 0.05, tightSpread: Money(units: 500))
  /// For paper trading.
  public static let paper = LiquidityRules(
    openInterest: 50, volume: 10, spreadShare: 0.08, tightSpread: Money(units: 500))
  /// For the most liquid funds, such as SPY.
  public static let fund = LiquidityRules(
    openInterest: 5_000, volume: 1_000, spreadShare: 0.015, tightSpread: Money(units: 500))

  /// Whether an option may be a leg.
  ///
  /// Unknown open interest fails. The volume counts if today's reaches the threshold times the
  /// elapsed share of a usual day's volume, or if the previous session's reached the whole.
  ///
  /// - Parameters:
  ///   - option: The listing.
  ///   - quote: Its latest quote, of good quality.
  ///   - elapsedVolume: Share of a usual day's volume traded by now, 0 to 1.
  /// - Returns: True when open interest, volume and spread all suffice.
  public func accept(_ option: ListedOption, quote: Quote, elapsedVolume: Double) -> Bool {
    guard let interest = option.openInterest, interest >= openInterest else { return false }
    let needed = Double(volume) * min(max(elapsedVolume, 0), 1)
    guard (option.previousVolume ?? 0) >= volume || Double(quote.volume) >= needed else {
      return false
    }
    guard quote.bid.units > 0, quote.ask >= quote.bid else { return false }
    return quote.ask - quote.bid <= tightSpread || quote.spread <= spreadShare * quote.mid
  }
}
