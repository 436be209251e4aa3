// Orders that outlive their session, and legs that are worth something before the next one quotes them.

import Candidates
import Edges
import Execution
import MarketData
import Portfolio
import Risk
import Structures
import Testing

@testable import DeskEngine

@Suite("Orders and marks over the night")
struct LongOrderTests {
  private static let date = CivilDate("2024-09-11") ?? CivilDate(dayNumber: 0)
  private static let next = TradingCalendar.next(after: date)

  private static func legs(_ fixture: DeliveryFixture) -> [Leg] {
    [
      Leg(contract: fixture.contract(.put, 445, DeliveryFixture.expiry), ratio: 1),
      Leg(contract: fixture.contract(.put, 450, DeliveryFixture.expiry), ratio: -1),
    ]
  }

  /// A day with a credit spread sent at a limit a dollar better than the market, and a second day.
  private static func run(
    _ tif: TimeInForce, expiry: CivilDate = DeliveryFixture.expiry, second price: Double
  ) throws -> (rig: DeskRig, order: OrderEntry, secondDay: [Event]) {
    var fixture = DeliveryFixture()
    fixture.expiries = [expiry]
    var settings = DeliveryFixture.settings
    settings.execution.timeInForce = tif
    settings.limits.days = 0...365
    settings.exits.regimeDwell = nil
    var rig = DeskRig(settings: settings, approval: .nothing)
    let first = fixture.day(date) { _ in 450 }
    _ = rig.play(Array(first[...10]))
    let legs = legs(fixture).map {
      Leg(
        contract: fixture.contract(.put, Int($0.contract.strike.dollars), expiry),
        ratio: $0.ratio)
    }
    let built = rig.send(.manual(structure: .bullPut, legs: legs, quantity: 2), id: "k1")
    let record = try #require(built.proposed, "\(refusedCommands(built).map(\.text))")
    let sent = rig.send(
      .approve(candidate: record.candidate, rev: record.rev, net: record.net), id: "k2")
    #expect(refusedCodes(sent).isEmpty, "\(refusedCommands(sent).map(\.text))")
    let order = try #require(rig.core.state.orders.first)
    if tif != .ioc {
      let better = rig.send(
        .replace(order: order.order, limit: order.limit + Money(wholeDollars: 1)), id: "k3")
      #expect(refusedCodes(better).isEmpty, "\(refusedCommands(better).map(\.text))")
    }
    let working = try #require(rig.core.state.orders.first)
    _ = rig.play(Array(first[11...]))
    let second = rig.play(fixture.day(next) { _ in price })
    return (rig, working, second)
  }

  @Test("good till cancelled works on in the next session, and its position knows its detector")
  func goodTillCancelled() throws {
    let (rig, order, second) = try LongOrderTests.run(.gtc, second: 440)
    let fills = Found.changes(second).filter { $0.order == order.order }
    #expect(fills.map(\.state) == [.filled], "\(fills)")
    let position = try #require(rig.core.state.positions.first)
    #expect(position.order == order.order && position.kind == .manual)
    #expect(position.entry >= order.limit && position.quantity == 2)
    #expect(position.candidate == order.candidate)
    let expired = Found.changes(rig.events).filter { $0.state == .expired }
    #expect(expired.isEmpty, "\(expired)")
    #expect(LedgerCheck.faults(rig.events) == [])
  }

  @Test("unfilled it stays, its candidate with it; a kill takes it back")
  func waits() throws {
    var (rig, order, second) = try LongOrderTests.run(.gtc, second: 452)
    #expect(Found.changes(second).isEmpty)
    #expect(rig.core.state.orders.map(\.order) == [order.order])
    #expect(
      rig.core.state.candidates.contains {
        $0.record.candidate == order.candidate && $0.state == .approved
      })
    let again = try DeskState(snapshot: rig.core.state.snapshotBytes())
    #expect(again == rig.core.state)
    var cancelled = rig
    cancelled.send(.cancel(order: order.order), id: "k8")
    let restored = cancelled.send(.restore(candidate: order.candidate ?? 0), id: "k9")
    #expect(refusedCodes(restored) == [.superseded], "what was found yesterday does not come back")
    rig.send(.kill(source: .user, reason: "test"), id: "k9")
    #expect(rig.core.state.orders.isEmpty)
  }

  @Test("an order of the day expires at the close, and so does one with a leg on its last day")
  func expires() throws {
    let day = try LongOrderTests.run(.day, second: 440)
    let states = Found.changes(day.rig.events).filter { $0.order == day.order.order }.map(\.state)
    #expect(states == [.working, .expired])
    #expect(day.rig.core.state.positions.isEmpty)
    let last = try LongOrderTests.run(.gtc, expiry: LongOrderTests.next, second: 452)
    let ends = Found.changes(last.rig.events).filter { $0.order == last.order.order }.map(\.state)
    #expect(ends.last == .expired)
  }

  @Test("a restart in the night or the next session changes no line")
  func resumes() throws {
    let (rig, _, _) = try LongOrderTests.run(.gtc, second: 440)
    for cut in stride(from: 1, to: rig.inputs.count, by: 7) {
      let first = rig.batches[...rig.inputs[cut - 1].batch].lastIndex { $0.start != nil } ?? 0
      let expected = rig.inputs[cut...].flatMap { $0.events.map(\.text) }
      #expect(try rig.linesAfter(cut, from: first) == expected, "cut before input \(cut)")
    }
  }

  @Test("a mark in a journal that no price can be changes nothing")
  func hugeMark() throws {
    let (rig, _, _) = try LongOrderTests.run(.gtc, second: 440)
    var state = rig.core.state
    let before = state.positions
    let leg = try #require(before.first?.legs.first)
    let name = "\(leg.contract)"
    for value in [1e300, .infinity, .nan] {
      let group = NumberGroup(
        name: "position:P1",
        numbers: [NamedNumber(name, value), NamedNumber(name + " exit", value)])
      state.carryMarks([group])
    }
    #expect(state.positions == before)
  }

  @Test("a leg without quotes is worth what it was at the close, and no exit acts on it")
  func carried() throws {
    var (rig, _, _) = try LongOrderTests.run(.gtc, second: 440)
    let held = try #require(rig.core.state.positions.first)
    #expect(held.legs.allSatisfy { $0.carried != nil })
    let value = rig.core.state.money.unrealised
    let fixture = DeliveryFixture()
    let third = TradingCalendar.next(after: LongOrderTests.next)
    var batches = fixture.day(third) { _ in 440 }
    for index in batches.indices { batches[index].chains = [] }
    var settings = rig.core.settings
    settings.exits.stopMultiple = 0.0001
    rig.core = DeskCore(settings: settings, state: rig.core.state)
    let events = rig.play(Array(batches[...20]))
    let marks = events.compactMap { event -> EquityMarked? in
      if case .equityMarked(let e) = event.body { return e }
      return nil
    }
    #expect(marks.first?.unrealised == value, "the marks of the last close, not the entry")
    #expect(value != .zero)
    #expect(Found.orders(events).isEmpty, "no exit on prices of yesterday")
    let rolled = rig.events.compactMap { event -> DayRolled? in
      if case .dayRolled(let e) = event.body { return e }
      return nil
    }
    #expect(rolled.last?.market.contains { $0.name == "position:P1" } == true)
    #expect(
      rig.core.state.days.allSatisfy { day in
        day.market.allSatisfy { !$0.name.hasPrefix("position:") }
      })
  }
}
