// The numbers that fix every option price of one underlying at one moment.

import MarketData

/// The state of a surface at a moment.
struct SurfacePoint: Sendable {
  /// The moment.
  var time: Instant
  /// Minutes since the open, from 0.
  var minute: Int
  /// The underlying.
  var spot: Double
  /// 30-day at-the-money volatility, as a decimal.
  var level: Double
  /// Scales of the smile's slope and curvature.
  var skewScale: Double
  var curveScale: Double
  /// ln of 90-day over 30-day volatility.
  var slope90: Double
  /// Multiplies half-spreads.
  var spreadMultiplier: Double
  /// Extra trading days of variance still to come from today's announcements.
  var eventVariance: Double
  /// Share of the session's variance that has passed, 0 to 1.
  var elapsed: Double
  /// |return| of the minute over its usual size.
  var activity: Double
}

/// Rates and seed of a chain that do not change within a session.
struct ChainEconomics: Sendable {
  /// Continuously compounded rate and dividend yield.
  var rate: Double
  var yield: Double
  /// Half-spreads of an index chain, or of a fund chain in pennies.
  var isIndex: Bool
  /// Scales for half-spreads against the measured family.
  var spreadScale: Double
  /// Scales of the smile against the S&P 500 family.
  var skewFactor: Double
  /// The seed of the quotes.
  var seed: UInt64
}
