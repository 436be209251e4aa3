// The trader's universe is what is simulated, and the trader's calendar is what the desk is told.

import Configuration
import DeskEngine
import Feeds
import MarketData
import TestKit
import Testing

@testable import voldesk

@Suite("Universe and events of a tape")
struct TapeOpeningTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  /// The first session of a desk with files of its own.
  private func opening(
    universe: String? = nil, events: String? = nil, words: [String] = []
  ) throws -> SessionStart {
    if let universe { try scratch.write(Array(universe.utf8), "universe.json5") }
    if let events { try scratch.write(Array(events.utf8), "events.json5") }
    let invocation = try parse(
      ["--no-tui", "--config", scratch.path, "--data", ProjectPaths.root] + words, version: "0")
    let plan = try DeskPlan(invocation)
    var tape = try plan.openTape()
    var start = try #require(try tape.next()?.start)
    // The desk joins its own calendar to what the tape tells.
    start.events = Announcements.joined(
      plan.settings.announcements, to: start.events, of: start.session.date)
    return start
  }

  @Test("the built-in universe is the simulator's own, price for price")
  func builtInUniverse() throws {
    #expect(simulatedUniverse(.builtIn) == SimulatedUnderlying.standard)
    var plain = try SimulatorTape(seed: 7)
    var mapped = try SimulatorTape(
      seed: 7, universe: simulatedUniverse(.builtIn),
      correlations: residualCorrelations(.builtIn))
    // A whole day and the next open, so that the state after the close counts too.
    for _ in 0..<392 {
      let one = try #require(try plain.next())
      let two = try #require(try mapped.next())
      #expect(one.time == two.time)
      #expect(one.underlyings == two.underlyings)
      #expect(one.chains.map(\.indices) == two.chains.map(\.indices))
      #expect(one.chains.map(\.quotes) == two.chains.map(\.quotes))
      #expect(one.start?.events == two.start?.events)
    }
  }

  @Test("fewer symbols, another price and a stock of one's own are what is simulated")
  func ownUniverse() throws {
    let start = try opening(
      universe: """
        { benchmark: "SPX", vol_index: "VIX", symbols: {
          SPX: { spot: 4000 },
          ACME: { spot: 150, beta: 1.4, idio_vol: 0.3, vol_multiple: 2 },
          QQQ: { spot: 300, beta: 1.2, idio_vol: 0.08, vol_multiple: 1.2 } },
          residual_correlations: { "ACME~QQQ": 0.4 } }
        """)
    #expect(start.chains.map(\.underlying) == ["SPX", "QQQ", "ACME"])
    let closes = start.histories.compactMap { $0.bars.last?.bar.close }
    #expect(closes == [4_000, 300, 150])
  }

  @Test("betas and correlations of the file move the simulated market")
  func behaviour() throws {
    func closes(_ beta: Double, _ correlation: Double) throws -> [Double] {
      let start = try opening(
        universe: """
          { benchmark: "SPX", vol_index: "VIX", symbols: {
            SPX: { spot: 4000 }, QQQ: { spot: 300, beta: \(beta), idio_vol: 0.2 },
            TLT: { spot: 90, beta: 0, idio_vol: 0.2 } },
            residual_correlations: { "QQQ~TLT": \(correlation) } }
          """)
      return start.histories.flatMap { $0.bars.map(\.bar.close) }
    }
    let base = try closes(1, 0)
    #expect(try closes(1, 0) == base)
    #expect(try closes(2, 0) != base)
    #expect(try closes(1, 0.9) != base)
  }

  @Test("the highest spot that is allowed plays a session", arguments: [(0.2, 1.2), (1.5, 3)])
  func highestSpot(_ idle: Double, _ multiple: Double) throws {
    let universe = """
      { benchmark: "SPX", vol_index: "VIX", symbols: { SPX: { spot: 100000 },
        ACME: { spot: 100000, beta: 1.5, idio_vol: \(idle), vol_multiple: \(multiple) } } }
      """
    try scratch.write(Array(universe.utf8), "universe.json5")
    let invocation = try parse(
      ["--no-tui", "--clean", "--config", scratch.path, "--data", ProjectPaths.root], version: "0")
    var tape = try DeskPlan(invocation).openTape()
    var dearest = Money.zero
    var minutes = 0
    while let batch = try tape.next() {
      minutes += 1
      dearest = max(dearest, batch.chains.flatMap(\.quotes).map(\.ask).max() ?? .zero)
      if batch.end != nil || minutes == 130 { break }
    }
    #expect(minutes == 130)
    #expect(dearest > Money(wholeDollars: 10_000))
    // Half of what 32 bits hold.
    #expect(dearest < Money(units: Int64(Int32.max) / 2), "\(dearest)")
  }

  @Test("a universe whose benchmark the simulator cannot play is refused before it starts")
  func otherBenchmark() throws {
    let failure = #expect(throws: StartFailure.self) {
      _ = try opening(
        universe: #"{ benchmark: "QQQ", vol_index: "VXN", symbols: { QQQ: { spot: 400 } } }"#)
    }
    #expect(failure?.code == 3)
    #expect(failure?.text.contains("SPX") == true)
  }

  @Test("an announcement of one's own reaches a simulated session, each once and sorted")
  func ownEvents() throws {
    let known = try opening().events
    let cpi = try #require(known.last { $0.kind == .cpi })
    let date = try #require(CivilDate("2025-01-15"))
    let start = try opening(
      events: """
        { events: [
          { kind: "EARNINGS", symbol: "QQQ", time: "AMC", dates: ["\(date)"] },
          { kind: "CPI", time: "08:30", dates: ["\(cpi.effectiveDate)"] },
          { kind: "GDP", time: "08:30", dates: ["2001-01-30"] } ] }
        """)
    let added = start.events.filter { !known.contains($0) }
    #expect(
      added == [
        MarketEvent(
          symbol: "QQQ", kind: .earnings, time: NewYorkTime.instant(date, 16, 15),
          effectiveDate: date.adding(days: 1))
      ])
    #expect(start.events.count == known.count + 1)
    #expect(start.events == start.events.sorted())
  }

  @Test("an announcement of one's own reaches a replayed day; the built-in ones add only the past")
  func replayedEvents() throws {
    let words = ["--replay", "2018-02-05", "--from", "10:00"]
    let sample = ProjectPaths.inRoot("sample-data")
    var bare = try ReplayDayTape(path: "\(sample)/days/2018-02-05.csv", sampleData: sample)
    let known = try #require(try bare.next()?.start).events
    let told = try opening(words: words)
    #expect(told.events.filter { $0.effectiveDate >= told.session.date } == known)
    let start = try opening(
      events: "{ events: [{ kind: 'NFP', time: 'BMO', dates: ['2018-02-09'] }] }", words: words)
    #expect(start.events.count == known.count + 1)
    #expect(start.events.contains { $0.kind == .nfp && $0.effectiveDate.day == 9 })
  }

  static let reactions: [(String, String, String)] = [
    ("2018-02-07", "AMC", "2018-02-08"), ("2018-02-07", "BMO", "2018-02-07"),
    ("2018-02-07", "14:00", "2018-02-07"), ("2018-02-07", "16:00", "2018-02-08"),
    ("2018-02-09", "AMC", "2018-02-12"), ("2018-02-10", "BMO", "2018-02-12"),
    ("2018-11-23", "13:30", "2018-11-26"), ("2018-11-23", "AMC", "2018-11-26"),
  ]

  @Test("after the close moves the next session, before the open the same", arguments: reactions)
  func effectiveDates(_ date: String, _ time: String, _ effective: String) throws {
    try scratch.write(
      Array("{ events: [{ kind: 'GDP', time: '\(time)', dates: ['\(date)'] }] }".utf8),
      "events.json5")
    let configuration = try loadConfiguration(
      ConfigurationSources(configFolder: scratch.path), keys: DeskPlan.vocabulary)
    let events = marketEvents(configuration.events)
    #expect(events.map { "\($0.effectiveDate)" } == [effective])
  }
}
