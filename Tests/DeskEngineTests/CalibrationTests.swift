// Calibrations of a whole replayed day, and what becomes of work that fails.

import Candidates
import Edges
import Feeds
import MarketData
import Risk
import Synchronization
import TestKit
import Testing

@testable import DeskEngine

@Suite("Calibrations")
struct CalibrationTests {
  /// Plays some minutes of the stress day with some work.
  private func play(
    _ minutes: Int, _ work: @escaping @Sendable (CalibrationInputs) -> JobReport.Outcome
  ) -> DeskRig {
    var rig = DeskRig(approval: .nothing)
    rig.work = work
    for batch in StressDay.batches.prefix(minutes) { rig.take(batch) }
    return rig
  }

  private func fits(_ rig: DeskRig) -> [ParametersFitted] {
    rig.events.compactMap { event in
      if case .parametersFitted(let fit) = event.body { fit } else { nil }
    }
  }

  @Test("a day asks before its open, every quarter of an hour, and at its close for 17:00")
  func day() throws {
    var kinds: [JobKind] = []
    var last: JobRequested?
    for event in StressDay.busy.events {
      guard case .jobRequested(let job) = event.body else { continue }
      kinds.append(job.kind)
      last = job
    }
    #expect(kinds.count == 27)
    #expect(kinds.first == .premarket && kinds.last == .full)
    #expect(kinds.dropFirst().dropLast().allSatisfy { $0 == .intraday })
    #expect(last?.visibleAt.description == "2018-02-05T17:00:00-05:00")
    #expect(StressDay.busy.core.state.calibration.open.isEmpty)
    let end = try #require(StressDay.busy.events.last)
    #expect(end.time.description == "2018-02-05T17:00:00-05:00")
  }

  @Test("every run of the day converges, warm while volatility stands still")
  func converged() throws {
    let fits = fits(StressDay.busy)
    let heston = fits.filter { $0.model == .heston }
    #expect(heston.count == 27)
    #expect(fits.count { $0.status != .converged } * 50 <= fits.count)
    let first = try #require(heston.first)
    #expect(!first.warm && heston.dropFirst().contains(where: \.warm))
    for fit in fits where fit.status == .converged {
      #expect(fit.rmse.map { $0.isFinite && $0 >= 0 } ?? false)
      #expect(fit.parameters.allSatisfy { $0.value?.isFinite ?? false })
    }
    let sabr = fits.filter { $0.model == .sabr }
    #expect(sabr.compactMap(\.rmse).reduce(0, +) / Double(sabr.count) < 0.02)
  }

  @Test("the same inputs give the same result, and another quote another hash")
  func pure() throws {
    let seen = Box()
    _ = play(20) { inputs in
      seen.add(inputs)
      return .finished(inputs.calibrate())
    }
    var inputs = try #require(seen.inputs.last)
    #expect(seen.inputs.count == 2)
    let result = inputs.calibrate()
    #expect(result == inputs.calibrate() && result.hash == inputs.calibrate().hash)
    // Taken one by one, in any order, the underlyings give the same.
    let places = inputs.underlyings.indices.reversed().map { ($0, inputs.calibrate($0)) }
    let sorted = places.sorted { $0.0 < $1.0 }.map(\.1)
    #expect(CalibrationResult(underlyings: sorted) == result)
    let hash = inputs.hash
    inputs.underlyings[0].smiles[0].volatilities[0] += 1e-9
    #expect(inputs.hash != hash)
  }

  @Test("work that fails keeps the last good parameters, says so once and goes on")
  func failure() throws {
    let rig = play(80) { inputs in
      inputs.job == 2 || inputs.job == 3
        ? .failed("no memory") : .finished(inputs.calibrate())
    }
    let ends = rig.events.compactMap { event in
      if case .jobFinished(let end) = event.body { end } else { nil }
    }
    #expect(ends.map(\.status).prefix(4) == [.done, .failed, .failed, .done])
    #expect(ends.map { $0.resultHash == nil }.prefix(4) == [false, true, true, false])
    let alerts = rig.events.compactMap { event in
      if case .alertRaised(let alert) = event.body, alert.metric == "calibration" {
        alert
      } else {
        nil
      }
    }
    #expect(alerts.count == 1 && alerts.first?.severity == .error)
    #expect(alerts.first?.text.contains("no memory") ?? false)
    // It is over with the next good one.
    #expect(!rig.core.state.alerts.contains { $0.metric == "calibration" })
    #expect(fits(rig).allSatisfy { $0.status == .converged })
  }

