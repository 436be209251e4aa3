// Underlyings whose contracts are no longer what they were.

import Edges
import Feeds
import MarketData
import Risk
import Structures
import TestKit
import Testing

@testable import DeskEngine

@Suite("Frozen underlyings")
struct FreezeTests {
  private let date = CivilDate("2024-09-11") ?? CivilDate(dayNumber: 0)

  /// A fund that closed the session before at a price.
  private func fixture(close: Double) -> DeliveryFixture {
    var fixture = DeliveryFixture()
    fixture.strikes = Array(stride(from: 200, through: 260, by: 5)) + [440, 445, 450]
    fixture.history = [
      DailyBar(
        date: TradingCalendar.previous(before: date),
        bar: PriceBar(open: close, high: close, low: close, close: close, volume: 1))
    ]
    return fixture
  }

  private func book(_ fixture: DeliveryFixture) -> DeskState {
    let legs = [
      ScriptLeg(
        right: .put, strike: 445, ratio: 1, cents: 200, expiry: DeliveryFixture.expiry),
      ScriptLeg(
        right: .put, strike: 450, ratio: -1, cents: 400, expiry: DeliveryFixture.expiry),
    ]
    return fixture.book([(.bullPut, legs, 1)], before: date)
  }

  @Test("a price halved overnight freezes: nothing is sent, and the trader knows why")
  func split() throws {
    let fixture = fixture(close: 450)
    var settings = DeliveryFixture.settings
    settings.exits.stopMultiple = 1
    settings.edges.detectors = [.vrp, .skew]
    var rig = DeskRig(book(fixture), settings: settings)
    let batches = fixture.day(date) { _ in 225 }
    let events = rig.play(Array(batches[...10]))
    let alert = try #require(Found.alerts(events, "frozen SPY").first)
    #expect(alert.severity == .critical)
    #expect(
      alert.text.hasPrefix(
        "SPY 2024-09-11: gap: opens at 225.0 after 450.0, -50.0 %, which no action explains"))
    #expect(alert.text.contains("P1 marked at the last good quotes"))
    #expect(Found.orders(events).isEmpty, "the stop may not be sent")
    #expect(Found.alerts(events, "exit P1").first?.text.contains("frozen") == true)
    let abstained = events.compactMap {
      if case .edgeAbstained(let e) = $0.body { e.reason } else { nil }
    }
    #expect(abstained.count == 2 && abstained.allSatisfy { $0.hasPrefix("frozen: gap: ") })
    let refused = try #require(rig.send(.close(position: 1)).first)
    guard case .commandRefused(let why) = refused.body else {
      Issue.record("\(refused)")
      return
    }
    #expect(why.code == .missingInput && why.text.contains("frozen"))
    let screen = rig.core.snapshot(RunSummary()).underlyings.first
    #expect(screen?.verdict == .refused && screen?.reasons.first?.hasPrefix("frozen: ") == true)
    // It outlives a restart, and the re-arming of the desk lifts it, for a move alone.
    let again = try DeskState(snapshot: rig.core.state.snapshotBytes())
    #expect(again == rig.core.state && again.freeze(of: "SPY") != nil)
    rig.send(.active, id: "key-2")
    #expect(rig.core.state.freeze(of: "SPY") == nil)
    let later = rig.play(Array(batches[11...]))
    #expect(Found.alerts(later, "frozen SPY").isEmpty, "once a session")
  }

  @Test("a move that is large but possible, or an old close, freezes nothing")
  func moves() {
    func isFrozen(_ fixture: DeliveryFixture, open: Double) -> Bool {
      var rig = DeskRig(book(fixture), settings: DeliveryFixture.settings)
      _ = rig.play(Array(fixture.day(date) { _ in open }[...2]))
      return rig.core.state.freeze(of: "SPY") != nil
    }
    #expect(!isFrozen(fixture(close: 370), open: 225))
    #expect(isFrozen(fixture(close: 376), open: 225))
    #expect(isFrozen(fixture(close: 160), open: 225))
    var old = fixture(close: 450)
    old.history[0].date = old.history[0].date.adding(days: -1)
    #expect(!isFrozen(old, open: 225))
    var paying = fixture(close: 450)
    paying.dividends = [
      CashDividend(symbol: "SPY", exDate: date, amount: Money(wholeDollars: 200))
    ]
    #expect(!isFrozen(paying, open: 225), "the dividend explains it")
  }

  @Test("what the tape calls a split stays frozen for the run")
  func told() {
    let fixture = fixture(close: 225)
    var batches = fixture.day(date) { _ in 225 }
    batches[0].start?.chains[0].refusal = "split of 2 for 1: listed strikes are of the old share"
    var rig = DeskRig(book(fixture), settings: DeliveryFixture.settings)
    let events = rig.play(batches)
    #expect(Found.alerts(events, "frozen SPY").count == 1)
    rig.send(.active, id: "key-2")
    let next = TradingCalendar.next(after: date)
    let after = rig.play(fixture.day(next) { _ in 226 })
    #expect(rig.core.state.freeze(of: "SPY")?.hasPrefix("split of 2 for 1") == true)
    #expect(Found.alerts(after, "frozen SPY").isEmpty)
    #expect(rig.core.state.frozen.count == 1)
  }
}

@Suite("A recorded day after a spin-off")
struct SpinOffTests {
  private static let folder = "\(ProjectPaths.data)/replay/lean-twx-2014-06"
  private static let isPresent = ProjectPaths.exists(folder)

  @Test(
    "TWX after Time Inc. left it: frozen at once, nothing proposed all day", .enabled(if: isPresent)
  )
  func timeWarner() throws {
    var tape = try RecordedTape(lean: SpinOffTests.folder)
    var settings = DeskSettings()
    settings.benchmark = "TWX"
    var rig = DeskRig(settings: settings, approval: .everySize)
    while let batch = try tape.next() { rig.take(batch) }
    let events = rig.events
    let alert = try #require(Found.alerts(events, "frozen TWX").first)
    #expect(alert.severity == .critical && alert.text.contains("68.0633"))
    #expect(Found.alerts(events, "frozen TWX").count == 1)
    let reasons = events.compactMap {
      // Pairs look at no chain and say their own.
      if case .edgeAbstained(let e) = $0.body, e.kind != .ou { e.reason } else { nil }
    }
    #expect(reasons.count >= 8 && reasons.allSatisfy { $0.hasPrefix("frozen: basis mismatch") })
    for event in events {
      switch event.body {
      case .edgeDetected, .candidateProposed, .orderCreated: Issue.record("\(event.text)")
      default: break
      }
    }
    #expect(rig.core.state.freeze(of: "TWX") != nil)
  }
}
