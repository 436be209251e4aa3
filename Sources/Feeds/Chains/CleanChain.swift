// A snapshot after the rules: raw quotes, the clean ones apart, and what was found between them.

public import MarketData
import Numerics
public import Pricing

extension ChainCheck: FileRule {
  /// The stable name.
  public var code: String {
    switch self {
    case .crossed: "quote-crossed"
    case .noAsk: "quote-without-ask"
    case .stale: "quote-stale"
    case .offGrid: "strike-off-grid"
    case .delta: "delta-range"
    case .bounds: "price-bounds"
    case .volatilityRange: "volatility-range"
    case .offSmile: "off-smile"
    case .expired: "series-settled"
    case .wide: "quote-wide"
    case .locked: "quote-locked"
    case .highVolatility: "volatility-high"
    case .parity: "parity"
    case .vertical: "vertical"
    case .butterfly: "butterfly"
    case .calendar: "calendar"
    case .thinExpiry: "thin-expiry"
    case .parityFallback: "parity-fallback"
    case .missingStrike: "missing-strike"
    case .missingExpiry: "missing-expiry"
    case .noBid: "quote-without-bid"
    case .solvedVolatility: "volatility-solved"
    }
  }

  /// A clean chain holds the contracts that it dropped itself.
  public var setsApart: Bool { false }

  /// What drops a quote is an error.
  public var severity: FindingSeverity {
    switch gravity {
    case .note: .note
    case .flag: .warning
    case .drop: .error
    }
  }
}

/// A contract that is kept out of the clean chain.
public struct DroppedContract: Hashable, Sendable {
  /// The place of its series in the snapshot.
  public var series: Int
  /// The contract as it came.
  public var contract: ChainContract
  /// The rule it broke.
  public var check: ChainCheck
}

/// A snapshot after the rules.
public struct CleanChain: Sendable {
  /// The quotes as they came.
  public var raw: ChainSnapshot
  /// The quotes that may price; series that have settled are gone.
  public var clean: ChainSnapshot
  /// What is not in it, and why; the contracts of settled series among it.
  public var dropped: [DroppedContract]
  /// Forwards, volatilities and fates, one entry for each series of `raw`.
  public var review: ChainReview
  /// What was wrong, by rule; the places are lines of the file.
  public var findings: Findings<ChainCheck>
  /// Third Fridays that should be listed and are not.
  public var missingExpiries: [CivilDate]
}

/// What decides how a snapshot is cleaned.
public struct CleaningRules: Hashable, Sendable {
  /// How the quotes are reviewed.
  public var review: ReviewRules
  /// The moment the chain is wanted for; nil takes an archive as it is.
  public var asOf: Instant?
  /// Quotes older than this at `asOf` are stale: three days at the close.
  public var staleAfter: TimeSpan

  /// Makes rules; the defaults are the domain's.
  public init(
    review: ReviewRules = ReviewRules(), asOf: Instant? = nil,
    staleAfter: TimeSpan = .days(3)
  ) {
    self.review = review
    self.asOf = asOf
    self.staleAfter = staleAfter
  }
}

extension ChainSnapshot {
  /// Holds the snapshot to the rules.
  ///
  /// - Parameter rules: What decides.
  /// - Returns: Raw and clean quotes, findings, and the verdict in its `review`.
  public func cleaned(_ rules: CleaningRules = CleaningRules()) -> CleanChain {
    let isStale =
      if let asOf = rules.asOf, let time { asOf - time > rules.staleAfter } else { false }
    let sides = series.map { SeriesSides($0, basis: basis, isStale: isStale) }
    var review: ChainReview
    if basis == .volatilities {
      review = volatilityReview(sides)
    } else {
      review = reviewChain(sides.map(\.reviewed), spot: spot, rules: rules.review)
    }
    var findings = Findings<ChainCheck>()
    var dropped: [DroppedContract] = []
    var clean = self
    clean.series = []
    for index in series.indices {
      countSolved(&review.series[index], sides[index], series[index])
      report(review.series[index], sides[index], series[index], into: &findings)
      var kept: [ChainContract] = []
      for (place, contract) in series[index].contracts.enumerated() {
        switch review.series[index].fate(sides[index].strikes[place], contract.right) {
        case .kept: kept.append(contract)
        case .dropped(let check):
          dropped.append(DroppedContract(series: index, contract: contract, check: check))
        case .absent: break
        }
      }
      guard !kept.isEmpty else { continue }
      var one = series[index]
      one.contracts = kept
      clean.series.append(one)
    }
    let missing = missingExpiries
    for date in missing { findings.add(.missingExpiry, line: 0, "\(date)") }
    return CleanChain(
      raw: self, clean: clean, dropped: dropped, review: review, findings: findings,
      missingExpiries: missing)
  }

