// The standard normal distribution in vector registers, from a table of nodes.
//
// Between nodes that stand a sixty-fourth apart it is a Taylor series of five terms, whose
// coefficients are Hermite polynomials of the node. Two values of a node are loaded where the
// quotient of tails would need an exponential, two polynomials and a division. The error is
// absolute, 1e-15: right for money, wrong for the digits of a far tail.

import Glibc
import Numerics

/// The distribution and its density at one point.
private struct NormalNode {
  var distribution: Double
  var density: Double
}

/// Nodes from -16 to 16; the place of a point is 64 times its value in the low eleven bits.
struct NormalNodes {
  private let nodes: [NormalNode]

  /// The only table there is.
  static let standard = NormalNodes()

  private init() {
    nodes = (0..<2048).map { place in
      let x = Double(place < 1024 ? place : place - 2048) / 64
      return NormalNode(distribution: normalCDF(x), density: normalPDF(x))
    }
  }

  /// Probability that a standard normal variate lies below each number; beyond 8.9 it is that
  /// there, to the last bit zero or one.
  @inline(__always)
  func distribution(_ x: Lanes) -> Lanes {
    // What is no number is taken for the least one, so that its place is one of the table's.
    let above = x.replacing(with: -8.9, where: .!(x .> -8.9))
    let bounded = above.replacing(with: 8.9, where: above .> 8.9)
    // Adding it rounds to an integer, which then stands in the low bits.
    let shift = 6_755_399_441_055_744.0
    let rounded = bounded * 64 + shift
    let node = (rounded - shift) * 0.015625
    let gap = bounded - node
    var (distribution, density) = (Lanes(), Lanes())
    let table = nodes.span
    for lane in 0..<Lanes.scalarCount {
      let entry = table[unchecked: Int(truncatingIfNeeded: rounded[lane].bitPattern & 2047)]
      distribution[lane] = entry.distribution
      density[lane] = entry.density
    }
    let square = node * node
    let third = square * (1.0 / 6) - 1.0 / 6
    let fourth = node * (0.125 - square * (1.0 / 24))
    let fifth = (square * (1.0 / 120) - 0.05) * square + 0.025
    let tail = gap * (third + gap * (fourth + gap * fifth)) - 0.5 * node
    return distribution + density * (gap + gap * gap * tail)
  }
}
