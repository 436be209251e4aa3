// A plain slow Heston price: two probabilities, each by adaptive Simpson quadrature.
//
// The formulas are Heston's own (1993), equations 10 and 17, on the stable branch, written with
// nothing shared with the library: complex numbers are pairs, and the range is cut where the
// integrand is below 1e-14.

import Glibc

/// The undiscounted call on a forward, F P1 - K P2.
func twinHestonCall(
  forward: Double, strike: Double, years: Double, v0: Double, kappa: Double, theta: Double,
  sigma: Double, rho: Double
) -> Double {
  let x = log(forward / strike)
  func probability(_ shift: Double, _ b: Double) -> Double {
    func integrand(_ phi: Double) -> Double {
      let u = phi == 0 ? 1e-9 : phi
      let (re, im) = twinExponent(u, shift, b, years, v0, kappa, theta, sigma, rho)
      // Re(exp(E + i u x) / (i u)) = Im(exp(E + i u x)) / u
      return exp(re) * sin(im + u * x) / u
    }
    var end = 8.0
    while end < 1e6,
      abs(exp(twinExponent(end, shift, b, years, v0, kappa, theta, sigma, rho).0))
        > 1e-15
    { end *= 1.5 }
    let pieces = 64
    var sum = 0.0
    for piece in 0..<pieces {
      let low = end * Double(piece) / Double(pieces)
      let high = end * Double(piece + 1) / Double(pieces)
      let (a, m, c) = (integrand(low), integrand(0.5 * (low + high)), integrand(high))
      sum += simpson(integrand, low, high, a, m, c, 1e-13, depth: 30)
    }
    return 0.5 + sum / Double.pi
  }
  return forward * probability(0.5, kappa - rho * sigma) - strike * probability(-0.5, kappa)
}

/// C + D v0 of Heston's equation 17, real and imaginary part.
private func twinExponent(
  _ u: Double, _ shift: Double, _ b: Double, _ years: Double, _ v0: Double, _ kappa: Double,
  _ theta: Double, _ sigma: Double, _ rho: Double
) -> (Double, Double) {
  typealias Pair = (Double, Double)
  func times(_ p: Pair, _ q: Pair) -> Pair { (p.0 * q.0 - p.1 * q.1, p.0 * q.1 + p.1 * q.0) }
  func over(_ p: Pair, _ q: Pair) -> Pair {
    let n = q.0 * q.0 + q.1 * q.1
    return ((p.0 * q.0 + p.1 * q.1) / n, (p.1 * q.0 - p.0 * q.1) / n)
  }
  let beta: Pair = (b, -rho * sigma * u)
  let square = times(beta, beta)
  let radicand: Pair = (
    square.0 + sigma * sigma * u * u, square.1 - 2 * sigma * sigma * shift * u
  )
  let size = hypot(radicand.0, radicand.1).squareRoot()
  let angle = 0.5 * atan2(radicand.1, radicand.0)
  let d: Pair = (size * cos(angle), size * sin(angle))
  let g = over((beta.0 - d.0, beta.1 - d.1), (beta.0 + d.0, beta.1 + d.1))
  let e: Pair = (
    exp(-d.0 * years) * cos(d.1 * years), -exp(-d.0 * years) * sin(d.1 * years)
  )
  let ge = times(g, e)
  let quotient = over((1 - ge.0, -ge.1), (1 - g.0, -g.1))
  let logarithm: Pair = (log(hypot(quotient.0, quotient.1)), atan2(quotient.1, quotient.0))
  let scale = kappa * theta / (sigma * sigma)
  let c: Pair = (
    scale * ((beta.0 - d.0) * years - 2 * logarithm.0),
    scale * ((beta.1 - d.1) * years - 2 * logarithm.1)
  )
  let ratio = over((1 - e.0, -e.1), (1 - ge.0, -ge.1))
  let slope = times((beta.0 - d.0, beta.1 - d.1), ratio)
  return (c.0 + v0 * slope.0 / (sigma * sigma), c.1 + v0 * slope.1 / (sigma * sigma))
}

private func simpson(
  _ f: (Double) -> Double, _ low: Double, _ high: Double, _ a: Double, _ m: Double, _ c: Double,
  _ tolerance: Double, depth: Int
) -> Double {
  let middle = 0.5 * (low + high)
  let (left, right) = (f(0.5 * (low + middle)), f(0.5 * (middle + high)))
  let coarse = (high - low) / 6 * (a + 4 * m + c)
  let fine = (high - low) / 12 * (a + 4 * left + 2 * m + 4 * right + c)
  guard depth > 0, abs(fine - coarse) > 15 * tolerance else { return fine + (fine - coarse) / 15 }
  return simpson(f, low, middle, a, left, m, 0.5 * tolerance, depth: depth - 1)
    + simpson(f, middle, high, m, right, c, 0.5 * tolerance, depth: depth - 1)
}
