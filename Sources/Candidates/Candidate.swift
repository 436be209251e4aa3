// A trade proposal with everything a trader needs to judge it.
//
// Money is for the whole quantity unless said otherwise; `net` is the price of one package a unit
// of the underlying, positive for a credit.

public import Edges
public import MarketData
public import Structures

/// What the desk recommends.
public enum Recommendation: String, CaseIterable, Sendable {
  case trade = "TRADE"
  case review = "REVIEW"
  case pass = "PASS"
}

/// Where a candidate stands.
public enum CandidateState: String, CaseIterable, Sendable {
  case open = "OPEN"
  case approved = "APPROVED"
  case rejected = "REJECTED"
  case closed = "CLOSED"
}

/// What keeps a candidate the same while its legs move.
public struct CandidateIdentity: Hashable, Sendable {
  /// The symbol.
  public var underlying: String
  /// The kind of edge behind it.
  public var edge: EdgeKind
  /// The structure.
  public var structure: StructureKind
  /// The (first) expiry.
  public var expiry: CivilDate

  /// Makes an identity.
  public init(underlying: String, edge: EdgeKind, structure: StructureKind, expiry: CivilDate) {
    self.underlying = underlying
    self.edge = edge
    self.structure = structure
    self.expiry = expiry
  }
}

/// The profit or loss of one stress cell.
public struct StressCell: Hashable, Sendable {
  /// The cell, such as `-5%/+5`.
  public var cell: String
  /// Profit or loss in dollars.
  public var profit: Double

  /// Makes a cell.
  public init(cell: String, profit: Double) {
    self.cell = cell
    self.profit = profit
  }
}

/// A proposal with its evidence.
public struct Proposal: Hashable, Sendable {
  /// What keeps it the same.
  public var identity: CandidateIdentity
  /// The legs with their market.
  public var legs: [QuotedLeg]
  /// Packages; zero when the sizing refuses.
  public var quantity: Int
  /// Price of one package at the far sides, positive for a credit.
  public var net: Money
  /// Price of one package at mids.
  public var netMid: Money
  /// Fees for the whole quantity.
  public var fees: Money
  /// Proven maximum loss, fees included.
  public var maxLoss: Money
  /// Maximum profit after fees; nil where it is not bounded or not closed-form.
  public var maxProfit: Money?
  /// Prices of the underlying at which the profit is zero at the first expiry.
  public var breakevens: [Double]
  /// Delta in shares.
  public var delta: Double
  /// Gamma in shares a point.
  public var gamma: Double
  /// Vega in dollars a volatility point.
  public var vega: Double
  /// Theta in dollars a calendar day.
  public var theta: Double
  /// Risk-neutral probability of a profit.
  public var profitProbabilityQ: Double?
  /// Probability of a profit under the forecast volatility.
  public var profitProbabilityP: Double?
  /// Risk-neutral expected value after costs.
  public var expectedValueQ: Double?
  /// Expected value after costs under the forecast volatility.
  public var expectedValueP: Double?
  /// Probability that a short strike is touched.
  public var touchProbability: Double?
  /// Margin for the whole quantity.
  public var margin: Money
  /// Quality score, 0 to 100.
  public var quality: Int
  /// Its grade, A+ to D.
  public var grade: String
  /// What the desk recommends.
  public var recommendation: Recommendation
  /// What a trader should look at.
  public var warnings: [String]
  /// The headline stress cells.
  public var stress: [StressCell]
  /// The proof of defined risk, for one package.
  public var proof: DefinedRiskProof
  /// Every attempt that failed before this one.
  public var attempts: [BuildAttempt]

  /// Makes a proposal.
  public init(
    identity: CandidateIdentity, legs: [QuotedLeg], quantity: Int, net: Money, netMid: Money,
    fees: Money, maxLoss: Money, maxProfit: Money?, breakevens: [Double], delta: Double,
    gamma: Double, vega: Double, theta: Double, profitProbabilityQ: Double?,
    profitProbabilityP: Double?, expectedValueQ: Double?, expectedValueP: Double?,
    touchProbability: Double?, margin: Money, quality: Int, grade: String,
    recommendation: Recommendation, warnings: [String], stress: [StressCell],
    proof: DefinedRiskProof, attempts: [BuildAttempt]
  ) {
    self.identity = identity
    self.legs = legs
    self.quantity = quantity
    self.net = net
    self.netMid = netMid
    self.fees = fees
    self.maxLoss = maxLoss
    self.maxProfit = maxProfit
    self.breakevens = breakevens
    self.delta = delta
    self.gamma = gamma
    self.vega = vega
    self.theta = theta
    self.profitProbabilityQ = profitProbabilityQ
    self.profitProbabilityP = profitProbabilityP
    self.expectedValueQ = expectedValueQ
    self.expectedValueP = expectedValueP
    self.touchProbability = touchProbability
    self.margin = margin
    self.quality = quality
    self.grade = grade
    self.recommendation = recommendation
    self.warnings = warnings
    self.stress = stress
    self.proof = proof
    self.attempts = attempts
  }
}
