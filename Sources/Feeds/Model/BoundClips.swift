// How often a generated chain had to be held inside the bounds of static arbitrage.

/// Values that were moved onto a static bound, by bound.
///
/// A value is counted when it moved by more than rounding; a move of rounding alone is made, not
/// counted.
public struct BoundClips: Hashable, Sendable {
  /// Values of strikes that were checked, one for a call and its put.
  public internal(set) var values = 0
  /// Total variances raised to that of the expiry before at the same moneyness.
  public internal(set) var calendars = 0
  /// Call values that rose in strike, or fell faster than the discounted distance of the strikes.
  public internal(set) var verticals = 0
  /// Call values under the line through their neighbours on the side of the money.
  public internal(set) var butterflies = 0
  /// The farthest that a call value was moved, in dollars.
  public internal(set) var farthest = 0.0

  /// The share of a forward, or of a variance, that rounding may move.
  static let rounding = 1e-12

  /// All moves together.
  public var total: Int { calendars + verticals + butterflies }

  /// The share of checked values that were moved; zero when none was checked.
  public var share: Double { values > 0 ? Double(total) / Double(values) : 0 }

  /// Counts the move of a call value: up onto a butterfly's bound, or down onto a vertical's.
  mutating func count(from value: Double, to held: Double, unit: Double) {
    let move = held - value
    guard abs(move) > BoundClips.rounding * unit else { return }
    if move > 0 { butterflies += 1 } else { verticals += 1 }
    farthest = max(farthest, abs(move))
  }

  /// Adds the counts of another chain.
  public mutating func add(_ other: BoundClips) {
    values += other.values
    calendars += other.calendars
    verticals += other.verticals
    butterflies += other.butterflies
    farthest = max(farthest, other.farthest)
  }

  /// Nothing checked yet.
  public init() {}
}
