// Where the underlying may stand at an expiry: a cumulative distribution on a grid of prices.
//
// The forecast's distribution is lognormal; the market's own comes from its smile in
// `ImpliedDistribution.swift`. Mass beyond the grid sits on its ends.

import Glibc
import Numerics

/// A distribution of the price at one moment.
public struct PriceDistribution: Hashable, Sendable {
  /// Prices, ascending, above zero.
  public let prices: [Double]
  /// Probability of a price below each, never falling.
  public let cumulative: [Double]

  /// Makes a distribution; the arrays are as long as each other and not empty.
  init(prices: [Double], cumulative: [Double]) {
    self.prices = prices
    self.cumulative = cumulative
  }

  /// The lognormal distribution with a mean, on 801 prices over six deviations each way.
  ///
  /// - Parameters:
  ///   - mean: The mean, such as a forward.
  ///   - volatility: Annualised.
  ///   - years: Time to the moment.
  /// - Returns: The distribution, or nil when a number is not above zero and finite.
  public static func lognormal(
    mean: Double, volatility: Double, years: Double
  ) -> PriceDistribution? {
    let width = volatility * max(years, 0).squareRoot()
    guard mean > 0, width > 0, mean.isFinite, width.isFinite, width < 3 else { return nil }
    let step = exp(width * StandardGrid.step)
    var price = mean * exp(-width * StandardGrid.reach - 0.5 * width * width)
    let prices = [Double](unsafeUninitializedCapacity: StandardGrid.count) { buffer, count in
      for index in 0..<StandardGrid.count {
        buffer.initializeElement(at: index, to: price)
        price *= step
      }
      count = StandardGrid.count
    }
    return PriceDistribution(prices: prices, cumulative: StandardGrid.cumulative)
  }

  /// The lognormal distribution of a diffusion and one independent jump of an event.
  ///
  /// Both logarithms are normal and independent, so their variances add: f^2 T + e^2.
  public static func eventMixture(
    mean: Double, ambient: Double, years: Double, eventMove: Double
  ) -> PriceDistribution? {
    guard years > 0 else { return nil }
    let variance = ambient * ambient * years + eventMove * eventMove
    return lognormal(mean: mean, volatility: (variance / years).squareRoot(), years: years)
  }

  /// The probability of a price below one.
  public func probability(below price: Double) -> Double {
    guard price > prices[0] else { return price < prices[0] ? 0 : cumulative[0] }
    let last = prices.count - 1
    guard price < prices[last] else { return price > prices[last] ? 1 : cumulative[last] }
    var low = 0
    var high = last
    while high - low > 1 {
      let middle = (low + high) / 2
      if prices[middle] <= price { low = middle } else { high = middle }
    }
    let share = (price - prices[low]) / (prices[high] - prices[low])
    return cumulative[low] + share * (cumulative[high] - cumulative[low])
  }

  /// The probability that a payoff is above zero.
  public func profitProbability(of payoff: ExpiryPayoff) -> Double {
    let roots = payoff.breakevens
    var total = 0.0
    var below = 0.0
    var left = 0.0
    for index in 0...roots.count {
      let isLast = index == roots.count
      let right = isLast ? max(left, prices[prices.count - 1]) * 2 + 1 : roots[index]
      let reached = isLast ? 1 : probability(below: roots[index])
      if payoff.profit(at: 0.5 * (left + right)) > 0 { total += reached - below }
      below = reached
      left = right
    }
    return min(max(total, 0), 1)
  }

  /// The profit in each cell of the grid with its probability, the tails included.
  public func outcomes(of payoff: ExpiryPayoff) -> OutcomeTable {
    let count = prices.count
    let profits = sweep(payoff)
    var table = OutcomeTable(probabilities: [], profits: [])
    table.probabilities.reserveCapacity(count + 1)
    table.profits.reserveCapacity(count + 1)
    table.append(cumulative[0], profits[0])
    for index in 1..<count {
      table.append(
        cumulative[index] - cumulative[index - 1], 0.5 * (profits[index] + profits[index - 1]))
    }
    table.append(1 - cumulative[count - 1], profits[count - 1])
    return table
  }

  /// The profit at every price, in one pass over the pieces.
  private func sweep(_ payoff: ExpiryPayoff) -> [Double] {
    let nodes = payoff.prices
    let values = payoff.profits
    let last = nodes.count - 1
    var piece = 0
    return prices.map { price in
      while piece < last, nodes[piece + 1] <= price { piece += 1 }
      if piece == last { return values[last] + payoff.finalSlope * (price - nodes[last]) }
      let slope = (values[piece + 1] - values[piece]) / (nodes[piece + 1] - nodes[piece])
      return values[piece] + slope * (price - nodes[piece])
    }
  }
}

/// Profits with their probabilities.
public struct OutcomeTable: Hashable, Sendable {
  /// The probability of each outcome; together one.
  public internal(set) var probabilities: [Double]
  /// The profit of each outcome.
  public internal(set) var profits: [Double]

  /// A table of two outcomes.
  public static func two(probability: Double, profit: Double, loss: Double) -> OutcomeTable {
    OutcomeTable(probabilities: [probability, 1 - probability], profits: [profit, loss])
  }

  /// The mean profit.
  public var mean: Double {
    var sum = 0.0
    for index in probabilities.indices { sum += probabilities[index] * profits[index] }
    return sum
  }

  mutating func append(_ probability: Double, _ profit: Double) {
    probabilities.append(probability)
    profits.append(profit)
  }
}

/// The standard normal distribution on 801 points over six deviations each way.
enum StandardGrid {
  static let count = 801
  static let reach = 6.0
  static let step = 2 * reach / Double(count - 1)
  static let cumulative: [Double] = (0..<count).map { normalCDF(Double($0) * step - reach) }
}
