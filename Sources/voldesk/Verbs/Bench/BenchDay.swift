// A sample day played by the desk's own loop, for workloads and for the sample chain.

import Configuration
import DeskEngine
import Feeds
import MarketData
import Persistence

/// A sample day; the workloads play 2018-02-05.
struct BenchDay {
  let plan: DeskPlan
  private let date: String

  init(_ context: BenchContext, date: String = "2018-02-05") throws {
    guard let folder = context.sampleData else { throw BenchSkip(reason: "no data") }
    self.date = date
    let words = ["--replay", date, "--speed", "max", "--approve", "trade"]
    var plan = try DeskPlan(parse(words, version: programVersion))
    // The built-in settings, whatever this machine's are, so that checksums can be compared.
    plan.editing = try EditableConfiguration(ConfigurationSources(), keys: DeskPlan.vocabulary)
    plan.settings = deskSettings(plan.configuration)
    plan.sampleData = folder
    plan.seed = context.seed
    self.plan = plan
  }

  /// A desk at the start of the day.
  func loop(_ store: any JournalStore = MemoryStore()) throws -> DeskLoop {
    let loop = try DeskLoop(plan, store: store)
    try loop.takeUp()
    return loop
  }

  /// Plays until a time of the day; to the end without one.
  @discardableResult
  func play(_ loop: DeskLoop, until minute: Int? = nil) throws -> Int {
    let end = minute.flatMap { minute in
      CivilDate(date).map { NewYorkTime.instant($0, secondOfDay: Int64(minute) * 60) }
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
