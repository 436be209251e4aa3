// The conditional variances of a model with given parameters, and the likelihood they have.

import Glibc
public import Numerics

/// What a model with given parameters says of a series.
public struct VariancePath: Hashable, Sendable {
  /// The variance of each return given those before it.
  public let variances: [Double]
  /// The variance of the return after the last.
  public let next: Double
  /// The log-likelihood of all returns.
  public let logLikelihood: Double

  /// The conditional volatilities, per observation.
  public var volatilities: [Double] { variances.map { $0.squareRoot() } }
}

/// Follows the conditional variance of a series under given parameters.
///
/// - Parameters:
///   - returns: Returns, oldest first, at least two.
///   - process: The model with its parameters.
///   - presample: What stands for the variance before the first return.
/// - Returns: Variances and log-likelihood.
/// - Throws: `ModelError` for a series with a gap or without change, a presample variance not
///   above zero, or a variance that falls to zero on the way.
public func variancePath(
  returns: [Double], process: VolatilityProcess, presample: PresampleVariance = .backcast
) throws(ModelError) -> VariancePath {
  try requireSeries(returns, "returns", least: 2)
  if case .fixed(let variance) = presample {
    try requirePositive(variance, "the presample variance")
  }
  var problem = LikelihoodProblem(
    returns: returns, model: process.model, distribution: process.distribution,
    presample: presample)
  let path = problem.path(process.lanes)
  for variance in path.variances { try requirePositive(variance, "a conditional variance") }
  try requireFinite(path.logLikelihood, "the log-likelihood")
  return path
}

extension LikelihoodProblem {
  /// The path at parameters given by lane.
  mutating func path(_ p: SIMD8<Double>) -> VariancePath {
    let likelihood = pass(p).logLikelihood
    let first = presample(mean: p[0]).variance
    var variances: [Double] = []
    variances.reserveCapacity(returns.count)
    if model == .egarch {
      var s = p[1] + p[4] * log(first)
      for value in returns {
        variances.append(exp(s))
        let z = (value - p[0]) * exp(-0.5 * s)
        s = p[1] + p[2] * (abs(z) - meanAbsoluteNormal) + p[3] * z + p[4] * s
      }
      return VariancePath(variances: variances, next: exp(s), logLikelihood: likelihood)
    }
    var h = p[1] + (p[2] + 0.5 * p[3] + p[4]) * first
    for value in returns {
      variances.append(h)
      let e = value - p[0]
      h = p[1] + (e < 0 ? p[2] + p[3] : p[2]) * e * e + p[4] * h
    }
    return VariancePath(variances: variances, next: h, logLikelihood: likelihood)
  }
}
