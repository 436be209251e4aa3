// Bars of one symbol as columns: what a file of daily or intraday prices holds.
//
// A bar is named by the moment it starts at; it is known when its interval has passed.

/// Bars of one symbol, ascending and unique in time.
public struct BarColumns: Hashable, Sendable {
  /// The symbol, in capitals; empty when nothing names it.
  public var symbol: String
  /// Seconds from a bar's start to its end; 86,400 for a session.
  public var interval: Int
  /// The starts, in nanoseconds since 1970 UTC; midnight in New York for a session.
  public var starts: [Int64] = []
  /// First prices.
  public var open: [Double] = []
  /// Highest prices.
  public var high: [Double] = []
  /// Lowest prices.
  public var low: [Double] = []
  /// Last prices.
  public var close: [Double] = []
  /// Shares or contracts traded; zero for an index without volume.
  public var volume: [Double] = []
  /// Closes adjusted for splits and dividends; empty when the source gives none.
  public var adjustedClose: [Double] = []
  /// The line of the file each bar stands on, from 1.
  public var lines: [Int32] = []

  /// Makes an empty table.
  public init(symbol: String, interval: Int) {
    self.symbol = symbol
    self.interval = interval
  }

  /// How many bars there are.
  public var count: Int { starts.count }

  /// The bar at a place.
  public func bar(_ index: Int) -> PriceBar {
    PriceBar(
      open: open[index], high: high[index], low: low[index], close: close[index],
      volume: volume[index])
  }

  /// The start of the bar at a place.
  public func start(_ index: Int) -> Instant { Instant(nanoseconds: starts[index]) }
}
