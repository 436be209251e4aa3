// Scheduled events that carry volatility.

/// The kind of a scheduled event.
public enum MarketEventKind: String, CaseIterable, Sendable {
  case fomc = "FOMC"
  case cpi = "CPI"
  case nfp = "NFP"
  case gdp = "GDP"
  case earnings = "EARNINGS"
}

/// A scheduled event of one symbol, or of all.
public struct MarketEvent: Hashable, Sendable, Comparable {
  /// The symbol, or nil for the whole market.
  public var symbol: String?
  /// The kind.
  public var kind: MarketEventKind
  /// The moment of the announcement.
  public var time: Instant
  /// The first session whose prices can react.
  public var effectiveDate: CivilDate

  /// Makes an event.
  public init(symbol: String?, kind: MarketEventKind, time: Instant, effectiveDate: CivilDate) {
    self.symbol = symbol
    self.kind = kind
    self.time = time
    self.effectiveDate = effectiveDate
  }

  /// Orders events by time, kind and symbol.
  public static func < (a: MarketEvent, b: MarketEvent) -> Bool {
    if a.time != b.time { return a.time < b.time }
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    return (a.symbol ?? "") < (b.symbol ?? "")
  }
}
