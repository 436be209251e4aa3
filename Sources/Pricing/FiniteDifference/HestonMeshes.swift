// The meshes on which Heston's equation is solved: how far they reach and where they are fine.
//
// The forward reaches so far that no volatility matters at its ends, its points laid out in the
// logarithm with the strike in the middle of two of them. The variance reaches from zero, or from
// where its distribution begins, into its upper tail, with today's variance on a point. Reaches and
// widths were chosen by the errors at 100 x 100 x 50 steps over some 300 parameter sets.

import Glibc

/// The two meshes of a Heston problem.
struct HestonMeshes {
  let forward: SinhMesh
  let variance: SinhMesh

  /// Reach of the forward in standard deviations of the log price, on paths of high variance.
  private static let forwardReach = 4.5
  /// Reach of the variance around its mean, in standard deviations.
  private static let varianceReach = 6.0
  /// Least reach of the variance above its mean, in scales of its exponential tail.
  private static let tailReach = 7.0

  init(_ option: GridOption, _ model: HestonParameters, _ grid: FiniteDifferenceGrid) {
    forward = HestonMeshes.forwardMesh(option, model, steps: grid.spotSteps)
    variance = HestonMeshes.varianceMesh(model, years: option.years, steps: grid.varianceSteps)
  }

  /// Fine within one standard deviation of the strike.
  private static func forwardMesh(
    _ option: GridOption, _ model: HestonParameters, steps: Int
  ) -> SinhMesh {
    let deviation = model.expectedTotalVariance(years: option.years).squareRoot()
    let strike = log(option.strike)
    let forward = log(option.spot) + (option.rate - option.yield) * option.years
    let high = deviation * deviation + totalVarianceSpread(model, years: option.years)
    let reach = forwardReach * high.squareRoot()
    return SinhMesh(
      low: min(strike, forward) - reach, high: max(strike, forward) + reach,
      centre: strike, density: deviation, steps: steps, anchor: .middle
    ).exponentials
  }

  /// Fine within one standard deviation of today's variance, or its own size if that is less.
  private static func varianceMesh(
    _ model: HestonParameters, years: Double, steps: Int
  ) -> SinhMesh {
    let decay = exp(-model.kappa * years)
    let mean = model.theta + (model.v0 - model.theta) * decay
    // Variance of v(T) and the scale of its tail: Cox, Ingersoll and Ross (1985).
    let tail = model.sigma * model.sigma * (1 - decay) / (2 * model.kappa)
    let deviation = (tail * (2 * model.v0 * decay + model.theta * (1 - decay))).squareRoot()
    let low = min(model.v0, mean) - varianceReach * deviation
    return SinhMesh(
      low: max(0, low),
      high: max(model.v0, mean) + max(varianceReach * deviation, tailReach * tail),
      centre: model.v0, density: min(deviation, model.v0), steps: steps, anchor: .point)
  }

  /// About the standard deviation of the variance that a path collects.
  ///
  /// It has the limits of the exact one: sigma sqrt(v0 T^3 / 3) for short times and
  /// sigma sqrt(theta T) / kappa for long ones.
  private static func totalVarianceSpread(_ model: HestonParameters, years: Double) -> Double {
    let reversion = model.kappa * years
    let memory = -expm1(-reversion) / model.kappa
    let mean = model.v0 / 3 + model.theta * reversion / (12 + reversion)
    return model.sigma * memory * (years * mean).squareRoot()
  }
}
