// Settlement of expired legs, in cash or in shares.
//
// AM legs settle on their session's opening price, PM legs on its closing price, whether the chain
// still lists them or not. Where that session was never seen, the first price after it settles. A
// contract on a future is settled at its exercise value, and the source says so.

import Execution
import MarketData
import Portfolio

extension Decider {
  /// Settles every leg whose moment has come.
  mutating func settleExpired() {
    let positions = state.positions
    for place in positions.indices where isSettling(positions[place].legs) {
      let position = positions[place]
      let due = position.legs.filter { !$0.isSettled && $0.expiration <= now }
      for leg in due { settle(leg, of: position.position) }
      if !due.isEmpty { tellShares(of: position.position) }
      finishSettled(position.position)
    }
  }

  /// Whether a moment has come, or nothing is left to wait for.
  private func isSettling(_ legs: [PositionLegEntry]) -> Bool {
    var isLeft = false
    for place in legs.indices where !legs[place].isSettled {
      if legs[place].expiration <= now { return true }
      isLeft = true
    }
    return !isLeft
  }

  private mutating func settle(_ leg: PositionLegEntry, of id: Int) {
    guard let position = state.positions.first(where: { $0.position == id }),
      let index = market.index(of: position.underlying),
      let print = settlementPrice(leg, index)
    else { return }
    if isDelivered(leg, index) {
      return deliver(leg, of: id, price: print.price, source: print.source)
    }
    let strike = leg.contract.strike.dollars
    let intrinsic =
      leg.contract.right == .call ? max(print.price - strike, 0) : max(strike - print.price, 0)
    guard let perUnit = Money(dollars: intrinsic) else { return }
    let contracts = leg.ratio * position.quantity
    let cash = perUnit * (contracts * leg.multiplier)
    let isLast = position.legs.count { !$0.isSettled } == 1
    let cost = isLast ? position.optionCost : leg.entry * (contracts * leg.multiplier)
    emit(
      .settled(
        Settled(
          position: id, contract: leg.contract, price: print.price, source: print.source,
          cash: cash)))
    post(
      [
        (LedgerAccount.cash, cash), (LedgerAccount.position(id), -cost),
        (LedgerAccount.realised, cost - cash),
      ], ref: "P\(id) \(leg.contract)")
  }

  private func settlementPrice(
    _ leg: PositionLegEntry, _ index: Int
  ) -> (price: Double, source: String)? {
    let underlying = market.underlyings[index]
    guard let session = market.session, let bar = underlying.dayBar else { return nil }
    let date = NewYorkTime.date(leg.expiration)
    let isOpening = NewYorkTime.wall(leg.expiration).minuteOfDay <= 9 * 60 + 30
    let root = underlying.chain.expiries.first { $0.root.symbol == leg.contract.root }?.root
    let isOnFuture = root?.delivery == .physical && !isDelivered(leg, index)
    var price = isOpening ? bar.open : bar.close
    var name = "\(underlying.symbol) \(isOpening ? "opening" : "closing") price \(date)"
    if date < session.date {
      if let known = pastPrice(underlying.symbol, isOpening ? "open" : "close", on: date) {
        price = known
      } else {
        price = bar.open
        name = "\(underlying.symbol) opening price \(session.date), none of \(date)"
      }
    }
    return (price, isOnFuture ? name + ", delivery settled in cash" : name)
  }

  /// A price of a finished session.
  private func pastPrice(_ symbol: String, _ name: String, on date: CivilDate) -> Double? {
    state.days.last { $0.date == date }?.market.first { $0.name == symbol }?.value(name)
  }

  /// Ends a position of which neither options nor shares are left.
  mutating func finishSettled(_ id: Int, reason: CloseReason = .settled) {
    guard let position = state.positions.first(where: { $0.position == id }),
      position.legs.allSatisfy(\.isSettled), position.shares == 0
    else { return }
    for order in state.orders where order.position == id {
      change(order.order, .cancel, reason: "settled")
    }
    emit(
      .positionClosed(
        PositionClosed(
          position: id, realised: position.cashFlow, fees: position.fees, reason: reason)))
  }
}
