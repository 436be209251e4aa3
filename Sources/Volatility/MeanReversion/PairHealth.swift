// When a pair may still be traded, and what speaks against it.

public import Numerics

/// When a pair is healthy enough for new entries.
public struct PairHealthRules: Hashable, Sendable {
  /// Observations of the recent window.
  public var window: Int
  /// Changes over which the correlation is taken.
  public var correlationWindow: Int
  /// The p-value of no cointegration must not exceed it.
  public var greatestPValue: Double
  /// The half-life must not exceed this many times that of the history.
  public var greatestSlowing: Double
  /// The correlation of changes must not fall below it.
  public var leastCorrelation: Double
  /// The half-life must lie here, in observations: days for daily data.
  public var halfLives: ClosedRange<Double>

  /// Takes the rules.
  ///
  /// - Parameters:
  ///   - window: Observations of the recent window, at least 30.
  ///   - correlationWindow: Changes for the correlation, from 3 to below `window`.
  ///   - greatestPValue: From 0 to 1.
  ///   - greatestSlowing: Above zero.
  ///   - leastCorrelation: From -1 to 1.
  ///   - halfLives: In observations.
  /// - Throws: `ModelError.outOfDomain`.
  public init(
    window: Int, correlationWindow: Int, greatestPValue: Double, greatestSlowing: Double,
    leastCorrelation: Double, halfLives: ClosedRange<Double>
  ) throws(ModelError) {
    try require(Double(window), in: 30...1_000_000, "the window of a pair")
    try require(
      Double(correlationWindow), in: 3...Double(window - 1), "the window of its correlation")
    try require(greatestPValue, in: 0...1, "the greatest p-value")
    try requirePositive(greatestSlowing, "the greatest slowing")
    try require(leastCorrelation, in: -1...1, "the least correlation")
    self.init(
      checkedWindow: window, correlationWindow, greatestPValue, greatestSlowing, leastCorrelation,
      halfLives)
  }

  private init(
    checkedWindow window: Int, _ correlationWindow: Int, _ greatestPValue: Double,
    _ greatestSlowing: Double, _ leastCorrelation: Double, _ halfLives: ClosedRange<Double>
  ) {
    self.window = window
    self.correlationWindow = correlationWindow
    self.greatestPValue = greatestPValue
    self.greatestSlowing = greatestSlowing
    self.leastCorrelation = leastCorrelation
    self.halfLives = halfLives
  }

  /// The desk's: a year of sessions, 60 changes, 5 %, one and a half, one half, 2 to 60 days.
  public static let desk = PairHealthRules(
    checkedWindow: customaryReversionObservations, 60, 0.05, 1.5, 0.5, 2...60)
}

/// A reason against new entries in a pair.
public enum PairConcern: Hashable, Sendable, CustomStringConvertible {
  /// The test does not reject that the series drift apart.
  case notCointegrated(pValue: Double)
  /// The spread has no reverting process.
  case notReverting(NotMeanReverting)
  /// The half-life has grown against the history, both in observations.
  case slowing(halfLife: Double, historic: Double)
  /// The half-life is too short or too long to trade, in observations.
  case untradableHalfLife(Double)
  /// The changes hardly move together any more; nil when one of them stood still.
  case weakCorrelation(Double?)

  /// What is wrong, with its figures.
  public var description: String {
    switch self {
    case .notCointegrated(let pValue): "not cointegrated: p-value \(pValue)"
    case .notReverting(let reason): reason.description
    case .slowing(let now, let before): "half-life \(now) observations, historically \(before)"
    case .untradableHalfLife(let now): "half-life \(now) observations is outside the rule"
    case .weakCorrelation(let value):
      value.map { "correlation of changes \($0)" } ?? "one of the series stood still"
    }
  }
}

extension PairHealthRules {
  /// Every reason against new entries in a pair.
  ///
  /// - Parameter pair: The pair; its own list is not read.
  /// - Returns: The reasons, none when it is healthy.
  public func concerns(about pair: PairSpread) -> [PairConcern] {
    var found: [PairConcern] = []
    if let pValue = pair.cointegration.pValue, pValue > greatestPValue {
      found.append(.notCointegrated(pValue: pValue))
    }
    switch pair.estimate {
    case .notReverting(let reason): found.append(.notReverting(reason))
    case .reverting(let fit):
      let halfLife = fit.halfLifeInIntervals
      if let before = pair.historicHalfLife, halfLife > greatestSlowing * before {
        found.append(.slowing(halfLife: halfLife, historic: before))
      }
      if !halfLives.contains(halfLife) { found.append(.untradableHalfLife(halfLife)) }
    }
    guard let correlation = pair.correlation, correlation >= leastCorrelation else {
      return found + [.weakCorrelation(pair.correlation)]
    }
    return found
  }
}
