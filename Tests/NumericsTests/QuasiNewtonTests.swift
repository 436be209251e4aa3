// Constrained minima with known places.

import Glibc
import Numerics
import TestKit
import Testing

@Suite("Quasi-Newton search")
struct QuasiNewtonTests {
  private func identity(_ n: Int) -> [Double] { (0..<n * n).map { $0 % (n + 1) == 0 ? 1 : 0 } }

  /// Rosenbrock (1960), The Computer Journal 3: the minimum lies at (1, 1).
  private func rosenbrock(_ x: [Double], _ gradient: inout [Double]) -> Double? {
    let miss = x[1] - x[0] * x[0]
    gradient[0] = -400 * x[0] * miss - 2 * (1 - x[0])
    gradient[1] = 200 * miss
    return 100 * miss * miss + (1 - x[0]) * (1 - x[0])
  }

  @Test("walks Rosenbrock's valley to its end")
  func valley() {
    let fit = quasiNewton(
      start: [-1.2, 1], inverse: identity(2), constraints: [],
      settings: QuasiNewtonSettings(decreaseTolerance: 1e-16), evaluate: rosenbrock)
    #expect(fit.outcome == .converged && fit.evaluations < 80, "\(fit.evaluations)")
    #expect(abs(fit.parameters[0] - 1) < 1e-6 && abs(fit.parameters[1] - 1) < 1e-6)
  }

  /// With x0 + x1 <= 1 the minimum lies on the line, where the derivative along it vanishes.
  @Test("stops on a binding line, where the slope points across it")
  func line() {
    let line = LinearConstraint(coefficients: [-1, -1], least: -1)
    let fit = quasiNewton(
      start: [-1, 0], inverse: identity(2), constraints: [line, .lower(0, of: 2, -5)],
      settings: QuasiNewtonSettings(decreaseTolerance: 1e-16), evaluate: rosenbrock)
    #expect(fit.outcome == .converged)
    #expect(abs(fit.parameters[0] + fit.parameters[1] - 1) < 1e-9)
    #expect(abs(fit.gradient[0] - fit.gradient[1]) < 1e-5)
    #expect(fit.multipliers[0] > 0 && fit.multipliers[1] == 0)
  }

  @Test("a bound is met exactly")
  func bound() {
    let fit = quasiNewton(
      start: [5, 5], inverse: identity(2),
      constraints: [.lower(0, of: 2, 2.5), .upper(1, of: 2, 9), .lower(1, of: 2, 0)],
      settings: QuasiNewtonSettings()
    ) { x, gradient in
      gradient = [2 * (x[0] - 1), 2 * (x[1] - 3)]
      return (x[0] - 1) * (x[0] - 1) + (x[1] - 3) * (x[1] - 3)
    }
    #expect(fit.parameters[0] == 2.5 && abs(fit.parameters[1] - 3) < 1e-6)
    #expect(abs(fit.multipliers[0] - 3) < 1e-6)
  }

  @Test("evaluations are bounded and a wall of missing values is walked around")
  func limits() {
    let short = quasiNewton(
      start: [-1.2, 1], inverse: identity(2), constraints: [],
      settings: QuasiNewtonSettings(maximumEvaluations: 7), evaluate: rosenbrock)
    #expect(short.outcome == .evaluationLimit && short.evaluations == 7)
    #expect(short.value < 24.3)
    let none = quasiNewton(
      start: [0], inverse: [1], constraints: [], settings: QuasiNewtonSettings()
    ) { _, _ in nil }
    #expect(none.outcome == .notFinite && none.evaluations == 1)
    let wall = quasiNewton(
      start: [4], inverse: [100], constraints: [], settings: QuasiNewtonSettings()
    ) { x, gradient in
      guard x[0] > 0 else { return nil }
      gradient[0] = 1 - 1 / x[0]
      return x[0] - log(x[0])
    }
    #expect(wall.outcome == .converged && abs(wall.parameters[0] - 1) < 1e-4)
  }

  @Test("the constrained step satisfies the conditions of Karush, Kuhn and Tucker")
  func conditions() throws {
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<300 {
      let n = generator.integer(in: 1...6)
      let m = generator.integer(in: 0...9)
      func vector(_ count: Int) -> [Double] {
        (0..<count).map { _ in generator.double(in: -1..<1) }
      }
      let half = vector(n * n)
      var curvature = identity(n).map { 0.1 * $0 }
      for i in 0..<n {
        for j in 0..<n {
          for k in 0..<n { curvature[i * n + j] += half[i * n + k] * half[j * n + k] }
        }
      }
      let inverse = try #require(choleskyInverse(curvature, order: n))
      let point = vector(n)
      let constraints = (0..<m).map { _ in
        let row = vector(n)
        let value = zip(row, point).reduce(0) { $0 + $1.0 * $1.1 }
        return LinearConstraint(
          coefficients: row, least: value - max(0, generator.double(in: -0.5..<0.5)))
      }
      let gradient = vector(n).map { 3 * $0 }
      let result = constrainedStep(
        inverse: inverse, gradient: gradient, constraints: constraints, from: point)
      let moved = zip(point, result.step).map { $0 + $1 }
      for (constraint, multiplier) in zip(constraints, result.multipliers) {
        let slack = constraint.slack(at: moved)
        #expect(slack > -1e-8 && multiplier >= 0 && slack * multiplier < 1e-7)
      }
      for i in 0..<n {
        var slope = gradient[i]
        for j in 0..<n { slope += curvature[i * n + j] * result.step[j] }
        for (constraint, multiplier) in zip(constraints, result.multipliers) {
          slope -= multiplier * constraint.coefficients[i]
        }
        #expect(abs(slope) < 1e-7)
      }
    }
  }
}
