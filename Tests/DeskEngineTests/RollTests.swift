// Rolling: one combo that closes a position and opens the same structure later.

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

@Suite("Rolling a position")
struct RollTests {
  /// What is owed to the book after every event.
  private static let identities: @Sendable (DeskState, Event) -> Void = { state, event in
    let cost = state.positions.reduce(Money.zero) { $0 + $1.cost }
    let difference = state.money.cash + cost - state.money.capital - state.money.realised
    if case .ledgerPosted(let posting) = event.body {
      let sum = posting.entries.reduce(Money.zero) { $0 + $1.amount }
      #expect(sum == .zero, "posting \(posting.posting)")
      #expect(difference == .zero, "posting \(posting.posting) leaves \(difference)")
    }
  }

  @Test("closes the old legs and opens the same structure in the next expiry, as one order")
  func rolls() throws {
    var desk = HandRig()
    desk.openCondor(days: 18, quantity: 2)
    let old = try #require(desk.state.positions.first)
    desk.rig.check = RollTests.identities
    let events = desk.rig.send(.roll(position: old.position), id: "key-roll")
    #expect(events.refusal == nil, "\(events.refusal?.text ?? "")")
    let record = try #require(events.proposed)
    #expect(record.structure == old.structure && record.quantity == 2)
    #expect(record.legs.allSatisfy { $0.contract.expiry == desk.market.date.adding(days: 39) })
    #expect(record.warnings.first?.hasPrefix("rolled from P1") == true)
    #expect(record.recommendation != .trade)
    let order = try #require(desk.state.orders.first)
    #expect(order.intent == .roll && order.position == old.position && order.closes == 4)
    #expect(order.closingLegs.map(\.ratio) == old.legs.map { -$0.ratio })
    #expect(order.openingLegs.map(\.contract) == record.legs.map(\.contract))
    #expect(order.maxLoss == record.proof.bound)

    let before = desk.rig.events.count
    desk.step()
    let filled = Array(desk.rig.events[before...])
    let fills = filled.compactMap { event -> LegFilled? in
      if case .legFilled(let fill) = event.body { return fill }
      return nil
    }
    #expect(fills.map(\.leg) == Array(1...8))
    #expect(fills.map(\.quantity) == order.legs.map { $0.ratio * 2 })
    let closed = filled.compactMap { event -> PositionClosed? in
      if case .positionClosed(let closed) = event.body { return closed }
      return nil
    }
    #expect(closed.map(\.position) == [old.position] && closed.first?.reason == .user)
    let new = try #require(desk.state.positions.first)
    #expect(desk.state.positions.count == 1 && new.position == old.position + 1)
    #expect(new.quantity == 2 && new.order == order.order && new.kind == .manual)
    // The cash of all fills less fees is what both positions moved.
    let cash = fills.reduce(Money.zero) { $0 - $1.price * ($1.quantity * 100) - $1.fee }
    #expect(closed.first.map { $0.realised - old.cashFlow + new.cashFlow } == cash)
    let opened = fills.dropFirst(4).reduce(Money.zero) { $0 - $1.price * $1.quantity }
    #expect(new.entry * 2 == opened)
    #expect(new.maxLoss == (record.proof.bound + (record.net - new.entry) * 100) * 2)
    #expect(desk.state.orders.isEmpty)
  }

  @Test("fills in package ratio, as many opened as closed")
  func partial() throws {
    var desk = HandRig()
    desk.openCondor(days: 18, quantity: 2)
    #expect(desk.state.positions.first?.quantity == 2)
    desk.rig.check = RollTests.identities
    desk.rig.send(.roll(position: 1), id: "key-roll")
    desk.size = 1
    desk.step()
    #expect(desk.state.positions.map(\.quantity) == [1, 1])
    #expect(desk.state.orders.first?.state == .partial)
    desk.step()
    #expect(desk.state.positions.map(\.position) == [2] && desk.state.positions[0].quantity == 2)
    #expect(desk.state.orders.isEmpty)
  }

