// The profit of a structure at its first expiry, as a curve of straight pieces.
//
// With one expiry the pieces are exact: the profit bends at strikes only. With two, the legs that
// live on are valued by Black-76 on their own volatility (sticky strike) at the first expiry, on a
// grid of prices. Points a package a unit of the underlying, the net included, fees left out.

import Glibc
import MarketData
import Pricing

/// The profit of one package at its first expiry.
public struct ExpiryPayoff: Hashable, Sendable {
  /// Prices of the underlying, ascending from zero.
  public let prices: [Double]
  /// The profit at each price.
  public let profits: [Double]
  /// The slope beyond the last price.
  public let finalSlope: Double
  /// True when there are no more long calls than short ones, so that no rise earns without end.
  private let isBounded: Bool
  /// True when the pieces are exact, false when they join sampled values.
  public let isExact: Bool
  /// The net that the profits include.
  public let net: Double

  /// Finds the profit of legs at their first expiry.
  ///
  /// - Parameters:
  ///   - legs: One package, at least one leg.
  ///   - net: Its price, positive for a credit.
  ///   - volatilityShift: Added to the volatility of the legs that live on; zero for none.
  public init(legs: [ModelLeg], net: Double, volatilityShift: Double) {
    self.net = net
    let first = legs.map(\.expiration).min() ?? Instant(seconds: 0)
    isExact = legs.allSatisfy { $0.expiration == first }
    var nodes = [0.0]
    for strike in legs.map(\.strike).sorted() where strike > nodes[nodes.count - 1] {
      nodes.append(strike)
    }
    if !isExact { nodes = ExpiryPayoff.grid(legs: legs, first: first, strikes: nodes) }
    prices = nodes
    profits = nodes.map { price in
      legs.reduce(net) {
        let value = $1.value(at: price, when: first, volatilityShift: volatilityShift)
        return $0 + Double($1.count) * value
      }
    }
    let calls = legs.reduce(0) { $0 + ($1.right == .call ? $1.count : 0) }
    isBounded = calls <= 0
    finalSlope = isExact ? Double(calls) : 0
  }

  /// A hundred and twenty prices over six deviations each way, and the strikes.
  private static func grid(legs: [ModelLeg], first: Instant, strikes: [Double]) -> [Double] {
    guard let front = legs.first(where: { $0.expiration == first }) else { return strikes }
    let width = 6 * front.volatility * max(front.years, 0).squareRoot()
    let step = exp(width / 60)
    var nodes = [0.0]
    var next = 1
    var price = front.forward * exp(-width)
    for _ in 0...120 {
      while next < strikes.count, strikes[next] <= price {
        if strikes[next] > nodes[nodes.count - 1] { nodes.append(strikes[next]) }
        next += 1
      }
      if price > nodes[nodes.count - 1] { nodes.append(price) }
      price *= step
    }
    return nodes + strikes[next...]
  }

  /// The profit at a price.
  public func profit(at price: Double) -> Double {
    guard let last = prices.last, price < last else {
      return (profits.last ?? 0) + finalSlope * (price - (prices.last ?? 0))
    }
    var low = 0
    var high = prices.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if prices[middle] <= price { low = middle } else { high = middle }
    }
    let share = (price - prices[low]) / (prices[high] - prices[low])
    return profits[low] + share * (profits[high] - profits[low])
  }

  /// The worst profit; minus infinity when the loss is not bounded.
  public var worst: Double { finalSlope < 0 ? -.infinity : profits.min() ?? 0 }

  /// The best profit, for sampled values the best of the samples; nil when it is not bounded.
  public var best: Double? { isBounded ? profits.max() : nil }

  /// Prices at which the profit changes its sign, ascending.
  public var breakevens: [Double] {
    var roots: [Double] = []
    var sign = 0.0
    var zero: Double?
    for index in prices.indices {
      let profit = profits[index]
      if abs(profit) < 1e-9 {
        if zero == nil { zero = prices[index] }
        continue
      }
      let now = profit < 0 ? -1.0 : 1.0
      if sign != 0, now != sign {
        if let at = zero {
          roots.append(at)
        } else {
          let before = profits[index - 1]
          let share = before / (before - profit)
          roots.append(prices[index - 1] + share * (prices[index] - prices[index - 1]))
        }
      }
      zero = nil
      sign = now
    }
    guard let last = profits.last, let end = prices.last, finalSlope * sign < 0 else {
      return roots
    }
    roots.append(zero ?? (end - last / finalSlope))
    return roots
  }
}

extension ModelLeg {
  /// The value of one long contract a unit of the underlying at a later moment and another price.
  ///
  /// At or after its own settlement this is the exercise value. Before, the forward moves with the
  /// price and keeps its carry between the two moments.
  func value(at price: Double, when: Instant, volatilityShift: Double) -> Double {
    let left = (expiration - when).years
    guard expiration > when, left > 0 else { return intrinsic(at: price) }
    // Carry and discount shrink with the share of time that is left.
    let share = years > 0 ? min(left / years, 1) : 0
    let carry = exp(log(forward / spot) * share)
    return black76Price(
      right, forward: max(price, 1e-9) * carry, strike: strike, years: left,
      volatility: max(volatility + volatilityShift, 0.03), discount: exp(log(discount) * share))
  }
}
