// One pass over the returns: log-likelihood, its gradient, and every observation's score.
//
// The derivatives of the variance obey the recursion of the variance itself,
//
//     dh_t = x_(t-1) + beta dh_(t-1),   x = (-2 (alpha + gamma I) e, 1, e^2, I e^2, h)
//     dln h_t = x_(t-1) + (beta - (alpha |z| + gamma z) / 2) dln h_(t-1)     for EGARCH,
//
// so they are exact and cost one vector operation a step. Logarithms are taken of products over
// sixteen observations. A variance that leaves [least, largest] is held there with no slope.
// Sources: Fiorentini, Calzolari and Panattoni (1996), "Analytic derivatives and the computation of
// GARCH estimates", J. Appl. Econometrics 11; Nelson (1991), Econometrica 59, for EGARCH.

import Glibc

/// The variance before the first observation, and its derivative by the mean.
struct Presample {
  var variance: Double
  var byMean: Double
}

/// Where a conditional variance may lie, and its usual size.
struct VarianceBounds {
  var least: Double
  var largest: Double
  /// Products of variances are taken in this unit, so that they stay near one.
  var unit: Double
}

/// A log-likelihood with its gradient, one lane for each parameter.
struct LikelihoodPass {
  var logLikelihood: Double
  var gradient: SIMD8<Double>
}

/// How many observations share one logarithm.
private let chunk = 16

/// The pass for GARCH and GJR.
///
/// - Parameters:
///   - returns: The observations.
///   - p: The parameters by lane.
///   - presample: What stands for the shock and the variance before the first observation; the sign
///     term counts half of it.
///   - bounds: Where the variance may lie.
///   - density: The errors.
///   - scores: Filled with the scores; the last lane holds the density's factor.
/// - Returns: The sums.
func squarePass<Density: ErrorDensity>(
  _ returns: Span<Double>, _ p: SIMD8<Double>, _ presample: Presample, _ bounds: VarianceBounds,
  _ density: Density, _ scores: inout MutableSpan<SIMD8<Double>>
) -> LikelihoodPass {
  let n = returns.count
  let (mu, omega, alpha, gamma, beta) = (p[0], p[1], p[2], p[3], p[4])
  let (least, largest, scale) = (bounds.least, bounds.largest, 1 / bounds.unit)
  let first = presample.variance
  let weight = alpha + 0.5 * gamma + beta
  var h = omega + weight * first
  var slope = SIMD8(weight * presample.byMean, 1, first, 0.5 * first, first, 0, 0, 0)
  var gradient = SIMD8<Double>(repeating: 0)
  var (logs, factors, squares) = (0.0, 0.0, 0.0)
  var t = 0
  while t < n {
    let end = min(t + chunk, n)
    var (variances, product) = (1.0, 1.0)
    while t < end {
      if h < least || h > largest {
        h = h < least ? least : largest
        slope = SIMD8(repeating: 0)
      }
      let e = returns[t] - mu
      let inverse = 1 / h
      let terms = density.terms(e, inverse)
      variances *= h * scale
      product *= terms.factor
      squares += terms.halfSquare
      var score = slope * (terms.byLogVariance * inverse)
      score += SIMD8(terms.byMean, 0, 0, 0, 0, terms.byDegrees, terms.bySkew, terms.factor)
      gradient += score
      scores[t] = score
      let negative = min(e, 0)
      let pull = alpha * e + gamma * negative
      let square = e * e
      slope = SIMD8(-2 * pull, 1, square, negative * negative, h, 0, 0, 0) + beta * slope
      h = omega + pull * e + beta * h
      t += 1
    }
    logs += log(variances)
    factors += log(product)
  }
  logs += Double(n) * log(bounds.unit)
  gradient[5] -= 0.5 * factors
  let sum = Double(n) * density.constant - 0.5 * logs - density.power * factors - squares
  return LikelihoodPass(logLikelihood: sum, gradient: gradient)
}

/// The pass for EGARCH; the presample term is ln h alone, with no shock before the first.
///
/// - Parameters:
///   - returns: The observations.
///   - p: The parameters by lane.
///   - presample: The variance whose logarithm stands before the first observation.
///   - bounds: Where the variance may lie.
///   - density: The errors.
///   - scores: Filled with the scores; the last lane holds the density's factor.
/// - Returns: The sums.
func logarithmPass<Density: ErrorDensity>(
  _ returns: Span<Double>, _ p: SIMD8<Double>, _ presample: Presample, _ bounds: VarianceBounds,
  _ density: Density, _ scores: inout MutableSpan<SIMD8<Double>>
) -> LikelihoodPass {
  let n = returns.count
  let (mu, omega, alpha, gamma, beta) = (p[0], p[1], p[2], p[3], p[4])
  let (least, largest) = (log(bounds.least), log(bounds.largest))
  let first = log(presample.variance)
  var s = omega + beta * first
  var slope = SIMD8(
    beta * presample.byMean / presample.variance, 1, 0, 0, first, 0, 0, 0)
  var gradient = SIMD8<Double>(repeating: 0)
  var (logs, factors, squares) = (0.0, 0.0, 0.0)
  var t = 0
  while t < n {
    let end = min(t + chunk, n)
    var product = 1.0
    while t < end {
      if s < least || s > largest {
        s = s < least ? least : largest
        slope = SIMD8(repeating: 0)
      }
      let e = returns[t] - mu
      let root = exp(-0.5 * s)
      let terms = density.terms(e, root * root)
      logs += s
      product *= terms.factor
      squares += terms.halfSquare
      var score = slope * terms.byLogVariance
      score += SIMD8(terms.byMean, 0, 0, 0, 0, terms.byDegrees, terms.bySkew, terms.factor)
      gradient += score
      scores[t] = score
      let z = e * root
      let size = abs(z)
      let shock = alpha * size + gamma * z
      let decay = beta - 0.5 * shock
      let byMean = -(alpha * Double(signOf: z, magnitudeOf: 1) + gamma) * root
      slope = SIMD8(byMean, 1, size - meanAbsoluteNormal, z, s, 0, 0, 0) + decay * slope
      s = omega - alpha * meanAbsoluteNormal + shock + beta * s
      t += 1
    }
    factors += log(product)
  }
  gradient[5] -= 0.5 * factors
  let sum = Double(n) * density.constant - 0.5 * logs - density.power * factors - squares
  return LikelihoodPass(logLikelihood: sum, gradient: gradient)
}

/// The mean size of a standard normal error, sqrt(2/pi).
let meanAbsoluteNormal = 0.797_884_560_802_865_4

/// The sum of the outer products of the scores, row-major by lane.
///
/// - Parameters:
///   - scores: As a pass left them.
///   - order: How many lanes count.
/// - Returns: The matrix of `order` rows.
func outerProduct(_ scores: Span<SIMD8<Double>>, order: Int) -> [Double] {
  var rows = [SIMD8<Double>](repeating: SIMD8(repeating: 0), count: order)
  var sums = rows.mutableSpan
  for t in 0..<scores.count {
    var score = scores[t]
    // What the pass left out of the derivative by the degrees of freedom.
    if score[7] != 1 { score[5] -= 0.5 * log(score[7]) }
    for j in 0..<order { sums[j] += score[j] * score }
  }
  return (0..<order).flatMap { row in (0..<order).map { rows[row][$0] } }
}
