// Realised variance and volatility from trades, tick by tick or at a sampling frequency.
//
// It favours speed: eight logarithms at a time, by a short series where returns are small, which
// they are between ticks, and by the general logarithm where not.

import Numerics

/// The realised variance of a symbol.
public struct RealisedVariance: Hashable, Sendable {
  /// The symbol's number.
  public var symbol: Int32
  /// How many returns were summed.
  public var returns: Int
  /// The sum of the squared log returns, not annualised; nil when a price is not above zero.
  public var variance: Double?

  /// The root of the variance.
  public var volatility: Double? { variance.map { $0.squareRoot() } }
}

extension TickTable where Series == TradeSeries {
  /// The realised variance of each symbol.
  ///
  ///     RV = sum over i of ln(p_i / p_(i-1))^2
  ///
  /// Accuracy: 1e-15 relative for each return; the sums are formed in eight lanes.
  ///
  /// - Parameters:
  ///   - interval: Nanoseconds of the stretches whose last prices are compared; nil for every
  ///     trade. A stretch without a trade is passed over.
  ///   - selection: Which trades.
  /// - Returns: One result a symbol, by number; symbols without a trade too.
  public func realisedVariance(
    every interval: Int64? = nil, _ selection: TickSelection = TickSelection()
  ) -> [RealisedVariance] {
    numbers(of: selection).map { number in
      let trades = series[Int(number)].ordered()
      let rows = trades.rows(from: selection.from, to: selection.to)
      guard let interval else {
        return RealisedVariance(
          symbol: number, returns: max(0, rows.count - 1),
          variance: sumOfSquaredLogReturns(trades.price.span, rows))
      }
      let closes = trades.lastPrices(rows, every: max(1, interval))
      return RealisedVariance(
        symbol: number, returns: max(0, closes.count - 1),
        variance: sumOfSquaredLogReturns(closes.span, 0..<closes.count))
    }
  }

  /// The exponentially weighted variance of each symbol's log returns.
  ///
  ///     v_i = lambda v_(i-1) + (1 - lambda) r_i^2,   v_1 = r_1^2
  ///
  /// Source: J.P. Morgan and Reuters (1996), "RiskMetrics", with a decay of 0.94.
  ///
  /// - Parameters:
  ///   - decay: The weight of the past, between 0 and 1.
  ///   - interval: As in `realisedVariance`.
  ///   - selection: Which trades.
  /// - Returns: The last variance of a return, for each symbol; nil without a return.
  public func weightedVariance(
    decay: Double = 0.94, every interval: Int64? = nil,
    _ selection: TickSelection = TickSelection()
  ) -> [RealisedVariance] {
    numbers(of: selection).map { number in
      let trades = series[Int(number)].ordered()
      let rows = trades.rows(from: selection.from, to: selection.to)
      let prices = trades.lastPrices(rows, every: interval.map { max(1, $0) })
      var variance: Double?
      for index in prices.indices.dropFirst() {
        guard prices[index - 1] > 0, prices[index] > 0 else {
          variance = nil
          break
        }
        let change = logReturn(prices[index], prices[index - 1])
        let square = change * change
        variance = variance.map { decay * $0 + (1 - decay) * square } ?? square
      }
      return RealisedVariance(
        symbol: number, returns: max(0, prices.count - 1), variance: variance)
    }
  }
}

extension TradeSeries {
  /// The last price of every stretch with a trade, or every price.
  func lastPrices(_ rows: Range<Int>, every interval: Int64?) -> [Int64] {
    guard let interval else { return Array(price[rows]) }
    var closes: [Int64] = []
    var end = Int64.min
    for row in rows {
      if time[row] >= end || closes.isEmpty {
        closes.append(price[row])
        end = addingBounded(floorMultiple(of: interval, time[row]), interval)
      } else {
        closes[closes.count - 1] = price[row]
      }
    }
    return closes
  }
}

/// The logarithm of the quotient of two prices above zero.
func logReturn(_ price: Int64, _ before: Int64) -> Double {
  let quotient = vectorLogarithm(
    of: Lanes(repeating: Double(price)), over: Lanes(repeating: Double(before)))
  return quotient[0]
}

/// The sum of the squared logarithms of the quotients of neighbours; nil when one is not above
/// zero.
func sumOfSquaredLogReturns(_ price: Span<Int64>, _ rows: Range<Int>) -> Double? {
  guard let first = rows.first else { return 0 }
  var lowest = price[first]
  var sums = Lanes(repeating: 0)
  var row = first + 1
  while row + 8 <= rows.upperBound {
    var after = Lanes(repeating: 0)
    var before = Lanes(repeating: 0)
    for lane in 0..<8 {
      let units = price[row + lane]
      lowest = min(lowest, units)
      after[lane] = Double(units)
      before[lane] = Double(price[row + lane - 1])
    }
    guard lowest > 0 else { return nil }
    sums += squaredLogarithms(after, before)
    row += 8
  }
  var sum = sums.sum()
  while row < rows.upperBound {
    lowest = min(lowest, price[row])
    guard lowest > 0 else { return nil }
    let change = logReturn(price[row], price[row - 1])
    sum += change * change
    row += 1
  }
  return lowest > 0 ? sum : nil
}

/// The squares of the logarithms of quotients.
///
/// ln(a/b) = 2 artanh(s), s = (a - b)/(a + b). For |s| up to 0.01 four terms of its series
/// leave out less than 1e-17 of it.
@inline(__always) private func squaredLogarithms(_ a: Lanes, _ b: Lanes) -> Lanes {
  let s: Lanes = (a - b) / (a + b)
  let w: Lanes = s * s
  let four = w.lowHalf.replacing(with: w.highHalf, where: w.highHalf .> w.lowHalf)
  let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
  guard two[0] <= 1e-4, two[1] <= 1e-4 else {
    let change = vectorLogarithm(of: a, over: b)
    return change * change
  }
  var series: Lanes = w * 0.142_857_142_857_142_857 + 0.2
  series = series * w + 0.333_333_333_333_333_333
  series = series * w + 1.0
  return w * 4.0 * (series * series)
}
