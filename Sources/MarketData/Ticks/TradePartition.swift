// Rows of a mixed stream put together by symbol, a block at a time.
//
// A block fits the second-level cache, so that scattering its rows costs little and every column of
// a symbol then grows by one copy.

/// Room to sort a block of trades by symbol.
struct TradePartition: Sendable {
  /// Rows of a block.
  static let blockLength = 1 << 14

  private(set) var time = [Int64](repeating: 0, count: blockLength)
  private(set) var price = [Int64](repeating: 0, count: blockLength)
  private(set) var size = [Int32](repeating: 0, count: blockLength)
  /// After a sort, where each symbol's rows end.
  private(set) var ends: [Int] = []

  /// Sorts a block of at most `blockLength` rows; rows of a symbol keep their order.
  mutating func sort(
    _ block: Range<Int>, _ rowTime: Span<Int64>, _ rowPrice: Span<Int64>,
    _ rowSize: Span<Int32>, _ rowSymbol: Span<Int32>, symbols: Int
  ) {
    if ends.count != symbols { ends = [Int](repeating: 0, count: symbols) }
    TradePartition.count(block, rowSymbol, &ends)
    TradePartition.scatter(
      block, rowTime, rowPrice, rowSize, rowSymbol, &ends, &time, &price, &size)
  }

  /// Sorts at most `blockLength` trades as a feed brings them.
  mutating func sort(_ trades: Span<NotedTrade>, symbols: Int) {
    if ends.count != symbols { ends = [Int](repeating: 0, count: symbols) }
    TradePartition.count(trades, &ends)
    TradePartition.scatter(trades, &ends, &time, &price, &size)
  }

  /// Finds where the rows of each symbol start.
  private static func count(_ block: Range<Int>, _ rowSymbol: Span<Int32>, _ starts: inout [Int]) {
    var places = starts.mutableSpan
    for symbol in 0..<places.count { places[symbol] = 0 }
    for row in block { places[Int(rowSymbol[row])] += 1 }
    sumUp(&places)
  }

  private static func count(_ trades: Span<NotedTrade>, _ starts: inout [Int]) {
    var places = starts.mutableSpan
    for symbol in 0..<places.count { places[symbol] = 0 }
    for row in 0..<trades.count { places[Int(trades[row].symbol)] += 1 }
    sumUp(&places)
  }

  /// Makes counts the starts of what is counted.
  private static func sumUp(_ places: inout MutableSpan<Int>) {
    var start = 0
    for symbol in 0..<places.count {
      let count = places[symbol]
      places[symbol] = start
      start += count
    }
  }

  /// Puts every row in its place; the starts become ends.
  private static func scatter(
    _ block: Range<Int>, _ rowTime: Span<Int64>, _ rowPrice: Span<Int64>,
    _ rowSize: Span<Int32>, _ rowSymbol: Span<Int32>, _ starts: inout [Int],
    _ time: inout [Int64], _ price: inout [Int64], _ size: inout [Int32]
  ) {
    var places = starts.mutableSpan
    var times = time.mutableSpan
    var prices = price.mutableSpan
    var sizes = size.mutableSpan
    for row in block {
      let symbol = Int(rowSymbol[row])
      let place = places[symbol]
      places[symbol] = place + 1
      times[place] = rowTime[row]
      prices[place] = rowPrice[row]
      sizes[place] = rowSize[row]
    }
  }

  private static func scatter(
    _ trades: Span<NotedTrade>, _ starts: inout [Int], _ time: inout [Int64],
    _ price: inout [Int64], _ size: inout [Int32]
  ) {
    var places = starts.mutableSpan
    var times = time.mutableSpan
    var prices = price.mutableSpan
    var sizes = size.mutableSpan
    for row in 0..<trades.count {
      let trade = trades[row]
      let symbol = Int(trade.symbol)
      let place = places[symbol]
      places[symbol] = place + 1
      times[place] = trade.time
      prices[place] = trade.price
      sizes[place] = trade.size
    }
  }
}
