// How much better range estimators are than closes, measured on simulated sessions.
//
// Efficiency is the variance of the close-to-close estimate of variance over that of another one, on
// a driftless walk without overnight moves. Published: 5.2 for Parkinson (1980), 7.4 for Garman and
// Klass (1980), 6 for Rogers and Satchell (1991). Sessions of 400 steps miss a little of the range.

import Glibc
import MarketData
import Numerics
import Testing
import Volatility

@Suite("Estimator efficiency")
struct EstimatorEfficiencyTests {
  private static let window = 20
  private static let windows = 500

  /// Squared volatilities by one estimator in every window.
  private func variances(_ estimator: RangeEstimator, _ bars: [PriceBar]) throws -> [Double] {
    try (0..<Self.windows).map { place in
      let start = place * (Self.window + 1)
      let part = Array(bars[start..<(start + Self.window + 1)])
      let volatility = try rangeVolatility(estimator, bars: part)
      return volatility * volatility
    }
  }

  private func walk() -> [PriceBar] {
    var random = RandomStream(seed: 42, purpose: "estimator efficiency")
    let step = 0.2 / (252.0 * 400).squareRoot()
    var level = 100.0
    return (0..<(Self.windows * (Self.window + 1))).map { _ in
      let open = level
      var (high, low) = (open, open)
      for _ in 0..<400 {
        level *= exp(step * random.normal())
        high = max(high, level)
        low = min(low, level)
      }
      return PriceBar(open: open, high: high, low: low, close: level, volume: 0)
    }
  }

  @Test("ranges beat closes by what was published, and none is far off the truth")
  func efficiency() throws {
    let bars = walk()
    let closes = try variances(.closeToCloseZeroMean, bars)
    let spread = try #require(standardDeviation(closes))
    let published: [(RangeEstimator, ClosedRange<Double>)] = [
      (.parkinson, 4.2...6.2), (.garmanKlass, 6.0...8.8), (.rogersSatchell, 4.8...7.4),
      (.yangZhang, 5.5...9.5),
    ]
    for (estimator, range) in published {
      let found = try variances(estimator, bars)
      let own = try #require(standardDeviation(found))
      let efficiency = spread * spread / (own * own)
      #expect(range.contains(efficiency), "\(estimator.rawValue) \(efficiency)")
      let level = try #require(mean(found)).squareRoot()
      #expect(level > 0.185 && level < 0.202, "\(estimator.rawValue) \(level)")
    }
  }
}
