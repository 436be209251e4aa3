// Keeps the legs of a candidate while they still fit, so that it does not change every minute.

public import Edges
import MarketData
import Pricing
import Regimes
import Risk
import Structures

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

/// Prices the same legs again, without looking for others.
///
/// - Parameters:
///   - previous: The proposal as it stands.
///   - edge: Its edge now.
///   - original: The chain, the regime, the book and the limits now.
/// - Returns: The proposal on the latest quotes; nil when its legs do not fit any more.
public func keep(
  _ previous: Proposal, for edge: Edge, in original: ProposalContext
) -> ProposedTrade? {
  var context = original
  let guidance = RegimeGuidance(for: context.regime)
  context.build.targets = guidance.targets
  do {
    guard context.build.surface.verdict != .refused else { return nil }
    let plan = try plan(edge, in: context)
    guard plan.kinds.contains(previous.identity.structure) else { return nil }
    let built = try rebuildStructure(
      previous.identity.structure, legs: previous.legs, frontIsDear: plan.frontIsDear,
      in: context.build)
    guard stillFits(built, plan: plan, context: context) else { return nil }
    var search = ProposalSearch(edge: edge, plan: plan, context: context)
    let sized = search.size(built)
    let proposer = Proposer(edge: edge, guidance: guidance, context: context)
    return proposer.proposal(sized, attempts: previous.attempts)
  } catch {
    return nil
  }
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
  case .ironButterfly, .calendar, .longButterfly, .diagonal:
    // A body at the money, unless the edge names its strike: twice the reach around one half.
    if let centre = plan.centre {
      return shorts.allSatisfy {
        abs($0.leg.contract.strike.dollars - centre) <= 0.005 * context.build.surface.spot
      }
    }
    return shorts.allSatisfy { fits($0, 0.5, reach: 2 * rules.deltaKeep) }
  }
}
