// Andersen's scheme as the paper prints it, one path and one number at a time: the slow twin.

import Glibc
import Numerics
import Pricing

/// One path of the quadratic-exponential scheme with martingale correction.
struct AndersenTwin {
  let model: HestonParameters
  let step: Double
  let carry: Double
  var variance: Double
  var logPrice = 0.0

  init(_ model: HestonParameters, step: Double, carry: Double) {
    (self.model, self.step, self.carry) = (model, step, carry)
    variance = model.v0
  }

  /// One step from the uniform of the variance and the normal of the price.
  mutating func advance(uniform: Double, normal: Double) {
    let (kappa, theta, sigma, rho) = (model.kappa, model.theta, model.sigma, model.rho)
    let decay = exp(-kappa * step)
    let v = variance
    let m = theta + (v - theta) * decay
    let s2 =
      v * sigma * sigma * decay / kappa * (1 - decay)
      + theta * sigma * sigma / (2 * kappa) * (1 - decay) * (1 - decay)
    let psi = s2 / (m * m)
    let k1 = 0.5 * step * (kappa * rho / sigma - 0.5) - rho / sigma
    let k2 = 0.5 * step * (kappa * rho / sigma - 0.5) + rho / sigma
    let k3 = 0.5 * step * (1 - rho * rho)
    let a = k2 + 0.5 * k3
    let moment: Double
    if psi <= 1.5 {
      let b2 = 2 / psi - 1 + (2 / psi).squareRoot() * (2 / psi - 1).squareRoot()
      let scale = m / (1 + b2)
      let root = b2.squareRoot() + normalQuantile(uniform)
      variance = scale * root * root
      moment = a * b2 * scale / (1 - 2 * a * scale) - 0.5 * log(1 - 2 * a * scale)
    } else {
      let p = (psi - 1) / (psi + 1)
      let beta = (1 - p) / m
      variance = uniform <= p ? 0 : log((1 - p) / (1 - uniform)) / beta
      moment = log(p + beta * (1 - p) / (beta - a))
    }
    let k0 = -moment - (k1 + 0.5 * k3) * v
    logPrice +=
      carry * step + k0 + k1 * v + k2 * variance + (k3 * (v + variance)).squareRoot() * normal
  }
}

/// One path of the full-truncation Euler scheme: another scheme altogether.
///
/// Source: Lord, Koekkoek and Van Dijk (2010), "A comparison of biased simulation schemes for
/// stochastic volatility models", Quantitative Finance 10(2).
struct EulerTwin {
  let model: HestonParameters
  let step: Double
  let carry: Double
  var variance: Double
  var logPrice = 0.0

  init(_ model: HestonParameters, step: Double, carry: Double) {
    (self.model, self.step, self.carry) = (model, step, carry)
    variance = model.v0
  }

  mutating func advance(_ first: Double, _ second: Double) {
    let v = max(0, variance)
    let root = (v * step).squareRoot()
    let mixed = model.rho * first + (1 - model.rho * model.rho).squareRoot() * second
    logPrice += (carry - 0.5 * v) * step + root * mixed
    variance += model.kappa * (model.theta - v) * step + model.sigma * root * first
  }
}
