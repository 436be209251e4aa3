// Options that end in shares: exercised, assigned, netted, pinned, and the shares sold.

import Execution
import MarketData
import Portfolio
import Risk
import Structures
import TestKit
import Testing

@testable import DeskEngine

@Suite("Delivery")
struct DeliveryTests {
  private let expiry = DeliveryFixture.expiry
  private let monday = TradingCalendar.next(after: DeliveryFixture.expiry)

  /// Three packages short the 450 put for 4.00 and long the 445 put for 2.00.
  private func vertical() -> [(StructureKind, [ScriptLeg], quantity: Int)] {
    [
      (
        .bullPut,
        [
          ScriptLeg(right: .put, strike: 445, ratio: 1, cents: 200, expiry: expiry),
          ScriptLeg(right: .put, strike: 450, ratio: -1, cents: 400, expiry: expiry),
        ], 3
      )
    ]
  }

  private func rig(_ settings: DeskSettings = DeliveryFixture.settings) -> DeskRig {
    DeskRig(DeliveryFixture().book(vertical(), before: expiry), settings: settings)
  }

  @Test("between the strikes the short is assigned, the long lapses, the shares are sold")
  func assigned() throws {
    var rig = rig()
    let fixture = DeliveryFixture()
    let friday = rig.play(fixture.day(expiry) { _ in 447 })
    let prints = Found.settled(friday)
    #expect(
      prints.map(\.source) == [
        "SPY closing price 2024-09-20, not exercised",
        "SPY closing price 2024-09-20, assigned into 300 shares at 450",
      ])
    #expect(prints.map(\.cash) == [.zero, Money(wholeDollars: -135_000)])
    let held = try #require(rig.core.state.positions.first)
    #expect(held.shares == 300 && held.sharesCost == Money(wholeDollars: 134_100))
    #expect(held.cost == held.sharesCost, "no option is left in the account")
    // 600 received, 900 of exercise value paid.
    #expect(rig.core.state.money.realised == Money(wholeDollars: -300))
    #expect(rig.core.state.money.equity == Money(wholeDollars: 999_700))
    let alert = try #require(Found.alerts(friday, "shares P1").first)
    #expect(alert.severity == .critical && alert.text.hasPrefix("P1 holds 300 SPY from assignment"))
    #expect(Found.orders(friday).isEmpty, "nothing is sent at the close")

