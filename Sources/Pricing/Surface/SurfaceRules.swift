// The numbers that decide how a chain becomes a surface, and whether it may be traded on.

public import MarketData

/// The rules of a surface and of the chain's verdict (section e of the domain rules).
public struct SurfaceRules: Hashable, Sendable {
  /// How quotes are sorted by quality; its `staleAfter` is the age limit of the chain.
  public var quotes: QuoteRules
  /// Continuously compounded rate, used only where parity gives no discount.
  public var rate: Double
  /// Continuous yield of the underlying, used only where parity gives no forward.
  public var yield: Double
  /// Strikes with both sides that a parity fit needs.
  public var minimumPairs: Int
  /// Largest distance from the forward, in log-moneyness, of a pair in the fit.
  public var parityReach: Double
  /// Strikes with a volatility that an expiry needs to be usable.
  public var minimumStrikes: Int
  /// Share of quotes dropped from which a chain is degraded.
  public var degradedDrop: Double
  /// Share of quotes dropped above which a chain is refused.
  public var refusedDrop: Double
  /// Share of pairs failing parity from which a chain is degraded.
  public var degradedParity: Double
  /// Share of pairs failing parity above which a chain is refused.
  public var refusedParity: Double

  /// Makes rules.
  public init(
    quotes: QuoteRules, rate: Double, yield: Double, minimumPairs: Int, parityReach: Double,
    minimumStrikes: Int, degradedDrop: Double, refusedDrop: Double, degradedParity: Double,
    refusedParity: Double
  ) {
    self.quotes = quotes
    self.rate = rate
    self.yield = yield
    self.minimumPairs = minimumPairs
    self.parityReach = parityReach
    self.minimumStrikes = minimumStrikes
    self.degradedDrop = degradedDrop
    self.refusedDrop = refusedDrop
    self.degradedParity = degradedParity
    self.refusedParity = refusedParity
  }

  /// The domain rules with a session's rate and yield.
  public static func standard(rate: Double, yield: Double) -> SurfaceRules {
    SurfaceRules(
      quotes: .standard, rate: rate, yield: yield, minimumPairs: 5, parityReach: 0.10,
      minimumStrikes: 5, degradedDrop: 0.05, refusedDrop: 0.20, degradedParity: 0.02,
      refusedParity: 0.10)
  }
}
