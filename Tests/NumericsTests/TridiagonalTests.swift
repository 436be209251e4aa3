// Tridiagonal solves against dense elimination and against the matrix itself.

import Numerics
import TestKit
import Testing

@Suite("tridiagonal systems")
struct TridiagonalTests {
  /// Gaussian elimination with pivoting on the full matrix: the slow twin.
  private func dense(
    _ lower: [Double], _ diagonal: [Double], _ upper: [Double], _ right: [Double]
  ) -> [Double] {
    let count = diagonal.count
    var rows = (0..<count).map { row in
      (0...count).map { column -> Double in
        if column == count { return right[row] }
        if column == row { return diagonal[row] }
        if column == row - 1 { return lower[row] }
        return column == row + 1 ? upper[row] : 0
      }
    }
    for pivot in 0..<count {
      let best = (pivot..<count).max { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) } ?? pivot
      rows.swapAt(pivot, best)
      for row in 0..<count where row != pivot {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot...count { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }

  private func random(_ count: Int, seed: UInt64) -> (
    lower: [Double], diagonal: [Double], upper: [Double], right: [Double]
  ) {
    var stream = RandomStream(seed: seed)
    let lower = (0..<count).map { _ in stream.uniform() - 0.5 }
    let upper = (0..<count).map { _ in stream.uniform() - 0.5 }
    let diagonal = (0..<count).map { _ in 1.2 + stream.uniform() }
    return (lower, diagonal, upper, (0..<count).map { _ in stream.normal() })
  }

  @Test("agrees with dense elimination", arguments: [1, 2, 3, 17, 60])
  func agreesWithDense(_ count: Int) throws {
    let system = random(count, seed: UInt64(count))
    var values = system.right
    try solveTridiagonal(
      lower: system.lower, diagonal: system.diagonal, upper: system.upper, values: &values)
    let expected = dense(system.lower, system.diagonal, system.upper, system.right)
    for (value, truth) in zip(values, expected) {
      #expect(abs(value - truth) < 1e-13 * max(1, abs(truth)))
    }
  }

  @Test("lines side by side give what each gives alone")
  func linesAgree() throws {
    let (count, lines) = (23, 7)
    let system = random(count, seed: 5)
    let factors = try TridiagonalFactors(
      lower: system.lower, diagonal: system.diagonal, upper: system.upper)
    var stream = RandomStream(seed: 6)
    var together = (0..<count * lines).map { _ in stream.normal() }
    let rights = together
    var span = together.mutableSpan
    factors.solve(&span, lines: lines)
    for line in 0..<lines {
      var alone = (0..<count).map { rights[$0 * lines + line] }
      factors.solve(&alone)
      #expect(alone == (0..<count).map { together[$0 * lines + line] })
    }
  }

  @Test("refuses what it cannot solve")
  func refuses() {
    #expect(throws: ModelError.tooFew(what: "rows of the matrix", count: 0, least: 1)) {
      _ = try TridiagonalFactors(lower: [], diagonal: [], upper: [])
    }
    #expect(
      throws: ModelError.unequalLengths(first: "diagonal", count: 2, second: "lower", other: 1)
    ) {
      _ = try TridiagonalFactors(lower: [0], diagonal: [1, 1], upper: [0, 0])
    }
    #expect(
      throws: ModelError.unequalLengths(first: "diagonal", count: 2, second: "values", other: 3)
    ) {
      var values = [1.0, 2, 3]
      try solveTridiagonal(lower: [0, 0], diagonal: [1, 1], upper: [0, 0], values: &values)
    }
    #expect(throws: ModelError.self) {
      _ = try TridiagonalFactors(lower: [0, 1], diagonal: [1, 1], upper: [1, 0])
    }
    #expect(throws: ModelError.self) {
      _ = try TridiagonalFactors(lower: [0, 1], diagonal: [.nan, 1], upper: [1, 0])
    }
  }
}
