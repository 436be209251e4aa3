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
// Levy processes" (the line at 1/2); Trefethen and Weideman (2014), "The exponentially convergent
// trapezoidal rule", SIAM Review 56(3) (its error as aliasing).

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

  /// Four terms next to each other, times the derivatives of the exponent by the parameters.
  struct Slopes {
    var v0 = ComplexLanes.zero
    var kappa = ComplexLanes.zero
    var theta = ComplexLanes.zero
    var sigma = ComplexLanes.zero
    var rho = ComplexLanes.zero
  }

  /// The distance between two nodes.
  private(set) var step = 0.0
  /// The period 2 pi / step in log-moneyness.
  private(set) var period = 0.0
  /// How many blocks of four nodes are in use.
  private(set) var blocks = 0
  /// Bound on the error of a value over sqrt(F K).
  private(set) var error = 0.0
  /// The terms, four at a time.
  private(set) var values: [ComplexLanes]
  /// Their derivatives.
  private(set) var slopes: [Slopes]

  /// Reserves storage for a usual expiry; it grows when one needs more.
  init() {
    let count = 32
    values = [ComplexLanes](repeating: .zero, count: count)
    slopes = [Slopes](repeating: Slopes(), count: count)
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
    var tail = fill(line, limit: limit, order: order)
    while tail >= limit, 4 * values.count < HestonTransform.mostTerms {
      values.append(contentsOf: repeatElement(.zero, count: values.count))
      slopes.append(contentsOf: repeatElement(Slopes(), count: slopes.count))
      tail = fill(line, limit: limit, order: order)
    }
    error = 0.5 * tolerance + tail + 1e-15 + 2e-16 * Double(blocks).squareRoot()
  }

  /// Fills the storage as far as needed; returns what the terms left out may add.
  private mutating func fill(_ line: HestonLine, limit: Double, order: HestonOrder) -> Double {
    let tail: Double
    switch order {
    case .value: (blocks, tail) = line.fill(&values, step: step, limit: limit)
    case .gradient: (blocks, tail) = line.fill(&values, &slopes, step: step, limit: limit)
    }
    return tail
  }
}
