// Dividends, early assignment and interest over sessions.

import Execution
import MarketData
import Portfolio
import Structures
import TestKit
import Testing

@testable import DeskEngine

@Suite("Assignment and income")
struct EarlyAssignmentTests {
  /// Wednesday; the fund trades without its dividend from Thursday on.
  private let eve = CivilDate("2024-09-11") ?? CivilDate(dayNumber: 0)
  private let expiry = DeliveryFixture.expiry
  private var exDate: CivilDate { TradingCalendar.next(after: eve) }

  private var fixture: DeliveryFixture {
    var fixture = DeliveryFixture()
    fixture.dividends = [
      CashDividend(symbol: "SPY", exDate: exDate, amount: Money(units: 17_500))
    ]
    return fixture
  }

  /// Two packages short the 440 call for 11.00 and long the 445 call for 7.00.
  private func rig(_ settings: DeskSettings) -> DeskRig {
    let legs = [
      ScriptLeg(right: .call, strike: 440, ratio: -1, cents: 1_100, expiry: expiry),
      ScriptLeg(right: .call, strike: 445, ratio: 1, cents: 700, expiry: expiry),
    ]
    return DeskRig(fixture.book([(.bearCall, legs, 2)], before: eve), settings: settings)
  }

  private var unguarded: DeskSettings {
    var settings = DeliveryFixture.settings
    settings.delivery.guardsAssignment = false
    return settings
  }

  @Test("the guard leaves a call whose dividend beats its time value, on the eve alone")
  func guarded() throws {
    var rig = rig(DeliveryFixture.settings)
    let before = TradingCalendar.previous(before: eve)
    let early = rig.play(fixture.day(before) { _ in 460 })
    #expect(Found.orders(early).isEmpty && Found.settled(early).isEmpty)
    let alert = try #require(Found.alerts(early, "assignment P1").first)
    #expect(alert.text.contains("the dividend of 2024-09-12 exceeds its time value"))
    #expect((alert.value ?? 0) > 0.5)
    #expect(Found.alerts(early, "assignment P1").count == 1)
    let events = rig.play(fixture.day(eve) { _ in 460 })
    let change = try #require(Found.changes(events).first { $0.state == .working })
    let note = OrderNote(change.reason)
    #expect(note.close == .dte)
    #expect(note.remark == "assignment of 440 before ex-dividend 2024-09-12")
    #expect(try #require(Found.closed(events).first).reason == .dte)
    #expect(Found.settled(events).isEmpty)
  }

  @Test("without it the call is assigned at the close, the short shares pay and come back")
  func assigned() throws {
    var rig = rig(unguarded)
    let events = rig.play(fixture.day(eve) { _ in 460 })
    let print = try #require(Found.settled(events).first)
    #expect(Found.settled(events).count == 1)
    #expect(
      print.source.hasPrefix(
        "SPY closing price 2024-09-11, assigned and 200 shares delivered at 440: assigned early, "
          + "the dividend 1.75 of 2024-09-12 above the time value 0.1"))
    #expect(print.cash == Money(wholeDollars: 88_000))
    let held = try #require(rig.core.state.positions.first)
    #expect(held.shares == -200 && held.sharesCost == Money(wholeDollars: -92_000))
    #expect(bookFaults(rig.core.state, events[events.count - 1]) == [])

    let morning = rig.play(fixture.day(exDate) { _ in 458 })
    let paid = try #require(Found.postings(morning).first { $0.ref.contains("dividend") })
    #expect(paid.ref == "P1 dividend SPY 2024-09-12 1.75 a share, tape")
    #expect(
      paid.entries == [
        LedgerEntry(account: "cash", amount: Money(wholeDollars: -350)),
        LedgerEntry(account: "dividends:P1", amount: Money(wholeDollars: 350)),
      ])
    #expect(rig.core.state.money.dividends == Money(wholeDollars: -350))
    // Bought back at 458.01 and never below; then the long call is sold.
    let bought = Found.shares(morning)
    #expect(bought.reduce(0) { $0 + $1.shares } == 200)
    #expect(bought.allSatisfy { $0.price == Money(units: 4_580_100) })
    let end = try #require(Found.closed(morning).first)
    let long = try #require(
      morning.compactMap { if case .legFilled(let e) = $0.body { e } else { nil } }.first)
    let cash =
      Money(wholeDollars: 800 + 88_000 - 350) - Money(units: 4_580_100) * 200
      + long.price * 200 - long.fee
    #expect(end.realised == cash && end.reason == .settled)
    let orders = Found.orders(morning).map(\.intent)
    #expect(orders == [.hedge, .close], "shares first: the call covers them until then")
  }

  @Test("a put deep in the money is assigned when interest beats its time value")
  func put() throws {
    let legs = [
      ScriptLeg(right: .put, strike: 470, ratio: -1, cents: 2_200, expiry: expiry),
      ScriptLeg(right: .put, strike: 460, ratio: 1, cents: 1_300, expiry: expiry),
    ]
    var rig = DeskRig(
      DeliveryFixture().book([(.bullPut, legs, 1)], before: eve), settings: unguarded)
    let events = rig.play(DeliveryFixture().day(eve) { _ in 420 })
    let print = try #require(Found.settled(events).first)
    #expect(print.source.contains("assigned early, interest 0.58 above the time value 0.0"))
    #expect(rig.core.state.positions.first?.shares == 100)
    // A feed without a rate gives no interest, and nobody exercises.
    var still = DeliveryFixture()
    still.rate = 0
    var idle = DeskRig(still.book([(.bullPut, legs, 1)], before: eve), settings: unguarded)
    #expect(Found.settled(idle.play(still.day(eve) { _ in 420 })).isEmpty)
  }

  @Test("a month of interest is the nights one by one")
  func interest() {
    var settings = DeliveryFixture.settings
    settings.cashInterest = true
    var fixture = DeliveryFixture()
    fixture.rate = 0.0142
    fixture.strikes = [450]
    var rig = DeskRig(settings: settings, approval: .nothing)
    var date = CivilDate("2018-02-01") ?? CivilDate(dayNumber: 0)
    var cash = 1_000_000.0
    var nights = 0
    var postings: [LedgerPosted] = []
    while date.month == 2 {
      postings += Found.postings(rig.play(fixture.day(date) { _ in 450 }))
      let next = TradingCalendar.next(after: date)
      cash += (cash * 0.0142 * Double(next.days(since: date)) / 360 * 10_000).rounded() / 10_000
      nights += next.days(since: date)
      date = next
    }
    #expect(nights == 28)
    #expect(abs(rig.core.state.money.cash.dollars - cash) < 0.001)
    #expect(rig.core.state.money.interest == rig.core.state.money.realised)
    #expect(rig.core.state.money.equity == rig.core.state.money.cash)
    let refs = postings.dropFirst().map(\.ref)
    #expect(refs.count == 19 && refs.first == "interest 2018-02-01..2018-02-02 1.42 %")
    #expect(refs.contains("interest 2018-02-16..2018-02-20 1.42 %"), "Presidents' Day")
    // Off by default.
    var off = DeskRig(settings: DeliveryFixture.settings, approval: .nothing)
    #expect(Found.postings(off.play(fixture.day(date) { _ in 450 })).count == 1)
  }
}
