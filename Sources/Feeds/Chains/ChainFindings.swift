// What was wrong with the rows of a chain file, by rule, with the first few places.

/// A rule that a row of a chain file may break.
public enum ChainRule: String, FileRule {
  /// The row has another number of cells than the header.
  case cellCount = "the row must have as many cells as the header"
  /// A cell that must be a number is none.
  case number = "a price, volume or volatility must be a finite number"
  /// A date does not read.
  case date = "a date must be one that exists"
  /// Neither call nor put.
  case right = "the right must be call or put"
  /// The contract symbol does not read.
  case symbol = "the symbol must be a root, a date, C or P and a strike"
  /// The symbol and the columns name different contracts.
  case symbolDiffers = "the symbol must name the strike and right of its row"
  /// The symbol's date is not the column's; the symbol is believed.
  case expiryDiffers = "the expiry must be the date in the symbol (the symbol is used)"
  /// The strike is missing or not above zero.
  case strike = "the strike must be above zero"
  /// A price, volume or open interest is below zero.
  case negative = "a price, volume or open interest must not be negative"
  /// The vendor's volatility is below zero.
  case negativeVolatility = "a volatility must not be negative"
  /// The contract stands in the file twice.
  case duplicate = "a contract must stand in a snapshot once (the last is used)"
  /// The contract delivers something other than a hundred shares or the index.
  case nonStandard = "a contract must settle in the standard way"
  /// The quote date stands a year or more from all others.
  case strayDate = "a quote date must lie within a year of another one"
  /// Bid over ask, an ask of zero under a bid among them.
  case crossed = "a bid must not stand over its ask"
  /// A cell for bid or ask is empty.
  case missingQuote = "a bid and an ask must be given"
  /// The bid is zero: nobody bids.
  case zeroBid = "there is no bid"
  /// The ask is zero: nobody offers.
  case zeroAsk = "there is no ask"
  /// The vendor's volatility is zero or missing.
  case zeroVolatility = "a volatility must be above zero"

  /// Whether a contract that breaks the rule is left out altogether.
  public var dropsContract: Bool {
    switch self {
    case .cellCount, .number, .date, .right, .symbol, .symbolDiffers, .strike, .negative,
      .negativeVolatility, .duplicate, .nonStandard, .strayDate:
      true
    case .expiryDiffers, .crossed, .missingQuote, .zeroBid, .zeroAsk, .zeroVolatility: false
    }
  }

  /// Whether the row is left out of the chain as it is read.
  public var setsApart: Bool { dropsContract }

  /// The stable name.
  public var code: String {
    switch self {
    case .cellCount: "cell-count"
    case .number: "number"
    case .date: "date"
    case .right: "right"
    case .symbol: "symbol"
    case .symbolDiffers: "symbol-differs"
    case .expiryDiffers: "expiry-differs"
    case .strike: "strike"
    case .negative: "negative"
    case .negativeVolatility: "negative-volatility"
    case .duplicate: "duplicate"
    case .nonStandard: "non-standard"
    case .strayDate: "stray-date"
    case .crossed: "crossed"
    case .missingQuote: "missing-quote"
    case .zeroBid: "zero-bid"
    case .zeroAsk: "zero-ask"
    case .zeroVolatility: "zero-volatility"
    }
  }

  /// What leaves a contract out is an error, an absent side is ordinary.
  public var severity: FindingSeverity {
    switch self {
    case _ where dropsContract: .error
    case .crossed, .expiryDiffers: .error
    case .zeroBid, .zeroAsk, .missingQuote, .zeroVolatility: .note
    default: .warning
    }
  }
}

/// Everything that was wrong with the rows of a chain file.
public typealias ChainFindings = Findings<ChainRule>

extension Findings where Rule == ChainRule {
  /// Rows or contracts left out.
  public var dropped: Int {
    ChainRule.allCases.reduce(0) { $0 + ($1.dropsContract ? count($1) : 0) }
  }
}
