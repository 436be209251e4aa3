// What is read off a surface: constant maturities and volatilities at a delta.

import Glibc
public import MarketData

extension VolatilitySurface {
  /// Volatility at the forward for a maturity of whole or broken days.
  ///
  /// Total variance is linear in time between the expiries around it. Beyond the first or last
  /// expiry the edge's own volatility holds (variance through the origin), for a gap of at most
  /// 20 % of the maturity.
  ///
  /// - Parameter days: Calendar days, above zero.
  /// - Returns: Annualised volatility; nil without expiries around the maturity.
  public func constantMaturityVolatility(days: Double) -> Double? {
    constantMaturityVolatility(days: days) { $0.atmVolatility }
  }

  /// The same with each expiry's volatility at the forward given by a function.
  ///
  /// - Parameters:
  ///   - days: Calendar days, above zero.
  ///   - volatility: Volatility of a slice; nil leaves the slice out.
  /// - Returns: Annualised volatility; nil without expiries around the maturity.
  public func constantMaturityVolatility(
    days: Double, volatility: (ExpirySlice) -> Double?
  ) -> Double? {
    let years = days / 365
    guard years > 0 else { return nil }
    var before: (years: Double, sigma: Double)?
    for slice in slices {
      guard let sigma = volatility(slice), sigma > 0 else { continue }
      if slice.years >= years {
        guard let before else { return slice.years - years <= 0.2 * years ? sigma : nil }
        let low = before.sigma * before.sigma * before.years
        let high = sigma * sigma * slice.years
        let share = (years - before.years) / (slice.years - before.years)
        let variance = low + share * (high - low)
        return variance > 0 ? (variance / years).squareRoot() : nil
      }
      before = (slice.years, sigma)
    }
    guard let before, years - before.years <= 0.2 * years else { return nil }
    return before.sigma
  }
}

/// A volatility read at a delta, with the options on both sides of it.
public struct DeltaReading: Hashable, Sendable {
  /// The interpolated volatility.
  public var volatility: Double
  /// The interpolated strike.
  public var strike: Double
  /// Chain index of the option with the smaller absolute delta.
  public var outer: Int
  /// Chain index of the option with the larger absolute delta.
  public var inner: Int
}

extension ExpirySlice {
  /// The volatility at a delta, linear in the contracts' own Black-76 deltas.
  ///
  /// - Parameters:
  ///   - delta: The size of the delta, such as 0.25.
  ///   - right: Calls or puts.
  ///   - chain: The chain the slice was built from.
  /// - Returns: The reading; nil when no two options of the right bracket the delta.
  public func reading(
    atDelta delta: Double, _ right: OptionRight, in chain: OptionChain
  ) -> DeltaReading? {
    let expiry = chain.expiries[self.expiry]
    let range = right == .call ? expiry.calls : expiry.puts
    var last: Int?
    for option in range {
      guard self.delta(of: option) != nil else { continue }
      if let previous = last {
        let a = abs(deltas[previous - firstOption])
        let b = abs(deltas[option - firstOption])
        if (a - delta) * (b - delta) <= 0, a != b {
          return reading(between: previous, option, share: (delta - a) / (b - a), chain)
        }
      }
      last = option
    }
    return nil
  }

  private func reading(
    between a: Int, _ b: Int, share: Double, _ chain: OptionChain
  ) -> DeltaReading {
    let low = volatilities[a - firstOption]
    let high = volatilities[b - firstOption]
    let first = chain.options[a].contract.strike.dollars
    let second = chain.options[b].contract.strike.dollars
    let isFirstOuter = abs(deltas[a - firstOption]) < abs(deltas[b - firstOption])
    return DeltaReading(
      volatility: low + share * (high - low), strike: first + share * (second - first),
      outer: isFirstOuter ? a : b, inner: isFirstOuter ? b : a)
  }

  /// Volatility at a log-moneyness ln(K/F), linear between strikes and flat beyond the last ones.
  ///
  /// - Returns: The volatility; nil for a slice without any.
  public func volatility(atLogMoneyness k: Double, in chain: OptionChain) -> Double? {
    let target = parity.forward * exp(k)
    var below: (strike: Double, sigma: Double)?
    // Calls and puts of a strike share one volatility, so the longer list serves.
    let expiry = chain.expiries[self.expiry]
    let range = expiry.calls.count >= expiry.puts.count ? expiry.calls : expiry.puts
    for option in range {
      guard let sigma = volatility(of: option) else { continue }
      let strike = chain.options[option].contract.strike.dollars
      if strike >= target {
        guard let below, strike > below.strike else { return sigma }
        let share = log(target / below.strike) / log(strike / below.strike)
        return below.sigma + share * (sigma - below.sigma)
      }
      below = (strike, sigma)
    }
    return below?.sigma
  }
}
