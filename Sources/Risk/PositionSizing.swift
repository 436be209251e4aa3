// How many packages the risk budget, the Kelly rule and the room of the limits allow.

public import MarketData

/// One cap on the loss of a trade.
public struct SizingCap: Hashable, Sendable {
  /// What caps it, spelled as the limit where it is one.
  public var name: String
  /// The loss it allows, in dollars.
  public var dollars: Double

  /// Makes a cap.
  public init(name: String, dollars: Double) {
    self.name = name
    self.dollars = dollars
  }
}

/// The size of a trade and what set it.
public struct PositionSize: Hashable, Sendable {
  /// Packages; zero refuses the trade.
  public var packages: Int
  /// Every cap in a fixed order, before the factors.
  public var caps: [SizingCap]
  /// The name of the tightest cap; `missing_input` when a number was not known.
  public var binding: String
  /// The Kelly fraction of the payoff's distribution, before the quarter; nil without a forecast.
  public var kelly: Double?

  /// Makes a size.
  public init(packages: Int, caps: [SizingCap], binding: String, kelly: Double?) {
    self.packages = packages
    self.caps = caps
    self.binding = binding
    self.kelly = kelly
  }
}

/// What the size of a trade is made from.
public struct SizingRequest: Hashable, Sendable {
  /// The symbol of the underlying.
  public var underlying: String
  /// Name of the underlying's cluster; nil for none.
  public var cluster: String?
  /// The first expiry.
  public var expiry: CivilDate
  /// Proven maximum loss of one package in dollars, fees included.
  public var maxLoss: Double
  /// The Kelly fraction; nil when there is no forecast to find it with.
  public var kelly: Double?
  /// The regime's factor, at most 1.
  public var regimeFactor: Double
  /// The volatility factor, at most 1.
  public var volatilityFactor: Double

  /// Makes a request.
  public init(
    underlying: String, cluster: String?, expiry: CivilDate, maxLoss: Double, kelly: Double?,
    regimeFactor: Double, volatilityFactor: Double
  ) {
    self.underlying = underlying
    self.cluster = cluster
    self.expiry = expiry
    self.maxLoss = maxLoss
    self.kelly = kelly
    self.regimeFactor = regimeFactor
    self.volatilityFactor = volatilityFactor
  }
}
