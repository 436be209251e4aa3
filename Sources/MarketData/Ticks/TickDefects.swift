// What is wrong with the rows of a tick table, and the table without them.

/// Rows of a table of trades by what is wrong with them; a row counts under its first defect.
public struct TradeDefects: Hashable, Sendable {
  /// Rows that were looked at.
  public internal(set) var rows = 0
  /// Rows without a price or a size.
  public internal(set) var missing = 0
  /// Prices below zero.
  public internal(set) var negativePrices = 0
  /// Prices of zero.
  public internal(set) var zeroPrices = 0
  /// Sizes of zero or below.
  public internal(set) var emptySizes = 0
  /// Rows that came after a later one of their symbol; they are put in order, not dropped.
  public internal(set) var late = 0

  /// Rows that a clean table does not hold.
  public var dropped: Int { missing + negativePrices + zeroPrices + emptySizes }

  /// Counts a row; true when it is sound.
  mutating func admits(_ price: Int64, _ size: Int32) -> Bool {
    rows += 1
    switch (price, size) {
    case (TradeTable.missingPrice, _), (_, TradeTable.missingSize): missing += 1
    case (..<0, _): negativePrices += 1
    case (0, _): zeroPrices += 1
    case (_, ...0): emptySizes += 1
    default: return true
    }
    return false
  }
}

/// Rows of a table of quotes by what is wrong with them; a row counts under its first defect.
public struct QuoteDefects: Hashable, Sendable {
  /// Rows that were looked at.
  public internal(set) var rows = 0
  /// Rows without either side.
  public internal(set) var missing = 0
  /// Rows with a side below zero.
  public internal(set) var negativePrices = 0
  /// Rows whose ask is below their bid.
  public internal(set) var crossed = 0
  /// Rows with a negative size.
  public internal(set) var negativeSizes = 0
  /// Rows that came after a later one of their symbol; they are put in order, not dropped.
  public internal(set) var late = 0

  /// Rows that a clean table does not hold.
  public var dropped: Int { missing + negativePrices + crossed + negativeSizes }

  /// Counts a row; true when it is sound.
  mutating func admits(_ quote: QuoteTick) -> Bool {
    rows += 1
    let sides = [quote.bid, quote.ask].filter { $0 != QuoteTable.missingPrice }
    let sizes = [quote.bidSize, quote.askSize].filter { $0 != QuoteTable.missingSize }
    if sides.isEmpty {
      missing += 1
    } else if sides.contains(where: { $0 < 0 }) {
      negativePrices += 1
    } else if sides.count == 2, sides[1] < sides[0] {
      crossed += 1
    } else if sizes.contains(where: { $0 < 0 }) {
      negativeSizes += 1
    } else {
      return true
    }
    return false
  }
}

extension TickTable where Series == TradeSeries {
  /// Looks at every row.
  public func defects() -> TradeDefects { checked(copying: nil) }

  /// A table of the sound rows in the order of time, and what was wrong with the others.
  public func cleaned() -> (table: TradeTable, defects: TradeDefects) {
    var table = TradeTable(symbols: symbols, decimals: decimals)
    let defects = checked { table.append(time: $0, price: $1, size: $2, symbol: $3) }
    table.sort()
    return (table, defects)
  }

  private func checked(copying copy: ((Int64, Int64, Int32, Int32) -> Void)?) -> TradeDefects {
    var defects = TradeDefects()
    for (number, trades) in series.enumerated() {
      defects.late += trades.late
      for row in 0..<trades.count where defects.admits(trades.price[row], trades.size[row]) {
        copy?(trades.time[row], trades.price[row], trades.size[row], Int32(number))
      }
    }
    return defects
  }
}

extension TickTable where Series == QuoteSeries {
  /// Looks at every row.
  public func defects() -> QuoteDefects { checked(copying: nil) }

  /// A table of the sound rows in the order of time, and what was wrong with the others.
  public func cleaned() -> (table: QuoteTable, defects: QuoteDefects) {
    var table = QuoteTable(symbols: symbols, decimals: decimals)
    let defects = checked { table.append($0, symbol: $1) }
    table.sort()
    return (table, defects)
  }

  private func checked(copying copy: ((QuoteTick, Int32) -> Void)?) -> QuoteDefects {
    var defects = QuoteDefects()
    for (number, quotes) in series.enumerated() {
      defects.late += quotes.late
      for row in 0..<quotes.count where defects.admits(quotes[row]) {
        copy?(quotes[row], Int32(number))
      }
    }
    return defects
  }
}
