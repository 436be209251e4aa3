// Proposals as records of the journal, and back.

public import Candidates
import Edges
public import MarketData
import Risk
import Structures

extension CandidateRecord {
  /// A proposal as it is written.
  ///
  /// - Parameters:
  ///   - p: The proposal.
  ///   - candidate: The candidate's number.
  ///   - rev: Its revision.
  ///   - edge: The edge behind it.
  ///   - now: The moment, from which the age of the quotes counts.
  public init(_ p: Proposal, candidate: Int, rev: Int, edge: Int, at now: Instant) {
    func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
    self.init(
      candidate: candidate, rev: rev, underlying: p.identity.underlying, edge: edge,
      structure: p.identity.structure,
      legs: p.legs.map {
        CandidateLeg(
          contract: $0.leg.contract, ratio: $0.leg.ratio, bid: $0.bid, ask: $0.ask,
          iv: rounded($0.volatility), delta: rounded($0.delta),
          ageSeconds: rounded((now - $0.quoteTime).seconds))
      }, quantity: p.quantity, net: p.net, netMid: p.netMid, fees: p.fees, maxLoss: p.maxLoss,
      maxProfit: p.maxProfit, breakevens: p.breakevens.map { ($0 * 100).rounded() / 100 },
      delta: rounded(p.delta), gamma: rounded(p.gamma), vega: rounded(p.vega),
      theta: rounded(p.theta), popQ: p.profitProbabilityQ.map(rounded),
      popP: p.profitProbabilityP.map(rounded), evQ: p.expectedValueQ.map(rounded),
      evP: p.expectedValueP.map(rounded), touch: p.touchProbability.map(rounded),
      margin: p.margin, quality: p.quality, grade: p.grade, recommendation: p.recommendation,
      warnings: p.warnings, stress: p.stress.map { NamedNumber($0.cell, rounded($0.profit)) },
      proof: ProofRecord(
        bound: p.proof.bound,
        pairs: p.proof.pairs.map { ProofPair(short: $0.short, long: $0.long) },
        groups: p.proof.groups.map {
          ProofGroup(expiry: $0.expiry, at: rounded($0.at), loss: rounded($0.loss))
        }),
      attempts: p.attempts.map {
        AttemptRecord(
          structure: $0.structure, expiry: $0.expiry, width: $0.width.map(rounded), code: $0.code)
      })
  }
}

extension Decider {
  /// A proposal as it is written now.
  func candidateRecord(
    _ p: Proposal, candidate: Int, rev: Int, edge: Int
  ) -> CandidateRecord {
    CandidateRecord(p, candidate: candidate, rev: rev, edge: edge, at: now)
  }

  /// The proposal of a written candidate on this session's chain; nil when a leg is not listed.
  func previousProposal(_ entry: CandidateEntry) -> Proposal? {
    guard let index = market.index(of: entry.record.underlying) else { return nil }
    return entry.record.proposal(kind: entry.kind, at: entry.revised) {
      market.underlyings[index].chain.index(of: $0)
    }
  }
}

extension CandidateRecord {
  /// The proposal that was written, with its legs found in a chain.
  ///
  /// - Parameters:
  ///   - kind: The kind of edge behind it.
  ///   - time: When it was written.
  ///   - find: The index of a contract in the chain, or nil.
  /// - Returns: The proposal; nil when a contract is not listed any more.
  func proposal(
    kind: EdgeKind, at time: Instant, find: (OptionContract) -> Int?
  ) -> Proposal? {
    var quoted: [QuotedLeg] = []
    for leg in legs {
      guard let option = find(leg.contract) else { return nil }
      quoted.append(
        QuotedLeg(
          leg: Leg(contract: leg.contract, ratio: leg.ratio), option: option, bid: leg.bid,
          ask: leg.ask, volatility: leg.iv, delta: leg.delta,
          quoteTime: time - TimeSpan(nanoseconds: Int64(leg.ageSeconds * 1e9))))
    }
    guard let expiry = legs.map(\.contract.expiry).min() else { return nil }
    return Proposal(
      identity: CandidateIdentity(
        underlying: underlying, edge: kind, structure: structure, expiry: expiry),
      legs: quoted, quantity: quantity, net: net, netMid: netMid, fees: fees, maxLoss: maxLoss,
      maxProfit: maxProfit, breakevens: breakevens, delta: delta, gamma: gamma, vega: vega,
      theta: theta, profitProbabilityQ: popQ, profitProbabilityP: popP, expectedValueQ: evQ,
      expectedValueP: evP, touchProbability: touch, margin: margin, quality: quality,
      grade: grade, recommendation: recommendation, warnings: warnings,
      stress: stress.map { StressCell(cell: $0.name, profit: $0.value ?? 0) },
      proof: DefinedRiskProof(
        bound: proof.bound, pairs: proof.pairs.map { CoveredPair(short: $0.short, long: $0.long) },
        groups: proof.groups.map { RiskGroup(expiry: $0.expiry, at: $0.at, loss: $0.loss) }),
      attempts: attempts.map {
        BuildAttempt(structure: $0.structure, expiry: $0.expiry, width: $0.width, code: $0.code)
      })
  }
}
