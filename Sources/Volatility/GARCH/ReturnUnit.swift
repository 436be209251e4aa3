// The unit in which a series is fitted: a power of two near its mean deviation.
//
// Percent, fractions and basis points then take the same path through the search, and dividing by
// a power of two loses no digit. With r = u r':
//
//     mu = u mu',   omega = u^2 omega',   EGARCH: omega = omega' + (1 - beta) 2 ln u

import Glibc
import Numerics

/// A power of two in which returns are of order one.
struct ReturnUnit {
  /// What one stands for.
  let size: Double

  /// The unit of a series.
  ///
  /// - Parameter returns: Finite values, not all equal.
  /// - Throws: `ModelError.outOfDomain` for a series so large or small that squares would leave the
  ///   range of numbers.
  init(_ returns: [Double]) throws(ModelError) {
    let n = Double(returns.count)
    let centre = returns.reduce(0) { $0 + $1 / n }
    let deviation = returns.reduce(0) { $0 + abs($1 - centre) / n }
    try require(deviation, in: 1e-120...1e120, "the mean deviation of the returns")
    size = Double(sign: .plus, exponent: deviation.exponent, significand: 1)
  }

  /// A presample variance in this unit.
  func scaled(_ presample: PresampleVariance) -> PresampleVariance {
    guard case .fixed(let variance) = presample else { return presample }
    return .fixed(variance / (size * size))
  }

  /// Parameters by lane in the original unit.
  func restored(_ lanes: SIMD8<Double>, _ model: VolatilityModel) -> SIMD8<Double> {
    var result = lanes
    result[0] *= size
    if model == .egarch {
      result[1] += (1 - lanes[4]) * 2 * log(size)
    } else {
      result[1] *= size * size
    }
    return result
  }

  /// A covariance of parameters in the original unit, by the derivative of `restored`.
  ///
  /// - Parameters:
  ///   - covariance: Row-major, in this unit.
  ///   - names: The parameters of its rows.
  ///   - model: The variance recursion.
  /// - Returns: The matrix, row-major.
  func restored(
    _ covariance: [Double], _ names: [VolatilityParameter], _ model: VolatilityModel
  ) -> [Double] {
    let n = names.count
    var change = (0..<n * n).map { $0 % (n + 1) == 0 ? 1.0 : 0 }
    for (k, name) in names.enumerated() {
      switch (name, model) {
      case (.mean, _): change[k * n + k] = size
      case (.constant, .garch), (.constant, .gjr): change[k * n + k] = size * size
      case (.constant, .egarch):
        for (j, other) in names.enumerated() where other == .persistence {
          change[k * n + j] = -2 * log(size)
        }
      default: break
      }
    }
    return sandwich(change, covariance, n)
  }
}

/// A B A' of square row-major matrices.
func sandwich(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
  var half = [Double](repeating: 0, count: n * n)
  var whole = half
  for i in 0..<n {
    for j in 0..<n {
      for k in 0..<n { half[i * n + j] += a[i * n + k] * b[k * n + j] }
    }
  }
  for i in 0..<n {
    for j in 0..<n {
      for k in 0..<n { whole[i * n + j] += half[i * n + k] * a[j * n + k] }
    }
  }
  return whole
}