  @Test("a fit that is no number keeps the parameters of the one before")
  func notANumber() throws {
    let rig = play(25) { inputs in
      var result = inputs.calibrate()
      guard inputs.job == 2 else { return .finished(result) }
      result.underlyings[0][0].parameters[1] = NamedNumber("kappa", .nan)
      result.underlyings[0][1].rmse = .infinity
      result.underlyings[0][2].failure = "evaluationLimit"
      return .finished(result)
    }
    let all = fits(rig)
    let count = try #require(all.firstIndex { $0.model == .heston && $0.status == .kept })
    let broken = Array(all[count..<(count + 3)])
    #expect(broken.allSatisfy { $0.status == .kept })
    let before = all[..<count]
    for fit in broken {
      let good = try #require(before.last { $0.model == fit.model && $0.expiry == fit.expiry })
      #expect(fit.parameters == good.parameters && fit.rmse == good.rmse)
    }
    let entry = try #require(rig.core.state.calibration.fit(.heston, "SPX"))
    #expect(entry.status == .kept && entry.history.count == 5)
    let texts = rig.core.state.alerts.map(\.text)
    #expect(texts.contains { $0.contains("kappa is no number") })
    // A search that runs out once has parameters to fall back on and is nobody's news.
    #expect(!texts.contains { $0.contains("evaluationLimit") })
  }

  @Test("a failure of the first run has nothing to keep, and the surface's detector abstains")
  func nothingToKeep() throws {
    let rig = play(10) { inputs in
      var result = inputs.calibrate()
      for place in result.underlyings[0].indices {
        result.underlyings[0][place].failure = "evaluationLimit"
      }
      return .finished(result)
    }
    #expect(fits(rig).allSatisfy { $0.status == .none && $0.parameters.isEmpty })
    let reasons = rig.core.state.abstentions.filter { $0.kind == .surface }.map(\.reason)
    #expect(reasons == ["no calibration yet"])
  }

