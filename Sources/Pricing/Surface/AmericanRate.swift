// The rate that American chains themselves imply.
//
// Near the money and above it early exercise bends C - P away from the parity line: calls are worth
// exercising before a dividend, puts for the interest on their strike. Well below the spot neither
// is, so the line through those strikes has the discount for its slope; expiries of a quarter and
// more tell a rate from it.

import Glibc
import MarketData
import Numerics

/// The median zero rate of the American expiries of a quarter and more.
///
/// - Parameters:
///   - series: The expiries.
///   - pairs: The pairs of each.
///   - spot: Price of the underlying.
/// - Returns: A continuously compounded rate; nil when no expiry tells one between -5 % and 25 %.
func impliedAmericanRate(
  _ series: [SeriesQuotes], _ pairs: [[ParityPair]], spot: Double
) -> Double? {
  var rates: [Double] = []
  for (one, all) in zip(series, pairs) where one.style == .american && one.years > 0.25 {
    let below = all.filter { $0.strike >= 0.7 * spot && $0.strike <= spot }
    guard below.count >= 6, let slope = weightedSlope(below), slope < 0 else { continue }
    let rate = -log(-slope) / one.years
    if rate > -0.05, rate < 0.25 { rates.append(rate) }
  }
  return median(rates)
}

/// The least-squares slope of call less put over the strike, each pair weighted by its spreads.
private func weightedSlope(_ pairs: [ParityPair]) -> Double? {
  var (total, meanX, meanY) = (0.0, 0.0, 0.0)
  for pair in pairs {
    let weight = 1 / (pair.tolerance * pair.tolerance)
    total += weight
    meanX += weight * pair.strike
    meanY += weight * pair.difference
  }
  guard total > 0, total.isFinite else { return nil }
  meanX /= total
  meanY /= total
  var (sxx, sxy) = (0.0, 0.0)
  for pair in pairs {
    let weight = 1 / (pair.tolerance * pair.tolerance)
    sxx += weight * (pair.strike - meanX) * (pair.strike - meanX)
    sxy += weight * (pair.strike - meanX) * (pair.difference - meanY)
  }
  return sxx > 0 ? sxy / sxx : nil
}
