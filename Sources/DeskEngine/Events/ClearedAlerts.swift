// Which events end what an alert warned of.

import MarketData

extension EventBody {
  /// Metrics whose alerts this event clears: a limit at another level, a chain that is no longer
  /// refused, a released kill, a position that is gone, a calibration that succeeds again.
  public var clearedMetrics: [String] {
    switch self {
    case .limitCrossed(let e): [e.limit]
    case .chainJudged(let e): e.verdict == .refused ? [] : ["chain \(e.underlying)"]
    case .killReset: ["kill"]
    case .positionClosed(let e): DeliveryAlert.metrics(of: e.position) + ["exit P\(e.position)"]
    case .jobFinished(let e): e.status == .done ? ["calibration"] : []
    case .parametersFitted(let e) where e.status == .converged:
      (e.rmse ?? 0) > CalibrationRules.errorCleared
        ? [e.metric("calibration")] : [e.metric("calibration"), e.metric("rmse")]
    case .noted(let e):
      // The desk's own note that the fits of a model to an underlying are well again.
      e.ref.map { ref in
        ["rmse ", "calibration "].contains(where: ref.hasPrefix) ? [ref] : []
      } ?? []
    default: []
    }
  }
}
