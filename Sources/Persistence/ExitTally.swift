// What positions received on their way out, for the average price of the exit.
//
// Exits come in parts (fills of closing orders, settled legs); the price of a package is known
// only when the position is closed.

import DeskEngine
import MarketData

/// Exit receipts of the open positions.
struct ExitTally: Hashable {
  private struct Holding: Hashable {
    /// The most packages held.
    var packages: Int
    /// Units of the underlying in one contract.
    var multiplier: Int
    /// Its contracts: what a roll trades besides opens another position.
    var contracts: [OptionContract]
    /// Received at exits, in 1/10 000 of a point over all packages.
    var received: Int64
  }

  private var holdings: [Int: Holding] = [:]
  private var closing: [Int: Int] = [:]

  /// Takes an event into account.
  mutating func count(_ body: EventBody) {
    switch body {
    case .orderCreated(let order):
      if let position = order.position { closing[order.order] = position }
    case .positionOpened(let position):
      holdings[position.position] = Holding(
        packages: position.quantity, multiplier: max(position.legs.first?.multiplier ?? 1, 1),
        contracts: position.legs.map(\.contract), received: 0)
    case .positionChanged(let position):
      let most = max(holdings[position.position]?.packages ?? 0, position.quantity)
      holdings[position.position]?.packages = most
    case .legFilled(let fill):
      guard let position = closing[fill.order],
        holdings[position]?.contracts.contains(fill.contract) == true
      else { return }
      holdings[position]?.received -= Int64(fill.quantity) * fill.price.units
    case .settled(let leg):
      let multiplier = Int64(holdings[leg.position]?.multiplier ?? 1)
      holdings[leg.position]?.received += leg.cash.units / multiplier
    case .sharesTraded(let trade) where trade.order != nil:
      // A delivery was paid for at its strike, which the settled leg tells.
      let multiplier = Int64(holdings[trade.position]?.multiplier ?? 1)
      holdings[trade.position]?.received -= Int64(trade.shares) * trade.price.units / multiplier
    default: break
    }
  }

  /// Net of one package at the exit, positive for a credit; nil for an unknown position.
  func price(_ position: Int) -> Money? {
    guard let holding = holdings[position], holding.packages > 0 else { return nil }
    return Money(units: holding.received / Int64(holding.packages))
  }

  /// Drops a closed position and the orders that left it.
  mutating func forget(_ position: Int) {
    holdings[position] = nil
    closing = closing.filter { $0.value != position }
  }
}
