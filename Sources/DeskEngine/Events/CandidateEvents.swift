// Candidates and what becomes of them.

public import Candidates
public import MarketData
public import Structures

/// A leg with the market it was built on.
public struct CandidateLeg: LineRecord, Hashable, Sendable {
  /// The contract.
  public var contract: OptionContract = blankContract
  /// Contracts in one package, negative for short.
  public var ratio: Int = 0
  /// Best bid.
  public var bid: Money = .zero
  /// Best ask.
  public var ask: Money = .zero
  /// Implied volatility.
  public var iv: Double = 0
  /// Delta of one long contract.
  public var delta: Double = 0
  /// Age of the quote.
  public var ageSeconds: Double = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("contract", &contract)
    try coder.field("ratio", &ratio)
    try coder.field("bid", &bid)
    try coder.field("ask", &ask)
    try coder.field("iv", &iv)
    try coder.field("delta", &delta)
    try coder.field("age_s", &ageSeconds)
  }
}

/// A short and the long that covers it.
public struct ProofPair: LineRecord, Hashable, Sendable {
  /// The short.
  public var short: OptionContract = blankContract
  /// The long.
  public var long: OptionContract = blankContract

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("short", &short)
    try coder.field("long", &long)
  }
}

/// The worst loss of one expiry group.
public struct ProofGroup: LineRecord, Hashable, Sendable {
  /// The shorts' expiry.
  public var expiry: CivilDate = CivilDate(dayNumber: 0)
  /// The worst price.
  public var at: Double = 0
  /// The loss there, in points a package.
  public var loss: Double = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("expiry", &expiry)
    try coder.field("at", &at)
    try coder.field("loss", &loss)
  }
}

/// A proof of defined risk.
public struct ProofRecord: LineRecord, Hashable, Sendable {
  /// The most that one package can lose.
  public var bound: Money = .zero
  /// Which long covers which short.
  public var pairs: [ProofPair] = []
  /// The worst of each expiry group.
  public var groups: [ProofGroup] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("bound", &bound)
    try coder.records("pairs", &pairs)
    try coder.records("groups", &groups)
  }
}

/// A failed attempt.
public struct AttemptRecord: LineRecord, Hashable, Sendable {
  /// What was tried.
  public var structure: StructureKind = .ironCondor
  /// In which expiry.
  public var expiry: CivilDate?
  /// The width tried.
  public var width: Double?
  /// Why it failed.
  public var code: RefusalCode = .limit

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.word("structure", &structure)
    try coder.field("expiry", &expiry)
    try coder.field("width", &width)
    try coder.word("code", &code)
  }
}

/// A candidate with everything behind it.
public struct CandidateRecord: LineRecord, Hashable, Sendable {
  /// The candidate.
  public var candidate: Int = 0
  /// Its revision, from 1.
  public var rev: Int = 0
  /// The symbol.
  public var underlying: String = ""
  /// The edge behind it.
  public var edge: Int = 0
  /// The structure.
  public var structure: StructureKind = .ironCondor
  /// The legs.
  public var legs: [CandidateLeg] = []
  /// Packages.
  public var quantity: Int = 0
  /// Net of one package at the far sides, positive for a credit.
  public var net: Money = .zero
  /// Net at mids.
  public var netMid: Money = .zero
  /// Fees for the quantity.
  public var fees: Money = .zero
  /// Proven maximum loss.
  public var maxLoss: Money = .zero
  /// Maximum profit.
  public var maxProfit: Money?
  /// Prices without profit or loss.
  public var breakevens: [Double] = []
  /// Shares.
  public var delta: Double = 0
  /// Shares a point.
  public var gamma: Double = 0
  /// Dollars a volatility point.
  public var vega: Double = 0
  /// Dollars a calendar day.
  public var theta: Double = 0
  /// Risk-neutral probability of profit.
  public var popQ: Double?
  /// Probability of profit under the forecast.
  public var popP: Double?
  /// Risk-neutral expected value.
  public var evQ: Double?
  /// Expected value under the forecast.
  public var evP: Double?
  /// Probability of touching a short strike.
  public var touch: Double?
  /// Margin.
  public var margin: Money = .zero
  /// 0 to 100.
  public var quality: Int = 0
  /// A+ to D.
  public var grade: String = ""
  /// TRADE, REVIEW or PASS.
  public var recommendation: Recommendation = .pass
  /// What to look at.
  public var warnings: [String] = []
  /// Profit by stress cell.
  public var stress: [NamedNumber] = []
  /// The proof.
  public var proof: ProofRecord = ProofRecord()
  /// Failed attempts.
  public var attempts: [AttemptRecord] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("candidate", &candidate)
    try coder.field("rev", &rev)
    try coder.field("underlying", &underlying)
    try coder.field("edge", &edge)
    try coder.word("structure", &structure)
    try coder.records("legs", &legs)
    try coder.field("quantity", &quantity)
    try coder.field("net", &net)
    try coder.field("net_mid", &netMid)
    try coder.field("fees", &fees)
    try coder.field("max_loss", &maxLoss)
    try coder.field("max_profit", &maxProfit)
    try coder.field("breakevens", &breakevens)
    try coder.field("delta", &delta)
    try coder.field("gamma", &gamma)
    try coder.field("vega", &vega)
    try coder.field("theta", &theta)
    try coder.field("pop_q", &popQ)
    try coder.field("pop_p", &popP)
    try coder.field("ev_q", &evQ)
    try coder.field("ev_p", &evP)
    try coder.field("touch", &touch)
    try coder.field("margin", &margin)
    try coder.field("quality", &quality)
    try coder.field("grade", &grade)
    try coder.word("recommendation", &recommendation)
    try coder.field("warnings", &warnings)
    try coder.field("stress", &stress)
    try coder.record("proof", &proof)
    try coder.records("attempts", &attempts)
  }
}

/// A candidate lapsed.
public struct CandidateClosed: LineRecord, Hashable, Sendable {
  /// The candidate.
  public var candidate: Int = 0
  /// Its revision.
  public var rev: Int = 0
  /// Why.
  public var reason: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("candidate", &candidate)
    try coder.field("rev", &rev)
    try coder.field("reason", &reason)
  }
}

/// A candidate was approved.
public struct CandidateApproved: LineRecord, Hashable, Sendable {
  /// The candidate.
  public var candidate: Int = 0
  /// The revision approved.
  public var rev: Int = 0
  /// Who.
  public var by: Actor = .engine
  /// The command.
  public var command: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("candidate", &candidate)
    try coder.field("rev", &rev)
    try coder.word("by", &by)
    try coder.field("command", &command)
  }
}

/// A candidate was rejected.
public struct CandidateRejected: LineRecord, Hashable, Sendable {
  /// The candidate.
  public var candidate: Int = 0
  /// The revision rejected.
  public var rev: Int = 0
  /// Why.
  public var reason: String = ""
  /// Who.
  public var by: Actor = .engine
  /// The command.
  public var command: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("candidate", &candidate)
    try coder.field("rev", &rev)
    try coder.field("reason", &reason)
    try coder.word("by", &by)
    try coder.field("command", &command)
  }
}

/// A rejection was undone.
public struct CandidateRestored: LineRecord, Hashable, Sendable {
  /// The candidate.
  public var candidate: Int = 0
  /// Its revision.
  public var rev: Int = 0
  /// The command.
  public var command: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("candidate", &candidate)
    try coder.field("rev", &rev)
    try coder.field("command", &command)
  }
}
