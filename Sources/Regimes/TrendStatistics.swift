// Strength and direction of a trend.

import Glibc
public import MarketData
import Numerics

/// Wilder's average directional index over 14 bars, 0 to 100.
///
/// True range and directional movements are smoothed by x - x/14 + v from the sum of the first 14;
/// the index starts as the mean of the first 14 directional values.
/// Source: Wilder (1978), "New Concepts in Technical Trading Systems", section 4.
///
/// - Parameter bars: Bars, oldest first.
/// - Returns: The index of the last bar; nil below 28 bars or without any movement.
public func averageDirectionalIndex(_ bars: [PriceBar]) -> Double? {
  let period = 14.0
  guard bars.count >= 28 else { return nil }
  var (range, up, down) = (0.0, 0.0, 0.0)
  var average = 0.0
  var count = 0
  for index in 1..<bars.count {
    let (bar, previous) = (bars[index], bars[index - 1])
    let rise = bar.high - previous.high
    let fall = previous.low - bar.low
    let span = max(bar.high, previous.close) - min(bar.low, previous.close)
    let keep = index <= 14 ? 1 : 1 - 1 / period
    range = range * keep + span
    up = up * keep + (rise > fall && rise > 0 ? rise : 0)
    down = down * keep + (fall > rise && fall > 0 ? fall : 0)
    guard index >= 14 else { continue }
    // Both indicators divide by the same range, so it leaves the quotient.
    let directional = up + down > 0 ? 100 * abs(up - down) / (up + down) : 0
    count += 1
    average =
      count <= 14
      ? average + (directional - average) / Double(count)
      : average + (directional - average) / period
  }
  return range > 0 ? average : nil
}

/// The t-statistic of the slope of ln(price) on time, held within -10 and 10.
///
/// - Parameter closes: Closes above zero, oldest first, at least three.
/// - Returns: The statistic; nil with fewer closes.
public func trendStatistic(_ closes: some Collection<Double>) -> Double? {
  let logs = closes.map { log($0) }
  guard logs.count > 2, let fit = fitLine(x: logs.indices.map { Double($0) }, y: logs) else {
    return nil
  }
  guard let t = fit.slopeT else { return fit.slope > 0 ? 10 : fit.slope < 0 ? -10 : 0 }
  return min(max(t, -10), 10)
}
