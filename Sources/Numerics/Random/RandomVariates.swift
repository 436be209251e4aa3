// Random variates drawn from a counted stream.
//
// Favours reproducibility: every variate is a fixed function of the stream's numbers. Normals
// come by inversion, one number each; gamma variates may use several.

import Glibc

/// The quantile of the standard normal distribution.
///
/// Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied
/// Statistics 37 (1988) 477-484, routine PPND16: relative accuracy about 1e-16.
/// - Parameter p: A probability strictly between 0 and 1; the ends give infinities.
/// - Returns: The deviate below which a standard normal falls with that probability.
public func normalQuantile(_ p: Double) -> Double {
  if p <= 0 { return -.infinity }
  if p >= 1 { return .infinity }
  let q = p - 0.5
  if abs(q) <= 0.425 {
    let r = 0.180625 - q * q
    return q * ratio(r, AS241.a, AS241.b)
  }
  var r = (-log(q < 0 ? p : 1 - p)).squareRoot()
  let size: Double
  if r <= 5 {
    r -= 1.6
    size = ratio(r, AS241.c, AS241.d)
  } else {
    r -= 5
    size = ratio(r, AS241.e, AS241.f)
  }
  return q < 0 ? -size : size
}

@inline(__always)
private func ratio(_ x: Double, _ numerator: [Double], _ denominator: [Double]) -> Double {
  var top = numerator[7]
  var bottom = denominator[7]
  for k in stride(from: 6, through: 0, by: -1) {
    top = top * x + numerator[k]
    bottom = bottom * x + denominator[k]
  }
  return top / bottom
}

/// Coefficients of AS 241, from the constant term up.
private enum AS241 {
  static let a: [Double] = [
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3,
  ]
  static let b: [Double] = [
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
    5.2264952788528545610e3,
  ]
  static let c: [Double] = [
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4,
  ]
  static let d: [Double] = [
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9,
  ]
  static let e: [Double] = [
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ]
  static let f: [Double] = [
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15,
  ]
}

extension RandomStream {
  /// The next number, uniform on the open interval (0, 1).
  @inlinable public mutating func openUniform() -> Double {
    (Double(next() >> 11) + 0.5) * 0x1p-53
  }

  /// A standard normal variate, by inversion.
  public mutating func normal() -> Double { normalQuantile(openUniform()) }

  /// An exponential variate of mean one.
  public mutating func exponential() -> Double { -log(openUniform()) }

  /// A gamma variate of a shape and scale one.
  ///
  /// Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26 (2000)
  /// 363-372; a shape below one is boosted by a uniform power.
  public mutating func gamma(shape: Double) -> Double {
    if shape < 1 {
      let boost = exp(log(openUniform()) / shape)
      return gamma(shape: shape + 1) * boost
    }
    let d = shape - 1.0 / 3.0
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let t = 1 + c * x
      let u = openUniform()
      guard t > 0 else { continue }
      let v = t * t * t
      if log(u) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
    }
  }

  /// A Student variate scaled to unit variance; needs more than two degrees of freedom.
  public mutating func studentT(_ degrees: Double) -> Double {
    let z = normal()
    let chiSquare = 2 * gamma(shape: degrees / 2)
    return z * ((degrees - 2) / chiSquare).squareRoot()
  }
}
