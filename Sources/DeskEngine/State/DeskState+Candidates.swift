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

  mutating func update(
    _ candidate: Int, _ change: (inout CandidateEntry, Instant) -> Void
  ) {
    guard let index = candidates.lastIndex(where: { $0.record.candidate == candidate }) else {
      return
    }
    change(&candidates[index], time)
  }

  /// An order that is counted already changes nothing.
  mutating func createOrder(_ e: OrderCreated) {
    guard e.order > counters.orders else { return }
    counters.orders = e.order
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
    order.state = .new
    order.tif = e.tif
    if e.intent != .open, let id = e.position,
      let position = positions.first(where: { $0.position == id })
    {
      order.underlying = position.underlying
      order.structure = position.structure
      // A hedge is an order in shares: it leaves the options alone.
      order.legs =
        e.intent == .hedge
        ? []
        : position.legs.filter { !$0.isSettled }.map {
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
      if e.intent == .open, e.position == nil, !openings.contains(where: { $0.order == e.order }) {
        openings.append(
          OpeningEntry(
            underlying: order.underlying, kind: entry.kind, time: time, isFilled: false,
            order: e.order))
      }
    }
    orders.append(order)
  }

  /// An order that has ended, or a count of fills below the one known, changes nothing.
  mutating func changeOrder(_ e: OrderChanged) {
    guard let index = orders.firstIndex(where: { $0.order == e.order }),
      e.filled >= orders[index].filled
    else { return }
    orders[index].state = e.state
    orders[index].filled = e.filled
    let note = OrderNote(e.reason)
    if let reason = note.close { orders[index].closeReason = reason }
    if let replaced = note.replaces { orders[index].replaces = replaced }
    if let next = OrderNote.successor(in: e.reason),
      let opening = openings.firstIndex(where: { $0.order == e.order && !$0.isFilled })
    {
      // The opening goes on under another number: it is not a second one.
      openings[opening].order = next
    }
    guard e.state.isFinal else { return }
    ended.append(
      EndedOrder(
        order: e.order, state: e.state, quantity: orders[index].quantity, filled: e.filled))
    orders.remove(at: index)
  }

  /// A fill that is counted already, or of an order that has ended, changes nothing.
  mutating func fillLeg(_ e: LegFilled) {
    guard e.fill > counters.fills, let order = orders.first(where: { $0.order == e.order }) else {
      return
    }
    counters.fills = e.fill
    foldWorstFill(e)
    if order.intent == .open, let candidate = order.candidate, e.leg == 1 {
      update(candidate) { entry, _ in entry.isSpent = true }
    }
    guard order.intent.opens,
      let index = positions.firstIndex(where: {
        $0.order == e.order || (order.intent == .open && $0.position == order.position)
      }),
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
