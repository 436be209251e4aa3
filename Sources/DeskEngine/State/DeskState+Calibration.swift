// Folding calibrations into the book.

import MarketData

extension DeskState {
  mutating func requestJob(_ e: JobRequested) {
    calibration.jobs = max(calibration.jobs, e.job)
    calibration.asked = time
    calibration.open.append(
      JobEntry(
        job: e.job, kind: e.kind, requested: time, visibleAt: e.visibleAt,
        inputHash: e.inputHash,
        refused: verdicts.filter { $0.verdict == .refused }.map(\.underlying), days: days.count))
  }

  mutating func finishJob(_ e: JobFinished) {
    guard let place = calibration.open.firstIndex(where: { $0.job == e.job }) else { return }
    let job = calibration.open.remove(at: place)
    calibration.last = FinishedJob(
      job: job.job, kind: job.kind, requested: job.requested, finished: time, status: e.status)
    forgetOpenings()
  }

  /// Takes a fit; one that gave no parameters leaves the last good ones with their past.
  mutating func fitParameters(_ e: ParametersFitted) {
    var entry =
      calibration.fit(e.model, e.underlying, expiry: e.expiry)
      ?? FitEntry(model: e.model, underlying: e.underlying, expiry: e.expiry)
    entry.evaluations = e.evaluations
    entry.isWarm = e.warm
    entry.status = e.status
    entry.shifts = e.shifts
    entry.divergences = e.divergences
    entry.count(e)
    if e.status == .converged {
      entry.parameters = e.parameters
      entry.rmse = e.rmse
      entry.fitted = calibration.last.requested
      let names = e.model.parameterNames
      entry.history += names.map { entry.value($0) ?? 0 }
      let most = CalibrationRules.historyRuns * names.count
      if entry.history.count > most { entry.history.removeFirst(entry.history.count - most) }
    }
    // A pair is fitted in one direction; the other one is of the past.
    let reversed = e.underlying.split(separator: "~").reversed().joined(separator: "~")
    if e.model == .ou, reversed != e.underlying {
      calibration.fits.removeAll { $0.isOf(.ou, reversed, nil) }
    }
    if let place = calibration.fits.firstIndex(where: {
      $0.isOf(e.model, e.underlying, e.expiry)
    }) {
      calibration.fits[place] = entry
    } else {
      insert(entry)
    }
  }

  /// Keeps the fits of an underlying together: model by model, smiles by expiry.
  private mutating func insert(_ entry: FitEntry) {
    func comesAfter(_ other: FitEntry) -> Bool {
      guard other.underlying == entry.underlying else { return false }
      guard other.model == entry.model else {
        return CalibratedModel.allCases.first { $0 == other.model || $0 == entry.model }
          == entry.model
      }
      guard let expiry = entry.expiry else { return true }
      return other.expiry.map { $0 > expiry } ?? false
    }
    let place =
      calibration.fits.firstIndex(where: comesAfter)
      ?? calibration.fits.lastIndex { $0.underlying == entry.underlying }.map { $0 + 1 }
      ?? calibration.fits.count
    calibration.fits.insert(entry, at: place)
  }

  /// Forgets smiles that have settled.
  mutating func forgetSettledFits(before open: Instant) {
    calibration.fits.removeAll { $0.expiry.map { $0 < open } ?? false }
  }

  /// Forgets where the tape stood at the open of finished sessions, but the last.
  ///
  /// While a job of the last session is at work its opening stays too: after a restart, what the
  /// job works on is found again by playing that session.
  mutating func forgetOpenings() {
    let keepsOne = calibration.open.contains { $0.days < days.count }
    let kept = keepsOne ? 2 : 1
    for place in days.indices.dropLast(kept).suffix(2) {
      days[place].market.removeAll { $0.name == "regime" || $0.name == "simulator" }
    }
  }

  /// The book as far as a tape must know it to play the session of a job again.
  public func rewound(to job: JobEntry) -> DeskState {
    var state = self
    state.days.removeLast(max(0, days.count - job.days))
    return state
  }
}

extension FitEntry {
  /// Counts runs on end that failed or missed by more than the limit.
  fileprivate mutating func count(_ e: ParametersFitted) {
    guard e.status == .converged else {
      failedRuns += 1
      return
    }
    failedRuns = 0
    let error = e.model.isOfVolatility ? e.rmse ?? 0 : 0
    if error > CalibrationRules.errorLimit {
      poorRuns += 1
    } else if error <= CalibrationRules.errorCleared {
      poorRuns = 0
    }
  }
}
