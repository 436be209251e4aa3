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
  /// - Returns: The errors; nil where the Hessian is not positive definite.
  mutating func finish(
    _ fit: inout QuasiNewtonFit, _ region: [LinearConstraint]
  ) -> GARCHStandardErrors? {
    let n = names.count
    // What the search learnt of the curvature may hold a kink, the scores do not.
    let scale = firstInverse(at: fit.parameters)
    let smooth = betweenReturns(fit.parameters, reach: scale[0].squareRoot())
    guard let curvature = hessian(at: smooth, inverse: scale),
      let inverse = choleskyInverse(curvature, order: n)
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
    return standardErrors(fit, curvature)
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
    _ fit: QuasiNewtonFit, _ curvature: [Double]
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
    guard let covariance = choleskyInverse(bend, order: n),
      let byProducts = choleskyInverse(products, order: n)
    else { return nil }
    let robust = (0..<n).map { i -> Double in
      var sum = 0.0
      for j in 0..<n {
        for k in 0..<n {
          sum += covariance[i * n + j] * products[j * n + k] * covariance[k * n + i]
        }
      }
      return sum.squareRoot()
    }
    return GARCHStandardErrors(
      hessian: (0..<n).map { covariance[$0 * n + $0].squareRoot() },
      outerProduct: (0..<n).map { byProducts[$0 * n + $0].squareRoot() }, robust: robust)
  }
}
