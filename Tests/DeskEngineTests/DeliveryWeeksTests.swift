// Weeks of prices by chance with positions that end in shares: the book adds up after every event,
// and a desk that is stopped anywhere goes on with the same lines.

import Execution
import MarketData
import Structures
import TestKit
import Testing

@testable import DeskEngine

@Suite("Weeks with deliveries")
struct DeliveryWeeksTests {
  private static let start = CivilDate("2024-09-09") ?? CivilDate(dayNumber: 0)

  /// Expiries on the Fridays of three weeks, positions in each, and a dividend in the second.
  private static func fixture() -> DeliveryFixture {
    var fixture = DeliveryFixture()
    fixture.expiries = [4, 11, 18].map { start.adding(days: $0) }
    fixture.dividends = [
      CashDividend(symbol: "SPY", exDate: start.adding(days: 9), amount: Money(units: 17_461))
    ]
    return fixture
  }

  private static func book(_ fixture: DeliveryFixture) -> DeskState {
    func leg(_ right: OptionRight, _ strike: Int, _ ratio: Int, _ cents: Int64, _ week: Int)
      -> ScriptLeg
    {
      ScriptLeg(
        right: right, strike: strike, ratio: ratio, cents: cents, expiry: fixture.expiries[week])
    }
    return fixture.book(
      [
        (.bullPut, [leg(.put, 445, 1, 211, 0), leg(.put, 450, -1, 402, 0)], 3),
        (.bearCall, [leg(.call, 450, -1, 407, 1), leg(.call, 455, 1, 219, 1)], 2),
        (
          .ironCondor,
          [
            leg(.put, 440, 1, 101, 1), leg(.put, 445, -1, 203, 1), leg(.call, 455, -1, 207, 1),
            leg(.call, 460, 1, 99, 1),
          ], 1
        ),
        (.calendar, [leg(.put, 450, -1, 333, 1), leg(.put, 450, 1, 555, 2)], 2),
        (.putDebit, [leg(.put, 460, 1, 1_204, 2), leg(.put, 450, -1, 604, 2)], 1),
        (.bearCall, [leg(.call, 430, -1, 2_107, 2), leg(.call, 440, 1, 1_219, 2)], 1),
      ], before: start)
  }

  private static func run(seed: UInt64) -> DeskRig {
    let fixture = fixture()
    var settings = DeliveryFixture.settings
    settings.cashInterest = true
    settings.delivery.guardsAssignment = false
    settings.delivery.pin.band = 0
    var rig = DeskRig(book(fixture), settings: settings)
    var generator = SeededGenerator(seed: seed)
    var spot = 450.0
    var date = start
    for _ in 0..<16 {
      let path = (0...390).map { _ in
        spot *= 1 + generator.double(in: -0.0011..<0.0011)
        return (spot * 100).rounded() / 100
      }
      for batch in fixture.day(date, { path[$0] }) { rig.take(batch) }
      spot *= 1 + generator.double(in: -0.012..<0.012)
      date = TradingCalendar.next(after: date)
    }
    return rig
  }

  @Test("cash, cost, marks and results add up after every event", arguments: [21, 22, 23, 24])
  func identities(seed: UInt64) {
    let fixture = DeliveryWeeksTests.fixture()
    let rig = DeliveryWeeksTests.run(seed: seed)
    var state = DeliveryWeeksTests.book(fixture)
    var faults: [String] = []
    for event in rig.events {
      state.apply(event)
      faults += bookFaults(state, event)
    }
    #expect(faults == [], "seed \(seed)")
    #expect(state == rig.core.state, "the fold is the book")
    #expect(!state.trading.isKilled, "\(state.trading.killReason)")
    #expect(state.positions.isEmpty, "everything has expired and was sold")
    #expect(state.money.cash == state.money.capital + state.money.realised)
    // What the positions say they made, with interest, is what the ledger says.
    let closed = Found.closed(rig.events).reduce(Money.zero) { $0 + $1.realised }
    #expect(closed + state.money.interest == state.money.realised)
    let kept = Found.shares(rig.events).reduce(0) { $0 + $1.shares }
    #expect(kept == 0)
    #expect(rig.events.contains { Found.shares([$0]).first?.order != nil }, "shares were sold")
    let read = rig.events.compactMap { try? Event(line: $0.line()) }
    #expect(read == rig.events)
  }

  @Test("a desk stopped anywhere writes the same lines")
  func resumes() throws {
    let rig = DeliveryWeeksTests.run(seed: 22)
    var generator = SeededGenerator(seed: 605)
    var cuts = (0..<10).map { _ in generator.integer(in: 1...(rig.inputs.count - 1)) }
    // In the middle of a sale of shares.
    if let sale = rig.inputs.firstIndex(where: { !Found.shares($0.events).isEmpty }) {
      cuts += [sale, sale + 1, sale + 2]
    }
    for cut in cuts {
      var state = DeliveryWeeksTests.book(DeliveryWeeksTests.fixture())
      for input in rig.inputs[..<cut] { for event in input.events { state.apply(event) } }
      state = try DeskState(snapshot: state.snapshotBytes())
      var core = DeskCore(settings: rig.core.settings, state: state)
      let reached = rig.inputs[cut - 1].batch
      let first = rig.batches[...reached].lastIndex { $0.start != nil } ?? 0
      for batch in rig.batches[first...reached] { core.observe(batch) }
      var lines: [String] = []
      for record in rig.inputs[cut...] {
        core.observe(rig.batches[record.batch])
        let decision = core.decide(record.input)
        core.adopt(decision)
        lines += decision.events.map(\.text)
      }
      let expected = rig.inputs[cut...].flatMap { $0.events.map(\.text) }
      #expect(lines == expected, "cut before input \(cut)")
    }
  }
}
