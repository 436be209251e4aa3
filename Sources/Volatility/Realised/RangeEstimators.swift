// Volatility from open, high, low and close: five estimators and two relatives.
//
// With o = ln(O_t / C_(t-1)), c = ln(C / O), u = ln(H / O), d = ln(L / O) of a session:
//
//     close to close     variance of o + c about its mean, n - 1
//     Parkinson          mean (u - d)^2 / (4 ln 2)
//     Garman-Klass       mean (u - d)^2 / 2 - (2 ln 2 - 1) c^2
//     Rogers-Satchell    mean u (u - c) + d (d - c)
//     Yang-Zhang         var(o) + k var(c) + (1 - k) Rogers-Satchell,
//                        k = 0.34 / (1.34 + (m + 1) / (m - 1))
//
// Parkinson and Garman-Klass hold without drift, Rogers-Satchell with drift, all three without
// overnight gaps; Yang-Zhang with both. Everything is a decimal per year of 252 sessions.
// Sources: Parkinson (1980), J. Business 53; Garman and Klass (1980), J. Business 53; Rogers and
// Satchell (1991), Ann. Appl. Prob. 1; Yang and Zhang (2000), J. Business 73.

import Glibc
public import MarketData
public import Numerics

/// An estimator of volatility from daily bars.
public enum RangeEstimator: String, CaseIterable, Hashable, Sendable {
  /// The standard deviation of daily log returns.
  case closeToClose = "close_to_close"
  /// The root mean square of daily log returns.
  case closeToCloseZeroMean = "close_to_close_zero_mean"
  /// Parkinson's, from the range of a session.
  case parkinson
  /// Garman and Klass's, from range and session return.
  case garmanKlass = "garman_klass"
  /// Rogers and Satchell's, right under drift.
  case rogersSatchell = "rogers_satchell"
  /// Yang and Zhang's, right under drift and overnight gaps.
  case yangZhang = "yang_zhang"
  /// Garman and Klass's with the squared overnight return added.
  case garmanKlassOvernight = "garman_klass_yz_ext"
}

/// The parts of Yang and Zhang's estimate, as variances of one session.
public struct YangZhangParts: Hashable, Sendable {
  /// The weight k of the open-to-close variance.
  public let weight: Double
  /// Sample variance of the overnight returns.
  public let overnight: Double
  /// Sample variance of the open-to-close returns.
  public let openToClose: Double
  /// Rogers and Satchell's variance over the same sessions.
  public let rogersSatchell: Double

  /// The variance of a day.
  public var variance: Double {
    overnight + weight * openToClose + (1 - weight) * rogersSatchell
  }
}

/// Estimates volatility from a table of daily bars.
///
/// Estimators of a session alone use every bar; those that need the close before use every bar but
/// the first.
///
/// - Parameters:
///   - estimator: Which one.
///   - bars: Daily bars, oldest first; three at least, two for one of a session alone.
/// - Returns: Volatility per year.
/// - Throws: `ModelError` for too few bars, a price not above zero, or a bar whose high is below its
///   open, low or close, or whose low is above one of them.
public func rangeVolatility(
  _ estimator: RangeEstimator, bars: [PriceBar]
) throws(ModelError) -> Double {
  let logs = try logPrices(bars, least: estimator.usesPreviousClose ? 3 : 2)
  let n = Double(bars.count)
  let variance: Double
  switch estimator {
  case .closeToClose: variance = sampleVariance(logs.closeReturns)
  case .closeToCloseZeroMean:
    variance = logs.closeReturns.reduce(0) { $0 + $1 * $1 } / (n - 1)
  case .parkinson: variance = logs.sessions.reduce(0) { $0 + $1.parkinson } / n
  case .garmanKlass: variance = logs.sessions.reduce(0) { $0 + $1.garmanKlass } / n
  case .rogersSatchell: variance = logs.sessions.reduce(0) { $0 + $1.rogersSatchell } / n
  case .yangZhang: variance = parts(logs).variance
  case .garmanKlassOvernight:
    let overnight = logs.overnight.reduce(0) { $0 + $1 * $1 }
    let sessions = logs.sessions.dropFirst().reduce(0) { $0 + $1.garmanKlass }
    variance = (overnight + sessions) / (n - 1)
  }
  return (sessionsPerYear * max(variance, 0)).squareRoot()
}

