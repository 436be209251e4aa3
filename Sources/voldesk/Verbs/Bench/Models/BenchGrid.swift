// Workloads of the grid and of simulated paths under Heston's model.

import MarketData
import Numerics
import Pricing

extension Workload {
  static var gridWorkloads: [Workload] {
    [
      Workload("heston-qe-100k", "Heston on 100k paths of 100 steps, one thread") {
        try paths($0, threads: 1)
      },
      Workload("heston-qe-100k-2t", "the same on two threads, with the same sum") {
        try paths($0, threads: 2)
      },
      Workload("heston-adi", "Heston on a grid of 100 x 100 x 50 steps", finiteDifferences),
      Workload("american-1k", "1,000 American options with delta, gamma and theta", american),
    ]
  }

  private static func paths(_ context: BenchContext, threads: Int) throws -> Measurement {
    let (option, model, exact) = try atTheMoneyCall(context)
    let settings = try MonteCarloSettings(
      paths: 100_000, steps: 100, observations: 1, seed: context.givenSeed ?? 42,
      pairing: .antithetic)
    let plan = try HestonMonteCarlo(
      .european(.call, strike: option.strike), spot: option.spot, years: option.years,
      rate: option.rate, yield: option.yield, parameters: model, settings: settings)
    var last: MonteCarloEstimate?
    let result = try timedOften(samples: context.repeats ?? 7, repeats: 1) {
      let estimate = try simulate(plan, threads: threads)
      last = estimate
      return estimate.price
    }
    let error = last?.standardError ?? 0
    return Measurement(
      items: settings.paths, unit: "paths", samples: result.times,
      checksum: rounded(result.value, 9),
      figures: [
        ("price", rounded(result.value, 6)), ("exact", rounded(exact, 9)),
        ("standard_error", rounded(error, 6)),
        ("plain_standard_error", rounded(last?.plain.standardError ?? 0, 6)),
        ("distance_in_errors", rounded((result.value - exact) / error, 2)),
      ])
  }

  private static func american(_ context: BenchContext) throws -> Measurement {
    var random = RandomStream(seed: context.givenSeed ?? 42, purpose: "american-1k")
    let terms = (0..<1_000).map { index in
      AmericanTerms(
        index % 2 == 0 ? .put : .call, spot: 100, strike: 80 + 40 * random.uniform(),
        years: 0.05 + 2 * random.uniform(), rate: 0.01 + 0.05 * random.uniform(),
        yield: 0.005 + 0.05 * random.uniform(), volatility: 0.1 + 0.4 * random.uniform())
    }
    let result = try timedOften(samples: context.repeats ?? 7, repeats: 1) {
      var sum = 0.0
      for one in terms { sum += try americanValue(one).price }
      return sum
    }
    return Measurement(
      items: terms.count, unit: "options", samples: result.times,
      checksum: rounded(result.value, 6))
  }

  private static func finiteDifferences(_ context: BenchContext) throws -> Measurement {
    let (option, model, exact) = try atTheMoneyCall(context)
    let grid = try FiniteDifferenceGrid(timeSteps: 100, spotSteps: 100, varianceSteps: 50)
    let result = try timedOften(samples: context.repeats ?? 20, repeats: 1) {
      try hestonFiniteDifference(option, parameters: model, grid: grid).price
    }
    return Measurement(
      items: 1, unit: "option", samples: result.times, checksum: rounded(result.value, 9),
      figures: [
        ("price", rounded(result.value, 6)), ("exact", rounded(exact, 9)),
        ("abs_error", "\(abs(result.value - exact))"),
      ])
  }

  /// The peers' option: one year, spot and strike 100, rate 3 %, yield 1 %.
  private static func atTheMoneyCall(
    _ context: BenchContext
  ) throws -> (GridOption, HestonParameters, exact: Double) {
    var model = try HestonParameters(v0: 0.04, kappa: 2, theta: 0.04, sigma: 0.3, rho: -0.7)
    if let seed = context.givenSeed { model = try .drawn(seed: seed) }
    let option = try GridOption(
      right: .call, style: .european, spot: 100, strike: 100, years: 1, rate: 0.03, yield: 0.01)
    let exact = try hestonValue(
      .call, spot: 100, strike: 100, years: 1, rate: 0.03, yield: 0.01, parameters: model)
    return (option, model, exact.price)
  }
}
