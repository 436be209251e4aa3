// Jobs between the core that asks for them and the threads that do them.
//
// A result counts at the moment that the request named, wherever the tape comes from: one that is
// early is held, a stored tape waits for one that is late, a live desk goes on without it. So speed
// and threads decide nothing, and the recording of a live day plays to the same events.

import DeskEngine
import Feeds
import MarketData
import Screens

/// The jobs of a desk.
struct DeskJobs {
  /// Threads at most.
  let workers: Int
  /// The work on one underlying.
  let work: CalibrationWork
  /// Milliseconds that a late result is waited for; nil for as long as it takes.
  let patience: Int?
  private var running: [RunningCalibration] = []

  init(workers: Int, work: @escaping CalibrationWork, patience: Int?) {
    self.workers = workers
    self.work = work
    self.patience = patience
  }

  /// Begins the work on some inputs.
  mutating func start(_ inputs: CalibrationInputs) {
    running.append(RunningCalibration(inputs, workers: workers, work: work))
  }

  /// What came of a job; lost when nobody works on it.
  mutating func outcome(of job: Int) -> JobReport.Outcome {
    guard let place = running.firstIndex(where: { $0.inputs.job == job }) else { return .lost }
    return running.remove(at: place).outcome(patience: patience)
  }
}

extension DeskLoop {
  /// Takes the results that count up to a moment, or all of them.
  ///
  /// - Parameters:
  ///   - moment: Exchange time of the next input; nil takes every result.
  ///   - isCommand: Whether that input is a command, which comes before results of its moment.
  /// - Throws: `StoreError` when what they bring cannot be made durable.
  func takeResults(before moment: Instant?, isCommand: Bool = false) throws {
    while let job = core.state.calibration.open.first {
      if let moment {
        guard isCommand ? job.visibleAt < moment : job.visibleAt <= moment else { return }
      }
      let outcome = jobs.outcome(of: job.job)
      try handle(.job(JobReport(job: job.job, time: job.visibleAt, outcome: outcome)))
    }
  }

  /// Takes the results that nothing on the tape will call for: those of a session that has closed.
  ///
  /// Where a tape breaks off within a session, its open job stays open, as in a desk that is stopped.
  func takeLastResults() throws {
    if !core.state.session.isOpen { try takeResults(before: nil) }
  }

  /// A word on the feed that keeps what is recorded from now on after a result that counted since an
  /// item, the last recorded one; nil when none did.
  func wordOnResults(since last: Instant) -> TapeItem? {
    let finished = core.state.calibration.last.finished
    guard finished > last else { return nil }
    return .feed(core.state.feed, reason: "", time: finished)
  }

  /// Begins the work anew that a stopped process had asked for, once its moment is observed again.
  func restartJob(at item: TapeItem) {
    guard case .batch(let batch) = item, batch.isMinute,
      let job = core.state.calibration.open.first, job.requested == batch.time,
      let inputs = core.frozenInputs(of: job)
    else { return }
    jobs.start(inputs)
  }

  /// Plays the finished session again that an open job of a simulation belongs to.
  func recoverJob(from fresh: any TapeSource) throws {
    guard identity.mode == .simulation, let job = core.state.calibration.open.first,
      job.days < core.state.days.count
    else { return }
    var past = try plan.reopenTape(core.state.rewound(to: job), fresh: fresh)
    while let item = try past.nextItem(), item.time <= job.requested { observe(item) }
  }
}

extension DeskPlan {
  /// The jobs of a desk of this plan; only a live one goes on without a result that is late.
  var jobs: DeskJobs {
    DeskJobs(workers: workers, work: calibration, patience: mode == .live ? 500 : nil)
  }
}
