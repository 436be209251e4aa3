// Normalised Black for several options in vector registers, with relative accuracy in the wings.
//
// The same formulas as `NormalisedBlack`: Mills ratios and, where two of them lie close, the odd
// Taylor terms. Every branch becomes a choice between results.

import Numerics

/// Normalised Black at several points.
struct LaneNormalisedBlack {
  /// x / s, at most zero.
  let h: Lanes
  /// s / 2.
  let t: Lanes
  /// One over s.
  let inverse: Lanes
  /// R(|h + t|) + R(t - h): above the steepest point the distance to the bound over the vega.
  let sum: Lanes
  /// The value over the vega, up to the steepest point.
  let difference: Lanes
  /// Where h + t is above zero and the two ratios do not lie close.
  let isAbove: SIMDMask<SIMD8<Int64>>
  /// Where h + t is above zero.
  let isBeyond: SIMDMask<SIMD8<Int64>>

  /// Points at x at most zero and s above zero.
  @inline(__always)
  init(x: Lanes, s: Lanes) {
    inverse = 1 / s
    h = x * inverse
    t = 0.5 * s
    let u = h + t
    let isNarrow = (t .< 0.2) .& (-h * t .< 1)
    isBeyond = u .> 0
    isAbove = isBeyond .& .!isNarrow
    let size = u.replacing(with: -u, where: u .< 0)
    // Where they lie close the series needs R(-h) instead.
    let first = fineVectorMillsRatio(size.replacing(with: -h, where: isNarrow))
    let second = fineVectorMillsRatio(t - h)
    let share = 1 / (first.denominator * second.denominator)
    let near = first.numerator * second.denominator * share
    let far = second.numerator * first.denominator * share
    sum = near + far
    difference = (near - far).replacing(
      with: LaneNormalisedBlack.series(h: h, t: t, ratio: near), where: isNarrow)
  }

  /// Twice the odd Taylor terms of Y(h + t) - Y(h - t) to t^13; see `NormalisedBlack`.
  @inline(__always)
  private static func series(h: Lanes, t: Lanes, ratio: Lanes) -> Lanes {
    let (q, g) = (t * t, h * h)
    let first = 1 + h * ratio
    let second = q * (1.0 / 6) * ((3 + g) * first - 1)
    let third = q * (1.0 / 20) * ((7 + g) * second - q * first)
    let fourth = q * (1.0 / 42) * ((11 + g) * third - q * second)
    let fifth = q * (1.0 / 72) * ((15 + g) * fourth - q * third)
    let sixth = q * (1.0 / 110) * ((19 + g) * fifth - q * fourth)
    let seventh = q * (1.0 / 156) * ((23 + g) * sixth - q * fifth)
    return 2 * t * (first + (second + (third + (fourth + (fifth + (sixth + seventh))))))
  }

  /// The logarithm of db/ds.
  @inline(__always)
  var logVega: Lanes { -0.5 * (h * h + t * t) - 0.918_938_533_204_672_741_78 }

  /// Second over first derivative in s.
  @inline(__always)
  var curvature: Lanes { h * h * inverse - 0.5 * t }
}
