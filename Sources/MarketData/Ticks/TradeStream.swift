// Trades one by one as a feed brings them, noted down and moved into a table by the block.

/// A trade that was noted down.
struct NotedTrade {
  let time: Int64
  let price: Int64
  let size: Int32
  let symbol: Int32
}

/// Trades on their way into a table, as a feed brings them.
///
/// A tick is only noted down; every few thousand of them go into the table at once. What the table
/// answers is up to date after `settle`.
public struct TradeStream: Sendable {
  /// The trades that have settled.
  public private(set) var table: TradeTable
  private var partition = TradePartition()
  /// One array, so that a tick costs one look for room.
  private var noted: [NotedTrade] = []

  /// Goes on where a table ends.
  public init(_ table: TradeTable) {
    self.table = table
    noted.reserveCapacity(TradePartition.blockLength)
  }

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
    noted.append(NotedTrade(time: time, price: price, size: size, symbol: symbol))
    if noted.count >= TradePartition.blockLength { settle() }
  }

  /// Brings the table up to date.
  public mutating func settle() {
    guard !noted.isEmpty else { return }
    TradeStream.move(noted, to: &table, through: &partition)
    noted.removeAll(keepingCapacity: true)
  }

  private static func move(
    _ trades: [NotedTrade], to table: inout TradeTable, through partition: inout TradePartition
  ) {
    table.append(trades.span, through: &partition)
  }
}
