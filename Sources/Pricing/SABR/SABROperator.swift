// The SABR equation on its mesh, split by direction.
//
//     u_tau = [rho nu a f^beta u_fy] + [a^2 f^(2 beta) u_ff / 2] + [nu^2 (u_yy - u_y) / 2]
//           =        A0 u            +          A1 u             +         A2 u
//
// with f the forward in units of today's and a = a0 e^y. In f there is no drift: quotients on the
// uneven mesh leave 1 and f unchanged, so put-call parity holds to rounding and A1 is an M-matrix.
// The value is fixed at both ends of the forward: at zero because the forward is absorbed, above
// because the put is worthless. At both ends of the volatility u_y = 0: the value no longer depends
// on it, there being none or more than enough. Values stand row by row, one volatility each.

import Glibc

/// The coefficients of the equation.
struct SABROperator {
  /// Points of the forward, ends included.
  let columns: Int
  /// Points of the volatility.
  let rows: Int
  /// f^(2 beta) / 2 times the second quotient in f: weights of the neighbours below and above.
  let below: [Double]
  let above: [Double]
  /// a^2 of each row.
  let squares: [Double]
  /// f^beta times the first quotient in f.
  let slopeBelow: [Double]
  let slopeCentre: [Double]
  let slopeAbove: [Double]
  /// The volatility direction: weights of the rows below and above.
  let under: [Double]
  let over: [Double]
  /// rho nu a times the first quotient in y.
  let mixedUnder: [Double]
  let mixedCentre: [Double]
  let mixedOver: [Double]

  init(_ mesh: SABRMesh, parameters: SABRParameters) {
    let (f, y) = (mesh.forwards, mesh.logVolatilities)
    (columns, rows) = (f.count, y.count)
    squares = y.map { mesh.level * mesh.level * exp(2 * $0) }
    let curve = ThreePoints(f, slope: { pow($0, parameters.beta) })
    let diffusion = f.map { 0.5 * pow($0, 2 * parameters.beta) }
    below = zip(curve.curvatureBelow, diffusion).map { $0 * $1 }
    above = zip(curve.curvatureAbove, diffusion).map { $0 * $1 }
    (slopeBelow, slopeCentre) = (curve.slopeBelow, curve.slopeCentre)
    slopeAbove = curve.slopeAbove
    let cross = parameters.rho * parameters.nu
    let line = ThreePoints(y, slope: { cross * mesh.level * exp($0) })
    (mixedUnder, mixedCentre) = (line.slopeBelow, line.slopeCentre)
    mixedOver = line.slopeAbove
    let half = 0.5 * parameters.nu * parameters.nu
    let plain = ThreePoints(y, slope: { _ in 1 })
    var under = y.indices.map { half * (plain.curvatureBelow[$0] - plain.slopeBelow[$0]) }
    var over = y.indices.map { half * (plain.curvatureAbove[$0] - plain.slopeAbove[$0]) }
    // The mirrored neighbour of u_y = 0.
    let (first, last) = (y[1] - y[0], y[rows - 1] - y[rows - 2])
    over[0] = 2 * half / (first * first)
    under[rows - 1] = 2 * half / (last * last)
    (self.under, self.over) = (under, over)
  }

  /// The first stage of a step: what leads to the first implicit solves and to the second stage.
  ///
  ///     right = u + dt A u - theta dt A1 u,   shift = theta dt A2 u
  ///     base  = u + dt A u / 2 + theta dt A2 u
  ///
  /// - Parameters:
  ///   - field: u.
  ///   - step: dt and theta.
  ///   - right: Receives the right side of the solve in f.
  ///   - shift: Receives what the solve in y takes off.
  ///   - base: Receives what the second stage starts from.
  ///   - line: Room for one row.
  func predict(
    _ field: [Double], _ step: SplittingStep, right: inout [Double], shift: inout [Double],
    base: inout [Double], line: inout [Double]
  ) {
    let field = field.span
    var right = right.mutableSpan
    var shift = shift.mutableSpan
    var base = base.mutableSpan
    var line = line.mutableSpan
    let (below, above) = (below.span, above.span)
    let (low, mid, high) = (slopeBelow.span, slopeCentre.span, slopeAbove.span)
    let (dt, part) = (step.length, step.length * step.theta)
    for row in 0..<rows {
      let start = row &* columns
      let (lower, upper) = neighbours(row)
      slope(field, across: row, into: &line)
      let (under, over, square) = (under[row], over[row], squares[row])
      for column in 1..<columns &- 1 {
        let place = start &+ column
        let u = field[unchecked: place]
        let along =
          square
          * (above[unchecked: column] * (field[unchecked: place &+ 1] - u)
            - below[unchecked: column] * (u - field[unchecked: place &- 1]))
        let across =
          under * (field[unchecked: lower &+ column] - u)
          + over * (field[unchecked: upper &+ column] - u)
        let cross =
          low[unchecked: column] * line[unchecked: column &- 1]
          + mid[unchecked: column] * line[unchecked: column]
          + high[unchecked: column] * line[unchecked: column &+ 1]
        let total = along + across + cross
        right[unchecked: place] = u + dt * total - part * along
        shift[unchecked: place] = part * across
        base[unchecked: place] = u + 0.5 * dt * total + part * across
      }
    }
  }

