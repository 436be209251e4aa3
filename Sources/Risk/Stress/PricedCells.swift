// Legs priced in every cell of the stress grid, so that structures which share a contract share
// its price.
//
// What a leg is worth in a cell follows from six numbers. Legs with the same six are priced once.

import Glibc
import MarketData
import Numerics
import Structures

/// What the value of one unit of a leg in every cell follows from.
private struct CellKey: Equatable {
  var forward: Double
  var strike: Double
  var years: Double
  var volatility: Double
  var beta: Double
  var sign: Double

  init(_ leg: ModelLeg, beta: Double) {
    forward = leg.forward
    strike = leg.strike
    years = leg.years
    volatility = leg.volatility
    self.beta = beta
    sign = leg.right == .call ? 1 : -1
  }

  var hash: UInt64 {
    var mixed = strike.bitPattern &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ volatility.bitPattern) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ years.bitPattern ^ sign.bitPattern) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed &>> 32)
  }
}

/// The cells of the legs priced so far.
struct PricedCells {
  /// What one unit gains, before the discount: a register of moves for each shock of volatility.
  private(set) var gains: [Lanes] = []
  private var keys: [CellKey] = []
  /// Places of keys by hash, -1 for none; a power of two of them.
  private var slots: [Int32]

  /// Room for so many legs.
  init(capacity: Int) {
    var size = 8
    while size < 2 * capacity { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    keys.reserveCapacity(capacity)
    gains.reserveCapacity(capacity * stressShocks.count)
  }

  /// The place of a leg's first register; the leg is priced when none like it was.
  mutating func place(
    of leg: ModelLeg, _ moved: MovedUnderlying, _ nodes: NormalNodes
  ) -> Int {
    let key = CellKey(leg, beta: moved.beta)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: key.hash) & mask
    while slots[slot] >= 0 {
      let known = Int(slots[slot])
      if keys[known] == key { return known * stressShocks.count }
      slot = (slot + 1) & mask
    }
    // Never more keys than there was room for: the search above must come to an end.
    if 2 * keys.count < slots.count { slots[slot] = Int32(truncatingIfNeeded: keys.count) }
    keys.append(key)
    let place = gains.count
    price(RevaluedLeg(unbased: leg, beta: moved.beta), moved, nodes)
    return place
  }

  private mutating func price(
    _ leg: RevaluedLeg, _ moved: MovedUnderlying, _ nodes: NormalNodes
  ) {
    let root = leg.years.squareRoot()
    let prices = leg.forward * moved.factors[0]
    guard leg.volatility * root > 0 else {
      let worth = leg.sign * (prices - leg.strike)
      let gain =
        worth.replacing(with: 0, where: worth .< 0) - max(leg.sign * (leg.forward - leg.strike), 0)
      for _ in stressShocks { gains.append(gain) }
      return
    }
    let scale = tenorScale(years: leg.years) / 100
    let floor = min(0.03, leg.volatility)
    func cells(_ points: Double) -> Lanes {
      let width = max(leg.volatility + points * scale, floor) * root
      return leg.value(
        price: prices, shift: moved.logarithms[0], width: Lanes(repeating: width),
        inverse: Lanes(repeating: 1 / width), nodes)
    }
    let calm = cells(0)
    let base = calm[PricedCells.unmoved]
    for points in stressShocks { gains.append((points == 0 ? calm : cells(points)) - base) }
  }

  /// The lane of the price that does not move.
  private static let unmoved = stressMoves.firstIndex(of: 0) ?? 0
}
