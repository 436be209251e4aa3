// Nonlinear least squares with bounds.
//
// Favours few evaluations: the caller gives residuals and their derivatives together. A trial
// point is projected into the bounds; a parameter on a bound that wants to leave stays out of the
// step. Evaluations are bounded, and the best point is returned whatever the outcome.
// Sources: Levenberg (1944), Quart. Appl. Math. 2; Marquardt (1963), J. SIAM 11; the damping
// follows Madsen, Nielsen and Tingleff (2004), "Methods for non-linear least squares problems".

/// How a fit ended.
public enum FitOutcome: String, Hashable, Sendable {
  /// A stationary point: gradient, step or decrease fell below its tolerance.
  case converged
  /// No further decrease was found, though the gradient is not small.
  case stalled
  /// The allowed evaluations were used up.
  case evaluationLimit
  /// The start itself could not be evaluated.
  case notFinite

  /// Whether the result may be used without a warning.
  public var isConverged: Bool { self == .converged }
}

/// When to stop.
public struct LeastSquaresSettings: Hashable, Sendable {
  /// Evaluations of residuals and derivatives, the start included.
  public var maximumEvaluations: Int
  /// A step below this share of each parameter ends the fit.
  public var parameterTolerance: Double
  /// A decrease below this share of the cost ends the fit.
  public var costTolerance: Double
  /// The largest cosine between the residuals and a column of derivatives that counts as zero.
  public var gradientTolerance: Double

  /// Makes settings; the defaults go to the last digits that matter.
  public init(
    maximumEvaluations: Int = 200, parameterTolerance: Double = 1e-11,
    costTolerance: Double = 1e-15, gradientTolerance: Double = 1e-12
  ) {
    self.maximumEvaluations = maximumEvaluations
    self.parameterTolerance = parameterTolerance
    self.costTolerance = costTolerance
    self.gradientTolerance = gradientTolerance
  }
}

/// The best point of a fit and how it was reached.
public struct LeastSquaresFit: Hashable, Sendable {
  /// The best parameters.
  public var parameters: [Double]
  /// Sum of squared residuals there.
  public var cost: Double
  /// Evaluations made.
  public var evaluations: Int
  /// How it ended.
  public var outcome: FitOutcome
  /// J'J at the best point, row-major.
  public var normal: [Double]
  /// Which parameters stand on a bound.
  public var isAtBound: [Bool]

  /// Makes a result.
  public init(
    parameters: [Double], cost: Double, evaluations: Int, outcome: FitOutcome, normal: [Double],
    isAtBound: [Bool]
  ) {
    self.parameters = parameters
    self.cost = cost
    self.evaluations = evaluations
    self.outcome = outcome
    self.normal = normal
    self.isAtBound = isAtBound
  }

  /// Condition number of J'J scaled to a unit diagonal; infinite when parameters are not told apart.
  public var condition: Double { scaledCondition(normal, order: parameters.count) }
}

/// Finds the parameters that minimise a sum of squares.
///
/// - Parameters:
///   - start: Where to begin; brought into the bounds first.
///   - lower: Least value of each parameter; minus infinity for none.
///   - upper: Largest value of each parameter; infinity for none.
///   - residualCount: How many residuals there are.
///   - settings: When to stop.
///   - evaluate: Fills the residuals and their derivatives (row-major, `jacobian[i * p + j]` is that
///     of residual i by parameter j); false where they do not exist.
/// - Returns: The best point found, with its outcome.
@inlinable public func levenbergMarquardt(
  start: [Double], lower: [Double], upper: [Double], residualCount: Int,
  settings: LeastSquaresSettings,
  evaluate: (_ parameters: [Double], _ residuals: inout [Double], _ jacobian: inout [Double]) ->
    Bool
) -> LeastSquaresFit {
  let p = start.count
  var search = DampedSearch(start: start, lower: lower, upper: upper, residualCount: residualCount)
  guard evaluate(search.trial, &search.residuals, &search.jacobian), search.begin() else {
    return search.result(.notFinite, evaluations: 1)
  }
  var evaluations = 1
  while evaluations < settings.maximumEvaluations {
    if search.largestCosine() <= settings.gradientTolerance || search.cost == 0 {
      return search.result(.converged, evaluations: evaluations)
    }
    guard search.propose() else { return search.result(.stalled, evaluations: evaluations) }
    var isSmall = true
    for j in 0..<p
    where abs(search.trial[j] - search.point[j])
      > settings.parameterTolerance * (abs(search.point[j]) + settings.parameterTolerance)
    {
      isSmall = false
    }
    let isFinite = evaluate(search.trial, &search.residuals, &search.jacobian)
    evaluations += 1
    let before = search.cost
    let isAccepted = isFinite && search.judge()
    if isSmall { return search.result(.converged, evaluations: evaluations) }
    if isAccepted {
      if before - search.cost <= settings.costTolerance * before {
        return search.result(.converged, evaluations: evaluations)
      }
    } else if !search.damp() {
      return search.result(.stalled, evaluations: evaluations)
    }
  }
  return search.result(.evaluationLimit, evaluations: evaluations)
}

