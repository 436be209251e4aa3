// The questions by which tick stores are compared, asked of generated ticks.
//
// One trial makes the ticks, asks every question and sums the answers up, so that a speed stands
// beside what was computed at that speed.

import Feeds
import MarketData
import Numerics

/// Ticks and the answers to the common questions about them.
struct TickTrial {
  let ticks: GeneratedTicks

  /// The symbol of the questions about one.
  static let symbol = "37"
  static let minute: Int64 = 60_000_000_000
  /// The second hour of the session.
  static let hour = TickSelection(
    symbols: [symbol], from: GeneratedTicks.open + 60 * minute,
    to: GeneratedTicks.open + 120 * minute)

  init(rows: Int, seed: UInt64) { ticks = GeneratedTicks(rows: rows, seed: seed) }

  /// Cents of a price.
  static func cents(_ units: Int64) -> Int64 { units / 100 }

  /// What the rows of a table add up to.
  static func sums(_ table: TradeTable) -> (size: Int64, cents: Int64, last: Int64) {
    var (size, cents, last): (Int64, Int64, Int64) = (0, 0, .min)
    for series in table.series {
      for row in 0..<series.count {
        size += Int64(series.size[row])
        cents += TickTrial.cents(series.price[row])
      }
      last = max(last, series.time.last ?? .min)
    }
    return (size, cents, last)
  }
}

/// The answers of a trial, as the checksums of the workload name them.
struct TickAnswers {
  let table: TradeTable
  let filtered: TradeTable
  let bars: TradeBars
  let means: WeightedPrices
  let variances: [RealisedVariance]

  init(_ table: TradeTable) {
    self.table = table
    filtered = table.selected(TickTrial.hour)
    bars = table.bars(every: TickTrial.minute)
    means = table.weightedPrices(every: 5 * TickTrial.minute)
    variances = table.realisedVariance()
  }

  /// A sum of prices in dollars.
  static func sum(_ units: [Int64]) -> Double { Double(units.reduce(0, &+)) / 10_000 }

  /// The sum of the mean prices in dollars.
  static func sum(_ means: WeightedPrices) -> Double { means.mean.reduce(0, +) / 10_000 }

  /// The sum of the volatilities.
  static func sum(_ variances: [RealisedVariance]) -> Double {
    variances.reduce(0) { $0 + ($1.volatility ?? 0) }
  }

  /// Names and JSON values of every checksum.
  var fields: [(String, String)] {
    let sums = TickTrial.sums(table)
    let first = table.merged(limit: 5).map { place in
      let series = table.series[Int(place.symbol)]
      let row = Int(place.row)
      return
        "[\(table.symbols.names[Int(place.symbol)]),\(series.time[row]),"
        + "\(table.price(series.price[row])),\(series.size[row])]"
    }
    let volatility = variances.first { table.symbols.names[Int($0.symbol)] == TickTrial.symbol }
    return [
      ("n", "\(table.count)"), ("sum_size", "\(sums.size)"), ("sum_price_cents", "\(sums.cents)"),
      ("last_ts", "\(sums.last)"), ("first5", "[\(first.joined(separator: ","))]"),
      ("filter_rows", "\(filtered.count)"), ("bars", "\(bars.count)"),
      ("sum_open", jsonNumber(TickAnswers.sum(bars.open))),
      ("sum_high", jsonNumber(TickAnswers.sum(bars.high))),
      ("sum_low", jsonNumber(TickAnswers.sum(bars.low))),
      ("sum_close", jsonNumber(TickAnswers.sum(bars.close))), ("vwap_rows", "\(means.count)"),
      ("sum_vwap", jsonNumber(TickAnswers.sum(means))),
      ("rv_sym37", jsonNumber(volatility?.volatility)),
      ("sum_rv", jsonNumber(TickAnswers.sum(variances))),
    ]
  }
}
