// Ordinary least squares: a line, and a few regressors by Householder reflections.
//
// Source of the QR route: Golub and Van Loan, "Matrix Computations", section 5.3.2.

/// A straight line fitted to points.
public struct LineFit: Hashable, Sendable {
  /// Value at zero.
  public var intercept: Double
  /// Change per unit.
  public var slope: Double
  /// Standard error of the slope; nil with two points.
  public var slopeError: Double?

  /// The slope over its standard error; nil where that is zero or missing.
  public var slopeT: Double? {
    guard let slopeError, slopeError > 0 else { return nil }
    return slope / slopeError
  }
}

/// Fits a line; nil below two points or when every x is the same.
public func fitLine(x: [Double], y: [Double]) -> LineFit? {
  guard x.count == y.count, let meanX = mean(x), let meanY = mean(y), x.count > 1 else {
    return nil
  }
  var sxx = 0.0
  var sxy = 0.0
  for index in x.indices {
    sxx += (x[index] - meanX) * (x[index] - meanX)
    sxy += (x[index] - meanX) * (y[index] - meanY)
  }
  guard sxx > 0 else { return nil }
  let slope = sxy / sxx
  var residual = 0.0
  for index in x.indices {
    let miss = y[index] - meanY - slope * (x[index] - meanX)
    residual += miss * miss
  }
  let degrees = Double(x.count - 2)
  return LineFit(
    intercept: meanY - slope * meanX, slope: slope,
    slopeError: degrees > 0 ? (residual / degrees / sxx).squareRoot() : nil)
}

/// Coefficients that minimise the squared residuals of `y` on the columns.
///
/// - Parameters:
///   - columns: Regressors, each as long as `y`; a column of ones is the caller's to add.
///   - y: Values to explain, at least as many as there are columns.
/// - Returns: One coefficient a column; nil when the columns are dependent or lengths differ.
public func leastSquares(columns: [[Double]], y: [Double]) -> [Double]? {
  let n = y.count
  let p = columns.count
  guard p > 0, n >= p, columns.allSatisfy({ $0.count == n }) else { return nil }
  var a = columns
  var b = y
  var diagonal = [Double](repeating: 0, count: p)
  for j in 0..<p {
    var norm = 0.0
    var size = 0.0
    for i in 0..<n { size += a[j][i] * a[j][i] }
    for i in j..<n { norm += a[j][i] * a[j][i] }
    guard norm > 1e-24 * size, norm > 0 else { return nil }
    let alpha = a[j][j] > 0 ? -norm.squareRoot() : norm.squareRoot()
    let head = a[j][j] - alpha
    // v = (head, a[j+1...]) reflects the column onto alpha e1; v'v = 2 (norm - alpha a_jj).
    let scale = 1 / (norm - alpha * a[j][j])
    a[j][j] = head
    for k in (j + 1)..<max(p, j + 1) {
      var dot = 0.0
      for i in j..<n { dot += a[j][i] * a[k][i] }
      for i in j..<n { a[k][i] -= dot * scale * a[j][i] }
    }
    var dot = 0.0
    for i in j..<n { dot += a[j][i] * b[i] }
    for i in j..<n { b[i] -= dot * scale * a[j][i] }
    diagonal[j] = alpha
  }
  var solution = [Double](repeating: 0, count: p)
  for j in stride(from: p - 1, through: 0, by: -1) {
    var value = b[j]
    for k in (j + 1)..<max(p, j + 1) { value -= a[k][j] * solution[k] }
    solution[j] = value / diagonal[j]
  }
  return solution
}
