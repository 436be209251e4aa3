// Calibration of Heston's model to the smiles of several expiries.
//
// Downhill by Levenberg-Marquardt with the analytic gradient, from the caller's start (yesterday's
// parameters make a warm one); on request a differential evolution over a thinned surface first.
// Bounded: the global search by its generations, the descent by its evaluations.
// Sources: Cui, del Bano Rollin and Germano (2017), European J. Operational Research 263 (analytic
// gradient); Storn and Price (1997) for the global search.

import Glibc
public import Numerics

/// A calibrated model with what must be known to judge it.
public struct HestonCalibration: Hashable, Sendable {
  /// The fit of one expiry.
  public struct ExpiryFit: Hashable, Sendable {
    /// What the expiry is called.
    public let label: String
    /// Time to expiration in years.
    public let years: Double
    /// Root of the mean squared error in volatility points, over the quotes the model can value.
    public let rootMeanSquareError: Double
    /// The model's volatility at each strike; nil where its price is too small to tell.
    public let volatilities: [Double?]
  }

  /// The best parameters found.
  public let parameters: HestonParameters
  /// How the descent ended; anything but `converged` marks the result as failed.
  public let outcome: FitOutcome
  /// The objective at the best point: weighted squared residuals and penalty.
  public let cost: Double
  /// Sum of squared errors in volatility points, unweighted.
  public let sumOfSquares: Double
  /// Root of the mean squared error in volatility points, unweighted.
  public let rootMeanSquareError: Double
  /// One less the share of the volatilities' variance left unexplained; nil when all are equal.
  public let rSquared: Double?
  /// The fit of each expiry in the order of the quotes.
  public let expiries: [ExpiryFit]
  /// Quotes whose model price is too small to give a volatility; they do not count in the errors.
  public let lostQuotes: Int
  /// Evaluations of the surface with its gradient.
  public let evaluations: Int
  /// Evaluations of the thinned surface in the global search.
  public let searchEvaluations: Int
  /// Condition number of the scaled normal equations; infinite when parameters are not told apart.
  public let condition: Double
  /// Bound on the error of the model prices at the best point, as a share of sqrt(F K).
  public let priceError: Double
  /// Names of the parameters that stand on a bound.
  public let atBounds: [String]

  /// Whether the result may be used without a warning.
  public var isConverged: Bool { outcome.isConverged }
}

/// Fits Heston's model to quotes.
///
/// - Parameters:
///   - quotes: The expiries; five quotes at least in all.
///   - start: Where the descent begins; a member of the first population of a global search.
///   - settings: What is minimised, where, and when to stop.
/// - Returns: The best point found, with its outcome and its errors.
/// - Throws: `ModelError` for too few quotes, missing spreads or a setting outside its range.
public func calibrateHeston(
  _ quotes: [SmileQuotes], start: HestonParameters, settings: HestonCalibrationSettings
) throws(ModelError) -> HestonCalibration {
  try require(settings.tolerance, in: 1e-14...1e-3, "tolerance")
  guard settings.fellerPenalty >= 0, settings.fellerPenalty.isFinite else {
    throw .outOfDomain(
      input: "fellerPenalty", value: settings.fellerPenalty,
      rule: "it must be finite and not below zero")
  }
  let table = try HestonQuoteTable(quotes, weighting: settings.weighting)
  var begin = start
  var searchEvaluations = 0
  if let search = settings.globalSearch {
    (begin, searchEvaluations) = searchGlobally(table, start: start, search, settings)
  }
  var residuals = HestonResiduals(
    table, measure: settings.measure, fellerPenalty: settings.fellerPenalty,
    tolerance: settings.tolerance)
  let fit = descend(&residuals, from: begin, settings)
  return HestonCalibration(
    fit: fit, residuals: &residuals, searchEvaluations: searchEvaluations)
}

