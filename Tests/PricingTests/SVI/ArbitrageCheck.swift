// A check for static arbitrage that shares nothing with the one under test.
//
// Butterflies: g from differences of total variance, and the convexity of discrete call prices in
// the strike. Calendars: total variance at equal log-moneyness. Grids are uniform and dense.

import Glibc
import MarketData
import Pricing

/// What a dense grid finds in a surface.
struct ArbitrageCheck {
  /// The least density factor.
  var density = Double.infinity
  /// The least second difference of call prices, over the step squared and times the forward.
  var convexity = Double.infinity
  /// The least excess of a slice over the one before it, as a share.
  var calendar = Double.infinity

  /// Looks at slices by ascending expiry, each over ten of its standard deviations and beyond
  /// every quote.
  init(_ slices: [SVISlice], reach: Double = 3) {
    for (index, slice) in slices.enumerated() {
      let width = max(slice.totalVariance(0), 0).squareRoot()
      for range in [min(10 * width, reach), reach] {
        check(slice, range: range)
        if index > 0 { check(slices[index - 1], before: slice, range: range) }
      }
    }
  }

  private mutating func check(_ slice: SVISlice, range: Double) {
    let count = 3_000
    let step = 2 * range / Double(count)
    for index in 1..<count {
      let k = -range + Double(index) * step
      density = min(density, plainDensity(slice, k))
      convexity = min(convexity, plainConvexity(slice, k))
    }
  }

  private mutating func check(_ before: SVISlice, before slice: SVISlice, range: Double) {
    for index in 0...3_000 {
      let k = -range + Double(index) * range / 1_500
      calendar = min(calendar, slice.totalVariance(k) / before.totalVariance(k) - 1)
    }
  }

  /// g by central differences.
  private func plainDensity(_ slice: SVISlice, _ k: Double) -> Double {
    // Small against the roundness of the turn, large against rounding.
    let h = 1e-3 * slice.sigma + 1e-5
    let (low, here, high) = (
      slice.totalVariance(k - h), slice.totalVariance(k), slice.totalVariance(k + h)
    )
    let first = (high - low) / (2 * h)
    let second = (high - 2 * here + low) / (h * h)
    let tilt = 1 - k * first / (2 * here)
    return tilt * tilt - first * first / 4 * (1 / here + 0.25) + second / 2
  }

  /// Second difference of the out-of-the-money price on three neighbouring strikes.
  private func plainConvexity(_ slice: SVISlice, _ k: Double) -> Double {
    let h = 2e-3 * (slice.totalVariance(k).squareRoot())
    let centre = exp(k)
    // Of a put below and of a call above the forward: both have the same second difference.
    let right: OptionRight = k < 0 ? .put : .call
    func price(_ strike: Double) -> Double {
      black76Price(
        right, forward: 1, strike: strike, years: 1,
        volatility: slice.totalVariance(log(strike)).squareRoot(), discount: 1)
    }
    let step = h * centre
    return (price(centre - step) - 2 * price(centre) + price(centre + step)) / (step * step)
  }
}
