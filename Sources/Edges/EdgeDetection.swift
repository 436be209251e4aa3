// Every detector by its kind, and the numbers a day leaves behind for their percentiles.

public import MarketData
import Pricing
import Volatility

/// Runs the detector of a kind; a kind without one abstains.
public func detectEdge(_ kind: EdgeKind, _ context: EdgeContext) -> EdgeFinding {
  switch kind {
  case .vrp: detectVarianceRiskPremium(context)
  case .termStructure: detectTermStructure(context)
  case .skew: detectSkew(context)
  case .event: detectEvent(context)
  case .gamma: detectGamma(context)
  case .flat: detectFlat(context)
  case .carry: detectCarry(context)
  case .timeSeries: detectTimeSeries(context)
  case .surface: detectSurface(context)
  case .manual, .ou, .forecast:
    .abstained(reason: "no detector of one chain for \(kind.rawValue)")
  }
}

/// What is stored of a symbol at each close.
public let dailyMetricNames = [
  "ratio", "nrr", "rr25", "gex_adv", "slope", "atm30", "carry", "event_move",
]

/// The numbers to store once a day for a symbol, taken at its close.
///
/// - Returns: The numbers under `dailyMetricNames`, each nil when it could not be measured.
public func dailyMetrics(_ context: EdgeContext) -> [NamedNumber] {
  guard context.blocker == nil else {
    return dailyMetricNames.map { NamedNumber($0, nil) }
  }
  let skew = try? context.readSkew().get()
  let term = try? context.readTermStructure().get()
  let premium = try? context.readPremium().get()
  let carry = try? context.readCarry().get()
  let profile = context.gammaProfile ?? readGammaProfile(context)
  var move: Double?
  if case .priced(let event) = context.measureEvent() { move = event.variance.move }
  return [
    NamedNumber("ratio", premium?.ratio), NamedNumber("nrr", skew?.normalised),
    NamedNumber("rr25", skew?.riskReversal),
    NamedNumber("gex_adv", profile.openInterest > 0 ? context.gammaShare(profile) : nil),
    NamedNumber("slope", term?.slope),
    NamedNumber("atm30", context.surface.constantMaturityVolatility(days: 30)),
    NamedNumber("carry", carry?.carry.monthly), NamedNumber("event_move", move),
  ]
}
