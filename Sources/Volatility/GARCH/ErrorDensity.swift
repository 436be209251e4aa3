// The log densities of the standardised errors with their derivatives, as the likelihood's inner
// loop needs them.
//
// The log density of an observation is  constant - ln(h)/2 - halfSquare - power ln(factor). The
// loop multiplies the factors of many observations and takes one logarithm of the product, so a
// density never calls a logarithm itself.
// Sources: Bollerslev (1987), Rev. Econ. Stat. 69, for Student's t; Hansen (1994), "Autoregressive
// conditional density estimation", Int. Econ. Rev. 35, equations (8) to (11), for the skewed t.

import Glibc
import Numerics

/// What one observation adds to the likelihood and to its derivatives.
struct DensityTerms {
  /// The factor whose logarithm enters with weight `-power`; one for the normal.
  var factor = 1.0
  /// Half the squared standardised error of the normal; zero else.
  var halfSquare = 0.0
  /// The derivative by the logarithm of the variance.
  var byLogVariance = 0.0
  /// The derivative by the mean, the variance held.
  var byMean = 0.0
  /// The derivative by the degrees of freedom, but for -ln(factor)/2.
  var byDegrees = 0.0
  /// The derivative by the skewness.
  var bySkew = 0.0
}

/// A density of standardised errors.
protocol ErrorDensity {
  /// The part of the log density that no observation changes.
  var constant: Double { get }
  /// The weight of the logarithm of the factor.
  var power: Double { get }
  /// Evaluates an error `e` whose variance is `1 / inverse`.
  func terms(_ e: Double, _ inverse: Double) -> DensityTerms
}

/// The standard normal density: -ln(2 pi)/2 - ln(h)/2 - e^2 / (2 h).
struct NormalDensity: ErrorDensity {
  let constant = -0.918_938_533_204_672_8
  let power = 0.0

  @inline(__always) func terms(_ e: Double, _ inverse: Double) -> DensityTerms {
    let byMean = e * inverse
    let half = 0.5 * e * byMean
    return DensityTerms(halfSquare: half, byLogVariance: half - 0.5, byMean: byMean)
  }
}

/// Student's t scaled to unit variance, nu > 2.
///
///     ln Gamma((nu+1)/2) - ln Gamma(nu/2) - ln(pi (nu-2))/2 - ln(h)/2
///       - (nu+1)/2 ln(1 + e^2 / ((nu-2) h))
struct StudentTDensity: ErrorDensity {
  let constant: Double
  let power: Double
  /// The derivative of the constant by nu.
  let slope: Double
  /// 1 / (nu - 2).
  let scale: Double

  init(degrees: Double) {
    constant = studentConstant(degrees)
    slope = studentConstantSlope(degrees)
    power = 0.5 * (degrees + 1)
    scale = 1 / (degrees - 2)
  }

  @inline(__always) func terms(_ e: Double, _ inverse: Double) -> DensityTerms {
    let ratio = e * inverse * scale
    let factor = 1 + e * ratio
    let pull = power / factor
    let share = pull * e * ratio
    return DensityTerms(
      factor: factor, byLogVariance: share - 0.5, byMean: 2 * pull * ratio,
      byDegrees: slope + share * scale)
  }
}

/// Hansen's skewed t with mean zero and unit variance, eta > 2, -1 < lambda < 1.
///
///     ln(b c) - ln(h)/2 - (eta+1)/2 ln(1 + u^2 / (eta-2)),   u = (b z + a) / (1 +- lambda)
///     a = 4 lambda c (eta-2)/(eta-1),   b^2 = 1 + 3 lambda^2 - a^2,   + where b z + a >= 0
struct SkewedTDensity: ErrorDensity {
  let constant: Double
  let power: Double
  let a: Double
  let b: Double
  private let scale: Double
  /// Mean and half difference of 1 / (1 - lambda) and 1 / (1 + lambda): a sign picks one of them
  /// without a branch, which the processor could not foresee.
  private let middle: Double
  private let spread: Double
  private let constantByDegrees: Double
  private let constantBySkew: Double
  private let aByDegrees: Double
  private let bByDegrees: Double
  private let aBySkew: Double
  private let bBySkew: Double

  init(degrees: Double, skew: Double) {
    let logC = studentConstant(degrees)
    let slopeC = studentConstantSlope(degrees)
    aBySkew = 4 * exp(logC) * (degrees - 2) / (degrees - 1)
    a = skew * aBySkew
    b = (1 + 3 * skew * skew - a * a).squareRoot()
    aByDegrees = a * (slopeC + 1 / (degrees - 2) - 1 / (degrees - 1))
    bByDegrees = -a * aByDegrees / b
    bBySkew = (3 * skew - a * aBySkew) / b
    constant = logC + log(b)
    constantByDegrees = slopeC + bByDegrees / b
    constantBySkew = bBySkew / b
    power = 0.5 * (degrees + 1)
    scale = 1 / (degrees - 2)
    middle = 1 / (1 - skew * skew)
    spread = -skew * middle
  }

  @inline(__always) func terms(_ e: Double, _ inverse: Double) -> DensityTerms {
    let root = inverse.squareRoot()
    let z = e * root
    let place = b * z + a
    let sign = Double(signOf: place, magnitudeOf: 1)
    let side = middle + sign * spread
    let u = place * side
    let ratio = u * scale
    let factor = 1 + u * ratio
    let half = power / factor
    // The slope of power ln(factor) by u, over 1 +- lambda.
    let pull = 2 * half * ratio * side
    return DensityTerms(
      factor: factor, byLogVariance: 0.5 * (z * pull * b - 1), byMean: pull * b * root,
      byDegrees: constantByDegrees + half * u * ratio * scale
        - pull * (bByDegrees * z + aByDegrees),
      bySkew: constantBySkew - pull * (bBySkew * z + aBySkew - sign * u))
  }
}

/// The logarithm of Gamma((nu+1)/2) / (Gamma(nu/2) sqrt(pi (nu-2))).
func studentConstant(_ degrees: Double) -> Double {
  logGamma(0.5 * (degrees + 1)) - logGamma(0.5 * degrees) - 0.5 * log(.pi * (degrees - 2))
}

/// The derivative of `studentConstant` by the degrees of freedom.
func studentConstantSlope(_ degrees: Double) -> Double {
  0.5 * (digamma(0.5 * (degrees + 1)) - digamma(0.5 * degrees) - 1 / (degrees - 2))
}
