// Orders as the cost analysis takes them: their fills beside the mids they are measured against.

import DeskEngine
import Execution
import MarketData

extension RunFacts {
  /// An order with its fills and reference mids; nil while no mid of it was written down.
  ///
  /// The decision is the mid of the approved revision; for an exit, which is sent in the moment it is
  /// decided, the mid it was sent at. The arrival is the mid written when the order was sent, the last
  /// mid that of its end, else of its last fill.
  func executed(_ story: OrderStory) -> ExecutedOrder? {
    let created = story.created.fact
    // An order in shares has no packages: `worked` tells it.
    if created.intent == .hedge { return nil }
    let candidate = created.candidate.flatMap { candidates[$0] }
    let arrival = story.changes.first.flatMap { OrderNote($0.fact.reason).mid }
    let decided = created.intent == .open ? candidate?.revision(created.rev).fact.netMid : nil
    guard let decision = decided ?? arrival else { return nil }
    let legs = multipliers(of: story)
    let filled = story.changes.last?.fact.filled ?? 0
    let end = story.changes.dropFirst().last.flatMap { OrderNote($0.fact.reason).mid }
    // What a replaced order left open is the business of the order in its place.
    let isReplaced = story.changes.last.flatMap { OrderNote.successor(in: $0.fact.reason) } != nil
    return ExecutedOrder(
      quantity: isReplaced ? filled : created.quantity, filled: filled,
      multiplier: legs.first ?? 100,
      decision: decision, arrival: arrival, last: end,
      legs: story.fills.enumerated().map { index, fill in
        ExecutedLeg(
          contracts: fill.fact.quantity,
          multiplier: legs.isEmpty ? 100 : legs[index % legs.count], price: fill.fact.price,
          mid: fill.fact.mid, worst: fill.fact.worstPrice, fee: fill.fact.fee)
      })
  }

  /// An order in shares as one trade; nil for an order in options.
  func worked(_ story: OrderStory) -> WorkedShares? {
    let created = story.created.fact
    guard created.intent == .hedge else { return nil }
    return WorkedShares(
      ordered: created.quantity, sent: story.created.time,
      arrival: story.changes.first.flatMap { OrderNote($0.fact.reason).mid },
      slices: shares.filter { $0.fact.order == created.order }.map {
        ShareSlice(
          time: $0.time, shares: $0.fact.shares, price: $0.fact.price, mid: $0.fact.mid,
          fee: $0.fact.fee)
      })
  }

  /// Units in one contract, by the position it opened or closed, else by its candidate.
  private func multipliers(of story: OrderStory) -> [Int] {
    if let position = story.position.flatMap({ positions[$0] }) {
      return position.opened.fact.legs.prefix(1).map(\.multiplier)
    }
    let candidate = story.created.fact.candidate.flatMap { candidates[$0] }
    return candidate.map { [$0.latest.fact.multiplier] } ?? []
  }
}

extension OrderStory {
  /// Whether nothing more can happen to it.
  var isFinal: Bool { changes.last?.fact.state.isFinal ?? false }
}