  /// The second stage of a step: the right side of its solve in f.
  ///
  ///     right = base + theta dt A0 y + (1/2 - theta) dt A y
  ///
  /// - Parameters:
  ///   - field: y, the result of the first stage.
  ///   - step: dt and theta.
  ///   - base: What `predict` left.
  ///   - right: Receives the right side.
  ///   - line: Room for one row.
  func correct(
    _ field: [Double], _ step: SplittingStep, base: [Double], right: inout [Double],
    line: inout [Double]
  ) {
    let (field, base) = (field.span, base.span)
    var right = right.mutableSpan
    var line = line.mutableSpan
    let (below, above) = (below.span, above.span)
    let (low, mid, high) = (slopeBelow.span, slopeCentre.span, slopeAbove.span)
    let part = step.length * step.theta
    let rest = 0.5 * step.length - part
    for row in 0..<rows {
      let start = row &* columns
      let (lower, upper) = neighbours(row)
      slope(field, across: row, into: &line)
      let (under, over, square) = (under[row], over[row], squares[row])
      for column in 1..<columns &- 1 {
        let place = start &+ column
        let u = field[unchecked: place]
        let along =
          square
          * (above[unchecked: column] * (field[unchecked: place &+ 1] - u)
            - below[unchecked: column] * (u - field[unchecked: place &- 1]))
        let across =
          under * (field[unchecked: lower &+ column] - u)
          + over * (field[unchecked: upper &+ column] - u)
        let cross =
          low[unchecked: column] * line[unchecked: column &- 1]
          + mid[unchecked: column] * line[unchecked: column]
          + high[unchecked: column] * line[unchecked: column &+ 1]
        right[unchecked: place] =
          base[unchecked: place] + part * cross + rest * (along + across + cross)
      }
    }
  }

  /// Fills a line with the derivative of the field across a row, for the mixed term.
  private func slope(_ field: Span<Double>, across row: Int, into line: inout MutableSpan<Double>) {
    let start = row &* columns
    let (lower, upper) = neighbours(row)
    let (c0, c1, c2) = (mixedUnder[row], mixedCentre[row], mixedOver[row])
    for column in 0..<columns {
      line[unchecked: column] =
        c0 * field[unchecked: lower &+ column] + c1 * field[unchecked: start &+ column]
        + c2 * field[unchecked: upper &+ column]
    }
  }

  /// Where the rows below and above start; an end is its own neighbour, with weight zero.
  private func neighbours(_ row: Int) -> (lower: Int, upper: Int) {
    (max(row - 1, 0) * columns, min(row + 1, rows - 1) * columns)
  }
}

/// Length and implicitness of a step.
struct SplittingStep {
  /// dt.
  let length: Double
  /// The share of each direction that is taken implicitly.
  let theta: Double
}

/// Quotients over three points of an uneven mesh, zero at both ends.
private struct ThreePoints {
  private(set) var slopeBelow: [Double]
  private(set) var slopeCentre: [Double]
  private(set) var slopeAbove: [Double]
  private(set) var curvatureBelow: [Double]
  private(set) var curvatureAbove: [Double]

  /// Weights of the first quotient, times a factor, and of the second.
  init(_ points: [Double], slope factor: (Double) -> Double) {
    slopeBelow = [Double](repeating: 0, count: points.count)
    (slopeCentre, slopeAbove) = (slopeBelow, slopeBelow)
    (curvatureBelow, curvatureAbove) = (slopeBelow, slopeBelow)
    for i in 1..<points.count - 1 {
      let (left, right) = (points[i] - points[i - 1], points[i + 1] - points[i])
      let scale = factor(points[i])
      slopeBelow[i] = -scale * right / (left * (left + right))
      slopeAbove[i] = scale * left / (right * (left + right))
      slopeCentre[i] = scale * (right - left) / (left * right)
      curvatureBelow[i] = 2 / (left * (left + right))
      curvatureAbove[i] = 2 / (right * (left + right))
    }
  }
}
