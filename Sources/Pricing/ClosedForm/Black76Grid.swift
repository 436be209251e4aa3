// European options on forwards under Black (1976) by the million: value and five sensitivities.
//
// For chains and scenarios, each expiry with its parity forward and discount. It favours speed;
// the scalar twins are `black76Greeks` and `black76Sensitivities`. Years, volatility as a decimal,
// everything per 1.00 and per year.

public import MarketData
public import Numerics

/// Values many European options on forwards.
///
/// The formulas are those of `black76Sensitivities`: delta and gamma are with respect to the
/// forward, theta and rho leave it unmoved. Accuracy: the value within 1e-14 of forward plus
/// strike, the sensitivities within 1e-13 of their size at the money.
///
/// - Parameters:
///   - rights: Call or put.
///   - forwards: Forwards, above zero.
///   - strikes: Strikes, above zero.
///   - years: Times to expiry, above zero.
///   - discounts: Discount factors to the expiries, above zero.
///   - volatilities: Annualised, above zero.
///   - greeks: The columns to fill, of the same length; worthless after an error.
/// - Throws: `ModelError.unequalLengths`, or `.outOfDomain` naming the row, as `strike[17]`.
public func black76Grid(
  rights: Span<OptionRight>, forwards: Span<Double>, strikes: Span<Double>, years: Span<Double>,
  discounts: Span<Double>, volatilities: Span<Double>, into greeks: inout GreekColumns
) throws(ModelError) {
  try requireEqualLengths(
    greeks.count, "greeks",
    [
      ("rights", rights.count), ("forwards", forwards.count), ("strikes", strikes.count),
      ("years", years.count), ("discounts", discounts.count),
      ("volatilities", volatilities.count),
    ])
  let unsound = fill(
    rights, forwards, strikes, years, discounts, volatilities, price: &greeks.price,
    delta: &greeks.delta, gamma: &greeks.gamma, vega: &greeks.vega, theta: &greeks.theta,
    rho: &greeks.rho)
  guard let row = unsound else { return }
  // One of these rows is not sound: the rules say which, and why.
  for index in row..<min(row + Lanes.scalarCount, forwards.count) {
    try requireNormal(forwards[index], "forward[\(index)]")
    try requireNormal(strikes[index], "strike[\(index)]")
    try requireNormal(years[index], "years[\(index)]")
    try requireNormal(discounts[index], "discount[\(index)]")
    try requireNormal(volatilities[index], "volatility[\(index)]")
  }
}

/// Fills the columns up to the first unsound row, which it returns.
private func fill(
  _ rights: Span<OptionRight>, _ forwards: Span<Double>, _ strikes: Span<Double>,
  _ years: Span<Double>, _ discounts: Span<Double>, _ volatilities: Span<Double>,
  price: inout [Double], delta: inout [Double], gamma: inout [Double], vega: inout [Double],
  theta: inout [Double], rho: inout [Double]
) -> Int? {
  var prices = price.mutableSpan
  var deltas = delta.mutableSpan
  var gammas = gamma.mutableSpan
  var vegas = vega.mutableSpan
  var thetas = theta.mutableSpan
  var rhos = rho.mutableSpan
  for row in stride(from: 0, to: forwards.count, by: Lanes.scalarCount) {
    let forward = forwards.lanes(at: row)
    let strike = strikes.lanes(at: row)
    let time = years.lanes(at: row)
    let discount = discounts.lanes(at: row)
    let volatility = volatilities.lanes(at: row)
    let short = time.replacing(with: discount, where: discount .< time)
    guard areSound(positive: forward, strike, short, volatility, finite: time + discount) else {
      return row
    }
    let value = LaneGreeks(
      forward: forward, strike: strike, years: time, discount: discount, volatility: volatility,
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
