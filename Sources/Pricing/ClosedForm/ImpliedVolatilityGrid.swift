// Implied volatilities of a whole chain: the solver in vector registers, refusals in a list.
//
// It favours speed without giving up digits: the accuracy is that of `impliedVolatility`, which
// finishes the rows that two vector steps leave open and words every refusal. Years, volatility as
// a decimal.

public import MarketData
public import Numerics

/// A row of a grid whose price no volatility gives.
public struct ImpliedVolatilityRefusal: Hashable, Sendable {
  /// The row.
  public let row: Int
  /// Why there is none.
  public let reason: ImpliedVolatilityFailure
}

/// The Black (1976) volatilities of many prices.
///
/// Accuracy: relative error a few 1e-15, or what half a unit in the price's last place allows.
///
/// - Parameters:
///   - rights: Call or put.
///   - prices: Values today per unit of the underlying.
///   - forwards: Forwards.
///   - strikes: Strikes.
///   - years: Times to expiry.
///   - discounts: Discount factors to the expiries.
///   - range: Volatilities accepted; 0.1 % to 500 % by default.
///   - volatilities: Filled with the annualised volatilities; zero in a refused row.
/// - Returns: The refused rows in ascending order, with their reasons.
/// - Throws: `ModelError.unequalLengths`.
public func impliedVolatilities(
  rights: Span<OptionRight>, prices: Span<Double>, forwards: Span<Double>, strikes: Span<Double>,
  years: Span<Double>, discounts: Span<Double>, within range: ClosedRange<Double> = 0.001...5,
  into volatilities: inout [Double]
) throws(ModelError) -> [ImpliedVolatilityRefusal] {
  try requireEqualLengths(
    volatilities.count, "volatilities",
    [
      ("rights", rights.count), ("prices", prices.count), ("forwards", forwards.count),
      ("strikes", strikes.count), ("years", years.count), ("discounts", discounts.count),
    ])
  var refusals: [ImpliedVolatilityRefusal] = []
  var output = volatilities.mutableSpan
  for row in stride(from: 0, to: prices.count, by: Lanes.scalarCount) {
    let found = LaneImpliedVolatility(
      sign: rights.signs(at: row), price: prices.lanes(at: row), forward: forwards.lanes(at: row),
      strike: strikes.lanes(at: row), years: years.lanes(at: row),
      discount: discounts.lanes(at: row), range: range)
    output.store(found.volatility, at: row)
    if all(found.isSettled) { continue }
    for lane in 0..<min(Lanes.scalarCount, prices.count - row) where !found.isSettled[lane] {
      let index = row + lane
      do {
        output[index] = try impliedVolatility(
          rights[index], price: prices[index], forward: forwards[index], strike: strikes[index],
          years: years[index], discount: discounts[index], within: range)
      } catch {
        output[index] = 0
        refusals.append(ImpliedVolatilityRefusal(row: index, reason: error))
      }
    }
  }
  return refusals
}

/// The volatilities of several prices and which of them are settled.
private struct LaneImpliedVolatility {
  let volatility: Lanes
  let isSettled: SIMDMask<SIMD8<Int64>>

  init(
    sign: Lanes, price: Lanes, forward: Lanes, strike: Lanes, years: Lanes, discount: Lanes,
    range: ClosedRange<Double>
  ) {
    let undiscounted = price / discount
    let inside = sign * (forward - strike)
    let timeValue = undiscounted - inside.replacing(with: 0, where: inside .< 0)
    let bound = forward.replacing(with: strike, where: strike .< forward)
    let scale = 1 / (forward * strike).squareRoot()
    let logarithm = vectorLogarithm(of: forward, over: strike)
    let x = logarithm.replacing(with: -logarithm, where: logarithm .> 0)
    let (value, gap) = (timeValue * scale, (bound - timeValue) * scale)
    // Beyond these bounds the registers lack the range; the scalar solver decides.
    let isSound =
      (value .> 1e-290) .& (gap .> 1e-290) .& (x .> -300) .& (years .> 1e-290)
      .& (years .< 1e290) .& (forward .> 1e-140) .& (forward .< 1e140) .& (strike .> 1e-140)
      .& (strike .< 1e140) .& (discount .> 1e-140) .& (discount .< 1e140)
    let total = LaneTotalVolatility(x: x, value: value, gap: gap)
    volatility = total.s / years.squareRoot()
    isSettled =
      isSound .& total.isSettled .& (volatility .>= range.lowerBound)
      .& (volatility .<= range.upperBound)
  }
}
