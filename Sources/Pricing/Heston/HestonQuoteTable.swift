// The quotes of a calibration in flat arrays, in the units of the fast strip.
//
// Prices are those of the out-of-the-money option, undiscounted and in units of the forward.

import Glibc
import Numerics

/// Market quotes of all expiries, one after the other.
struct HestonQuoteTable {
  /// The strikes of one expiry.
  struct Expiry {
    var label: String
    var years: Double
    var quotes: Range<Int>
    var logStrikes: [Double]

    /// The range of the strikes, which ascend.
    var range: ClosedRange<Double> {
      let low = logStrikes.first ?? 0
      return low...max(low, logStrikes.last ?? 0)
    }
  }

  private(set) var expiries: [Expiry] = []
  private(set) var volatilities: [Double] = []
  private(set) var prices: [Double] = []
  /// Change of the price for 1.00 of volatility, floored at a share of the expiry's largest.
  private(set) var vegas: [Double] = []
  /// The square root of each quote's weight; their squares average one.
  private(set) var weights: [Double] = []

  /// How many quotes there are.
  var count: Int { prices.count }

  /// The share of an expiry's largest vega below which a price says little about volatility.
  private static let leastVegaShare = 0.02

  /// Lays the quotes out.
  ///
  /// - Parameters:
  ///   - quotes: The expiries.
  ///   - weighting: How much each quote counts.
  /// - Throws: `ModelError` when there are fewer quotes than parameters, or spreads are missing.
  init(_ quotes: [SmileQuotes], weighting: HestonWeighting) throws(ModelError) {
    let total = quotes.reduce(0) { $0 + $1.count }
    guard total >= HestonParameters.count else {
      throw .tooFew(what: "quotes", count: total, least: HestonParameters.count)
    }
    for smile in quotes { try append(smile, weighting: weighting) }
    let mean = weights.reduce(0) { $0 + $1 * $1 } / Double(count)
    for index in weights.indices { weights[index] /= mean.squareRoot() }
  }

  private mutating func append(
    _ smile: SmileQuotes, weighting: HestonWeighting
  ) throws(ModelError) {
    let first = count
    let logStrikes = smile.logStrikes
    let root = smile.years.squareRoot()
    for index in 0..<smile.count {
      let volatility = smile.volatilities[index]
      volatilities.append(volatility)
      let black = OutOfTheMoneyBlack(logStrike: logStrikes[index], width: volatility * root)
      prices.append(black.price)
      vegas.append(black.slope * root)
      weights.append(try HestonQuoteTable.weight(smile, index, weighting))
    }
    let quotes = first..<count
    let largest = quotes.reduce(0) { max($0, vegas[$1]) }
    for index in quotes {
      vegas[index] = max(vegas[index], HestonQuoteTable.leastVegaShare * largest)
    }
    expiries.append(
      Expiry(label: smile.label, years: smile.years, quotes: quotes, logStrikes: logStrikes))
  }

  private static func weight(
    _ smile: SmileQuotes, _ index: Int, _ weighting: HestonWeighting
  ) throws(ModelError) -> Double {
    switch weighting {
    case .equal: return 1
    case .inverseHalfSpread(let floor):
      try requirePositive(floor, "floor of the half-spread")
      guard let half = smile.halfSpread(index) else {
        throw .noSolution(
          what: "the weight of \(smile.label)", why: "its quotes carry no bids and asks")
      }
      return 1 / max(half, floor)
    }
  }

  /// A table of fewer expiries and strikes, spread evenly, for a coarse search.
  ///
  /// - Parameters:
  ///   - most: Expiries at most, at least two.
  ///   - strikes: Strikes of each at most, at least two.
  /// - Returns: The thinner table, with the weights unchanged.
  func thinned(expiries most: Int, strikes: Int) -> HestonQuoteTable {
    var table = self
    table.expiries = []
    (table.volatilities, table.prices, table.vegas, table.weights) = ([], [], [], [])
    for place in HestonQuoteTable.spread(expiries.count, most) {
      let expiry = expiries[place]
      let first = table.count
      var kept: [Double] = []
      for offset in HestonQuoteTable.spread(expiry.quotes.count, strikes) {
        let index = expiry.quotes.lowerBound + offset
        kept.append(expiry.logStrikes[offset])
        table.volatilities.append(volatilities[index])
        table.prices.append(prices[index])
        table.vegas.append(vegas[index])
        table.weights.append(weights[index])
      }
      table.expiries.append(
        Expiry(
          label: expiry.label, years: expiry.years, quotes: first..<table.count, logStrikes: kept))
    }
    return table
  }

  /// At most `most` places out of `count`, the first and the last among them.
  private static func spread(_ count: Int, _ most: Int) -> [Int] {
    guard count > most else { return Array(0..<count) }
    return (0..<most).map { ($0 * (count - 1) + (most - 1) / 2) / (most - 1) }
  }
}
