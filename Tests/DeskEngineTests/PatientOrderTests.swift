// Limits that move through the spread, candidates that come back, and rolls of the day's own position.

import Candidates
import Edges
import Execution
import MarketData
import MarketFixtures
import Portfolio
import Risk
import Structures
import Testing

@testable import DeskEngine

@Suite("Patient orders")
struct PatientOrderTests {
  private static let patience = OrderPatience(timeout: 300, retries: 1)

  /// A condor approved under a patience, and the minutes after.
  private func condor(
    _ patience: OrderPatience?, minutes: Int, _ change: (inout HandRig, Int) -> Void = { _, _ in }
  ) -> HandRig {
    var desk = HandRig {
      if let patience { $0.execution.patience = patience }
      $0.exits.stopMultiple = nil
    }
    desk.market.halfSpread = 0.01
    desk.step()
    let built = desk.build(.ironCondor, desk.condor(), id: "open")
    #expect(refusedCodes(built).isEmpty, "\(refusedCommands(built).map(\.text))")
    if let record = desk.state.candidates.last?.record {
      desk.rig.send(
        .approve(candidate: record.candidate, rev: record.rev, net: record.net), id: "approve")
    }
    for minute in 0..<minutes {
      change(&desk, minute)
      desk.step()
    }
    return desk
  }

  @Test("at once without patience; with it only when the limit has come to the far side")
  func moves() throws {
    let hasty = condor(nil, minutes: 1)
    #expect(hasty.state.positions.count == 1)
    // Four legs fill at 0.78 of the spread: 0.3, 0.3 (from 25 %: 0.5) and 0.7 are not enough.
    for minutes in 1...3 {
      #expect(condor(PatientOrderTests.patience, minutes: minutes).state.positions.isEmpty)
    }
    let patient = condor(PatientOrderTests.patience, minutes: 4)
    let position = try #require(patient.state.positions.first)
    #expect(position.entry == hasty.state.positions.first?.entry, "the fill model's price")
  }

