// Workloads of the engine: a whole day, the journal, and a decision.

import DeskEngine
import MarketData
import Numerics
import Persistence

extension Workload {
  static var engineWorkloads: [Workload] {
    [
      Workload("desk-replay-day", "2018-02-05 from open to close, journal in memory", replayDay),
      Workload("journal-fold-100k", "read and fold 100,000 lines of that day", foldJournal),
      Workload("journal-verify-100k", "hash 100,000 lines of that day again", verifyJournal),
      Workload("decide-apply", "decide, fold and adopt 10,000 commands at noon", decideApply),
    ]
  }

  private static func replayDay(_ context: BenchContext) throws -> Measurement {
    let day = try BenchDay(context)
    var batches = 0
    var contracts = 0
    var events = 0
    let result = try timed(samples: context.repeats ?? 3) {
      ()
    } work: { _ in
      let loop = try day.loop()
      batches = try day.play(loop)
      contracts = loop.core.market.underlyings.reduce(0) { $0 + $1.chain.options.count }
      events = loop.core.state.seq
      return String(SHA256.hexadecimal(loop.journalHash).prefix(16))
    }
    return Measurement(
      items: batches, unit: "minutes", samples: result.times, checksum: result.checksum,
      figures: [("contracts_a_minute", "\(contracts)"), ("events", "\(events)")])
  }

  private static func foldJournal(_ context: BenchContext) throws -> Measurement {
    let lines = try BenchDay(context).lines()
    let result = try timed(samples: context.repeats ?? 5) {
      DeskState()
    } work: { state in
      for number in 0..<100_000 {
        if number % lines.count == 0 { state = DeskState() }
        state.apply(try Event(line: lines[number % lines.count]))
      }
      return shortHash(state.snapshotBytes())
    }
    let bytes = lines.reduce(0) { $0 + $1.count } / max(1, lines.count)
    return Measurement(
      items: 100_000, unit: "lines", samples: result.times, checksum: result.checksum,
      figures: [("bytes_a_line", "\(bytes)"), ("lines_a_day", "\(lines.count)")])
  }

  private static func verifyJournal(_ context: BenchContext) throws -> Measurement {
    let lines = try BenchDay(context).lines()
    let result = try timed(samples: context.repeats ?? 5) {
      HashChain()
    } work: { chain in
      for number in 0..<100_000 { chain.append(lines[number % lines.count]) }
      return String(SHA256.hexadecimal(chain.value).prefix(16))
    }
    return Measurement(
      items: 100_000, unit: "lines", samples: result.times, checksum: result.checksum)
  }

  private static func decideApply(_ context: BenchContext) throws -> Measurement {
    let noon = try BenchDay(context).noon()
    let result = try timed(samples: context.repeats ?? 5) {
      noon
    } work: { core in
      for number in 0..<10_000 {
        let command = DeskCommand(
          time: core.state.time, id: "key-\(number)", actor: .user,
          action: .note(text: "note \(number)"))
        core.adopt(core.decide(.command(command)))
      }
      return shortHash(core.state.snapshotBytes())
    }
    return Measurement(
      items: 10_000, unit: "commands", samples: result.times, checksum: result.checksum)
  }
}
