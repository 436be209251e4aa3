// What the bands of minutes are measured on: the same statistics for built and simulated days.

import Glibc
import MarketData

@testable import Feeds

/// The minutes of one full day.
struct MinuteDay {
  var open: Double
  var closes: [Double]
  var highs: [Double]
  var lows: [Double]
  /// ln of the volatility index at the open and after each minute.
  var openLnLevel: Double
  var lnLevels: [Double]
  /// The index at the close before, in points.
  var levelBefore: Double
}

/// Statistics over many full days, pooled or averaged as the measured ones were.
struct MinuteStatistics {
  /// ln(high/low) over the root of five-minute realised variance, by day.
  var ranges: [Double] = []
  /// The same over the deviation that the index implied, by day.
  var impliedRanges: [Double] = []
  /// Shares of realised variance in the first half hour and the last quarter, by day.
  var first: [Double] = []
  var last: [Double] = []
  /// Autocorrelation of five-minute returns and of one-minute |z|, by day.
  var returnLinks: [Double] = []
  var sizeLinks: [Double] = []
  /// One-minute returns over profile and the day's variance, pooled.
  var z: [Double] = []
  /// ln of half-hour variance over its profile, pooled.
  var lnVariances: [Double] = []
  /// Days whose high or low falls in the first or last half hour.
  var highEarly = 0.0
  var highLate = 0.0
  var lowEarly = 0.0
  var lowLate = 0.0
  /// Five-minute changes of ln level and returns, pooled, and the day's beta between them.
  var changes: [Double] = []
  var returns: [Double] = []
  var betas: [Double] = []
  /// Root of the session's realised variance of the index, by day.
  var levelDeviations: [Double] = []
  var count = 0.0

  init(_ days: [MinuteDay]) {
    for day in days { add(day) }
  }

  private mutating func add(_ day: MinuteDay) {
    count += 1
    let fives = stride(from: 4, to: 390, by: 5)
    let prices = [day.open] + fives.map { day.closes[$0] }
    let five = zip(prices.dropFirst(), prices).map { log($0 / $1) }
    let variance = five.reduce(0) { $0 + $1 * $1 }
    let high = day.highs.max() ?? 0
    let low = day.lows.min() ?? 0
    let range = log(high / low)
    ranges.append(range / variance.squareRoot())
    impliedRanges.append(range / (day.levelBefore / 100 / 252.0.squareRoot()))
    first.append(five[0..<6].reduce(0) { $0 + $1 * $1 } / variance)
    last.append(five[75..<78].reduce(0) { $0 + $1 * $1 } / variance)
    returnLinks.append(correlation(Array(five.dropLast()), Array(five.dropFirst())))
    addMinutes(day)
    let atHigh = day.highs.firstIndex(of: high) ?? 0
    let atLow = day.lows.firstIndex(of: low) ?? 0
    highEarly += atHigh < 30 ? 1 : 0
    highLate += atHigh >= 360 ? 1 : 0
    lowEarly += atLow < 30 ? 1 : 0
    lowLate += atLow >= 360 ? 1 : 0
    let levels = [day.openLnLevel] + fives.map { day.lnLevels[$0] }
    let moves = zip(levels.dropFirst(), levels).map { $0 - $1 }
    changes += moves
    returns += five
    betas.append(correlation(moves, five) * deviation(moves) / deviation(five))
    levelDeviations.append(moves.reduce(0) { $0 + $1 * $1 }.squareRoot())
  }

  private mutating func addMinutes(_ day: MinuteDay) {
    let profile = SessionProfile.full.variance
    let one = zip(day.closes, [day.open] + day.closes).map { log($0 / $1) }
    let variance = one.reduce(0) { $0 + $1 * $1 }
    let scaled = one.indices.map { one[$0] / (profile[$0] * variance).squareRoot() }
    let sizes = scaled.map(abs)
    sizeLinks.append(correlation(Array(sizes.dropLast()), Array(sizes.dropFirst())))
    z += scaled
    for half in 0..<13 {
      let range = (30 * half)..<(30 * half + 30)
      let own = one[range].reduce(0) { $0 + $1 * $1 }
      lnVariances.append(log(own / profile[range].reduce(0, +) / variance))
    }
  }

  /// Fourth moment of z over the square of its second.
  var kurtosis: Double {
    let second = z.reduce(0) { $0 + $1 * $1 } / Double(z.count)
    return z.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(z.count) / (second * second)
  }

  /// Minutes beyond four deviations, a day.
  var beyondFour: Double { Double(z.count { abs($0) > 4 }) / count }

  /// The mean of a list.
  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
