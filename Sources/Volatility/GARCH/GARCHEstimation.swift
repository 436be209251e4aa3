// Maximum likelihood of the conditional-variance models.
//
// Four starting points are compared, the likeliest goes through a quasi-Newton search whose first
// curvature is the outer product of the scores (Berndt, Hall, Hall and Hausman 1974), and Newton
// steps with the Hessian, taken by central differences of the exact gradient, finish it. The
// Hessian serves the standard errors too. Evaluations are bounded throughout.
// Source of the constraints: Bollerslev (1986) and Glosten, Jagannathan and Runkle (1993): a
// variance above zero and a covariance-stationary recursion.

import Glibc
import Numerics

/// When a fit stops.
public struct GARCHSettings: Hashable, Sendable {
  /// Passes over the series for one search, of which there are three at most; the Hessian adds two
  /// for each parameter.
  public var maximumEvaluations: Int
  /// A predicted gain of log-likelihood below this ends the search.
  public var gainTolerance: Double

  /// Makes settings.
  public init(maximumEvaluations: Int = 300, gainTolerance: Double = 1e-8) {
    self.maximumEvaluations = maximumEvaluations
    self.gainTolerance = gainTolerance
  }
}

/// The step of the Hessian's differences, as a share of each parameter's own error.
let differenceShare = 1e-3

/// The fewest returns that a fit accepts: ten for each parameter of the largest model, and more
/// than the 75 that start the recursion.
public let leastGARCHReturns = 100

extension LikelihoodProblem {
  /// The region of the parameters.
  var constraints: [LinearConstraint] {
    let count = names.count
    var rows: [LinearConstraint] = []
    func place(_ name: VolatilityParameter) -> Int? { names.firstIndex(of: name) }
    func range(_ name: VolatilityParameter, _ least: Double, _ largest: Double) {
      guard let index = place(name) else { return }
      rows.append(.lower(index, of: count, least))
      rows.append(.upper(index, of: count, largest))
    }
    func row(_ terms: [(VolatilityParameter, Double)], least: Double) {
      var coefficients = [Double](repeating: 0, count: count)
      for (name, value) in terms { if let index = place(name) { coefficients[index] = value } }
      rows.append(LinearConstraint(coefficients: coefficients, least: least))
    }
    if model == .egarch {
      range(.persistence, -0.9999, 0.9999)
    } else {
      range(.constant, 1e-8 * sampleVariance, 10 * sampleVariance)
      row([(.shock, 1)], least: 0)
      row([(.persistence, 1)], least: 0)
      row([(.shock, -1), (.asymmetry, -0.5), (.persistence, -1)], least: -1)
      if model == .gjr { row([(.shock, 1), (.asymmetry, 1)], least: 0) }
    }
    range(.degrees, 1 / 500.0, 1 / 2.05)
    range(.skew, -0.99, 0.99)
    return rows
  }

  /// Points to compare before the search.
  var startingPoints: [[Double]] {
    let logVariance = log(sampleVariance)
    let rows: [(Double, Double, Double)] =
      switch model {
      case .garch: [(0.05, 0, 0.94), (0.10, 0, 0.88), (0.05, 0, 0.85), (0.20, 0, 0.50)]
      case .gjr: [(0.02, 0.10, 0.92), (0.05, 0.05, 0.90), (0.05, 0.10, 0.75), (0.10, 0.10, 0.50)]
      case .egarch: [(0.12, -0.10, 0.98), (0.20, -0.05, 0.95), (0.10, 0, 0.90), (0.20, 0, 0.60)]
      }
    return rows.map { shock, asymmetry, persistence in
      var lanes = SIMD8<Double>(repeating: 0)
      let rest = 1 - shock - 0.5 * asymmetry - persistence
      let constant = model == .egarch ? (1 - persistence) * logVariance : rest * sampleVariance
      lanes[0] = sampleMean
      lanes[1] = constant
      (lanes[2], lanes[3], lanes[4], lanes[5]) = (shock, asymmetry, persistence, 8)
      return point(lanes)
    }
  }

  /// The starting points with a finite likelihood, the likeliest first.
  mutating func rankedStarts() -> [[Double]] {
    var ranked: [(point: [Double], cost: Double)] = []
    var gradient = [Double](repeating: 0, count: names.count)
    for point in startingPoints {
      guard let cost = cost(point, &gradient) else { continue }
      ranked.append((point, cost))
    }
    return ranked.sorted { $0.cost < $1.cost }.map(\.point)
  }

  /// Searches from the likeliest start, and from the next two where that does not converge.
  ///
  /// - Parameters:
  ///   - settings: When to stop.
  ///   - unit: The unit of the series, for the errors.
  /// - Returns: The first search that converged, else the one that came farthest; nil where no
  ///   starting point has a finite likelihood.
  mutating func search(
    _ settings: GARCHSettings, _ unit: ReturnUnit
  ) -> (fit: QuasiNewtonFit, errors: GARCHStandardErrors?)? {
    let region = constraints
    var best: (fit: QuasiNewtonFit, errors: GARCHStandardErrors?)?
    for start in rankedStarts().prefix(3) {
      var fit = quasiNewton(
        start: start, inverse: firstInverse(at: start), constraints: region,
        settings: QuasiNewtonSettings(
          maximumEvaluations: settings.maximumEvaluations,
          decreaseTolerance: settings.gainTolerance)
      ) { point, gradient in cost(point, &gradient) }
      let errors = finish(&fit, region, unit)
      if fit.outcome.isConverged { return (fit, errors) }
      if fit.value < best?.fit.value ?? .infinity { best = (fit, errors) }
    }
    return best
  }

  /// A first inverse curvature: that of the outer product of the scores, with a ridge if need be.
  mutating func firstInverse(at point: [Double]) -> [Double] {
    let n = names.count
    var gradient = [Double](repeating: 0, count: n)
    _ = cost(point, &gradient)
    var products = scoreProducts(at: point)
    for ridge in [0, 1e-8, 1e-4, 1.0] {
      for k in 0..<n { products[k * n + k] += ridge * (products[k * n + k] + 1e-12) }
      if let inverse = choleskyInverse(products, order: n) { return inverse }
    }
    return (0..<n * n).map { $0 % (n + 1) == 0 ? 1e-4 : 0 }
  }

  /// The Hessian of the cost by central differences of its gradient.
  ///
  /// - Parameters:
  ///   - point: Where.
  ///   - inverse: An inverse curvature, whose diagonal gives the steps their size.
  /// - Returns: The matrix, row-major; nil where a gradient is not finite.
  mutating func hessian(at point: [Double], inverse: [Double]) -> [Double]? {
    let n = names.count
    var matrix = [Double](repeating: 0, count: n * n)
    var above = [Double](repeating: 0, count: n)
    var below = above
    for j in 0..<n {
      var step = differenceShare * inverse[j * n + j].squareRoot()
      if names[j] == .degrees { step = min(step, 0.1 * point[j], 0.1 * (0.5 - point[j])) }
      guard step > 0, step.isFinite else { return nil }
      var moved = point
      moved[j] = point[j] + step
      let up = moved[j]
      guard cost(moved, &above) != nil else { return nil }
      moved[j] = point[j] - step
      guard cost(moved, &below) != nil else { return nil }
      for i in 0..<n { matrix[i * n + j] = (above[i] - below[i]) / (up - moved[j]) }
    }
    for i in 0..<n {
      for j in 0..<i {
        let mean = 0.5 * (matrix[i * n + j] + matrix[j * n + i])
        (matrix[i * n + j], matrix[j * n + i]) = (mean, mean)
      }
    }
    return matrix
  }
}
