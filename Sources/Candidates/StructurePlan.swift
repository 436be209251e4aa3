// From an edge and a regime to the structures worth trying, in order.

import Edges
import MarketData
import Pricing
import Regimes
import Structures

/// An expiry to try, with the back one of a calendar or a diagonal.
struct ExpiryChoice: Hashable {
  var front: Int
  var back: Int?
}

/// What to try for an edge.
struct StructurePlan {
  /// Kinds in order.
  var kinds: [StructureKind]
  /// Expiries of a kind with one, in order, at most four.
  var singles: [ExpiryChoice]
  /// Front and back expiries of a kind with two, in order, at most three.
  var pairs: [ExpiryChoice]
  /// A strike to centre on; nil for the forward.
  var centre: Double?
  /// Event moves that the shorts of a condor must clear; nil for delta alone.
  var eventMove: Double?
  /// Calls or puts where the kind leaves the choice.
  var right: OptionRight
  /// Whether the edge says that the front is dear.
  var frontIsDear: Bool

  /// The expiries of a kind.
  func expiries(of kind: StructureKind) -> [ExpiryChoice] {
    kind.hasTwoExpiries ? pairs : singles
  }
}

/// Why an edge is not traded.
struct PlanRefusal: Error, Hashable {
  /// In words.
  var reason: String
}

/// Plans the structures of an edge.
///
/// - Throws: `PlanRefusal` when the regime forbids the trade or the edge maps to no structure.
func plan(_ edge: Edge, in context: ProposalContext) throws(PlanRefusal) -> StructurePlan {
  let guidance = RegimeGuidance(for: context.regime)
  try checkGates(edge, guidance: guidance, context: context)
  let isOption = edge.kind == .surface && edge.centre != nil
  let all =
    isOption ? verticals(around: edge, in: context) : kinds(for: edge, context: context)
  let allowed = all.filter { !guidance.refused.contains($0) }
  guard !all.isEmpty else {
    throw PlanRefusal(reason: "\(edge.kind.rawValue) \(edge.signal.rawValue) maps to no structure")
  }
  guard !allowed.isEmpty else {
    throw PlanRefusal(
      reason: "\(context.regime.rawValue) allows no \(all.map(\.rawValue).joined(separator: ", "))")
  }
  let needsPairs = allowed.contains(where: \.hasTwoExpiries)
  return StructurePlan(
    kinds: allowed, singles: singleExpiries(edge, guidance: guidance, context: context),
    pairs: needsPairs ? expiryPairs(edge, context: context) : [], centre: edge.centre?.dollars,
    eventMove: edge.kind == .event ? edge.eventMove : nil,
    right: context.regime == .trendUp ? .call : .put, frontIsDear: edge.signal == .sellFront)
}

/// The gates of the regime on selling premium.
private func checkGates(
  _ edge: Edge, guidance: RegimeGuidance, context: ProposalContext
) throws(PlanRefusal) {
  guard edge.signal == .shortVol else { return }
  if let least = guidance.premiumPercentile, [.vrp, .carry, .timeSeries].contains(edge.kind),
    (edge.percentile ?? 0) < least
  {
    throw PlanRefusal(
      reason: "\(context.regime.rawValue) sells volatility from percentile \(least)")
  }
  if let least = guidance.impliedRatio, let ratio = context.impliedRatio, ratio <= least {
    throw PlanRefusal(reason: "\(context.regime.rawValue) sells premium above a ratio of \(least)")
  }
}

private func kinds(for edge: Edge, context: ProposalContext) -> [StructureKind] {
  switch edge.signal {
  case .shortVol: edge.kind == .event ? [.ironCondor] : shortVolatility(context.regime)
  case .longVol: longVolatility(edge, context: context)
  case .sellPutSkew: [.bullPut, .brokenWing]
  case .buyPutSkew: [.putDebit]
  case .buyCallSkew: [.callDebit]
  case .sellFront: context.regime == .trendUp ? [.diagonal, .calendar] : [.calendar, .diagonal]
  case .sellBack: [.ironCondor]
  case .pin: [.longButterfly, .ironButterfly]
  case .long: directional(credit: .bullPut, debit: .callDebit, context: context)
  case .short: directional(credit: .bearCall, debit: .putDebit, context: context)
  case .none, .abstain: []
  }
}

