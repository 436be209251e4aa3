// Legs that end in shares: exercised by exception, assigned, or left to lapse.
//
// The option is settled at its exercise value and the shares are carried at the same price, so each
// has its own result; the cash that moves is the strike. Opposite shares of a position meet in its
// lot. What is left has no proven bound: nothing may be opened on the symbol until it is gone.

import Execution
import MarketData
import Portfolio
import Risk

extension Decider {
  /// Settles a leg against shares.
  ///
  /// - Parameters:
  ///   - leg: The leg.
  ///   - id: Its position.
  ///   - price: Price of the underlying.
  ///   - source: Where the price comes from.
  ///   - reason: Why before its expiry; nil at it.
  mutating func deliver(
    _ leg: PositionLegEntry, of id: Int, price: Double, source: String, early reason: String? = nil
  ) {
    guard let position = state.positions.first(where: { $0.position == id }),
      let value = Money(dollars: price)
    else { return }
    let contracts = leg.ratio * position.quantity
    let exercise = Exercise(
      leg.contract, contracts: contracts, multiplier: leg.multiplier, price: value)
    if reason != nil, exercise.shares == 0 { return }
    let isLast = position.legs.count { !$0.isSettled } == 1
    let cost = isLast ? position.optionCost : leg.entry * (contracts * leg.multiplier)
    emit(
      .settled(
        Settled(
          position: id, contract: leg.contract, price: price,
          source: source + deliveryText(leg, exercise) + (reason.map { ": \($0)" } ?? ""),
          cash: exercise.cash)))
    var lot = position.lot
    let before = lot.cost
    var result = exercise.intrinsic - cost
    if exercise.shares != 0 {
      result += lot.trade(exercise.shares, at: value)
      emit(
        .sharesTraded(
          SharesTraded(
            fill: nil, order: nil, symbol: position.underlying, shares: exercise.shares,
            price: value, mid: value, worstPrice: value, fee: .zero, position: id)))
    }
    post(
      [
        (LedgerAccount.cash, exercise.cash),
        (LedgerAccount.position(id), lot.cost - before - cost),
        (LedgerAccount.realised, -result),
      ], ref: "P\(id) \(leg.contract)")
    if exercise.shares != 0 { withdrawOrders(of: id) }
  }

  private func deliveryText(_ leg: PositionLegEntry, _ exercise: Exercise) -> String {
    guard exercise.shares != 0 else { return ", not exercised" }
    let word = leg.ratio > 0 ? "exercised" : "assigned"
    let count = abs(exercise.shares)
    let way = exercise.shares > 0 ? "into \(count) shares" : "and \(count) shares delivered"
    return ", \(word) \(way) at \(leg.contract.strike)"
  }

  /// Whether a leg ends in shares of its underlying; options on futures settle in cash here.
  func isDelivered(_ leg: PositionLegEntry, _ underlying: Int) -> Bool {
    let root = market.underlyings[underlying].chain.expiries
      .first { $0.root.symbol == leg.contract.root }?.root
    if let root { return root.delivery == .physical && root.ticks != .eMini }
    let futures = ["ES", "MES", "NQ", "MNQ", "RTY", "YM"]
    return ExpiryTerms(root: leg.contract.root, expiry: leg.contract.expiry).delivery == .physical
      && Market.of(root: leg.contract.root) != .globex && !futures.contains(leg.contract.root)
  }

  /// An order that was made for legs which are gone must not fill.
  private mutating func withdrawOrders(of position: Int) {
    for order in state.orders where order.position == position {
      change(order.order, .cancel, reason: "its legs changed into shares")
    }
  }

  /// Says aloud what is left in shares.
  mutating func tellShares(of id: Int) {
    guard let position = state.positions.first(where: { $0.position == id }), position.shares != 0
    else { return }
    let count = abs(position.shares)
    let (word, end) = position.shares > 0 ? ("holds", "sold") : ("owes", "bought back")
    alert(
      .critical, metric: DeliveryAlert.shares(id), value: Double(position.shares), threshold: 0,
      text: "P\(id) \(word) \(count) \(position.underlying) from assignment, without a proven "
        + "bound: \(end) in the first \(DeliveryRules.saleMinutes) minutes of a session, nothing "
        + "is opened on \(position.underlying) until then")
  }
}
