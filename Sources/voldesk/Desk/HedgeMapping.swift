// The settings of hedging as the rules of the portfolio.

import Configuration
import Portfolio

/// The rules by which a delta asks for a hedge.
func hedgeRules(_ settings: Settings) -> HedgeRules {
  let source = settings.hedging
  return HedgeRules(
    band: HedgeRules.Band(rawValue: source.band) ?? .fixed, delta: source.delta,
    gamma: source.gamma, cost: source.cost, riskAversion: source.riskAversion)
}