    let sold = rig.play(fixture.day(monday) { _ in 448 })
    let order = try #require(Found.orders(sold).first)
    #expect(order.intent == .hedge && order.position == 1 && order.quantity == 300)
    #expect(order.limit == Money(units: 4_256_100), "five percent under the mid, to the cent")
    let note = try #require(Found.changes(sold).first { $0.order == order.order })
    #expect(OrderNote(note.reason).mid == Money(units: 4_480_050), "\(note.reason)")
    let fills = Found.shares(sold)
    #expect(fills.reduce(0) { $0 + $1.shares } == -300 && fills.allSatisfy { $0.shares < 0 })
    #expect(fills.count == 15 && Set(fills.map(\.shares)).count > 3)
    #expect(fills.allSatisfy { $0.price == Money(wholeDollars: 448) })
    #expect(fills.map(\.fill) == (1...15).map { $0 })
    let end = try #require(Found.closed(sold).first)
    // Assigned at 450, sold at 448, 600 received.
    #expect(end.reason == .settled && end.realised == Money(wholeDollars: 0))
    #expect(rig.core.state.positions.isEmpty && rig.core.state.orders.isEmpty)
    #expect(!rig.core.state.alerts.contains { $0.metric == "shares P1" })
    let last = try #require(sold.last { Found.shares([$0]).count == 1 })
    #expect(NewYorkTime.wall(last.time).minuteOfDay == 9 * 60 + 45)
  }

  @Test("a price that gets better fills every slice, and one below the limit none")
  func moving() throws {
    var up = rig()
    let fixture = DeliveryFixture()
    _ = up.play(fixture.day(expiry) { _ in 447 })
    let sold = Found.shares(up.play(fixture.day(monday) { 448 + 0.5 * Double(min($0, 30)) }))
    #expect(sold.count == 15 && sold.reduce(0) { $0 + $1.shares } == -300)
    #expect(zip(sold, sold.dropFirst()).allSatisfy { $0.price < $1.price })
    var down = rig()
    _ = down.play(fixture.day(expiry) { _ in 447 })
    let kept = down.play(fixture.day(monday) { $0 < 5 ? 448 : 425 })
    #expect(Found.shares(kept).count == 4, "five percent below, the limit holds")
    #expect(down.core.state.positions.first?.shares ?? 0 > 200)
  }

  @Test("with both strikes in the money the shares meet, and nothing is left")
  func netted() throws {
    var rig = rig()
    let events = rig.play(DeliveryFixture().day(expiry) { _ in 440 })
    #expect(Found.settled(events).map(\.cash.dollars) == [133_500, -135_000])
    #expect(Found.shares(events).map(\.shares) == [-300, 300])
    let end = try #require(Found.closed(events).first)
    #expect(end.realised == Money(wholeDollars: 600 - 1_500))
    #expect(rig.core.state.money.equity == Money(wholeDollars: 999_100))
    #expect(Found.alerts(events, "shares P1").isEmpty)
  }

  @Test("out of the money both lapse and the credit is kept")
  func lapsed() throws {
    var rig = rig()
    let events = rig.play(DeliveryFixture().day(expiry) { _ in 460 })
    #expect(Found.shares(events).isEmpty)
    #expect(try #require(Found.closed(events).first).realised == Money(wholeDollars: 600))
  }

  @Test("a short strike in the band is warned of all day and left in the last half hour")
  func pinned() throws {
    var rig = rig()
    let events = rig.play(DeliveryFixture().day(expiry) { $0 < 360 ? 455 : 449.5 })
    let warning = try #require(Found.alerts(events, "pin P1").first)
    #expect(
      warning.text
        == "P1: short 450 expires today into shares of SPY; closed from 15:30 within 0.5 % of a "
        + "strike")
    #expect(Found.alerts(events, "pin P1").count == 1)
    let change = try #require(Found.changes(events).first { $0.state == .working })
    #expect(OrderNote(change.reason).remark == "pin risk 450")
    #expect(OrderNote(change.reason).close == .dte)
    let end = try #require(Found.closed(events).first)
    #expect(end.reason == .dte)
    #expect(Found.settled(events).isEmpty && Found.shares(events).isEmpty)
    // Outside the band, or with none, it stays.
    var far = self.rig()
    #expect(Found.orders(far.play(DeliveryFixture().day(expiry) { _ in 455 })).isEmpty)
    var settings = DeliveryFixture.settings
    settings.delivery.pin.band = 0
    var off = self.rig(settings)
    #expect(Found.orders(off.play(DeliveryFixture().day(expiry) { _ in 449.5 })).isEmpty)
  }

  @Test("shares that are held refuse openings of their symbol and count in every delta")
  func held() throws {
    var rig = rig()
    _ = rig.play(DeliveryFixture().day(expiry) { _ in 447 })
    var decider = Decider(
      settings: rig.core.settings, market: rig.core.market, state: rig.core.state,
      figures: DeskFigures(), now: rig.core.market.time)
    #expect(decider.rules(of: "SPY").map(\.limit) == ["held_shares"])
    #expect(decider.rules(of: "TLT").isEmpty)
    let marked = try #require(decider.markPositions().first)
    #expect(abs(marked.greeks.delta - 300) < 1e-6 && abs(marked.greeks.vega) < 1e-6)
    #expect(marked.value == Money(wholeDollars: 134_100))
    let summary = BookSummary(of: decider.exposure([marked]).all)
    #expect(abs((summary.deltaDollars ?? 0) - 134_100) < 0.1)
    #expect(abs((summary.worstStress ?? 0) + 13_410) < 5, "ten percent down")
    #expect(abs((summary.margin ?? 0) - (1_500 + 67_050)) < 0.1)
  }

  @Test("the trader sells them from a halt, the desk does not")
  func halted() throws {
    var rig = rig()
    let fixture = DeliveryFixture()
    _ = rig.play(fixture.day(expiry) { _ in 447 })
    let morning = fixture.day(monday) { _ in 446 }
    rig.send(.kill(source: .user, reason: "drill"))
    #expect(Found.orders(rig.play(Array(morning[...5]))).isEmpty)
    let refused = rig.send(.close(position: 2), id: "key-2")
    #expect(refused.count == 1)
    let sent = rig.send(.close(position: 1), id: "key-3")
    #expect(Found.orders(sent).first?.intent == .hedge)
    let events = rig.play(Array(morning[6...]))
    let end = try #require(Found.closed(events).first)
    #expect(end.reason == .user && end.realised == Money(wholeDollars: 600 - 1_200))
  }

  @Test(
    "from a halt one command sells the shares and then the options that they covered",
    arguments: [CommandAction.close(position: 1), .flatten(word: "FLATTEN")])
  func haltedCalendar(_ action: CommandAction) throws {
    var fixture = DeliveryFixture()
    let back = expiry.adding(days: 28)
    fixture.expiries = [expiry, back]
    let legs = [
      ScriptLeg(right: .put, strike: 450, ratio: -1, cents: 400, expiry: expiry),
      ScriptLeg(right: .put, strike: 450, ratio: 1, cents: 700, expiry: back),
    ]
    var rig = DeskRig(
      fixture.book([(.calendar, legs, 2)], before: expiry), settings: DeliveryFixture.settings)
    _ = rig.play(fixture.day(expiry) { _ in 447 })
    #expect(rig.core.state.positions.first?.shares == 200)
    rig.send(.kill(source: .user, reason: "drill"))
    let morning = fixture.day(monday) { _ in 447 }
    _ = rig.play(Array(morning[...3]))
    #expect(refusedCodes(rig.send(action, id: "key-2")).isEmpty)
    let events = rig.play(Array(morning[4...]))
    let orders = Found.orders(events)
    #expect(
      orders.count == 1 && orders.first?.quantity == 2, "the options, once the shares are gone")
    let lastShare = events.lastIndex { Found.shares([$0]).first?.order != nil }
    let sent = events.firstIndex { !Found.orders([$0]).isEmpty }
    #expect(try #require(lastShare) < #require(sent))
    let end = try #require(Found.closed(events).first)
    #expect(end.reason == (action == .close(position: 1) ? .user : .flatten))
    #expect(rig.core.state.positions.isEmpty && rig.core.state.trading.isKilled)
  }

  @Test("no price, no order: shares wait for the first good one")
  func unpriced() {
    var rig = rig()
    let fixture = DeliveryFixture()
    _ = rig.play(fixture.day(expiry) { _ in 447 })
    var morning = fixture.day(monday) { _ in 448 }
    for index in 0..<8 { morning[index].underlyings = [] }
    let events = rig.play(morning)
    let first = events.first { Found.orders([$0]).count == 1 }
    #expect(first.map { NewYorkTime.wall($0.time).minuteOfDay } == 9 * 60 + 38)
    #expect(Found.shares(events).reduce(0) { $0 + $1.shares } == -300)
  }
}
