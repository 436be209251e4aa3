// Ticks in memory: columns for each symbol, filled as a stream or in bulk.
//
// It favours reading: a row costs as much to append as to copy, and every query then runs through
// the columns of a symbol without a search or a jump.

/// Trades of many symbols.
public typealias TradeTable = TickTable<TradeSeries>

/// Quotes of many symbols.
public typealias QuoteTable = TickTable<QuoteSeries>

/// Ticks of many symbols.
public struct TickTable<Series: TickSeries>: Sendable {
  /// The symbols by number.
  public private(set) var symbols: TickSymbols
  /// The columns of each symbol.
  public internal(set) var series: [Series]
  /// Decimals of a price: 4 means that prices count 1/10 000.
  public private(set) var decimals: Int

  /// What stands for a price that is missing.
  public static var missingPrice: Int64 { .min }
  /// What stands for a size that is missing.
  public static var missingSize: Int32 { .min }
  /// Decimals a price may have.
  public static var decimalRange: ClosedRange<Int> { 0...9 }

  /// Makes an empty table.
  ///
  /// - Parameters:
  ///   - symbols: The symbols known from the start.
  ///   - decimals: Decimals of a price, from 0 to 9; others are taken as the nearest of these.
  public init(symbols: TickSymbols = TickSymbols(), decimals: Int = 4) {
    self.symbols = symbols
    self.decimals = min(max(decimals, 0), 9)
    series = [Series](repeating: Series(), count: symbols.count)
  }

  /// Rows of all symbols.
  public var count: Int { series.reduce(0) { $0 + $1.count } }

  /// Bytes set aside for the columns of all symbols.
  public var reservedBytes: Int { series.reduce(0) { $0 + $1.reservedBytes } }

  /// Units in one: 10 000 with four decimals.
  public var unitsPerOne: Double { Double(powerOfTen(decimals)) }

  /// A price in units as a number.
  public func price(_ units: Int64) -> Double { Double(units) / unitsPerOne }

  /// The number of a symbol, which is added when it is new.
  public mutating func number(adding name: String) -> Int32 {
    let number = symbols.number(adding: name)
    while series.count < symbols.count { series.append(Series()) }
    return number
  }

  /// The columns of a symbol in the order of time; nil when it is unknown.
  public func ordered(_ name: String) -> Series? {
    symbols.number(of: name).map { series[Int($0)].ordered() }
  }

  /// Puts the rows of every symbol in the order of time, so that no query has to.
  public mutating func sort() {
    for index in series.indices where !series[index].isOrdered { series[index].sort() }
  }

  /// Drops every row before a moment.
  ///
  /// - Parameter moment: Nanoseconds since 1970 UTC.
  /// - Returns: How many rows were dropped.
  public mutating func drop(before moment: Int64) -> Int {
    var dropped = 0
    for index in series.indices {
      series[index].sort()
      let first = series[index].firstRow(notBefore: moment)
      dropped += first
      if first > 0 { series[index].keep(first..<series[index].count) }
    }
    return dropped
  }

  /// Changes the unit of the prices to one with more decimals.
  ///
  /// - Parameter wanted: Decimals, at least those of the table.
  /// - Returns: False when a price would not fit; then nothing was changed.
  public mutating func refine(to wanted: Int) -> Bool {
    guard wanted > decimals else { return wanted == decimals }
    let factor = powerOfTen(wanted - decimals)
    guard series.allSatisfy({ $0.allows(factor: factor) }) else { return false }
    for index in series.indices { series[index].rescale(by: factor) }
    decimals = wanted
    return true
  }

  /// Adds the rows of another table.
  ///
  /// - Parameter other: A table in the same unit.
  /// - Returns: False when the units differ; then nothing was added.
  public mutating func take(_ other: TickTable) -> Bool {
    guard other.decimals == decimals else { return false }
    for (place, rows) in other.series.enumerated() where rows.count > 0 {
      let number = number(adding: other.symbols.names[place])
      series[Int(number)].append(rows)
    }
    return true
  }
}

extension TickTable where Series == TradeSeries {
  /// Adds a trade at the end of its symbol's columns.
  ///
  /// - Parameters:
  ///   - time: Nanoseconds since 1970 UTC.
  ///   - price: In the table's unit.
  ///   - size: Shares or contracts.
  ///   - symbol: The symbol's number, which must be known.
  public mutating func append(time: Int64, price: Int64, size: Int32, symbol: Int32) {
    series[Int(symbol)].append(time, price, size)
  }

  /// Adds trades that came in one stream of all symbols, as columns of one length.
  ///
  /// - Returns: False when a symbol is unknown or the lengths differ; then nothing was added.
  public mutating func append(
    time: Span<Int64>, price: Span<Int64>, size: Span<Int32>, symbol: Span<Int32>
  ) -> Bool {
    let rows = time.count
    guard price.count == rows, size.count == rows, symbol.count == rows else { return false }
    var counts = [Int](repeating: 0, count: series.count)
    for row in 0..<rows {
      let number = Int(symbol[row])
      guard number >= 0, number < counts.count else { return false }
      counts[number] += 1
    }
    for (number, more) in counts.enumerated() where more > 0 { series[number].reserve(more) }
    var partition = TradePartition()
    for start in stride(from: 0, to: rows, by: TradePartition.blockLength) {
      append(
        start..<min(rows, start + TradePartition.blockLength), time, price, size, symbol,
        through: &partition)
    }
    return true
  }

  /// Adds a block of rows whose symbols are known.
  mutating func append(
    _ block: Range<Int>, _ time: Span<Int64>, _ price: Span<Int64>, _ size: Span<Int32>,
    _ symbol: Span<Int32>, through partition: inout TradePartition
  ) {
    // Few rows of many symbols are not worth the sort.
    guard block.count > series.count / 4 else {
      for row in block { series[Int(symbol[row])].append(time[row], price[row], size[row]) }
      return
    }
    partition.sort(block, time, price, size, symbol, symbols: series.count)
    take(partition)
  }

  /// Adds noted trades whose symbols are known.
  mutating func append(_ trades: Span<NotedTrade>, through partition: inout TradePartition) {
    guard trades.count > series.count / 4 else {
      for row in 0..<trades.count {
        let trade = trades[row]
        series[Int(trade.symbol)].append(trade.time, trade.price, trade.size)
      }
      return
    }
    partition.sort(trades, symbols: series.count)
    take(partition)
  }

  private mutating func take(_ partition: TradePartition) {
    var start = 0
    for (number, end) in partition.ends.enumerated() where end > start {
      series[number].append(partition, start..<end)
      start = end
    }
  }

  /// Adds the rows of one symbol.
  public mutating func append(_ more: TradeSeries, to symbol: Int32) {
    series[Int(symbol)].append(more)
  }
}

extension TickTable where Series == QuoteSeries {
  /// Adds a quote at the end of its symbol's columns.
  ///
  /// - Parameters:
  ///   - quote: The quote, its prices in the table's unit.
  ///   - symbol: The symbol's number, which must be known.
  public mutating func append(_ quote: QuoteTick, symbol: Int32) {
    series[Int(symbol)].append(quote)
  }

  /// Adds the rows of one symbol.
  public mutating func append(_ more: QuoteSeries, to symbol: Int32) {
    series[Int(symbol)].append(more)
  }
}

/// Ten to a power from 0 to 18.
func powerOfTen(_ exponent: Int) -> Int64 {
  var power: Int64 = 1
  for _ in 0..<min(exponent, 18) { power *= 10 }
  return power
}
