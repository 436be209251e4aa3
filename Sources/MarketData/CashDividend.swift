// Cash dividends: what a share pays, and from which session it trades without it.

/// A cash dividend of one symbol.
public struct CashDividend: Hashable, Sendable, Comparable {
  /// The symbol.
  public var symbol: String
  /// The first session in which a buyer no longer receives it.
  public var exDate: CivilDate
  /// Dollars a share, above zero.
  public var amount: Money

  /// Makes a dividend.
  public init(symbol: String, exDate: CivilDate, amount: Money) {
    self.symbol = symbol
    self.exDate = exDate
    self.amount = amount
  }

  /// Orders dividends by date and symbol.
  public static func < (a: CashDividend, b: CashDividend) -> Bool {
    a.exDate != b.exDate ? a.exDate < b.exDate : a.symbol < b.symbol
  }
}
