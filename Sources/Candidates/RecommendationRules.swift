// TRADE, REVIEW or PASS, with every reason in words.

import Edges
import MarketData
import Pricing
import Risk
import Structures

/// A recommendation with its reasons.
struct Advice: Hashable {
  /// What the desk recommends.
  var recommendation: Recommendation
  /// Reasons to pass, then to review, then what is worth knowing.
  var warnings: [String]

  /// Weighs reasons: any to pass decides, then any to review.
  init(pass: [String], review: [String], notes: [String]) {
    recommendation = !pass.isEmpty ? .pass : !review.isEmpty ? .review : .trade
    warnings = pass + review + notes
  }
}

/// Why a proposal must not be traded.
func reasonsToPass(size: PositionSize, verdict: RiskVerdict) -> [String] {
  var reasons: [String] = []
  if size.packages == 0 {
    reasons.append(
      size.binding == "quarter_kelly"
        ? "Kelly is too small for one package" : "no size: \(size.binding)")
  }
  return reasons + verdict.breaches.map { "limit \($0.limit)" }
}

/// Why a trader should look first.
func reasonsToReview(
  edge: Edge, built: BuiltStructure, guidance: RegimeGuidance, outlook: PackageOutlook,
  context: ProposalContext
) -> [String] {
  var reasons: [String] = []
  func add(_ reason: String, when condition: Bool) {
    if condition { reasons.append(reason) }
  }
  let surface = context.build.surface
  add("edge on short history", when: edge.isFallback)
  add("regime has insufficient data", when: context.isRegimeInsufficient)
  add("regime confidence below 40", when: context.regimeConfidence < 40)
  let fits = edge.kind != .vrp || guidance.favoured.contains(built.kind)
  add("\(built.kind.rawValue) does not fit the regime", when: !fits)
  add("chain degraded", when: surface.verdict == .degraded)
  add("no forecast volatility", when: outlook.forecast == nil)
  add("smile too thin for a distribution", when: outlook.implied == nil)
  add("expected value below zero", when: (outlook.forecast?.expectedValue ?? 0) < 0)
  for expiry in [built.expiry, built.backExpiry ?? built.expiry] {
    guard let slice = surface.slice(ofExpiry: expiry), slice.parity.isFallback else { continue }
    add("forward without parity", when: !reasons.contains("forward without parity"))
  }
  let root = context.build.chain.expiries[built.expiry].root
  add("american options priced as european", when: root.style == .american)
  return reasons
}
