// The raw quotes of one expiry by strike: what parity, smiles and variance replication start from.
//
// A missing side is nil; prices are those of one unit of the underlying.

public import MarketData

/// The quotes of the call and the put at one strike.
public struct StrikeQuote: Hashable, Sendable {
  /// The strike, above zero.
  public var strike: Double
  /// Best bid of the call; nil without one.
  public var callBid: Double?
  /// Best ask of the call; nil without one.
  public var callAsk: Double?
  /// Best bid of the put; nil without one.
  public var putBid: Double?
  /// Best ask of the put; nil without one.
  public var putAsk: Double?

  /// Makes the quotes of a strike.
  ///
  /// - Parameters:
  ///   - strike: The strike.
  ///   - callBid: Best bid of the call.
  ///   - callAsk: Best ask of the call.
  ///   - putBid: Best bid of the put.
  ///   - putAsk: Best ask of the put.
  public init(
    strike: Double, callBid: Double? = nil, callAsk: Double? = nil, putBid: Double? = nil,
    putAsk: Double? = nil
  ) {
    self.strike = strike
    self.callBid = callBid
    self.callAsk = callAsk
    self.putBid = putBid
    self.putAsk = putAsk
  }

  /// The bid of one side.
  ///
  /// - Parameter right: Call or put.
  /// - Returns: The bid; nil when there is none or it is not above zero.
  @inlinable public func bid(_ right: OptionRight) -> Double? {
    guard let bid = right == .call ? callBid : putBid, bid > 0 else { return nil }
    return bid
  }

  /// The ask of one side.
  ///
  /// - Parameter right: Call or put.
  /// - Returns: The ask; nil when there is none or it is not above zero.
  @inlinable public func ask(_ right: OptionRight) -> Double? {
    guard let ask = right == .call ? callAsk : putAsk, ask > 0 else { return nil }
    return ask
  }

  /// Halfway between a bid and an ask at or above it.
  ///
  /// - Parameter right: Call or put.
  /// - Returns: The mid; nil without both sides or when they are crossed.
  @inlinable public func mid(_ right: OptionRight) -> Double? {
    guard let bid = bid(right), let ask = ask(right), ask >= bid, ask.isFinite else { return nil }
    return 0.5 * (bid + ask)
  }
}

/// Whether prices stand as a bid and an ask or as one number.
public enum PriceKind: Hashable, Sendable {
  /// Bid and ask; a locked market is on its way through one side and is no price.
  case bidAndAsk
  /// One price, given as equal bid and ask.
  case single
}

/// The raw quotes of one expiry.
public struct SeriesQuotes: Hashable, Sendable {
  /// What to call it in a table.
  public var label: String
  /// Time to settlement in years; zero or less once settled.
  public var years: Double
  /// When its holders may exercise.
  public var style: ExerciseStyle
  /// How its prices are given.
  public var priceKind: PriceKind
  /// The forward when the source knows it.
  public var forward: Double?
  /// The discount factor when the source knows it.
  public var discount: Double?
  /// The quotes by ascending strike.
  public var quotes: [StrikeQuote]

  /// Makes the quotes of an expiry.
  ///
  /// - Parameters:
  ///   - label: What to call it.
  ///   - years: Time to settlement in years.
  ///   - style: When its holders may exercise.
  ///   - priceKind: How its prices are given.
  ///   - forward: The forward when it is known.
  ///   - discount: The discount factor when it is known.
  ///   - quotes: The quotes by ascending strike.
  public init(
    label: String, years: Double, style: ExerciseStyle = .european,
    priceKind: PriceKind = .bidAndAsk, forward: Double? = nil, discount: Double? = nil,
    quotes: [StrikeQuote]
  ) {
    self.label = label
    self.years = years
    self.style = style
    self.priceKind = priceKind
    self.forward = forward
    self.discount = discount
    self.quotes = quotes
  }
}
