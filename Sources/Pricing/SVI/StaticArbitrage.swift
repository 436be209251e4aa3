// Whether smiles can be traded against without risk: butterflies within one, calendars between two.
//
// Both are looked for on a grid that is fine around the turn of the hyperbola and reaches far into
// both wings, then at the least point between its neighbours; the limits are known in closed form.

import Glibc

/// The least value of a condition and where it stands.
public struct ArbitrageMargin: Hashable, Sendable {
  /// The least value; below zero there is arbitrage.
  public var value: Double
  /// Log-moneyness of the least value; infinite for a limit in a wing.
  public var logMoneyness: Double

  /// Whether the condition holds everywhere.
  public var isFree: Bool { value >= 0 }

  mutating func lower(_ value: Double, at k: Double) {
    if !(value >= self.value) { self = ArbitrageMargin(value: value, logMoneyness: k) }
  }
}

extension SVISlice {
  /// Log-moneyness on which a slice is looked at: hyperbolic around a centre, 161 places.
  static func grid(centre: Double, scale: Double) -> [Double] {
    (-80...80).map { centre + scale * sinh(Double($0) * 0.1) }
  }

  /// Places that show every feature of the slice.
  private var places: [Double] {
    let width = max(totalVariance(0), 1e-8).squareRoot()
    var all = SVISlice.grid(centre: 0, scale: 0.25 * width)
    all += SVISlice.grid(centre: m, scale: 0.25 * sigma)
    all.sort()
    return all
  }

  /// The least density factor g over all strikes.
  ///
  /// In the wings g tends to 1/4 - s^2/16 with s the wing's slope, so a slope over 2 (Lee's bound)
  /// is arbitrage. Source: Gatheral and Jacquier (2014), lemma 2.2; Lee (2004), "The moment formula
  /// for implied volatility at extreme strikes", Mathematical Finance 14(3).
  ///
  /// - Returns: The least g and its place; free of butterfly arbitrage when not below zero.
  public func butterflyMargin() -> ArbitrageMargin {
    let left = 0.25 - leftSlope * leftSlope / 16
    var margin = ArbitrageMargin(value: left, logMoneyness: -.infinity)
    margin.lower(0.25 - rightSlope * rightSlope / 16, at: .infinity)
    guard leastVariance > 0 else { return ArbitrageMargin(value: -.infinity, logMoneyness: m) }
    scan(places, into: &margin) { jet($0).density(at: $0) }
    return margin
  }

  /// The least excess of a later slice's total variance over this one's, as a share of this one's.
  ///
  ///     min over k of ( w_later(k) - w(k) ) / w(k)
  ///
  /// Source: Gatheral and Jacquier (2014), lemma 2.1.
  ///
  /// - Parameter later: The smile of a later expiry.
  /// - Returns: The least excess and its place; free of calendar arbitrage when not below zero.
  public func calendarMargin(to later: SVISlice) -> ArbitrageMargin {
    var margin = ArbitrageMargin(value: .infinity, logMoneyness: 0)
    if leftSlope > 0 {
      margin.lower((later.leftSlope - leftSlope) / leftSlope, at: -.infinity)
    }
    if rightSlope > 0 {
      margin.lower((later.rightSlope - rightSlope) / rightSlope, at: .infinity)
    }
    // Equal slopes leave the order of the wings to their levels.
    if margin.value == 0 { margin.value = .infinity }
    scan(places, into: &margin) { later.totalVariance($0) / totalVariance($0) - 1 }
    scan(later.places, into: &margin) { later.totalVariance($0) / totalVariance($0) - 1 }
    return margin
  }

  /// Takes the least value over the places and, by golden section, beside the least of them.
  private func scan(
    _ places: [Double], into margin: inout ArbitrageMargin, _ value: (Double) -> Double
  ) {
    var least = Double.infinity
    var index = 0
    for (place, k) in places.enumerated() {
      let here = value(k)
      margin.lower(here, at: k)
      if here < least {
        least = here
        index = place
      }
    }
    var low = places[max(index - 1, 0)]
    var high = places[min(index + 1, places.count - 1)]
    let golden = 0.618_033_988_749_894_8
    for _ in 0..<24 {
      let first = high - golden * (high - low)
      let second = low + golden * (high - low)
      let (one, two) = (value(first), value(second))
      margin.lower(one, at: first)
      margin.lower(two, at: second)
      if one < two { high = second } else { low = first }
    }
  }
}
