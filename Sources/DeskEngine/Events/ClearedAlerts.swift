// Which events end what an alert warned of.

import MarketData

extension EventBody {
  /// Metrics whose alerts this event clears: a limit at another level, a chain that is no longer
  /// refused, a released kill, a position that is gone.
  public var clearedMetrics: [String] {
    switch self {
    case .limitCrossed(let e): [e.limit]
    case .chainJudged(let e): e.verdict == .refused ? [] : ["chain \(e.underlying)"]
    case .killReset: ["kill"]
    case .positionClosed(let e): ["exit P\(e.position)"]
    default: []
    }
  }
}
