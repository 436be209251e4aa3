// A value carried back through time by the modified Craig-Sneyd scheme.
//
//     Y0 = U + dt A U
//     Yj = Y(j-1) + theta dt (Aj Yj - Aj U),                           j = 1, 2
//     Z0 = Y0 + theta dt (A0 Y2 - A0 U) + (1/2 - theta) dt (A Y2 - A U)
//     Zj = Z(j-1) + theta dt (Aj Zj - Aj U),                           j = 1, 2;   U <- Z2
//
// Second order for any theta; unconditionally stable with a mixed derivative for
// theta >= max(1/3, 2 (2 |rho| + 1) / 13). Four implicit half-steps without the second stage come
// first: they smooth the kink of the payoff, which the scheme would carry along.
// Sources: In 't Hout and Welfert (2009), Appl. Numer. Math. 59; the bound on theta, In 't Hout and
// Mishra (2011), Appl. Numer. Math. 61; damping, Rannacher (1984), Numer. Math. 43.

import Numerics

/// The march of one mesh, for any number of strikes.
struct SABRSplitting {
  private let equation: SABROperator
  private let damped: SABRSweeps
  private let main: SABRSweeps
  private let count: Int

  /// Prepares the factors.
  ///
  /// - Parameters:
  ///   - equation: The equation.
  ///   - years: Time to expiry.
  ///   - steps: Steps in time, 8 or more; two of them are halved and damped.
  ///   - rho: The correlation.
  /// - Throws: `ModelError.noSolution` when a pivot vanishes.
  init(_ equation: SABROperator, years: Double, steps: Int, rho: Double) throws(ModelError) {
    self.equation = equation
    let length = years / Double(steps)
    let theta = max(1.0 / 3, 2.0 / 13 * (2 * abs(rho) + 1))
    damped = try SABRSweeps(equation, SplittingStep(length: 0.5 * length, theta: 1))
    main = try SABRSweeps(equation, SplittingStep(length: length, theta: theta))
    count = steps - 2
  }

  /// Carries a payoff back to today.
  ///
  /// - Parameter field: The payoff on the mesh; replaced by the value today.
  func march(_ field: inout [Double]) {
    var right = field
    var base = field
    var shift = [Double](repeating: 0, count: field.count)
    var line = [Double](repeating: 0, count: equation.columns)
    for _ in 0..<4 {
      equation.predict(
        field, damped.step, right: &right, shift: &shift, base: &base, line: &line)
      damped.solve(&right, shift: shift)
      swap(&field, &right)
    }
    for _ in 0..<count {
      equation.predict(field, main.step, right: &right, shift: &shift, base: &base, line: &line)
      main.solve(&right, shift: shift)
      swap(&field, &right)
      equation.correct(field, main.step, base: base, right: &right, line: &line)
      main.solve(&right, shift: shift)
      swap(&field, &right)
    }
  }
}

/// The implicit solves of one step length, with their factors.
struct SABRSweeps {
  /// The step they belong to.
  let step: SplittingStep
  private let columns: Int
  private let rows: Int
  /// Along the forward, row by row: (y[i] - lower[i] z[i-1]) inverse[i], then z[i] - ratio[i] z[i+1].
  private var lower: [Double]
  private var inverse: [Double]
  private var ratio: [Double]
  private let across: TridiagonalFactors

  init(_ equation: SABROperator, _ step: SplittingStep) throws(ModelError) {
    self.step = step
    (columns, rows) = (equation.columns, equation.rows)
    let part = step.length * step.theta
    lower = [Double](repeating: 0, count: columns * rows)
    (inverse, ratio) = (lower, lower)
    for row in 0..<rows {
      let scale = part * equation.squares[row]
      var carried = 0.0
      for column in 0..<columns {
        let place = row * columns + column
        let (left, right) = (scale * equation.below[column], scale * equation.above[column])
        // Diagonally dominant: the pivot is at least one.
        let pivot = 1 + left + right + left * carried
        lower[place] = -left
        inverse[place] = 1 / pivot
        carried = -right / pivot
        ratio[place] = carried
      }
    }
    across = try TridiagonalFactors(
      lower: equation.under.map { -part * $0 },
      diagonal: zip(equation.under, equation.over).map { 1 + part * ($0 + $1) },
      upper: equation.over.map { -part * $0 })
  }

  /// Solves along the forward, takes the shift off, solves along the volatility.
  ///
  /// - Parameters:
  ///   - values: The right side; replaced by the solution.
  ///   - shift: What the second solve takes off.
  func solve(_ values: inout [Double], shift: [Double]) {
    var span = values.mutableSpan
    var row = 0
    while row + 4 <= rows {
      solveFour(&span, from: row)
      row += 4
    }
    while row < rows {
      solveOne(&span, row)
      row += 1
    }
    let shift = shift.span
    for place in 0..<columns * rows { span[unchecked: place] -= shift[unchecked: place] }
    across.solve(&span, lines: columns)
  }

  /// Four rows at a time: each is a chain of dependent operations, so four run side by side.
  private func solveFour(_ values: inout MutableSpan<Double>, from row: Int) {
    let (lower, inverse, ratio) = (lower.span, inverse.span, ratio.span)
    let a = row * columns
    let (b, c, d) = (a + columns, a + 2 * columns, a + 3 * columns)
    var z = (0.0, 0.0, 0.0, 0.0)
    for i in 0..<columns {
      let (p, q, r, s) = (a &+ i, b &+ i, c &+ i, d &+ i)
      z.0 = (values[unchecked: p] - lower[unchecked: p] * z.0) * inverse[unchecked: p]
      z.1 = (values[unchecked: q] - lower[unchecked: q] * z.1) * inverse[unchecked: q]
      z.2 = (values[unchecked: r] - lower[unchecked: r] * z.2) * inverse[unchecked: r]
      z.3 = (values[unchecked: s] - lower[unchecked: s] * z.3) * inverse[unchecked: s]
      values[unchecked: p] = z.0
      values[unchecked: q] = z.1
      values[unchecked: r] = z.2
      values[unchecked: s] = z.3
    }
    for i in stride(from: columns - 2, through: 0, by: -1) {
      let (p, q, r, s) = (a &+ i, b &+ i, c &+ i, d &+ i)
      z.0 = values[unchecked: p] - ratio[unchecked: p] * z.0
      z.1 = values[unchecked: q] - ratio[unchecked: q] * z.1
      z.2 = values[unchecked: r] - ratio[unchecked: r] * z.2
      z.3 = values[unchecked: s] - ratio[unchecked: s] * z.3
      values[unchecked: p] = z.0
      values[unchecked: q] = z.1
      values[unchecked: r] = z.2
      values[unchecked: s] = z.3
    }
  }

  private func solveOne(_ values: inout MutableSpan<Double>, _ row: Int) {
    let start = row * columns
    var z = 0.0
    for place in start..<start + columns {
      z = (values[place] - lower[place] * z) * inverse[place]
      values[place] = z
    }
    for place in stride(from: start + columns - 2, through: start, by: -1) {
      z = values[place] - ratio[place] * z
      values[place] = z
    }
  }
}
