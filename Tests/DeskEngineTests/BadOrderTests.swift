// Orders gone wrong, by name: each is refused with its code, journaled, and the book stays.

import Candidates
import Execution
import MarketData
import Portfolio
import Risk
import Structures
import TestKit
import Testing

@testable import DeskEngine

@Suite("Bad orders")
struct BadOrderTests {
  /// Sends a command and holds the book against the one before.
  private func refused(
    _ rig: inout DeskRig, _ action: CommandAction, id: String = "key-9"
  ) -> CommandRefused? {
    let before = rig.core.state.bare
    let events = rig.send(action, id: id)
    #expect(rig.core.state.bare == before, "the book changed")
    #expect(events.last.map { $0.body.name } == "CommandRefused")
    let read = events.compactMap { try? Event(line: $0.line()) }
    #expect(read.map(\.body) == events.map(\.body), "it is in the journal as it was decided")
    return refusedCommands(events).first
  }

  @Test("a fill twice: the second changes nothing, by its number or by the order's end")
  func fillTwice() throws {
    let rig = OrderMoment.filled
    let fill = try #require(
      rig.events.compactMap { event -> LegFilled? in
        if case .legFilled(let e) = event.body { return e }
        return nil
      }.last)
    var state = rig.core.state
    let before = state.bare
    state.apply(Event(seq: state.seq + 1, time: state.time, body: .legFilled(fill)))
    #expect(state.bare == before)
    var late = fill
    late.fill = state.counters.fills + 1
    state.apply(Event(seq: state.seq + 1, time: state.time, body: .legFilled(late)))
    #expect(state.bare == before, "the order has ended")
    // While the order works, the number alone decides.
    var working = OrderMoment.working.core.state
    var first = fill
    first.fill = 1
    working.apply(Event(seq: working.seq + 1, time: working.time, body: .legFilled(first)))
    let once = working.bare
    working.apply(Event(seq: working.seq + 1, time: working.time, body: .legFilled(first)))
    #expect(working.bare == once && working.counters.fills == 1)
  }

  @Test("a decided fill of an order that has ended is refused by the table, with an alert")
  func fillAfterTheEnd() throws {
    let rig = OrderMoment.filled
    let id = try #require(rig.core.state.ended.first?.order)
    var decider = Decider(
      settings: DeskSettings(), market: rig.core.market, state: rig.core.state,
      figures: DeskFigures(), now: rig.core.market.time)
    let before = rig.core.state
    let taken = [
      decider.count(1, filledOf: id), decider.change(id, .expire, reason: "late"),
      decider.count(1, filledOf: 999),
    ]
    #expect(taken == [false, false, false])
    let texts = decider.events.map { event -> String in
      if case .alertRaised(let e) = event.body { return e.text }
      return event.body.name
    }
    #expect(
      texts == [
        "O\(id) does not take a fill of 1: it is filled (SUPERSEDED)",
        "O\(id) does not take expire: it is filled (SUPERSEDED)",
        "O999 does not take fill: there is no such open order (SUPERSEDED)",
      ])
    #expect(decider.state.positions == before.positions && decider.state.money == before.money)
    #expect(decider.state.orders == before.orders && decider.state.ended == before.ended)
  }

  @Test("an approval of a superseded candidate")
  func superseded() throws {
    var rig = OrderMoment.candidate
    let c = try #require(OrderMoment.open(rig))
    rig.send(.size(candidate: c.candidate, quantity: max(1, c.quantity - 1)), id: "key-1")
    let rev = try #require(OrderMoment.open(rig)?.rev)
    let old = rev > c.rev ? c.rev : c.rev - 1
    let refusal = refused(&rig, .approve(candidate: c.candidate, rev: old, net: c.net))
    #expect(refusal?.code == .superseded)
    #expect(refusal?.text == "C\(c.candidate) stands at revision \(rev), not \(old)")
    let unknown = refused(&rig, .approve(candidate: 999, rev: 1, net: c.net))
    #expect(unknown?.code == .superseded)
  }

  @Test("a cancel after a fill, of an unknown order, and twice")
  func cancelAfterFill() throws {
    var rig = OrderMoment.filled
    let id = try #require(rig.core.state.ended.first?.order)
    let late = refused(&rig, .cancel(order: id))
    #expect(late?.code == .superseded && late?.text == "O\(id) is FILLED: it is filled")
    let unknown = refused(&rig, .cancel(order: 77))
    #expect(unknown?.text == "there is no open O77")
    var working = OrderMoment.working
    let first = working.send(.cancel(order: id), id: "key-2")
    #expect(refusedCodes(first).isEmpty)
    let twice = refused(&working, .cancel(order: id))
    #expect(twice?.code == .superseded && twice?.text == "O\(id) is CANCELLED: it has ended")
    let replaced = refused(&working, .replace(order: id, limit: Money(wholeDollars: 1)))
    #expect(replaced?.code == .superseded)
  }

  @Test("a limit beyond the price collar")
  func collar() throws {
    var rig = OrderMoment.working
    let order = try #require(rig.core.state.orders.first)
    let least = order.limit.units > 0 ? Money(units: 500) : order.limit * 3
    let refusal = refused(&rig, .replace(order: order.order, limit: least))
    #expect(refusal?.code == .collar, "\(refusal?.text ?? "accepted")")
    #expect(refusal?.text.contains("collar_quote") == true)
  }

  @Test("a credit that would become a debit")
  func wrongSign() throws {
    var rig = OrderMoment.working
    let order = try #require(rig.core.state.orders.first)
    try #require(order.structure.isCredit == true)
    let refusal = refused(&rig, .replace(order: order.order, limit: Money(units: -500)))
    #expect(refusal?.code == .wrongSign, "\(refusal?.text ?? "accepted")")
  }

  @Test("a replacement that changes nothing, of no tick, and while the kill is engaged")
  func replacements() throws {
    var rig = OrderMoment.working
    let order = try #require(rig.core.state.orders.first)
    let same = refused(&rig, .replace(order: order.order, limit: order.limit))
    #expect(same?.code == .duplicate)
    let odd = refused(&rig, .replace(order: order.order, limit: order.limit + Money(units: 1)))
    #expect(odd?.code == .limit && odd?.text.contains("tick") == true)
    rig.send(.kill(source: .user, reason: "drill"), id: "key-3")
    let dead = refused(&rig, .replace(order: order.order, limit: order.limit - Money(units: 500)))
    #expect(dead?.code == .superseded, "the kill has cancelled it")
    #expect(rig.core.state.ended.last?.state == .cancelled)
  }

  /// The next minutes with quotes for every option but one leg of the order.
  @Test("a leg whose quote went stale between the approval and the fill")
  func staleLeg() throws {
    var settings = DeskSettings()
    settings.quotes.staleAfter = .seconds(150)
    var rig = OrderMoment.start(settings)
    OrderMoment.approve(&rig)
    let order = try #require(rig.core.state.orders.first)
    let chain = rig.core.market.underlyings[0].chain
    let silent = try #require(chain.index(of: order.legs[0].contract))
    let positions = rig.core.state.positions
    let money = rig.core.state.money
    let from = rig.events.count
    for _ in 0..<5 {
      var batch = StressDay.batches[rig.batches.count]
      for place in batch.chains.indices {
        let kept = zip(batch.chains[place].indices, batch.chains[place].quotes).filter {
          $0.0 != Int32(silent)
        }
        batch.chains[place].indices = kept.map(\.0)
        batch.chains[place].quotes = kept.map(\.1)
      }
      rig.take(batch)
    }
    let said = rig.events[from...].compactMap { event -> AlertRaised? in
      if case .alertRaised(let e) = event.body, e.metric == "fill O\(order.order)" { return e }
      return nil
    }
    #expect(said.count == 1, "once, however many minutes it waits")
    #expect(said.first?.text.hasSuffix("\(order.legs[0].contract) is STALE (STALE)") == true)
    #expect(rig.core.state.positions == positions && rig.core.state.money == money)
    #expect(rig.core.state.orders == [order], "the order still waits")
  }

  @Test(
    "a leg of any other quality fills nothing either",
    arguments: [QuoteQuality.crossed, .locked, .oneSided])
  func badLeg(quality: QuoteQuality) throws {
    var rig = OrderMoment.working
    let order = try #require(rig.core.state.orders.first)
    let chain = rig.core.market.underlyings[0].chain
    let leg = try #require(chain.index(of: order.legs[0].contract))
    var batch = StressDay.batches[rig.batches.count]
    for place in batch.chains.indices {
      for (position, index) in batch.chains[place].indices.enumerated() where index == Int32(leg) {
        var quote = batch.chains[place].quotes[position]
        switch quality {
        case .crossed: (quote.bid, quote.ask) = (quote.ask + Money(units: 500), quote.bid)
        case .locked: quote.ask = quote.bid
        default: quote.bid = .zero
        }
        batch.chains[place].quotes[position] = quote
      }
    }
    rig.take(batch)
    #expect(rig.core.state.positions.isEmpty && rig.core.state.orders == [order])
    let texts = rig.core.state.alerts.map(\.text)
    #expect(texts.contains { $0.hasSuffix("is \(quality.rawValue) (INVALID_QUOTE)") }, "\(texts)")
  }
}
