// Volatility from daily prices.
//
// Annualised with 252 sessions. Close-to-close volatility takes the mean return as zero: over a
// month the mean's own error is larger than the mean.

import Glibc
public import MarketData

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

/// Annualised volatility of the last `window` bars by Yang and Zhang.
///
///     V = V_overnight + k V_open-to-close + (1 - k) V_RS,   k = 0.34 / (1.34 + (n + 1) / (n - 1))
///
/// Source: Yang and Zhang (2000), "Drift-independent volatility estimation based on high, low,
/// open, and close prices", J. Business 73(3).
///
/// - Parameters:
///   - bars: Daily bars, oldest first.
///   - window: Bars used, at least two; one more gives the first overnight return.
/// - Returns: The volatility; nil with too few bars or a price not above zero.
public func yangZhangVolatility(_ bars: [PriceBar], window: Int) -> Double? {
  guard window > 1, bars.count > window else { return nil }
  var overnight: [Double] = []
  var session: [Double] = []
  var rogersSatchell = 0.0
  for index in (bars.count - window)..<bars.count {
    let bar = bars[index]
    let previous = bars[index - 1].close
    guard bar.low > 0, bar.open > 0, bar.close > 0, bar.high > 0, previous > 0 else { return nil }
    overnight.append(log(bar.open / previous))
    session.append(log(bar.close / bar.open))
    rogersSatchell +=
      log(bar.high / bar.close) * log(bar.high / bar.open)
      + log(bar.low / bar.close) * log(bar.low / bar.open)
  }
  let n = Double(window)
  let k = 0.34 / (1.34 + (n + 1) / (n - 1))
  let variance =
    sampleVariance(overnight) + k * sampleVariance(session) + (1 - k) * rogersSatchell / n
  return (sessionsPerYear * max(variance, 0)).squareRoot()
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
