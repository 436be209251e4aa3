// Orders at work: cancelled, replaced, filled at once or not at all, and folded twice.

import Candidates
import Execution
import Feeds
import MarketData
import Portfolio
import Risk
import TestKit
import Testing

@testable import DeskEngine

@Suite("Orders at work")
struct OrderLifeTests {
  private func names(_ events: [Event]) -> [String] { events.map(\.body.name) }

  @Test("a cancelled order ends with its reason and the mids of that moment")
  func cancel() throws {
    var rig = OrderMoment.working
    let order = try #require(rig.core.state.orders.first)
    let events = rig.send(.cancel(order: order.order), id: "key-2")
    #expect(names(events) == ["OrderChanged"])
    guard case .orderChanged(let change)? = events.first?.body else { return }
    #expect(change.state == .cancelled && change.reason.hasPrefix("cancelled by USER; mid "))
    #expect(OrderNote(change.reason).mid != nil)
    for _ in 0..<5 { OrderMoment.advance(&rig) }
    #expect(rig.core.state.orders.isEmpty && rig.core.state.positions.isEmpty)
    #expect(rig.core.state.ended.map(\.order) == [order.order])
  }

  @Test("a replaced order ends in the same step, and its reservation with it")
  func replace() throws {
    var rig = OrderMoment.working
    let old = try #require(rig.core.state.orders.first)
    let limit = old.limit + Money(units: 500)
    let events = rig.send(.replace(order: old.order, limit: limit), id: "key-2")
    #expect(names(events) == ["RiskVerdict", "OrderChanged", "OrderCreated", "OrderChanged"])
    let new = try #require(rig.core.state.orders.first)
    #expect(rig.core.state.orders.count == 1 && new.order == old.order + 1)
    #expect(new.limit == limit && new.quantity == old.quantity && new.legs == old.legs)
    #expect(new.candidate == old.candidate && new.intent == .open && new.maxLoss == old.maxLoss)
    guard case .riskVerdict(let verdict) = events[0].body,
      case .orderChanged(let ended) = events[1].body,
      case .orderChanged(let sent) = events[3].body
    else { return }
    // The gate saw one of the two, at what the new limit may lose.
    let net = try #require(OrderMoment.open(OrderMoment.candidate)?.net)
    let bound = (old.maxLoss + max(.zero, net - limit) * 100) * old.quantity
    #expect(verdict.passed && verdict.after.maxLoss == bound.dollars)
    #expect(ended.state == .cancelled && OrderNote.successor(in: ended.reason) == new.order)
    let note = OrderNote(sent.reason)
    #expect(note.replaces == old.order && note.approved == .user && note.mid != nil)
    #expect(rig.core.state.openings.map(\.order) == [new.order], "it is no second opening")
    for _ in 0..<10 where !rig.core.state.orders.isEmpty { OrderMoment.advance(&rig) }
    if let position = rig.core.state.positions.first {
      #expect(position.order == new.order && position.entry >= limit)
    }
  }

  @Test("an exit that was replaced keeps the trader's limit, and its reason")
  func replaceExit() throws {
    var rig = OrderMoment.filled
    let position = try #require(rig.core.state.positions.first?.position)
    rig.send(.close(position: position), id: "key-2")
    let old = try #require(rig.core.state.orders.first)
    // A dollar better than the market would give: it waits.
    let limit = old.limit + Money(wholeDollars: 2)
    let events = rig.send(.replace(order: old.order, limit: limit), id: "key-3")
    #expect(refusedCodes(events).isEmpty, "\(refusedCommands(events).map(\.text))")
    let new = try #require(rig.core.state.orders.first)
    #expect(new.position == position && new.closeReason == .user && new.replaces == old.order)
    #expect(new.legs == old.legs && new.limit == limit && new.intent == .close)
    for _ in 0..<8 where rig.core.state.orders == [new] { OrderMoment.advance(&rig) }
    // It is never sent again at another limit: it waits, or it was filled within its own.
    #expect(rig.core.state.counters.orders == new.order)
    #expect(refusedCodes(rig.send(.close(position: position), id: "key-4")).count == 1)
  }

