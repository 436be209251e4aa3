// A fitted conditional-variance model: parameters, their errors, and what follows from them.

import Glibc
public import Numerics

/// Standard errors of the parameters under three views of their sampling, in the model's order.
///
/// They come from the curvature at the estimate, bounds or not, as common software gives them; a
/// parameter on a bound has no normal sampling distribution all the same. Where the likelihood is
/// not curved like a maximum past a bound, the parameter held there has no error and the others'
/// are those with it held. EGARCH's likelihood has a kink in the mean at every return; the errors
/// belong to the smooth pieces between.
public struct GARCHStandardErrors: Hashable, Sendable {
  /// From the inverse Hessian of the log-likelihood.
  public let hessian: [Double?]
  /// From the inverse outer product of the scores (Berndt, Hall, Hall and Hausman 1974).
  public let outerProduct: [Double?]
  /// From Hessian, outer product, Hessian: right under a wrong error distribution too (Bollerslev
  /// and Wooldridge 1992, "Quasi-maximum likelihood estimation", Econometric Reviews 11).
  public let robust: [Double?]
}

/// A fitted model.
public struct GARCHFit: Hashable, Sendable {
  /// The model with its estimates; where the fit failed, those of the best point seen.
  public let process: VolatilityProcess
  /// Their errors; nil where the log-likelihood is not curved in every free direction.
  public let standardErrors: GARCHStandardErrors?
  /// Parameters held by a bound of the region.
  public let heldParameters: [VolatilityParameter]
  /// The path of the variance under the estimates.
  public let path: VariancePath
  /// Passes over the series.
  public let evaluations: Int
  /// How the search ended.
  public let outcome: FitOutcome

  /// The parameters' names, in the order of every list here.
  public var names: [VolatilityParameter] { process.names }
  /// The estimates in that order.
  public var values: [Double] { process.values }
  /// The log-likelihood of all observations.
  public var logLikelihood: Double { path.logLikelihood }
  /// The number of returns.
  public var observations: Int { path.variances.count }
  /// Akaike's criterion, 2 k - 2 ln L.
  public var akaike: Double { 2 * Double(names.count) - 2 * logLikelihood }
  /// The Bayesian criterion of Schwarz, k ln n - 2 ln L.
  public var bayesian: Double {
    Double(names.count) * log(Double(observations)) - 2 * logLikelihood
  }
}

/// Fits a conditional-variance model with a constant mean by maximum likelihood.
///
/// The series must have at least 100 returns, no gap, and more than one value; percent returns
/// keep the constant readable, any other unit serves as well. GARCH and GJR keep alpha >= 0,
/// alpha + gamma >= 0, beta >= 0 and alpha + gamma/2 + beta <= 1; EGARCH keeps |beta| < 1;
/// degrees of freedom stay in [2.05, 500], skewness in [-0.99, 0.99].
///
/// - Parameters:
///   - returns: Returns, oldest first.
///   - model: The variance recursion.
///   - distribution: The distribution of the errors.
///   - presample: What stands for the variance before the first return.
///   - settings: When to stop.
/// - Returns: The best point found; `outcome` says whether it is a maximum.
/// - Throws: `ModelError` for a series that is too short, has a gap, never moves or has no finite
///   variance, and for a presample variance not above zero.
public func fitGARCH(
  returns: [Double], model: VolatilityModel, distribution: ErrorDistribution,
  presample: PresampleVariance = .backcast, settings: GARCHSettings = GARCHSettings()
) throws(ModelError) -> GARCHFit {
  try requireSeries(returns, "returns", least: leastGARCHReturns)
  if case .fixed(let variance) = presample {
    try requirePositive(variance, "the presample variance")
  }
  let unit = try ReturnUnit(returns)
  var problem = LikelihoodProblem(
    returns: returns.map { $0 / unit.size }, model: model, distribution: distribution,
    presample: unit.scaled(presample))
  guard let (fit, errors) = problem.search(settings, unit) else {
    throw .noSolution(what: "a finite likelihood", why: "no starting point has one")
  }
  let process = VolatilityProcess(
    model, distribution, lanes: unit.restored(problem.lanes(fit.parameters), model))
  var original = LikelihoodProblem(
    returns: returns, model: model, distribution: distribution, presample: presample)
  return GARCHFit(
    process: process, standardErrors: errors,
    heldParameters: held(problem.names, fit, problem.constraints),
    path: original.path(process.lanes),
    evaluations: problem.evaluations, outcome: fit.outcome)
}

extension GARCHFit {
  /// Forecasts the variance of the returns after the last one.
  ///
  /// - Parameter horizon: Steps ahead, 1 to 10,000.
  /// - Returns: One variance for each step.
  /// - Throws: `ModelError.outOfDomain` for another horizon.
  public func forecast(horizon: Int) throws(ModelError) -> VolatilityForecast {
    try process.forecast(from: path.next, horizon: horizon)
  }
}

/// The parameters that take part in a binding constraint.
private func held(
  _ names: [VolatilityParameter], _ fit: QuasiNewtonFit, _ constraints: [LinearConstraint]
) -> [VolatilityParameter] {
  names.indices.filter { k in
    constraints.indices.contains {
      fit.multipliers[$0] > 0 && constraints[$0].coefficients[k] != 0
    }
  }.map { names[$0] }
}
