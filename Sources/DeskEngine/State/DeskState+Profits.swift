// Folding fills, settlements, postings and explanations into profit by leg.

import MarketData
import Portfolio
import Regimes

extension DeskState {
  /// An empty book that keeps the legs of closed positions, for reading a whole journal.
  public static var keepingClosed: DeskState {
    var state = DeskState()
    state.profits.keepsClosed = true
    return state
  }

  /// Whether the book has what an event says already, so that its profit must not count again.
  func isBooked(_ body: EventBody) -> Bool {
    switch body {
    case .legFilled(let e):
      e.fill <= counters.fills || !orders.contains { $0.order == e.order }
    case .positionOpened(let e): e.position <= counters.positions
    case .positionClosed(let e): !positions.contains { $0.position == e.position }
    case .ledgerPosted(let e): e.posting <= counters.postings
    case .settled(let e):
      positions.first { $0.position == e.position }?.legs
        .first { $0.contract == e.contract }?.isSettled ?? true
    default: false
    }
  }

  /// Folds what an event says of profit, after the rest of the book.
  mutating func noteProfit(_ body: EventBody) {
    switch body {
    case .legFilled(let e):
      profits.fill(
        LegFill(
          contract: e.contract, contracts: e.quantity, price: e.price, mid: e.mid, fee: e.fee))
    case .positionOpened(let e): openProfit(e)
    case .settled(let e): profits.settle(e.position, e.contract)
    case .ledgerPosted(let e):
      profits.post(e.entries.map { ($0.account, $0.amount) }, ref: e.ref)
    case .positionClosed(let e): closeProfit(e)
    default: break
    }
  }

  private mutating func openProfit(_ e: PositionOpened) {
    guard let entry = positions.last(where: { $0.position == e.position }) else { return }
    profits.open(
      ProfitPosition(
        position: e.position, underlying: entry.underlying, edge: entry.kind,
        structure: e.structure, regime: regime.state?.rawValue ?? "",
        legs: e.legs.map { ProfitLeg(contract: $0.contract, multiplier: $0.multiplier) }))
    explained.positions.append(
      ExplainedPosition(
        position: e.position, underlying: entry.underlying, kind: entry.kind, time: time))
  }

  private mutating func closeProfit(_ e: PositionClosed) {
    if let index = explained.positions.firstIndex(where: { $0.position == e.position }) {
      explained.positions[index].realised = e.realised
      explained.positions[index].costs =
        profits.index(of: e.position).map {
          profits.positions[$0].costs
        } ?? .zero
    }
    profits.close(e.position)
  }

  /// Folds an explanation: its sums, what the next starts from, and the marks it carries.
  mutating func explain(_ e: ProfitExplained) {
    explained.take(e, at: time, keepsClosed: profits.keepsClosed)
    guard let index = profits.index(of: e.position) else { return }
    let values = profits.positions[index].legs.map { leg in
      e.legs.first { $0.contract == leg.contract }?.value
    }
    profits.mark(e.position, values: values, total: e.value)
  }
}
