// A structure that the trader built by hand, with the evidence of any other proposal.
//
// The figures, the proof and the gate are those of a detector's proposal. The size is the trader's,
// and the recommendation is never TRADE: no detector found anything, so nothing is for sale
// without a look.

public import Edges
import Risk
public import Structures

extension Edge {
  /// What stands in for an edge behind legs that the trader chose: no signal and no strength.
  public static func byHand(_ underlying: String, rationale: String) -> Edge {
    Edge(
      underlying: underlying, kind: .manual, signal: .none, strength: 0, percentile: nil,
      history: 0, isFallback: false, metrics: [], rationale: rationale)
  }
}

/// Proposes a structure built by hand.
///
/// - Parameters:
///   - built: The structure.
///   - doubts: Rules of the builders that it does not meet.
///   - edge: What stands in for its edge.
///   - quantity: Packages that the trader wants.
///   - context: The chain, the regime, the book and the limits.
/// - Returns: The proposal in that size with the gate's verdict, to review or to pass.
public func propose(
  _ built: BuiltStructure, doubts: [RefusalCode], for edge: Edge, quantity: Int,
  in context: ProposalContext
) -> ProposedTrade {
  var context = context
  let guidance = RegimeGuidance(for: context.regime)
  context.build.targets = guidance.targets
  var sizer = PackageSizer(edge: edge, context: context)
  var sized = sizer.size(built)
  let allowed = sized.size.packages
  sized.size.packages = quantity
  let proposer = Proposer(edge: edge, guidance: guidance, context: context)
  var trade = proposer.proposal(sized, attempts: [])
  var reasons = ["built by hand: no edge stands behind it"]
  if allowed < quantity {
    reasons.append("the sizing rule allows \(allowed): \(sized.size.binding)")
  }
  reasons += doubts.map(\.words)
  let breaches = trade.verdict.breaches.count
  trade.proposal.warnings.insert(
    contentsOf: reasons, at: min(breaches, trade.proposal.warnings.count))
  if trade.proposal.recommendation == .trade { trade.proposal.recommendation = .review }
  return trade
}