/// Goes downhill with coarse prices to the neighbourhood of the optimum, then with exact ones.
///
/// The coarse descent takes half of the allowed evaluations at most; both count.
private func descend(
  _ residuals: inout HestonResiduals, from start: HestonParameters,
  _ settings: HestonCalibrationSettings
) -> LeastSquaresFit {
  func minimise(
    _ residuals: inout HestonResiduals, _ start: [Double], _ stop: LeastSquaresSettings
  ) -> LeastSquaresFit {
    levenbergMarquardt(
      start: start, lower: settings.bounds.lower.vector, upper: settings.bounds.upper.vector,
      residualCount: residuals.count, settings: stop
    ) { point, values, jacobian in
      residuals.evaluate(HestonParameters(point: point), &values, &jacobian)
    }
  }
  var stop = settings.leastSquares
  var point = start.vector
  var spent = 0
  if settings.tolerance < coarseTolerance, stop.maximumEvaluations > 1 {
    residuals.tolerance = coarseTolerance
    let coarse = minimise(
      &residuals, point,
      LeastSquaresSettings(
        maximumEvaluations: stop.maximumEvaluations / 2, parameterTolerance: 1e-3,
        costTolerance: 1e-3, gradientTolerance: 1e-5))
    residuals.tolerance = settings.tolerance
    if coarse.outcome != .notFinite { point = coarse.parameters }
    spent = coarse.evaluations
    stop.maximumEvaluations -= spent
  }
  var fit = minimise(&residuals, point, stop)
  fit.evaluations += spent
  return fit
}

/// The error allowed in prices, over sqrt(F K), while the optimum is still far.
private let coarseTolerance = 1e-7

/// The best point of a differential evolution over a thinned surface at a coarse tolerance.
///
/// Vega-weighted prices serve whatever the measure: they need no inversion, and the descent that
/// follows minimises the measure asked for.
private func searchGlobally(
  _ table: HestonQuoteTable, start: HestonParameters, _ search: DifferentialEvolutionSettings,
  _ settings: HestonCalibrationSettings
) -> (HestonParameters, Int) {
  var residuals = HestonResiduals(
    table.thinned(expiries: 10, strikes: 5), measure: .vegaWeightedPrice,
    fellerPenalty: settings.fellerPenalty, tolerance: max(settings.tolerance, 1e-6))
  let found = differentialEvolution(
    lower: settings.bounds.lower.vector, upper: settings.bounds.upper.vector, settings: search,
    seeds: [start.vector]
  ) { residuals.cost(HestonParameters(point: $0)) }
  guard found.cost.isFinite else { return (start, found.evaluations) }
  return (HestonParameters(point: found.parameters), found.evaluations)
}

extension HestonParameters {
  /// Parameters at a point inside bounds.
  init(point: [Double]) {
    self.init(valid: (point[0], point[1], point[2], point[3], point[4]))
  }
}

extension HestonCalibration {
  /// Measures a fit.
  init(fit: LeastSquaresFit, residuals: inout HestonResiduals, searchEvaluations: Int) {
    let parameters = HestonParameters(point: fit.parameters)
    let table = residuals.table
    let model = residuals.volatilities(parameters)
    var expiries: [ExpiryFit] = []
    var sum = 0.0
    var known = 0
    for expiry in table.expiries {
      var part = 0.0
      var count = 0
      for index in expiry.quotes {
        guard let volatility = model[index] else { continue }
        let miss = 100 * (volatility - table.volatilities[index])
        part += miss * miss
        count += 1
      }
      sum += part
      known += count
      expiries.append(
        ExpiryFit(
          label: expiry.label, years: expiry.years,
          rootMeanSquareError: (part / Double(max(count, 1))).squareRoot(),
          volatilities: Array(model[expiry.quotes])))
    }
    let mean = table.volatilities.reduce(0, +) / Double(table.count)
    let spread = table.volatilities.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * 1e4
    self.parameters = parameters
    outcome = fit.outcome
    cost = fit.cost
    sumOfSquares = sum
    rootMeanSquareError = (sum / Double(max(known, 1))).squareRoot()
    // Equal volatilities leave the rounding of their mean.
    let isVaried = spread > 1e-16 * mean * mean * Double(table.count)
    rSquared = isVaried ? 1 - sum / spread : nil
    self.expiries = expiries
    lostQuotes = table.count - known
    evaluations = fit.evaluations
    self.searchEvaluations = searchEvaluations
    condition = fit.condition
    priceError = residuals.priceError
    atBounds = HestonParameters.names.enumerated().filter { fit.isAtBound[$0.offset] }
      .map(\.element)
  }
}
