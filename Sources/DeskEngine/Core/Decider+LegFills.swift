// Writing the fill of one leg, with the cash it moves and the fee it costs.

import Execution
import MarketData
import Structures

/// Cash received and fees paid.
struct FillFlow {
  var cash = Money.zero
  var fees = Money.zero

  mutating func add(_ other: FillFlow) {
    cash += other.cash
    fees += other.fees
  }
}

extension Decider {
  /// Writes the fill of a leg.
  mutating func fillLeg(_ index: Int, of order: OrderEntry, _ fill: PackageFill) -> FillFlow {
    let leg = order.legs[index]
    let contracts = leg.ratio * fill.quantity
    let fee = settings.structures.feePerContract * abs(contracts)
    let underlying = market.index(of: order.underlying)
    let multiplier = listedExpiry(leg.contract, underlying)?.root.multiplier ?? 100
    let quote = quote(of: leg.contract, on: order.underlying)
    let mid =
      quote.map { Money(units: ($0.bid.units + $0.ask.units) / 2) } ?? fill.prices[index]
    emit(
      .legFilled(
        LegFilled(
          fill: state.counters.fills + 1, order: order.order, leg: index + 1,
          contract: leg.contract, quantity: contracts, price: fill.prices[index], mid: mid,
          worstPrice: fill.worstPrices[index], fee: fee)))
    return FillFlow(cash: .zero - fill.prices[index] * (contracts * multiplier), fees: fee)
  }

  /// The latest quote of a contract, good or not.
  func quote(of contract: OptionContract, on symbol: String) -> Quote? {
    guard let index = market.index(of: symbol),
      let option = market.underlyings[index].chain.index(of: contract)
    else { return nil }
    return market.underlyings[index].chain.quotes[option]
  }
}
