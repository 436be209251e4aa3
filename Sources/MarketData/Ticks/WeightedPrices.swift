// Mean prices weighted by size, of every stretch of time.

/// Mean prices of some symbols, by symbol and then by time.
public struct WeightedPrices: Hashable, Sendable {
  /// The symbol's number of each stretch.
  public internal(set) var symbol: [Int32] = []
  /// The starts, in nanoseconds since 1970 UTC.
  public internal(set) var start: [Int64] = []
  /// Shares or contracts traded.
  public internal(set) var volume: [Int64] = []
  /// The means in the table's unit; NaN without volume.
  public internal(set) var mean: [Double] = []

  /// How many stretches there are.
  public var count: Int { start.count }
}

extension TickTable where Series == TradeSeries {
  /// The mean price weighted by size (VWAP) of every stretch of time, of a clean table.
  ///
  /// - Parameters:
  ///   - interval: Nanoseconds of a stretch, above zero; stretches lie as bars do.
  ///   - selection: Which trades.
  /// - Returns: A mean for every stretch with a trade; none for an interval not above zero.
  public func weightedPrices(
    every interval: Int64, _ selection: TickSelection = TickSelection()
  ) -> WeightedPrices {
    var means = WeightedPrices()
    guard interval > 0 else { return means }
    for number in numbers(of: selection) {
      let trades = series[Int(number)].ordered()
      means.append(
        trades, trades.rows(from: selection.from, to: selection.to), symbol: number, interval)
    }
    return means
  }
}

extension WeightedPrices {
  fileprivate mutating func append(
    _ trades: TradeSeries, _ rows: Range<Int>, symbol number: Int32, _ interval: Int64
  ) {
    let (time, price, size) = (trades.time.span, trades.price.span, trades.size.span)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let begin = floorMultiple(of: interval, time[row])
      let end = addingBounded(begin, interval)
      var (sum, weighted): (Int64, Double) = (0, 0)
      repeat {
        sum &+= Int64(size[row])
        weighted += Double(price[row]) * Double(size[row])
        row += 1
      } while row < rows.upperBound && time[row] < end
      symbol.append(number)
      start.append(begin)
      volume.append(sum)
      mean.append(sum > 0 ? weighted / Double(sum) : .nan)
    }
  }
}
