// The characteristic-function values of one expiry, from which all its strikes are priced.
//
// With x = ln(F/K) and a = u^2 + 1/4 the covered call of every strike is one Fourier integral,
//
//     E[min(S_T, K)] / sqrt(F K) = 1/pi integral over u > 0 of Re(exp(i u x) M(1/2 + i u)) / a
//
// The trapezoidal rule of step 2 pi / P adds the same quantity at x + P, x - P, x + 2P, ...
// Their forward part exp(-|x|/2) is known and taken out; what remains are values of options a
// period away, which moments bound. So the step follows from a bound, not from a rule of thumb,
// and the count from the size of the terms: both errors are under the tolerance asked for.
// Sources: Lewis (2001), "A simple option formula for general jump-diffusion and other exponential
// Levy processes" (the line at 1/2); Andersen and Andreasen (2002) for the same line; the period as
// in Poisson's summation formula.

import Glibc
import Numerics

/// What is wanted of a transform.
enum HestonOrder {
  /// Values alone.
  case value
  /// Values and their derivatives by the five parameters.
  case gradient
}

/// The weighted terms of one expiry; its storage is used again from one evaluation to the next.
struct HestonTransform {
  /// Terms at most.
  static let mostTerms = 4096

  /// The distance between two nodes.
  private(set) var step = 0.0
  /// The period 2 pi / step in log-moneyness.
  private(set) var period = 0.0
  /// How many nodes are in use.
  private(set) var count = 0
  /// Bound on the error of a value over sqrt(F K).
  private(set) var error = 0.0
  /// Real and imaginary part of each node's term.
  private(set) var values: [ComplexNumber]
  /// The term times the derivatives of the exponent by v0, kappa, theta, sigma, rho.
  private(set) var slopes: [Slopes]

  /// The derivatives of one term.
  struct Slopes {
    var v0 = ComplexNumber.zero
    var kappa = ComplexNumber.zero
    var theta = ComplexNumber.zero
    var sigma = ComplexNumber.zero
    var rho = ComplexNumber.zero
  }

  /// Reserves the storage.
  init() {
    values = [ComplexNumber](repeating: .zero, count: HestonTransform.mostTerms)
    slopes = [Slopes](repeating: Slopes(), count: HestonTransform.mostTerms)
  }

  /// Evaluates the characteristic function of one expiry on the nodes that its strikes need.
  ///
  /// - Parameters:
  ///   - parameters: The model.
  ///   - years: Time to expiry.
  ///   - logStrikes: The range of ln(K/F).
  ///   - tolerance: The error allowed, in units of sqrt(F K).
  ///   - order: Whether derivatives are wanted.
  mutating func evaluate(
    _ parameters: HestonParameters, years: Double, logStrikes: ClosedRange<Double>,
    tolerance: Double, order: HestonOrder
  ) {
    let reach = HestonReach(parameters, years: years, tolerance: 0.25 * tolerance)
    period = max(
      reach.below + logStrikes.upperBound, reach.above - logStrikes.lowerBound,
      1.01 * max(logStrikes.upperBound, -logStrikes.lowerBound), 1e-6)
    step = 2 * Double.pi / period
    let line = HestonLine(parameters, years: years)
    let limit = 0.25 * tolerance
    let tail: Double
    switch order {
    case .value: (count, tail) = line.fill(&values, step: step, limit: limit)
    case .gradient: (count, tail) = line.fill(&values, &slopes, step: step, limit: limit)
    }
    error = 0.5 * tolerance + tail + 2e-16 * Double(count).squareRoot()
  }
}

/// The characteristic function on the line Re w = 1/2, where a is real.
private struct HestonLine {
  let years: Double
  let v0: Double
  let kappa: Double
  let theta: Double
  let sigma: Double
  let sigmaSquared: Double
  /// Real part of xi, and its imaginary part per u.
  let xiReal: Double
  let xiSlope: Double
  /// Real part of d squared at u = 0, and its growth per u squared.
  let squareReal: Double
  let squareGrowth: Double
  let scale: Double

  init(_ parameters: HestonParameters, years: Double) {
    self.years = years
    (v0, kappa, theta) = (parameters.v0, parameters.kappa, parameters.theta)
    sigma = parameters.sigma
    sigmaSquared = sigma * sigma
    xiReal = kappa - 0.5 * parameters.rho * sigma
    xiSlope = -parameters.rho * sigma
    squareReal = xiReal * xiReal + 0.25 * sigmaSquared
    squareGrowth = sigmaSquared * (1 - parameters.rho) * (1 + parameters.rho)
    scale = kappa * theta / sigmaSquared
  }

