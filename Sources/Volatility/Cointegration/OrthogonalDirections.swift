// Regressors as orthonormal directions: constants and trends, series, and what is left of them.
//
// Orthogonalisation is carried out twice, which takes out what rounding left of the first round.
// Source: Golub and Van Loan, "Matrix Computations", section 5.2.8 (modified Gram-Schmidt).

import Numerics

/// The constant, linear and quadratic trend on n points, orthonormal.
///
/// Source: the first discrete Legendre (Gram) polynomials; sums of squares n, n (n^2 - 1) / 12 and
/// n (n^2 - 1)(n^2 - 4) / 180.
///
/// - Parameters:
///   - n: Points.
///   - trend: Which of them.
/// - Returns: One array of n values for each; none when there are fewer points than directions.
func orthonormalTrend(_ n: Int, _ trend: TrendTerms) -> [[Double]] {
  guard n >= trend.count else { return [] }
  let (m, centre) = (Double(n), 0.5 * Double(n - 1))
  let square = m * m - 1
  return (0..<trend.count).map { degree in
    switch degree {
    case 0: return [Double](repeating: 1 / m.squareRoot(), count: n)
    case 1:
      let scale = (12 / (m * square)).squareRoot()
      return (0..<n).map { scale * (Double($0) - centre) }
    default:
      let scale = (180 / (m * square * (m * m - 4))).squareRoot()
      return (0..<n).map { i in
        let t = Double(i) - centre
        return scale * (t * t - square / 12)
      }
    }
  }
}

/// A series less its constant and trends.
func withoutTrend(_ values: [Double], _ trend: TrendTerms) -> [Double] {
  var result = values
  for direction in orthonormalTrend(values.count, trend) {
    let weight = dot(result.span, 0, direction.span, 0, result.count)
    for i in result.indices { result[i] -= weight * direction[i] }
  }
  return result
}

/// The inner product of two series of one length.
func inner(_ left: [Double], _ right: [Double]) -> Double {
  dot(left.span, 0, right.span, 0, left.count)
}

/// The length of a series as a vector.
func norm(_ values: [Double]) -> Double { inner(values, values).squareRoot() }

/// Takes the components along orthonormal directions out of a series, and returns them.
func project(_ values: inout [Double], _ directions: [[Double]]) -> [Double] {
  var weights = [Double](repeating: 0, count: directions.count)
  for _ in 0..<2 {
    for (index, direction) in directions.enumerated() {
      let weight = dot(values.span, 0, direction.span, 0, values.count)
      for i in values.indices { values[i] -= weight * direction[i] }
      weights[index] += weight
    }
  }
  return weights
}

/// Turns series into orthonormal directions, orthogonal to those given as well.
///
/// - Parameters:
///   - series: The series; the result spans the same space.
///   - directions: Orthonormal directions to stay clear of.
/// - Returns: One direction for each series, and, row by row, the upper triangle of how much of each
///   new direction every series holds.
/// - Throws: `ModelError.noSolution` when a series follows from the others.
func orthonormalised(
  _ series: [[Double]], against directions: [[Double]]
) throws(ModelError) -> (directions: [[Double]], triangle: [Double]) {
  let count = series.count
  var all = directions
  var triangle = [Double](repeating: 0, count: count * count)
  for (column, values) in series.enumerated() {
    var rest = values
    let held = project(&rest, all)
    for row in 0..<column { triangle[row * count + column] = held[directions.count + row] }
    let length = norm(rest)
    guard length > 1e-10 * norm(values) else {
      throw .noSolution(
        what: "a regression on series \(column + 1) of \(count)",
        why: "the series follows exactly from the others and the trend")
    }
    triangle[column * count + column] = length
    for i in rest.indices { rest[i] /= length }
    all.append(rest)
  }
  return (Array(all[directions.count...]), triangle)
}

/// The inner product of n values of each series from given places on, in four lanes.
@inline(__always)
func dot(
  _ left: Span<Double>, _ leftStart: Int, _ right: Span<Double>, _ rightStart: Int, _ n: Int
) -> Double {
  let a = left.extracting(leftStart..<(leftStart + n))
  let b = right.extracting(rightStart..<(rightStart + n))
  var lanes = SIMD4<Double>.zero
  var i = 0
  while i + 4 <= n {
    let first = SIMD4<Double>(a[i], a[i + 1], a[i + 2], a[i + 3])
    let second = SIMD4<Double>(b[i], b[i + 1], b[i + 2], b[i + 3])
    lanes += first * second
    i += 4
  }
  var sum = lanes.sum()
  while i < n {
    sum += a[i] * b[i]
    i += 1
  }
  return sum
}
