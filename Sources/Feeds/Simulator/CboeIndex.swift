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
  private static let smallestBid = 0.10

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
    let t1 = (expiries[near].listed.expiration - time).seconds
    let t2 = (expiries[next].listed.expiration - time).seconds
    let year = 365 * 86_400.0
    let weight = (t2 - target) / (t2 - t1)
    let total = t1 / year * first * weight + t2 / year * second * (1 - weight)
    guard total > 0 else { return nil }
    return 100 * (total * year / target).squareRoot()
  }

  /// The variance of one expiry, annualised.
  private func strip(_ e: Int, _ time: Instant) -> Double? {
    let expiry = expiries[e]
    let years = (expiry.listed.expiration - time).years
    let growth = exp(economics.rate * years)
    let first = expiry.strikes.lowerBound
    let count = expiry.strikes.count
    guard count > 4 else { return nil }
    var best = Double.infinity
    var atMoney = 0
    for n in 0..<count {
      let gap = abs(callValue[first + n] - putValue[first + n])
      if gap < best {
        best = gap
        atMoney = n
      }
    }
    let forward =
      strikes[first + atMoney] + growth * (callValue[first + atMoney] - putValue[first + atMoney])
    var centre = 0
    while centre + 1 < count, strikes[first + centre + 1] <= forward { centre += 1 }
    var sum = 0.0
    let add = { (n: Int, price: Double) in
      let low = strikes[first + max(n - 1, 0)]
      let high = strikes[first + min(n + 1, count - 1)]
      let width = n == 0 || n == count - 1 ? high - low : (high - low) / 2
      sum += width / (strikes[first + n] * strikes[first + n]) * growth * price
    }
    add(centre, 0.5 * (callValue[first + centre] + putValue[first + centre]))
    var zeros = 0
    for n in stride(from: centre - 1, through: 0, by: -1) where zeros < 2 {
      if putValue[first + n] < SyntheticChain.smallestBid {
        zeros += 1
      } else {
        zeros = 0
        add(n, putValue[first + n])
      }
    }
    zeros = 0
    for n in (centre + 1)..<count where zeros < 2 {
      if callValue[first + n] < SyntheticChain.smallestBid {
        zeros += 1
      } else {
        zeros = 0
        add(n, callValue[first + n])
      }
    }
    let offset = forward / strikes[first + centre] - 1
    return (2 * sum - offset * offset) / years
  }
}
