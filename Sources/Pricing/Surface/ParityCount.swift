// How many pairs of a call and a put miss put-call parity beyond their quotes, by a fixed rule.
//
// The count compares files with one another and says nothing of early exercise: American chains
// miss the line by what their right is worth. The verdict on a chain has its own, finer count.

import MarketData
import Numerics

/// Pairs of a call and a put, and those that parity misses.
public struct ParityCount: Hashable, Sendable {
  /// Strikes with a bid for both call and put, in expiries that have a line.
  public var pairs: Int
  /// Pairs whose quotes leave no room for the line.
  public var violations: Int

  /// Makes a count.
  public init(pairs: Int = 0, violations: Int = 0) {
    self.pairs = pairs
    self.violations = violations
  }

  /// Counts the pairs of one expiry and root.
  ///
  /// The line C - P = D (F - K) is drawn by least squares through the mids of strikes within 5 % of
  /// the spot with bids above zero and asks above them. A pair violates it when
  /// [C bid - P ask, C ask - P bid] misses D (F - K) by more than the tolerance. With fewer than
  /// four strikes for the line nothing is counted.
  ///
  /// - Parameters:
  ///   - quotes: The quotes by strike.
  ///   - spot: Price of the underlying.
  ///   - tolerance: Dollars that a miss may have: 0.05 for an index, 0.02 for everything else.
  public init(_ quotes: [StrikeQuote], spot: Double, tolerance: Double) {
    self.init()
    var strikes: [Double] = []
    var differences: [Double] = []
    for quote in quotes where abs(quote.strike - spot) <= 0.05 * spot {
      guard let callBid = quote.bid(.call), let callAsk = quote.ask(.call), callAsk > callBid,
        let putBid = quote.bid(.put), let putAsk = quote.ask(.put), putAsk > putBid
      else { continue }
      strikes.append(quote.strike)
      differences.append(0.5 * (callBid + callAsk) - 0.5 * (putBid + putAsk))
    }
    guard strikes.count >= 4, let line = fitLine(x: strikes, y: differences) else { return }
    for quote in quotes {
      guard let callBid = quote.bid(.call), let putBid = quote.bid(.put) else { continue }
      pairs += 1
      let value = line.intercept + line.slope * quote.strike
      let low = callBid - (quote.putAsk ?? 0)
      let high = (quote.callAsk ?? 0) - putBid
      if value < low - tolerance || value > high + tolerance { violations += 1 }
    }
  }
}
