// Minimisation of a smooth function under linear inequalities by a quasi-Newton method.
//
// Favours few evaluations: value and gradient come together, curvature is learnt by the BFGS
// update of its inverse, and the step solves the quadratic model under the constraints, so every
// point visited is feasible. Evaluations are bounded, and the best point is returned whatever the
// outcome.
// Source: Nocedal and Wright (2006), "Numerical Optimization", sections 3.5, 6.1 and 18.3.

/// When to stop.
public struct QuasiNewtonSettings: Hashable, Sendable {
  /// Evaluations of value and gradient, the start included.
  public var maximumEvaluations: Int
  /// A predicted decrease of the value below this ends the search.
  public var decreaseTolerance: Double

  /// Makes settings.
  public init(maximumEvaluations: Int = 300, decreaseTolerance: Double = 1e-10) {
    self.maximumEvaluations = maximumEvaluations
    self.decreaseTolerance = decreaseTolerance
  }
}

/// The best point of a search and how it was reached.
public struct QuasiNewtonFit: Hashable, Sendable {
  /// The best parameters.
  public var parameters: [Double]
  /// The value there.
  public var value: Double
  /// The gradient there.
  public var gradient: [Double]
  /// The inverse curvature learnt, row-major.
  public var inverse: [Double]
  /// The multiplier of each constraint; above zero where it binds.
  public var multipliers: [Double]
  /// Evaluations made.
  public var evaluations: Int
  /// How it ended.
  public var outcome: FitOutcome
}

/// Steps in a row that may gain less than the tolerance: more are a creep along a kink.
private let longestIdling = 3

/// Finds the parameters that minimise a function under linear inequalities.
///
/// - Parameters:
///   - start: Where to begin, inside every constraint.
///   - inverse: A first inverse of the curvature, positive definite, row-major.
///   - constraints: The inequalities.
///   - settings: When to stop.
///   - evaluate: The value, with the gradient written out; nil where it does not exist.
/// - Returns: The best point found, with its outcome.
public func quasiNewton(
  start: [Double], inverse: [Double], constraints: [LinearConstraint],
  settings: QuasiNewtonSettings,
  evaluate: (_ parameters: [Double], _ gradient: inout [Double]) -> Double?
) -> QuasiNewtonFit {
  var fit = QuasiNewtonFit(
    parameters: start, value: .infinity, gradient: [Double](repeating: 0, count: start.count),
    inverse: inverse, multipliers: [Double](repeating: 0, count: constraints.count),
    evaluations: 1, outcome: .notFinite)
  guard let value = evaluate(start, &fit.gradient) else { return fit }
  fit.value = value
  var trialGradient = fit.gradient
  var idleSteps = 0
  while true {
    let model = constrainedStep(
      inverse: fit.inverse, gradient: fit.gradient, constraints: constraints,
      from: fit.parameters)
    fit.multipliers = model.multipliers
    let slope = dot(fit.gradient, model.step)
    if !(-slope > 2 * settings.decreaseTolerance) || idleSteps == longestIdling {
      fit.outcome = idleSteps < longestIdling && slope.isFinite ? .converged : .stalled
      return fit
    }
    var share = 1.0
    var accepted: ([Double], Double)?
    while accepted == nil {
      guard fit.evaluations < settings.maximumEvaluations else {
        fit.outcome = .evaluationLimit
        return fit
      }
      guard share > 1e-10 else {
        fit.outcome = .stalled
        return fit
      }
      let trial = settled(
        zip(fit.parameters, model.step).map { $0 + share * $1 }, constraints)
      fit.evaluations += 1
      guard let trialValue = evaluate(trial, &trialGradient) else {
        share *= 0.25
        continue
      }
      if trialValue <= fit.value + 1e-4 * share * slope {
        accepted = (trial, trialValue)
      } else {
        share = shortened(share, slope, trialValue - fit.value)
      }
    }
    guard let (point, newValue) = accepted else { return fit }
    idleSteps = fit.value - newValue < settings.decreaseTolerance ? idleSteps + 1 : 0
    update(&fit, point, trialGradient, model, constraints)
    (fit.parameters, fit.value) = (point, newValue)
    swap(&fit.gradient, &trialGradient)
  }
}

/// The share at the minimum of the parabola through value, slope and the rejected value.
private func shortened(_ share: Double, _ slope: Double, _ rise: Double) -> Double {
  let parabola = -0.5 * slope * share * share / (rise - slope * share)
  return min(max(parabola, 0.1 * share), 0.5 * share)
}

/// The BFGS update of the inverse, damped so that it stays positive definite.
///
///     H+ = (I - s y' / y's) H (I - y s' / y's) + s s' / y's
///
/// Where y's falls below a fifth of s'Bs, y is mixed with Bs (Powell 1978; Nocedal and Wright,
/// procedure 18.2); Bs is known from the model, B d = A'm - g.
private func update(
  _ fit: inout QuasiNewtonFit, _ point: [Double], _ gradient: [Double], _ model: ConstrainedStep,
  _ constraints: [LinearConstraint]
) {
  let n = point.count
  let s = (0..<n).map { point[$0] - fit.parameters[$0] }
  var y = (0..<n).map { gradient[$0] - fit.gradient[$0] }
  var pull = fit.gradient.map { -$0 }
  for (i, m) in model.multipliers.enumerated() where m > 0 {
    for k in 0..<n { pull[k] += m * constraints[i].coefficients[k] }
  }
  let length = dot(model.step, model.step)
  guard length > 0 else { return }
  let share = dot(s, model.step) / length
  let bent = pull.map { share * $0 }
  let sBs = dot(s, bent)
  var sy = dot(s, y)
  guard sBs > 0, sBs.isFinite, sy.isFinite else { return }
  if sy < 0.2 * sBs {
    let theta = 0.8 * sBs / (sBs - sy)
    for k in 0..<n { y[k] = theta * y[k] + (1 - theta) * bent[k] }
    sy = dot(s, y)
  }
  let hy = times(fit.inverse, y)
  let factor = (1 + dot(y, hy) / sy) / sy
  for i in 0..<n {
    for j in 0..<n {
      fit.inverse[i * n + j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / sy
    }
  }
}
