// The end of a fit: Newton steps to the maximum, and standard errors from its curvature.
//
// EGARCH's likelihood has a kink in the mean at every return, since |z| has one at zero. Its
// curvature is that of the smooth pieces: the Hessian is taken between two returns, and a search
// that ends in a kink keeps its mean there while the other parameters finish. The jumps of the
// slope have mean zero under the model, so the smooth pieces carry the information.

import Numerics

extension LikelihoodProblem {
  /// Takes Newton steps from the end of a search, and gives the standard errors there.
  ///
  /// - Parameters:
  ///   - fit: The end of the search; moved to the maximum.
  ///   - region: The constraints of the search.
  ///   - unit: The unit of the series, for the errors.
  /// - Returns: The errors; nil where the likelihood is not curved in every free direction.
  mutating func finish(
    _ fit: inout QuasiNewtonFit, _ region: [LinearConstraint], _ unit: ReturnUnit
  ) -> GARCHStandardErrors? {
    let n = names.count
    // What the search learnt of the curvature may hold a kink, the scores do not.
    let scale = firstInverse(at: fit.parameters)
    let smooth = betweenReturns(fit.parameters, reach: scale[0].squareRoot())
    let binding = region.indices.filter { fit.multipliers[$0] > 0 }.map { region[$0] }
    guard let curvature = hessian(at: smooth, inverse: scale),
      let inverse = inverseWithin(binding, curvature)
    else { return nil }
    var constraints = region
    var trialGradient = fit.gradient
    for _ in 0..<6 {
      let model = constrainedStep(
        inverse: inverse, gradient: fit.gradient, constraints: constraints, from: fit.parameters)
      let gain = -zip(fit.gradient, model.step).reduce(0) { $0 + $1.0 * $1.1 }
      fit.multipliers = Array(model.multipliers.prefix(region.count))
      // A search that rounding or a kink stopped has still reached the maximum.
      if fit.outcome == .stalled, gain < 1e-6 { fit.outcome = .converged }
      guard abs(gain) > 1e-12 else { break }
      let trial = settled(zip(fit.parameters, model.step).map { $0 + $1 }, constraints)
      if let value = cost(trial, &trialGradient), value <= fit.value + 1e-12 * abs(fit.value) {
        (fit.parameters, fit.value) = (trial, value)
        swap(&fit.gradient, &trialGradient)
      } else if constraints.count == region.count,
        let kink = kink(near: fit.parameters[0], within: 0.01 * scale[0].squareRoot())
      {
        constraints += [.lower(0, of: n, kink), .upper(0, of: n, kink)]
      } else {
        break
      }
    }
    return standardErrors(fit, curvature, binding, unit)
  }

  /// The inverse of a curvature; where it bends the wrong way past a binding constraint, that of
  /// the directions along the constraints, since the parameters cannot leave them.
  ///
  /// The second is lim (B + w A'A)^(-1) for growing w, here at w = 1e8 times the largest element.
  private func inverseWithin(_ binding: [LinearConstraint], _ curvature: [Double]) -> [Double]? {
    let n = names.count
    if let inverse = choleskyInverse(curvature, order: n) { return inverse }
    guard !binding.isEmpty else { return nil }
    var stiff = curvature
    for row in binding.map(\.coefficients) {
      let largest = (0..<n).reduce(0) { row[$1] == 0 ? $0 : max($0, abs(curvature[$1 * n + $1])) }
      for i in 0..<n { for j in 0..<n { stiff[i * n + j] += 1e8 * largest * row[i] * row[j] } }
    }
    return choleskyInverse(stiff, order: n)
  }

  /// The return nearest to a mean, where the model has a kink there.
  private func kink(near mean: Double, within reach: Double) -> Double? {
    guard model == .egarch else { return nil }
    let nearest = returns.min { abs($0 - mean) < abs($1 - mean) }
    return nearest.flatMap { abs($0 - mean) < reach ? $0 : nil }
  }

  /// A point whose mean keeps its distance from every return, where the model has kinks there.
  ///
  /// - Parameters:
  ///   - point: The end of the search.
  ///   - reach: The scale of the mean's error; the point moves by a tenth of it at most.
  /// - Returns: The middle of the nearest gap that is wide enough, or the point itself.
  private func betweenReturns(_ point: [Double], reach: Double) -> [Double] {
    let mean = point[0]
    let clear = 4 * differenceShare * reach
    guard kink(near: mean, within: clear) != nil else { return point }
    let around = returns.filter { abs($0 - mean) < 0.1 * reach }.sorted()
    var moved = point
    var distance = Double.infinity
    for (left, right) in zip(around, around.dropFirst()) where right - left > 2 * clear {
      let middle = 0.5 * (left + right)
      guard abs(middle - mean) < distance else { continue }
      (moved[0], distance) = (middle, abs(middle - mean))
    }
    return moved
  }

  /// The three standard errors from the Hessian by coordinate.
  private mutating func standardErrors(
    _ fit: QuasiNewtonFit, _ curvature: [Double], _ binding: [LinearConstraint],
    _ unit: ReturnUnit
  ) -> GARCHStandardErrors? {
    let n = names.count
    var gradient = fit.gradient
    _ = cost(fit.parameters, &gradient)
    var products = scoreProducts(at: fit.parameters)
    var bend = curvature
    // From the inverse of the degrees of freedom back to themselves.
    if let k = names.firstIndex(of: .degrees) {
      let inverse = fit.parameters[k]
      let slope = -inverse * inverse
      for j in 0..<n {
        for place in [k * n + j, j * n + k] {
          bend[place] *= slope
          products[place] *= slope
        }
      }
      bend[k * n + k] += gradient[k] * 2 * inverse * inverse * inverse
    }
    guard let covariance = inverseWithin(binding, bend),
      let byProducts = inverseWithin(binding, products)
    else { return nil }
    let isWhole = choleskyInverse(bend, order: n) != nil
    func errors(_ matrix: [Double]) -> [Double?] {
      let original = unit.restored(matrix, names, model)
      return (0..<n).map { k in
        let isFixed = binding.contains { $0.coefficients[k] != 0 && $0.isSingle }
        return isFixed && !isWhole ? nil : original[k * n + k].squareRoot()
      }
    }
    return GARCHStandardErrors(
      hessian: errors(covariance), outerProduct: errors(byProducts),
      robust: errors(sandwich(covariance, products, n)))
  }
}

extension LinearConstraint {
  /// Whether the inequality is a bound of one parameter.
  fileprivate var isSingle: Bool { coefficients.filter { $0 != 0 }.count == 1 }
}
