// The calibrations as the screens show them.

import MarketData

/// Calibrations at one moment.
public struct CalibrationSummary: Hashable, Sendable {
  /// The last good fits by underlying, Heston's first, then SABR's by expiry.
  public var fits: [FitEntry] = []
  /// The last job that ended; nil before the first.
  public var last: FinishedJob?
  /// The job at work; nil when there is none.
  public var open: JobEntry?
  /// The next job of the session; nil when it has none left.
  public var next: CalibrationSchedule.Slot?

  /// No calibration yet.
  public init() {}
}

extension DeskCore {
  /// The calibrations for a snapshot.
  func calibrationSummary() -> CalibrationSummary {
    var summary = CalibrationSummary()
    summary.fits = state.calibration.fits
    summary.last = state.calibration.last.job > 0 ? state.calibration.last : nil
    summary.open = state.calibration.open.first
    guard let session = market.session else { return summary }
    let schedule = CalibrationSchedule(session, rules: settings.calibration)
    let from = max(market.time, state.calibration.asked ?? market.time)
    summary.next = schedule.next(after: from)
    return summary
  }
}
