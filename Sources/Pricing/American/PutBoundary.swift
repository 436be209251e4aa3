// The early-exercise boundary of an American put on a strike of one, by fixed-point iteration.
//
// Held as b = ln(B / X) at Chebyshev points of the square root of time, X being the boundary at
// expiry; b^2 is interpolated, for it is nearly a line there. Source: Andersen, Lake and
// Offengenden (2016), "High-performance American option pricing", equations 18 to 34.

import Glibc
import Numerics

/// A solved exercise boundary.
struct PutBoundary: Sendable {
  /// The option it belongs to.
  let problem: PutProblem
  /// ln(B / X) at the nodes, from the longest time down; at most zero.
  let logarithms: [Double]
  /// ln X: the boundary at expiry.
  let logLimit: Double

  /// Sweeps allowed before the boundary is given up.
  static let mostSweeps = 60

  /// Solves the boundary.
  ///
  /// - Parameters:
  ///   - problem: An option with one boundary.
  ///   - rule: Nodes and weights.
  /// - Throws: `ModelError.noSolution` when the sweeps do not settle.
  init(_ problem: PutProblem, rule: CollocationRule = .standard) throws(ModelError) {
    self.problem = problem
    logLimit = log(problem.boundaryAtExpiry)
    var guess = [Double](repeating: 0, count: rule.count)
    var spot = problem.boundaryAtExpiry
    for node in guess.indices.reversed() {
      let years = problem.years * rule.fractions[node] * rule.fractions[node]
      spot = problem.quadraticBoundary(years: years, from: spot)
      guess[node] = log(spot) - logLimit
    }
    let sweep = BoundarySweep(problem, rule: rule, logLimit: logLimit)
    let tolerance = problem.equation == .slope ? 1e-9 : 1e-7
    var change = Double.infinity
    var squares = guess
    for _ in 0..<PutBoundary.mostSweeps {
      for node in guess.indices { squares[node] = guess[node] * guess[node] }
      change = 0
      for node in guess.indices {
        let next = sweep.node(node, logarithm: guess[node], squares: squares.span)
        change = max(change, abs(next - guess[node]))
        guess[node] = next
        if !next.isFinite { change = .infinity }
      }
      if !(change > tolerance) || !change.isFinite { break }
    }
    guard change <= tolerance else {
      throw .noSolution(
        what: "an exercise boundary",
        why: "it did not settle within \(PutBoundary.mostSweeps) sweeps")
    }
    logarithms = guess
  }

  /// The boundary with the whole time to expiry left.
  var level: Double { exp(logLimit + logarithms[0]) }

  /// The boundary with a share of the time to expiry left.
  func level(remaining share: Double) -> Double {
    guard share > 0 else { return exp(logLimit) }
    let place = 2 * min(share, 1).squareRoot() - 1
    let last = logarithms.count
    var (top, bottom) = (0.0, 0.0)
    for index in 0...last {
      let distance = place - cos(Double.pi * Double(index) / Double(last))
      let value = index < last ? logarithms[index] * logarithms[index] : 0
      guard abs(distance) > 1e-15 else { return exp(logLimit - value.squareRoot()) }
      let edge = index == 0 || index == last ? 0.5 : 1.0
      let weight = edge * (index.isMultiple(of: 2) ? 1 : -1) / distance
      top += weight * value
      bottom += weight
    }
    return exp(logLimit - max(top / bottom, 0).squareRoot())
  }
}
