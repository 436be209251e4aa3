// A whole chain held to the rules: what is kept, what is dropped and why, and the verdict.
//
// Raw quotes stay as they are; every quote has a fate beside it. Forwards and discounts come from
// `prepareSmiles`, so that a review and a calibration price on the same lines.

public import MarketData

/// What became of one quote.
public enum QuoteFate: Hashable, Sendable {
  /// The contract is not listed.
  case absent
  /// It prices.
  case kept
  /// It is left out for breaking a rule.
  case dropped(ChainCheck)
}

/// What decides how a chain is reviewed.
public struct ReviewRules: Hashable, Sendable {
  /// How forwards, discounts and smiles are found.
  public var smile: SmileRules
  /// Distance in log-moneyness from the forward within which pairs must agree.
  public var parityReach: Double
  /// A spread over this share of its mid is wide, unless it is within `tightDollars`.
  public var wideShare: Double
  /// A spread of at most this many dollars is never wide.
  public var tightDollars: Double
  /// The shares that decide the verdict.
  public var limits: VerdictLimits

  /// Makes rules; the defaults are the domain's.
  public init(
    smile: SmileRules = SmileRules(), parityReach: Double = 0.10, wideShare: Double = 0.5,
    tightDollars: Double = 0.10, limits: VerdictLimits = VerdictLimits()
  ) {
    self.smile = smile
    self.parityReach = parityReach
    self.wideShare = wideShare
    self.tightDollars = tightDollars
    self.limits = limits
  }
}

/// The calls or the puts of one series: a number for each of its strikes.
public struct ReviewedSide: Hashable, Sendable {
  /// What became of each quote.
  public var fates: [QuoteFate]
  /// The volatility of each kept mid; zero for none.
  public var volatilities: [Double]
  /// The Black-76 delta at that volatility; zero for none.
  public var deltas: [Double]

  /// A side of which nothing is known but which strikes are listed or already dropped.
  public init(fates: [QuoteFate]) {
    self.fates = fates
    volatilities = [Double](repeating: 0, count: fates.count)
    deltas = volatilities
  }
}

/// A quote that broke a rule.
public struct CheckPlace: Hashable, Sendable {
  /// The rule.
  public var check: ChainCheck
  /// The place of its strike in the series' quotes; nil when the whole series is meant.
  public var strike: Int?
  /// Call or put; nil when both or the series are meant.
  public var right: OptionRight?
}

/// One series after the review.
public struct ReviewedSeries: Hashable, Sendable {
  /// Its quotes as they came.
  public var quotes: SeriesQuotes
  /// The calls.
  public var calls: ReviewedSide
  /// The puts.
  public var puts: ReviewedSide
  /// Its smile on its parity forward, or why there is none.
  public var prepared: PreparedSmile
  /// Pairs of a kept call and a kept put near the forward.
  public var pairs = 0
  /// How often each rule was broken.
  public var counts = CheckCounts()
  /// The first places of each rule.
  public var places: [CheckPlace] = []
  /// Strikes that the listing's even steps lead one to expect.
  public var missingStrikes: [Double] = []

  /// Places kept for each rule and series.
  static let placesPerCheck = 3

  /// Takes the quotes of a series with what is already known of them.
  ///
  /// - Parameters:
  ///   - quotes: The quotes by ascending strike.
  ///   - calls: For each strike whether its call is listed, and whether it is dropped already.
  ///   - puts: The same of the puts.
  public init(_ quotes: SeriesQuotes, calls: [QuoteFate], puts: [QuoteFate]) {
    self.quotes = quotes
    self.calls = ReviewedSide(fates: calls)
    self.puts = ReviewedSide(fates: puts)
    prepared = PreparedSmile(label: quotes.label, years: quotes.years, refusal: "not reviewed")
  }

  /// Whether it still trades.
  public var isLive: Bool { quotes.years > 0 }

  /// The side of a right.
  public func side(_ right: OptionRight) -> ReviewedSide { right == .call ? calls : puts }

  /// What became of the quote at a strike.
  public func fate(_ index: Int, _ right: OptionRight) -> QuoteFate {
    right == .call ? calls.fates[index] : puts.fates[index]
  }

  /// The volatility of the quote at a strike; zero for none.
  public func volatility(_ index: Int, _ right: OptionRight) -> Double {
    right == .call ? calls.volatilities[index] : puts.volatilities[index]
  }

  /// Whether a quote is kept.
  func isKept(_ index: Int, _ right: OptionRight) -> Bool {
    right == .call ? calls.fates[index] == .kept : puts.fates[index] == .kept
  }

