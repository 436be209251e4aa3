// What the desk says aloud of fits: failures and errors that persist, and parameters that shift.
//
// A single run tells little: a smile of a few wide quotes misses by more than the limit now and
// then, and a search that runs out of evaluations has the last good parameters to fall back on. So
// an alert speaks for a model and an underlying, not for an expiry, and only of what three runs on
// end have shown. It ends with a note, whose reference is its metric.

import MarketData
import Risk

extension Decider {
  /// Raises and ends the alerts of every model and underlying of a finished job.
  mutating func judgeFits(_ fits: [ModelFit]) {
    var seen: [FitGroup] = []
    for fit in fits {
      let group = FitGroup(model: fit.model, underlying: fit.underlying)
      guard !seen.contains(group) else { continue }
      seen.append(group)
      let reason = fits.last { FitGroup($0) == group && $0.failure != nil }?.failure
      judge(group, state.calibration.fits.filter { group.holds($0, at: now) }, reason)
    }
  }

  private mutating func judge(_ group: FitGroup, _ entries: [FitEntry], _ reason: String?) {
    let rules = CalibrationRules.self
    let poor = entries.count { $0.poorRuns >= rules.persistentRuns }
    let failing = entries.count { $0.failedRuns >= rules.persistentRuns }
    if 2 * poor > entries.count {
      let errors = entries.compactMap(\.rmse)
      alertOnce(
        .warn, metric: group.metric("rmse"), value: errors.max(), threshold: rules.errorLimit,
        text: "\(group.metric("the fits of")) have missed by more than 5 % of volatility in "
          + "\(rules.persistentRuns) runs: see :calibration")
    } else if 4 * poor <= entries.count {
      end(group.metric("rmse"), "\(group.metric("the fits of")) are close again")
    }
    if 2 * failing > entries.count {
      alertOnce(
        .error, metric: group.metric("calibration"), value: nil, threshold: nil,
        text: "\(group.metric("calibration")) has failed in \(rules.persistentRuns) runs"
          + (reason.map { " (\($0))" } ?? "") + ": the last good parameters stay")
    } else if entries.allSatisfy({ $0.failedRuns == 0 }) {
      end(group.metric("calibration"), "\(group.metric("calibration")) succeeds again")
    }
  }

  private mutating func alertOnce(
    _ severity: Severity, metric: String, value: Double?, threshold: Double?, text: String
  ) {
    guard !state.alerts.contains(where: { $0.metric == metric }) else { return }
    alert(severity, metric: metric, value: value, threshold: threshold, text: text)
  }

  private mutating func end(_ metric: String, _ text: String) {
    guard state.alerts.contains(where: { $0.metric == metric }) else { return }
    emit(.noted(Noted(ref: metric, text: text)))
  }

  /// Says at once that a fit gave numbers which are none, or that there are no parameters at all.
  mutating func warn(of record: ParametersFitted, _ fit: ModelFit, _ failure: String) {
    let isNew = record.status == .none && record.model == .heston
    guard isNew || fit.failure == nil else { return }
    alert(
      .error, metric: record.metric("calibration"), value: nil, threshold: nil,
      text: "\(record.metric("calibration")) failed (\(failure)): "
        + (record.status == .kept ? "the last good parameters stay" : "there are no parameters"))
  }

  /// Says that a parameter has shifted, once there is a past for it to have shifted from.
  mutating func warn(of record: ParametersFitted, since old: FitEntry?) {
    guard record.model.isRelied, let name = record.shifts.first, let old else { return }
    let runs = old.history.count / max(1, record.model.parameterNames.count)
    guard runs >= settings.calibration.shiftRuns else { return }
    // One alert for all smiles of an underlying: which they are stands in the table.
    alert(
      .warn, metric: "shift \(record.model.rawValue) \(record.underlying)",
      value: record.parameters.first { $0.name == name }?.value,
      threshold: settings.calibration.shiftShare,
      text: "\(record.model.rawValue) of \(record.underlying) has shifted: see :calibration")
  }
}

/// A model and an underlying.
private struct FitGroup: Hashable {
  var model: CalibratedModel
  var underlying: String

  init(model: CalibratedModel, underlying: String) {
    self.model = model
    self.underlying = underlying
  }

  init(_ fit: ModelFit) { self.init(model: fit.model, underlying: fit.underlying) }

  /// Whether a fit is one of them and of a smile that has not settled.
  func holds(_ entry: FitEntry, at now: Instant) -> Bool {
    entry.model == model && entry.underlying == underlying
      && (entry.expiry.map { $0 > now } ?? true)
  }

  func metric(_ what: String) -> String { "\(what) \(model.rawValue) \(underlying)" }
}
