// What is read off a reviewed series: volatilities at 25 delta, carry, and dividends.

import Glibc
public import MarketData
import Numerics

extension ReviewedSeries {
  /// The volatility at a delta of the out-of-the-money smile, linear in delta between strikes.
  ///
  /// - Parameters:
  ///   - delta: The size of the delta, such as 0.25.
  ///   - right: Call or put.
  /// - Returns: The volatility; nil when no two strikes bracket the delta.
  public func volatility(atDelta delta: Double, _ right: OptionRight) -> Double? {
    guard let smile = prepared.smile else { return nil }
    let root = smile.years.squareRoot()
    var last: (delta: Double, volatility: Double)?
    for index in smile.strikes.indices
    where (right == .call) == (smile.strikes[index] >= smile.forward) {
      let width = smile.volatilities[index] * root
      let d1 =
        logMoneyness(forward: smile.forward, strike: smile.strikes[index]) / width + 0.5 * width
      let size = smile.discount * normalCDF(right == .call ? d1 : -d1)
      if let last, (last.delta - delta) * (size - delta) <= 0, last.delta != size {
        let share = (delta - last.delta) / (size - last.delta)
        return last.volatility + share * (smile.volatilities[index] - last.volatility)
      }
      last = (size, smile.volatilities[index])
    }
    return nil
  }

  /// Volatility of the 25-delta put less that of the call; nil when one is not bracketed.
  public var riskReversal25: Double? {
    guard let put = volatility(atDelta: 0.25, .put), let call = volatility(atDelta: 0.25, .call)
    else { return nil }
    return put - call
  }

  /// Mean volatility of the 25-delta put and call less that at the forward.
  public var butterfly25: Double? {
    guard let put = volatility(atDelta: 0.25, .put), let call = volatility(atDelta: 0.25, .call),
      let middle = prepared.atmVolatility
    else { return nil }
    return 0.5 * (put + call) - middle
  }

  /// Value today of what the holder of the underlying gets and pays until the expiry, dividends and
  /// borrowing fees: S - D F, in dollars.
  ///
  /// - Parameter spot: Price of the underlying.
  /// - Returns: The value; nil without a forward.
  public func impliedDividends(spot: Double) -> Double? {
    prepared.parity.map { spot - $0.discount * $0.forward }
  }

  /// The same as a continuous yield: -ln(D F / S) / T.
  ///
  /// - Parameter spot: Price of the underlying.
  /// - Returns: The yield; nil without a forward or once settled.
  public func impliedYield(spot: Double) -> Double? {
    guard let parity = prepared.parity, quotes.years > 0, spot > 0 else { return nil }
    return -log(parity.discount * parity.forward / spot) / quotes.years
  }
}
