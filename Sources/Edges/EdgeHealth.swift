// Whether a detector's signals came true: hit rate, mean outcome and decay by horizon.
//
// A signal is judged on what it is about, h sessions after the close of its day:
//
//     SHORT_VOL       implied volatility then less the volatility that came; hit above zero
//     LONG_VOL        the volatility that came less the implied one
//     SELL_PUT_SKEW   the fall of the normalised skew          BUY_PUT_SKEW   its rise
//     SELL_FRONT      the rise of the slope                    SELL_BACK      its fall
//     BUY_CALL_SKEW, LONG   the return of the underlying       SHORT          its return, negative
//     PIN             the pin's zone, 1 %, less the size of the move
//
// It says nothing of prices paid or of the structure traded: it asks whether what was called
// mispriced moved as it was said to.

import Glibc
import MarketData

/// What an outcome is counted in.
public enum HealthUnit: String, Hashable, Sendable {
  /// Volatility, shown in points.
  case volatility = "pts"
  /// The normalised skew, as it is.
  case skew = "RR/ATM"
  /// The slope, shown in percent.
  case slope = "slope %"
  /// A return, shown in percent.
  case price = "ret %"
}

/// Outcomes at one horizon.
public struct HealthRow: Hashable, Sendable {
  /// Sessions after the signal.
  public var horizon: Int
  /// Signals that can be judged.
  public var count: Int
  /// Those with an outcome above zero.
  public var hits: Int
  /// Mean outcome, in the unit as a decimal; nil without signals.
  public var mean: Double?

  /// Share of hits; nil without signals.
  public var hitRate: Double? { count > 0 ? Double(hits) / Double(count) : nil }
}

/// How the signals of one detector did.
public struct EdgeHealth: Hashable, Sendable {
  /// The detector.
  public var kind: EdgeKind
  /// What the outcomes are counted in.
  public var unit: HealthUnit
  /// True when the detector's rule was walked over the past, false when the run's own edges count.
  public var isWalked: Bool
  /// Signals found.
  public var signals: Int
  /// By horizon: 1, 5, 10 and 20 sessions.
  public var rows: [HealthRow]
  /// Hit rate of the later half of the signals less that of the earlier half.
  ///
  /// At the longest horizon with ten signals; nil when none has them. Below zero the edge fades.
  public var decay: Double?
}

/// Health of one symbol's detectors.
public struct SymbolHealth: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// One a detector that gave signals.
  public var rows: [EdgeHealth]
  /// What volatility and price did around its past events.
  public var events: EventStudy

  /// Makes a symbol's health.
  public init(symbol: String, rows: [EdgeHealth], events: EventStudy = EventStudy()) {
    self.symbol = symbol
    self.rows = rows
    self.events = events
  }
}

/// Horizons at which signals are judged, in sessions.
public let healthHorizons = [1, 5, 10, 20]

/// Judges the detectors of one symbol.
///
/// The rules of VRP, TERM_STRUCTURE, SKEW, FLAT and CARRY are walked day by day over the past with
/// percentiles of strictly earlier days; the others are judged by the edges that the run itself has
/// found.
///
/// - Parameters:
///   - past: The dated past.
///   - own: The run's own edges, in the order of their sessions.
///   - rules: The thresholds and the windows.
/// - Returns: One row a detector that gave signals, in the order of `EdgeKind`.
public func edgeHealth(
  of past: HealthHistory, own: [PastSignal], rules: EdgeRules
) -> [EdgeHealth] {
  EdgeKind.allCases.compactMap { kind in
    let isWalked = walkedKinds.contains(kind)
    var found: [FoundSignal] = []
    if isWalked {
      found = walk(kind, past, rules)
    } else {
      for signal in own where signal.kind == kind {
        guard let position = past.position(of: signal.date) else { continue }
        found.append(FoundSignal(position: position, signal: signal.signal))
      }
    }
    guard let first = found.first, let unit = first.signal.unit else { return nil }
    return judged(found.filter { $0.signal.unit == unit }, kind, unit, isWalked, past, rules)
  }
}

/// A signal at a session of the past.
struct FoundSignal {
  var position: Int
  var signal: EdgeSignal
}

private func judged(
  _ found: [FoundSignal], _ kind: EdgeKind, _ unit: HealthUnit, _ isWalked: Bool,
  _ past: HealthHistory, _ rules: EdgeRules
) -> EdgeHealth {
  var health = EdgeHealth(
    kind: kind, unit: unit, isWalked: isWalked, signals: found.count, rows: [], decay: nil)
  for horizon in healthHorizons {
    let outcomes = found.compactMap { outcome($0, horizon, past, rules) }
    let hits = outcomes.count { $0 > 0 }
    health.rows.append(
      HealthRow(
        horizon: horizon, count: outcomes.count, hits: hits,
        mean: outcomes.isEmpty ? nil : outcomes.reduce(0, +) / Double(outcomes.count)))
    if outcomes.count >= 10 {
      let half = outcomes.count / 2
      func rate(_ part: ArraySlice<Double>) -> Double {
        Double(part.count { $0 > 0 }) / Double(part.count)
      }
      health.decay = rate(outcomes[half...]) - rate(outcomes[..<half])
    }
  }
  return health
}

extension EdgeSignal {
  /// What its outcome is counted in; nil for a signal that is not judged.
  var unit: HealthUnit? {
    switch self {
    case .shortVol, .longVol: .volatility
    case .sellPutSkew, .buyPutSkew: .skew
    case .sellFront, .sellBack: .slope
    case .buyCallSkew, .long, .short, .pin: .price
    case .none, .abstain: nil
    }
  }
}

/// The outcome of a signal after some sessions; nil while they have not passed.
private func outcome(
  _ found: FoundSignal, _ horizon: Int, _ past: HealthHistory, _ rules: EdgeRules
) -> Double? {
  let (start, end) = (found.position, found.position + horizon)
  guard end < past.closes.count else { return nil }
  func change(_ name: String) -> Double? {
    let values = past.values(name)
    guard end < values.count, let before = values[start], let after = values[end] else {
      return nil
    }
    return after - before
  }
  let move = past.closes[end] / past.closes[start] - 1
  switch found.signal {
  case .shortVol, .longVol:
    guard let implied = past.implied[start],
      let came = past.realised(after: start, through: end)
    else { return nil }
    return found.signal == .shortVol ? implied - came : came - implied
  case .sellPutSkew: return change("nrr").map { -$0 }
  case .buyPutSkew: return change("nrr")
  case .sellFront: return change("slope")
  case .sellBack: return change("slope").map { -$0 }
  case .buyCallSkew, .long: return move
  case .short: return -move
  case .pin: return rules.pinZone - abs(move)
  case .none, .abstain: return nil
  }
}
