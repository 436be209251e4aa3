// Optimal exit and entry when the position is closed at a loss level.
//
// With a stop at L the value solves the same equation between L and the exit, with the stop's
// proceeds as its value at L. The exit moves down towards the stop, and entering is only worth its
// cost in an interval between the two, or nowhere.

import Glibc
public import Numerics

/// Where to enter a position that carries a stop.
public enum StoppedEntry: Hashable, Sendable {
  /// Inside this range of levels.
  case between(ClosedRange<Double>)
  /// Nowhere: even at its best a new position is worth less than it costs.
  case never
}

/// The optimal levels of a position with a stop, and the values they give.
public struct StopLossLevels: Hashable, Sendable {
  /// The side.
  public let side: SpreadSide
  /// Where the position is closed at a loss.
  public let stop: Double
  /// Where to leave with a gain: above the stop for a long position, below for a short one.
  public let exit: Double
  /// Where to enter.
  public let entry: StoppedEntry
  /// The greatest gain of entering at once, V(x) - x - c^, above the stop; entering pays above zero.
  public let greatestEntryReward: Double

  let solution: StandardisedStopping
  let barrier: StoppedHolding

  /// The value of holding the position with its stop, in spread units.
  ///
  /// - Parameter level: Where the spread stands.
  /// - Returns: V; what leaving at once pays outside stop and exit.
  public func holdingValue(at level: Double) -> Double {
    solution.deviation * barrier.value(solution.standardised(level, side)).value
  }
}

/// Finds the optimal exit and entry with a stop at a given level.
///
///     V = C F + D G between L and b,  V(L) = L - c,  V(b) = b - c,  V'(b) = 1
///     entry in [a, d]:  G(d) (V'(d) - 1) = G'(d) (V(d) - d - c^)
///                       F(a) (V'(a) - 1) = F'(a) (V(a) - a - c^)
///
/// An exit above the stop exists when the stop lies below (mu theta + r c) / (mu + r), where holding
/// begins to lose against leaving at once.
///
/// - Parameters:
///   - process: The spread.
///   - terms: Rates and costs.
///   - side: Long or short.
///   - stop: The stop, below the mean for a long position and above it for a short one.
/// - Returns: The levels, in spread units; `entry` says when entering never pays.
/// - Throws: `ModelError.outOfDomain` when a rate over the speed, or a level or cost in deviations,
///   lies outside the range in which the functions can be computed, or the stop is not finite;
///   `.noSolution` when at the stop and everywhere beyond it leaving at once is best.
public func stopLossLevels(
  of process: OrnsteinUhlenbeck, terms: StoppingTerms, side: SpreadSide, stop: Double
) throws(ModelError) -> StopLossLevels {
  try requireFinite(stop, "the stop")
  let solution = try StandardisedStopping(process, terms, side)
  let low = solution.standardised(stop, side)
  try require(low, in: StandardisedStopping.distances, "the stop, in deviations from the mean")
  guard low < solution.indifference else {
    throw .noSolution(
      what: "an exit level beyond the stop \(stop)",
      why: "at the stop leaving at once is already best; it must stand on the losing side of "
        + "\(solution.level(solution.indifference, side))")
  }
  let barrier = StoppedHolding(solution, stop: low)
  let peak = barrier.greatestReward()
  return StopLossLevels(
    side: side, stop: stop, exit: solution.level(barrier.exit, side),
    entry: barrier.entry(around: peak, side), greatestEntryReward: solution.deviation * peak.reward,
    solution: solution, barrier: barrier)
}

/// The value of a stopped position in standardised units: V = rising F/F(L) + falling G/G(L).
struct StoppedHolding: Hashable, Sendable {
  let solution: StandardisedStopping
  let stop: Double
  /// The level of leaving with a gain.
  private(set) var exit: Double
  private var rising = 0.0
  private var falling = 0.0
  private let risingAtStop: ScaledSolution
  private let fallingAtStop: ScaledSolution