  @Test("is refused where it has nothing to roll, nowhere to go, or no leave")
  func refusals() throws {
    var desk = HandRig()
    desk.openCondor(days: 60)
    #expect(desk.rig.send(.roll(position: 7), id: "k1").refusal?.code == .superseded)
    let nowhere = desk.rig.send(.roll(position: 1), id: "k2").refusal
    #expect(nowhere?.code == .noExpiry && nowhere?.text.contains("no later expiry") == true)
    desk.openCondor(days: 18)
    let second = try #require(desk.state.positions.last?.position)
    #expect(desk.rig.send(.roll(position: second), id: "k3").refusal == nil)
    #expect(desk.rig.send(.roll(position: second), id: "k4").refusal?.code == .duplicate)
    #expect(desk.rig.send(.close(position: second), id: "k5").refusal?.code == .duplicate)
    desk.rig.send(.kill(source: .user, reason: "test"), id: "k6")
    #expect(desk.state.orders.isEmpty)
    #expect(desk.rig.send(.roll(position: second), id: "k7").refusal?.code == .killed)
    // The trader may still close it.
    #expect(desk.rig.send(.close(position: second), id: "k8").refusal == nil)
  }

  @Test("while reducing it is refused: the legs it opens grow from nothing")
  func reducing() throws {
    var desk = HandRig()
    desk.openCondor(days: 18)
    desk.rig.send(.reduce(reason: "test"), id: "k1")
    let events = desk.rig.send(.roll(position: 1), id: "k2")
    let verdict = try #require(events.verdicts.first)
    #expect(events.refusal?.code == .reducingOnly)
    #expect(verdict.breaches.first { $0.limit == "reducing_legs" }?.value == 4)
    #expect(desk.state.orders.isEmpty)
    desk.rig.send(.active, id: "k3")
    #expect(desk.rig.send(.roll(position: 1), id: "k4").refusal == nil)
  }

  @Test("gives way to an exit that cannot wait")
  func givesWay() throws {
    var desk = HandRig { $0.exits.stopMultiple = 0.01 }
    desk.openCondor(days: 18)
    // The entry's half-spread is a loss beyond so near a stop; its exit works already.
    desk.rig.send(.roll(position: 1), id: "k1")
    desk.step()
    let reasons = desk.rig.events.compactMap { event -> String? in
      if case .orderChanged(let change) = event.body { return change.reason }
      return nil
    }
    #expect(
      reasons.contains {
        OrderNote($0).close == .stop || $0.hasPrefix("gives way to the STOP exit")
      })
    #expect(desk.state.orders.allSatisfy { $0.intent != .roll })
  }

  /// A structure by hand, a roll that fills in parts, and minutes of a falling market.
  private func busy() -> DeskRig {
    var desk = HandRig()
    desk.openCondor(days: 18, quantity: 2)
    desk.build(.bullPut, [desk.leg(.put, 2_500, -1), desk.leg(.put, 2_450, 1)], id: "k1")
    if let record = desk.state.candidates.last?.record {
      desk.rig.send(
        .approve(candidate: record.candidate, rev: record.rev, net: record.net), id: "k3")
    }
    if let order = desk.state.orders.first {
      let limit = order.limit + Money(wholeDollars: 2)
      desk.rig.send(.replace(order: order.order, limit: limit), id: "k4")
      desk.step()
      desk.rig.send(.cancel(order: order.order + 1), id: "k5")
    }
    desk.rig.send(.roll(position: 1), id: "k2")
    desk.size = 1
    for _ in 0..<4 {
      desk.market.spot -= 3
      desk.step()
    }
    return desk.rig
  }

  @Test("a restart before any input changes no line of manual, replaced, cancelled and roll orders")
  func resume() throws {
    let rig = busy()
    #expect(busy().events.map(\.text) == rig.events.map(\.text))
    #expect(rig.events.contains { $0.text.contains("\"intent\":\"ROLL\"") })
    #expect(rig.events.contains { $0.text.contains("replaces O") })
    #expect(rig.events.contains { $0.text.contains("cancelled by USER") })
    for cut in 0..<rig.inputs.count {
      let expected = rig.inputs[cut...].flatMap { $0.events.map(\.text) }
      #expect(try rig.linesAfter(cut) == expected, "cut before input \(cut)")
    }
    var folded = DeskState()
    for event in rig.events { folded.apply(try Event(line: event.line())) }
    #expect(folded == rig.core.state)
  }
}
