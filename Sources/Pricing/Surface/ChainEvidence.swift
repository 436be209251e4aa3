// The verdict on a chain from what speaks against it: one rule for live chains and for files.

public import MarketData

/// The shares from which a chain is degraded or refused (contracts, section 3).
public struct VerdictLimits: Hashable, Sendable {
  /// Share of quotes dropped from which a chain is degraded.
  public var degradedDrop: Double
  /// Share of quotes dropped above which a chain is refused.
  public var refusedDrop: Double
  /// Share of pairs failing parity from which a chain is degraded.
  public var degradedParity: Double
  /// Share of pairs failing parity above which a chain is refused.
  public var refusedParity: Double

  /// Makes limits.
  public init(
    degradedDrop: Double = 0.05, refusedDrop: Double = 0.20, degradedParity: Double = 0.02,
    refusedParity: Double = 0.10
  ) {
    self.degradedDrop = degradedDrop
    self.refusedDrop = refusedDrop
    self.degradedParity = degradedParity
    self.refusedParity = refusedParity
  }
}

/// What speaks for and against a chain.
public struct ChainEvidence: Hashable, Sendable {
  /// Quotes of series that still trade.
  public var quotes = 0
  /// Contracts of series that have settled; they speak neither for nor against the chain.
  public var settled = 0
  /// Quotes dropped, by what they were; a missing bid alone, a wide or a locked market is none.
  public var dropped: [NamedCount] = []
  /// Pairs of a call and a put near the forward.
  public var pairs = 0
  /// Pairs that fail parity.
  public var failures = 0
  /// Expiries with a forward and enough strikes.
  public var usableExpiries = 0
  /// Expiries whose forward came from spot, rate and yield.
  public var fallbacks = 0
  /// Whether a contract may be exercised early.
  public var hasAmerican = false
  /// Whether the underlying has no price and none can be implied.
  public var isSpotMissing = false

  /// A count and what was counted.
  public struct NamedCount: Hashable, Sendable {
    /// What was counted, such as `crossed`.
    public var name: String
    /// How many.
    public var count: Int

    /// Makes a count.
    public init(_ name: String, _ count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// Nothing known yet.
  public init() {}

  /// The verdict with every reason in plain words.
  public func verdict(
    _ limits: VerdictLimits = VerdictLimits()
  ) -> (verdict: ChainVerdict, reasons: [String]) {
    var verdict = ChainVerdict.usable
    var reasons: [String] = []
    func fail(_ level: ChainVerdict, _ reason: String) {
      if verdict != .refused { verdict = level }
      reasons.append(reason)
    }
    if isSpotMissing { fail(.refused, "spot missing") }
    if quotes == 0, !isSpotMissing {
      fail(.refused, settled > 0 ? "every series has settled" : "no quotes")
    }
    let count = dropped.reduce(0) { $0 + $1.count }
    let dropShare = quotes > 0 ? Double(count) / Double(quotes) : 0
    if dropShare >= limits.degradedDrop {
      let causes = dropped.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }
      fail(
        dropShare > limits.refusedDrop ? .refused : .degraded,
        "\(count) of \(quotes) quotes dropped (\(causes.joined(separator: ", ")))")
    }
    let failShare = pairs > 0 ? Double(failures) / Double(pairs) : 0
    if failShare >= limits.degradedParity {
      fail(
        failShare > limits.refusedParity ? .refused : .degraded,
        "\(failures) of \(pairs) pairs fail parity")
    }
    if quotes > 0, !isSpotMissing, usableExpiries == 0 { fail(.refused, "no usable expiry") }
    if usableExpiries == 1 { fail(.degraded, "one usable expiry") }
    if fallbacks > 0 { reasons.append("parity fallback in \(fallbacks) expiries") }
    if hasAmerican { reasons.append("american\u{2248}") }
    return (verdict, reasons)
  }
}
