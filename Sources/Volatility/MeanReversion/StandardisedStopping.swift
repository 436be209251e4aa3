// The stopping problem in standard deviations from the mean.
//
// With z = (x - theta) / s and s = sigma / sqrt(2 mu), a price less its cost is s (z + offset). The
// solutions of u'' = z u' + p u with p = r / mu take the place of F and G; values are in units of s.

import Glibc
import Numerics

/// e to a power, zero far below the range of a double and infinite above it.
func scaleFactor(_ exponent: Double) -> Double { exponent == 0 ? 1 : exp(exponent) }

/// A long position in standardised units.
struct StandardisedStopping: Hashable, Sendable {
  let process: OrnsteinUhlenbeck
  /// Length of a unit, sigma / sqrt(2 mu).
  let deviation: Double
  /// Solutions with the rate while the position is held.
  let held: ParabolicCylinder
  /// Solutions with the rate before entry.
  let waiting: ParabolicCylinder
  /// (theta - c) / s: what leaving at the mean pays.
  let exitOffset: Double
  /// (theta + c^) / s: what entering at the mean costs.
  let entryOffset: Double

  /// Long-run deviations within which levels keep their digits.
  static let distances = -1e7...1e7

  init(
    _ process: OrnsteinUhlenbeck, _ terms: StoppingTerms, _ side: SpreadSide
  ) throws(ModelError) {
    let own = side == .long ? process : process.mirrored
    self.process = own
    deviation = own.stationaryDeviation
    held = try ParabolicCylinder(order: terms.exitRate / own.speed)
    waiting =
      terms.entryRate == terms.exitRate
      ? held : try ParabolicCylinder(order: terms.entryRate / own.speed)
    exitOffset = (own.mean - terms.exitCost) / deviation
    entryOffset = (own.mean + terms.entryCost) / deviation
    try require(
      exitOffset, in: StandardisedStopping.distances, "the mean less the exit cost, in deviations")
    try require(
      entryOffset, in: StandardisedStopping.distances, "the mean and the entry cost, in deviations")
  }

  func standardised(_ level: Double, _ side: SpreadSide) -> Double {
    process.standardised(side == .long ? level : -level)
  }

  func level(_ z: Double, _ side: SpreadSide) -> Double {
    side == .long ? process.level(z) : -process.level(z)
  }

  /// Below it holding gains against leaving at once: z + p (z + offset) = 0.
  var indifference: Double { -held.order * exitOffset / (1 + held.order) }

  /// Where to leave: F(b) = (b + offset) F'(b).
  ///
  /// In logarithms, ln(F/F') = ln(b + offset): F/F' falls like a Mills ratio and b + offset rises,
  /// so that the root is unique and Newton's method soon finds it.
  func exit() -> Double {
    let p = held.order
    let low = -exitOffset
    // F/F' is at most the ratio of a pure exponential rising at the rate of its tail.
    let high = max(low, 0) + 2 / p.squareRoot() + 2
    return bracketedNewton(
      low: low, high: max(high, low + 1), start: exitGuess(), tolerance: 1e-9
    ) { z in
      let f = held.increasing(at: z)
      let ratio = f.value / f.slope
      let pays = z + exitOffset
      return (log(ratio / pays), 1 / ratio - z - p * ratio - 1 / pays)
    }
  }

  /// A first guess from F ~ 1/p + sqrt(pi/2) z and F' ~ sqrt(2 pi) exp(z^2/2) for z above one.
  private func exitGuess() -> Double {
    var z = max(1, -exitOffset + 0.5)
    for _ in 0..<3 {
      let pays = max(z + exitOffset, 0.1)
      let target = 2 * log((1 / held.order + 1.3 * z) / (2.5 * pays))
      z = max(target > 0 ? target.squareRoot() : 0.1, -exitOffset + 0.1)
    }
    return z
  }

  /// The value of holding, its derivative and what exceeds immediate exit, for an exit level.
  ///
  /// V = F(z) / F'(b), since F(b) = (b + offset) F'(b).
  func holding(_ z: Double, exit b: Double) -> (value: Double, slope: Double) {
    guard z < b else { return (z + exitOffset, 1) }
    let (f, top) = (held.increasing(at: z), held.increasing(at: b))
    let factor = scaleFactor(f.exponent - top.exponent) / top.slope
    return (f.value * factor, f.slope * factor)
  }

  /// What entering gains at once, V(z) - z - c^.
  func reward(_ z: Double, exit b: Double) -> Double {
    holding(z, exit: b).value - z - entryOffset
  }

  /// Where to enter: (V' - 1) + h (V - z - c^) = 0 with h = -G'/G of the rate before entry.
  func entry(exit b: Double) -> Double {
    let top = held.increasing(at: b)
    let condition = { (z: Double) -> (value: Double, slope: Double) in
      let f = held.increasing(at: z)
      let factor = scaleFactor(f.exponent - top.exponent) / top.slope
      let slope = f.slope * factor
      let reward = f.value * factor - z - entryOffset
      return entryCondition(
        z, reward: reward, rewardSlope: slope - 1,
        curvature: z * slope + held.order * f.value * factor)
    }
    // The condition is positive far below; 60 doublings leave any level a double can hold.
    var reach = 1.0
    var low = min(b, 0) - reach
    var doublings = 0
    while doublings < 60, condition(low).value <= 0 {
      reach *= 2
      low -= reach
      doublings += 1
    }
    return bracketedNewton(
      low: low, high: b, start: min(-b, b - 0.5), tolerance: 1e-9, evaluate: condition)
  }

  /// The entry condition at z and its derivative.
  func entryCondition(
    _ z: Double, reward: Double, rewardSlope: Double, curvature: Double
  ) -> (value: Double, slope: Double) {
    let h = -waiting.decreasing(at: z).logarithmicSlope
    let hSlope = h * h + z * h - waiting.order
    return (rewardSlope + h * reward, curvature + hSlope * reward + h * rewardSlope)
  }
}
