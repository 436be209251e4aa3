// European options under Black-Scholes-Merton by the million: value and five sensitivities.
//
// For grids, chains and scenarios. It favours speed: vector registers, no branch on the data, no
// allocation. The scalar twin `blackScholesMerton` keeps relative digits in the wings; this one
// promises absolute accuracy only. Years, rates continuously compounded, per 1.00 and per year.

public import MarketData
public import Numerics

/// Values many European options on assets with a continuous yield.
///
/// The formulas are those of `blackScholesMerton`. Accuracy: the value within 1e-14 of spot plus
/// strike, the sensitivities within 1e-13 of their size at the money.
///
/// - Parameters:
///   - rights: Call or put.
///   - spots: Prices of the asset, above zero.
///   - strikes: Strikes, above zero.
///   - years: Times to expiry, above zero.
///   - rates: Continuously compounded.
///   - yields: Continuous yields of the asset.
///   - volatilities: Annualised, above zero.
///   - greeks: The columns to fill, of the same length; worthless after an error.
/// - Throws: `ModelError.unequalLengths`, or `.outOfDomain` naming the row, as `spot[17]`.
public func blackScholesMertonGrid(
  rights: Span<OptionRight>, spots: Span<Double>, strikes: Span<Double>, years: Span<Double>,
  rates: Span<Double>, yields: Span<Double>, volatilities: Span<Double>,
  into greeks: inout GreekColumns
) throws(ModelError) {
  try requireEqualLengths(
    greeks.count, "greeks",
    [
      ("rights", rights.count), ("spots", spots.count), ("strikes", strikes.count),
      ("years", years.count), ("rates", rates.count), ("yields", yields.count),
      ("volatilities", volatilities.count),
    ])
  let unsound = fill(
    rights, spots, strikes, years, rates, yields, volatilities, price: &greeks.price,
    delta: &greeks.delta, gamma: &greeks.gamma, vega: &greeks.vega, theta: &greeks.theta,
    rho: &greeks.rho)
  guard let row = unsound else { return }
  // One of these rows is not sound: the rules say which, and why.
  for index in row..<min(row + Lanes.scalarCount, spots.count) {
    try requireNormal(spots[index], "spot[\(index)]")
    try requireNormal(strikes[index], "strike[\(index)]")
    try requireNormal(years[index], "years[\(index)]")
    try requireFinite(rates[index], "rate[\(index)]")
    try requireFinite(yields[index], "yield[\(index)]")
    try requireNormal(volatilities[index], "volatility[\(index)]")
  }
}

/// Fills the columns up to the first unsound row, which it returns.
private func fill(
  _ rights: Span<OptionRight>, _ spots: Span<Double>, _ strikes: Span<Double>,
  _ years: Span<Double>, _ rates: Span<Double>, _ yields: Span<Double>,
  _ volatilities: Span<Double>, price: inout [Double], delta: inout [Double],
  gamma: inout [Double], vega: inout [Double], theta: inout [Double], rho: inout [Double]
) -> Int? {
  var prices = price.mutableSpan
  var deltas = delta.mutableSpan
  var gammas = gamma.mutableSpan
  var vegas = vega.mutableSpan
  var thetas = theta.mutableSpan
  var rhos = rho.mutableSpan
  for row in stride(from: 0, to: spots.count, by: Lanes.scalarCount) {
    let spot = spots.lanes(at: row)
    let strike = strikes.lanes(at: row)
    let time = years.lanes(at: row)
    let rate = rates.lanes(at: row)
    let yield = yields.lanes(at: row)
    let volatility = volatilities.lanes(at: row)
    guard areSound(positive: spot, strike, time, volatility, finite: rate + yield) else {
      return row
    }
    let value = LaneGreeks(
      spot: spot, strike: strike, years: time, rate: rate, yield: yield, volatility: volatility,
      sign: rights.signs(at: row))
    prices.store(value.price, at: row)
    deltas.store(value.delta, at: row)
    gammas.store(value.gamma, at: row)
    vegas.store(value.vega, at: row)
    thetas.store(value.theta, at: row)
    rhos.store(value.rho, at: row)
  }
  return nil
}
