// The best step of a quadratic model under linear inequalities, for a handful of variables.
//
// The dual of a strictly convex quadratic program is a least-squares problem whose unknowns, the
// multipliers, are not negative; it is solved by the active-set method for those. Bounds on the
// changes of the active set make it end.
// Sources: Lawson and Hanson (1974), "Solving Least Squares Problems", chapter 23; Nocedal and
// Wright (2006), "Numerical Optimization", section 16.4, for the dual.

/// A linear inequality that parameters must obey: sum of coefficient times parameter >= least.
public struct LinearConstraint: Hashable, Sendable {
  /// One factor for each parameter.
  public var coefficients: [Double]
  /// The least value of the sum.
  public var least: Double

  /// Makes an inequality.
  public init(coefficients: [Double], least: Double) {
    self.coefficients = coefficients
    self.least = least
  }

  /// A lower bound of one parameter.
  ///
  /// - Parameters:
  ///   - index: Which parameter.
  ///   - count: How many parameters there are.
  ///   - least: Its least value.
  /// - Returns: The inequality.
  public static func lower(_ index: Int, of count: Int, _ least: Double) -> LinearConstraint {
    LinearConstraint(coefficients: unit(index, count, 1), least: least)
  }

  /// An upper bound of one parameter.
  ///
  /// - Parameters:
  ///   - index: Which parameter.
  ///   - count: How many parameters there are.
  ///   - largest: Its largest value.
  /// - Returns: The inequality.
  public static func upper(_ index: Int, of count: Int, _ largest: Double) -> LinearConstraint {
    LinearConstraint(coefficients: unit(index, count, -1), least: -largest)
  }

  /// How far a point is inside; negative outside.
  public func slack(at point: [Double]) -> Double { dot(coefficients, point) - least }

  private static func unit(_ index: Int, _ count: Int, _ value: Double) -> [Double] {
    (0..<count).map { $0 == index ? value : 0 }
  }
}

/// A point whose bounds, where rounding brought it next to them or past them, are met exactly.
///
/// - Parameters:
///   - point: Parameters.
///   - constraints: The inequalities; those of one parameter count.
/// - Returns: The point.
public func settled(_ point: [Double], _ constraints: [LinearConstraint]) -> [Double] {
  var next = point
  for constraint in constraints {
    let used = constraint.coefficients.indices.filter { constraint.coefficients[$0] != 0 }
    guard used.count == 1, let k = used.first else { continue }
    let bound = constraint.least / constraint.coefficients[k]
    if constraint.slack(at: next) < 1e-13 * max(abs(bound), 1e-2) { next[k] = bound }
  }
  return next
}

/// The step that minimises a quadratic model, and what the constraints press with.
public struct ConstrainedStep: Hashable, Sendable {
  /// The change of the parameters.
  public var step: [Double]
  /// The multiplier of each constraint, not negative; above zero where it binds.
  public var multipliers: [Double]
}

/// Minimises g'd + d'Bd / 2 over the steps d that keep every constraint.
///
/// The stationary step is d = H (A'm - g) with H the inverse of B; the multipliers m solve
/// Q m - c >= 0, m >= 0, m'(Q m - c) = 0 with Q = A H A' and c = A H g - slack.
///
/// - Parameters:
///   - inverse: H, positive definite, row-major.
///   - gradient: g.
///   - constraints: The inequalities; the step may use up their slack.
///   - point: Where the step starts, inside all of them.
/// - Returns: The step and the multipliers.
public func constrainedStep(
  inverse: [Double], gradient: [Double], constraints: [LinearConstraint], from point: [Double]
) -> ConstrainedStep {
  let m = constraints.count
  let spread = constraints.map { times(inverse, $0.coefficients) }
  var q = [Double](repeating: 0, count: m * m)
  var c = [Double](repeating: 0, count: m)
  for i in 0..<m {
    for j in 0..<m { q[i * m + j] = dot(constraints[i].coefficients, spread[j]) }
    c[i] = dot(spread[i], gradient) - constraints[i].slack(at: point)
  }
  let multipliers = nonNegativeMultipliers(q, c)
  var pull = gradient.map { -$0 }
  for i in 0..<m where multipliers[i] > 0 {
    for k in pull.indices { pull[k] += multipliers[i] * constraints[i].coefficients[k] }
  }
  return ConstrainedStep(step: times(inverse, pull), multipliers: multipliers)
}

/// Solves Q m - c >= 0, m >= 0, m'(Q m - c) = 0 for a positive semidefinite Q.
private func nonNegativeMultipliers(_ q: [Double], _ c: [Double]) -> [Double] {
  let m = c.count
  var value = [Double](repeating: 0, count: m)
  var active: [Int] = []
  for _ in 0..<(3 * m) {
    var worst: Int?
    var violation = 0.0
    for i in 0..<m where !active.contains(i) {
      var lack = c[i]
      for j in active { lack -= q[i * m + j] * value[j] }
      let scaled = lack / (q[i * m + i] + .leastNormalMagnitude).squareRoot()
      if scaled > max(violation, 1e-13) { (worst, violation) = (i, scaled) }
    }
    guard let worst else { return value }
    active.append(worst)
    while !active.isEmpty {
      guard let target = solve(q, c, active) else {
        active.removeLast()
        return value
      }
      guard let share = blockingShare(value, target, active) else {
        for (k, i) in active.enumerated() { value[i] = target[k] }
        break
      }
      for (k, i) in active.enumerated() {
        value[i] += share * (target[k] - value[i])
        if target[k] <= 0, value[i] <= 1e-14 * (abs(target[k]) + 1) { value[i] = 0 }
      }
      let before = active.count
      active.removeAll { value[$0] <= 0 }
      guard active.count < before else { return value }
    }
  }
  return value
}

/// How much of the way to the target leaves every multiplier at zero or above; nil for all of it.
private func blockingShare(_ value: [Double], _ target: [Double], _ active: [Int]) -> Double? {
  var share: Double?
  for (k, i) in active.enumerated() where target[k] <= 0 {
    share = min(share ?? 1, value[i] / max(value[i] - target[k], .leastNormalMagnitude))
  }
  return share
}

/// Solves the active rows as equations; nil when they depend on each other.
private func solve(_ q: [Double], _ c: [Double], _ active: [Int]) -> [Double]? {
  let k = active.count
  let m = c.count
  var matrix = [Double](repeating: 0, count: k * k)
  var right = active.map { c[$0] }
  for a in 0..<k {
    for b in 0..<k { matrix[a * k + b] = q[active[a] * m + active[b]] }
    matrix[a * k + a] *= 1 + 1e-14
  }
  guard choleskyFactor(&matrix, order: k) else { return nil }
  choleskySolve(matrix, order: k, &right)
  return right
}

/// A square row-major matrix times a vector.
func times(_ matrix: [Double], _ vector: [Double]) -> [Double] {
  let n = vector.count
  return (0..<n).map { row in
    var sum = 0.0
    for k in 0..<n { sum += matrix[row * n + k] * vector[k] }
    return sum
  }
}

/// The inner product of two vectors.
func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for k in a.indices { sum += a[k] * b[k] }
  return sum
}
