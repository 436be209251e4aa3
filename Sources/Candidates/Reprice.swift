// Keeps the legs of a candidate while they still fit, so that it does not change every minute.

public import Edges
import MarketData
import Pricing
import Regimes
import Risk
public import Structures

/// Prices a proposal again.
///
/// The same legs are kept while they are listed, well quoted and liquid, worth their risk, allowed by
/// the regime, and their deltas stand within the rules' reach of the target; otherwise the edge is
/// proposed afresh. Legs that have lost their size give way to a fresh proposal that has one.
///
/// - Parameters:
///   - previous: The proposal as it stands.
///   - edge: Its edge now.
///   - context: The chain, the regime, the book and the limits now.
/// - Returns: The proposal as it stands now, or a fresh outcome.
public func reprice(
  _ previous: Proposal, for edge: Edge, in context: ProposalContext
) -> ProposalOutcome {
  guard let kept = keep(previous, for: edge, in: context) else {
    return propose(for: edge, in: context)
  }
  if kept.sizing.packages > 0 || previous.quantity == 0 { return .proposed(kept) }
  if case .proposed(let fresh) = propose(for: edge, in: context), fresh.sizing.packages > 0 {
    return .proposed(fresh)
  }
  return .proposed(kept)
}

/// Prices the same legs again while they fit, without looking for others.
///
/// - Parameters:
///   - previous: The proposal as it stands.
///   - edge: Its edge now.
///   - context: The chain, the regime, the book and the limits now.
/// - Returns: The proposal on the latest quotes; nil when its legs do not fit any more.
public func keep(
  _ previous: Proposal, for edge: Edge, in context: ProposalContext
) -> ProposedTrade? {
  let context = guided(context)
  guard let plan = try? plan(edge, in: context),
    plan.kinds.contains(previous.identity.structure),
    let built = try? rebuilt(previous, frontIsDear: plan.frontIsDear, context),
    stillFits(built, plan: plan, context: context)
  else { return nil }
  return proposed(built, previous, edge, context)
}

/// Prices the same legs again, whether or not they would still be chosen.
///
/// - Parameters:
///   - previous: The proposal as it stands.
///   - edge: Its edge as it was seen last.
///   - context: The chain, the regime, the book and the limits now.
/// - Returns: The proposal on the latest quotes.
/// - Throws: `RefusalCode` when a leg has no good quote or the structure is not worth its risk.
public func priceAgain(
  _ previous: Proposal, for edge: Edge, in context: ProposalContext
) throws(RefusalCode) -> ProposedTrade {
  let context = guided(context)
  let built = try rebuilt(previous, frontIsDear: edge.signal == .sellFront, context)
  return proposed(built, previous, edge, context)
}

/// The context with the deltas that its regime aims at.
private func guided(_ context: ProposalContext) -> ProposalContext {
  var context = context
  context.build.targets = RegimeGuidance(for: context.regime).targets
  return context
}

private func rebuilt(
  _ previous: Proposal, frontIsDear: Bool, _ context: ProposalContext
) throws(RefusalCode) -> BuiltStructure {
  guard context.build.surface.verdict != .refused else { throw .invalidQuote }
  return try rebuildStructure(
    previous.identity.structure, legs: previous.legs, frontIsDear: frontIsDear, in: context.build)
}

private func proposed(
  _ built: BuiltStructure, _ previous: Proposal, _ edge: Edge, _ context: ProposalContext
) -> ProposedTrade {
  var sizer = PackageSizer(edge: edge, context: context)
  let proposer = Proposer(
    edge: edge, guidance: RegimeGuidance(for: context.regime), context: context)
  return proposer.proposal(sizer.size(built), attempts: previous.attempts)
}

/// Whether the deltas of the legs that were chosen by delta are still near their targets.
private func stillFits(
  _ built: BuiltStructure, plan: StructurePlan, context: ProposalContext
) -> Bool {
  let rules = context.build.rules
  let targets = context.build.targets
  func fits(_ leg: QuotedLeg, _ target: Double, reach: Double) -> Bool {
    abs(abs(leg.delta) - target) <= reach
  }
  let shorts = built.legs.filter { $0.leg.ratio < 0 }
  switch built.kind {
  case .ironCondor, .strangleWinged:
    if plan.eventMove != nil { return true }
    return shorts.allSatisfy { fits($0, targets.condorShort, reach: rules.deltaKeep) }
  case .bullPut, .bearCall, .brokenWing:
    return shorts.allSatisfy { fits($0, targets.creditShort, reach: rules.deltaKeep) }
  case .callDebit, .putDebit:
    let longs = built.legs.filter { $0.leg.ratio > 0 }
    return longs.allSatisfy { fits($0, targets.debitLong, reach: rules.deltaKeep) }
  case .diagonal:
    let (long, short) = (targets.diagonalLong, targets.diagonalShort)
    return built.legs.allSatisfy {
      let wanted = $0.leg.ratio > 0 ? long : short
      return fits($0, wanted.middle, reach: wanted.middle - wanted.lowerBound + rules.deltaKeep)
    }
  case .ironButterfly, .calendar, .longButterfly:
    // A body at the money, unless the edge names its strike: twice the reach around one half.
    if let centre = plan.centre {
      return shorts.allSatisfy {
        abs($0.leg.contract.strike.dollars - centre) <= 0.005 * context.build.surface.spot
      }
    }
    return shorts.allSatisfy { fits($0, 0.5, reach: 2 * rules.deltaKeep) }
  }
}

extension ClosedRange<Double> {
  fileprivate var middle: Double { 0.5 * (lowerBound + upperBound) }
}
