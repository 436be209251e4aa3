// Finds jumps of the machine's clock: it is held against the one that never jumps.

import Glibc
import MarketData

/// Both clocks at one moment, in nanoseconds.
struct ClockReading: Hashable, Sendable {
  /// Since 1970 UTC, as the machine believes.
  var wall: Int64
  /// Since an unknown beginning; never goes back and is never set.
  var steady: Int64

  /// Reads both.
  ///
  /// A process that is stopped between two looks would see a jump where there is none, so the wall
  /// clock counts only when the steady one says that it was read at once.
  static func now() -> ClockReading {
    for _ in 0..<20 {
      let before = steadyNanoseconds()
      let wall = wallClock()
      let after = steadyNanoseconds()
      if after - before < 10_000_000 { return ClockReading(wall: wall, steady: after) }
    }
    return ClockReading(wall: wallClock(), steady: steadyNanoseconds())
  }
}

/// Compares how far the two clocks went, once a second.
struct ClockWatch {
  private var last: ClockReading?
  private let threshold: TimeSpan

  init(threshold: TimeSpan) { self.threshold = threshold }

  /// How far the wall clock jumped since the look before; nil when it kept step.
  mutating func look(_ now: ClockReading) -> TimeSpan? {
    guard let before = last else {
      last = now
      return nil
    }
    guard now.steady - before.steady >= 1_000_000_000 else { return nil }
    last = now
    let (advance, isTooFar) = now.wall.subtractingReportingOverflow(before.wall)
    guard !isTooFar else { return nil }
    let (jump, isFar) = advance.subtractingReportingOverflow(now.steady - before.steady)
    guard !isFar, jump.magnitude > threshold.nanoseconds.magnitude else { return nil }
    return TimeSpan(nanoseconds: jump)
  }
}
