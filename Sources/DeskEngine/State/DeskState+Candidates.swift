// Folding candidates, orders and fills into the book.

import Candidates
import Edges
import Execution
import MarketData

extension DeskState {
  mutating func applyCandidate(_ body: EventBody) {
    switch body {
    case .candidateProposed(let e): propose(e)
    case .candidateRevised(let e):
      update(e.candidate) { entry, now in
        entry.record = e
        entry.revised = now
      }
    case .candidateClosed(let e):
      update(e.candidate) { entry, now in
        entry.state = .closed
        entry.reason = e.reason
        entry.changed = now
      }
    case .candidateApproved(let e):
      update(e.candidate) { entry, now in
        entry.state = .approved
        entry.changed = now
      }
    case .candidateRejected(let e):
      update(e.candidate) { entry, now in
        entry.state = .rejected
        entry.reason = e.reason
        entry.changed = now
      }
    case .candidateRestored(let e):
      update(e.candidate) { entry, now in
        entry.state = .open
        entry.reason = ""
        entry.changed = now
      }
    default: break
    }
  }

  private mutating func propose(_ e: CandidateRecord) {
    counters.candidates = max(counters.candidates, e.candidate)
    let kind = edges.last { $0.edge == e.edge }?.kind ?? .manual
    candidates.append(
      CandidateEntry(
        record: e, kind: kind, state: .open, proposed: time, revised: time, changed: time,
        reason: "", sizedTo: nil))
  }

  private mutating func update(
    _ candidate: Int, _ change: (inout CandidateEntry, Instant) -> Void
  ) {
    guard let index = candidates.lastIndex(where: { $0.record.candidate == candidate }) else {
      return
    }
    change(&candidates[index], time)
  }

  mutating func createOrder(_ e: OrderCreated) {
    counters.orders = max(counters.orders, e.order)
    ordersSent.append(time)
    var order = OrderEntry()
    order.order = e.order
    order.candidate = e.candidate
    order.rev = e.rev
    order.intent = e.intent
    order.position = e.position
    order.quantity = e.quantity
    order.limit = e.limit
    order.created = time
    order.state = .working
    if let id = e.position, let position = positions.first(where: { $0.position == id }) {
      order.underlying = position.underlying
      order.structure = position.structure
      order.legs = position.legs.filter { !$0.isSettled }.map {
        LegEntry(contract: $0.contract, ratio: -$0.ratio)
      }
      if e.intent == .roll { takeRoll(e, into: &order) }
    } else if let id = e.candidate,
      let entry = candidates.last(where: { $0.record.candidate == id })
    {
      order.underlying = entry.record.underlying
      order.structure = entry.record.structure
      order.legs = entry.record.legs.map { LegEntry(contract: $0.contract, ratio: $0.ratio) }
      order.maxLoss = entry.record.proof.bound
      if e.intent == .open {
        openings.append(
          OpeningEntry(
            underlying: order.underlying, kind: entry.kind, time: time, isFilled: false,
            order: e.order))
      }
    }
    orders.append(order)
  }

  mutating func changeOrder(_ e: OrderChanged) {
    guard let index = orders.firstIndex(where: { $0.order == e.order }) else { return }
    orders[index].state = e.state
    orders[index].filled = e.filled
    if let reason = CloseMark.reason(in: e.reason) { orders[index].closeReason = reason }
    if e.state.isFinal { orders.remove(at: index) }
  }

  mutating func fillLeg(_ e: LegFilled) {
    guard let order = orders.first(where: { $0.order == e.order }), order.intent.opens,
      let index = positions.firstIndex(where: { $0.order == e.order }),
      let leg = positions[index].legs.firstIndex(where: { $0.contract == e.contract })
    else { return }
    // A further partial fill: the entry of the leg becomes the average of what is held.
    let held = positions[index].quantity * abs(positions[index].legs[leg].ratio)
    let more = abs(e.quantity)
    let total = positions[index].legs[leg].entry.units * Int64(held) + e.price.units * Int64(more)
    positions[index].legs[leg].entry = Money(units: total / Int64(max(1, held + more)))
  }
}

extension DeskState {
  /// Whether an edge of a kind lives on an underlying.
  func hasLiveEdge(_ kind: EdgeKind, on underlying: String) -> Bool {
    edges.contains { $0.underlying == underlying && $0.kind == kind && $0.ended == nil }
  }
}
