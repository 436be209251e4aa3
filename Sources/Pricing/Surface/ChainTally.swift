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
  /// Why the chain is refused whatever its quotes say.
  var refusal: String?

  mutating func add(_ quality: QuoteQuality, hasAsk: Bool) {
    qualities[quality.index] += 1
    if !hasAsk { withoutAsk += 1 }
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
    var verdict = ChainVerdict.usable
    var reasons: [String] = []
    func fail(_ level: ChainVerdict, _ reason: String) {
      if verdict != .refused { verdict = level }
      reasons.append(reason)
    }
    let total = qualities.reduce(0, +)
    if let refusal { fail(.refused, refusal) }
    if isSpotMissing { fail(.refused, "spot missing") }
    if total == 0, !isSpotMissing { fail(.refused, "no quotes") }
    let dropped = self.dropped
    let dropShare = total > 0 ? Double(dropped) / Double(total) : 0
    if dropShare >= rules.degradedDrop {
      let level = dropShare > rules.refusedDrop ? ChainVerdict.refused : .degraded
      fail(level, "\(dropped) of \(total) quotes dropped (\(causes))")
    }
    let failShare = pairs > 0 ? Double(failures) / Double(pairs) : 0
    if failShare >= rules.degradedParity {
      let level = failShare > rules.refusedParity ? ChainVerdict.refused : .degraded
      fail(level, "\(failures) of \(pairs) pairs fail parity")
    }
    if total > 0, !isSpotMissing, usableExpiries == 0 { fail(.refused, "no usable expiry") }
    if usableExpiries == 1 { fail(.degraded, "one usable expiry") }
    if fallbacks > 0 { reasons.append("parity fallback in \(fallbacks) expiries") }
    if hasAmerican { reasons.append("american\u{2248}") }
    return (verdict, reasons)
  }

  /// Quotes that break a hard rule; a missing bid alone, a wide or a locked market do not.
  private var dropped: Int {
    qualities[QuoteQuality.stale.index] + qualities[QuoteQuality.crossed.index]
      + qualities[QuoteQuality.invalid.index] + withoutAsk + outOfBounds + badVolatilities
      + outliers
  }

  private var causes: String {
    let named: [(String, Int)] = [
      ("stale", qualities[QuoteQuality.stale.index]),
      ("crossed", qualities[QuoteQuality.crossed.index]),
      ("invalid", qualities[QuoteQuality.invalid.index]),
      ("out of bounds", outOfBounds), ("without ask", withoutAsk),
      ("volatility out of range", badVolatilities), ("off the smile", outliers),
    ]
    return named.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
  }
}
