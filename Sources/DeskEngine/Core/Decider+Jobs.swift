// Asking for calibrations, and taking what came of them.

import MarketData
import Numerics
import Pricing
import Risk

extension Decider {
  /// Asks for the calibration that is due, unless one is at work.
  ///
  /// - Parameter isClosing: Whether the session ends with this batch.
  mutating func requestCalibration(isClosing: Bool) {
    guard state.calibration.open.isEmpty, let session = market.session else { return }
    let schedule = CalibrationSchedule(session, rules: settings.calibration)
    guard
      let kind = schedule.due(at: now, after: state.calibration.asked, isClosing: isClosing)
    else { return }
    let refused = state.verdicts.filter { $0.verdict == .refused }.map(\.underlying)
    let surfaces = market.underlyings.indices.map { surface($0) }
    guard surfaces.contains(where: { $0 != nil }) else { return }
    let inputs = frozenInputs(
      market, surfaces, state.calibration, refused: refused, settings: settings,
      job: state.calibration.jobs + 1, kind: kind, at: now,
      visibleAt: schedule.visible(kind, asked: now))
    emit(
      .jobRequested(
        JobRequested(
          job: inputs.job, kind: kind, visibleAt: inputs.visibleAt, inputHash: inputs.hash)))
    requests.append(inputs)
  }

  /// Takes what came of a job; a report on one that is not at work changes nothing.
  mutating func take(_ report: JobReport) {
    guard state.calibration.open.contains(where: { $0.job == report.job }) else { return }
    switch report.outcome {
    case .finished(let result): take(result, of: report.job)
    case .failed(let reason): fail(report.job, .failed, reason)
    case .timedOut: fail(report.job, .timedOut, "no result in time")
    case .lost: fail(report.job, .lost, "what it worked on is gone after a restart")
    }
  }

  private mutating func fail(_ job: Int, _ status: JobStatus, _ reason: String) {
    emit(.jobFinished(JobFinished(job: job, status: status, resultHash: nil)))
    alert(
      .error, metric: "calibration", value: nil, threshold: nil,
      text: "the calibration \(reason.isEmpty ? "failed" : "gave nothing (\(reason))"): "
        + "the last good parameters stay")
  }

  private mutating func take(_ result: CalibrationResult, of job: Int) {
    emit(.jobFinished(JobFinished(job: job, status: .done, resultHash: result.hash)))
    for fit in result.fits { take(fit) }
    judgeFits(result.fits)
  }

  private mutating func take(_ fit: ModelFit) {
    let old = state.calibration.fit(fit.model, fit.underlying, expiry: fit.expiry)
    let failure = fit.failure ?? fit.defect
    var record = ParametersFitted(
      model: fit.model, underlying: fit.underlying, expiry: fit.expiry,
      parameters: fit.parameters, rmse: fit.rmse, evaluations: fit.evaluations, warm: fit.isWarm)
    if failure == nil {
      record.shifts = shifts(of: fit, since: old)
      record.divergences = fit.divergences.map { counted($0, since: old) }
    } else {
      record.parameters = old?.parameters ?? []
      record.rmse = old?.rmse
      record.status = record.parameters.isEmpty ? .none : .kept
    }
    emit(.parametersFitted(record))
    if let failure { warn(of: record, fit, failure) } else { warn(of: record, since: old) }
  }

  /// A divergence with the runs on end in which its option was off to that side.
  private func counted(_ off: Divergence, since old: FitEntry?) -> DivergenceRecord {
    var record = DivergenceRecord(
      contract: off.contract, market: off.market, heston: off.heston, sabr: off.sabr)
    if let before = old?.divergences.first(where: { $0.contract == off.contract }),
      before.side == record.side
    {
      record.runs = before.runs + 1
    }
    return record
  }

  /// The parameters that moved by more than a share of what they were, or by more than some
  /// deviations of their history.
  private func shifts(of fit: ModelFit, since old: FitEntry?) -> [String] {
    guard let old, old.status != .none, !old.history.isEmpty else { return [] }
    let rules = settings.calibration
    let names = fit.model.parameterNames
    return names.enumerated().filter { place, name in
      guard let new = fit.parameters.first(where: { $0.name == name })?.value,
        let before = old.value(name)
      else { return false }
      // A correlation near zero turns small changes into large shares.
      let size = name == "rho" ? max(abs(before), 0.25) : abs(before)
      if abs(new - before) > rules.shiftShare * size { return true }
      let past = stride(from: place, to: old.history.count, by: names.count).map {
        old.history[$0]
      }
      guard past.count >= rules.shiftRuns, let deviation = standardDeviation(past) else {
        return false
      }
      // Changes within a hundredth are nobody's news, however quiet the history.
      return abs(new - before) > max(rules.shiftDeviations * deviation, 0.01 * size)
    }.map(\.element)
  }
}

extension ModelFit {
  /// What makes its numbers unfit for use; nil when nothing does.
  fileprivate var defect: String? {
    if parameters.isEmpty { return "no parameters" }
    // A level that is not known is no defect: it only makes the next start a cold one.
    for number in parameters where number.name != "level" {
      guard let value = number.value, value.isFinite else { return "\(number.name) is no number" }
    }
    if let rmse, !rmse.isFinite { return "its error is no number" }
    for off in divergences {
      guard off.market.isFinite, off.heston.isFinite, off.sabr.isFinite else {
        return "a difference is no number"
      }
    }
    return nil
  }
}
