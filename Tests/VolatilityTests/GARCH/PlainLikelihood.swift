// The slow plain twin: one observation at a time, one logarithm each, derivatives by differences.
//
// The differences and their steps are those of the peer behind the golden files (four-point
// Hessian with step eps^(1/4) max(|x|, 0.1), forward scores with eps^(1/2)), so that its robust
// errors can be met digit by digit, kinks included.

import Glibc
import Volatility

/// A likelihood written straight from its definition.
struct PlainLikelihood {
  var returns: [Double]
  var model: VolatilityModel
  var distribution: ErrorDistribution

  /// The log-likelihood of each observation.
  func terms(_ values: [Double]) -> [Double] {
    var p = [VolatilityParameter: Double]()
    for (name, value) in zip(VolatilityParameter.list(model, distribution), values) {
      p[name] = value
    }
    let (mu, omega, beta) = (p[.mean] ?? 0, p[.constant] ?? 0, p[.persistence] ?? 0)
    let (alpha, gamma) = (p[.shock] ?? 0, p[.asymmetry] ?? 0)
    let first = backcastVariance(returns)
    var h =
      model == .egarch
      ? exp(omega + beta * log(first)) : omega + (alpha + 0.5 * gamma + beta) * first
    return returns.map { r in
      let e = r - mu
      let z = e / h.squareRoot()
      let term = logDensity(z, p[.degrees] ?? 0, p[.skew] ?? 0) - 0.5 * log(h)
      if model == .egarch {
        h = exp(omega + alpha * (abs(z) - (2 / Double.pi).squareRoot()) + gamma * z + beta * log(h))
      } else {
        h = omega + (alpha + (e < 0 ? gamma : 0)) * e * e + beta * h
      }
      return term
    }
  }

  /// The log density of a standardised error.
  func logDensity(_ z: Double, _ nu: Double, _ lambda: Double) -> Double {
    guard distribution != .normal else { return -0.5 * (log(2 * .pi) + z * z) }
    let c = exp(
      lgamma(0.5 * (nu + 1)).0 - lgamma(0.5 * nu).0 - 0.5 * log(.pi * (nu - 2)))
    let a = 4 * lambda * c * (nu - 2) / (nu - 1)
    let b = (1 + 3 * lambda * lambda - a * a).squareRoot()
    let u = (b * z + a) / (z < -a / b ? 1 - lambda : 1 + lambda)
    return log(b * c) - 0.5 * (nu + 1) * log(1 + u * u / (nu - 2))
  }

  func sum(_ values: [Double]) -> Double { terms(values).reduce(0, +) }

  /// Robust standard errors by the peer's differences.
  func robustErrors(_ values: [Double]) -> [Double] {
    let n = values.count
    let count = Double(returns.count)
    let hessian = differences(values)
    let base = terms(values)
    let scores = (0..<n).map { j -> [Double] in
      let step = 0x1p-26 * max(abs(values[j]), 0.1)
      var moved = values
      moved[j] += step
      return zip(terms(moved), base).map { ($0 - $1) / step }
    }
    let means = scores.map { $0.reduce(0, +) / count }
    var covariance = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0..<n {
        var sum = 0.0
        for t in returns.indices { sum += (scores[i][t] - means[i]) * (scores[j][t] - means[j]) }
        covariance[i][j] = sum / (count - 1)
      }
    }
    let inverse = inverted(hessian.map { $0.map { -$0 / count } })
    return (0..<n).map { i in
      var sum = 0.0
      for j in 0..<n {
        for k in 0..<n { sum += inverse[i][j] * covariance[j][k] * inverse[k][i] }
      }
      return (sum / count).squareRoot()
    }
  }

  private func differences(_ values: [Double]) -> [[Double]] {
    let n = values.count
    let steps = values.map { pow(2.220446049250313e-16, 0.25) * max(abs($0), 0.1) }
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in i..<n {
        func at(_ a: Double, _ b: Double) -> Double {
          var moved = values
          moved[i] += a * steps[i]
          moved[j] += b * steps[j]
          return sum(moved)
        }
        let bend = (at(1, 1) - at(1, -1) - (at(-1, 1) - at(-1, -1))) / (4 * steps[i] * steps[j])
        (matrix[i][j], matrix[j][i]) = (bend, bend)
      }
    }
    return matrix
  }

  /// The inverse by elimination with pivots.
  private func inverted(_ matrix: [[Double]]) -> [[Double]] {
    let n = matrix.count
    var rows = (0..<n).map { i in matrix[i] + (0..<n).map { $0 == i ? 1.0 : 0 } }
    for column in 0..<n {
      let pivot = (column..<n).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      rows.swapAt(column, pivot)
      let scale = rows[column][column]
      rows[column] = rows[column].map { $0 / scale }
      for other in 0..<n where other != column {
        let factor = rows[other][column]
        for k in rows[other].indices { rows[other][k] -= factor * rows[column][k] }
      }
    }
    return rows.map { Array($0[n...]) }
  }
}
