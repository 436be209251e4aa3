// Drives a core over a tape as a shell would: observe, decide, adopt, approve by rule.

import Candidates
import Feeds
import MarketData
import Risk
import TestKit

@testable import DeskEngine

/// One input with what came of it.
struct RecordedInput: Sendable {
  var input: DeskInput
  /// Position of the last batch observed before it, in the record.
  var batch: Int
  var events: [Event]
}

/// What a rig approves by itself.
enum RigApproval: Sendable { case nothing, trades, everySize }

/// A core that runs over batches and remembers everything.
struct DeskRig: Sendable {
  var core: DeskCore
  var approval = RigApproval.trades
  /// What does the work that the core asks for; nil leaves it undone.
  var work: (@Sendable (CalibrationInputs) -> JobReport.Outcome)?
  private var running: [CalibrationInputs] = []
  /// Commands at a minute of a session, counted over the record's batches.
  var commands: [Int: [CommandAction]] = [:]
  private(set) var batches: [MarketBatch] = []
  private(set) var inputs: [RecordedInput] = []
  /// Called after every event, with the book that holds it.
  var check: (@Sendable (DeskState, Event) -> Void)?

  init(settings: DeskSettings = DeskSettings(), approval: RigApproval = .trades) {
    core = DeskCore(settings: settings)
    self.approval = approval
  }

  var events: [Event] { inputs.flatMap(\.events) }

  /// Takes a batch and everything that follows from it.
  mutating func take(_ batch: MarketBatch) {
    finishWork(before: batch.time)
    batches.append(batch)
    core.observe(batch)
    var pending: [DeskInput] = [.market(batch)]
    for (number, action) in (commands[batches.count - 1] ?? []).enumerated() {
      pending.append(
        .command(
          DeskCommand(
            time: batch.time, id: "file-\(batches.count).\(number)", actor: .file, action: action)))
    }
    while !pending.isEmpty {
      let events = decide(pending.removeFirst())
      pending.append(contentsOf: approvals(events))
    }
  }

  @discardableResult
  mutating func decide(_ input: DeskInput) -> [Event] {
    var folded = core.state
    let decision = core.decide(input)
    if let check {
      for event in decision.events {
        folded.apply(event)
        check(folded, event)
      }
    }
    core.adopt(decision)
    running += decision.requests
    inputs.append(
      RecordedInput(input: input, batch: batches.count - 1, events: decision.events))
    return decision.events
  }

  /// Hands over what counts up to a moment, or everything.
  mutating func finishWork(before moment: Instant?) {
    guard let work else { return }
    while let job = running.first, moment.map({ job.visibleAt <= $0 }) ?? true {
      running.removeFirst()
      decide(.job(JobReport(job: job.job, time: job.visibleAt, outcome: work(job))))
    }
  }

  /// Sends a command now.
  @discardableResult
  mutating func send(
    _ action: CommandAction, id: String = "key-1", after: TimeSpan = .seconds(0)
  ) -> [Event] {
    decide(
      .command(
        DeskCommand(
          time: core.market.time + after, id: id, actor: .user, action: action)))
  }

  private func approvals(_ events: [Event]) -> [DeskInput] {
    events.compactMap { event in
      let record: CandidateRecord
      switch event.body {
      case .candidateProposed(let r), .candidateRevised(let r): record = r
      default: return nil
      }
      let wanted =
        switch approval {
        case .nothing: false
        case .trades: record.recommendation == .trade
        case .everySize: record.recommendation != .pass && record.quantity > 0
        }
      guard wanted else { return nil }
      return .command(
        DeskCommand(
          time: event.time, id: "auto-C\(record.candidate).\(record.rev)", actor: .auto,
          action: .approve(candidate: record.candidate, rev: record.rev, net: record.net)))
    }
  }
}

extension Event {
  /// The line as text.
  var text: String { String(decoding: line(), as: UTF8.self) }
}

/// The replay of 5 February 2018, read once.
enum StressDay {
  static let batches: [MarketBatch] = {
    var list: [MarketBatch] = []
    guard var tape = try? ReplayDayTape(day: CivilDate(dayNumber: 17_567), home: ProjectPaths.root)
    else { return [] }
    while let batch = try? tape.next() { list.append(batch) }
    return list
  }()

  /// The day with every candidate of a size approved, and a kill at noon that is released.
  static let busy: DeskRig = {
    var rig = DeskRig(approval: .everySize)
    rig.commands = [
      200: [.kill(source: .user, reason: "drill")],
      203: [.resume(word: "RESUME", reason: "drill over")], 204: [.active],
      230: [.note(text: "a note")], 300: [.reduce(reason: "lunch")], 310: [.active],
      330: [.flatten(word: "FLATTEN")],
    ]
    rig.work = { .finished($0.calibrate()) }
    for batch in batches { rig.take(batch) }
    rig.finishWork(before: nil)
    return rig
  }()
}
