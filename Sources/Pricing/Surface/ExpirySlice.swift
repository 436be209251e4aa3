// One expiry of a volatility surface: its parity forward and the volatility of each option.
//
// A slice holds one number for each option of the expiry, in the chain's order. Zero stands for
// "no volatility" inside the arrays; the accessors turn it into nil.

public import MarketData

/// How a forward and a discount factor were found.
public struct ParityFit: Hashable, Sendable {
  /// The forward price.
  public var forward: Double
  /// The discount factor to the expiry.
  public var discount: Double
  /// Strikes with both a usable call and a usable put.
  public var pairs: Int
  /// Pairs that fail parity beyond their spreads.
  public var failures: Int
  /// True when parity gave no fit and spot, rate and yield were used.
  public var isFallback: Bool

  /// Makes a fit.
  public init(forward: Double, discount: Double, pairs: Int, failures: Int, isFallback: Bool) {
    self.forward = forward
    self.discount = discount
    self.pairs = pairs
    self.failures = failures
    self.isFallback = isFallback
  }
}

/// One expiry of a volatility surface.
public struct ExpirySlice: Sendable {
  /// Index into the chain's expiries.
  public var expiry: Int
  /// Time to expiration in years of 365 days, above zero.
  public var years: Double
  /// Calendar days from the session's date to the expiry date.
  public var daysToExpiry: Int
  /// The forward and discount.
  public var parity: ParityFit
  /// The chain index of the first number of the arrays.
  public var firstOption: Int
  /// Implied volatility of each option; zero when there is none.
  public var volatilities: [Double]
  /// Black-76 delta of each option at its own volatility; zero when there is none.
  public var deltas: [Double]
  /// Volatility at the forward; nil without a pair of strikes around it.
  public var atmVolatility: Double?

  /// Makes a slice.
  public init(
    expiry: Int, years: Double, daysToExpiry: Int, parity: ParityFit, firstOption: Int,
    volatilities: [Double], deltas: [Double], atmVolatility: Double?
  ) {
    self.expiry = expiry
    self.years = years
    self.daysToExpiry = daysToExpiry
    self.parity = parity
    self.firstOption = firstOption
    self.volatilities = volatilities
    self.deltas = deltas
    self.atmVolatility = atmVolatility
  }

  /// The implied volatility of a chain index; nil when it has none.
  @inlinable public func volatility(of option: Int) -> Double? {
    let v = volatilities[option - firstOption]
    return v > 0 ? v : nil
  }

  /// The delta of a chain index; nil when it has no volatility.
  @inlinable public func delta(of option: Int) -> Double? {
    volatilities[option - firstOption] > 0 ? deltas[option - firstOption] : nil
  }
}

/// The volatility surface of one chain at a moment.
public struct VolatilitySurface: Sendable {
  /// The symbol of the underlying.
  public var underlying: String
  /// The moment of the quotes.
  public var time: Instant
  /// Last price of the underlying.
  public var spot: Double
  /// Usable expiries by ascending expiration; an expiry without a fit is absent.
  public var slices: [ExpirySlice]
  /// Quotes by quality, in the order of `QuoteQuality.allCases`.
  public var qualityCounts: [Int]
  /// The verdict on the chain.
  public var verdict: ChainVerdict
  /// Why the verdict is not `usable`, and notes such as a parity fallback or American exercise.
  public var reasons: [String]

  /// Makes a surface.
  public init(
    underlying: String, time: Instant, spot: Double, slices: [ExpirySlice], qualityCounts: [Int],
    verdict: ChainVerdict, reasons: [String]
  ) {
    self.underlying = underlying
    self.time = time
    self.spot = spot
    self.slices = slices
    self.qualityCounts = qualityCounts
    self.verdict = verdict
    self.reasons = reasons
  }

  /// The slice of an expiry index of the chain, or nil.
  public func slice(ofExpiry expiry: Int) -> ExpirySlice? { slices.first { $0.expiry == expiry } }
}
