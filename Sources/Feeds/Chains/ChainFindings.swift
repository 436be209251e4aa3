// What was wrong with the rows of a chain file, by rule, with the first few places.

/// A rule that a row of a chain file may break.
public enum ChainRule: String, CaseIterable, Hashable, Sendable {
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
  /// The contract stands in the file twice.
  case duplicate = "a contract must stand in a snapshot once (the first is used)"
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
      .duplicate, .strayDate:
      true
    case .expiryDiffers, .crossed, .missingQuote, .zeroBid, .zeroAsk, .zeroVolatility: false
    }
  }

  /// Position in `allCases`, for counting.
  var index: Int { ChainRule.allCases.firstIndex(of: self) ?? 0 }
}

/// One place where a rule is broken.
public struct ChainFinding: Hashable, Sendable, CustomStringConvertible {
  /// The rule.
  public var rule: ChainRule
  /// The line of the file, from 1; the number of the contract where there are no lines.
  public var line: Int
  /// What stood there.
  public var value: String

  /// The line, what was found, and the rule.
  public var description: String { "line \(line): \(value): \(rule.rawValue)" }
}

/// Everything that was wrong with the rows of a file.
public struct ChainFindings: Hashable, Sendable {
  /// How often each rule was broken, in the order of `ChainRule.allCases`.
  private var counts = [Int](repeating: 0, count: ChainRule.allCases.count)
  /// The first places of each rule, by rule and then in the order of the file.
  public private(set) var examples: [ChainFinding] = []

  /// Places kept for each rule.
  public static let examplesPerRule = 3

  /// How often a rule was broken.
  ///
  /// - Parameter rule: The rule.
  /// - Returns: The number of rows or contracts.
  public func count(_ rule: ChainRule) -> Int { counts[rule.index] }

  /// Rows or contracts left out.
  public var dropped: Int {
    ChainRule.allCases.reduce(0) { $0 + ($1.dropsContract ? counts[$1.index] : 0) }
  }

  /// Counts a broken rule and keeps the place when it is one of the first.
  mutating func add(_ rule: ChainRule, line: Int, _ value: @autoclosure () -> String) {
    let index = rule.index
    counts[index] += 1
    guard counts[index] <= ChainFindings.examplesPerRule else { return }
    let place =
      examples.firstIndex { $0.rule.index > index } ?? examples.count
    examples.insert(ChainFinding(rule: rule, line: line, value: value()), at: place)
  }
}
