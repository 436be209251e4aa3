// Gauss-Legendre quadrature: nodes and weights of any order.

import Glibc

/// Nodes and weights that integrate polynomials up to twice their number exactly.
public struct GaussLegendre: Sendable {
  /// The nodes in ascending order.
  public let nodes: [Double]
  /// The weight of each node; their sum is the length of the interval.
  public let weights: [Double]

  /// The rule of a given order on an interval.
  ///
  /// Newton's method on the Legendre polynomial from Tricomi's approximation of its zeros; the
  /// polynomial by its three-term recurrence, the weight 2 / ((1 - x^2) P'(x)^2).
  ///
  /// Source: Abramowitz and Stegun (1964), 22.16.6 and 25.4.29.
  ///
  /// - Parameters:
  ///   - count: The number of nodes, at least one.
  ///   - interval: Where to integrate.
  public init(count: Int, on interval: ClosedRange<Double>) {
    let middle = 0.5 * (interval.lowerBound + interval.upperBound)
    let half = 0.5 * (interval.upperBound - interval.lowerBound)
    let order = Double(max(count, 1))
    var nodes: [Double] = []
    var weights: [Double] = []
    for index in 0..<max(count, 1) {
      var x = -cos(.pi * (Double(index) + 0.75) / (order + 0.5))
      var slope = 1.0
      for _ in 0..<20 {
        let value = GaussLegendre.polynomial(x, order: max(count, 1))
        slope = order * (x * value.last - value.before) / (x * x - 1)
        let step = value.last / slope
        x -= step
        if abs(step) < 1e-15 { break }
      }
      nodes.append(middle + half * x)
      weights.append(half * 2 / ((1 - x * x) * slope * slope))
    }
    self.nodes = nodes
    self.weights = weights
  }

  /// The Legendre polynomials of an order and of the one before.
  private static func polynomial(_ x: Double, order: Int) -> (last: Double, before: Double) {
    var (last, before) = (x, 1.0)
    for degree in 1..<max(order, 1) {
      let k = Double(degree)
      (last, before) = (((2 * k + 1) * x * last - k * before) / (k + 1), last)
    }
    return (last, before)
  }
}
