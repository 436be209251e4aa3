// What shares fill at on paper: the mid plus or minus three quarters of the half-spread.
//
// One leg, so the share of a single leg of the package model. The worst case is the far side. Nothing
// fills on a quote that is not good, above what is displayed, or above a share of what trades.

public import MarketData

/// The market of a share at a moment.
public struct ShareQuote: Hashable, Sendable {
  /// Best bid.
  public var bid: Money
  /// Best ask.
  public var ask: Money
  /// Shares on the bid; nil when they are not told.
  public var bidSize: Int?
  /// Shares on the ask; nil when they are not told.
  public var askSize: Int?
  /// What the quote is fit for.
  public var quality: QuoteQuality

  /// Makes a quote.
  public init(bid: Money, ask: Money, bidSize: Int?, askSize: Int?, quality: QuoteQuality) {
    self.bid = bid
    self.ask = ask
    self.bidSize = bidSize
    self.askSize = askSize
    self.quality = quality
  }

  /// A quote one tick wide around a last price, for a feed that tells no quotes of shares.
  ///
  /// The bid is the price rounded down to the tick, so a price on a tick is the bid.
  ///
  /// - Returns: Nil for a price that is not a number above one tick.
  public init?(last price: Double, ticks: TickSchedule = .penny, quality: QuoteQuality) {
    guard let exact = Money(dollars: price) else { return nil }
    let tick = ticks.tick(at: exact)
    guard tick.units > 0, exact >= tick else { return nil }
    let bid = Money(units: exact.units - exact.units % tick.units)
    self.init(bid: bid, ask: bid + tick, bidSize: nil, askSize: nil, quality: quality)
  }

  /// The mid, rounded toward zero.
  public var mid: Money { Money(units: (bid.units + ask.units) / 2) }
}

/// What an order in shares would fill at.
public struct ShareFill: Hashable, Sendable {
  /// Shares, at most those asked for.
  public var shares: Int
  /// The price.
  public var price: Money
  /// The mid.
  public var mid: Money
  /// The far side.
  public var worstPrice: Money
}

/// Fills shares within a limit, or says why not.
///
/// - Parameters:
///   - quote: The market.
///   - shares: Shares wanted, above zero.
///   - isSale: True when they are sold.
///   - limit: The worst acceptable price; nil for none.
///   - mode: How kind the paper market is.
///   - room: The most that a share of the volume allows; nil where volume is not told.
///   - ticks: Price increments.
/// - Returns: Shares and prices, or why nothing is filled.
public func fillShares(
  _ quote: ShareQuote, shares: Int, isSale: Bool, limit: Money?, mode: FillMode,
  room: Int? = nil, ticks: TickSchedule = .penny
) -> Result<ShareFill, FillRefusal> {
  guard quote.quality == .good else { return .failure(.quality(quote.quality)) }
  guard quote.bid > .zero, quote.ask > quote.bid else { return .failure(.quality(.invalid)) }
  let price = legFillPrice(
    bid: quote.bid, ask: quote.ask, isSale: isSale,
    share: halfSpreadShare(legs: 1, mode: mode), ticks: ticks)
  if let limit, isSale ? price < limit : price > limit {
    return .failure(.limit(net: isSale ? price : -price))
  }
  let displayed = (isSale ? quote.bidSize : quote.askSize) ?? .max
  let most = min(shares, displayed, room ?? .max)
  guard most > 0 else { return .failure(.size) }
  return .success(
    ShareFill(
      shares: most, price: price, mid: quote.mid, worstPrice: isSale ? quote.bid : quote.ask))
}
