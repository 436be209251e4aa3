// Readings of the model's surface at a close, as the detectors take them from a quoted one.

import MarketData
import Numerics

/// One expiry of the history's surface.
struct HistorySlice: Sendable {
  /// Calendar days and years to expiry.
  var days: Int
  var years: Double
  var surface: SurfaceSlice

  /// Volatility at the forward.
  var volatility: Double { (surface.variance / years).squareRoot() }

  /// Put over call volatility at 25 delta, discounted as Black's deltas are.
  var riskReversal: Double {
    let quantile = normalQuantile(0.25 / surface.discount)
    let put = surface.deviation(atQuantile: -quantile)
    let call = surface.deviation(atQuantile: quantile)
    return (put - call) / years.squareRoot()
  }

  /// The expiry within a range of days nearest to a day, the first of two as near.
  static func nearest(
    to target: Int, in range: ClosedRange<Int>, _ slices: [HistorySlice]
  ) -> HistorySlice? {
    slices.filter { range.contains($0.days) }.min { abs($0.days - target) < abs($1.days - target) }
  }

  /// Volatility of a constant maturity: total variance linear in time between expiries.
  static func volatility(days: Double, _ slices: [HistorySlice]) -> Double {
    let years = days / 365
    var before: HistorySlice?
    for slice in slices {
      if slice.years >= years, let low = before {
        let share = (years - low.years) / (slice.years - low.years)
        let variance =
          low.surface.variance + share * (slice.surface.variance - low.surface.variance)
        return (variance / years).squareRoot()
      }
      if slice.years >= years { return slice.volatility }
      before = slice
    }
    return before?.volatility ?? 0
  }
}
