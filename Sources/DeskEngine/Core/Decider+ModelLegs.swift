// Legs as the models read them: on the surface, else on their own last good quotes.

import Glibc
import MarketData
import Pricing
import Structures

extension Decider {
  /// A leg as the models read it; volatility zero when nothing can price it.
  mutating func modelLeg(
    _ contract: OptionContract, count: Int, multiplier: Int, expiration: Instant,
    underlying: Int?
  ) -> ModelLeg {
    var leg = ModelLeg(
      contract: contract, count: count, multiplier: multiplier, expiration: expiration,
      years: max((expiration - now).years, 1 / (365.0 * 1440)), forward: 0, discount: 0,
      volatility: 0, spot: 0)
    guard let underlying, let surface = surface(underlying) else { return leg }
    leg.spot = surface.spot
    let chain = market.underlyings[underlying].chain
    let slice = surface.slices.first { chain.expiries[$0.expiry].expiration == expiration }
    // What a refused chain says of forwards and volatilities must not move the risk of the book.
    guard let slice, surface.verdict != .refused else { return quoted(leg, underlying) }
    leg.forward = slice.parity.forward
    leg.discount = slice.parity.discount
    let expiry = chain.expiries[slice.expiry]
    leg.volatility = smileVolatility(contract, slice: slice, expiry: expiry, chain: chain) ?? 0
    return leg
  }

  /// A contract's own volatility, else that of the nearest strike of its expiry that has one.
  private func smileVolatility(
    _ contract: OptionContract, slice: ExpirySlice, expiry: ChainExpiry, chain: OptionChain
  ) -> Double? {
    if let index = chain.index(of: contract), let own = slice.volatility(of: index) { return own }
    var best: (gap: Int64, volatility: Double)?
    for index in expiry.options {
      guard let volatility = slice.volatility(of: index) else { continue }
      let gap = abs(chain.options[index].contract.strike.units - contract.strike.units)
      if best == nil || gap < best?.gap ?? 0 { best = (gap, volatility) }
    }
    return best?.volatility ?? slice.atmVolatility
  }

  /// A leg on the forward of spot, rate and yield, with the volatility of the last good quote of
  /// its strike out of the money, which an error of the forward moves least.
  private func quoted(_ leg: ModelLeg, _ underlying: Int) -> ModelLeg {
    var leg = leg
    leg.discount = exp(-market.rate * leg.years)
    leg.forward = leg.spot * exp((market.rate - market.yield) * leg.years)
    var contract = leg.contract
    contract.right = leg.strike < leg.forward ? .put : .call
    let state = market.underlyings[underlying]
    guard let index = state.chain.index(of: contract), let quote = state.lastGood[index],
      let volatility = try? impliedVolatility(
        contract.right, price: quote.mid, forward: leg.forward, strike: leg.strike,
        years: leg.years, discount: leg.discount)
    else { return leg }
    leg.volatility = volatility
    return leg
  }
}
