// Several conditional-variance models of one series: compared by criterion, and averaged.
//
// Weights are those of Akaike: how likely each model is the best of them, given the data, with
// d the distance of its criterion from the least one,
//
//     w_i = exp(-d_i / 2) / sum_j exp(-d_j / 2)
//
// Source: Burnham and Anderson (2004), "Multimodel inference", Sociological Methods and Research
// 33, for both criteria.

import Glibc
public import Numerics

/// What models are compared by.
public enum InformationCriterion: String, CaseIterable, Hashable, Sendable {
  /// Akaike's, which asks for the best forecast.
  case akaike = "AIC"
  /// Schwarz's, which asks for the true model and charges more for parameters.
  case bayesian = "BIC"

  /// The criterion of a fit; less is better.
  public func value(_ fit: GARCHFit) -> Double {
    switch self {
    case .akaike: fit.akaike
    case .bayesian: fit.bayesian
    }
  }
}

/// A fit with its weight among others.
public struct WeightedFit: Hashable, Sendable {
  /// The fit.
  public let fit: GARCHFit
  /// Its weight; zero for a fit that did not converge.
  public let weight: Double
}

/// Fits of several models to one series, best first.
public struct VolatilityEnsemble: Hashable, Sendable {
  /// What the fits are ordered and weighted by.
  public let criterion: InformationCriterion
  /// The fits, those that converged first, by criterion.
  public let members: [WeightedFit]

  /// Fits every combination of models and distributions.
  ///
  /// - Parameters:
  ///   - returns: Returns, oldest first.
  ///   - models: Variance recursions; all by default.
  ///   - distributions: Error distributions; all by default.
  ///   - criterion: What to compare by.
  /// - Throws: `ModelError` as `fitGARCH`, for an empty list, and where no fit converged.
  public init(
    returns: [Double], models: [VolatilityModel] = VolatilityModel.allCases,
    distributions: [ErrorDistribution] = ErrorDistribution.allCases,
    criterion: InformationCriterion
  ) throws(ModelError) {
    var fits: [GARCHFit] = []
    for model in models {
      for distribution in distributions {
        fits.append(try fitGARCH(returns: returns, model: model, distribution: distribution))
      }
    }
    guard let least = fits.filter(\.outcome.isConverged).map(criterion.value).min() else {
      throw .noSolution(what: "an ensemble", why: "none of \(fits.count) fits converged")
    }
    let raw = fits.map {
      $0.outcome.isConverged ? exp(-0.5 * (criterion.value($0) - least)) : 0
    }
    let sum = raw.reduce(0, +)
    self.criterion = criterion
    members = zip(fits, raw).map { WeightedFit(fit: $0, weight: $1 / sum) }.sorted {
      ($0.fit.outcome.isConverged ? 0 : 1, criterion.value($0.fit))
        < ($1.fit.outcome.isConverged ? 0 : 1, criterion.value($1.fit))
    }
  }

  /// The weighted mean of the members' forecasts.
  ///
  /// - Parameter horizon: Steps ahead, 1 to 10,000.
  /// - Returns: One variance for each step; a mean only where every member with weight gives one.
  /// - Throws: `ModelError.outOfDomain` for another horizon.
  public func forecast(horizon: Int) throws(ModelError) -> VolatilityForecast {
    var variances = [Double](repeating: 0, count: max(horizon, 0))
    var kind = VarianceForecastKind.mean
    for member in members {
      let forecast = try member.fit.forecast(horizon: horizon)
      guard member.weight > 0 else { continue }
      if forecast.kind != .mean { kind = forecast.kind }
      for step in variances.indices { variances[step] += member.weight * forecast.variances[step] }
    }
    return VolatilityForecast(variances: variances, kind: kind)
  }
}