/// The state of a fit between two evaluations.
@usableFromInline struct DampedSearch {
  @usableFromInline let lower: [Double]
  @usableFromInline let upper: [Double]
  /// The best point.
  @usableFromInline var point: [Double]
  /// The point under trial.
  @usableFromInline var trial: [Double]
  @usableFromInline var residuals: [Double]
  @usableFromInline var jacobian: [Double]
  /// Sum of squares at the best point.
  @usableFromInline var cost = Double.infinity
  /// J'J and J'r at the best point.
  @usableFromInline var normal: [Double]
  @usableFromInline var gradient: [Double]
  @usableFromInline var damping = 1e-3
  @usableFromInline var growth = 2.0
  @usableFromInline var predicted = 0.0
  @usableFromInline var system: [Double]
  @usableFromInline var step: [Double]

  @usableFromInline
  init(start: [Double], lower: [Double], upper: [Double], residualCount: Int) {
    let p = start.count
    self.lower = lower
    self.upper = upper
    point = start
    for j in 0..<p { point[j] = min(max(start[j], lower[j]), upper[j]) }
    trial = point
    residuals = [Double](repeating: 0, count: residualCount)
    jacobian = [Double](repeating: 0, count: residualCount * p)
    normal = [Double](repeating: 0, count: p * p)
    gradient = [Double](repeating: 0, count: p)
    system = normal
    step = gradient
  }

  /// Takes the first evaluation; false when it is not finite.
  @usableFromInline mutating func begin() -> Bool {
    let sum = squares()
    guard sum.isFinite else { return false }
    accept(sum)
    return true
  }

  /// Takes the evaluation of the trial point; true when it is better.
  @usableFromInline mutating func judge() -> Bool {
    let sum = squares()
    guard sum < cost else { return false }
    let ratio = predicted > 0 ? (cost - sum) / predicted : 0
    let bend = 2 * ratio - 1
    damping *= max(1.0 / 3.0, 1 - bend * bend * bend)
    growth = 2
    accept(sum)
    return true
  }

  /// Raises the damping after a failed step; false when it cannot help any more.
  @usableFromInline mutating func damp() -> Bool {
    damping *= growth
    growth *= 2
    return damping < 1e16
  }

  private func squares() -> Double {
    var sum = 0.0
    for r in residuals { sum += r * r }
    return sum
  }

  private mutating func accept(_ sum: Double) {
    cost = sum
    point = trial
    let p = point.count
    for j in 0..<p {
      gradient[j] = 0
      for k in 0...j { normal[j * p + k] = 0 }
    }
    for i in residuals.indices {
      let row = i * p
      for j in 0..<p {
        let slope = jacobian[row + j]
        gradient[j] += slope * residuals[i]
        for k in 0...j { normal[j * p + k] += slope * jacobian[row + k] }
      }
    }
    for j in 0..<p { for k in 0..<j { normal[k * p + j] = normal[j * p + k] } }
  }

  /// Whether a parameter stands on a bound and the descent leads out.
  private func isHeld(_ j: Int) -> Bool {
    (point[j] <= lower[j] && gradient[j] > 0) || (point[j] >= upper[j] && gradient[j] < 0)
  }

  /// The largest cosine between residuals and a free column.
  @usableFromInline func largestCosine() -> Double {
    let p = point.count
    var largest = 0.0
    for j in 0..<p where !isHeld(j) {
      let size = (normal[j * p + j] * cost).squareRoot()
      if size > 0 { largest = max(largest, abs(gradient[j]) / size) }
    }
    return largest
  }

  /// Sets the next trial point and the decrease it promises; false when no system can be solved.
  @usableFromInline mutating func propose() -> Bool {
    let p = point.count
    for _ in 0..<60 {
      for j in 0..<p {
        for k in 0..<p { system[j * p + k] = normal[j * p + k] }
        step[j] = -gradient[j]
        system[j * p + j] += damping * max(normal[j * p + j], 1e-300)
      }
      for j in 0..<p where isHeld(j) {
        for k in 0..<p {
          system[j * p + k] = 0
          system[k * p + j] = 0
        }
        system[j * p + j] = 1
        step[j] = 0
      }
      if choleskyFactor(&system, order: p) {
        choleskySolve(system, order: p, &step)
        for j in 0..<p { trial[j] = min(max(point[j] + step[j], lower[j]), upper[j]) }
        predicted = promise()
        return true
      }
      guard damp() else { return false }
    }
    return false
  }

  /// The decrease of the quadratic model from the best point to the trial point.
  private func promise() -> Double {
    let p = point.count
    var sum = 0.0
    for j in 0..<p {
      let move = trial[j] - point[j]
      sum -= 2 * move * gradient[j]
      for k in 0..<p { sum -= move * normal[j * p + k] * (trial[k] - point[k]) }
    }
    return sum
  }

  @usableFromInline func result(_ outcome: FitOutcome, evaluations: Int) -> LeastSquaresFit {
    LeastSquaresFit(
      parameters: point, cost: cost, evaluations: evaluations, outcome: outcome, normal: normal,
      isAtBound: point.indices.map { point[$0] <= lower[$0] || point[$0] >= upper[$0] })
  }
}
