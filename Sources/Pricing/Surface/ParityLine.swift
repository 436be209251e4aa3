// The parity line of a European expiry with nothing assumed about the rate.
//
// C - P = D (F - K) is drawn by least squares through the strikes near the spot. A first line from
// medians tells which pairs no trader could hold against it, given their own spreads; only those
// are left out, so that the line is that of the whole market and one wild price moves nothing.

import Numerics

/// A line through pairs of calls and puts.
struct ParityLine {
  /// The discount factor, minus the slope.
  let discount: Double
  /// Intercept over discount.
  let forward: Double
  /// Standard error of the discount; nil with two pairs.
  let discountError: Double?
  /// Pairs within reach.
  let pairs: Int
  /// Pairs within reach that the line misses by more than their spreads allow.
  let failures: Int

  private typealias Line = (intercept: Double, slope: Double)

  /// Draws the line through the strikes within a share of the spot, widened until there are enough.
  ///
  /// - Returns: nil with too few pairs, or when the line gives no forward and discount above zero.
  init?(_ all: [ParityPair], spot: Double, reach: Double, least: Int) {
    var near: [ParityPair] = []
    var width = reach
    // Long expiries list a strike every few hundred points.
    let wanted = max(least, 10)
    while true {
      near = all.filter { abs($0.strike - spot) < width * spot }
      guard near.count < wanted, width < 0.5 else { break }
      width *= 2
    }
    guard near.count >= least, let rough = ParityLine.rough(near) else { return nil }
    var line = rough
    var error: Double?
    for _ in 0..<2 {
      let kept = near.filter { $0.isHeld(by: line) }
      guard kept.count >= max(least, near.count / 2),
        let next = fitLine(x: kept.map(\.strike), y: kept.map(\.difference))
      else { break }
      line = (next.intercept, next.slope)
      error = next.slopeError
    }
    guard line.slope < 0, line.intercept > 0 else { return nil }
    discount = -line.slope
    forward = line.intercept / discount
    discountError = error
    pairs = near.count
    failures = near.reduce(0) { $0 + ($1.isHeld(by: line) ? 0 : 1) }
  }

  /// Median slope of pairs half the list apart, and the median level: unmoved by a quarter of wild
  /// prices.
  private static func rough(_ pairs: [ParityPair]) -> Line? {
    let half = (pairs.count + 1) / 2
    var slopes: [Double] = []
    for index in 0..<(pairs.count - half) {
      let (a, b) = (pairs[index], pairs[index + half])
      slopes.append((b.difference - a.difference) / (b.strike - a.strike))
    }
    guard let slope = median(slopes),
      let level = median(pairs.map { $0.difference - slope * $0.strike })
    else { return nil }
    return (level, slope)
  }
}

extension ParityPair {
  /// Whether a line passes within what the pair's own spreads allow.
  func isHeld(by line: (intercept: Double, slope: Double)) -> Bool {
    abs(difference - line.intercept - line.slope * strike) <= tolerance
  }
}
