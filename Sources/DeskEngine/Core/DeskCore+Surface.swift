// The surfaces behind what was decided last, for what is stored beside the journal.

import MarketData
public import Pricing

extension DeskCore {
  /// The surface of an underlying for its latest quotes; nil before the first.
  ///
  /// - Parameters:
  ///   - index: The underlying.
  ///   - decision: What was decided on them and is not adopted yet: it has made the surface already.
  /// - Returns: The surface.
  public func latestSurface(
    _ index: Int, after decision: DeskDecision? = nil
  ) -> VolatilitySurface? {
    guard market.underlyings.indices.contains(index) else { return nil }
    if let known = decision?.figures.knownBoard(index, in: market) { return known.surface }
    var copy = figures
    let held = (decision?.state ?? state).verdict(of: market.underlyings[index].symbol)
    return copy.surface(index, in: market, held: held)
  }
}
