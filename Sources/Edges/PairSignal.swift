// The minute's look at a pair: compares its spread with the levels of the session.
//
// Flat, the spread is entered inside the interval of entry. Open, the stop is looked at first and
// ends it with confidence 1, then the target with 0.9; an exit never votes and never waits for one.

public import Volatility

/// Why an open spread is left.
public enum PairExit: String, Hashable, Sendable {
  /// The loss is taken; confidence 1.
  case stop
  /// The gain is taken; confidence 0.9.
  case target

  /// How sure the exit is, 0 to 1.
  public var confidence: Double { self == .stop ? 1 : 0.9 }
}

/// What a pair says at a moment.
public enum PairAction: Hashable, Sendable {
  /// Nothing is open and nothing is to be.
  case wait
  /// Enter a side, with a confidence of 0 to 1.
  case enter(SpreadSide, confidence: Double)
  /// Stay in the open side, with the confidence an entry here would have.
  case hold(confidence: Double)
  /// Leave the open side.
  case leave(PairExit)
}

extension PairLevels {
  /// What the pair says at a spread.
  ///
  /// - Parameters:
  ///   - spread: Where it stands.
  ///   - open: The side that is open; nil for none.
  /// - Returns: The action; an exit before anything else.
  public func action(at spread: Double, open: SpreadSide?) -> PairAction {
    if let open {
      guard let levels = levels(open) else { return .hold(confidence: confidence(open, spread)) }
      let sign = open == .long ? 1.0 : -1.0
      if sign * (spread - levels.stop) <= 0 { return .leave(.stop) }
      if sign * (spread - levels.exit) >= 0 { return .leave(.target) }
      return .hold(confidence: confidence(open, spread))
    }
    for side in [SpreadSide.long, .short] {
      guard let levels = levels(side), levels.entry.contains(spread) else { continue }
      return .enter(side, confidence: confidence(side, spread))
    }
    return .wait
  }

  /// min(0.95, 0.6 + 0.35 d / (2 s)), d the distance beyond the nearer end of the entry and s the
  /// long-run standard deviation.
  func confidence(_ side: SpreadSide, _ spread: Double) -> Double {
    guard let levels = levels(side) else { return 0.6 }
    let beyond =
      side == .long ? levels.entry.upperBound - spread : spread - levels.entry.lowerBound
    return min(0.95, 0.6 + 0.35 * max(beyond, 0) / (2 * process.stationaryDeviation))
  }
}
