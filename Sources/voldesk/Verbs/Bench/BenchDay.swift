// The sample day 2018-02-05 as the engine's workloads use it: played by the desk's own loop.

import Configuration
import DeskEngine
import Feeds
import MarketData
import Persistence

/// The day that the workloads play.
struct BenchDay {
  let plan: DeskPlan

  init(_ context: BenchContext) throws {
    guard let folder = context.sampleData else { throw BenchSkip(reason: "no data") }
    let configuration = try loadConfiguration(ConfigurationSources(), keys: DeskPlan.vocabulary)
    plan = DeskPlan(
      configuration: configuration, settings: deskSettings(configuration),
      market: .replay("2018-02-05"), sampleData: folder, themes: nil, database: "",
      seed: context.seed, speed: .infinity, from: nil, to: nil, days: nil, approvesTrades: true,
      commands: [], isReadOnly: false, restarts: false, run: nil)
  }

  /// A desk at the start of the day.
  func loop(_ store: any JournalStore = MemoryStore()) throws -> DeskLoop {
    try DeskLoop(plan, store: store)
  }

  /// Plays until a time of the day; to the end without one.
  @discardableResult
  func play(_ loop: DeskLoop, until minute: Int? = nil) throws -> Int {
    let end = minute.flatMap { minute in
      CivilDate("2018-02-05").map { NewYorkTime.instant($0, secondOfDay: Int64(minute) * 60) }
    }
    var batches = 0
    while let time = try loop.nextTime(), end.map({ time <= $0 }) ?? true {
      guard try loop.step() else { break }
      batches += 1
    }
    return batches
  }

  /// The lines of the whole day.
  func lines() throws -> [[UInt8]] {
    let loop = try loop()
    var lines: [[UInt8]] = []
    loop.report = { lines += $0.lines }
    try play(loop)
    return lines
  }

  /// The desk at 12:45.
  func noon() throws -> DeskCore {
    let loop = try loop()
    try play(loop, until: 765)
    return loop.core
  }
}
