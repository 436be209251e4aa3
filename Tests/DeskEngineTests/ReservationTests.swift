// Buying power is reserved at the approval and given back at every end of an order.

import Candidates
import Execution
import MarketData
import Risk
import Structures
import Testing

@testable import DeskEngine

@Suite("Reservations")
struct ReservationTests {
  private func approved() throws -> (rig: DeskRig, order: Int) {
    var rig = StressStart.rig
    let c = try #require(StressStart.candidate(rig))
    let before = try #require(StressStart.power(rig))
    #expect(before.reserved == 0 && before.margin == 0)
    rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net))
    let order = try #require(rig.core.state.orders.first)
    let power = try #require(StressStart.power(rig))
    #expect(abs(power.reserved - (c.proof.bound * c.quantity).dollars) < 0.01)
    #expect(power.available == power.equity - power.reserved && power.margin == 0)
    return (rig, order.order)
  }

  private func end(_ order: Int, of rig: DeskRig) -> OrderState? {
    rig.events.reversed().lazy.compactMap { event -> OrderState? in
      if case .orderChanged(let e) = event.body, e.order == order { return e.state }
      return nil
    }.first
  }

  private func isReleased(_ rig: DeskRig) -> Bool {
    guard let power = StressStart.power(rig) else { return false }
    return power.reserved == 0 && rig.core.state.orders.isEmpty
  }

  @Test("a kill gives it back")
  func kill() throws {
    var (rig, order) = try approved()
    rig.send(.kill(source: .user, reason: "drill"), id: "key-2")
    #expect(end(order, of: rig) == .cancelled && isReleased(rig))
    #expect(StressStart.power(rig)?.margin == 0)
  }

  @Test("a lost feed gives it back")
  func feedDown() throws {
    var (rig, order) = try approved()
    rig.decide(.feed(.down, reason: "gone", time: rig.core.market.time))
    #expect(end(order, of: rig) == .cancelled && isReleased(rig))
  }

  @Test("a fill turns it into the margin of the position")
  func fill() throws {
    var (rig, order) = try approved()
    for _ in 0..<10 where end(order, of: rig) == .working { StressStart.next(&rig) }
    #expect(end(order, of: rig) == .filled && isReleased(rig))
    let position = try #require(rig.core.state.positions.first)
    let margin = try #require(StressStart.power(rig)?.margin)
    #expect(abs(margin - position.maxLoss.dollars) < 0.01 && margin > 0)
  }

  @Test("a refusal at the fill gives it back")
  func refused() throws {
    var (rig, order) = try approved()
    // The limit falls below the order while it works.
    rig.send(
      .limit(name: "trade_max_loss", value: 1e-6, word: "", reason: "drill"), id: "key-2")
    for _ in 0..<10 where end(order, of: rig) == .working { StressStart.next(&rig) }
    #expect(end(order, of: rig) == .rejected && isReleased(rig))
    #expect(rig.core.state.positions.isEmpty)
  }

  @Test("the close of the session gives it back")
  func expiry() throws {
    var (rig, order) = try approved()
    let last = try #require(StressDay.batches.last)
    // Nothing is quoted between the approval and the close.
    var close = last
    close.chains = []
    rig.take(close)
    #expect(end(order, of: rig) == .expired && isReleased(rig))
  }

  @Test("an order beyond what is left is refused, with the margin named")
  func beyond() throws {
    var settings = DeskSettings()
    settings.limits.margin = 1e-5
    var rig = DeskRig(settings: settings, approval: .nothing)
    let start = StressStart.rig
    let c = try #require(StressStart.candidate(start))
    for batch in StressDay.batches.prefix(start.batches.count) { rig.take(batch) }
    var state = rig.core.state
    state.apply(Event(seq: state.seq + 1, time: state.time, body: .candidateProposed(c)))
    var order = OrderEntry()
    order.candidate = c.candidate
    order.rev = c.rev
    order.intent = .open
    order.underlying = c.underlying
    order.structure = c.structure
    order.legs = c.legs.map { LegEntry(contract: $0.contract, ratio: $0.ratio) }
    order.quantity = c.quantity
    order.maxLoss = c.proof.bound
    order.limit = c.net
    var decider = StressStart.decider(rig)
    let verdict = decider.judge(order, quantity: c.quantity, stage: .approve)
    #expect(verdict.breaches.contains { $0.limit == "margin" })
    var only = verdict
    only.breaches = verdict.breaches.filter { $0.limit == "margin" }
    #expect(decider.refusal(only) == .limit)
  }
}
