// The polynomial through a few neighbouring mesh points, and its derivatives at a place.

/// Weights of mesh values that give the interpolating polynomial and its derivatives at a place.
struct LocalPolynomial {
  /// The first mesh point that is used.
  let start: Int
  /// Weights of the value.
  let value: [Double]
  /// Weights of the first derivative.
  let first: [Double]
  /// Weights of the second derivative.
  let second: [Double]

  /// Centres a polynomial through `points` neighbours on a place.
  ///
  /// Source: Fornberg (1988), "Generation of finite difference formulas on arbitrarily spaced
  /// grids", Math. Comp. 51.
  init(_ mesh: [Double], at place: Double, points count: Int) {
    let above = mesh.firstIndex { $0 > place } ?? mesh.count
    start = min(max(0, above - count / 2), mesh.count - count)
    var weights = [[Double]](repeating: [1, 0, 0], count: 1)
    var product = 1.0
    for added in 1..<count {
      let node = mesh[start + added]
      let previous = mesh[start + added - 1] - place
      var gaps = 1.0
      var next = weights
      for index in 0..<added {
        let gap = node - mesh[start + index]
        gaps *= gap
        for order in 0..<3 {
          let lower = order == 0 ? 0 : Double(order) * weights[index][order - 1]
          next[index][order] = ((node - place) * weights[index][order] - lower) / gap
        }
      }
      let newest = weights[added - 1]
      next.append(
        (0..<3).map { order in
          let lower = order == 0 ? 0 : Double(order) * newest[order - 1]
          return product / gaps * (lower - previous * newest[order])
        })
      product = gaps
      weights = next
    }
    value = weights.map { $0[0] }
    first = weights.map { $0[1] }
    second = weights.map { $0[2] }
  }
}
