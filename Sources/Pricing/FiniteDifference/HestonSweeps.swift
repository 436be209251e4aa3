// The implicit half of a splitting stage: (I - h A) solved along the forward, then along the variance.
//
// The coefficients do not change with time, so both eliminations are done once and a solve has
// neither division nor pivot. Along the forward every variance is a system of its own, and the sweep
// takes all of them a row at a time; along the variance all forwards share one matrix, and four rows
// go together to hide the latency of the recurrence.

import Numerics

/// The factors of I - h A1 and I - h A2.
struct HestonSweeps {
  private let rows: Int
  private let columns: Int
  private let pitch: Int
  /// Factors along the forward, a value per mesh point.
  private var forward: ThreePointWeights
  /// Factors along the variance: entry below, inverse pivot (as centre), ratio above.
  private var variance: ThreePointWeights
  /// The third points of the first and last row along the variance.
  private let outer: (low: Double, high: Double)

  /// Factorises both directions.
  ///
  /// - Parameters:
  ///   - equation: The coefficients.
  ///   - implicit: The product h of the scheme's parameter and the time step.
  init(_ equation: HestonOperator, implicit: Double) {
    (rows, columns, pitch) = (equation.rows, equation.columns, equation.pitch)
    forward = HestonSweeps.forwardFactors(equation, implicit)
    var variance = ThreePointWeights(count: columns)
    let last = columns - 1
    var low = -implicit * equation.outer.lowAcross
    let high = -implicit * equation.outer.highAcross
    for column in 0..<columns {
      var below = -implicit * equation.across.below[column]
      var above = -implicit * equation.across.above[column]
      var pivot = 1 - implicit * equation.across.centre[column]
      if column == last { below -= high * variance.above[last - 2] }
      if column > 0 { pivot -= below * variance.above[column - 1] }
      if column == 1 { above -= below * low }
      variance.below[column] = below
      variance.centre[column] = 1 / pivot
      variance.above[column] = above / pivot
      if column == 0 { low /= pivot }
    }
    self.variance = variance
    outer = (low, high)
  }

  private static func forwardFactors(
    _ equation: HestonOperator, _ implicit: Double
  ) -> ThreePointWeights {
    let curvature = equation.curvature
    var factors = ThreePointWeights(count: equation.rows * equation.pitch)
    for row in 1..<equation.rows - 1 {
      for column in 0..<equation.columns {
        let place = row * equation.pitch + column
        let v = equation.variance[column]
        let below = -implicit * v * curvature.below[row]
        let above = -implicit * v * curvature.above[row]
        let centre = v * curvature.centre[row] - equation.halfRate
        let carried = row == 1 ? 0 : below * factors.above[place - equation.pitch]
        let pivot = 1 - implicit * centre - carried
        factors.below[place] = below
        factors.centre[place] = 1 / pivot
        factors.above[place] = above / pivot
      }
    }
    return factors
  }

  /// Solves along the forward, in place, between two known rows.
  ///
  /// - Parameters:
  ///   - array: The right side, replaced by the solution.
  ///   - low: The value at the lowest forward.
  ///   - high: The value at the highest forward.
  func alongForward(_ array: inout [Double], low: Double, high: Double) {
    var values = array.mutableSpan
    let (below, inverse, ratio) = (forward.below.span, forward.centre.span, forward.above.span)
    let end = (rows - 1) * pitch
    for column in 0..<columns {
      values[unchecked: column] = low
      values[unchecked: end + column] = high
    }
    for place in pitch..<end {
      let carried = below[unchecked: place] * values[unchecked: place &- pitch]
      values[unchecked: place] =
        (values[unchecked: place] - carried) * inverse[unchecked: place]
    }
    var place = end - 1
    while place >= pitch {
      values[unchecked: place] -= ratio[unchecked: place] * values[unchecked: place &+ pitch]
      place &-= 1
    }
  }

  /// Solves along the variance for every inner row.
  ///
  /// - Parameters:
  ///   - right: The right side before the shift.
  ///   - shift: What is taken off the right side.
  ///   - array: Receives the solution; the rows of both ends are copied.
  func alongVariance(
    _ right: [Double], shift: [Double], into array: inout [Double]
  ) {
    let (right, shift) = (right.span, shift.span)
    var field = array.mutableSpan
    for column in 0..<columns {
      field[unchecked: column] = right[unchecked: column]
      let place = (rows - 1) * pitch + column
      field[unchecked: place] = right[unchecked: place]
    }
    var row = 1
    while row < rows - 1 {
      // The last four overlap rows that are done: the solve is out of place and repeats exactly.
      fourRows(from: min(row, rows - 5) * pitch, right, shift, &field)
      row += 4
    }
  }

  @inline(__always)
  private func fourRows(
    from start: Int, _ right: Span<Double>, _ shift: Span<Double>,
    _ field: inout MutableSpan<Double>
  ) {
    let (below, inverse, ratio) = (variance.below.span, variance.centre.span, variance.above.span)
    let last = columns - 1
    var z = SIMD4<Double>.zero
    var before = z
    for column in 0..<columns {
      let place = start &+ column
      var value = SIMD4(
        right[unchecked: place] - shift[unchecked: place],
        right[unchecked: place &+ pitch] - shift[unchecked: place &+ pitch],
        right[unchecked: place &+ 2 &* pitch] - shift[unchecked: place &+ 2 &* pitch],
        right[unchecked: place &+ 3 &* pitch] - shift[unchecked: place &+ 3 &* pitch])
      if column == last { value -= outer.high * before }
      before = z
      z = (value - below[unchecked: column] * z) * inverse[unchecked: column]
      store(z, at: place, in: &field)
    }
    before = .zero
    for column in stride(from: last - 1, through: 0, by: -1) {
      let place = start &+ column
      var value = SIMD4(
        field[unchecked: place], field[unchecked: place &+ pitch],
        field[unchecked: place &+ 2 &* pitch], field[unchecked: place &+ 3 &* pitch])
      value -= ratio[unchecked: column] * z
      if column == 0 { value -= outer.low * before }
      before = z
      z = value
      store(z, at: place, in: &field)
    }
  }

  @inline(__always)
  private func store(_ z: SIMD4<Double>, at place: Int, in field: inout MutableSpan<Double>) {
    field[unchecked: place] = z[0]
    field[unchecked: place &+ pitch] = z[1]
    field[unchecked: place &+ 2 &* pitch] = z[2]
    field[unchecked: place &+ 3 &* pitch] = z[3]
  }
}
