// The book, the candidates and the surface as the screens are given them.

public import Candidates
public import Execution
public import MarketData
public import Portfolio
public import Risk

/// A candidate as it stands now.
public struct CandidateSummary: Hashable, Sendable {
  /// The candidate's number.
  public var id: Int
  /// Its revision.
  public var revision: Int
  /// When it was first proposed.
  public var proposed: Instant
  /// When this revision was priced last.
  public var priced: Instant
  /// Where it stands.
  public var state: CandidateState
  /// The edge behind it.
  public var edge: Int
  /// The edge's rationale.
  public var why: String
  /// The edge's strength.
  public var strength: Int
  /// The proposal, priced on the latest quotes.
  public var proposal: Proposal
  /// Expected value over maximum loss as of the revision, which is the order of the list.
  public var rank: Double?
  /// The gate's verdict on it now.
  public var verdict: RiskVerdict?
  /// Why it was rejected or lapsed.
  public var reason: String
  /// Whether a command for it waits for its outcome.
  public var isPending: Bool
  /// Payoff at the first expiry: price of the underlying and profit of the whole quantity.
  public var payoff: [PayoffPoint]
  /// The book before and after it; nil when it is not priced in this minute.
  public var whatIf: WhatIf?
  /// Packages that other shares of equity would buy.
  public var ladder: [LadderRung] = []
  /// What it is reckoned to cost; nil when a number for it is missing.
  public var cost: CostEstimate?

  /// Makes a summary.
  public init(
    id: Int, revision: Int, proposed: Instant, priced: Instant, state: CandidateState, edge: Int,
    why: String, strength: Int, proposal: Proposal, rank: Double?, verdict: RiskVerdict?,
    reason: String, isPending: Bool, payoff: [PayoffPoint]
  ) {
    self.id = id
    self.revision = revision
    self.proposed = proposed
    self.priced = priced
    self.state = state
    self.edge = edge
    self.why = why
    self.strength = strength
    self.proposal = proposal
    self.rank = rank
    self.verdict = verdict
    self.reason = reason
    self.isPending = isPending
    self.payoff = payoff
  }
}

/// One point of a payoff curve.
public struct PayoffPoint: Hashable, Sendable {
  /// Price of the underlying.
  public var price: Double
  /// Profit in dollars.
  public var profit: Double

  /// Makes a point.
  public init(price: Double, profit: Double) {
    self.price = price
    self.profit = profit
  }
}

/// A position with its marks.
public struct PositionSummary: Hashable, Sendable {
  /// The position.
  public var position: Position
  /// What the package would open for at mid marks, in the sign of its entry: positive for a credit.
  public var mark: Double?
  /// The same at the side that would close it.
  public var exit: Double?
  /// Unrealised profit at mid marks, after fees paid, in dollars.
  public var profit: Double?
  /// Age of the oldest leg's mark in seconds.
  public var markAge: Double
  /// Delta in shares.
  public var delta: Double
  /// Gamma in shares a point.
  public var gamma: Double
  /// Vega in dollars a volatility point.
  public var vega: Double
  /// Theta in dollars a calendar day.
  public var theta: Double
  /// Calendar days to the first expiry.
  public var daysToExpiry: Int
  /// What far-side fills would have left less of it so far, in dollars; zero or negative.
  public var worstGap = 0.0
  /// Shares of the underlying that it holds, negative for owed.
  public var shares = 0
  /// What a trader must know of its shorts and shares; nil for nothing.
  public var warning: String?

  /// Makes a summary, without shares.
  public init(
    position: Position, mark: Double?, exit: Double?, profit: Double?, markAge: Double,
    delta: Double, gamma: Double, vega: Double, theta: Double, daysToExpiry: Int
  ) {
    self.position = position
    self.mark = mark
    self.exit = exit
    self.profit = profit
    self.markAge = markAge
    self.delta = delta
    self.gamma = gamma
    self.vega = vega
    self.theta = theta
    self.daysToExpiry = daysToExpiry
  }
}

