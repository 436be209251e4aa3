// When to leave and when to enter a mean-reverting position, with costs, discounting and a stop.
//
// Leung and Li: the exit level maximises the discounted price less its cost, the entry level the
// discounted gain of buying that right. Everything here is solved in standard deviations from the
// mean, where the two solutions of the discounted process are parabolic cylinder functions.
// Source: Leung and Li (2015), "Optimal Mean Reversion Trading with Transaction Costs and Stop-Loss
// Exit", International Journal of Theoretical and Applied Finance 18(3), arXiv:1411.5062; the
// conditions are read from the golden file pricing/leung_li.json, which verified each as a maximum.

public import Numerics

/// Which side of the spread is held.
public enum SpreadSide: String, Hashable, Sendable {
  /// Bought low, sold high.
  case long
  /// Sold high, bought back low: a long position in the mirrored process.
  case short
}

/// What trading costs and how the future is discounted.
public struct StoppingTerms: Hashable, Sendable {
  /// Discount rate per year while the position is held, r.
  public let exitRate: Double
  /// Discount rate per year while waiting to enter, at most `exitRate`.
  public let entryRate: Double
  /// Cost of leaving, spread units, c.
  public let exitCost: Double
  /// Cost of entering, spread units.
  public let entryCost: Double

  /// Takes the terms.
  ///
  /// - Parameters:
  ///   - exitRate: r, above zero: without discounting one waits for ever.
  ///   - entryRate: Above zero and at most `exitRate`.
  ///   - exitCost: Not below zero.
  ///   - entryCost: Not below zero; both costs together must be above zero.
  /// - Throws: `ModelError.outOfDomain`.
  public init(
    exitRate: Double, entryRate: Double, exitCost: Double, entryCost: Double
  ) throws(ModelError) {
    try requirePositive(exitRate, "the discount rate")
    try requirePositive(entryRate, "the discount rate before entry")
    try require(entryRate, in: 0...exitRate, "the discount rate before entry")
    try require(exitCost, in: 0...Double.greatestFiniteMagnitude, "the cost of leaving")
    try require(entryCost, in: 0...Double.greatestFiniteMagnitude, "the cost of entering")
    try requirePositive(exitCost + entryCost, "the cost of a round trip")
    self.exitRate = exitRate
    self.entryRate = entryRate
    self.exitCost = exitCost
    self.entryCost = entryCost
  }
}

/// The optimal levels of a position without stop, and the values they give.
public struct OptimalLevels: Hashable, Sendable {
  /// The side.
  public let side: SpreadSide
  /// Where to leave: at or beyond it, above for a long position, below for a short one.
  public let exit: Double
  /// Where to enter: at or beyond it, below for a long position, above for a short one.
  public let entry: Double

  let solution: StandardisedStopping
  /// Both levels in standard deviations.
  let standardisedExit: Double
  let standardisedEntry: Double

  /// The value of holding the position at a level, in spread units.
  ///
  ///     V(x) = (b - c) F(x) / F(b) before the exit level, x - c beyond
  ///
  /// For a short position x counts downwards: at the exit it pays -x - c.
  ///
  /// - Parameter level: Where the spread stands.
  /// - Returns: V.
  public func holdingValue(at level: Double) -> Double {
    solution.deviation
      * solution.holding(solution.standardised(level, side), exit: standardisedExit).value
  }

  /// The value of waiting for an entry, in spread units.
  ///
  ///     J(x) = V(x) - x - c^ at and beyond the entry level, J(d) G(x) / G(d) before it
  ///
  /// - Parameter level: Where the spread stands.
  /// - Returns: J.
  public func entryValue(at level: Double) -> Double {
    let z = solution.standardised(level, side)
    let start = min(z, standardisedEntry)
    let reward = solution.deviation * solution.reward(start, exit: standardisedExit)
    guard z > start else { return reward }
    let (there, here) = (solution.waiting.decreasing(at: z), solution.waiting.decreasing(at: start))
    return reward * there.value / here.value * scaleFactor(there.exponent - here.exponent)
  }
}

/// Finds the optimal exit and entry without a stop.
///
///     exit b:   F(b) = (b - c) F'(b)
///     entry d:  G(d) (V'(d) - 1) = G'(d) (V(d) - d - c^)
///
/// F and G are the increasing and decreasing solutions of (sigma^2/2) u'' + mu (theta - x) u' = r u,
/// with the entry's rate in G. Both levels exist and are unique.
///
/// - Parameters:
///   - process: The spread.
///   - terms: Rates and costs.
///   - side: Long or short.
/// - Returns: The levels, in spread units.
/// - Throws: `ModelError.outOfDomain` when a rate over the speed, or a level or cost in deviations,
///   lies outside the range in which the functions can be computed.
public func optimalLevels(
  of process: OrnsteinUhlenbeck, terms: StoppingTerms, side: SpreadSide
) throws(ModelError) -> OptimalLevels {
  let solution = try StandardisedStopping(process, terms, side)
  let b = solution.exit()
  let d = solution.entry(exit: b)
  return OptimalLevels(
    side: side, exit: solution.level(b, side), entry: solution.level(d, side), solution: solution,
    standardisedExit: b, standardisedEntry: d)
}
