// What a builder reads, what it is asked for and what it hands back.

public import MarketData
public import Pricing

/// Everything a builder reads.
public struct BuildContext: Sendable {
  /// The listed options and their quotes.
  public var chain: OptionChain
  /// Forwards, volatilities and deltas of the same moment.
  public var surface: VolatilitySurface
  /// Exchange time.
  public var time: Instant
  /// Share of a usual day's option volume traded by now, 0 to 1.
  public var elapsedVolume: Double
  /// What makes a structure worth building.
  public var rules: StructureRules
  /// The deltas to aim at.
  public var targets: DeltaTargets
  /// When a leg is liquid enough.
  public var liquidity: LiquidityRules
  /// What makes a quote good.
  public var quotes: QuoteRules

  /// Makes a context.
  public init(
    chain: OptionChain, surface: VolatilitySurface, time: Instant, elapsedVolume: Double,
    rules: StructureRules, targets: DeltaTargets, liquidity: LiquidityRules, quotes: QuoteRules
  ) {
    self.chain = chain
    self.surface = surface
    self.time = time
    self.elapsedVolume = elapsedVolume
    self.rules = rules
    self.targets = targets
    self.liquidity = liquidity
    self.quotes = quotes
  }
}

/// One structure to try.
public struct BuildRequest: Hashable, Sendable {
  /// What to build.
  public var kind: StructureKind
  /// The (front) expiry, an index into the chain's expiries.
  public var expiry: Int
  /// The back expiry of a calendar.
  public var backExpiry: Int?
  /// The width to aim at, in points; nil where the structure has none.
  public var width: Double?
  /// A strike to centre on; nil for the forward.
  public var centre: Double?
  /// How far the shorts of a condor stand from the forward, in points; nil for delta alone.
  public var shortDistance: ClosedRange<Double>?
  /// Calls or puts, where the kind leaves the choice.
  public var right: OptionRight
  /// Whether the edge says that the front is dear, so a calendar needs no inverted term structure.
  public var frontIsDear: Bool

  /// Makes a request.
  public init(
    kind: StructureKind, expiry: Int, backExpiry: Int?, width: Double?, centre: Double?,
    shortDistance: ClosedRange<Double>?, right: OptionRight, frontIsDear: Bool
  ) {
    self.kind = kind
    self.expiry = expiry
    self.backExpiry = backExpiry
    self.width = width
    self.centre = centre
    self.shortDistance = shortDistance
    self.right = right
    self.frontIsDear = frontIsDear
  }
}

/// A structure that passed every rule of its kind.
public struct BuiltStructure: Hashable, Sendable {
  /// What it is.
  public internal(set) var kind: StructureKind
  /// Its legs with their market, in a fixed order.
  public internal(set) var legs: [QuotedLeg]
  /// The same legs as the models read them.
  public internal(set) var modelLegs: [ModelLeg]
  /// The (front) expiry, an index into the chain's expiries.
  public internal(set) var expiry: Int
  /// The back expiry of a calendar.
  public internal(set) var backExpiry: Int?
  /// The widest wing in points; nil where the structure has none.
  public internal(set) var width: Double?
  /// Units of the underlying in one contract.
  public internal(set) var multiplier: Int
  /// Price of a package a unit of the underlying at the far sides, positive for a credit.
  public internal(set) var net: Money
  /// The same at mids, rounded to the unit.
  public internal(set) var netMid: Money
  /// Fees to trade one package once.
  public internal(set) var fees: Money
  /// The proof that its loss is bounded.
  public internal(set) var proof: DefinedRiskProof
  /// True when a nearer strike was passed over because it was not liquid.
  public internal(set) var passedOverStrikes: Bool
  /// What the bound assumes, such as a cap on the price; empty for none.
  public internal(set) var assumptions: [String]

  /// Contracts in one package.
  public var contracts: Int { legs.reduce(0) { $0 + abs($1.leg.ratio) } }
}
