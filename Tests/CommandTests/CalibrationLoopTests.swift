// Calibrations beside the loop: threads, faults and restarts decide nothing.

import Configuration
import FoundationEssentials
import Glibc
import MarketData
import Persistence
import Synchronization
import TestKit
import Testing

@testable import DeskEngine
@testable import voldesk

@Suite("Calibrations beside the loop")
struct CalibrationLoopTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func day() throws -> BenchDay {
    try BenchDay(
      BenchContext(sampleData: ProjectPaths.inRoot("sample-data"), repeats: nil, seed: 7))
  }

  /// Plays until a time of the stress day, and everything that counts by then.
  private func play(
    _ plan: DeskPlan, until minute: Int, store: any JournalStore = MemoryStore()
  ) throws -> DeskLoop {
    let loop = try DeskLoop(plan, store: store)
    try loop.takeUp()
    try day().play(loop, until: minute)
    return loop
  }

  private func statuses(_ loop: DeskLoop) -> JobStatus { loop.core.state.calibration.last.status }

  @Test("one thread and eight, slow and quick, write the same journal")
  func threads() throws {
    var plan = try day().plan
    plan.workers = 1
    let one = try play(plan, until: 640).journalHash
    plan.workers = 8
    plan.calibration = { inputs, place in
      // The first underlying comes last.
      usleep(UInt32(2_000 * (inputs.underlyings.count - place)))
      return inputs.calibrate(place)
    }
    let eight = try play(plan, until: 640)
    #expect(eight.journalHash == one)
    #expect(eight.core.state.calibration.last.status == .done)
    #expect(eight.core.state.calibration.jobs == 5)
  }

  @Test("work that throws fails its job with the reason, and the next one is done")
  func throwing() throws {
    struct Broken: Error, CustomStringConvertible { let description = "the solver is gone" }
    var plan = try day().plan
    plan.calibration = { inputs, place in
      if inputs.job == 2 { throw Broken() }
      return inputs.calibrate(place)
    }
    let loop = try play(plan, until: 588)
    #expect(statuses(loop) == .failed)
    #expect(loop.core.state.alerts.contains { $0.text.contains("the solver is gone") })
    let before = loop.core.state.calibration.fits
    #expect(!before.isEmpty && before.allSatisfy { $0.status == .converged })
    try day().play(loop, until: 604)
    #expect(statuses(loop) == .done)
    #expect(!loop.core.state.alerts.contains { $0.metric == "calibration" })
  }

  @Test("a result that is late is waited for on a stored tape, and given up by a live desk")
  func deadline() throws {
    let gate = Gate()
    let inputs = CalibrationInputs(
      job: 3, kind: .intraday, time: Instant(seconds: 0), visibleAt: Instant(seconds: 90),
      underlyings: [
        FrozenUnderlying(symbol: "SPX", level: nil, refusal: "none", smiles: [], start: nil)
      ], rules: .standard)
    var live = DeskJobs(
      workers: 2,
      work: { _, _ in
        while !gate.isOpen { usleep(1_000) }
        return []
      }, patience: 20)
    live.start(inputs)
    guard case .timedOut = live.outcome(of: 3) else {
      Issue.record("it did not time out")
      return
    }
    gate.open()
    guard case .lost = live.outcome(of: 3) else {
      Issue.record("it was asked twice")
      return
    }
    var stored = DeskJobs(
      workers: 1,
      work: { _, _ in
        usleep(50_000)
        return [ModelFit(.heston, "SPX")]
      }, patience: nil)
    stored.start(inputs)
    guard case .finished(let result) = stored.outcome(of: 3) else {
      Issue.record("it was not waited for")
      return
    }
    #expect(result.fits.count == 1)
    #expect(try day().plan.jobs.patience == nil)
  }

  @Test("of several failures the first underlying's is told, whichever thread was first")
  func firstFailure() throws {
    struct Broken: Error, CustomStringConvertible { let description: String }
    let one = FrozenUnderlying(symbol: "A", level: nil, refusal: "", smiles: [], start: nil)
    let inputs = CalibrationInputs(
      job: 1, kind: .full, time: Instant(seconds: 0), visibleAt: Instant(seconds: 1),
      underlyings: Array(repeating: one, count: 6), rules: .standard)
    for workers in [1, 3, 6] {
      let running = RunningCalibration(inputs, workers: workers) { _, place in
        usleep(UInt32(3_000 * (6 - place)))
        throw Broken(description: "failure \(place)")
      }
      guard case .failed(let reason) = running.outcome(patience: nil) else {
        Issue.record("it did not fail")
        return
      }
      #expect(reason == "failure 0")
    }
  }

  @Test(
    "a desk that stops between a request and its result goes on to the same journal",
    arguments: [571, 586, 676])
  func restart(_ minute: Int) throws {
    let plan = try day().plan
    let whole = try play(plan, until: 720).journalHash
    let database = scratch("restart.db")
    var files = plan
    files.database = database
    do {
      let first = try play(files, until: minute, store: DeskStore(database))
      let open = try #require(first.core.state.calibration.open.first)
      #expect(NewYorkTime.wall(open.visibleAt).minuteOfDay >= minute)
      // It is dropped as a crash would drop it.
      (first.store as? DeskStore)?.close()
    }
    let next = try play(files, until: 720, store: DeskStore(database))
    #expect(next.opening.isResumed)
    #expect(next.journalHash == whole)
    #expect(next.core.state.calibration.last.status == .done)
  }

  @Test("killed after the close of a simulated day, the job of 17:00 is done again")
  func afterClose() throws {
    func words(_ name: String) -> [String] {
      ["--no-tui", "--days", "1", "--seed", "3", "--db", scratch(name)]
    }
    let whole = try CommandRun(words("whole.db"), in: scratch).finish()
    let journal = whole.lines.dropFirst().dropLast()
    let close = try #require(journal.lastIndex { $0.contains("\"type\":\"DayRolled\"") })
    #expect(close < whole.lines.count - 3, "something follows the close")
    #expect(journal.last?.contains("T17:00:00") ?? false)
    // The journal of a desk that was killed right after the close was committed.
    var plan = try DeskPlan(parse(words("cut.db"), version: programVersion))
    plan.editing = try EditableConfiguration(ConfigurationSources(), keys: DeskPlan.vocabulary)
    plan.settings = deskSettings(plan.configuration)
    plan.days = nil
    let store = try DeskStore(scratch("cut.db"))
    let loop = try DeskLoop(plan, store: store)
    try loop.takeUp()
    while loop.core.state.days.isEmpty { _ = try loop.step() }
    #expect(loop.core.state.calibration.open.first?.kind == .full)
    store.close()
    let last = try CommandRun(words("cut.db"), in: scratch).finish()
    #expect(last.code == 0, "\(last.error)")
    #expect(last.lines.last.map(hash) == whole.lines.last.map(hash))
  }

  private func hash(_ line: Substring) -> String {
    line.split(separator: "\"journal_hash\":").last.map(String.init) ?? ""
  }
}

/// A door that is opened once.
private final class Gate: Sendable {
  private let state = Atomic<Bool>(false)

  var isOpen: Bool { state.load(ordering: .acquiring) }

  func open() { state.store(true, ordering: .releasing) }
}
