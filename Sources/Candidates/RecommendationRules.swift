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
  add("one leg of a pair: its partner is another candidate", when: edge.kind == .ou)
  add("regime has insufficient data", when: context.isRegimeInsufficient)
  add("regime confidence below 40", when: context.regimeConfidence < 40)
  let fits = guidance.favoured.contains(built.kind)
  add("\(built.kind.rawValue) does not fit the regime", when: !fits)
  add("chain degraded", when: surface.verdict == .degraded)
  add("no forecast volatility", when: outlook.forecast == nil)
  add("smile too thin for a distribution", when: outlook.implied == nil)
  add("expected value below zero", when: (outlook.forecast?.expectedValue ?? 0) < 0)
  for expiry in [built.expiry, built.backExpiry ?? built.expiry] {
    guard let slice = surface.slice(ofExpiry: expiry), slice.parity.isFallback else { continue }
    add("forward without parity", when: !reasons.contains("forward without parity"))
  }
  let isAmerican = context.build.chain.expiries[built.expiry].root.style == .american
  add(
    "early exercise may pay",
    when: isAmerican && built.modelLegs.contains(where: mayBeExercisedEarly))
  return reasons
}

/// What is worth knowing of a proposal: what its bound assumes, and American options priced as European ones.
///
/// Where early exercise cannot pay the right to it is worth little: the mark alone is no reason to review.
func notes(on built: BuiltStructure, context: ProposalContext) -> [String] {
  let isAmerican = context.build.chain.expiries[built.expiry].root.style == .american
  return built.assumptions + (isAmerican ? ["american\u{2248}"] : [])
}

/// Whether exercising a leg now may gain its holder more than the time value given up.
///
/// The gain is interest on the strike for a put, the yield until expiry for a call. Source: Merton
/// (1973), "Theory of rational option pricing", Bell J. of Economics 4, theorem 2 and its converse
/// for puts.
private func mayBeExercisedEarly(_ leg: ModelLeg) -> Bool {
  let (strike, isCall) = (leg.contract.strike.dollars, leg.contract.right == .call)
  let intrinsic = isCall ? leg.spot - strike : strike - leg.spot
  guard intrinsic > 0 else { return false }
  let value = black76Price(
    leg.contract.right, forward: leg.forward, strike: strike, years: leg.years,
    volatility: leg.volatility, discount: leg.discount)
  let gain = isCall ? leg.spot - leg.forward * leg.discount : strike * (1 - leg.discount)
  return !(value - intrinsic >= gain)
}
