// Where a position rolls to: the same structure in the next expiry, at the deltas its kind aims at.
//
// The new legs stand in expiries that the old ones do not have, so that nothing nets to zero and
// every leg of the combo is one trade. Where the strikes at those deltas do not make the structure,
// it keeps its own strikes if they are listed; `RollReasons` tells why it is not a nearer expiry.

import MarketData
import Pricing
public import Structures

/// Where a position rolls to.
public struct RollPlan: Hashable, Sendable {
  /// The new structure.
  public var built: BuiltStructure
  /// Rules of the builders that it does not meet.
  public var doubts: [RefusalCode]
  /// Whether it kept its strikes because none fit at its deltas.
  public var keepsStrikes: Bool
  /// Why it is this expiry: the days that were aimed at, and what stood against a nearer one.
  public var reasons: [String] = []
}

/// Why a position cannot be rolled.
public struct RollRefusal: Error, Hashable, Sendable {
  /// Its code.
  public var code: RefusalCode
  /// In words.
  public var text: String

  /// Makes a refusal.
  public init(code: RefusalCode, text: String) {
    self.code = code
    self.text = text
  }
}

/// Days to expiry that a roll of a structure of one expiry aims at.
public let rollDays = 30...45

/// What the days to the new front expiry are measured against.
struct RollAim {
  /// Days that are inside.
  let window: ClosedRange<Int>
  /// The day to be nearest to.
  let day: Int

  /// 37 of 30 to 45 days; three weeks for the front of a structure with two expiries.
  init(of kind: StructureKind, _ rules: StructureRules) {
    window = kind.hasTwoExpiries ? rules.calendarFrontDays : rollDays
    day = kind.hasTwoExpiries ? 21 : 37
  }

  /// How far some days are from it: outside the window first, then from the day.
  func distance(_ days: Int) -> RollDistance {
    RollDistance(
      outside: max(window.lowerBound - days, days - window.upperBound, 0), from: abs(days - day))
  }
}

/// A distance to the aim of a roll; days outside the window weigh more than any inside.
struct RollDistance: Comparable {
  let outside: Int
  let from: Int

  static func < (one: RollDistance, other: RollDistance) -> Bool {
    (one.outside, one.from) < (other.outside, other.from)
  }
}

/// Plans the roll of a structure.
///
/// - Parameters:
///   - kind: What it is.
///   - legs: One package of it.
///   - context: The chain, the regime and the rules.
/// - Returns: The structure to open in its place.
/// - Throws: `RollRefusal` when no later expiry is listed or none of the three nearest fits.
public func planRoll(
  _ kind: StructureKind, legs: [Leg], in context: ProposalContext
) throws(RollRefusal) -> RollPlan {
  guard kind.fits(legs) else {
    throw RollRefusal(
      code: .validationFail, text: "the legs left are not of kind \(kind.rawValue) any more")
  }
  guard context.build.surface.verdict != .refused else {
    throw RollRefusal(code: .invalidQuote, text: "the chain is refused")
  }
  let choices = rollExpiries(kind, legs: legs, in: context)
  guard !choices.isEmpty else {
    let window = "\(rollDays.lowerBound) to \(rollDays.upperBound) days"
    throw RollRefusal(
      code: .noExpiry, text: "no later expiry is quoted to roll to, nearest \(window)")
  }
  var context = context
  context.build.targets = RegimeGuidance(for: context.regime).targets
  var failures: [LegFault] = []
  var tried: [RollTrial] = []
  for choice in choices.prefix(3) {
    var trial = RollTrial(expiry: choice.front)
    for keepsStrikes in [false, true] {
      let moved =
        keepsStrikes
        ? sameStrikes(legs, choice, context) : sameDeltas(kind, legs, choice, context)
      let hand = moved.map { buildByHand(kind, legs: $0, in: context.build) }
      if let hand, let built = hand.built {
        var plan = RollPlan(built: built, doubts: hand.doubts, keepsStrikes: keepsStrikes)
        let aim = RollAim(of: kind, context.build.rules)
        plan.reasons = rollReasons(choice.front, aim, tried: tried, legs: legs, in: context)
        return plan
      }
      trial.note(hand, keepsStrikes: keepsStrikes)
      failures += hand?.faults ?? []
    }
    tried.append(trial)
  }
  let first = failures.first
  throw RollRefusal(
    code: first?.code ?? .shortStrikeNotFound,
    text: "no such structure can be built in the next expiries"
      + (first.map { ": \($0.text)" } ?? ""))
}

/// Expiries after the old front that no old leg has, by distance to the aim, and their back ones.
private func rollExpiries(
  _ kind: StructureKind, legs: [Leg], in context: ProposalContext
) -> [ExpiryChoice] {
  let chain = context.build.chain
  let rules = context.build.rules
  let old = legs.map(\.contract.expiry)
  guard let front = old.min() else { return [] }
  let free = context.build.surface.slices.filter {
    let date = chain.expiries[$0.expiry].date
    return date > front && !old.contains(date)
  }
  let aim = RollAim(of: kind, rules)
  let fronts = free.sorted {
    (aim.distance($0.daysToExpiry), $0.expiry) < (aim.distance($1.daysToExpiry), $1.expiry)
  }
  guard kind.hasTwoExpiries else { return fronts.map { ExpiryChoice(front: $0.expiry, back: nil) } }
  return fronts.compactMap { slice in
    let least = slice.daysToExpiry + rules.calendarGapDays
    let back = free.filter { $0.daysToExpiry >= least }.min {
      abs($0.daysToExpiry - slice.daysToExpiry - 30)
        < abs($1.daysToExpiry - slice.daysToExpiry - 30)
    }
    return back.map { ExpiryChoice(front: slice.expiry, back: $0.expiry) }
  }
}

/// The legs at the deltas that the kind aims at, as wide as the old ones.
private func sameDeltas(
  _ kind: StructureKind, _ legs: [Leg], _ choice: ExpiryChoice, _ context: ProposalContext
) -> [Leg]? {
  let request = BuildRequest(
    kind: kind, expiry: choice.front, backExpiry: choice.back, width: narrowestWing(legs),
    centre: nil, shortDistance: nil, right: legs.first?.contract.right ?? .put, frontIsDear: true)
  return try? pickLegs(request, in: context.build)
}

/// The old strikes in the new expiries.
private func sameStrikes(
  _ legs: [Leg], _ choice: ExpiryChoice, _ context: ProposalContext
) -> [Leg]? {
  let expiries = context.build.chain.expiries
  let front = legs.map(\.contract.expiry).min()
  return legs.map { leg in
    let isBack = leg.contract.expiry != front
    let home = expiries[isBack ? choice.back ?? choice.front : choice.front]
    return Leg(
      contract: OptionContract(
        root: home.root.symbol, expiry: home.date, right: leg.contract.right,
        strike: leg.contract.strike), ratio: leg.ratio)
  }
}

/// The narrowest distance between neighbouring strikes of one right, in points.
private func narrowestWing(_ legs: [Leg]) -> Double? {
  var narrowest: Double?
  for right in OptionRight.allCases {
    let strikes = legs.map(\.contract).filter { $0.right == right }.map(\.strike.dollars).sorted()
    for (low, high) in zip(strikes, strikes.dropFirst()) where high > low {
      narrowest = min(narrowest ?? .infinity, high - low)
    }
  }
  return narrowest
}
