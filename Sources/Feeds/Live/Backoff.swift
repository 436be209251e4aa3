// How long to wait before a source is started again.

public import MarketData
import Numerics

/// Full-jitter backoff: each wait is uniform between nothing and a bound that doubles.
///
/// Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
public struct Backoff: Hashable, Sendable {
  /// The first bound.
  public static let first = TimeSpan(nanoseconds: 500_000_000)
  /// The last bound.
  public static let last = TimeSpan.seconds(30)
  private var stream: RandomStream
  private var failures = 0

  /// Makes a schedule whose waits follow from a seed.
  public init(seed: UInt64) { stream = RandomStream(seed: seed, purpose: "feed backoff") }

  /// The wait after another failure.
  public mutating func next() -> TimeSpan {
    let bound = min(
      Backoff.last.nanoseconds, Backoff.first.nanoseconds << Int64(min(failures, 10)))
    failures += 1
    return TimeSpan(nanoseconds: Int64(Double(bound) * stream.uniform()))
  }

  /// The source worked: the next failure waits a short time again.
  public mutating func reset() { failures = 0 }
}

/// Lets through so many requests a span, with a reserve for a burst.
public struct TokenBucket: Hashable, Sendable {
  private let perSecond: Double
  private let most: Double
  private var tokens: Double
  private var filled: Int64?

  /// Makes a full bucket.
  public init(perMinute: Double, burst: Double) {
    perSecond = perMinute / 60
    most = max(1, burst)
    tokens = most
  }

  /// Takes a token at a moment of a clock that never goes back.
  ///
  /// - Returns: Nanoseconds to wait before trying again; 0 when the token was taken.
  public mutating func take(at now: Int64) -> Int64 {
    if let filled {
      tokens = min(most, tokens + Double(max(0, now - filled)) / 1e9 * perSecond)
    }
    filled = now
    if tokens >= 1 {
      tokens -= 1
      return 0
    }
    return Int64(((1 - tokens) / perSecond * 1e9).rounded(.up))
  }
}
