// Strength and percentile shared by the detectors.

import MarketData
import Numerics
import Regimes

/// A number against its stored history.
struct Ranking {
  /// Mid-rank percentile; nil when history is too short.
  var percentile: Double?
  /// Days of history, within the window.
  var days: Int
  /// Whether only absolute rules hold.
  var isFallback: Bool { percentile == nil }

  init(_ value: Double, history: [Double], rules: EdgeRules) {
    let window = history.suffix(rules.percentileWindow)
    days = window.count
    percentile =
      days >= rules.minimumHistory ? midRankPercentile(of: value, in: window) : nil
  }

  /// How far into a tail: zero at the 80th or 20th percentile, one at the end.
  func extremity(high: Bool) -> Double? {
    guard let percentile else { return nil }
    return clamp(high ? (percentile - 80) / 20 : (20 - percentile) / 20)
  }
}

/// A value held within zero and one.
func clamp(_ value: Double) -> Double { min(max(value, 0), 1) }

/// round(100 clamp(0.5 a + 0.3 m + 0.2 q)), with a = m where the rule has no percentile.
func edgeStrength(extremity: Double?, magnitude: Double, quality: Double) -> Double {
  let m = clamp(magnitude)
  return 100 * clamp(0.5 * (extremity ?? m) + 0.3 * m + 0.2 * clamp(quality))
}

extension EdgeContext {
  /// The final strength: less in panic for selling volatility, and capped without history.
  func finalStrength(_ raw: Double, sellsVolatility: Bool, isFallback: Bool) -> Int {
    let scaled = sellsVolatility && regime == .highVolPanic ? raw * rules.panicFactor : raw
    let rounded = Int(scaled.rounded())
    return isFallback ? min(rounded, rules.fallbackStrength) : rounded
  }
}
