// What solving an exercise boundary needs and no option changes: nodes, weights, interpolation.
//
// The boundary is held at n + 1 Chebyshev points of the square root of time to expiry; the
// integrals over earlier exercise run over u = t cos^2 a, so that both their ends are smooth in a.
// Seen as a share of the square root of the longest time, every point is then a fixed number, and
// interpolation is a fixed matrix. Source: Andersen, Lake and Offengenden (2016),
// "High-performance American option pricing", J. Computational Finance 20(1), sections 4 and 5; the
// cosine in place of their (1 + y)^2 / 4 smooths the far end too.

import Glibc
import Numerics

/// Nodes of the boundary and of the two quadratures, and the matrices between them.
struct CollocationRule: Sendable {
  /// How many boundary nodes are unknown; the boundary at expiry is known.
  let count: Int
  /// The square root of each node's time as a share of the longest, from one down.
  let fractions: [Double]
  /// The quadrature of the equation at each node.
  let equation: Quadrature
  /// The quadrature of the premium.
  let premium: Quadrature
  /// For each node and register of the equation, the weights of every boundary node.
  let equationMatrix: [Lanes]
  /// For each register of the premium, the weights of every boundary node.
  let premiumMatrix: [Lanes]

  /// Registers of nodes on the quarter circle.
  struct Quadrature: Sendable {
    /// Sines: the square root of the time from exercise to now, as a share.
    let sines: [Lanes]
    /// Cosines: the square root of the time from expiry to exercise, as a share.
    let cosines: [Lanes]
    /// Weights of the angle.
    let weights: [Lanes]

    init(registers: Int) {
      let rule = GaussLegendre(count: registers * Lanes.scalarCount, on: 0...(0.5 * Double.pi))
      func pack(_ values: [Double]) -> [Lanes] {
        (0..<registers).map { register in
          var lanes = Lanes()
          for lane in 0..<Lanes.scalarCount {
            lanes[lane] = values[register * Lanes.scalarCount + lane]
          }
          return lanes
        }
      }
      sines = pack(rule.nodes.map { sin($0) })
      cosines = pack(rule.nodes.map { cos($0) })
      weights = pack(rule.weights)
    }
  }

  /// Sixteen unknowns, 24 and 40 nodes: 1e-10 of the strike where the carry is moderate.
  static let standard = CollocationRule(count: 16, equationRegisters: 3, premiumRegisters: 5)

  /// A rule of a given size.
  init(count: Int, equationRegisters: Int, premiumRegisters: Int) {
    let points = (0...count).map { cos(Double.pi * Double($0) / Double(count)) }
    let fractions = points.dropLast().map { 0.5 * (1 + $0) }
    let equation = Quadrature(registers: equationRegisters)
    let premium = Quadrature(registers: premiumRegisters)
    var equationMatrix: [Lanes] = []
    for fraction in fractions {
      for cosines in equation.cosines {
        equationMatrix += CollocationRule.row(at: 2 * fraction * cosines - 1, points: points)
      }
    }
    self.count = count
    self.fractions = fractions
    self.equation = equation
    self.premium = premium
    self.equationMatrix = equationMatrix
    premiumMatrix = premium.cosines.flatMap {
      CollocationRule.row(at: 2 * $0 - 1, points: points)
    }
  }

  /// Barycentric weights of the unknown nodes at some points of [-1, 1].
  ///
  /// Source: Berrut and Trefethen (2004), "Barycentric Lagrange interpolation", SIAM Review 46(3),
  /// equation 5.4. The last node is left out: the boundary is one there, its logarithm zero.
  private static func row(at places: Lanes, points: [Double]) -> [Lanes] {
    let last = points.count - 1
    var row = [Lanes](repeating: Lanes(), count: last)
    for lane in 0..<Lanes.scalarCount {
      let place = places[lane]
      if let hit = points.firstIndex(where: { abs($0 - place) < 1e-15 }) {
        if hit < last { row[hit][lane] = 1 }
        continue
      }
      let terms = points.indices.map { index in
        let edge = index == 0 || index == last ? 0.5 : 1.0
        return edge * (index.isMultiple(of: 2) ? 1 : -1) / (place - points[index])
      }
      let sum = terms.reduce(0, +)
      for index in 0..<last { row[index][lane] = terms[index] / sum }
    }
    return row
  }
}
