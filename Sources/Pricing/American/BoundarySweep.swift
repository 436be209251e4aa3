// One step of the fixed-point iteration for the exercise boundary at one node.
//
//     B(t) = exp(-(r - q) t) N / D
//
//     slope  N = phi(d-)/(s sqrt(t)) + r Int e^(ru) phi(d-) / (s sqrt(t - u)) du
//            D = phi(d+)/(s sqrt(t)) + N(d+)
//                + q Int e^(qu) (N(d+) + phi(d+) / (s sqrt(t - u))) du
//     value  N = N(d-) + r Int e^(ru) N(d-) du,   D = N(d+) + q Int e^(qu) N(d+) du
//
// with d+- of B(t) outside the integrals and of B(t) / B(u) inside. Source: Andersen, Lake and
// Offengenden (2016), equations 18 to 23. With u = t cos^2 a the root in the integrand cancels.

import Glibc
import Numerics

/// The growth factors of one option at every node, and the step that uses them.
struct BoundarySweep {
  private let problem: PutProblem
  private let rule: CollocationRule
  private let logLimit: Double
  private let equation: PutProblem.BoundaryEquation
  /// w e^(ru) and w e^(qu) for each node and register.
  private let strikeGrowth: [Lanes]
  private let assetGrowth: [Lanes]

  /// Prepares the factors that stay the same from sweep to sweep.
  init(_ problem: PutProblem, rule: CollocationRule, logLimit: Double) {
    self.problem = problem
    self.rule = rule
    self.logLimit = logLimit
    equation = problem.equation
    let registers = rule.equation.weights.count
    var strikes = [Lanes](repeating: Lanes(), count: rule.count * registers)
    var assets = strikes
    for node in 0..<rule.count {
      let years = problem.years * rule.fractions[node] * rule.fractions[node]
      for register in 0..<registers {
        let cosines = rule.equation.cosines[register]
        let time = years * (cosines * cosines)
        let weights = rule.equation.weights[register]
        strikes[node * registers + register] =
          problem.rate * weights * vectorExponential(problem.rate * time)
        assets[node * registers + register] =
          problem.yield * weights * vectorExponential(problem.yield * time)
      }
    }
    strikeGrowth = strikes
    assetGrowth = assets
  }

  /// The next ln(B / X) of a node, at most zero.
  ///
  /// - Parameters:
  ///   - node: The node.
  ///   - logarithm: Its present value.
  ///   - squares: The squares of all present values, which are interpolated.
  /// - Returns: Its next value.
  func node(_ node: Int, logarithm: Double, squares: Span<Double>) -> Double {
    let years = problem.years * rule.fractions[node] * rule.fractions[node]
    let width = problem.volatility * years.squareRoot()
    let carry = problem.rate - problem.yield
    let drift = (carry + 0.5 * problem.volatility * problem.volatility) * years
    let sums = integrals(node, logarithm: logarithm, width: width, drift: drift, squares: squares)
    let d1 = (logarithm + logLimit + drift) / width
    let d2 = d1 - width
    let top: Double
    let bottom: Double
    switch equation {
    case .slope:
      top = normalPDF(d2) + 2 * years.squareRoot() / problem.volatility * width * sums.strikeSlope
      bottom =
        normalPDF(d1) + width * normalCDF(d1)
        + width
        * (2 * years * sums.asset
          + 2 * years.squareRoot() / problem.volatility * sums.assetSlope)
    case .value:
      top = normalCDF(d2) + 2 * years * sums.strike
      bottom = normalCDF(d1) + 2 * years * sums.asset
    }
    return min(log(top / bottom) - carry * years - logLimit, 0)
  }

  /// The integrals over earlier exercise, without the factors that do not depend on the angle.
  private struct Integrals {
    var strike = 0.0
    var asset = 0.0
    var strikeSlope = 0.0
    var assetSlope = 0.0
  }

  @inline(__always)
  private func integrals(
    _ node: Int, logarithm: Double, width: Double, drift: Double, squares: Span<Double>
  ) -> Integrals {
    let registers = rule.equation.weights.count
    let matrix = rule.equationMatrix.span
    var (strike, asset, strikeSlope, assetSlope) = (Lanes(), Lanes(), Lanes(), Lanes())
    for register in 0..<registers {
      let place = node * registers + register
      var square = Lanes()
      for other in 0..<rule.count { square += matrix[place * rule.count + other] * squares[other] }
      let earlier = -square.replacing(with: 0, where: square .< 0).squareRoot()
      let sines = rule.equation.sines[register]
      let cosines = rule.equation.cosines[register]
      let spread = width * sines
      let d1 = (logarithm - earlier + drift * (sines * sines)) / spread
      let d2 = d1 - spread
      let strikeDensity = strikeGrowth[place] * cosines * vectorDensity(d2)
      let assetDensity = assetGrowth[place] * cosines * vectorDensity(d1)
      strikeSlope += strikeDensity
      assetSlope += assetDensity
      asset +=
        sines * vectorProbability(d1, density: assetDensity, whole: assetGrowth[place] * cosines)
      if equation == .value {
        strike +=
          sines
          * vectorProbability(d2, density: strikeDensity, whole: strikeGrowth[place] * cosines)
      }
    }
    return Integrals(
      strike: strike.sum(), asset: asset.sum(), strikeSlope: strikeSlope.sum(),
      assetSlope: assetSlope.sum())
  }
}
