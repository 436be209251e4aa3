// What a chain holds, counted, for reports and for comparing files.

public import MarketData
import Pricing

/// Counts over the contracts of a snapshot or of a whole file.
public struct ChainCounts: Hashable, Sendable {
  /// Contracts, each counted once in a snapshot.
  public var contracts = 0
  /// Bids over their asks, asks of zero under a bid among them.
  public var crossed = 0
  /// Bids of zero.
  public var zeroBid = 0
  /// Asks of zero.
  public var zeroAsk = 0
  /// Contracts without a vendor's volatility above zero.
  public var zeroVolatility = 0
  /// Contracts that stood in the file again.
  public var duplicates = 0
  /// Strikes with a bid for both call and put, in expiries that have a parity line.
  public var pairs = 0
  /// Pairs that miss parity by the report's rule, see `ParityCount`.
  public var violations = 0
  /// Expiry dates, ascending, each once.
  public var expiries: [CivilDate] = []
  /// Calls traded in the session.
  public var callVolume = 0
  /// Puts traded in the session.
  public var putVolume = 0
  /// Open calls.
  public var callOpenInterest = 0
  /// Open puts.
  public var putOpenInterest = 0

  /// Nothing counted yet.
  public init() {}

  /// Adds the counts of another snapshot.
  public mutating func add(_ other: ChainCounts) {
    contracts += other.contracts
    crossed += other.crossed
    zeroBid += other.zeroBid
    zeroAsk += other.zeroAsk
    zeroVolatility += other.zeroVolatility
    duplicates += other.duplicates
    pairs += other.pairs
    violations += other.violations
    callVolume += other.callVolume
    putVolume += other.putVolume
    callOpenInterest += other.callOpenInterest
    putOpenInterest += other.putOpenInterest
    expiries = ChainCounts.merged(expiries, other.expiries)
  }

  fileprivate mutating func add(_ contract: ChainContract, basis: QuoteBasis) {
    contracts += 1
    if basis == .quotes {
      if contract.bid == nil, !contract.empty.contains(.bid) { zeroBid += 1 }
      if contract.ask == nil, !contract.empty.contains(.ask) { zeroAsk += 1 }
      if contract.isCrossed { crossed += 1 }
    }
    if contract.vendorVolatility == nil { zeroVolatility += 1 }
    switch contract.right {
    case .call:
      callVolume += contract.volume ?? 0
      callOpenInterest += contract.openInterest ?? 0
    case .put:
      putVolume += contract.volume ?? 0
      putOpenInterest += contract.openInterest ?? 0
    }
  }

  /// Two ascending lists as one, each date once.
  private static func merged(_ a: [CivilDate], _ b: [CivilDate]) -> [CivilDate] {
    guard a != b else { return a }
    var dates: [CivilDate] = []
    for date in (a + b).sorted() where dates.last != date { dates.append(date) }
    return dates
  }
}

extension ChainSnapshot {
  /// What the snapshot holds, expired series among it.
  public var counts: ChainCounts {
    var counts = ChainCounts()
    counts.duplicates = duplicates
    let level = spot ?? impliedSpot
    for one in series {
      for contract in one.contracts { counts.add(contract, basis: basis) }
      if basis == .quotes, let level {
        let parity = ParityCount(
          one.strikeQuotes, spot: level, tolerance: one.isOnIndex ? 0.05 : 0.02)
        counts.pairs += parity.pairs
        counts.violations += parity.violations
      }
    }
    for date in series.compactMap(\.expiry).sorted() where counts.expiries.last != date {
      counts.expiries.append(date)
    }
    return counts
  }

  /// The spot that the nearest call and put of like price imply; nil without any.
  private var impliedSpot: Double? { Pricing.impliedSpot(series.map { $0.seriesQuotes(basis) }) }
}

extension ChainSeries {
  /// Whether it is on a full-sized index; the small ones tick like a share.
  var isOnIndex: Bool {
    let small = ["XSP", "MRUT", "XND"]
    return style == .european && !root.isEmpty
      && !small.contains(RootTraits(root: root).underlying)
  }
}

extension ChainFile {
  /// The counts of all snapshots together; those of a single one are `ChainSnapshot.counts`.
  public var counts: ChainCounts {
    var counts = ChainCounts()
    for snapshot in snapshots { counts.add(snapshot.counts) }
    return counts
  }
}