/// The vertical that sells or buys the option at the edge's strike, the one out of the money.
private func verticals(around edge: Edge, in context: ProposalContext) -> [StructureKind] {
  guard let strike = edge.centre?.dollars, let expiry = edge.expiry,
    let forward = context.build.surface.slice(ofExpiry: expiry)?.parity.forward
  else { return [] }
  return switch (edge.signal, strike < forward) {
  case (.shortVol, true): [.bullPut]
  case (.shortVol, false): [.bearCall]
  case (.longVol, true): [.putDebit]
  case (.longVol, false): [.callDebit]
  default: []
  }
}

/// A leg of a pair: a direction, traded with a bounded loss and without shares.
///
/// Where its options are dear the direction is sold as a credit spread, which also earns what they
/// are too dear, else it is bought as a debit spread. Dear means a tenth over realised volatility, as the regimes' gate has it.
private func directional(
  credit: StructureKind, debit: StructureKind, context: ProposalContext
) -> [StructureKind] {
  (context.impliedRatio ?? 1) > 1.1 ? [credit, debit] : [debit, credit]
}

private func shortVolatility(_ regime: RegimeState) -> [StructureKind] {
  switch regime {
  case .lowVolGrind, .chop: [.ironCondor, .ironButterfly, .strangleWinged]
  case .highVolPanic: [.ironCondor, .bullPut, .bearCall, .strangleWinged]
  case .trendUp: [.bullPut, .ironCondor]
  case .trendDown: [.bearCall, .ironCondor]
  }
}

/// Long volatility with a bounded loss: what the regime allows of it, a calendar only where volatility is cheap.
///
/// An event or a gap in dealers' gamma that calls for long volatility has no structure: the desk stands aside.
private func longVolatility(_ edge: Edge, context: ProposalContext) -> [StructureKind] {
  guard [.vrp, .carry, .timeSeries].contains(edge.kind) else { return [] }
  switch context.regime {
  case .trendUp: return [.callDebit, .diagonal]
  case .trendDown, .highVolPanic: return [.putDebit]
  case .lowVolGrind, .chop: return (context.impliedPercentile ?? 100) < 30 ? [.calendar] : []
  }
}

private func singleExpiries(
  _ edge: Edge, guidance: RegimeGuidance, context: ProposalContext
) -> [ExpiryChoice] {
  let rules = context.build.rules
  let slices = context.build.surface.slices
  if edge.signal == .sellBack, let back = edge.backExpiry ?? edge.expiry {
    return backChoices(back, slices: slices)
  }
  if let expiry = edge.expiry { return [ExpiryChoice(front: expiry, back: nil)] }
  let window = edge.signal == .pin ? rules.pinDays : guidance.days.clamped(to: rules.days)
  let target = edge.signal == .pin ? rules.pinDays.upperBound : guidance.targetDays
  return nearest(slices, in: window, to: target).prefix(4).map {
    ExpiryChoice(front: $0, back: nil)
  }
}

/// The back month that the edge names, then its neighbours of 31 to 90 days.
private func backChoices(_ named: Int, slices: [ExpirySlice]) -> [ExpiryChoice] {
  let days = slices.first { $0.expiry == named }?.daysToExpiry ?? 45
  let others = nearest(slices, in: 31...90, to: days).filter { $0 != named }
  return ([named] + others).prefix(4).map { ExpiryChoice(front: $0, back: nil) }
}

private func expiryPairs(_ edge: Edge, context: ProposalContext) -> [ExpiryChoice] {
  let rules = context.build.rules
  let slices = context.build.surface.slices
  let fronts =
    edge.expiry.map { [$0] } ?? nearest(slices, in: rules.calendarFrontDays, to: 21)
  guard let front = fronts.first, let own = slices.first(where: { $0.expiry == front }) else {
    return []
  }
  let least = own.daysToExpiry + rules.calendarGapDays
  var backs = nearest(slices, in: least...max(least, 120), to: own.daysToExpiry + 30)
  if let named = edge.backExpiry, let index = backs.firstIndex(of: named) {
    backs.remove(at: index)
    backs.insert(named, at: 0)
  }
  return backs.prefix(3).map { ExpiryChoice(front: front, back: $0) }
}

/// Expiries in a window by distance to a day, the earlier first when equal.
private func nearest(_ slices: [ExpirySlice], in window: ClosedRange<Int>, to day: Int) -> [Int] {
  slices.filter { window.contains($0.daysToExpiry) }
    .map { (distance: abs($0.daysToExpiry - day), expiry: $0.expiry) }
    .sorted { ($0.distance, $0.expiry) < ($1.distance, $1.expiry) }
    .map(\.expiry)
}
