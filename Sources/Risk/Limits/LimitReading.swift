// Where each limit stands, for the screen and for alerts.

/// How much of a limit is used up.
public enum LimitLevel: Int, CaseIterable, Sendable, Comparable {
  case calm = 0
  case half = 50
  case high = 80
  case full = 100

  /// Orders levels by how much is used up.
  public static func < (a: LimitLevel, b: LimitLevel) -> Bool { a.rawValue < b.rawValue }

  /// The level of a value against its bound; missing or unordered numbers are full.
  public init(value: Double?, bound: Double) {
    guard let value, value.isFinite, bound.isFinite else {
      self = .full
      return
    }
    if bound <= 0 {
      self = value > 0 ? .full : .calm
      return
    }
    switch value / bound {
    case ..<0.5: self = .calm
    case ..<0.8: self = .half
    case ..<1: self = .high
    default: self = .full
    }
  }
}

/// One limit with its value.
public struct LimitReading: Hashable, Sendable {
  /// The limit's name, spelled as in a breach.
  public var name: String
  /// The value; nil when an input is missing.
  public var value: Double?
  /// The bound.
  public var bound: Double
  /// How much of it is used up.
  public var level: LimitLevel

  /// Makes a reading and finds its level.
  public init(name: String, value: Double?, bound: Double) {
    self.name = name
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
    self.bound = bound
    level = LimitLevel(value: value, bound: bound)
  }
}
