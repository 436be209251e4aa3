// The book after an order: what it adds, what it takes away, and which legs it grows or turns.

import MarketData
import Structures

/// The book after an order.
struct OrderEffect {
  /// Positions and reservations after the order.
  var structures: [StructureRisk]
  /// Legs of the position that would grow, flip or appear.
  var grownLegs: Int
  /// Legs of a structure that a roll opens: grown from nothing.
  var openedLegs = 0
  /// Whether the position to close exists.
  var isPositionKnown: Bool

  /// Applies an order to a book.
  init(of order: OrderIntentCheck, on exposure: Exposure) {
    if case .roll(let position) = order.purpose {
      self = OrderEffect(rolling: position, by: order, on: exposure)
      return
    }
    let session = exposure.session
    guard let position = order.purpose.position else {
      structures =
        exposure.all + [
          StructureRisk(
            position: nil, underlying: order.underlying, cluster: order.cluster, beta: order.beta,
            legs: order.legs.map(\.leg), quantity: order.quantity, maxLoss: order.maxLoss,
            openedOn: session)
        ]
      grownLegs = order.legs.count
      isPositionKnown = true
      return
    }
    structures = exposure.all
    guard let index = structures.firstIndex(where: { $0.position == position }) else {
      grownLegs = order.legs.count
      isPositionKnown = false
      return
    }
    isPositionKnown = true
    let before = structures[index]
    let (legs, grown) = OrderEffect.apply(order.legs.map(\.leg), to: before.legs)
    grownLegs = grown
    let remaining = legs.filter { $0.count != 0 }
    if remaining.isEmpty {
      structures.remove(at: index)
    } else {
      structures[index] = OrderEffect.rest(
        of: before, legs: legs, remaining: remaining, order: order)
    }
  }

  /// Closes the position with the legs that it has, and opens a structure of the others.
  private init(rolling position: Int, by order: OrderIntentCheck, on exposure: Exposure) {
    let held = exposure.all.first { $0.position == position }?.legs.map(\.contract) ?? []
    var closing = order
    closing.purpose = .close(position: position)
    closing.legs = order.legs.filter { held.contains($0.leg.contract) }
    self.init(of: closing, on: exposure)
    let opened = order.legs.map(\.leg).filter { !held.contains($0.contract) }
    openedLegs = opened.count
    structures.append(
      StructureRisk(
        position: nil, underlying: order.underlying, cluster: order.cluster, beta: order.beta,
        legs: opened,
        quantity: order.quantity, maxLoss: order.maxLoss, openedOn: exposure.session))
  }

  /// Adds the order's contracts to the position's legs and counts those that grow or flip.
  private static func apply(
    _ changes: [ModelLeg], to legs: [ModelLeg]
  ) -> (legs: [ModelLeg], grown: Int) {
    var result = legs
    for change in changes {
      if let index = result.firstIndex(where: { $0.contract == change.contract }) {
        result[index].count += change.count
      } else {
        result.append(change)
      }
    }
    var grown = 0
    for (index, leg) in result.enumerated() {
      let before = index < legs.count ? legs[index].count : 0
      if leg.count * before < 0 || abs(leg.count) > abs(before) { grown += 1 }
    }
    return (result, grown)
  }

  /// What is left of a position: a smaller copy of it, or another structure with its own bound.
  private static func rest(
    of before: StructureRisk, legs: [ModelLeg], remaining: [ModelLeg], order: OrderIntentCheck
  ) -> StructureRisk {
    var after = before
    after.legs = remaining
    let first = before.legs[0]
    let isSmallerCopy =
      legs.count == before.legs.count && first.count != 0
      && zip(legs, before.legs).allSatisfy { $0.count * first.count == $1.count * legs[0].count }
    if isSmallerCopy {
      let share = Double(legs[0].count) / Double(first.count)
      after.maxLoss = before.maxLoss.map { $0 * share }
      after.quantity = Int((Double(before.quantity) * share).rounded())
      return after
    }
    guard let loss = before.maxLoss, let old = marginParts(of: before),
      let new = marginParts(of: after)
    else {
      after.maxLoss = nil
      return after
    }
    let received = order.limit.dollars * Double(order.quantity * first.multiplier)
    let change = new.reduce(0) { $0 + $1.loss } - old.reduce(0) { $0 + $1.loss }
    after.maxLoss = max(loss + change - received, 0)
    return after
  }
}
