// What a proposal is made from, and what comes of it.

public import Edges
import MarketData
public import Regimes
public import Risk
public import Structures

/// Everything a proposal reads besides its edge.
public struct ProposalContext: Sendable {
  /// Chain, surface and the rules of building; its delta targets are replaced by the regime's.
  public var build: BuildContext
  /// The held regime.
  public var regime: RegimeState
  /// Its confidence, 0 to 100.
  public var regimeConfidence: Double
  /// True when the classifier had too little data to name a regime.
  public var isRegimeInsufficient: Bool
  /// Forecast volatility of the underlying, annualised; nil when there is none.
  public var forecastVolatility: Double?
  /// Realised volatility over 21 days, annualised; nil when there is none.
  public var realisedVolatility: Double?
  /// Implied over realised volatility; nil when there is none.
  public var impliedRatio: Double?
  /// Percentile of implied volatility, 0 to 100; nil when there is none.
  public var impliedPercentile: Double?
  /// The book.
  public var exposure: Exposure
  /// The limits.
  public var limits: RiskLimits
  /// What the desk may do.
  public var state: TradingState
  /// Name of the underlying's cluster; nil for none.
  public var cluster: String?
  /// Beta of the underlying to the benchmark.
  public var beta: Double
  /// Whether the underlying's options trade now.
  public var isMarketOpen: Bool
  /// The vote of the underlying's signals; nil when none votes.
  public var vote: SignalTally?
  /// The book measured; nil to measure it with each proposal.
  public var book: MeasuredBook?

  /// Makes a context.
  public init(
    build: BuildContext, regime: RegimeState, regimeConfidence: Double,
    isRegimeInsufficient: Bool, forecastVolatility: Double?, realisedVolatility: Double?,
    impliedRatio: Double?, impliedPercentile: Double?, exposure: Exposure, limits: RiskLimits,
    state: TradingState, cluster: String?, beta: Double, isMarketOpen: Bool
  ) {
    self.build = build
    self.regime = regime
    self.regimeConfidence = regimeConfidence
    self.isRegimeInsufficient = isRegimeInsufficient
    self.forecastVolatility = forecastVolatility
    self.realisedVolatility = realisedVolatility
    self.impliedRatio = impliedRatio
    self.impliedPercentile = impliedPercentile
    self.exposure = exposure
    self.limits = limits
    self.state = state
    self.cluster = cluster
    self.beta = beta
    self.isMarketOpen = isMarketOpen
  }
}

/// A proposal that was built, with the gate's word on it.
public struct ProposedTrade: Hashable, Sendable {
  /// The proposal.
  public var proposal: Proposal
  /// The gate's verdict at the stage PROPOSE.
  public var verdict: RiskVerdict
  /// The legs of one package as the models read them, in the order of the proposal's legs.
  public var modelLegs: [ModelLeg]
  /// Where the size comes from.
  public var sizing: PositionSize

  /// Makes a proposed trade.
  public init(
    proposal: Proposal, verdict: RiskVerdict, modelLegs: [ModelLeg], sizing: PositionSize
  ) {
    self.proposal = proposal
    self.verdict = verdict
    self.modelLegs = modelLegs
    self.sizing = sizing
  }
}

/// What comes of an edge.
public enum ProposalOutcome: Hashable, Sendable {
  /// A structure was built; its recommendation may still be to pass.
  case proposed(ProposedTrade)
  /// Nothing could be built: every attempt, and why nothing else was tried.
  case failed(attempts: [BuildAttempt], reason: String)
}
