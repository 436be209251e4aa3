// Times of fear, and when each method saw them.

import MarketData

/// A time in which the volatility index stood high.
public struct RegimeEpisode: Hashable, Sendable {
  /// Position of its first close among the days.
  public var onset: Int
  /// Position of its highest close.
  public var peak: Int
  /// Position of its last close.
  public var end: Int
  /// The index at its peak, in points.
  public var height: Double

  /// Closes of the index from which a time is an episode, in points.
  public static let level = 25.0
  /// Closes below that level which do not end it.
  public static let patience = 10

  /// The episodes of some days, oldest first.
  public static func all(_ days: [RegimeDay], level: Double = level) -> [RegimeEpisode] {
    var found: [RegimeEpisode] = []
    for (index, day) in days.enumerated() {
      guard let v = day.features.v, v >= level else { continue }
      if var last = found.last, index - last.end <= patience + 1 {
        last.end = index
        if v > last.height { (last.height, last.peak) = (v, index) }
        found[found.count - 1] = last
      } else {
        found.append(RegimeEpisode(onset: index, peak: index, end: index, height: v))
      }
    }
    return found
  }

  /// The day on which some calls began to name high volatility, if they did in the episode.
  ///
  /// - Parameters:
  ///   - calls: One a day.
  ///   - stress: The state that stands for high volatility.
  /// - Returns: The first day of the run that covers the onset, else of the first run after it.
  public func called(_ calls: [RegimeCall?], stress: Int) -> Int? {
    guard let seen = (onset...end).first(where: { calls[$0]?.state == stress }) else { return nil }
    var first = seen
    while first > 0, seen == onset, calls[first - 1]?.state == stress { first -= 1 }
    return first
  }
}
