// Bars from trades: first, highest, lowest and last price of every stretch of time.
//
// A stretch holds the trades from its start up to, but not at, its end, and starts at a whole
// multiple of its length since 1970 UTC. A stretch without a trade makes no bar.

/// Bars of some symbols, by symbol and then by time.
public struct TradeBars: Hashable, Sendable {
  /// The symbol's number of each bar.
  public internal(set) var symbol: [Int32] = []
  /// The starts, in nanoseconds since 1970 UTC.
  public internal(set) var start: [Int64] = []
  /// First prices, in the table's unit.
  public internal(set) var open: [Int64] = []
  /// Highest prices.
  public internal(set) var high: [Int64] = []
  /// Lowest prices.
  public internal(set) var low: [Int64] = []
  /// Last prices.
  public internal(set) var close: [Int64] = []
  /// Shares or contracts traded.
  public internal(set) var volume: [Int64] = []
  /// Sums of price times size, exact up to 2^53.
  public internal(set) var notional: [Double] = []
  /// Trades.
  public internal(set) var trades: [Int32] = []

  /// How many bars there are.
  public var count: Int { start.count }

  /// The mean price weighted by size, in the table's unit; nil without volume.
  public func meanPrice(_ bar: Int) -> Double? {
    volume[bar] > 0 ? notional[bar] / Double(volume[bar]) : nil
  }
}

extension TickTable where Series == TradeSeries {
  /// Bars of a length, of a clean table.
  ///
  /// - Parameters:
  ///   - interval: Nanoseconds of a bar, above zero.
  ///   - selection: Which trades.
  /// - Returns: The bars; none for an interval that is not above zero.
  public func bars(
    every interval: Int64, _ selection: TickSelection = TickSelection()
  ) -> TradeBars {
    var bars = TradeBars()
    guard interval > 0 else { return bars }
    for number in numbers(of: selection) {
      let trades = series[Int(number)].ordered()
      bars.append(
        trades, trades.rows(from: selection.from, to: selection.to), symbol: number, interval)
    }
    return bars
  }
}

extension TradeBars {
  fileprivate mutating func append(
    _ trades: TradeSeries, _ rows: Range<Int>, symbol number: Int32, _ interval: Int64
  ) {
    let (time, price, size) = (trades.time.span, trades.price.span, trades.size.span)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let begin = floorMultiple(of: interval, time[row])
      let end = addingBounded(begin, interval)
      let first = row
      var (highest, lowest) = (price[row], price[row])
      var (sum, weighted): (Int64, Double) = (0, 0)
      repeat {
        let value = price[row]
        highest = max(highest, value)
        lowest = min(lowest, value)
        sum &+= Int64(size[row])
        weighted += Double(value) * Double(size[row])
        row += 1
      } while row < rows.upperBound && time[row] < end
      symbol.append(number)
      start.append(begin)
      open.append(price[first])
      high.append(highest)
      low.append(lowest)
      close.append(price[row - 1])
      volume.append(sum)
      notional.append(weighted)
      self.trades.append(Int32(row - first))
    }
  }
}

/// The largest multiple of a positive length that is not above a moment, or the least number.
func floorMultiple(of length: Int64, _ moment: Int64) -> Int64 {
  let rest = moment % length
  let base = moment &- (rest < 0 ? rest &+ length : rest)
  return base > moment ? .min : base
}

/// A sum, or the largest number.
func addingBounded(_ a: Int64, _ b: Int64) -> Int64 {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? .max : sum
}
