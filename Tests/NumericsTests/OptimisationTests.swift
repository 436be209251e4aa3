// Least squares and global search on problems whose answers are known.

import Glibc
import Numerics
import Testing

@Suite("Optimisation")
struct OptimisationTests {
  private let open = [Double](repeating: .infinity, count: 2)

  private func rosenbrock(_ p: [Double], _ r: inout [Double], _ j: inout [Double]) -> Bool {
    r[0] = 10 * (p[1] - p[0] * p[0])
    r[1] = 1 - p[0]
    (j[0], j[1], j[2], j[3]) = (-20 * p[0], 10, -1, 0)
    return true
  }

  /// More, Garbow and Hillstrom (1981), "Testing unconstrained optimization software", problem 1.
  @Test("Rosenbrock's valley from the standard start")
  func rosenbrockMinimum() {
    let fit = levenbergMarquardt(
      start: [-1.2, 1], lower: open.map { -$0 }, upper: open, residualCount: 2,
      settings: LeastSquaresSettings(), evaluate: rosenbrock)
    #expect(fit.outcome == .converged)
    #expect(abs(fit.parameters[0] - 1) < 1e-10 && abs(fit.parameters[1] - 1) < 1e-10)
    #expect(fit.evaluations < 40)
  }

  @Test("a bound that cuts the valley is kept and said")
  func boundedMinimum() {
    let fit = levenbergMarquardt(
      start: [-1.2, 1], lower: open.map { -$0 }, upper: [0.5, 2], residualCount: 2,
      settings: LeastSquaresSettings(), evaluate: rosenbrock)
    #expect(fit.parameters[0] == 0.5)
    // A decrease of 1e-15 of the cost 0.25 is a move of 1.6e-9, where the fit may stop.
    #expect(abs(fit.parameters[1] - 0.25) < 2e-9)
    #expect(fit.isAtBound == [true, false] && fit.outcome == .converged)
  }

  @Test("evaluations are bounded, and the best point is returned as not converged")
  func evaluationLimit() {
    var calls = 0
    let fit = levenbergMarquardt(
      start: [-1.2, 1], lower: open.map { -$0 }, upper: open, residualCount: 2,
      settings: LeastSquaresSettings(maximumEvaluations: 5)
    ) { p, r, j in
      calls += 1
      return rosenbrock(p, &r, &j)
    }
    #expect(calls == 5 && fit.evaluations == 5 && fit.outcome == .evaluationLimit)
    #expect(fit.cost < 24.2)
    let lost = levenbergMarquardt(
      start: [1, 1], lower: open.map { -$0 }, upper: open, residualCount: 2,
      settings: LeastSquaresSettings()
    ) { _, _, _ in false }
    #expect(lost.outcome == .notFinite && lost.parameters == [1, 1])
  }

  @Test("parameters that cannot be told apart show in the condition")
  func condition() {
    let fit = levenbergMarquardt(
      start: [0, 0], lower: open.map { -$0 }, upper: open, residualCount: 3,
      settings: LeastSquaresSettings()
    ) { p, r, j in
      for i in 0..<3 {
        r[i] = p[0] + p[1] - Double(i)
        (j[2 * i], j[2 * i + 1]) = (1, 1)
      }
      return true
    }
    #expect(abs(fit.parameters[0] + fit.parameters[1] - 1) < 1e-9)
    #expect(fit.condition > 1e12)
    #expect(abs(scaledCondition([2, 1, 1, 2], order: 2) - 3) < 1e-14)
  }

  @Test("Cholesky inverse, eigenvalues")
  func linearAlgebra() throws {
    var hilbert: [Double] = []
    for row in 1...4 { for column in 0..<4 { hilbert.append(1 / Double(row + column)) } }
    let inverse = try #require(choleskyInverse(hilbert, order: 4))
    // The inverse of the Hilbert matrix of order four is whole: 16, -120, 240, -140 in its first row.
    let row: [Double] = [16, -120, 240, -140]
    for (value, truth) in zip(inverse, row) { #expect(abs(value - truth) < 1e-9) }
    #expect(choleskyInverse([1, 2, 2, 1], order: 2) == nil)
    let values = symmetricEigenvalues([2, -1, 0, -1, 2, -1, 0, -1, 2], order: 3)
    let root = 2.0.squareRoot()
    let truths: [Double] = [2 - root, 2, 2 + root]
    for (value, truth) in zip(values, truths) { #expect(abs(value - truth) < 1e-14) }
  }

  @Test("differential evolution finds Ackley's centre among many valleys, the same each time")
  func globalSearch() {
    let settings = DifferentialEvolutionSettings(population: 40, generations: 200)
    func ackley(_ p: [Double]) -> Double {
      let squares = p.reduce(0) { $0 + $1 * $1 } / Double(p.count)
      let waves = p.reduce(0) { $0 + cos(2 * Double.pi * $1) } / Double(p.count)
      return 20 + exp(1.0) - 20 * exp(-0.2 * squares.squareRoot()) - exp(waves)
    }
    let box = [Double](repeating: 30, count: 4)
    let found = differentialEvolution(
      lower: box.map { -$0 }, upper: box, settings: settings, cost: ackley)
    #expect(found.cost < 1e-6)
    let again = differentialEvolution(
      lower: box.map { -$0 }, upper: box, settings: settings, cost: ackley)
    #expect(found == again)
    let seeded = differentialEvolution(
      lower: box.map { -$0 }, upper: box,
      settings: DifferentialEvolutionSettings(population: 4, generations: 0),
      seeds: [[0, 0, 0, 0]], cost: ackley)
    #expect(abs(seeded.cost) < 1e-14 && seeded.evaluations == 4)
  }

  @Test("a series is refused with the place of its gap")
  func series() {
    #expect(
      throws: ModelError.outOfDomain(
        input: "every value of x", value: 1, rule: "a constant series has no dynamics to fit")
    ) { try requireSeries([1, 1, 1], "x", least: 3) }
    #expect(throws: ModelError.tooFew(what: "x", count: 1, least: 2)) {
      try requireSeries([1], "x", least: 2)
    }
    do {
      try requireSeries([1, .nan, 2], "x", least: 2)
      Issue.record("a gap passed")
    } catch {
      #expect("\(error)" == "x[1] is nan, but a series must have no gap")
    }
  }
}
