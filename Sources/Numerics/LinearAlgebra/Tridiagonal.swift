// Tridiagonal systems: one at a time, and one matrix against many right sides.
//
// Finite differences solve the same matrix thousands of times, so the factors are kept and the
// solve has no division. There is no pivoting: the matrices of implicit schemes are diagonally
// dominant or nearly so, and a vanishing pivot is reported. Row i reads
//
//     lower[i] x[i-1] + diagonal[i] x[i] + upper[i] x[i+1] = y[i]
//
// so that lower[0] and upper[n-1] are not looked at.

/// Solves one tridiagonal system in place by Thomas's algorithm.
///
/// Source: Golub and Van Loan, "Matrix Computations", section 4.3 (banded elimination).
///
/// - Parameters:
///   - lower: Entries left of the diagonal, the first unused.
///   - diagonal: Entries of the diagonal.
///   - upper: Entries right of the diagonal, the last unused.
///   - values: The right side, replaced by the solution.
/// - Throws: `ModelError` for unequal lengths, or when a pivot vanishes.
public func solveTridiagonal(
  lower: [Double], diagonal: [Double], upper: [Double], values: inout [Double]
) throws(ModelError) {
  let factors = try TridiagonalFactors(lower: lower, diagonal: diagonal, upper: upper)
  guard values.count == factors.count else {
    throw .unequalLengths(
      first: "diagonal", count: factors.count, second: "values", other: values.count)
  }
  factors.solve(&values)
}

/// The triangular factors of a tridiagonal matrix, kept for many solves.
///
/// Forward: z[i] = (y[i] - lower[i] z[i-1]) inverse[i]; backward: x[i] = z[i] - ratio[i] x[i+1].
public struct TridiagonalFactors: Hashable, Sendable {
  /// Entries left of the diagonal.
  public let lower: [Double]
  /// One over each pivot.
  public let inverse: [Double]
  /// Entries right of the diagonal over their pivots.
  public let ratio: [Double]

  /// The number of rows.
  public var count: Int { inverse.count }

  /// Factorises a matrix.
  ///
  /// - Parameters:
  ///   - lower: Entries left of the diagonal, the first unused.
  ///   - diagonal: Entries of the diagonal.
  ///   - upper: Entries right of the diagonal, the last unused.
  /// - Throws: `ModelError` for an empty matrix, unequal lengths, or a pivot that vanishes or is
  ///   not finite.
  public init(lower: [Double], diagonal: [Double], upper: [Double]) throws(ModelError) {
    let count = diagonal.count
    guard count > 0 else { throw .tooFew(what: "rows of the matrix", count: 0, least: 1) }
    for (name, other) in [("lower", lower.count), ("upper", upper.count)] where other != count {
      throw .unequalLengths(first: "diagonal", count: count, second: name, other: other)
    }
    var below = lower
    var inverse = [Double](repeating: 0, count: count)
    var ratio = inverse
    below[0] = 0
    for row in 0..<count {
      let carried = row == 0 ? 0 : below[row] * ratio[row - 1]
      let pivot = diagonal[row] - carried
      let size = max(abs(diagonal[row]), abs(carried))
      guard pivot.isFinite, abs(pivot) > 1e-14 * size else {
        throw .noSolution(
          what: "the solution of a tridiagonal system", why: "pivot \(row) is \(pivot)")
      }
      inverse[row] = 1 / pivot
      ratio[row] = row == count - 1 ? 0 : upper[row] / pivot
    }
    self.lower = below
    self.inverse = inverse
    self.ratio = ratio
  }

  /// Solves one system in place.
  ///
  /// - Parameter values: The right side, as long as the matrix; replaced by the solution.
  public func solve(_ values: inout [Double]) {
    var span = values.mutableSpan
    solve(&span, lines: 1)
  }

  /// Solves many systems with this matrix in place, side by side.
  ///
  /// Row i of every system stands together: the value of row i of system k is
  /// `values[i * lines + k]`, so that the inner loop runs along memory and vectorises.
  ///
  /// - Parameters:
  ///   - values: The right sides, `count * lines` numbers; replaced by the solutions.
  ///   - lines: How many systems there are.
  public func solve(_ values: inout MutableSpan<Double>, lines: Int) {
    precondition(lines > 0 && values.count == count * lines, "one value per row and line")
    let (lower, inverse, ratio) = (self.lower.span, self.inverse.span, self.ratio.span)
    var previous = inverse[0]
    for line in 0..<lines { values[unchecked: line] *= previous }
    for row in 1..<max(1, count) {
      let (start, left) = (row * lines, lower[row])
      previous = inverse[row]
      for place in start..<start + lines {
        let value = values[unchecked: place] - left * values[unchecked: place - lines]
        values[unchecked: place] = value * previous
      }
    }
    for row in stride(from: count - 2, through: 0, by: -1) {
      let (start, right) = (row * lines, ratio[row])
      for place in start..<start + lines {
        values[unchecked: place] -= right * values[unchecked: place + lines]
      }
    }
  }
}
