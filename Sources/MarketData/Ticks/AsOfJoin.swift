// Trades beside the quotes that stood when they were made.

/// The trades of a symbol, each with the last quote at or before its time.
public struct QuotedTrades: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// The trades, in the order of time.
  public var trades: TradeSeries
  /// The quotes, in the order of time, a missing side filled with the last one known.
  public var quotes: QuoteSeries
  /// The quote of each trade; nil when none came before it.
  public var quote: [Int?]

  /// The mean of twice the distance of a trade from the middle of its quote, in the tables' unit,
  /// over trades whose quote has both sides and is not crossed; nil without one.
  public var effectiveSpread: Double? {
    let distances = trades.time.indices.compactMap { row in
      middle(row).map { 2 * abs(Double(trades.price[row]) - $0) }
    }
    return distances.isEmpty ? nil : distances.reduce(0, +) / Double(distances.count)
  }

  /// The middle of the quote of a trade, in the tables' unit; nil without a sound one.
  public func middle(_ row: Int) -> Double? {
    guard let place = quote[row] else { return nil }
    let (bid, ask) = (quotes.bid[place], quotes.ask[place])
    guard bid != QuoteTable.missingPrice, ask != QuoteTable.missingPrice, ask >= bid else {
      return nil
    }
    return 0.5 * (Double(bid) + Double(ask))
  }
}

extension TickTable where Series == TradeSeries {
  /// Joins each trade with the last quote of its symbol at or before its time.
  ///
  /// Of several quotes of one time the last that came counts.
  ///
  /// - Parameters:
  ///   - quotes: The quotes, in the unit of the trades.
  ///   - selection: Which trades; quotes before them count.
  /// - Returns: The trades of each symbol; nil when the units differ.
  public func joined(
    _ quotes: QuoteTable, _ selection: TickSelection = TickSelection()
  ) -> [QuotedTrades]? {
    guard quotes.decimals == decimals else { return nil }
    return numbers(of: selection).map { number in
      let name = symbols.names[Int(number)]
      var trades = series[Int(number)].ordered()
      trades.keep(trades.rows(from: selection.from, to: selection.to))
      let known = (quotes.ordered(name) ?? QuoteSeries()).carryingSides()
      return QuotedTrades(
        symbol: name, trades: trades, quotes: known, quote: lastPlaces(trades.time, known.time))
    }
  }
}

/// For each moment, the last place whose time is at or before it; both ascend.
private func lastPlaces(_ moments: [Int64], _ times: [Int64]) -> [Int?] {
  var next = 0
  return moments.map { moment in
    while next < times.count, times[next] <= moment { next += 1 }
    return next > 0 ? next - 1 : nil
  }
}
