// The fit of alpha, rho and nu to one smile, beta given.
//
// Levenberg-Marquardt as in `levenbergMarquardt`, written out for three parameters: one pass over
// the strikes builds J'J and J'r, so a fit of eleven strikes takes microseconds and allocates
// nothing inside its loop. Evaluations are bounded; the best point is returned whatever the outcome.

import Glibc
public import Numerics

/// The outcome of fitting one smile.
public struct SABRFit: Hashable, Sendable {
  /// The best parameters found.
  public let parameters: SABRParameters
  /// The forward of the quotes.
  public let forward: Double
  /// The time to expiry of the quotes.
  public let years: Double
  /// Sum of weighted squared volatility errors.
  public let squaredError: Double
  /// Root of the weighted mean squared volatility error.
  public let rmse: Double
  /// Share of the smile's variance explained; nil when all quotes are equal.
  public let rSquared: Double?
  /// Evaluations of the whole smile, over all starts.
  public let evaluations: Int
  /// How the best search ended.
  public let outcome: FitOutcome
  /// Which of alpha, rho and nu stand on a bound of the search.
  public let isAtBound: [Bool]
  /// J'J at the best point for alpha, rho, nu, row-major.
  public let normal: [Double]

  /// Condition number of J'J scaled to a unit diagonal; infinite when parameters are not told apart.
  public var condition: Double { scaledCondition(normal, order: 3) }

  /// The fitted smile.
  ///
  /// - Returns: The smile of the best parameters.
  /// - Throws: `ModelError`, never for a fit made by `calibrateSABR`.
  public func smile() throws(ModelError) -> SABRSmile {
    try SABRSmile(forward: forward, years: years, parameters: parameters)
  }
}

/// Fits alpha, rho and nu to a smile by least squares in volatility.
///
/// Without a start the fit begins from the smile's level, slope and curvature; if it then fails or
/// ends on a bound, three further starts are tried and the best result is kept. Bounds: |rho| at
/// most 0.9999, nu at most 50 / sqrt(T), alpha within 1e-4 to 1e2 of the mean volatility's.
///
/// - Parameters:
///   - quotes: The smile.
///   - beta: The exponent, 0 to 1; level and skew cannot tell it from rho.
///   - start: Where to begin, its beta ignored; nil to begin from the smile itself.
/// - Returns: The fit, with its outcome.
/// - Throws: `ModelError.outOfDomain` for a beta outside 0 to 1.
public func calibrateSABR(
  _ quotes: SABRSmileQuotes, beta: Double, start: SABRParameters?
) throws(ModelError) -> SABRFit {
  try require(beta, in: 0...1, "beta")
  var search = SABRSearch(quotes, beta: beta)
  if let start {
    search.run(from: SIMD3(start.alpha, start.rho, start.nu))
    return search.fit(quotes)
  }
  let guess = quotes.start(beta: beta)
  search.run(from: SIMD3(guess.alpha, guess.rho, guess.nu))
  if search.outcome != .converged || search.isOnBound {
    let pace = 1 / quotes.years.squareRoot()
    for rho in [-0.5, 0.0, 0.5] {
      search.run(from: SIMD3(guess.alpha, rho, max(0.5, min(guess.nu, 2)) * min(pace, 2)))
    }
  }
  return search.fit(quotes)
}

/// The search of one smile: its constants, and the best point so far.
private struct SABRSearch {
  private let beta: Double
  private let years: Double
  private let terms: [SABRStrikeTerms]
  private let volatilities: [Double]
  private let weights: [Double]
  private let lower: SIMD3<Double>
  private let upper: SIMD3<Double>
  private var best = SIMD3<Double>(repeating: 0)
  private var system = SABRNormalSystem(cost: .infinity)
  private var evaluations = 0
  private(set) var outcome = FitOutcome.notFinite

