// Workloads of a large book: marking a thousand legs, and an hour of replay with a hundred structures.

import DeskEngine
import Feeds
import MarketData
import Numerics
import Persistence
import Risk
import Structures

extension Workload {
  static var bookWorkloads: [Workload] {
    [
      Workload("book-1000", "mark 1,000 legs on a chain at noon and sum their Greeks", markBook),
      Workload("replay-100", "an hour of replay with 100 open structures, and without", replayHour),
    ]
  }

  private static func markBook(_ context: BenchContext) throws -> Measurement {
    let day = try BookDay(context)
    var core = try day.core(structures: 250)
    for batch in day.batches.prefix(151) { core.observe(batch) }
    // The surface of the minute is made once, whatever the book.
    let marked = core.markedBook()
    let result = try timed(samples: context.repeats ?? 200) {
      ()
    } work: { _ in
      let book = core.markedBook()
      return "\(book.equity) \(rounded(book.greeks.delta, 3)) \(rounded(book.greeks.vega, 2))"
    }
    return Measurement(
      items: marked.legs, unit: "legs", samples: result.times, checksum: result.checksum,
      figures: [
        ("best_ms", three(Double(result.times.min() ?? 0) / 1e6)),
        ("delta", rounded(marked.greeks.delta, 1)), ("vega", rounded(marked.greeks.vega, 0)),
      ])
  }

  /// The minutes from noon on: each of both desks in turn, so that a busy machine slows both.
  private static func replayHour(_ context: BenchContext) throws -> Measurement {
    let day = try BookDay(context)
    var full: [Int64] = []
    var empty: [Int64] = []
    var worked: [(full: Int64, empty: Int64)] = []
    var checksum = ""
    for _ in 0..<(context.repeats ?? 5) {
      let one = try day.hour(structures: 100)
      let other = try day.hour(structures: 0)
      full.append(one.time)
      empty.append(other.time)
      worked.append((one.worked, other.worked))
      let both = "\(one.checksum.prefix(8))\(other.checksum.prefix(8))"
      guard checksum.isEmpty || checksum == both else {
        throw BenchFault(text: "a repeat gave \(both) after \(checksum)")
      }
      checksum = both
    }
    let (slow, fast) = (Double(full.min() ?? 0), Double(max(1, empty.min() ?? 1)))
    // A machine that does other work stretches the longer of two times more: processor time does not.
    let most = Double(worked.map(\.full).min() ?? 0)
    let least = Double(max(1, worked.map(\.empty).min() ?? 1))
    return Measurement(
      items: 60, unit: "minutes", samples: full, checksum: checksum,
      figures: [
        ("best_ms", three(slow / 1e6)), ("best_empty_ms", three(fast / 1e6)),
        ("ratio", three(slow / fast)), ("processor_ratio", three(most / least)),
      ])
  }
}

/// The batches of 2018-02-05, and desks on them.
private struct BookDay {
  let batches: [MarketBatch]
  private let settings: DeskEngine.DeskSettings

  init(_ context: BenchContext) throws {
    guard let folder = context.sampleData, let date = CivilDate("2018-02-05") else {
      throw BenchSkip(reason: "no data")
    }
    let home = folder.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    var tape = try ReplayDayTape(day: date, home: home)
    var list: [MarketBatch] = []
    while let batch = try tape.next() { list.append(batch) }
    batches = list
    // No exit and no limit may end a structure of this book, or the two desks would not compare.
    var settings = DeskEngine.DeskSettings()
    settings.exits.creditTarget = 1e9
    settings.exits.stopMultiple = nil
    settings.exits.creditDays = -1
    settings.limits.stressLoss = 1e3
    settings.limits.drawdown = 1
    settings.limits.dailyLoss = 1
    settings.limits.weeklyLoss = 1
    settings.limits.maximumOpen = 1_000
    settings.limits.totalLoss = 1
    self.settings = settings
  }

  /// A desk whose book holds so many condors, before the day.
  func core(structures: Int) throws -> DeskCore {
    guard let first = batches.first, let session = first.start?.session else {
      throw BenchSkip(reason: "no data")
    }
    var scratch = DeskCore(settings: settings)
    scratch.observe(first)
    guard let chain = scratch.market.underlyings.first?.chain else {
      throw BenchSkip(reason: "no data")
    }
    let state = try SeededBook.state(structures: structures, chain: chain, start: session.open)
    return DeskCore(settings: settings, state: state)
  }

  /// Plays the day to noon unmeasured and the hour from there on measured.
  func hour(structures: Int) throws -> (time: Int64, worked: Int64, checksum: String) {
    var core = try core(structures: structures)
    var chain = HashChain()
    func play(_ batch: MarketBatch) {
      core.observe(batch)
      let decision = core.decide(.market(batch))
      core.adopt(decision)
      for event in decision.events { chain.append(event.line()) }
    }
    for batch in batches.prefix(151) { play(batch) }
    let (start, before) = (steadyNanoseconds(), workedNanoseconds())
    for batch in batches.dropFirst(151).prefix(60) { play(batch) }
    let (time, worked) = (steadyNanoseconds() - start, workedNanoseconds() - before)
    guard core.state.positions.count >= structures, !core.state.trading.isKilled else {
      throw BenchFault(text: "\(core.state.positions.count) of \(structures) structures are left")
    }
    return (time, worked, SHA256.hexadecimal(chain.value))
  }
}
