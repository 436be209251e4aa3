// The volatility index of a chain by Cboe's rule.
//
// Cboe, "Volatility Index Methodology: Cboe Volatility Index" (2023): out-of-the-money mids of
// the two expiries around thirty days, each strip ending at two zero bids in a row. Prices are the
// chain's values before they are rounded out to bids and offers, so that the wide quotes after the
// open do not move the index; a value too small to carry a bid at the usual spread counts as none.

import Glibc
import MarketData

extension SyntheticChain {
  /// The least value that carries a bid: one tick over its half-spread.
  fileprivate static let smallestBid = 0.10

  /// The thirty-day volatility index in points; nil when no two expiries stand around it.
  func volatilityIndex(at time: Instant) -> Double? {
    let target = 30 * 86_400.0
    var near: Int?
    var next: Int?
    for e in expiries.indices {
      let seconds = (expiries[e].listed.expiration - time).seconds
      guard seconds > 23 * 86_400, seconds < 37 * 86_400 else { continue }
      if seconds <= target { near = e } else if next == nil { next = e }
    }
    guard let near, let next, let first = strip(near, time), let second = strip(next, time) else {
      return nil
    }
    return indexPoints(
      (first, (expiries[near].listed.expiration - time).seconds),
      (second, (expiries[next].listed.expiration - time).seconds))
  }

  /// The variance of one expiry, annualised.
  private func strip(_ e: Int, _ time: Instant) -> Double? {
    let expiry = expiries[e]
    let years = (expiry.listed.expiration - time).years
    let growth = exp(economics.rate * years)
    return stripVariance(
      strikes: strikes, calls: callValue, puts: putValue, range: expiry.strikes, growth: growth,
      years: years)
  }
}

/// The thirty-day index in points from the strips around it, each with its seconds to expiry.
func indexPoints(
  _ near: (variance: Double, seconds: Double), _ next: (variance: Double, seconds: Double)
) -> Double? {
  let target = 30 * 86_400.0
  let year = 365 * 86_400.0
  let weight = (next.seconds - target) / (next.seconds - near.seconds)
  let total =
    near.seconds / year * near.variance * weight
    + next.seconds / year * next.variance * (1 - weight)
  guard total > 0 else { return nil }
  return 100 * (total * year / target).squareRoot()
}

/// The variance of one expiry by Cboe's rule, annualised.
/// - Parameters:
///   - strikes: Strikes, ascending within the range.
///   - calls: Their calls' values.
///   - puts: Their puts' values.
///   - range: The expiry's strikes.
///   - growth: Growth of money to expiry.
///   - years: Time to expiry.
/// - Returns: The variance; nil for too few strikes.
func stripVariance(
  strikes: [Double], calls: [Double], puts: [Double], range: Range<Int>, growth: Double,
  years: Double
) -> Double? {
  let first = range.lowerBound
  let count = range.count
  guard count > 4 else { return nil }
  var best = Double.infinity
  var atMoney = 0
  for n in 0..<count {
    let gap = abs(calls[first + n] - puts[first + n])
    if gap < best {
      best = gap
      atMoney = n
    }
  }
  let forward =
    strikes[first + atMoney] + growth * (calls[first + atMoney] - puts[first + atMoney])
  var centre = 0
  while centre + 1 < count, strikes[first + centre + 1] <= forward { centre += 1 }
  var sum = 0.0
  let add = { (n: Int, price: Double) in
    let low = strikes[first + max(n - 1, 0)]
    let high = strikes[first + min(n + 1, count - 1)]
    let width = n == 0 || n == count - 1 ? high - low : (high - low) / 2
    sum += width / (strikes[first + n] * strikes[first + n]) * growth * price
  }
  add(centre, 0.5 * (calls[first + centre] + puts[first + centre]))
  var zeros = 0
  for n in stride(from: centre - 1, through: 0, by: -1) where zeros < 2 {
    if puts[first + n] < SyntheticChain.smallestBid {
      zeros += 1
    } else {
      zeros = 0
      add(n, puts[first + n])
    }
  }
  zeros = 0
  for n in (centre + 1)..<count where zeros < 2 {
    if calls[first + n] < SyntheticChain.smallestBid {
      zeros += 1
    } else {
      zeros = 0
      add(n, calls[first + n])
    }
  }
  let offset = forward / strikes[first + centre] - 1
  return (2 * sum - offset * offset) / years
}