  /// Counts a broken rule and keeps the first places.
  mutating func mark(_ check: ChainCheck, _ strike: Int? = nil, _ right: OptionRight? = nil) {
    counts[check] += 1
    guard counts[check] <= ReviewedSeries.placesPerCheck else { return }
    places.append(CheckPlace(check: check, strike: strike, right: right))
  }

  mutating func drop(_ check: ChainCheck, _ strike: Int, _ right: OptionRight) {
    switch right {
    case .call: calls.fates[strike] = .dropped(check)
    case .put: puts.fates[strike] = .dropped(check)
    }
    mark(check, strike, right)
  }
}

/// A chain after the review.
public struct ChainReview: Hashable, Sendable {
  /// Its series in the order given.
  public var series: [ReviewedSeries]
  /// The price of the underlying, given or implied by the nearest pair; nil without either.
  public var spot: Double?
  /// What speaks for and against it.
  public var evidence: ChainEvidence
  /// Whether it may be traded on.
  public var verdict: ChainVerdict
  /// Why, in plain words.
  public var reasons: [String]

  /// Judges reviewed series.
  ///
  /// - Parameters:
  ///   - series: The series.
  ///   - spot: The price of the underlying; nil when there is none.
  ///   - evidence: What speaks for and against the chain.
  ///   - limits: The shares that decide.
  public init(
    series: [ReviewedSeries], spot: Double?, evidence: ChainEvidence,
    limits: VerdictLimits = VerdictLimits()
  ) {
    self.series = series
    self.spot = spot
    self.evidence = evidence
    (verdict, reasons) = evidence.verdict(limits)
  }

  /// How often each rule was broken, over all series.
  public var counts: CheckCounts {
    var counts = CheckCounts()
    for one in series { counts.add(one.counts) }
    return counts
  }
}

/// Reviews a chain.
///
/// - Parameters:
///   - series: The series by ascending time to settlement, with the quotes already dropped.
///   - spot: Price of the underlying; nil takes the nearest pair's.
///   - rules: What decides.
/// - Returns: The chain with a fate for every quote, and the verdict.
public func reviewChain(
  _ series: [ReviewedSeries], spot: Double?, rules: ReviewRules = ReviewRules()
) -> ChainReview {
  var reviewed = series
  for index in reviewed.indices { reviewed[index].sortQuotes(rules) }
  let clean = reviewed.map(\.cleanQuotes)
  let implied = impliedSpot(clean.filter { $0.years > 0 })
  let level = spot ?? implied
  let spots = level.map { min($0, implied ?? $0)...max($0, implied ?? $0) }
  let smiles = prepareSmiles(clean, spot: level, rules: rules.smile)
  for index in reviewed.indices {
    reviewed[index].prepared = smiles[index]
    guard let parity = smiles[index].parity, reviewed[index].isLive else { continue }
    reviewed[index].checkBounds(parity, spots: spots)
    reviewed[index].solveVolatilities(parity)
    reviewed[index].dropOffSmile(parity)
    reviewed[index].checkParity(
      parity, spot: level, reach: rules.parityReach, least: rules.smile.minimumPairs)
    reviewed[index].checkSpreads(discount: parity.discount)
  }
  checkCalendars(&reviewed)
  for index in reviewed.indices where reviewed[index].isLive {
    reviewed[index].findMissingStrikes()
    if reviewed[index].prepared.parity?.isFallback ?? false {
      reviewed[index].mark(.parityFallback)
    }
    if smiles[index].smile == nil { reviewed[index].mark(.thinExpiry) }
  }
  return ChainReview(
    series: reviewed, spot: level,
    evidence: ChainEvidence(reviewed, isSpotMissing: level == nil), limits: rules.limits)
}

extension ChainEvidence {
  /// What reviewed series say; those that have settled say nothing.
  init(_ series: [ReviewedSeries], isSpotMissing: Bool) {
    self.init()
    var counts = CheckCounts()
    for one in series {
      let listed =
        one.calls.fates.count { $0 != .absent } + one.puts.fates.count { $0 != .absent }
      guard one.isLive else {
        settled += listed
        continue
      }
      quotes += listed
      counts.add(one.counts)
      pairs += one.pairs
      failures += one.counts[.parity]
      if one.prepared.smile != nil { usableExpiries += 1 }
      if one.counts[.parityFallback] > 0 { fallbacks += 1 }
      if one.quotes.style == .american { hasAmerican = true }
    }
    dropped = ChainCheck.allCases.filter { $0.gravity == .drop }
      .map { NamedCount($0.noun, counts[$0]) }
    self.isSpotMissing = isSpotMissing
  }
}
