// Heston's equation on a mesh, split by direction.
//
//     u_tau = [rho sigma f v u_fv] + [v f^2 u_ff / 2 - r u / 2]
//           + [sigma^2 v u_vv / 2 + kappa (theta - v) u_v - r u / 2]  =  (A0 + A1 + A2) u
//
// in the forward f = s exp((r - q) tau), which has no drift, so that the kink of the payoff stays
// where it is. Source: In 't Hout and Foulon (2010), whose spot has one:
// central quotients inside; at the ends of the variance u_vv is dropped and u_v taken from three
// points inwards. Values stand row by row, a row holding every variance of one forward, so that
// inner loops run along memory.

import Numerics

/// The coefficients of Heston's equation on its meshes.
struct HestonOperator {
  /// Rows of the forward, ends included.
  let rows: Int
  /// Points of the variance.
  let columns: Int
  /// Distance of two rows in memory; the places behind the last column stay zero.
  let pitch: Int
  /// Half the interest rate, which each direction takes.
  let halfRate: Double
  /// Variances, zero behind the last.
  let variance: [Double]
  /// First derivative along the forward times the forward.
  let slope: ThreePointWeights
  /// Second derivative along the forward times half its square.
  let curvature: ThreePointWeights
  /// The variance direction, without the outer third points.
  let across: ThreePointWeights
  /// First variance derivative times rho sigma v, without the outer third points.
  let mixed: ThreePointWeights
  /// Weights of the third point at the low and high end, across and mixed.
  let outer: (lowAcross: Double, highAcross: Double, lowMixed: Double, highMixed: Double)

  init(_ meshes: HestonMeshes, option: GridOption, model: HestonParameters) {
    let (forwards, variances) = (meshes.forward.points, meshes.variance.points)
    rows = forwards.count
    columns = variances.count
    pitch = (columns + 5) / 4 * 4
    halfRate = 0.5 * option.rate
    let padding = pitch - columns
    variance = variances + [Double](repeating: 0, count: padding)
    slope = meshes.forward.first.scaled(by: forwards, padding: 0)
    curvature = meshes.forward.second.scaled(by: forwards.map { 0.5 * $0 * $0 }, padding: 0)
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
