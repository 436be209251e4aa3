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
      Workload(
        "replay-100", "an hour of replay, tape and desk, with 100 open structures and without",
        replayHour),
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
  ///
  /// A replay is the tape that makes the quotes and the desk that decides on them; what the decisions
  /// alone cost stands beside it.
  private static func replayHour(_ context: BenchContext) throws -> Measurement {
    let day = try BookDay(context)
    var full: [ReplayedHour] = []
    var empty: [ReplayedHour] = []
    var checksum = ""
    for _ in 0..<(context.repeats ?? 5) {
      full.append(try day.hour(structures: 100))
      empty.append(try day.hour(structures: 0))
      let both = [full, empty].map { String($0.last?.checksum.prefix(8) ?? "") }.joined()
      guard checksum.isEmpty || checksum == both else {
        throw BenchFault(text: "a repeat gave \(both) after \(checksum)")
      }
      checksum = both
    }
    func least(_ hours: [ReplayedHour], _ time: (ReplayedHour) -> Int64) -> Double {
      Double(max(1, hours.map(time).min() ?? 1))
    }
    let slow = least(full, \.time)
    let fast = least(empty, \.time)
    // A machine that does other work stretches the longer of two times more: processor time does not.
    let decisions = least(full, \.decided) / least(empty, \.decided)
    return Measurement(
      items: 60, unit: "minutes", samples: full.map(\.time), checksum: checksum,
      figures: [
        ("best_ms", three(slow / 1e6)), ("best_empty_ms", three(fast / 1e6)),
        ("ratio", three(slow / fast)),
        ("processor_ratio", three(least(full, \.worked) / least(empty, \.worked))),
        ("decisions_ratio", three(decisions)),
      ])
  }
}

/// What an hour of replay took, in nanoseconds.
private struct ReplayedHour {
  /// On the clock.
  var time: Int64
  /// Of the processor.
  var worked: Int64
  /// On the clock for observing, deciding and writing lines, without the tape.
  var decided: Int64
  var checksum: String
}

/// The batches of 2018-02-05, and desks on them.
private struct BookDay {
  let batches: [MarketBatch]
  /// The day before its first minute.
  private let tape: ReplayDayTape
  private let settings: DeskEngine.DeskSettings

  init(_ context: BenchContext) throws {
    guard let folder = context.sampleData, let date = CivilDate("2018-02-05") else {
      throw BenchSkip(reason: "no data")
    }
    let home = folder.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    var tape = try ReplayDayTape(day: date, home: home)
    self.tape = tape
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
  func hour(structures: Int) throws -> ReplayedHour {
    var core = try core(structures: structures)
    var tape = tape
    var chain = HashChain()
    var decided: Int64 = 0
    func play() throws {
      guard let batch = try tape.next() else { return }
      let start = steadyNanoseconds()
      core.observe(batch)
      let decision = core.decide(.market(batch))
      for event in decision.events { chain.append(event.line()) }
      core.adopt(decision)
      decided += steadyNanoseconds() - start
    }
    for _ in 0..<151 { try play() }
    decided = 0
    let (start, before) = (steadyNanoseconds(), workedNanoseconds())
    for _ in 0..<60 { try play() }
    let (time, worked) = (steadyNanoseconds() - start, workedNanoseconds() - before)
    guard core.state.positions.count >= structures, !core.state.trading.isKilled else {
      throw BenchFault(text: "\(core.state.positions.count) of \(structures) structures are left")
    }
    return ReplayedHour(
      time: time, worked: worked, decided: decided,
      checksum: SHA256.hexadecimal(chain.value))
  }
}
