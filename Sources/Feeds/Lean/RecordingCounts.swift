// What a file of recorded rows holds, counted.

/// Counts of a recording; nil where one does not apply.
public struct RecordingCounts: Hashable, Sendable {
  /// Options or futures with at least one row.
  public var contracts: Int?
  /// Distinct expiry dates of them.
  public var expiries: Int?
  /// Rows whose bid is above the ask.
  public var crossed: Int?
  /// Rows whose bid equals the ask.
  public var locked: Int?
  /// Rows without a bid.
  public var zeroBid: Int?
  /// Rows without an ask.
  public var zeroAsk: Int?
  /// Rows with the time of the row before; nil for ticks, where that is usual.
  public var duplicates: Int?
  /// Bars whose low is not the lowest or whose high is not the highest price.
  public var violations: Int?

  /// Nothing counted.
  public init() {}

  /// The counts under the names of a report, those that apply.
  public var named: [(name: String, count: Int)] {
    let all: [(String, Int?)] = [
      ("contracts", contracts), ("expiries", expiries), ("crossed", crossed), ("locked", locked),
      ("zero_bid", zeroBid), ("zero_ask", zeroAsk), ("duplicates", duplicates),
      ("violations", violations),
    ]
    return all.compactMap { name, count in count.map { (name, $0) } }
  }
}

/// The rules of recorded rows.
enum RecordingRule: String, FileRule {
  case malformed = "a row must have the cells of its kind"
  case timeOrder = "times must not go back within a contract"
  case duplicate = "a time must not stand twice within a contract"
  case ohlcOrder = "low <= open, close <= high must hold"
  case price = "a trade must have a price above zero"
  case crossed = "a bid must not be above its ask"
  case suspicious = "a tick must not be doubted by its own source"
  case locked = "a bid that equals its ask prices nothing"
  case noBid = "a quote without a bid is one-sided"
  case noAsk = "a quote without an ask is one-sided"

  var code: String {
    switch self {
    case .malformed: "malformed-row"
    case .timeOrder: "time-order"
    case .duplicate: "duplicate"
    case .ohlcOrder: "ohlc-order"
    case .price: "price"
    case .crossed: "crossed"
    case .suspicious: "suspicious-tick"
    case .locked: "locked"
    case .noBid: "no-bid"
    case .noAsk: "no-ask"
    }
  }

  var severity: FindingSeverity {
    switch self {
    case .malformed, .timeOrder, .duplicate, .ohlcOrder, .price, .crossed: .error
    case .suspicious, .locked: .warning
    case .noBid, .noAsk: .note
    }
  }
}
