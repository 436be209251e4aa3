// Workloads of volatility from history: range estimators, and maximum likelihood on real returns.

import Feeds
import Glibc
import MarketData
import Numerics
import Volatility

extension Workload {
  static var volatilityWorkloads: [Workload] {
    let fits: [(String, VolatilityModel, ErrorDistribution)] = [
      ("garch-normal", .garch, .normal), ("garch-t", .garch, .studentT),
      ("gjr-normal", .gjr, .normal), ("gjr-t", .gjr, .studentT), ("gjr-skewt", .gjr, .skewedT),
      ("egarch-normal", .egarch, .normal), ("egarch-t", .egarch, .studentT),
      ("egarch-skewt", .egarch, .skewedT),
    ]
    return [
      Workload("range-estimators-5k", "five estimators, 5,000 days, window 20", rangeEstimators)
    ]
      + fits.map { name, model, errors in
        Workload(name, "\(model.rawValue), \(errors.rawValue) errors, 5,000 returns of the S&P 500")
        {
          try fit(model, errors, $0)
        }
      }
  }

  private static func rangeEstimators(_ context: BenchContext) throws -> Measurement {
    let bars = randomBars(count: 5_000, seed: context.seed)
    let result = try timedOften(samples: context.repeats ?? 60, repeats: 10) {
      let rolling = try rollingRangeVolatility(bars: bars, window: 20)
      var sum = 0.0
      for series in [
        rolling.closeToClose, rolling.parkinson, rolling.garmanKlass, rolling.rogersSatchell,
        rolling.yangZhang,
      ] { sum += series[series.count - 1] }
      return sum
    }
    let rolling = try rollingRangeVolatility(bars: bars, window: 20)
    let sums = [
      rolling.closeToClose, rolling.parkinson, rolling.garmanKlass, rolling.rogersSatchell,
      rolling.yangZhang,
    ].map { rounded($0.reduce(0, +), 6) }
    return Measurement(
      items: 10, unit: "tables", samples: result.times, checksum: sums.joined(separator: " "))
  }

  /// A random walk of closes with ranges around it.
  private static func randomBars(count: Int, seed: UInt64) -> [PriceBar] {
    var random = RandomStream(seed: seed, purpose: "range-estimators-5k")
    var close = 100.0
    return (0..<count).map { _ in
      let open = close * exp(0.003 * random.normal())
      close *= exp(0.01 * random.normal())
      let high = max(open, close) * exp(0.005 * abs(random.normal()))
      let low = min(open, close) * exp(-0.005 * abs(random.normal()))
      return PriceBar(open: open, high: high, low: low, close: close, volume: 0)
    }
  }

  private static func fit(
    _ model: VolatilityModel, _ errors: ErrorDistribution, _ context: BenchContext
  ) throws -> Measurement {
    let path = try context.vendorFile("series/spx_arch.csv")
    let table = try ColumnFile(file: path, bytes: try textBytes(of: path))
    let series = try SeriesFile(table, column: nil, last: 5_001)
    let returns = try series.percentReturns("simple")
    var last: GARCHFit?
    let result = try timedOften(samples: context.repeats ?? 20, repeats: 1) {
      let found = try fitGARCH(returns: returns, model: model, distribution: errors)
      last = found
      return found.logLikelihood
    }
    guard let last, last.outcome.isConverged else {
      throw BenchFault(text: "the fit did not converge")
    }
    return Measurement(
      items: 1, unit: "fit", samples: result.times, checksum: rounded(last.logLikelihood, 6),
      figures: [
        ("log_likelihood", rounded(last.logLikelihood, 6)), ("passes", "\(last.evaluations)"),
      ])
  }
}
