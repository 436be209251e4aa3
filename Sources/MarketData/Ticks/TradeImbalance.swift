// Which way trades push: the tick rule, and the spread that a bouncing price betrays.

/// Trades by direction in every stretch of time, by symbol and then by time.
///
/// The tick rule: a trade above the last different price was a purchase, one below it a sale; a
/// trade before any change of the price counts for neither. (Lee and Ready (1991), "Inferring
/// Trade Direction from Intraday Data", Journal of Finance 46.)
public struct TradeImbalance: Hashable, Sendable {
  /// The symbol's number of each stretch.
  public internal(set) var symbol: [Int32] = []
  /// The starts, in nanoseconds since 1970 UTC.
  public internal(set) var start: [Int64] = []
  /// Purchases.
  public internal(set) var purchases: [Int32] = []
  /// Sales.
  public internal(set) var sales: [Int32] = []
  /// Shares or contracts purchased.
  public internal(set) var purchasedSize: [Int64] = []
  /// Shares or contracts sold.
  public internal(set) var soldSize: [Int64] = []

  /// How many stretches there are.
  public var count: Int { start.count }

  /// Purchases less sales, as a share of both; nil without any.
  public func ofTrades(_ index: Int) -> Double? {
    TradeImbalance.share(Double(purchases[index]), Double(sales[index]))
  }

  /// Size purchased less size sold, as a share of both; nil without any.
  public func ofSize(_ index: Int) -> Double? {
    TradeImbalance.share(Double(purchasedSize[index]), Double(soldSize[index]))
  }

  private static func share(_ up: Double, _ down: Double) -> Double? {
    up + down > 0 ? (up - down) / (up + down) : nil
  }
}

/// The spread of a symbol after Roll.
public struct RollSpread: Hashable, Sendable {
  /// The symbol's number.
  public var symbol: Int32
  /// Pairs of neighbouring price changes.
  public var pairs: Int
  /// Their sample covariance, in squared units of the table; nil below two pairs.
  public var covariance: Double?
  /// Twice the root of the negative covariance, in the table's unit; nil when it is positive.
  public var spread: Double? {
    covariance.flatMap { $0 <= 0 ? 2 * (-$0).squareRoot() : nil }
  }
}

extension TickTable where Series == TradeSeries {
  /// Trades by direction in every stretch of time, of a clean table.
  ///
  /// - Parameters:
  ///   - interval: Nanoseconds of a stretch, above zero; nil for one stretch a symbol, which
  ///     starts with its first trade.
  ///   - selection: Which trades.
  /// - Returns: A row for every stretch with a trade.
  public func imbalance(
    every interval: Int64?, _ selection: TickSelection = TickSelection()
  ) -> TradeImbalance {
    var result = TradeImbalance()
    for number in numbers(of: selection) {
      let trades = series[Int(number)].ordered()
      let rows = trades.rows(from: selection.from, to: selection.to)
      result.append(trades, rows, symbol: number, interval)
    }
    return result
  }

  /// Roll's spread of each symbol: 2 sqrt(-cov(dp_t, dp_(t-1))).
  ///
  /// Source: Roll (1984), "A Simple Implicit Measure of the Effective Bid-Ask Spread in an
  /// Efficient Market", Journal of Finance 39.
  public func rollSpread(_ selection: TickSelection = TickSelection()) -> [RollSpread] {
    numbers(of: selection).map { number in
      let trades = series[Int(number)].ordered()
      let rows = trades.rows(from: selection.from, to: selection.to)
      let price = trades.price[rows]
      let changes = zip(price.dropFirst(), price).map { Double($0 - $1) }
      return RollSpread(
        symbol: number, pairs: max(0, changes.count - 1),
        covariance: neighbourCovariance(changes))
    }
  }
}

extension TradeImbalance {
  fileprivate mutating func append(
    _ trades: TradeSeries, _ rows: Range<Int>, symbol number: Int32, _ interval: Int64?
  ) {
    let (time, price, size) = (trades.time, trades.price, trades.size)
    var end = Int64.min
    var direction = 0
    for row in rows {
      if row == rows.lowerBound || time[row] >= end {
        let begin = interval.map { floorMultiple(of: max(1, $0), time[row]) } ?? time[row]
        end = interval.map { addingBounded(begin, max(1, $0)) } ?? .max
        symbol.append(number)
        start.append(begin)
        purchases.append(0)
        sales.append(0)
        purchasedSize.append(0)
        soldSize.append(0)
      }
      if row > rows.lowerBound, price[row] != price[row - 1] {
        direction = price[row] > price[row - 1] ? 1 : -1
      }
      let place = start.count - 1
      if direction > 0 {
        purchases[place] += 1
        purchasedSize[place] += Int64(size[row])
      } else if direction < 0 {
        sales[place] += 1
        soldSize[place] += Int64(size[row])
      }
    }
  }
}

/// The sample covariance of a sequence with itself, one step apart; nil below two pairs.
private func neighbourCovariance(_ values: [Double]) -> Double? {
  let pairs = values.count - 1
  guard pairs >= 2 else { return nil }
  let meanBefore = values.dropLast().reduce(0, +) / Double(pairs)
  let meanAfter = values.dropFirst().reduce(0, +) / Double(pairs)
  var sum = 0.0
  for index in 0..<pairs {
    sum += (values[index] - meanBefore) * (values[index + 1] - meanAfter)
  }
  return sum / Double(pairs - 1)
}
