// The record of a proof that a structure's loss is bounded.

public import MarketData

/// A short leg and the long leg that covers it.
public struct CoveredPair: Hashable, Sendable {
  /// The short contract.
  public var short: OptionContract
  /// The long contract of the same right that does not expire before it.
  public var long: OptionContract

  /// Makes a pair.
  public init(short: OptionContract, long: OptionContract) {
    self.short = short
    self.long = long
  }
}

/// The worst intrinsic loss of the pairs whose shorts share an expiry.
public struct RiskGroup: Hashable, Sendable {
  /// The shorts' expiry date.
  public var expiry: CivilDate
  /// The price of the underlying at which the loss is worst.
  public var at: Double
  /// The loss there, in points a package, zero or more.
  public var loss: Double

  /// Makes a group.
  public init(expiry: CivilDate, at: Double, loss: Double) {
    self.expiry = expiry
    self.at = at
    self.loss = loss
  }
}

/// A proof that a leg set cannot lose more than a bound.
public struct DefinedRiskProof: Hashable, Sendable {
  /// The most that one package can lose, in dollars, fees included.
  public var bound: Money
  /// Which long covers which short.
  public var pairs: [CoveredPair]
  /// The worst price and loss of each expiry group.
  public var groups: [RiskGroup]

  /// Makes a proof record.
  public init(bound: Money, pairs: [CoveredPair], groups: [RiskGroup]) {
    self.bound = bound
    self.pairs = pairs
    self.groups = groups
  }
}
