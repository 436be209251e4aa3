// Small dense symmetric systems: factor, solve, invert, and how well they are conditioned.
//
// Meant for the normal equations of a handful of parameters. Matrices are row-major arrays of
// n * n numbers. Source: Golub and Van Loan, "Matrix Computations", sections 4.2 and 8.5.

/// Factors a symmetric positive definite matrix in place: the lower triangle becomes L, A = L L'.
///
/// - Parameters:
///   - a: The matrix, row-major; only the lower triangle is read.
///   - n: Its order.
/// - Returns: False when the matrix is not positive definite; `a` is then half overwritten.
@inlinable public func choleskyFactor(_ a: inout [Double], order n: Int) -> Bool {
  for j in 0..<n {
    var pivot = a[j * n + j]
    for k in 0..<j { pivot -= a[j * n + k] * a[j * n + k] }
    guard pivot > 0, pivot.isFinite else { return false }
    let root = pivot.squareRoot()
    a[j * n + j] = root
    for i in (j + 1)..<max(n, j + 1) {
      var sum = a[i * n + j]
      for k in 0..<j { sum -= a[i * n + k] * a[j * n + k] }
      a[i * n + j] = sum / root
    }
  }
  return true
}

/// Solves L L' x = b in place for a factor of `choleskyFactor`.
@inlinable public func choleskySolve(_ factor: [Double], order n: Int, _ b: inout [Double]) {
  for i in 0..<n {
    var sum = b[i]
    for k in 0..<i { sum -= factor[i * n + k] * b[k] }
    b[i] = sum / factor[i * n + i]
  }
  for i in stride(from: n - 1, through: 0, by: -1) {
    var sum = b[i]
    for k in (i + 1)..<max(n, i + 1) { sum -= factor[k * n + i] * b[k] }
    b[i] = sum / factor[i * n + i]
  }
}

/// The inverse of a symmetric positive definite matrix; nil when it is not.
///
/// - Parameters:
///   - a: The matrix, row-major.
///   - n: Its order.
/// - Returns: The inverse, row-major.
public func choleskyInverse(_ a: [Double], order n: Int) -> [Double]? {
  var factor = a
  guard choleskyFactor(&factor, order: n) else { return nil }
  var inverse = [Double](repeating: 0, count: n * n)
  var column = [Double](repeating: 0, count: n)
  for j in 0..<n {
    for i in 0..<n { column[i] = i == j ? 1 : 0 }
    choleskySolve(factor, order: n, &column)
    for i in 0..<n { inverse[i * n + j] = column[i] }
  }
  return inverse
}

/// The eigenvalues of a symmetric matrix, ascending, by cyclic Jacobi rotations.
///
/// - Parameters:
///   - a: The matrix, row-major.
///   - n: Its order.
/// - Returns: Its eigenvalues; at most 50 sweeps are made.
public func symmetricEigenvalues(_ a: [Double], order n: Int) -> [Double] {
  var m = a
  for _ in 0..<50 {
    var off = 0.0
    var diagonal = 0.0
    for i in 0..<n {
      diagonal += m[i * n + i] * m[i * n + i]
      for j in 0..<i { off += m[i * n + j] * m[i * n + j] }
    }
    guard off > 1e-30 * diagonal else { break }
    for p in 0..<n {
      for q in (p + 1)..<max(n, p + 1) { rotate(&m, n, p, q) }
    }
  }
  return (0..<n).map { m[$0 * n + $0] }.sorted()
}

/// Turns the plane of p and q so that their common element vanishes.
private func rotate(_ m: inout [Double], _ n: Int, _ p: Int, _ q: Int) {
  let apq = m[p * n + q]
  guard apq != 0 else { return }
  let ratio = (m[q * n + q] - m[p * n + p]) / (2 * apq)
  let t = (ratio >= 0 ? 1.0 : -1.0) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
  let c = 1 / (t * t + 1).squareRoot()
  let s = t * c
  for k in 0..<n {
    let (kp, kq) = (m[k * n + p], m[k * n + q])
    m[k * n + p] = c * kp - s * kq
    m[k * n + q] = s * kp + c * kq
  }
  for k in 0..<n {
    let (pk, qk) = (m[p * n + k], m[q * n + k])
    m[p * n + k] = c * pk - s * qk
    m[q * n + k] = s * pk + c * qk
  }
}

/// The ratio of the largest eigenvalue of a symmetric matrix to its least; infinite when singular.
///
/// The matrix is first scaled to a unit diagonal, so that units do not count: what remains is how
/// far the parameters can stand in for one another.
///
/// - Parameters:
///   - a: The matrix, row-major, with a diagonal not below zero.
///   - n: Its order.
/// - Returns: The condition number.
public func scaledCondition(_ a: [Double], order n: Int) -> Double {
  var scaled = a
  for i in 0..<n {
    for j in 0..<n {
      let scale = (a[i * n + i] * a[j * n + j]).squareRoot()
      guard scale > 0 else { return .infinity }
      scaled[i * n + j] = a[i * n + j] / scale
    }
  }
  let values = symmetricEigenvalues(scaled, order: n)
  guard let least = values.first, let largest = values.last, least > 0 else { return .infinity }
  return largest / least
}
