// The meshes on which Heston's equation is solved: how far they reach and where they are fine.
//
// The spot reaches so far that no volatility matters at its ends, its points laid out in the
// logarithm with the strike in the middle of two of them. The variance reaches from zero, or from
// where its distribution begins, into its upper tail, with today's variance on a point. Reaches and
// widths were chosen on closed-form prices of 86 parameter sets at 100 x 100 x 50 steps.

import Glibc

/// The two meshes of a Heston problem.
struct HestonMeshes {
  let spot: SinhMesh
  let variance: SinhMesh

  /// Reach of the spot in standard deviations of the log price.
  private static let spotReach = 5.0
  /// Reach of the variance around its mean, in standard deviations.
  private static let varianceReach = 6.0
  /// Least reach of the variance above its mean, in scales of its exponential tail.
  private static let tailReach = 7.0

  init(_ option: GridOption, _ model: HestonParameters, _ grid: FiniteDifferenceGrid) {
    spot = HestonMeshes.spotMesh(option, model, steps: grid.spotSteps)
    variance = HestonMeshes.varianceMesh(model, years: option.years, steps: grid.varianceSteps)
  }

  /// Fine within one standard deviation of the strike.
  private static func spotMesh(
    _ option: GridOption, _ model: HestonParameters, steps: Int
  ) -> SinhMesh {
    let deviation = model.expectedTotalVariance(years: option.years).squareRoot()
    let (strike, spot) = (log(option.strike), log(option.spot))
    let forward = spot + (option.rate - option.yield) * option.years
    let reach = spotReach * deviation
    return SinhMesh(
      low: min(strike, spot, forward) - reach, high: max(strike, spot, forward) + reach,
      centre: strike, density: deviation, steps: steps, anchor: .middle
    ).exponentials
  }

  /// Fine within one standard deviation of today's variance, or its own size if that is less.
  private static func varianceMesh(
    _ model: HestonParameters, years: Double, steps: Int
  ) -> SinhMesh {
    let decay = exp(-model.kappa * years)
    let mean = model.theta + (model.v0 - model.theta) * decay
    // Variance of v(T) and the scale of its tail: Cox, Ingersoll and Ross (1985), equation 19.
    let tail = model.sigma * model.sigma * (1 - decay) / (2 * model.kappa)
    let deviation = (tail * (2 * model.v0 * decay + model.theta * (1 - decay))).squareRoot()
    let low = min(model.v0, mean) - varianceReach * deviation
    return SinhMesh(
      low: max(0, low),
      high: max(model.v0, mean) + max(varianceReach * deviation, tailReach * tail),
      centre: model.v0, density: min(deviation, model.v0), steps: steps, anchor: .point)
  }
}
