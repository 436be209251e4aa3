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
    let option = underlying.flatMap { market.underlyings[$0].chain.index(of: contract) }
    let board = underlying.flatMap { self.board($0) }
    return modelLeg(
      contract, count: count, multiplier: multiplier, expiration: expiration, option: option,
      on: board)
  }

  /// The same for a leg whose place in the chain is known.
  func modelLeg(
    _ contract: OptionContract, count: Int, multiplier: Int, expiration: Instant, option: Int?,
    on board: MarkingBoard?
  ) -> ModelLeg {
    var leg = ModelLeg(
      contract: contract, count: count, multiplier: multiplier, expiration: expiration,
      years: max((expiration - now).years, 1 / (365.0 * 1440)), forward: 0, discount: 0,
      volatility: 0, spot: 0)
    if let board { price(&leg, option: option, on: board) }
    return leg
  }

  private func price(_ leg: inout ModelLeg, option: Int?, on board: MarkingBoard) {
    leg.spot = board.surface.spot
    // What a refused chain says of forwards and volatilities must not move the risk of the book.
    guard board.surface.verdict != .refused, let slice = board.slice(until: leg.expiration) else {
      return leg = quoted(leg, board.underlying)
    }
    leg.forward = board.surface.slices[slice].parity.forward
    leg.discount = board.surface.slices[slice].parity.discount
    if let option, let own = board.surface.slices[slice].volatility(of: option) {
      leg.volatility = own
    } else {
      leg.volatility =
        nearestVolatility(leg.contract, board.surface.slices[slice], board.underlying) ?? 0
    }
  }

  /// The volatility of the nearest strike of an expiry that has one.
  private func nearestVolatility(
    _ contract: OptionContract, _ slice: ExpirySlice, _ underlying: Int
  ) -> Double? {
    let chain = market.underlyings[underlying].chain
    let expiry = chain.expiries[slice.expiry]
    let target = contract.strike.units
    let call = nearest(expiry.calls, to: target, slice, chain)
    let put = nearest(expiry.puts, to: target, slice, chain)
    guard let call, let put else { return (call ?? put)?.volatility ?? slice.atmVolatility }
    return put.gap < call.gap ? put.volatility : call.volatility
  }

  /// The nearest of some strikes, ascending, that has a volatility; of two as near the lower one.
  private func nearest(
    _ range: Range<Int>, to strike: Int64, _ slice: ExpirySlice, _ chain: OptionChain
  ) -> (gap: Int64, volatility: Double)? {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if chain.options[middle].contract.strike.units < strike {
        low = middle + 1
      } else {
        high = middle
      }
    }
    func reading(_ option: Int) -> (gap: Int64, volatility: Double)? {
      slice.volatility(of: option).map {
        (abs(chain.options[option].contract.strike.units - strike), $0)
      }
    }
    var below = low - 1
    while below >= range.lowerBound, slice.volatility(of: below) == nil { below -= 1 }
    var above = low
    while above < range.upperBound, slice.volatility(of: above) == nil { above += 1 }
    let under = below >= range.lowerBound ? reading(below) : nil
    let over = above < range.upperBound ? reading(above) : nil
    guard let under, let over else { return under ?? over }
    return over.gap < under.gap ? over : under
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
