// Two plain ways of naming the level of volatility: fixed bounds, and terciles of the year before.

import Numerics

/// Realised volatility against two fixed bounds.
public enum ThresholdRegimes {
  /// R20 below which volatility is low.
  public static let low = 0.15
  /// R20 from which volatility is high.
  public static let high = 0.30

  /// The level of a day; nil without R20.
  public static func call(_ features: RegimeFeatures) -> RegimeCall? {
    guard let r20 = features.r20 else { return nil }
    return RegimeCall(state: r20 < low ? 0 : r20 < high ? 1 : 2)
  }
}

/// The level of volatility among the sessions before.
public enum QuantileRegimes {
  /// Sessions that a day is ranked against.
  public static let window = 252

  /// The tercile of the last of some days: the mean of the percentiles of V and of R20, each against
  /// the 252 values strictly before it; one alone where the other is missing.
  ///
  /// - Parameter days: The day after those before it.
  /// - Returns: The level; nil while neither has 252 values before it.
  public static func call(_ days: some BidirectionalCollection<RegimeDay>) -> RegimeCall? {
    guard let day = days.last else { return nil }
    let past = days.dropLast()
    let ranks = [rank(day, past) { $0.v }, rank(day, past) { $0.r20 }].compactMap { $0 }
    guard let rank = mean(ranks) else { return nil }
    return RegimeCall(state: rank < 100.0 / 3 ? 0 : rank < 200.0 / 3 ? 1 : 2)
  }

  private static func rank(
    _ day: RegimeDay, _ past: some BidirectionalCollection<RegimeDay>,
    _ feature: (RegimeFeatures) -> Double?
  ) -> Double? {
    guard let now = feature(day.features) else { return nil }
    var history: [Double] = []
    for other in past.reversed() {
      if let value = feature(other.features) { history.append(value) }
      if history.count == window { return midRankPercentile(of: now, in: history) }
    }
    return nil
  }
}
