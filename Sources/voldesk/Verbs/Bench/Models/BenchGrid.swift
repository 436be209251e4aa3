// Workloads of the grid and of simulated paths under Heston's model.

import MarketData
import Numerics
import Pricing

extension Workload {
  static var gridWorkloads: [Workload] {
    [Workload("heston-adi", "Heston on a grid of 100 x 100 x 50 steps", finiteDifferences)]
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
