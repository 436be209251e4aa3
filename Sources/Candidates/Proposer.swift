// Writes the evidence of a sized structure down as a proposal.

import Edges
import MarketData
import Pricing
import Risk
import Structures

/// Writes proposals for one edge.
struct Proposer {
  let edge: Edge
  let guidance: RegimeGuidance
  let context: ProposalContext

  /// The proposal of a sized structure, with the gate's verdict.
  ///
  /// Amounts are for the quantity, or for one package when the quantity is zero.
  func proposal(_ choice: SizedStructure, attempts: [BuildAttempt]) -> ProposedTrade {
    let built = choice.built
    let packages = max(choice.size.packages, 1)
    let verdict = judge(
      order(built, packages: packages), stage: .propose, exposure: context.exposure,
      limits: context.limits, state: context.state, book: context.book)
    let vote = VoteAdvice(edge, vote: context.vote)
    let advice = Advice(
      pass: reasonsToPass(size: choice.size, verdict: verdict) + vote.pass,
      review: vote.review
        + reasonsToReview(
          edge: edge, built: built, guidance: guidance, outlook: choice.outlook, context: context),
      notes: notes(on: built, context: context) + vote.notes)
    let score = QualityScore(
      strength: edge.strength, confidence: context.regimeConfidence,
      isFavoured: guidance.favoured.contains(built.kind),
      liquidity: liquidityShare(of: built.legs, rules: context.build.liquidity),
      pricing: pricingShare(
        expectedValue: choice.outlook.forecast?.expectedValue, maxLoss: built.proof.bound.dollars))
    let proposal = proposal(choice, packages: packages, advice: advice, score: score, attempts)
    return ProposedTrade(
      proposal: proposal, verdict: verdict, modelLegs: built.modelLegs, sizing: choice.size)
  }

  private func proposal(
    _ choice: SizedStructure, packages: Int, advice: Advice, score: QualityScore,
    _ attempts: [BuildAttempt]
  ) -> Proposal {
    let built = choice.built
    let outlook = choice.outlook
    let count = Double(packages)
    let fees = built.fees * packages
    let greeks = positionGreeks(of: built.modelLegs).scaled(by: count)
    let best = outlook.payoff.best.flatMap {
      Money(dollars: $0 * Double(built.multiplier) * count)
    }
    let maxLoss = built.proof.bound * packages
    return Proposal(
      identity: CandidateIdentity(
        underlying: edge.underlying, edge: edge.kind, structure: built.kind,
        expiry: context.build.chain.expiries[built.expiry].date),
      legs: built.legs, quantity: choice.size.packages, net: built.net, netMid: built.netMid,
      fees: fees, maxLoss: maxLoss, maxProfit: best.map { $0 - fees },
      breakevens: outlook.payoff.breakevens, delta: greeks.delta, gamma: greeks.gamma,
      vega: greeks.vega, theta: greeks.theta,
      profitProbabilityQ: outlook.implied?.probability,
      profitProbabilityP: outlook.forecast?.probability,
      expectedValueQ: outlook.implied.map { $0.expectedValue * count },
      expectedValueP: outlook.forecast.map { $0.expectedValue * count },
      touchProbability: outlook.touch, margin: maxLoss, quality: score.points, grade: score.grade,
      recommendation: advice.recommendation, warnings: advice.warnings,
      stress: stress(built, packages: packages), proof: built.proof, attempts: attempts)
  }

  /// The headline cells, for moves of the underlying itself.
  private func stress(_ built: BuiltStructure, packages: Int) -> [StressCell] {
    let own = StructureRisk(
      position: nil, underlying: edge.underlying, cluster: nil, beta: 1,
      legs: built.modelLegs.map { $0.with(count: $0.count * packages) }, quantity: packages,
      maxLoss: nil, openedOn: context.exposure.session)
    return headlineStress(of: [own]).compactMap { point in
      point.profit.map { StressCell(cell: point.name, profit: $0) }
    }
  }

  private func order(_ built: BuiltStructure, packages: Int) -> OrderIntentCheck {
    let rules = context.build.quotes
    let legs = zip(built.legs, built.modelLegs).map { leg, model in
      let quote = context.build.chain.quotes[leg.option]
      return OrderLeg(
        leg: model.with(count: model.count * packages), bid: leg.bid, ask: leg.ask,
        quality: quote.map { rules.quality($0, at: context.build.time) }, quoteTime: leg.quoteTime)
    }
    return OrderIntentCheck(
      purpose: .open, author: .engine, kind: built.kind, underlying: edge.underlying,
      cluster: context.cluster, beta: context.beta, legs: legs, quantity: packages,
      limit: built.net, tick: context.build.chain.expiries[built.expiry].root.ticks.below,
      maxLoss: (built.proof.bound * packages).dollars, isMarketOpen: context.isMarketOpen,
      isDuplicate: false)
  }
}