  /// What value and derivatives share.
  private struct Point {
    var a: Double
    var xi: ComplexNumber
    var m: ComplexNumber
    var p: ComplexNumber
    var inverseD: ComplexNumber
    var inverseG: ComplexNumber
    var decay: ComplexNumber
    var variance: ComplexNumber
    var level: ComplexNumber
    var term: ComplexNumber
    var size: Double
  }

  @inline(__always)
  private func point(at u: Double, weight: Double) -> Point {
    let a = u * u + 0.25
    let xi = ComplexNumber(xiReal, xiSlope * u)
    let d = squareRoot(
      ComplexNumber(squareReal + squareGrowth * u * u, 2 * xiReal * xiSlope * u))
    let (p, m) = HestonExponent.roots(
      xi: xi, d: d, product: ComplexNumber(sigmaSquared * a, 0))
    let decay = ComplexNumber.exponential(-years * d)
    let gone = ComplexNumber(1 - decay.real, -decay.imaginary)
    let inverseG = (p + m * decay).reciprocal
    let inverseD = d.reciprocal
    let variance = -a * (gone * inverseG)
    let level = -years * m - 2 * logarithmOfOnePlus(-0.5 * (m * gone * inverseD))
    let exponent = scale * level + v0 * variance
    let size = weight / a * exp(exponent.real)
    let term = ComplexNumber(
      size * cos(exponent.imaginary), size * sin(exponent.imaginary))
    return Point(
      a: a, xi: xi, m: m, p: p, inverseD: inverseD, inverseG: inverseG, decay: decay,
      variance: variance, level: level, term: term, size: size)
  }

  /// Fills the terms until what remains is under a limit; returns how many, and the remainder.
  func fill(
    _ values: inout [ComplexNumber], step: Double, limit: Double
  ) -> (count: Int, tail: Double) {
    var values = values.mutableSpan
    var remainder = Remainder()
    var weight = 0.5 * step / Double.pi
    for index in 0..<values.count {
      let at = point(at: Double(index) * step, weight: weight)
      values[index] = at.term
      weight = step / Double.pi
      if remainder.add(at.size) < limit, index > 2 { return (index + 1, remainder.tail) }
    }
    return (values.count, remainder.tail)
  }

  /// Fills the terms and their derivatives (see `HestonExponent`) in the same way.
  func fill(
    _ values: inout [ComplexNumber], _ slopes: inout [HestonTransform.Slopes], step: Double,
    limit: Double
  ) -> (count: Int, tail: Double) {
    var values = values.mutableSpan
    var slopes = slopes.mutableSpan
    var remainder = Remainder()
    var weight = 0.5 * step / Double.pi
    for index in 0..<values.count {
      let u = Double(index) * step
      let at = point(at: u, weight: weight)
      values[index] = at.term
      slopes[index] = gradient(at, u: u)
      weight = step / Double.pi
      if remainder.add(at.size) < limit, index > 2 { return (index + 1, remainder.tail) }
    }
    return (values.count, remainder.tail)
  }

  /// What the terms beyond the last one can add.
  ///
  /// Their logarithm falls at a rate that only grows, so a geometric series bounds them.
  private struct Remainder {
    var previous = Double.infinity
    var tail = Double.infinity

    @inline(__always)
    mutating func add(_ size: Double) -> Double {
      tail = size < previous ? size * size / (previous - size) : .infinity
      previous = size
      return tail
    }
  }

  /// The derivatives of a term (see `HestonExponent`).
  @inline(__always)
  private func gradient(_ at: Point, u: Double) -> HestonTransform.Slopes {
    let drift = years * (at.xi * at.decay)
    let gSlope = at.p - at.m * (at.decay + drift)
    let inverse = at.inverseD * at.inverseG
    let varianceSlope = -((at.a * drift + at.variance * gSlope) * inverse)
    let bracket =
      ComplexNumber(years, 0) - 2 * (at.inverseD - (at.decay + at.decay + drift) * at.inverseG)
    let byXi = scale * (at.m * at.inverseD * bracket) + v0 * varianceSlope
    let byTheta = (kappa / sigmaSquared) * at.level
    let byKappa = (theta / sigmaSquared) * at.level + byXi
    let riccati =
      0.5 * (sigmaSquared * (at.variance * at.variance) - ComplexNumber(at.a, 0))
      - at.xi * at.variance
    let byTime = (kappa * theta) * at.variance + v0 * riccati
    let bySigma =
      (1 / sigma) * (years * byTime - kappa * byKappa - theta * byTheta - v0 * at.variance)
    return HestonTransform.Slopes(
      v0: at.term * at.variance, kappa: at.term * byKappa, theta: at.term * byTheta,
      sigma: at.term * bySigma, rho: at.term * (-sigma * (ComplexNumber(0.5, u) * byXi)))
  }
}
