// Partial moments of the standardised errors, which forecasts and persistence ask for.
//
// With u a Student t of unit variance and f its density, q = nu - 2:
//
//     M(x) = E[u; u < x] = -(q + x^2) f(x) / (nu - 1)
//     S(x) = E[u^2; u < x] = P(u < x) + x M(x) (nu - 1) / (nu - 2)
//
// both by parts from d((q + u^2) f) = -(nu - 1) u f du. Hansen's skewed t is two such halves.

import Glibc
import Numerics

/// Moments of errors with mean zero and variance one.
struct ErrorMoments: Hashable, Sendable {
  /// E|z|.
  var absolute: Double
  /// E[z^2; z < 0], one half for a symmetric density.
  var lowerSquare: Double

  /// E[|z| z], zero for a symmetric density.
  var signedSquare: Double { 1 - 2 * lowerSquare }
}

extension ErrorMoments {
  /// The moments of the errors of a process.
  init(_ process: VolatilityProcess) {
    switch process.distribution {
    case .normal: self.init(absolute: meanAbsoluteNormal, lowerSquare: 0.5)
    case .studentT: self.init(degrees: process[.degrees], skew: 0)
    case .skewedT: self.init(degrees: process[.degrees], skew: process[.skew])
    }
  }

  /// The moments of Hansen's skewed t; a positive skew is the mirror image of a negative one.
  init(degrees nu: Double, skew: Double) {
    let density = SkewedTDensity(degrees: nu, skew: -abs(skew))
    let (a, b, side) = (density.a, density.b, 1 + abs(skew))
    let q = nu - 2
    // Zero lies in the longer, left half.
    let x = a / side
    let f = exp(studentConstant(nu) - 0.5 * (nu + 1) * log1p(x * x / q))
    let below = studentTCDF(x * (nu / q).squareRoot(), degrees: nu)
    let first = -(q + x * x) * f / (nu - 1)
    let second = below + x * first * (nu - 1) / q
    let lower =
      side / (b * b) * (side * side * second - 2 * a * side * first + a * a * below)
    self.init(
      absolute: -2 * side / b * (side * first - a * below),
      lowerSquare: skew > 0 ? 1 - lower : lower)
  }
}
