// One step of Andersen's quadratic-exponential scheme for Heston, on four paths at a time.
//
// The variance of the next time is a(b + Z)^2 where its squared coefficient of variation psi is at
// most 1.5, and zero or exponential beyond; both match mean and variance of the exact law. The log
// price follows from both variances, with the drift that makes the discounted price a martingale.
// Source: Andersen (2008), "Simple and efficient simulation of the Heston stochastic volatility
// model", J. Computational Finance 11(3): the QE scheme with switch at 1.5, gamma1 = gamma2 = 1/2
// in the log price, and the martingale correction K0*.

import Glibc
import Numerics

/// The constants of the scheme for one length of step.
struct QuadraticExponentialStep: Hashable, Sendable {
  /// Mean of the next variance: theta (1 - e^(-kappa dt)) + v e^(-kappa dt).
  let meanConstant: Double
  let meanSlope: Double
  /// Its variance: linear in v too.
  let squareConstant: Double
  let squareSlope: Double
  /// K2, half of K3, K3, K4 of the log price.
  let k2: Double
  let k3: Double
  let k4: Double
  /// A = K2 + K4 / 2, whose exponential moment the correction takes.
  let tilt: Double
  /// (r - q) dt.
  let drift: Double

  /// Makes the constants.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - step: Length of a step in years.
  ///   - carry: Interest rate less yield.
  /// - Throws: `ModelError.outOfDomain` when the step is so long that the price has no
  ///   expectation under the scheme, which needs a positive correlation.
  init(_ model: HestonParameters, step: Double, carry: Double) throws(ModelError) {
    let (kappa, theta, sigma, rho) = (model.kappa, model.theta, model.sigma, model.rho)
    let decay = exp(-kappa * step)
    let gain = -expm1(-kappa * step)
    meanSlope = decay
    meanConstant = theta * gain
    squareSlope = sigma * sigma * decay * gain / kappa
    squareConstant = theta * sigma * sigma * gain * gain / (2 * kappa)
    k2 = 0.5 * step * (kappa * rho / sigma - 0.5) + rho / sigma
    k3 = 0.5 * step * (1 - rho * rho)
    k4 = k3
    tilt = k2 + 0.5 * k4
    drift = carry * step
    // Both laws have a scale of at most sigma^2 (1 - e^(-kappa dt)) / kappa, so that below one
    // their exponential moment at A exists whatever the variance.
    let scale = tilt * sigma * sigma * gain / kappa
    guard scale < 0.9 else {
      throw .outOfDomain(
        input: "step length", value: step,
        rule: "rho sigma dt must stay below 0.9 for the price to have a mean; take more steps")
    }
  }

  /// Advances paths by one step.
  ///
  /// The log price takes all of the correction but half the logarithm of `factors`, which
  /// multiply up: a logarithm every few steps instead of one a step.
  ///
  /// - Parameters:
  ///   - variances: The variances, replaced by the next.
  ///   - logs: The log prices, replaced by the next.
  ///   - factors: The products whose logarithm is still to be halved and added.
  ///   - uniforms: A uniform for each path, used in the exponential law.
  ///   - normals: The normal of the same probability.
  ///   - others: The independent normal of the log price.
  func advance(
    variances: inout [SIMD4<Double>], logs: inout [SIMD4<Double>],
    factors: inout [SIMD4<Double>], uniforms: [SIMD4<Double>], normals: [SIMD4<Double>],
    others: [SIMD4<Double>]
  ) {
    let (uniforms, normals, others) = (uniforms.span, normals.span, others.span)
    var variances = variances.mutableSpan
    var logs = logs.mutableSpan
    var factors = factors.mutableSpan
    let lowest = 4.0 / 3
    for index in 0..<variances.count {
      let v = variances[unchecked: index]
      let mean = meanConstant + v * meanSlope
      let square = squareConstant + v * squareSlope
      let ratio = 2 * mean * mean / square
      let bounded = ratio.replacing(with: lowest, where: ratio .< lowest)
      let b2 = bounded - 1 + (bounded * (bounded - 1)).squareRoot()
      let whole = 1 + b2
      let tilted = whole - 2 * tilt * mean
      // One division for a = m / (1 + b^2), 1 - 2Aa and A b^2 a / (1 - 2Aa).
      let inverse = 1 / (whole * tilted)
      let root = b2.squareRoot() + normals[unchecked: index]
      var next = mean * tilted * inverse * root * root
      var factor = tilted * tilted * inverse
      var shift = -tilt * b2 * mean * whole * inverse
      if any(ratio .< lowest) {
        for lane in 0..<4 where ratio[lane] < lowest {
          let law = exponentialLaw(
            mean: mean[lane], ratio: ratio[lane], uniform: uniforms[unchecked: index][lane])
          next[lane] = law.next
          factor[lane] = law.factor
          shift[lane] = 0
        }
      }
      let spread = (k3 * v + k4 * next).squareRoot()
      logs[unchecked: index] +=
        drift + shift - 0.5 * k3 * v + k2 * next + spread * others[unchecked: index]
      factors[unchecked: index] *= factor
      variances[unchecked: index] = next
    }
  }

  /// The next variance under the exponential law, and one over its squared moment at A.
  @inline(__always)
  private func exponentialLaw(
    mean: Double, ratio: Double, uniform: Double
  ) -> (next: Double, factor: Double) {
    let psi = 2 / ratio
    let p = (psi - 1) / (psi + 1)
    let beta = (1 - p) / mean
    let next = uniform <= p ? 0 : log((1 - p) / (1 - uniform)) / beta
    let inverse = (beta - tilt) / (beta - tilt * p)
    return (next, inverse * inverse)
  }
}
