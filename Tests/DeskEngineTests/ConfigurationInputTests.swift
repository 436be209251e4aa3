// A configuration that comes into force while a run goes on.

import Edges
import Feeds
import MarketData
import Risk
import Structures
import TestKit
import Testing

@testable import DeskEngine

@Suite("A changed configuration")
struct ConfigurationInputTests {
  private func morning(_ minutes: Int = 45) throws -> (rig: DeskRig, rest: [MarketBatch]) {
    var tape = try SimulatorTape(seed: 7, universe: [.spx])
    var rig = DeskRig(approval: .everySize)
    for _ in 0..<minutes { rig.take(try #require(try tape.next())) }
    var rest: [MarketBatch] = []
    while rest.count < 90, let batch = try tape.next() { rest.append(batch) }
    return (rig, rest)
  }

  private func settings(_ change: (inout DeskSettings) -> Void) -> DeskSettings {
    var settings = DeskSettings()
    settings.configHash = String(repeating: "a", count: 64)
    change(&settings)
    return settings
  }

  private func input(_ settings: DeskSettings, _ rig: DeskRig) -> DeskInput {
    .configuration(
      ConfigurationInput(
        settings: settings,
        changes: [ConfigurationChange(key: "risk.per_trade", from: "0.01", to: "0.005")],
        time: rig.core.market.time))
  }

  @Test("the settings enter with the input and hold from then on")
  func entering() throws {
    var (rig, _) = try morning()
    let tight = settings { $0.limits.tradeLoss = 0.005 }
    let decision = rig.core.decide(input(tight, rig))
    #expect(rig.core.settings.limits.tradeLoss == 0.01)
    #expect(decision.events.first?.body.name == "ConfigChanged")
    rig.core.adopt(decision)
    #expect(rig.core.settings.limits.tradeLoss == 0.005)
    #expect(rig.core.state.configHash == tight.configHash)
  }

  @Test("the limits are read anew at once")
  func atOnce() throws {
    var (rig, _) = try morning()
    try #require(rig.core.state.session.isOpen)
    let before = rig.core.figures.limits
    let strict = settings { $0.limits.dailyLoss = 0.001 }
    rig.decide(input(strict, rig))
    let changed = zip(before, rig.core.figures.limits).filter { $0.0.bound != $0.1.bound }
    #expect(changed.count == 1)
    #expect(changed.first?.1.bound ?? 0 < (changed.first?.0.bound ?? 0) / 20)
  }

  @Test("a reason stands beside the change")
  func reason() throws {
    var (rig, _) = try morning(5)
    let loose = settings { $0.limits.tradeLoss = 0.02 }
    let events = rig.decide(
      .configuration(
        ConfigurationInput(
          settings: loose, changes: [],
          reason: (key: "risk.per_trade", text: "a wide day\u{1B}[2J"), time: rig.core.market.time))
    )
    guard case .noted(let note)? = events.dropFirst().first?.body else {
      Issue.record("no note in \(events.map(\.text))")
      return
    }
    #expect(note.ref == "risk.per_trade")
    #expect(note.text == "loosened: a wide day\u{FFFD}[2J")
  }

  @Test("a desk that is started again after the change goes on as one that never stopped")
  func resumed() throws {
    let (begun, rest) = try morning()
    var rig = begun
    let other = settings {
      $0.limits.tradeLoss = 0.004
      $0.edges.minimumHistory = 30
      $0.structures.widthShares = [0.01]
      $0.quotes.staleAfter = .seconds(600)
    }
    rig.decide(input(other, rig))
    var resumed = rig
    resumed.core = DeskCore(
      settings: other, state: try DeskState(snapshot: rig.core.state.snapshotBytes()))
    for batch in rig.batches { resumed.core.observe(batch) }
    let cut = rig.inputs.count
    for batch in rest {
      rig.take(batch)
      resumed.take(batch)
    }
    #expect(rig.events.count > begun.events.count + 5)
    #expect(
      resumed.inputs[cut...].flatMap { $0.events.map(\.text) }
        == rig.inputs[cut...].flatMap { $0.events.map(\.text) })
  }

  @Test("announcements join and leave what the tape tells, as a new start would have them")
  func announcements() throws {
    var (rig, _) = try morning(3)
    let told = rig.core.market.events
    let date = try #require(rig.core.market.session?.date.adding(days: 3))
    let event = MarketEvent(
      symbol: "SPX", kind: .earnings, time: NewYorkTime.instant(date, 16, 15), effectiveDate: date)
    let old = MarketEvent(
      symbol: nil, kind: .gdp, time: NewYorkTime.instant(date.adding(days: -500), 8, 30),
      effectiveDate: date.adding(days: -500))
    let known = try #require(told.last)
    let more = settings { $0.announcements = [old, event, known].sorted() }
    rig.decide(input(more, rig))
    #expect(rig.core.market.events == (told + [event]).sorted())
    var fresh = DeskCore(settings: more)
    for batch in rig.batches { fresh.observe(batch) }
    #expect(fresh.market.events == rig.core.market.events)
    rig.decide(input(settings { _ in }, rig))
    #expect(rig.core.market.events == told)
  }

  @Test("a quote that was stale stays so when quotes may be older")
  func staleQuotes() throws {
    var (rig, _) = try morning(3)
    rig.core.observe(FeedState.down)
    let limit = rig.core.market.time - rig.core.market.quoteRules.staleAfter
    let lost = rig.core.market.underlyings.flatMap { $0.chain.quotes.compactMap { $0?.time } }
    try #require(lost.allSatisfy { $0 < limit } && !lost.isEmpty)
    let patient = settings { $0.quotes.staleAfter = .seconds(7_200) }
    rig.decide(input(patient, rig))
    let later = rig.core.market.time - .seconds(7_200)
    let times = rig.core.market.underlyings.flatMap { $0.chain.quotes.compactMap { $0?.time } }
    #expect(times.count == lost.count && times.allSatisfy { $0 < later })
  }
}
