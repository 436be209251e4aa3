// Where an SVI fit begins: for a given centre and roundness the rest is linear.
//
// With x = k - m and R = sqrt(x^2 + sigma^2) the smile is w = a + P (R + x) + C (R - x), where 2P and
// 2C are the slopes of the wings. For each (m, sigma) of a grid the best (a, P, C) in the box
// 0 <= P, C <= 1 is found in closed form. Source of the reduction: Zeliade Systems (2009),
// "Quasi-explicit calibration of Gatheral's SVI model"; its parallelogram is this box turned.

import Glibc

/// Log-moneyness, total variance and weight of each quote of a slice.
struct SVIData {
  let k: [Double]
  let w: [Double]
  /// Weights of squared errors of total variance.
  let weights: [Double]
}

/// The best smile for a centre and a roundness.
struct SVIReduced {
  var cost: Double
  var level: Double
  var right: Double
  var left: Double
}

extension SVIData {
  /// A smile near the best fit; nil when no point of the grid gives one.
  func start(width: Double) -> SVISlice? {
    var best: (cost: Double, slice: SVISlice)?
    for (cost, slice) in grid(width: width) where cost < best?.cost ?? .infinity {
      best = (cost, slice)
    }
    return best?.slice
  }

  /// The nearest smile of the grid without butterflies; nil when every one of them has some.
  ///
  /// A fit that is held from here on need not find its way back out of what is not allowed.
  func heldStart(width: Double) -> SVISlice? {
    grid(width: width).filter { $0.slice.leastVariance > 0 }
      .sorted { $0.cost < $1.cost }
      .first { $0.slice.butterflyMargin().isFree }?.slice
  }

  /// The nearest smile of each centre and roundness.
  private func grid(width: Double) -> [(cost: Double, slice: SVISlice)] {
    guard let first = k.first, let last = k.last else { return [] }
    var found: [(cost: Double, slice: SVISlice)] = []
    for step in 0..<13 {
      // Centres lie closer together near the money.
      let share = Double(step) / 6 - 1
      let m = share < 0 ? -share * abs(share) * first : share * share * max(last, width)
      for size in 0..<10 {
        let sigma = width * pow(2, Double(size) - 4) * 2
        let reduced = reduce(m: m, sigma: sigma)
        guard reduced.cost < .infinity else { continue }
        let sum = max(reduced.right + reduced.left, 1e-12)
        found.append(
          (
            reduced.cost,
            SVISlice(
              unchecked: reduced.level, sum, (reduced.right - reduced.left) / sum, m, sigma)
          ))
      }
    }
    return found
  }

  /// Least squares in level and slopes for a centre and a roundness, slopes within the box.
  func reduce(m: Double, sigma: Double) -> SVIReduced {
    var s = (one: 0.0, u: 0.0, v: 0.0, uu: 0.0, uv: 0.0, vv: 0.0)
    var t = (one: 0.0, u: 0.0, v: 0.0, square: 0.0)
    for index in k.indices {
      let x = k[index] - m
      let root = (x * x + sigma * sigma).squareRoot()
      let (u, v) = (root + x, root - x)
      let weight = weights[index]
      let y = w[index]
      s.one += weight
      s.u += weight * u
      s.v += weight * v
      s.uu += weight * u * u
      s.uv += weight * u * v
      s.vv += weight * v * v
      t.one += weight * y
      t.u += weight * u * y
      t.v += weight * v * y
      t.square += weight * y * y
    }
    // The level is free: what is left is a quadratic in the slopes.
    let uu = s.uu - s.u * s.u / s.one
    let uv = s.uv - s.u * s.v / s.one
    let vv = s.vv - s.v * s.v / s.one
    let u = t.u - s.u * t.one / s.one
    let v = t.v - s.v * t.one / s.one
    let rest = t.square - t.one * t.one / s.one
    func cost(_ p: Double, _ c: Double) -> Double {
      rest - 2 * (p * u + c * v) + p * p * uu + 2 * p * c * uv + c * c * vv
    }
    func clamp(_ x: Double) -> Double { x.isFinite ? min(max(x, 0), 1) : 0 }
    let determinant = uu * vv - uv * uv
    var best = SVIReduced(cost: .infinity, level: 0, right: 0, left: 0)
    func offer(_ p: Double, _ c: Double) {
      let value = cost(p, c)
      if value < best.cost { best = SVIReduced(cost: value, level: 0, right: p, left: c) }
    }
    if determinant > 1e-14 * uu * vv {
      let p = (u * vv - v * uv) / determinant
      let c = (v * uu - u * uv) / determinant
      if p >= 0, p <= 1, c >= 0, c <= 1 { offer(p, c) }
    }
    if best.cost == .infinity {
      // Convex, so the best point lies on an edge of the box.
      for edge in [0.0, 1.0] {
        offer(edge, clamp((v - edge * uv) / vv))
        offer(clamp((u - edge * uv) / uu), edge)
      }
    }
    best.level = (t.one - best.right * s.u - best.left * s.v) / s.one
    return best
  }
}
