// Volatility from daily prices.
//
// Annualised with 252 sessions. Close-to-close volatility takes the mean return as zero: over a
// month the mean's own error is larger than the mean.

import Glibc

/// Sessions in a year.
public let sessionsPerYear = 252.0

/// Log returns of a series of closes, one fewer than the closes.
public func logReturns(_ closes: [Double]) -> [Double] {
  guard closes.count > 1 else { return [] }
  var returns: [Double] = []
  returns.reserveCapacity(closes.count - 1)
  for index in 1..<closes.count { returns.append(log(closes[index] / closes[index - 1])) }
  return returns
}

/// Annualised volatility of the last `window` returns with zero mean: sqrt(252 mean(r^2)).
///
/// - Parameters:
///   - closes: Closes, oldest first.
///   - window: Returns used; one more close is needed.
/// - Returns: The volatility; nil with too few closes or a close not above zero.
public func realisedVolatility(_ closes: [Double], window: Int) -> Double? {
  guard window > 0, closes.count > window else { return nil }
  var sum = 0.0
  for index in (closes.count - window)..<closes.count {
    guard closes[index] > 0, closes[index - 1] > 0 else { return nil }
    let r = log(closes[index] / closes[index - 1])
    sum += r * r
  }
  return (sessionsPerYear * sum / Double(window)).squareRoot()
}

func sampleVariance(_ values: [Double]) -> Double {
  let centre = values.reduce(0, +) / Double(values.count)
  return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)
}

/// Annualised exponentially weighted volatility with zero mean.
///
///     v_t = lambda v_(t-1) + (1 - lambda) r_t^2, started at the mean square of all returns
///
/// Source: RiskMetrics Technical Document (1996), section 5.2; lambda is 0.94 there.
///
/// - Parameters:
///   - returns: Log returns, oldest first.
///   - lambda: Weight of the past, between zero and one.
/// - Returns: The volatility after the last return; nil without returns.
public func exponentialVolatility(_ returns: [Double], lambda: Double) -> Double? {
  guard !returns.isEmpty, lambda > 0, lambda < 1 else { return nil }
  var variance = returns.reduce(0) { $0 + $1 * $1 } / Double(returns.count)
  for r in returns { variance = lambda * variance + (1 - lambda) * r * r }
  return (sessionsPerYear * variance).squareRoot()
}