  init(_ solution: StandardisedStopping, stop: Double) {
    self.solution = solution
    self.stop = stop
    risingAtStop = solution.held.increasing(at: stop)
    fallingAtStop = solution.held.decreasing(at: stop)
    exit = stop
    exit = findExit()
    (rising, falling) = weights(exit, at: solutions(exit))
  }

  /// Both solutions at z, over their values at the stop.
  private func solutions(_ z: Double) -> (f: Double, fSlope: Double, g: Double, gSlope: Double) {
    let f = solution.held.increasing(at: z)
    let g = solution.held.decreasing(at: z)
    let fScale = scaleFactor(f.exponent - risingAtStop.exponent) / risingAtStop.value
    let gScale = scaleFactor(g.exponent - fallingAtStop.exponent) / fallingAtStop.value
    return (f.value * fScale, f.slope * fScale, g.value * gScale, g.slope * gScale)
  }

  /// The weights that give the proceeds at the stop and at an exit b.
  private func weights(
    _ b: Double, at s: (f: Double, fSlope: Double, g: Double, gSlope: Double)
  ) -> (Double, Double) {
    let atStop = stop + solution.exitOffset
    let rising = (b + solution.exitOffset - atStop * s.g) / (s.f - s.g)
    return (rising, atStop - rising)
  }

  /// Where the value meets its line smoothly: V'(b) = 1.
  ///
  /// V'(b) - 1 is below zero from the stop to where holding and leaving are even, and above zero at
  /// the exit without stop, which is the greatest there can be.
  private func findExit() -> Double {
    let top = solution.exit()
    return bracketedNewton(
      low: solution.indifference, high: top, start: top - 1e-3, tolerance: 1e-9
    ) { b in
      let s = solutions(b)
      let (rising, falling) = weights(b, at: s)
      let excess = rising * s.fSlope + falling * s.gSlope - 1
      let curvature =
        b * (excess + 1) + solution.held.order * (b + solution.exitOffset)
        - excess * (s.fSlope - s.gSlope) / (s.f - s.g)
      return (-excess, -curvature)
    }
  }

  /// The value at z and its derivative; the line outside stop and exit.
  func value(_ z: Double) -> (value: Double, slope: Double) {
    guard z > stop, z < exit else { return (z + solution.exitOffset, 1) }
    let s = solutions(z)
    return (rising * s.f + falling * s.g, rising * s.fSlope + falling * s.gSlope)
  }

  /// What entering gains at once, its derivative, and the value's second derivative.
  private func reward(_ z: Double) -> (reward: Double, slope: Double, curvature: Double) {
    let v = value(z)
    return (
      v.value - z - solution.entryOffset, v.slope - 1, z * v.slope + solution.held.order * v.value
    )
  }

  /// The level of the greatest gain of entering, and that gain.
  func greatestReward() -> (level: Double, reward: Double) {
    let level = bracketedNewton(
      low: stop, high: exit, start: 0.5 * (stop + exit), tolerance: 1e-9
    ) { z in
      let r = reward(z)
      return (r.slope, r.curvature)
    }
    return (level, reward(level).reward)
  }

  /// The levels at which entering is optimal.
  func entry(around peak: (level: Double, reward: Double), _ side: SpreadSide) -> StoppedEntry {
    guard peak.reward > 0 else { return .never }
    let upper = bracketedNewton(
      low: peak.level, high: exit, start: peak.level, tolerance: 1e-9
    ) { z in
      let r = reward(z)
      return solution.entryCondition(
        z, reward: r.reward, rewardSlope: r.slope, curvature: r.curvature)
    }
    let lower = bracketedNewton(low: stop, high: peak.level, start: peak.level, tolerance: 1e-9) {
      z in
      let r = reward(z)
      let h = solution.waiting.increasing(at: z).logarithmicSlope
      let hSlope = z * h + solution.waiting.order - h * h
      return (r.slope - h * r.reward, r.curvature - hSlope * r.reward - h * r.slope)
    }
    let ends = (solution.level(lower, side), solution.level(upper, side))
    return .between(min(ends.0, ends.1)...max(ends.0, ends.1))
  }
}
