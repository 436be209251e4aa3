// A mesh that is fine around one point and coarse far from it, with its difference quotients.
//
//     x(xi) = centre + density sinh(xi),   xi equidistant
//
// Source: In 't Hout and Foulon (2010), "ADI finite difference schemes for option pricing in the
// Heston model with correlation", Int. J. Numer. Anal. Model. 7(2): smooth meshes
// keep the three-point quotients of second order.

import Glibc

/// Where the centre of a mesh lies with respect to its points.
enum MeshAnchor {
  /// A point of the mesh stands at the centre.
  case point
  /// The centre is the middle between two points.
  case middle
}

/// One end of a mesh.
enum MeshEnd {
  /// The first point.
  case low
  /// The last point.
  case high
}

/// Points on a line and the weights of the first and second difference quotient at each.
struct SinhMesh {
  /// The points, ascending.
  let points: [Double]
  /// First derivative; zero at both ends.
  let first: ThreePointWeights
  /// Second derivative; zero at both ends.
  let second: ThreePointWeights

  /// Makes a mesh of `steps` intervals from exactly `low` to about `high`.
  ///
  /// The upper end moves by less than one interval, so that the centre is anchored.
  init(
    low: Double, high: Double, centre: Double, density: Double, steps: Int, anchor: MeshAnchor
  ) {
    let start = asinh((low - centre) / density)
    let end = asinh((high - centre) / density)
    let offset = anchor == .middle ? 0.5 : 0
    let wanted = -start * Double(steps) / (end - start) - offset
    // At least one interval lies below the centre, unless the mesh begins there.
    let below = start == 0 ? 0 : min(max(wanted.rounded(), 1), Double(steps - 1))
    let step = start == 0 ? end / Double(steps) : -start / (below + offset)
    self.init(
      points: (0...steps).map { index in
        index == 0 ? low : centre + density * sinh(start + step * Double(index))
      })
  }

  /// The mesh whose points are the exponentials of these.
  var exponentials: SinhMesh { SinhMesh(points: points.map { exp($0) }) }

  private init(points: [Double]) {
    self.points = points
    var first = ThreePointWeights(count: points.count)
    var second = first
    for index in 1..<points.count - 1 {
      let left = points[index] - points[index - 1]
      let right = points[index + 1] - points[index]
      first.below[index] = -right / (left * (left + right))
      first.centre[index] = (right - left) / (left * right)
      first.above[index] = left / (right * (left + right))
      second.below[index] = 2 / (left * (left + right))
      second.centre[index] = -2 / (left * right)
      second.above[index] = 2 / (right * (left + right))
    }
    (self.first, self.second) = (first, second)
  }

  /// Weights of the first derivative at an end from its three outermost points, inwards.
  func oneSided(_ end: MeshEnd) -> (end: Double, next: Double, third: Double) {
    let last = points.count - 1
    let place = end == .low ? (0, 1, 2) : (last, last - 1, last - 2)
    let near = points[place.1] - points[place.0]
    let far = points[place.2] - points[place.0]
    return (-(near + far) / (near * far), far / (near * (far - near)), -near / (far * (far - near)))
  }
}

/// Weights of the neighbours below, at and above a point.
struct ThreePointWeights {
  var below: [Double]
  var centre: [Double]
  var above: [Double]

  init(count: Int) {
    below = [Double](repeating: 0, count: count)
    centre = below
    above = below
  }

  /// The weights times a factor of each point, with zeros appended.
  func scaled(by factors: [Double], padding: Int) -> ThreePointWeights {
    var result = ThreePointWeights(count: factors.count + padding)
    for index in factors.indices {
      result.below[index] = below[index] * factors[index]
      result.centre[index] = centre[index] * factors[index]
      result.above[index] = above[index] * factors[index]
    }
    return result
  }

  /// Adds other weights of the same length.
  mutating func add(_ other: ThreePointWeights) {
    for index in below.indices {
      below[index] += other.below[index]
      centre[index] += other.centre[index]
      above[index] += other.above[index]
    }
  }
}
