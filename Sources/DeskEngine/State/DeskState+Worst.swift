// The same fills at the far side of every leg, kept beside the book as it filled.
//
// Every fill carries the price of the share model and that of the worst case. Their difference in
// cash is the gap: of a leg that is held it lowers what is unrealised, of one that is gone what is
// realised. Marks, fees and settlements are the same in both, so cash and positions add up in both.

import Execution
public import MarketData

extension DeskState {
  /// Folds the gap of a fill, before its position changes.
  mutating func foldWorstFill(_ e: LegFilled) {
    guard let index = orders.firstIndex(where: { $0.order == e.order }) else { return }
    let order = orders[index]
    // Sold: the price less the far side, times fewer than none, is what the far side brings less.
    let unit = (e.price - e.worstPrice) * e.quantity
    // The first legs of a roll close a position, the others open the next one.
    let isOpening = order.intent == .open || (order.intent == .roll && e.leg > order.closes)
    let holder = positions.firstIndex {
      (isOpening && $0.order == e.order)
        || (order.position != nil && $0.position == order.position
          && (order.intent != .roll || !isOpening))
    }
    guard let holder,
      let leg = positions[holder].legs.firstIndex(where: { $0.contract == e.contract })
    else {
      if let leg = orders[index].legs.firstIndex(where: { $0.contract == e.contract }) {
        orders[index].legs[leg].worstGap += unit
      }
      return
    }
    let held = positions[holder].legs[leg]
    let gap = unit * held.multiplier
    if isOpening {
      positions[holder].legs[leg].worstGap += gap
      return
    }
    let contracts = abs(held.ratio) * positions[holder].quantity
    let closed = min(abs(e.quantity), contracts)
    let share =
      closed == contracts
      ? held.worstGap : Money(units: held.worstGap.units * Int64(closed) / Int64(max(1, contracts)))
    positions[holder].legs[leg].worstGap -= share
    realiseWorst(holder, gap + share)
  }

  /// Moves the gaps of an opening order to the position it opened.
  mutating func takeWorstGaps(of order: Int) {
    guard let index = orders.firstIndex(where: { $0.order == order }),
      let holder = positions.indices.last
    else { return }
    for leg in orders[index].legs.indices {
      let contract = orders[index].legs[leg].contract
      guard let held = positions[holder].legs.firstIndex(where: { $0.contract == contract }) else {
        continue
      }
      positions[holder].legs[held].worstGap +=
        orders[index].legs[leg].worstGap * positions[holder].legs[held].multiplier
      orders[index].legs[leg].worstGap = .zero
    }
  }

  /// The gap of a leg that is gone is realised.
  mutating func realiseWorst(_ holder: Int, leg: Int) {
    let gap = positions[holder].legs[leg].worstGap
    positions[holder].legs[leg].worstGap = .zero
    realiseWorst(holder, gap)
  }

  private mutating func realiseWorst(_ holder: Int, _ gap: Money) {
    positions[holder].worstRealised += gap
    money.worstRealised += gap
  }
}

extension PositionEntry {
  /// What far-side fills would have left less of it so far, realised or not; zero or negative.
  public var worstGap: Money { legs.reduce(worstRealised) { $0 + $1.worstGap } }
  /// The part of it on legs that are held.
  public var worstUnrealised: Money { legs.reduce(.zero) { $0 + $1.worstGap } }
}

extension DeskState {
  /// What far-side fills would take from what is unrealised now; zero or negative.
  public var worstUnrealised: Money { positions.reduce(.zero) { $0 + $1.worstUnrealised } }
}

extension OrderEntry {
  /// Whether it closes a position, and does not add to it.
  func isLeaving(_ id: Int) -> Bool { position == id && intent != .open }
}
