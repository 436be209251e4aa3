// Workloads of the database: a key until it is durable, and a restart after a crash.

import DeskEngine
import Glibc
import MarketData
import Numerics
import Persistence

extension Workload {
  static var storeWorkloads: [Workload] {
    [
      Workload("key-ack", "a trader's command until it is durable, one sample each", keyAck),
      Workload("restart", "open, fold and observe after a crash at 12:45", restart),
    ]
  }

  private static func keyAck(_ context: BenchContext) throws -> Measurement {
    let day = try BenchDay(context)
    let folder = try ScratchFolder()
    let store = try DeskStore("\(folder.path)/desk.db")
    defer { store.close() }
    let loop = try day.loop(store)
    try day.play(loop, until: 600)
    var times: [Int64] = []
    for number in 0..<(context.repeats ?? 200) {
      let command = DeskCommand(
        time: loop.logicalTime, id: "key-\(number)", actor: .user,
        action: .note(text: "note \(number)"))
      let start = steadyNanoseconds()
      try loop.give(command)
      times.append(steadyNanoseconds() - start)
    }
    let result = Measurement(
      items: 1, unit: "command", samples: times,
      checksum: String(SHA256.hexadecimal(loop.journalHash).prefix(16)))
    return Measurement(
      items: 1, unit: "command", samples: times, checksum: result.checksum,
      figures: [
        ("p50_ms", three(Double(result.quantile(0.5)) / 1e6)),
        ("p99_ms", three(Double(result.quantile(0.99)) / 1e6)), ("folder", folder.path),
      ])
  }

  /// The first desk is dropped without a goodbye, which is all that a crash leaves behind.
  private static func restart(_ context: BenchContext) throws -> Measurement {
    let day = try BenchDay(context)
    let folder = try ScratchFolder()
    let path = "\(folder.path)/desk.db"
    let crashed = try DeskStore(path)
    let loop = try day.loop(crashed)
    try day.play(loop, until: 765)
    let expected = loop.core.state.seq
    crashed.close()
    let result = try timed(samples: context.repeats ?? 5) {
      ()
    } work: { _ in
      let store = try DeskStore(path)
      defer { store.close() }
      let again = try day.loop(store)
      guard again.core.state.seq == expected else {
        throw BenchFault(text: "\(again.core.state.seq) events of \(expected) came back")
      }
      return String(SHA256.hexadecimal(again.journalHash).prefix(16))
    }
    return Measurement(
      items: expected, unit: "events", samples: result.times, checksum: result.checksum,
      figures: [("folder", folder.path)])
  }
}