  /// A tenth of a percent of the volume or so fills one package of several in the first minute.
  private func capped(_ timeInForce: TimeInForce) throws -> (DeskRig, OrderEntry) {
    var plain = OrderMoment.working
    let order = try #require(plain.core.state.orders.first)
    try #require(order.quantity > 1)
    OrderMoment.advance(&plain)
    let chain = plain.core.market.underlyings[0].chain
    let least = try #require(
      order.legs.compactMap { leg in
        chain.index(of: leg.contract).flatMap { chain.quotes[$0] }.map {
          Double($0.volume) / Double(abs(leg.ratio))
        }
      }.min())
    var settings = DeskSettings()
    settings.execution.volumeShare = 1.5 / least
    settings.execution.timeInForce = timeInForce
    var rig = OrderMoment.start(settings)
    OrderMoment.approve(&rig)
    OrderMoment.advance(&rig)
    return (rig, order)
  }

  @Test("a share of the volume fills whole packages, each leg in its ratio")
  func partial() throws {
    let (rig, order) = try capped(.day)
    let working = try #require(rig.core.state.orders.first)
    #expect(working.state == .partial && working.filled >= 1 && working.filled < order.quantity)
    let position = try #require(rig.core.state.positions.first)
    #expect(position.quantity == working.filled)
    var sums: [Int: Int] = [:]
    for event in rig.events {
      if case .legFilled(let e) = event.body { sums[e.leg, default: 0] += e.quantity }
    }
    for (place, leg) in order.legs.enumerated() {
      #expect(sums[place + 1] == leg.ratio * working.filled)
    }
  }

  @Test("what is left of a replaced order is added to its position")
  func replacePartial() throws {
    var (rig, order) = try capped(.day)
    let working = try #require(rig.core.state.orders.first)
    let limit = working.limit - Money(units: 500)
    let events = rig.send(.replace(order: working.order, limit: limit), id: "key-2")
    #expect(refusedCodes(events).isEmpty, "\(refusedCommands(events).map(\.text))")
    let new = try #require(rig.core.state.orders.first)
    #expect(new.quantity == order.quantity - working.filled && new.filled == 0)
    #expect(new.position == rig.core.state.positions.first?.position)
    for _ in 0..<60 where !rig.core.state.orders.isEmpty { OrderMoment.advance(&rig) }
    #expect(rig.core.state.positions.count <= 1 && rig.core.state.counters.positions == 1)
    if rig.core.state.ended.last?.state == .filled {
      #expect(rig.core.state.positions.first?.quantity == order.quantity)
    }
    #expect(LedgerCheck.faults(rig.events) == [])
  }

  @Test("an immediate order fills what it can on the first quotes, and the rest is cancelled")
  func immediate() throws {
    let (rig, order) = try capped(.ioc)
    #expect(rig.core.state.orders.isEmpty)
    let ended = try #require(rig.core.state.ended.first)
    #expect(ended.state == .cancelled && ended.filled >= 1 && ended.filled < order.quantity)
    #expect(rig.core.state.positions.first?.quantity == ended.filled)
    let reasons = rig.events.compactMap { event -> String? in
      if case .orderChanged(let e) = event.body { return e.reason }
      return nil
    }
    #expect(reasons.last?.hasPrefix("not filled at once: ") == true)
    let created = rig.events.compactMap { event -> OrderCreated? in
      if case .orderCreated(let e) = event.body { return e }
      return nil
    }
    #expect(created.first?.tif == .ioc)
  }

  @Test("a note of an order is read back as it was written")
  func notes() {
    let notes = [
      OrderNote(approved: .user, mid: Money(units: 41_500)),
      OrderNote(close: .target, replaces: 12, mid: Money(units: -12_500)), OrderNote(),
      OrderNote(approved: .auto), OrderNote(close: .dte, remark: "pin risk 450"),
    ]
    for note in notes { #expect(OrderNote(note.text) == note) }
    #expect(notes[1].text == "exit TARGET; replaces O12; mid -1.25")
    #expect(OrderNote("session closed; mid 5.95").mid == Money(units: 59_500))
    #expect(OrderNote("exit NOTHING; approved by ; replaces Ox; mid x") == OrderNote())
    #expect(OrderNote.successor(in: "replaced by O13; mid 1") == 13)
  }

  @Test("a line of the journal folded twice changes nothing more")
  func twice() throws {
    var tape = try SimulatorTape(seed: 11, universe: [.spx, .qqq])
    var rig = DeskRig(approval: .everySize)
    while rig.core.state.days.count < 4, let batch = try tape.next() { rig.take(batch) }
    for run in [StressDay.busy, rig] { foldTwice(run) }
  }

  private func foldTwice(_ rig: DeskRig) {
    var state = DeskState()
    var repeated = 0
    for event in rig.events {
      state.apply(event)
      switch event.body {
      case .orderCreated, .orderChanged, .legFilled, .positionOpened, .positionChanged,
        .positionClosed, .ledgerPosted, .settled:
        let once = state
        state.apply(event)
        repeated += 1
        #expect(state == once, "\(event.text)")
      default: break
      }
    }
    #expect(state == rig.core.state && repeated >= 8, "\(repeated)")
  }
}
