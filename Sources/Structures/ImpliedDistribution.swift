// The market's own distribution of the price at an expiry, from the smile of its slice.
//
// Breeden and Litzenberger (1978): P(S < K) is the slope of the put's undiscounted price in the
// strike, which along a smile is N(-d2) + K phi(d2) sqrt(T) dsigma/dK. Quotes are rounded to
// ticks, so volatilities are averaged in buckets of a quarter deviation before a slope is taken;
// what noise is left is made monotone.

import Glibc
public import MarketData
import Numerics
public import Pricing

/// The smile of a slice: volatility and its slope in the logarithm of strike over forward.
struct SmileCurve {
  /// ln(K/F) of each node, ascending.
  var positions: [Double]
  /// Volatility at each node.
  var volatilities: [Double]
  /// Slope at each node.
  var slopes: [Double]

  /// Averages the out-of-the-money volatilities of a slice in buckets; nil for fewer than five.
  init?(slice: ExpirySlice, chain: OptionChain) {
    guard let atm = slice.atmVolatility, atm > 0, slice.years > 0 else { return nil }
    let unit = 0.25 * atm * slice.years.squareRoot()
    let expiry = chain.expiries[slice.expiry]
    let forward = slice.parity.forward
    var sums = [(position: Double, volatility: Double, count: Double)](
      repeating: (0, 0, 0), count: 65)
    func add(_ range: Range<Int>, _ right: OptionRight) {
      for option in range {
        guard let volatility = slice.volatility(of: option) else { continue }
        let strike = chain.options[option].contract.strike.dollars
        guard right == .call ? strike >= forward : strike < forward else { continue }
        let position = log(strike / forward)
        let bucket = Int((position / unit).rounded()) + 40
        guard sums.indices.contains(bucket) else { continue }
        sums[bucket].position += position
        sums[bucket].volatility += volatility
        sums[bucket].count += 1
      }
    }
    add(expiry.puts, .put)
    add(expiry.calls, .call)
    positions = []
    volatilities = []
    for sum in sums where sum.count > 0 {
      positions.append(sum.position / sum.count)
      volatilities.append(sum.volatility / sum.count)
    }
    guard positions.count >= 5 else { return nil }
    slopes = SmileCurve.threePointSlopes(positions, volatilities)
  }

  /// Slopes of the parabola through each node and its neighbours; flat outside the ends.
  static func threePointSlopes(_ x: [Double], _ y: [Double]) -> [Double] {
    let last = x.count - 1
    return x.indices.map { i in
      if i == 0 || i == last { return 0 }
      let left = (y[i] - y[i - 1]) / (x[i] - x[i - 1])
      let right = (y[i + 1] - y[i]) / (x[i + 1] - x[i])
      let a = x[i] - x[i - 1]
      let b = x[i + 1] - x[i]
      return (left * b + right * a) / (a + b)
    }
  }

  /// Volatility and slope at a position, given the node at or before it; flat beyond the ends.
  func value(at position: Double, after node: Int) -> (volatility: Double, slope: Double) {
    if position <= positions[0] { return (volatilities[0], 0) }
    let last = positions.count - 1
    if node >= last { return (volatilities[last], 0) }
    let h = positions[node + 1] - positions[node]
    let t = (position - positions[node]) / h
    let y0 = volatilities[node]
    let y1 = volatilities[node + 1]
    let m0 = slopes[node] * h
    let m1 = slopes[node + 1] * h
    // Cubic Hermite and its derivative.
    let rise = y1 - y0
    let c2 = 3 * rise - 2 * m0 - m1
    let c3 = m0 + m1 - 2 * rise
    return (y0 + t * (m0 + t * (c2 + t * c3)), (m0 + t * (2 * c2 + 3 * t * c3)) / h)
  }
}

extension PriceDistribution {
  /// The risk-neutral distribution of a slice's settlement price.
  ///
  /// - Parameters:
  ///   - slice: The expiry with its volatilities.
  ///   - chain: The chain that the slice belongs to.
  /// - Returns: The distribution on 241 prices, or nil when the smile has too few points.
  public static func implied(by slice: ExpirySlice, chain: OptionChain) -> PriceDistribution? {
    guard let smile = SmileCurve(slice: slice, chain: chain), let atm = slice.atmVolatility else {
      return nil
    }
    let root = slice.years.squareRoot()
    let unit = atm * root
    let count = 241
    let step = 14 * unit / Double(count - 1)
    var prices = [Double](repeating: 0, count: count)
    var cumulative = prices
    var node = 0
    var highest = 0.0
    for index in 0..<count {
      let position = -8 * unit + Double(index) * step
      while node + 1 < smile.positions.count, smile.positions[node + 1] <= position { node += 1 }
      let (volatility, slope) = smile.value(at: position, after: node)
      let width = max(volatility, 1e-4) * root
      let d2 = -position / width - 0.5 * width
      let digital = normalCDF(-d2) + normalPDF(d2) * root * slope
      highest = max(highest, min(max(digital, 0), 1))
      prices[index] = slice.parity.forward * exp(position)
      cumulative[index] = highest
    }
    return PriceDistribution(prices: prices, cumulative: cumulative)
  }
}