  @Test("without an answer nothing more is asked, and a report nobody waits for changes nothing")
  func unanswered() throws {
    var rig = DeskRig(approval: .nothing)
    for batch in StressDay.batches.prefix(60) { rig.take(batch) }
    let asked = rig.events.count {
      if case .jobRequested = $0.body { true } else { false }
    }
    #expect(asked == 1)
    let state = rig.core.state
    let stray = rig.decide(.job(JobReport(job: 9, time: state.time, outcome: .lost)))
    #expect(stray.isEmpty && rig.core.state == state)
    let late = rig.decide(.job(JobReport(job: 1, time: state.time, outcome: .timedOut)))
    guard case .jobFinished(let end) = try #require(late.first).body else {
      Issue.record("\(late)")
      return
    }
    #expect(end.status == .timedOut)
    rig.take(StressDay.batches[60])
    #expect(rig.core.state.calibration.open.first?.kind == .intraday)
  }

  @Test("a refused chain is calibrated to nothing")
  func refused() throws {
    let seen = Box()
    var rig = DeskRig(approval: .nothing)
    rig.work = { inputs in
      seen.add(inputs)
      return .finished(inputs.calibrate())
    }
    for var batch in StressDay.batches.prefix(20) {
      batch.start?.chains[0].refusal = "prices and strikes on different bases"
      rig.take(batch)
    }
    #expect(seen.inputs.allSatisfy { $0.underlyings.first?.refusal != nil })
    #expect(fits(rig).map(\.status) == [.none, .none])
  }

  @Test("an alert on the error ends well below its limit, not at it")
  func errorEnds() {
    func cleared(_ rmse: Double) -> [String] {
      var fit = ParametersFitted()
      fit.underlying = "SPX"
      fit.rmse = rmse
      return EventBody.parametersFitted(fit).clearedMetrics
    }
    #expect(cleared(0.06) == ["calibration HESTON SPX"])
    #expect(cleared(0.045) == ["calibration HESTON SPX"])
    #expect(cleared(0.04) == ["calibration HESTON SPX", "rmse HESTON SPX"])
    func ended(_ ref: String?) -> [String] {
      EventBody.noted(Noted(ref: ref, text: "close again")).clearedMetrics
    }
    #expect(ended("rmse SABR SPX") == ["rmse SABR SPX"])
    #expect(ended("E4").isEmpty && ended(nil).isEmpty && ended("rmse").isEmpty)
  }

  /// Alerts by metric, and notes with a metric as their reference.
  private func news(_ rig: DeskRig) -> (alerts: [String], notes: [String]) {
    var alerts: [String] = []
    var notes: [String] = []
    for event in rig.events {
      switch event.body {
      case .alertRaised(let alert) where alert.metric.hasPrefix("rmse "):
        alerts.append(alert.metric)
      case .alertRaised(let alert) where alert.metric.hasPrefix("calibration "):
        alerts.append(alert.metric)
      case .noted(let note): notes += note.ref.map { [$0] } ?? []
      default: break
      }
    }
    return (alerts, notes.filter { $0.hasPrefix("rmse ") || $0.hasPrefix("calibration ") })
  }

  @Test("smiles that miss are one alert of their underlying after three runs, ended by a note")
  func persistentErrors() throws {
    let rig = play(150) { inputs in
      var result = inputs.calibrate()
      for place in result.underlyings[0].indices.dropFirst() {
        // Two runs say nothing; then three in which every smile misses; then all are close.
        let isPoor = [2, 3, 5, 6, 7].contains(inputs.job)
        result.underlyings[0][place].rmse = isPoor ? 0.07 : 0.01
      }
      result.underlyings[0][0].rmse = 0.01
      return .finished(result)
    }
    let news = news(rig)
    #expect(news.alerts == ["rmse SABR SPX"])
    #expect(news.notes == ["rmse SABR SPX"])
    #expect(!rig.core.state.alerts.contains { $0.metric.hasPrefix("rmse ") })
    let alert = try #require(
      rig.events.compactMap { event -> AlertRaised? in
        if case .alertRaised(let alert) = event.body, alert.metric == "rmse SABR SPX" {
          alert
        } else {
          nil
        }
      }.first)
    #expect(alert.value == 0.07 && alert.threshold == 0.05 && alert.severity == .warn)
  }

  @Test("one smile of several that misses is no alert, however long")
  func singleError() {
    let rig = play(100) { inputs in
      var result = inputs.calibrate()
      for place in result.underlyings[0].indices { result.underlyings[0][place].rmse = 0.01 }
      result.underlyings[0][1].rmse = 0.3
      return .finished(result)
    }
    #expect(news(rig).alerts.isEmpty && news(rig).notes.isEmpty)
    let poor = rig.core.state.calibration.fits.filter { $0.poorRuns > 3 }
    #expect(poor.count == 1)
  }

  @Test("a search that fails is an alert after three runs and ends with its success")
  func persistentFailure() {
    let rig = play(130) { inputs in
      var result = inputs.calibrate()
      for place in result.underlyings[0].indices { result.underlyings[0][place].rmse = 0.01 }
      if (3...5).contains(inputs.job) { result.underlyings[0][0].failure = "evaluationLimit" }
      return .finished(result)
    }
    #expect(news(rig).alerts == ["calibration HESTON SPX"])
    #expect(!rig.core.state.alerts.contains { $0.metric.hasPrefix("calibration") })
    #expect(rig.core.state.calibration.fit(.heston, "SPX")?.failedRuns == 0)
  }

  @Test("a history is bounded, and a parameter that jumps is named once until it is acknowledged")
  func shifts() throws {
    let rig = play(250) { inputs in
      var result = inputs.calibrate()
      // The first jump has no past of ten runs yet and is told by the table alone.
      guard [5, 13, 14].contains(inputs.job) else { return .finished(result) }
      let factor = inputs.job == 14 ? 9.0 : 3.0
      for place in result.underlyings[0][0].parameters.indices {
        let number = result.underlyings[0][0].parameters[place]
        guard number.name == "kappa" else { continue }
        result.underlyings[0][0].parameters[place].value = number.value.map { $0 * factor }
      }
      return .finished(result)
    }
    let heston = fits(rig).filter { $0.model == .heston }
    #expect(heston[4].shifts.contains("kappa"))
    #expect(heston[12].shifts.contains("kappa") && heston[13].shifts.contains("kappa"))
    let alerts = rig.events.compactMap { event in
      if case .alertRaised(let alert) = event.body, alert.metric == "shift HESTON SPX" {
        alert
      } else {
        nil
      }
    }
    #expect(alerts.count == 1 && alerts.first?.threshold == 0.25)
    var fitsBefore = 0
    for event in rig.events {
      if case .alertRaised(let alert) = event.body, alert.metric == "shift HESTON SPX" { break }
      if case .parametersFitted(let fit) = event.body, fit.model == .heston { fitsBefore += 1 }
    }
    #expect(fitsBefore > 10)
    let entry = try #require(rig.core.state.calibration.fit(.heston, "SPX"))
    #expect(entry.history.count == 5 * heston.count)
    var state = DeskState()
    for number in 1...70 {
      var fit = ParametersFitted()
      fit.underlying = "SPX"
      fit.parameters = CalibratedModel.heston.parameterNames.map {
        NamedNumber($0, Double(number))
      }
      state.apply(
        Event(
          seq: number, time: Instant(seconds: Int64(number)), body: .parametersFitted(fit)))
    }
    let history = try #require(state.calibration.fits.first?.history)
    #expect(history.count == 300 && history.first == 11 && history.last == 70)
  }
}

/// What a rig's work has been given.
private final class Box: Sendable {
  private let held = Mutex<[CalibrationInputs]>([])

  var inputs: [CalibrationInputs] { held.withLock { $0 } }

  func add(_ inputs: CalibrationInputs) { held.withLock { $0.append(inputs) } }
}
