// The workload of `voldesk verify` on a large journal: a sample day again and again, each time with
// ids and times of its own, in a database like any other.

import DeskEngine
import Feeds
import Glibc
import MarketData
import Numerics
import Persistence

extension Workload {
  static var verifyWorkloads: [Workload] {
    [Workload("verify-1m", "verify a database of 1,000,000 events from end to end", verifyMillion)]
  }

  private static func verifyMillion(_ context: BenchContext) throws -> Measurement {
    let lines = try BenchDay(context).lines()
    let folder = try ScratchFolder()
    let path = "\(folder.path)/desk.db"
    try LargeJournal(lines).write(to: path, events: 1_000_000)
    let result = try timed(samples: context.repeats ?? 1) {
      ()
    } work: { _ in
      let archive = try DeskArchive(path)
      defer { archive.close() }
      let report = try archive.verify()
      guard report.isSound, let run = report.runs.first else {
        throw BenchFault(text: report.findings.first?.description ?? "no run")
      }
      return "\(run.events) \(run.journalHash.prefix(16))"
    }
    var status = stat()
    stat(path, &status)
    return Measurement(
      items: 1_000_000, unit: "events", samples: result.times, checksum: result.checksum,
      figures: [
        ("best_s", three(Double(result.times.min() ?? 0) / 1e9)),
        ("megabytes", "\(status.st_size >> 20)"), ("folder", folder.path),
      ])
  }
}

/// A day's journal that is written again and again.
struct LargeJournal {
  private let day: [Event]

  init(_ lines: [[UInt8]]) throws { day = try lines.map { try Event(line: $0) } }

  /// Writes a database with so many events.
  func write(to path: String, events count: Int) throws {
    let store = try DeskStore(path)
    defer { store.close() }
    let identity = RunIdentity(
      key: "sim:1", mode: "sim", source: "simulator", seed: 1, dataHash: "")
    let start = StartIdentity(
      version: programVersion, configHash: String(repeating: "0", count: 64))
    _ = try store.begin(identity, start: start, restart: false)
    var seq = 0
    var copy = 0
    let first = day.first?.time ?? Instant(nanoseconds: 0)
    while seq < count {
      var batch: [Event] = []
      for event in day where seq < count {
        guard let moved = LargeJournal.moved(event.body, copy) else { continue }
        seq += 1
        batch.append(
          Event(seq: seq, time: event.time + .minutes(Int64(copy) * 1_440), body: moved))
      }
      if batch.isEmpty { return }
      try LargeJournal.commit(batch, to: store, from: first, minutes: (copy + 1) * 391)
      copy += 1
    }
    try store.finish(.open)
  }

  /// Writes a day, each approval with the command that it names.
  private static func commit(
    _ day: [Event], to store: DeskStore, from first: Instant, minutes: Int
  ) throws {
    var start = day.startIndex
    for (index, event) in day.enumerated() {
      var command: StoredCommand?
      if case .candidateApproved(let e) = event.body {
        command = StoredCommand(
          command: e.command, time: event.time, verb: .approve, arguments: "{}", seq: event.seq,
          outcome: "done", code: nil)
      }
      guard command != nil || index == day.count - 1 else { continue }
      _ = try store.commit(
        Transaction(
          events: Array(day[start...index]), command: command,
          cursor: TapeCursor(first: first, last: event.time, batches: minutes)))
      start = index + 1
    }
  }

  /// An event with the ids of another day; nil for the opening of the book, which happens once.
  private static func moved(_ body: EventBody, _ copy: Int) -> EventBody? {
    let shift = copy * 100
    switch body {
    case .ledgerPosted(var e):
      if e.ref == "opening" { return copy == 0 ? body : nil }
      e.posting += shift
      return .ledgerPosted(e)
    case .edgeDetected(var e):
      e.edge += shift
      return .edgeDetected(e)
    case .edgeEnded(var e):
      e.edge += shift
      return .edgeEnded(e)
    case .candidateProposed(var e):
      (e.candidate, e.edge) = (e.candidate + shift, e.edge + shift)
      return .candidateProposed(e)
    case .candidateRevised(var e):
      (e.candidate, e.edge) = (e.candidate + shift, e.edge + shift)
      return .candidateRevised(e)
    case .candidateApproved(var e):
      e.candidate += shift
      e.command = "auto-C\(e.candidate).\(e.rev)"
      return .candidateApproved(e)
    case .candidateClosed(var e):
      e.candidate += shift
      return .candidateClosed(e)
    case .riskVerdict(var e):
      e.candidate = e.candidate.map { $0 + shift }
      return .riskVerdict(e)
    default: return trade(body, shift)
    }
  }

  private static func trade(_ body: EventBody, _ shift: Int) -> EventBody {
    switch body {
    case .orderCreated(var e):
      e.order += shift
      e.candidate = e.candidate.map { $0 + shift }
      e.position = e.position.map { $0 + shift }
      return .orderCreated(e)
    case .orderChanged(var e):
      e.order += shift
      return .orderChanged(e)
    case .legFilled(var e):
      (e.fill, e.order) = (e.fill + shift, e.order + shift)
      return .legFilled(e)
    case .positionOpened(var e):
      (e.position, e.order) = (e.position + shift, e.order + shift)
      return .positionOpened(e)
    case .positionClosed(var e):
      e.position += shift
      return .positionClosed(e)
    case .alertRaised(var e):
      e.alert += shift
      return .alertRaised(e)
    default: return body
    }
  }
}
