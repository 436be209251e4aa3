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

  /// Finds where the rows of each symbol start.
  private static func count(_ block: Range<Int>, _ rowSymbol: Span<Int32>, _ starts: inout [Int]) {
    var places = starts.mutableSpan
    for symbol in 0..<places.count { places[symbol] = 0 }
    for row in block { places[Int(rowSymbol[row])] += 1 }
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
}

/// Trades on their way into a table, as a feed brings them.
///
/// A tick is only noted down; every few thousand of them go into the table at once. What the table
/// answers is up to date after `settle`.
public struct TradeStream: Sendable {
  /// The trades that have settled.
  public private(set) var table: TradeTable
  private var partition = TradePartition()
  private var noted = NotedTrades()

  /// Goes on where a table ends.
  public init(_ table: TradeTable) { self.table = table }

  /// The number of a symbol, which is added when it is new.
  public mutating func number(adding name: String) -> Int32 { table.number(adding: name) }

  /// Takes a trade.
  ///
  /// - Parameters:
  ///   - time: Nanoseconds since 1970 UTC.
  ///   - price: In the table's unit.
  ///   - size: Shares or contracts.
  ///   - symbol: The symbol's number, which must be known.
  public mutating func append(time: Int64, price: Int64, size: Int32, symbol: Int32) {
    noted.append(time, price, size, symbol)
    if noted.isFull { settle() }
  }

  /// Brings the table up to date.
  public mutating func settle() { noted.move(to: &table, through: &partition) }
}

/// Trades that were noted down.
private struct NotedTrades {
  private var time: [Int64] = []
  private var price: [Int64] = []
  private var size: [Int32] = []
  private var symbol: [Int32] = []

  init() {
    time.reserveCapacity(TradePartition.blockLength)
    price.reserveCapacity(TradePartition.blockLength)
    size.reserveCapacity(TradePartition.blockLength)
    symbol.reserveCapacity(TradePartition.blockLength)
  }

  var isFull: Bool { time.count >= TradePartition.blockLength }

  @inline(__always)
  mutating func append(_ time: Int64, _ price: Int64, _ size: Int32, _ symbol: Int32) {
    self.time.append(time)
    self.price.append(price)
    self.size.append(size)
    self.symbol.append(symbol)
  }

  mutating func move(to table: inout TradeTable, through partition: inout TradePartition) {
    guard !time.isEmpty else { return }
    table.append(
      0..<time.count, time.span, price.span, size.span, symbol.span, through: &partition)
    time.removeAll(keepingCapacity: true)
    price.removeAll(keepingCapacity: true)
    size.removeAll(keepingCapacity: true)
    symbol.removeAll(keepingCapacity: true)
  }
}
