// Heston's equation on a mesh, split by direction.
//
//     u_tau = [rho sigma s v u_sv] + [v s^2 u_ss / 2 + (r-q) s u_s - r u / 2]
//           + [sigma^2 v u_vv / 2 + kappa (theta - v) u_v - r u / 2]  =  (A0 + A1 + A2) u
//
// Source: In 't Hout and Foulon (2010), equations 1.1 and 2.3: central quotients inside; at the
// ends of the variance u_vv is dropped and u_v taken from three points inwards. Values stand row
// by row, a row holding every variance of one spot, so that inner loops run along memory.

import Numerics

/// The coefficients of Heston's equation on its meshes.
struct HestonOperator {
  /// Rows of the spot, ends included.
  let rows: Int
  /// Points of the variance.
  let columns: Int
  /// Distance of two rows in memory; the places behind the last column stay zero.
  let pitch: Int
  /// Half the interest rate, which each direction takes.
  let halfRate: Double
  /// Variances, zero behind the last.
  let variance: [Double]
  /// First spot derivative times the spot.
  let slope: ThreePointWeights
  /// Second spot derivative times half the squared spot.
  let curvature: ThreePointWeights
  /// The drift of the spot as a rate.
  let carry: Double
  /// The variance direction, without the outer third points.
  let across: ThreePointWeights
  /// First variance derivative times rho sigma v, without the outer third points.
  let mixed: ThreePointWeights
  /// Weights of the third point at the low and high end, across and mixed.
  let outer: (lowAcross: Double, highAcross: Double, lowMixed: Double, highMixed: Double)

  init(_ meshes: HestonMeshes, option: GridOption, model: HestonParameters) {
    let (spots, variances) = (meshes.spot.points, meshes.variance.points)
    rows = spots.count
    columns = variances.count
    pitch = (columns + 5) / 4 * 4
    halfRate = 0.5 * option.rate
    carry = option.rate - option.yield
    let padding = pitch - columns
    variance = variances + [Double](repeating: 0, count: padding)
    slope = meshes.spot.first.scaled(by: spots, padding: 0)
    curvature = meshes.spot.second.scaled(by: spots.map { 0.5 * $0 * $0 }, padding: 0)
    let (low, high) = (meshes.variance.oneSided(.low), meshes.variance.oneSided(.high))
    let last = columns - 1
    var first = meshes.variance.first
    (first.centre[0], first.above[0]) = (low.end, low.next)
    (first.centre[last], first.below[last]) = (high.end, high.next)
    let drift = variances.map { model.kappa * (model.theta - $0) }
    let cross = variances.map { model.rho * model.sigma * $0 }
    mixed = first.scaled(by: cross, padding: padding)
    var across = first.scaled(by: drift, padding: padding)
    let diffusion = variances.map { 0.5 * model.sigma * model.sigma * $0 }
    across.add(meshes.variance.second.scaled(by: diffusion, padding: padding))
    for column in 0..<columns { across.centre[column] -= halfRate }
    self.across = across
    outer = (
      low.third * drift[0], high.third * drift[last], low.third * cross[0],
      high.third * cross[last]
    )
  }

  /// A field of zeros on the mesh.
  var field: [Double] { [Double](repeating: 0, count: rows * pitch) }
}
