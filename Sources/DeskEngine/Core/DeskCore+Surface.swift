// The surfaces behind what was decided last, for what is stored beside the journal.

import MarketData
public import Pricing

extension DeskCore {
  /// The surface of an underlying for its latest quotes; nil before the first.
  public func latestSurface(_ index: Int) -> VolatilitySurface? {
    guard market.underlyings.indices.contains(index) else { return nil }
    var copy = figures
    return copy.surface(
      index, in: market, held: state.verdict(of: market.underlyings[index].symbol))
  }
}
