// Margin of the whole book, exact by payoff for each underlying and settlement.
//
// Every structure's loss splits in two: the worst intrinsic loss of each group of its covered pairs,
// and a rest (net price, fees, carry). Groups of one underlying that settle together are added as
// payoffs before the worst price is sought, so offsets count; the rests are added plainly. The
// result is never above the sum of the proven losses. The two measures are never mixed.
//
// The same book gives the same bits whatever the order of its structures and legs: legs are paired in
// the order of their contracts, and sums run from the smallest number to the largest.

import MarketData
import Structures

/// Margin of structures in dollars.
///
/// - Parameter structures: Positions and reservations.
/// - Returns: The margin; nil when a structure has no proven loss or a short without cover.
public func marginRequirement(of structures: [StructureRisk]) -> Double? {
  MarginBook(structures).requirement
}

/// Legs of one underlying that settle, or whose shorts settle, at one moment.
struct MarginGroup {
  var underlying: String
  var settlement: Instant
  var bends: [PayoffBend]

  init(underlying: String, settlement: Instant, legs: [(leg: ModelLeg, count: Int)]) {
    self.underlying = underlying
    self.settlement = settlement
    bends = legs.map { PayoffBend($0.leg, count: $0.count) }
  }

  func isSameSettlement(as other: MarginGroup) -> Bool {
    settlement == other.settlement && underlying == other.underlying
  }

  /// The worst intrinsic loss in dollars, at zero or at a strike.
  ///
  /// The payoff is a line between strikes: from zero up, each strike bends it by its calls and puts.
  var loss: Double {
    let bends = bends.sorted { $0.strike < $1.strike }
    // At zero every put is exercised and no call.
    var value = bends.reduce(0.0) { $0 + ($1.isCall ? 0 : $1.units * $1.strike) }
    var slope = bends.reduce(0.0) { $0 - ($1.isCall ? 0 : $1.units) }
    var (worst, price) = (min(value, 0), 0.0)
    for bend in bends {
      value += slope * (bend.strike - price)
      price = bend.strike
      slope += bend.units
      worst = min(worst, value)
    }
    return -worst
  }
}

/// What contracts of one strike do to a payoff.
struct PayoffBend {
  var strike: Double
  /// Contracts times multiplier.
  var units: Double
  var isCall: Bool

  init(_ leg: ModelLeg, count: Int) {
    strike = leg.strike
    units = Double(count * leg.multiplier)
    isCall = leg.right == .call
  }
}

/// The groups of one structure; nil when a short is not covered.
///
/// The legs of one expiry form one group. With several, pairs go to their short's expiry.
func marginParts(of structure: StructureRisk) -> [MarginGroup]? {
  guard let first = structure.legs.first else { return [] }
  let legs = structure.legs.sorted { $0.isBefore($1) }
  if legs.allSatisfy({ $0.expiration == first.expiration }) {
    let calls = legs.reduce(0) { $0 + ($1.right == .call ? $1.count : 0) }
    let puts = legs.reduce(0) { $0 + ($1.right == .put ? $1.count : 0) }
    guard calls >= 0, puts >= 0 else { return nil }
    return [
      MarginGroup(
        underlying: structure.underlying, settlement: first.expiration,
        legs: legs.map { ($0, $0.count) })
    ]
  }
  let units = greatestCommonDivisor(legs.map(\.count))
  guard units > 0, let pairs = coveredPairs(of: legs.map { $0.with(count: $0.count / units) })
  else { return nil }
  var groups: [MarginGroup] = []
  for pair in pairs {
    let part: [(leg: ModelLeg, count: Int)] = [
      (legs[pair.short], -units), (legs[pair.long], units),
    ]
    let settlement = legs[pair.short].expiration
    if let index = groups.firstIndex(where: { $0.settlement == settlement }) {
      groups[index].bends += part.map { PayoffBend($0.leg, count: $0.count) }
    } else {
      groups.append(
        MarginGroup(underlying: structure.underlying, settlement: settlement, legs: part))
    }
  }
  return groups
}

extension ModelLeg {
  /// An order of legs that their place in a structure has no part in.
  fileprivate func isBefore(_ other: ModelLeg) -> Bool {
    if expiration != other.expiration { return expiration < other.expiration }
    if right != other.right { return right == .call }
    return (strike, count, contract.root) < (other.strike, other.count, other.contract.root)
  }
}

/// The greatest common divisor of the magnitudes, zero for none.
func greatestCommonDivisor(_ numbers: [Int]) -> Int {
  numbers.reduce(0) { result, number in
    var a = result
    var b = abs(number)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
