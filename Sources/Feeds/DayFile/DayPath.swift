// A day's prices from its four daily prices.
//
// Brownian bridges in business time between the open, the two extremes and the close, folded
// between the extremes: the four prices come out exactly, and the quadratic variation stays that
// of the bridges. The density of the extremes' times is that of first passages (Borodin and
// Salminen, "Handbook of Brownian Motion", 2002, 1.2.0.2).

import Glibc
import MarketData
import Numerics

/// Builds six prices a minute for one day.
struct DayPath: Sendable {
  /// The daily bar.
  let bar: PriceBar
  /// Passed share of the day's variance before each of the ticks, from 0 to 1.
  let clock: [Double]
  /// The day's variance.
  let variance: Double

  /// Ticks in a minute.
  static let ticksPerMinute = 6
  /// Ticks in a cell of the grid for extremes.
  private static let cell = 30

  /// - Parameters:
  ///   - bar: The daily bar.
  ///   - shares: Each minute's share of the day's variance.
  ///   - random: Draws the day's variance.
  init(bar: PriceBar, shares: [Double], random: inout RandomStream) {
    self.bar = bar
    let range = log(bar.high / bar.low)
    let body = range > 0 ? abs(log(bar.close / bar.open)) / range : 0
    let root = range / exp(0.47 + 0.40 * (body - 0.5) + 0.17 * random.normal())
    variance = root * root
    var clock = [0.0]
    clock.reserveCapacity(shares.count * DayPath.ticksPerMinute + 1)
    for share in shares {
      for _ in 0..<DayPath.ticksPerMinute {
        clock.append(clock[clock.count - 1] + share / Double(DayPath.ticksPerMinute))
      }
    }
    self.clock = clock
  }

  /// Prices at every tick, the open first, rounded to cents.
  func prices(random: inout RandomStream) -> [Double] {
    let last = clock.count - 1
    guard bar.high > bar.low else { return [Double](repeating: bar.open, count: last + 1) }
    let (high, low) = extremes(random: &random)
    var anchors = [(0, bar.open), (high, bar.high), (low, bar.low), (last, bar.close)]
    anchors.sort { $0.0 < $1.0 }
    var path = [Double](repeating: log(bar.open), count: last + 1)
    for n in 1..<anchors.count where anchors[n].0 > anchors[n - 1].0 {
      bridge(&path, from: anchors[n - 1], to: anchors[n], random: &random)
    }
    fold(&path)
    var prices = path.map { min(max(roundedDecimal(exp($0), 2), bar.low), bar.high) }
    for anchor in anchors { prices[anchor.0] = anchor.1 }
    // An extreme at the open or the close gives the tick to it.
    prices[0] = bar.open
    prices[last] = bar.close
    return prices
  }

  private func bridge(
    _ path: inout [Double], from start: (Int, Double), to end: (Int, Double),
    random: inout RandomStream
  ) {
    let target = log(end.1)
    var x = log(start.1)
    path[start.0] = x
    for k in (start.0 + 1)..<max(end.0, start.0 + 1) {
      let step = clock[k] - clock[k - 1]
      let left = clock[end.0] - clock[k - 1]
      guard left > 0 else { break }
      let share = min(step / left, 1)
      x += (target - x) * share + (variance * step * (1 - share)).squareRoot() * random.normal()
      path[k] = x
    }
    path[end.0] = target
  }

  /// Reflects what leaves the band between the extremes back into it.
  private func fold(_ path: inout [Double]) {
    let range = log(bar.high / bar.low)
    let bottom = log(bar.low) + 0.0002 * range
    let width = range * 0.9996
    for k in path.indices {
      var offset = (path[k] - bottom).truncatingRemainder(dividingBy: 2 * width)
      if offset < 0 { offset += 2 * width }
      path[k] = bottom + (offset > width ? 2 * width - offset : offset)
    }
  }

  /// The ticks of the high and the low.
  private func extremes(random: inout RandomStream) -> (Int, Int) {
    let last = clock.count - 1
    let cells = last / DayPath.cell
    let fixedHigh = bar.open == bar.high ? 0 : bar.close == bar.high ? last : nil
    let fixedLow = bar.open == bar.low ? 0 : bar.close == bar.low ? last : nil
    let highs = fixedHigh.map { [$0] } ?? (0..<cells).map { $0 * DayPath.cell + 15 }
    let lows = fixedLow.map { [$0] } ?? (0..<cells).map { $0 * DayPath.cell + 15 }
    var cumulative: [Double] = []
    cumulative.reserveCapacity(highs.count * lows.count)
    var total = 0.0
    for high in highs {
      for low in lows {
        if high != low { total += weight(high: high, low: low) }
        cumulative.append(total)
      }
    }
    let target = random.uniform() * total
    let choice = cumulative.firstIndex { $0 > target } ?? cumulative.count - 1
    let jitter = { (random: inout RandomStream, centre: Int) in
      let tick = centre - 15 + Int(random.uniform() * 5) * 6 + Int(random.uniform() * 6) + 1
      return min(max(tick, 1), last - 1)
    }
    let high = fixedHigh ?? jitter(&random, highs[choice / lows.count])
    var low = fixedLow ?? jitter(&random, lows[choice % lows.count])
    if low == high { low = low > 1 ? low - 1 : low + 1 }
    return (high, low)
  }

  private func weight(high: Int, low: Int) -> Double {
    let highFirst = high < low
    let first = highFirst ? high : low
    let second = highFirst ? low : high
    let firstPrice = highFirst ? bar.high : bar.low
    let secondPrice = highFirst ? bar.low : bar.high
    let range = log(bar.high / bar.low)
    var weight = passage(range, clock[second] - clock[first])
    if first > 0 {
      weight *= cellShare(first) * passage(abs(log(firstPrice / bar.open)), clock[first])
    }
    if second < clock.count - 1 {
      weight *= cellShare(second) * passage(abs(log(bar.close / secondPrice)), 1 - clock[second])
    }
    return weight
  }

  private func cellShare(_ tick: Int) -> Double { clock[tick + 15] - clock[tick - 15] }

  /// The density of a first passage over a distance, floored away from zero.
  private func passage(_ distance: Double, _ time: Double) -> Double {
    let d = max(distance, 0.10 * variance.squareRoot())
    let t = max(time, 0.004) * variance
    return d * exp(-d * d / (2 * t)) / (t * t.squareRoot())
  }
}
