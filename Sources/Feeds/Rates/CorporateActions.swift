// What bar files and factor files tell of dividends and splits, under the names they are stored by.

public import MarketData

/// The names of the series.
public enum CorporateActions {
  /// Cash dividends a share.
  public static let dividend = "dividend"
  /// New shares for an old one.
  public static let split = "split"
}

/// Dividends and splits of the underlyings of a tape, imported beside it.
public struct ImportedActions: Hashable, Sendable {
  /// Cash dividends.
  public private(set) var dividends: [CashDividend] = []
  /// Splits.
  public private(set) var splits: [Split] = []

  /// A split.
  public struct Split: Hashable, Sendable {
    /// The symbol.
    public var symbol: String
    /// The first day at the new price.
    public var date: CivilDate
    /// New shares for an old one.
    public var ratio: Double
  }

  /// No actions.
  public init() {}

  /// Whether nothing is told.
  public var isEmpty: Bool { dividends.isEmpty && splits.isEmpty }

  /// Takes a stored series of a symbol in, where it is one of these.
  public mutating func add(_ values: [DailyValue], metric: String, of symbol: String) {
    for value in values where value.value > 0 && value.value.isFinite {
      if metric == CorporateActions.dividend, let amount = Money(dollars: value.value) {
        dividends.append(CashDividend(symbol: symbol, exDate: value.date, amount: amount))
      } else if metric == CorporateActions.split, value.value != 1 {
        splits.append(Split(symbol: symbol, date: value.date, ratio: value.value))
      }
    }
  }

  /// Tells a session of them: dividends that the tape has not itself, and chains that a split leaves
  /// with strikes of the old share, which are frozen.
  func apply(to start: inout SessionStart) {
    for dividend in dividends {
      let isKnown = start.dividends.contains {
        $0.symbol == dividend.symbol && $0.exDate == dividend.exDate
      }
      if !isKnown { start.dividends.append(dividend) }
    }
    for split in splits where split.date == start.session.date {
      for index in start.chains.indices
      where start.chains[index].underlying == split.symbol && start.chains[index].refusal == nil {
        let reason =
          "split of \(roundedDecimal(split.ratio, 6)) for 1: listed strikes are of the old share"
        start.chains[index].refusal = reason
        start.notes.append("\(split.symbol) is frozen for new risk: \(reason) (imported)")
      }
    }
  }
}
