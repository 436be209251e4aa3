// A moment of exchange time.
//
// Time is data here: it always comes from the input, never from a clock.

/// A moment as nanoseconds since 1970-01-01 00:00 UTC.
public struct Instant: Hashable, Comparable, Sendable {
  /// Nanoseconds since the Unix epoch.
  public var nanoseconds: Int64

  /// Makes an instant from nanoseconds since the Unix epoch.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Makes an instant from whole seconds since the Unix epoch.
  @inlinable public init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

  /// Orders moments.
  @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

  /// The instant later by a span of nanoseconds.
  @inlinable public static func + (a: Instant, span: TimeSpan) -> Instant {
    Instant(nanoseconds: a.nanoseconds + span.nanoseconds)
  }

  /// The instant earlier by a span of nanoseconds.
  @inlinable public static func - (a: Instant, span: TimeSpan) -> Instant {
    Instant(nanoseconds: a.nanoseconds - span.nanoseconds)
  }

  /// The span from `b` to `a`.
  @inlinable public static func - (a: Instant, b: Instant) -> TimeSpan {
    TimeSpan(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
}

/// A length of time in nanoseconds.
public struct TimeSpan: Hashable, Comparable, Sendable {
  /// Nanoseconds, negative for backwards.
  public var nanoseconds: Int64

  /// Makes a span from nanoseconds.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Orders spans, the shorter first.
  @inlinable public static func < (a: TimeSpan, b: TimeSpan) -> Bool {
    a.nanoseconds < b.nanoseconds
  }

  /// A span of whole seconds.
  @inlinable public static func seconds(_ n: Int64) -> TimeSpan {
    TimeSpan(nanoseconds: n * 1_000_000_000)
  }

  /// A span of whole minutes.
  @inlinable public static func minutes(_ n: Int64) -> TimeSpan { .seconds(60 * n) }

  /// A span of whole 24-hour days.
  @inlinable public static func days(_ n: Int64) -> TimeSpan { .seconds(86_400 * n) }

  /// The span in seconds.
  @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }

  /// The span in 24-hour days.
  @inlinable public var days: Double { Double(nanoseconds) / 86_400e9 }

  /// The span in years of 365 days, the unit of option time.
  @inlinable public var years: Double { Double(nanoseconds) / (365 * 86_400e9) }
}