  /// A chain of volatilities has no quotes to hold to anything; its smiles decide.
  private func volatilityReview(_ sides: [SeriesSides]) -> ChainReview {
    var evidence = ChainEvidence()
    evidence.quotes = contractCount
    let prepared = smiles()
    evidence.usableExpiries = prepared.count { $0.smile != nil }
    var reviewed = sides.map(\.reviewed)
    for index in reviewed.indices { reviewed[index].prepared = prepared[index] }
    return ChainReview(series: reviewed, spot: spot, evidence: evidence)
  }

  /// Notes kept quotes whose vendor gave no volatility and which got their own.
  private func countSolved(
    _ reviewed: inout ReviewedSeries, _ sides: SeriesSides, _ series: ChainSeries
  ) {
    for (place, contract) in series.contracts.enumerated() {
      guard contract.vendorVolatility == nil,
        reviewed.volatility(sides.strikes[place], contract.right) > 0
      else { continue }
      reviewed.counts[.solvedVolatility] += 1
    }
  }

  private func report(
    _ reviewed: ReviewedSeries, _ sides: SeriesSides, _ series: ChainSeries,
    into findings: inout Findings<ChainCheck>
  ) {
    for check in ChainCheck.allCases where reviewed.counts[check] > 0 {
      let places = reviewed.places.filter { $0.check == check }
      for place in places {
        let contract = place.strike.flatMap { sides.contract($0, place.right, in: series) }
        findings.add(
          check, line: contract?.line ?? series.contracts.first?.line ?? 0,
          contract.map { "\(series.label) \($0.quoteText)" } ?? series.label)
      }
      findings.add(check, times: reviewed.counts[check] - places.count)
    }
  }

  /// The third Fridays of the quotes' month and the next one that stand between the quotes and the
  /// last expiry and are not listed.
  private var missingExpiries: [CivilDate] {
    guard let time, let last = series.compactMap(\.expiry).max() else { return [] }
    let today = NewYorkTime.date(time)
    var months = [(today.year, today.month)]
    months.append(today.month == 12 ? (today.year + 1, 1) : (today.year, today.month + 1))
    var missing: [CivilDate] = []
    for (year, month) in months {
      let friday = CivilDate.nth(3, .friday, month: month, year: year)
      guard friday > today, friday <= last else { continue }
      let day =
        TradingCalendar.isTradingDay(friday) ? friday : TradingCalendar.previous(before: friday)
      // Before 2015 standard series were dated on the Saturday after.
      let saturday = friday.adding(days: 1)
      let isListed = series.contains {
        $0.expiry == friday || $0.expiry == day || $0.expiry == saturday
      }
      if !isListed { missing.append(day) }
    }
    return missing
  }
}

extension ChainFile {
  /// The quotes that the rules of its snapshots keep out of the clean chains, each with its rule.
  public func droppedQuotes() -> RowsApart {
    var apart = RowsApart()
    for snapshot in snapshots {
      for dropped in snapshot.cleaned().dropped {
        apart.add(
          RowApart(
            line: dropped.contract.line, rule: dropped.check.code,
            severity: dropped.check.severity, symbol: snapshot.underlying, time: snapshot.time,
            text: "\(snapshot.series[dropped.series].label) \(dropped.contract.quoteText)"))
      }
    }
    return apart
  }

  /// The fullest snapshot held to the rules: the one that `chain` shows and whose verdict a report
  /// of the file gives.
  ///
  /// - Parameter rules: What decides.
  /// - Returns: The clean chain; nil when the file has no contract left to settle.
  public func cleaned(_ rules: CleaningRules = CleaningRules()) -> CleanChain? {
    fullest?.cleaned(rules)
  }
}