  init(_ quotes: SABRSmileQuotes, beta: Double) {
    self.beta = beta
    years = quotes.years
    terms = quotes.strikes.map {
      SABRStrikeTerms(forward: quotes.forward, strike: $0, beta: beta, expansion: .hagan)
    }
    volatilities = quotes.volatilities
    weights = quotes.weights ?? [Double](repeating: 1, count: quotes.strikes.count)
    var mean = 0.0
    for volatility in volatilities { mean += volatility }
    let level = mean / Double(volatilities.count) * pow(quotes.forward, 1 - beta)
    lower = SIMD3(1e-4 * level, -0.9999, 0)
    upper = SIMD3(1e2 * level, 0.9999, 50 / quotes.years.squareRoot())
  }

  var isOnBound: Bool { any(best .<= lower) || any(best .>= upper) }

  /// Searches from a start and keeps the result if it is better than the best so far.
  mutating func run(from start: SIMD3<Double>) {
    var point = pointwiseMin(pointwiseMax(start, lower), upper)
    var here = evaluate(point)
    guard here.cost.isFinite else { return }
    let end = descend(&point, &here)
    if here.cost < system.cost || outcome == .notFinite {
      (best, system, outcome) = (point, here, end)
    }
  }

  /// Levenberg-Marquardt with Nielsen's damping from a point, at most 100 evaluations.
  private mutating func descend(
    _ point: inout SIMD3<Double>, _ here: inout SABRNormalSystem
  ) -> FitOutcome {
    var damping = 1e-4
    var growth = 2.0
    for _ in 0..<100 {
      let held = here.held(at: point, lower, upper)
      if here.largestCosine(held) < 1e-12 { return .converged }
      guard let step = here.step(damping: damping, held: held) else {
        damping *= 10
        continue
      }
      let trial = pointwiseMin(pointwiseMax(point + step, lower), upper)
      let move = trial - point
      let size = SIMD3(abs(move.x), abs(move.y), abs(move.z))
      let isSmall = all(size .<= 1e-9 * SIMD3(abs(point.x), abs(point.y) + 1e-3, point.z + 1e-3))
      let there = evaluate(trial)
      guard there.cost < here.cost else {
        if isSmall { return .converged }
        damping *= growth
        growth *= 2
        if damping > 1e16 { return .stalled }
        continue
      }
      let bend = 2 * (here.cost - there.cost) / here.promise(move) - 1
      damping *= max(1.0 / 3.0, 1 - bend * bend * bend)
      growth = 2
      let isFlat = here.cost - there.cost <= 1e-15 * here.cost
      (point, here) = (trial, there)
      if isSmall || isFlat { return .converged }
    }
    return .evaluationLimit
  }

  /// Cost, gradient and J'J at a point; an infinite cost where they do not exist.
  private mutating func evaluate(_ point: SIMD3<Double>) -> SABRNormalSystem {
    evaluations += 1
    let parameters = SABRParameters(unchecked: point.x, beta: beta, rho: point.y, nu: point.z)
    var sum = SABRNormalSystem(cost: 0)
    for index in terms.indices {
      let model = parameters.gradient(at: terms[index], years: years)
      sum.add(model, error: model.volatility - volatilities[index], weight: weights[index])
    }
    if !sum.cost.isFinite { sum.cost = .infinity }
    return sum
  }

  /// The best point with its diagnostics.
  func fit(_ quotes: SABRSmileQuotes) -> SABRFit {
    var total = 0.0
    var mean = 0.0
    for (weight, volatility) in zip(weights, volatilities) {
      total += weight
      mean += weight * volatility
    }
    mean /= total
    var spread = 0.0
    for (weight, volatility) in zip(weights, volatilities) {
      spread += weight * (volatility - mean) * (volatility - mean)
    }
    return SABRFit(
      parameters: SABRParameters(unchecked: best.x, beta: beta, rho: best.y, nu: best.z),
      forward: quotes.forward, years: years, squaredError: system.cost,
      rmse: (system.cost / total).squareRoot(),
      rSquared: spread > 1e-24 * total * mean * mean ? 1 - system.cost / spread : nil,
      evaluations: evaluations, outcome: outcome,
      isAtBound: (0..<3).map { best[$0] <= lower[$0] || best[$0] >= upper[$0] },
      normal: system.matrix)
  }
}
