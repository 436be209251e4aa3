// The configured universe as what the simulator plays.
//
// The file says what a trader can know of a symbol: price, yield, betas, own volatility. How its
// smile slopes, how wide its quotes are and how much it trades come from the underlying the
// simulator knows by that name, else from a stock fixed by the name.

import Configuration
import Feeds
import MarketData

/// The underlyings of a universe in the order they are drawn: the benchmark, those the simulator
/// knows, then the others by name.
///
/// Only SPX can be the benchmark of a simulation; with another one none is, and the tape refuses.
func simulatedUniverse(_ universe: Universe) -> [SimulatedUnderlying] {
  let known = SimulatedUnderlying.standard.map(\.symbol)
  let own = universe.symbols.map(\.name).filter { !known.contains($0) }
  let order = known.filter { universe[$0] != nil } + own
  let first = order.filter { $0 == universe.benchmark }
  return (first + order.filter { $0 != universe.benchmark }).compactMap { name in
    universe[name].map { simulated($0, isBenchmark: name == universe.benchmark && name == "SPX") }
  }
}

/// How the residuals of a universe move together.
func residualCorrelations(_ universe: Universe) -> [ResidualCorrelation] {
  universe.residualCorrelations.map { ResidualCorrelation($0.first, $0.second, $0.value) }
}

/// The dividends of a universe, by date.
func cashDividends(_ universe: Universe) -> [CashDividend] {
  universe.symbols.flatMap { symbol in
    symbol.dividends.compactMap { dividend in
      Money(dollars: dividend.amount).map {
        CashDividend(symbol: symbol.name, exDate: dividend.date, amount: $0)
      }
    }
  }.sorted()
}

private func simulated(_ own: Universe.Underlying, isBenchmark: Bool) -> SimulatedUnderlying {
  var underlying = SimulatedUnderlying.named(own.name) ?? SimulatedUnderlying.stock(own.name)
  underlying.isBenchmark = isBenchmark
  underlying.spot = own.spot
  underlying.yield = own.dividendYield
  underlying.betas = own.betaByLevel
  underlying.residualVolatility = own.idioVol
  underlying.volatilityRatio = own.volMultiple
  underlying.overnightShare = own.overnightShare
  return underlying
}