  @Test("a market that comes to the limit fills it early, at the limit's price or better")
  func comes() throws {
    // Tighter quotes around the same values: the limit inside the old spread is met.
    let desk = condor(PatientOrderTests.patience, minutes: 2) { desk, minute in
      if minute == 1 { desk.market.halfSpread = 0.0001 }
    }
    let order = desk.rig.events.compactMap { event -> OrderCreated? in
      if case .orderCreated(let e) = event.body { return e }
      return nil
    }.first
    let waiting = condor(PatientOrderTests.patience, minutes: 2)
    #expect(waiting.state.positions.isEmpty)
    let limit = try #require(order?.limit)
    if let position = desk.state.positions.first { #expect(position.entry >= limit) }
  }

  @Test("an opening is given up after its attempts, and its candidate can be had again")
  func givesUp() throws {
    // Quotes that widen each minute: the fill model's price stays beyond the limit's.
    var desk = condor(PatientOrderTests.patience, minutes: 11) { desk, minute in
      desk.market.halfSpread = minute % 5 == 3 ? 0.2 : 0.01
    }
    #expect(desk.state.positions.isEmpty, "\(desk.state.positions)")
    let ended = try #require(desk.state.ended.first)
    #expect(ended.state == .cancelled && ended.filled == 0)
    let reasons = Found.changes(desk.rig.events).map(\.reason)
    #expect(reasons.last?.hasPrefix("not filled in 2 attempts") == true, "\(reasons)")
    let entry = try #require(desk.state.candidates.first)
    #expect(entry.state == .approved && !entry.isSpent)
    let back = desk.rig.send(.restore(candidate: entry.record.candidate), id: "back")
    #expect(back.map(\.body.name).first == "CandidateRestored", "\(refusedCommands(back))")
    #expect(desk.state.candidates.first?.state == .open)
  }

  @Test("a candidate whose order works or was filled does not come back")
  func stays() throws {
    var working = condor(PatientOrderTests.patience, minutes: 1)
    let id = try #require(working.state.candidates.last?.record.candidate)
    #expect(refusedCodes(working.rig.send(.restore(candidate: id), id: "k")) == [.superseded])
    var filled = condor(nil, minutes: 1)
    #expect(filled.state.candidates.last?.isSpent == true)
    #expect(refusedCodes(filled.rig.send(.restore(candidate: id), id: "k")) == [.superseded])
    filled.rig.send(.close(position: 1), id: "c")
    filled.step()
    #expect(filled.state.positions.isEmpty)
    #expect(refusedCodes(filled.rig.send(.restore(candidate: id), id: "k2")) == [.superseded])
  }

  @Test("an exit does not give up: it is sent again at the limit of its minute")
  func exits() throws {
    var desk = condor(nil, minutes: 1)
    var settings = desk.rig.core.settings
    settings.execution.patience = OrderPatience(timeout: 120, retries: 0)
    desk.rig.core = DeskCore(settings: settings, state: desk.state)
    // The core is new: it sees the session's listing again with the next quotes.
    for batch in desk.rig.batches { desk.rig.core.observe(batch) }
    desk.rig.send(.close(position: 1), id: "close")
    for _ in 0..<6 where !desk.state.positions.isEmpty { desk.step() }
    #expect(desk.state.positions.isEmpty, "at the far side at the latest")
  }

  @Test("the day's own position can be rolled where a symbol may be opened once a day")
  func rollsToday() throws {
    var desk = HandRig { $0.limits.newPerSymbolDay = 1 }
    desk.openCondor(days: 18)
    #expect(desk.state.positions.map(\.position) == [1])
    let events = desk.rig.send(.roll(position: 1), id: "roll")
    #expect(refusedCodes(events).isEmpty, "\(refusedCommands(events).map(\.text))")
    desk.step()
    #expect(desk.state.positions.map(\.position) == [2])
    // What the roll took the place of was the day's one structure.
    desk.build(.ironCondor, desk.condor(days: 46), id: "more")
    let verdict = try #require(desk.rig.events.flatMap { [$0].verdicts }.last)
    #expect(verdict.breaches.contains { $0.limit == "new_per_symbol_day" })
  }

  @Test("a refusal for quotes names the legs")
  func names() throws {
    var desk = HandRig()
    desk.openCondor(days: 18)
    let short = desk.leg(.put, 2_500, -1, days: 18).contract
    desk.step { update, chain in
      guard let index = chain.index(of: short),
        let place = update.indices.firstIndex(of: Int32(index))
      else { return }
      update.quotes[place].bid = update.quotes[place].ask + Money(wholeDollars: 1)
    }
    let refused = desk.rig.send(.roll(position: 1), id: "roll").refusal
    #expect(refused?.code == .invalidQuote)
    #expect(refused?.text.contains("\(short) CROSSED") == true, "\(refused?.text ?? "")")
  }
}

@Suite("Slices of shares")
struct SharePlanTests {
  @Test(
    "by the usual volume, the first minutes of a session are the heaviest", arguments: [0, 200])
  func volume(minute: Int) throws {
    let fixture = DeliveryFixture()
    let date = try #require(CivilDate("2024-09-11"))
    var settings = DeliveryFixture.settings
    settings.execution.shareSlices = .vwap
    var rig = DeskRig(fixture.book([], before: date), settings: settings)
    _ = rig.play([fixture.day(date) { _ in 450 }[0]])
    var order = OrderEntry()
    order.order = 1
    order.quantity = 10_000
    order.created = try #require(rig.core.market.session).open + .minutes(Int64(minute))
    let plan = slices(settings, rig.core, order)
    #expect(plan.count == 15 && plan.reduce(0, +) == 10_000)
    let usual = SessionProfile.full.volume[minute..<(minute + 15)]
    let total = usual.reduce(0, +)
    for (slice, share) in zip(plan, usual) {
      #expect(abs(Double(slice) - 10_000 * share / total) <= 1)
    }
    settings.execution.shareSlices = .twap
    let equal = slices(settings, rig.core, order)
    #expect(equal.reduce(0, +) == 10_000 && equal != plan)
    #expect(equal.allSatisfy { abs(Double($0) - 666.7) <= 0.2 * 666.7 + 2 })
  }

  private func slices(
    _ settings: DeskSettings, _ core: DeskCore, _ order: OrderEntry
  ) -> [Int] {
    Decider(
      settings: settings, market: core.market, state: core.state, figures: core.figures,
      now: core.market.time
    ).shareSlices(order, count: 15)
  }

  @Test("the usual course of volume runs from nothing to one")
  func elapsed() {
    let full = SessionProfile.full
    #expect(full.elapsedVolume(minutes: -1) == 0 && full.elapsedVolume(minutes: 0) == 0)
    #expect(abs(full.elapsedVolume(minutes: 390) - 1) < 1e-9)
    #expect(full.elapsedVolume(minutes: 1_000) <= 1)
    // A quarter of an hour holds 9.5 of the first hundred, not 3.8 as the clock says.
    let sum = SessionProfile.volumeQuarters.reduce(0, +)
    #expect(abs(full.elapsedVolume(minutes: 15) - 9.5 / sum) < 1e-9)
    #expect(full.elapsedVolume(minutes: 7.5) > 0.5 * full.elapsedVolume(minutes: 15))
    #expect(abs(SessionProfile.half.elapsedVolume(minutes: 210) - 1) < 1e-9)
  }
}
