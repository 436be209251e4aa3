// Workloads of mean reversion: the fit, the optimal levels, and the tests of cointegration.

import Glibc
import Numerics
import Volatility

extension Workload {
  static var reversionWorkloads: [Workload] {
    [
      Workload("ou-fit-500", "an Ornstein-Uhlenbeck process to 500 values", reversionFit),
      Workload("leung-li", "optimal exit and entry of a reverting spread", optimalStopping),
      Workload(
        "engle-granger-500", "cointegration of two series of 500, lags by AIC", engleGranger),
      Workload("adf-500", "a unit root in 500 values, lags by AIC", dickeyFuller),
    ]
  }

  private static func reversionFit(_ context: BenchContext) throws -> Measurement {
    let path = try OrnsteinUhlenbeck(
      mean: 0.3, speed: 8, volatility: 0.3
    ).draw(
      count: 500, interval: 1 / 252.0, seed: context.seed)
    let repeats = 1_000
    let result = try timedOften(samples: context.repeats ?? 50, repeats: repeats) {
      let estimate = try fitOrnsteinUhlenbeck(path, interval: 1 / 252.0, least: 4)
      guard let fit = estimate.fit else { throw BenchFault(text: "the path does not revert") }
      return fit.process.speed + fit.process.mean + fit.process.volatility
    }
    return Measurement(
      items: repeats, unit: "fits", samples: result.times, checksum: rounded(result.value, 9))
  }

  private static func optimalStopping(_ context: BenchContext) throws -> Measurement {
    var process = try OrnsteinUhlenbeck(mean: 0.3, speed: 8, volatility: 0.3)
    if let seed = context.givenSeed {
      var random = RandomStream(seed: seed)
      process = try OrnsteinUhlenbeck(
        mean: 0.2 + 0.2 * random.uniform(), speed: 4 + 8 * random.uniform(),
        volatility: 0.2 + 0.2 * random.uniform())
    }
    let terms = try StoppingTerms(exitRate: 0.05, entryRate: 0.05, exitCost: 0.02, entryCost: 0.02)
    let repeats = 50
    let result = try timedOften(samples: context.repeats ?? 50, repeats: repeats) {
      let levels = try optimalLevels(of: process, terms: terms, side: .long)
      return levels.exit + levels.entry
    }
    let levels = try optimalLevels(of: process, terms: terms, side: .long)
    return Measurement(
      items: repeats, unit: "solutions", samples: result.times,
      checksum: "\(rounded(levels.exit, 9)) \(rounded(levels.entry, 9))")
  }

  private static func engleGranger(_ context: BenchContext) throws -> Measurement {
    let pair = cointegratedPair(seed: context.seed)
    let repeats = 20
    let result = try timedOften(samples: context.repeats ?? 50, repeats: repeats) {
      try Volatility.engleGranger(
        pair.y, against: [pair.x], trend: .constant, lags: .akaike(most: nil)
      ).statistic
    }
    return Measurement(
      items: repeats, unit: "tests", samples: result.times, checksum: rounded(result.value, 10))
  }

  private static func dickeyFuller(_ context: BenchContext) throws -> Measurement {
    let pair = cointegratedPair(seed: context.seed)
    let repeats = 20
    let result = try timedOften(samples: context.repeats ?? 50, repeats: repeats) {
      try augmentedDickeyFuller(pair.y, trend: .constant, lags: .akaike(most: nil)).statistic
    }
    return Measurement(
      items: repeats, unit: "tests", samples: result.times, checksum: rounded(result.value, 10))
  }

  /// A random walk, and twice it with a reverting distance.
  private static func cointegratedPair(seed: UInt64) -> (y: [Double], x: [Double]) {
    var random = RandomStream(seed: seed, purpose: "engle-granger-500")
    var (x, y) = ([0.0], [0.0])
    var distance = 0.0
    for _ in 1..<500 {
      x.append(x[x.count - 1] + random.normal())
      distance = 0.7 * distance + random.normal()
      y.append(2 * x[x.count - 1] + 0.5 + distance)
    }
    return (y, x)
  }
}

extension OrnsteinUhlenbeck {
  /// A path drawn from the exact transition, started at the mean.
  fileprivate func draw(count: Int, interval: Double, seed: UInt64) -> [Double] {
    var random = RandomStream(seed: seed, purpose: "ou-fit-500")
    let slope = exp(-speed * interval)
    let noise = stationaryDeviation * (1 - slope * slope).squareRoot()
    var path = [mean]
    for _ in 1..<count {
      path.append(mean + slope * (path[path.count - 1] - mean) + noise * random.normal())
    }
    return path
  }
}
