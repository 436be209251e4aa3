// The calibrations as the screens show them.

import MarketData

/// Calibrations at one moment.
public struct CalibrationSummary: Hashable, Sendable {
  /// The last good fits by underlying, each model's together, smiles by expiry.
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
    summary.next = schedule.next(after: market.time)
    // The calibration of 17:00 is asked for with the closing quotes.
    let asked = summary.open ?? JobEntry()
    let isAsked = asked.kind == .full || state.calibration.last.kind == .full
    let isOfSession = state.calibration.asked.map { $0 >= session.open } ?? false
    if summary.next?.kind == .full, isAsked, isOfSession { summary.next = nil }
    return summary
  }
}