/// Greeks of one group of legs.
public struct GreekRow: Hashable, Sendable {
  /// The expiry; nil for the whole book.
  public var expiry: CivilDate?
  /// Delta in dollars: shares times spot.
  public var deltaDollars: Double
  /// Change of delta dollars for a 1 % move.
  public var gammaDollars: Double
  /// Dollars a volatility point.
  public var vega: Double
  /// Dollars a calendar day.
  public var theta: Double

  /// Makes a row.
  public init(
    expiry: CivilDate?, deltaDollars: Double, gammaDollars: Double, vega: Double, theta: Double
  ) {
    self.expiry = expiry
    self.deltaDollars = deltaDollars
    self.gammaDollars = gammaDollars
    self.vega = vega
    self.theta = theta
  }
}

/// Net Greeks of the book.
public struct BookGreeks: Hashable, Sendable {
  /// The whole book.
  public var net = GreekRow(expiry: nil, deltaDollars: 0, gammaDollars: 0, vega: 0, theta: 0)
  /// By expiry, nearest first.
  public var expiries: [GreekRow] = []

  /// An empty book.
  public init() {}
}

/// A point of the equity curve.
public struct EquityPoint: Hashable, Sendable {
  /// Exchange time.
  public var time: Instant
  /// Equity in dollars.
  public var equity: Double

  /// Makes a point.
  public init(time: Instant, equity: Double) {
    self.time = time
    self.equity = equity
  }
}

/// Money of the book.
public struct BookSummary: Hashable, Sendable {
  /// Equity at mid marks.
  public var equity = Money.zero
  /// Equity at exit-side marks.
  public var exitEquity = Money.zero
  /// Equity at the session's open.
  public var sessionOpen = Money.zero
  /// Realised in the session, after fees.
  public var realisedToday = Money.zero
  /// Drawdown from the peak, as a share.
  public var drawdown = 0.0
  /// The session's equity curve.
  public var curve: [EquityPoint] = []
  /// Realised and unrealised since the start of the run, after fees.
  public var profit = Money.zero
  /// What far-side fills would have realised less since the start of the run; zero or negative.
  public var worstRealised = Money.zero
  /// What far-side fills would take from what is unrealised now; zero or negative.
  public var worstUnrealised = Money.zero

  /// An empty book.
  public init() {}
}

/// Quotes of one expiry as volatilities.
public struct SmileSummary: Hashable, Sendable {
  /// The symbol.
  public var underlying: String
  /// The expiry.
  public var expiry: CivilDate
  /// The forward.
  public var forward: Double
  /// Strikes, ascending.
  public var strikes: [Double]
  /// Volatility at each strike, from the side out of the money.
  public var volatilities: [Double]

  /// Makes a smile.
  public init(
    underlying: String, expiry: CivilDate, forward: Double, strikes: [Double],
    volatilities: [Double]
  ) {
    self.underlying = underlying
    self.expiry = expiry
    self.forward = forward
    self.strikes = strikes
    self.volatilities = volatilities
  }
}

/// A point of the term structure.
public struct TermPoint: Hashable, Sendable {
  /// The expiry.
  public var expiry: CivilDate
  /// Days to it, with a fraction.
  public var days: Double
  /// Volatility at the money.
  public var volatility: Double

  /// Makes a point.
  public init(expiry: CivilDate, days: Double, volatility: Double) {
    self.expiry = expiry
    self.days = days
    self.volatility = volatility
  }
}

/// Where the gamma of the book sits on the underlying that carries most of it.
public struct GammaHeat: Hashable, Sendable {
  /// The underlying.
  public var underlying: String
  /// Strikes, ascending.
  public var strikes: [Double]
  /// Expiries, ascending.
  public var expiries: [CivilDate]
  /// Gamma dollars of one percent by expiry, then strike; nil where nothing is held.
  public var values: [[Double?]]

  /// Makes a matrix.
  public init(
    underlying: String, strikes: [Double], expiries: [CivilDate], values: [[Double?]]
  ) {
    self.underlying = underlying
    self.strikes = strikes
    self.expiries = expiries
    self.values = values
  }
}
