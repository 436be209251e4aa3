// A roll in the book: one order whose first legs close a position and whose others open the next.
//
// The journal names position and candidate alone: the position's open legs turned round, then the
// legs of the candidate, which stand in expiries that the position has none in.

import Execution

extension OrderIntent {
  /// Whether an order opens a structure, alone or in the place of another.
  var opens: Bool { self == .open || self == .roll }
}

extension OrderEntry {
  /// The legs that close a position.
  var closingLegs: [LegEntry] { Array(legs.prefix(closes)) }

  /// The legs that open a structure.
  var openingLegs: [LegEntry] { Array(legs.dropFirst(closes)) }
}

extension DeskState {
  /// Adds what a roll opens to an order that closes its position.
  mutating func takeRoll(_ e: OrderCreated, into order: inout OrderEntry) {
    order.closes = order.legs.count
    guard let id = e.candidate,
      let entry = candidates.last(where: { $0.record.candidate == id })
    else { return }
    update(id) { entry, _ in entry.isSpent = true }
    order.legs += entry.record.legs.map { LegEntry(contract: $0.contract, ratio: $0.ratio) }
    order.maxLoss = entry.record.proof.bound
    openings.append(
      OpeningEntry(
        underlying: order.underlying, kind: entry.kind, time: time, isFilled: false,
        order: e.order))
  }
}
