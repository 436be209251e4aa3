// The explicit half of a splitting stage: the equation applied to a field, direction by direction.

extension HestonOperator {
  /// Applies the equation to a field.
  ///
  ///     right = base + weight (A0 + A1 + A2) u - implicit A1 u
  ///     shift = implicit A2 u
  ///     base  = base + keep (A0 + A1 + A2) u
  ///
  /// Rows of both ends are left alone.
  ///
  /// - Parameters:
  ///   - values: The field u.
  ///   - base: The field that the stage starts from; changed by `keep`.
  ///   - right: Receives the right side of the implicit solve along the forward.
  ///   - shift: Receives what the implicit solve along the variance takes off.
  ///   - line: Room for one row.
  ///   - weights: The factors `weight`, `implicit` and `keep`.
  func apply(
    to values: [Double], base: inout [Double], right: inout [Double], shift: inout [Double],
    line: inout [Double],
    weights: (weight: Double, implicit: Double, keep: Double)
  ) {
    let (field, variance) = (values.span, variance.span)
    var base = base.mutableSpan
    var right = right.mutableSpan
    var shift = shift.mutableSpan
    var line = line.mutableSpan
    let (below, centre, above) = (across.below.span, across.centre.span, across.above.span)
    let (under, middle, over) = (mixed.below.span, mixed.centre.span, mixed.above.span)
    let (weight, implicit, keep) = weights
    let last = columns - 1
    for row in 1..<rows - 1 {
      let start = row * pitch
      let (s0, s1, s2) = (slope.below[row], slope.centre[row], slope.above[row])
      let (c0, c1, c2) = (curvature.below[row], curvature.centre[row], curvature.above[row])
      for column in 0..<pitch {
        let place = start &+ column
        let (low, mid) = (field[unchecked: place &- pitch], field[unchecked: place])
        let high = field[unchecked: place &+ pitch]
        let slope = s0 * low + s1 * mid + s2 * high
        let curvature = c0 * low + c1 * mid + c2 * high
        line[unchecked: column &+ 1] = slope
        right[unchecked: place] =
          variance[unchecked: column] * curvature - halfRate * mid
      }
      for column in 0..<columns {
        let place = start &+ column
        let along = right[unchecked: place]
        let sideways =
          below[unchecked: column] * field[unchecked: place &- 1]
          + centre[unchecked: column] * field[unchecked: place]
          + above[unchecked: column] * field[unchecked: place &+ 1]
        let cross =
          under[unchecked: column] * line[unchecked: column]
          + middle[unchecked: column] * line[unchecked: column &+ 1]
          + over[unchecked: column] * line[unchecked: column &+ 2]
        let total = along + sideways + cross
        let origin = base[unchecked: place]
        right[unchecked: place] = origin + weight * total - implicit * along
        shift[unchecked: place] = implicit * sideways
        base[unchecked: place] = origin + keep * total
      }
      // The third points of the quotients at both ends of the variance.
      for (place, inner, sideways, mixed) in [
        (start, 2, outer.lowAcross, outer.lowMixed),
        (start + last, last - 2, outer.highAcross, outer.highMixed),
      ] {
        let across = sideways * field[start + inner]
        let total = across + mixed * line[inner + 1]
        right[place] += weight * total
        shift[place] += implicit * across
        base[place] += keep * total
      }
    }
  }
}
