// A series with a model: the log-likelihood as a function of free coordinates.
//
// The coordinates are the model's own parameters, but for the degrees of freedom, which enter as
// their inverse: the likelihood is close to a parabola in that, up to the normal limit.

import Numerics

/// What stands for the variance before the first observation.
public enum PresampleVariance: Hashable, Sendable {
  /// Exponentially weighted squares of the first residuals about the sample mean, fixed.
  ///
  ///     sum_(i<m) 0.94^i (r_i - mean)^2 / sum_(i<m) 0.94^i,   m = min(75, n)
  case backcast
  /// The mean of all squared errors, which moves with the mean parameter.
  case meanSquare
  /// A given variance, in the square of the returns' unit.
  case fixed(Double)
}

/// The likelihood of one model on one series.
struct LikelihoodProblem {
  let returns: [Double]
  let model: VolatilityModel
  let distribution: ErrorDistribution
  let names: [VolatilityParameter]
  let sampleMean: Double
  let sampleVariance: Double
  let presample: PresampleVariance
  let bounds: VarianceBounds
  private let backcast: Double
  private(set) var scores: [SIMD8<Double>]
  private(set) var evaluations = 0

  init(
    returns: [Double], model: VolatilityModel, distribution: ErrorDistribution,
    presample: PresampleVariance
  ) {
    self.returns = returns
    self.model = model
    self.distribution = distribution
    self.presample = presample
    names = VolatilityParameter.list(model, distribution)
    let n = Double(returns.count)
    let centre = returns.reduce(0, +) / n
    sampleMean = centre
    sampleVariance = returns.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / n
    bounds = VarianceBounds(
      least: 1e-7 * sampleVariance, largest: 1e7 * sampleVariance, unit: sampleVariance)
    backcast = backcastVariance(returns)
    scores = [SIMD8<Double>](repeating: SIMD8(repeating: 0), count: returns.count)
  }

  /// The presample variance at a mean.
  func presample(mean: Double) -> Presample {
    switch presample {
    case .backcast: Presample(variance: backcast, byMean: 0)
    case .fixed(let variance): Presample(variance: variance, byMean: 0)
    case .meanSquare:
      Presample(
        variance: sampleVariance + (sampleMean - mean) * (sampleMean - mean),
        byMean: 2 * (mean - sampleMean))
    }
  }

  /// One pass at parameters given by lane.
  mutating func pass(_ lanes: SIMD8<Double>) -> LikelihoodPass {
    evaluations += 1
    switch distribution {
    case .normal: return pass(lanes, NormalDensity())
    case .studentT: return pass(lanes, StudentTDensity(degrees: lanes[5]))
    case .skewedT: return pass(lanes, SkewedTDensity(degrees: lanes[5], skew: lanes[6]))
    }
  }

  private mutating func pass(
    _ lanes: SIMD8<Double>, _ density: some ErrorDensity
  ) -> LikelihoodPass {
    let start = presample(mean: lanes[0])
    let isLogarithmic = model == .egarch
    let (series, limits) = (returns, bounds)
    var buffer = scores.mutableSpan
    return isLogarithmic
      ? logarithmPass(series.span, lanes, start, limits, density, &buffer)
      : squarePass(series.span, lanes, start, limits, density, &buffer)
  }

  /// The parameters at a point.
  func lanes(_ point: [Double]) -> SIMD8<Double> {
    var lanes = SIMD8<Double>(repeating: 0)
    for (k, name) in names.enumerated() {
      lanes[name.rawValue] = name == .degrees ? 1 / point[k] : point[k]
    }
    return lanes
  }

  /// The point of given parameters.
  func point(_ lanes: SIMD8<Double>) -> [Double] {
    names.map { $0 == .degrees ? 1 / lanes[$0.rawValue] : lanes[$0.rawValue] }
  }

  /// The negative log-likelihood at a point with its gradient; nil where it is not finite.
  mutating func cost(_ point: [Double], _ gradient: inout [Double]) -> Double? {
    let lanes = lanes(point)
    let sums = pass(lanes)
    guard sums.logLikelihood.isFinite else { return nil }
    for (k, name) in names.enumerated() {
      let slope = -sums.gradient[name.rawValue]
      guard slope.isFinite else { return nil }
      gradient[k] = name == .degrees ? -slope * lanes[5] * lanes[5] : slope
    }
    return -sums.logLikelihood
  }

  /// The sum of outer products of the scores of the last pass, by coordinate.
  func scoreProducts(at point: [Double]) -> [Double] {
    let all = outerProduct(scores.span, order: 7)
    let degrees = lanes(point)[5]
    let factor = names.map { $0 == .degrees ? -degrees * degrees : 1 }
    return names.indices.flatMap { i in
      names.indices.map { j in
        factor[i] * factor[j] * all[names[i].rawValue * 7 + names[j].rawValue]
      }
    }
  }
}

/// The exponentially weighted mean of the first squares about the sample mean.
///
/// Source: the start of RiskMetrics' smoother, as common software begins a variance recursion.
///
/// - Parameter returns: Returns, oldest first.
/// - Returns: `sum 0.94^i (r_i - mean)^2 / sum 0.94^i` over the first 75; zero without returns.
public func backcastVariance(_ returns: [Double]) -> Double {
  guard !returns.isEmpty else { return 0 }
  let centre = returns.reduce(0, +) / Double(returns.count)
  var (sum, total, weight) = (0.0, 0.0, 1.0)
  for value in returns.prefix(75) {
    sum += weight * (value - centre) * (value - centre)
    total += weight
    weight *= 0.94
  }
  return sum / total
}
