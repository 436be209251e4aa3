// How fast the tape runs: market seconds a second, with long gaps cut short.

import Glibc
import MarketData

/// Nanoseconds of a clock that never goes back.
func steadyNanoseconds() -> Int64 {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}

/// Nanoseconds that this process has worked, whatever else the machine did.
func workedNanoseconds() -> Int64 {
  var now = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
  return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}

/// How fast the tape runs.
struct Pacer {
  /// Market seconds a second; infinite for as fast as possible.
  private(set) var speed: Double
  /// Whether the tape stands still.
  private(set) var isPaused = false
  private var marketAnchor: Instant?
  private var wallAnchor: Int64 = 0

  /// The longest wait for one batch, so that a night does not last: two seconds.
  private static let longestWait = 2.0

  init(speed: Double) { self.speed = speed }

  /// Milliseconds until a batch is due; 0 when it is, and a long time while paused.
  func wait(for time: Instant) -> Int {
    if isPaused { return 60_000 }
    guard speed.isFinite, speed > 0, let anchor = marketAnchor else { return 0 }
    let market = (time - anchor).seconds / speed
    // A gap between sessions is cut short; a slow minute is not.
    let due = (time - anchor) > .minutes(30) ? min(market, Pacer.longestWait) : market
    let left = due - Double(steadyNanoseconds() - wallAnchor) / 1e9
    return left <= 0 ? 0 : max(1, Int((left * 1000).rounded(.up)))
  }

  /// Notes that a batch was taken.
  mutating func advance(to time: Instant) {
    marketAnchor = time
    wallAnchor = steadyNanoseconds()
  }

  mutating func pause() { isPaused = true }

  mutating func run() {
    isPaused = false
    wallAnchor = steadyNanoseconds()
  }

  /// The speeds that the keys step through.
  static let steps: [Double] = [1, 2, 5, 10, 20, 60, 120, 300, 600, 1_800, 3_600, .infinity]

  mutating func faster() { speed = Pacer.steps.first { $0 > speed } ?? .infinity }

  mutating func slower() { speed = Pacer.steps.last { $0 < speed } ?? 1 }

  mutating func set(_ speed: Double) { self.speed = speed }
}