/// The parts of Yang and Zhang's estimate over a table of daily bars.
///
/// - Parameter bars: Daily bars, oldest first; three at least.
/// - Returns: Variances of one session.
/// - Throws: `ModelError` as `rangeVolatility`.
public func yangZhangParts(_ bars: [PriceBar]) throws(ModelError) -> YangZhangParts {
  parts(try logPrices(bars, least: 3))
}

extension RangeEstimator {
  /// Whether a bar needs the close before it.
  public var usesPreviousClose: Bool {
    switch self {
    case .parkinson, .garmanKlass, .rogersSatchell: false
    case .closeToClose, .closeToCloseZeroMean, .yangZhang, .garmanKlassOvernight: true
    }
  }
}

/// Yang and Zhang's weight for a number of sessions: the one that makes the variance of the
/// estimate least for a small drift (their equation 8).
func yangZhangWeight(_ sessions: Double) -> Double {
  0.34 / (1.34 + (sessions + 1) / (sessions - 1))
}

/// One session in logarithms, relative to its open.
struct SessionRange {
  var high: Double
  var low: Double
  var close: Double

  var parkinson: Double { (high - low) * (high - low) / (4 * ln2) }
  var garmanKlass: Double {
    0.5 * (high - low) * (high - low) - (2 * ln2 - 1) * close * close
  }
  var rogersSatchell: Double { high * (high - close) + low * (low - close) }
}

/// The natural logarithm of two.
let ln2 = 0.693_147_180_559_945_3

/// ln(a / b) for positive prices, right to two units in the last place when they are close.
///
/// Within a fifth of each other it is 2 artanh s, s = (a - b) / (a + b), by its series: the difference
/// of close prices is exact, where their rounded quotient would lose the digits of a small return.
@inline(__always) func logRatio(_ a: Double, _ b: Double) -> Double {
  let s = (a - b) / (a + b)
  guard abs(s) < 0.1 else { return log(a / b) }
  let q = s * s
  let tail = 1 / 11.0 + q * (1 / 13.0 + q * (1 / 15.0 + q * (1 / 17.0)))
  let series = q * (1 / 3.0 + q * (1 / 5.0 + q * (1 / 7.0 + q * (1 / 9.0 + q * tail))))
  return 2 * (s + s * series)
}

private struct LogTable {
  var sessions: [SessionRange] = []
  var overnight: [Double] = []
  var closeReturns: [Double] = []
}

private func logPrices(_ bars: [PriceBar], least: Int) throws(ModelError) -> LogTable {
  try requireBars(bars, least: least)
  var table = LogTable()
  for (index, bar) in bars.enumerated() {
    table.sessions.append(
      SessionRange(
        high: logRatio(bar.high, bar.open), low: logRatio(bar.low, bar.open),
        close: logRatio(bar.close, bar.open)))
    guard index > 0 else { continue }
    table.overnight.append(logRatio(bar.open, bars[index - 1].close))
    table.closeReturns.append(logRatio(bar.close, bars[index - 1].close))
  }
  return table
}

private func parts(_ logs: LogTable) -> YangZhangParts {
  let m = Double(logs.overnight.count)
  let sessions = logs.sessions.dropFirst()
  return YangZhangParts(
    weight: yangZhangWeight(m), overnight: sampleVariance(logs.overnight),
    openToClose: sampleVariance(sessions.map(\.close)),
    rogersSatchell: sessions.reduce(0) { $0 + $1.rogersSatchell } / m)
}

/// Refuses a table that is too short or holds a bar that cannot be.
func requireBars(_ bars: [PriceBar], least: Int) throws(ModelError) {
  guard bars.count >= least else { throw .tooFew(what: "bars", count: bars.count, least: least) }
  for index in bars.indices where !isPossible(bars[index]) {
    let bar = bars[index]
    try requirePositive(bar.low, "the low of bar \(index)")
    try requirePositive(bar.high, "the high of bar \(index)")
    try require(bar.open, in: bar.low...max(bar.low, bar.high), "the open of bar \(index)")
    try require(bar.close, in: bar.low...max(bar.low, bar.high), "the close of bar \(index)")
    throw .outOfDomain(
      input: "the high of bar \(index)", value: bar.high, rule: "it must not be below the low")
  }
}

private func isPossible(_ bar: PriceBar) -> Bool {
  bar.low > 0 && bar.low <= bar.open && bar.low <= bar.close && bar.open <= bar.high
    && bar.close <= bar.high && bar.high < .infinity
}
