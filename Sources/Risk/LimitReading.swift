// How much of a limit is used.

/// A limit, its value now and its level.
public struct LimitReading: Hashable, Sendable {
  /// The limit's name, such as `daily_loss`.
  public var name: String
  /// Its value now; nil when an input is missing, which counts as a breach.
  public var value: Double?
  /// The bound, above zero.
  public var bound: Double

  /// Makes a reading.
  public init(name: String, value: Double?, bound: Double) {
    self.name = name
    self.value = value
    self.bound = bound
  }

  /// Value over bound; nil when the value is missing.
  public var use: Double? { value.map { abs($0) / bound } }

  /// The highest level reached: 0, 50, 80 or 100 percent; a missing value is 100.
  public var level: Int {
    guard let use, use.isFinite else { return 100 }
    if use >= 1 { return 100 }
    if use >= 0.8 { return 80 }
    return use >= 0.5 ? 50 : 0
  }
}
