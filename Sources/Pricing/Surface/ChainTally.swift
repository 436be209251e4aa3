// What was wrong with a chain, counted, and the verdict on it.

import MarketData

/// Counts of everything that keeps a quote or an expiry from pricing.
struct ChainTally {
  /// Quotes by quality, in the order of `QuoteQuality.allCases`.
  var qualities = [Int](repeating: 0, count: QuoteQuality.allCases.count)
  /// Quotes without an ask.
  var withoutAsk = 0
  /// Quotes outside what the forward allows.
  var outOfBounds = 0
  /// Volatilities under 1 % or over 500 %.
  var badVolatilities = 0
  /// Volatilities that stand off their smile.
  var outliers = 0
  /// Expiries with too few strikes.
  var thinExpiries = 0
  /// Expiries whose forward came from spot, rate and yield.
  var fallbacks = 0
  /// Pairs of a call and a put, and those that fail parity.
  var pairs = 0
  var failures = 0
  /// Whether a contract may be exercised early.
  var hasAmerican = false
  /// Whether the underlying has no price.
  var isSpotMissing = false

  mutating func add(_ quality: QuoteQuality, hasAsk: Bool) {
    qualities[quality.index] += 1
    // A price below zero is already invalid.
    if !hasAsk, quality != .invalid { withoutAsk += 1 }
  }

  mutating func add(_ parity: ParityFit, isAmerican: Bool) {
    pairs += parity.pairs
    failures += parity.failures
    if parity.isFallback { fallbacks += 1 }
    if isAmerican { hasAmerican = true }
  }

  /// The verdict of contracts section 3, with every reason in plain words.
  func judge(
    usableExpiries: Int, rules: SurfaceRules
  ) -> (verdict: ChainVerdict, reasons: [String]) {
    var evidence = ChainEvidence()
    evidence.quotes = qualities.reduce(0, +)
    evidence.dropped = [
      .init("stale", qualities[QuoteQuality.stale.index]),
      .init("crossed", qualities[QuoteQuality.crossed.index]),
      .init("invalid", qualities[QuoteQuality.invalid.index]),
      .init("out of bounds", outOfBounds), .init("without ask", withoutAsk),
      .init("volatility out of range", badVolatilities), .init("off the smile", outliers),
    ]
    evidence.pairs = pairs
    evidence.failures = failures
    evidence.usableExpiries = usableExpiries
    evidence.fallbacks = fallbacks
    evidence.hasAmerican = hasAmerican
    evidence.isSpotMissing = isSpotMissing
    return evidence.verdict(
      VerdictLimits(
        degradedDrop: rules.degradedDrop, refusedDrop: rules.refusedDrop,
        degradedParity: rules.degradedParity, refusedParity: rules.refusedParity))
  }
}
