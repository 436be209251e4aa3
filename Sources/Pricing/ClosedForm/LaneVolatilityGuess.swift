// The first guess of several total volatilities: the four regions of `VolatilityGuess` in registers.
//
// Above the steepest point the distance to the bound takes the part of the value, and both wings
// and both middles become one interpolation each, with the second derivative fitted at its end.

import Numerics

/// The regions and starting points of several options.
struct LaneVolatilityGuess {
  /// The total volatilities to start from.
  let start: Lanes
  /// Where 1 / ln b is the objective.
  let isLogarithm: SIMDMask<SIMD8<Int64>>
  /// Where ln(bmax - b) is the objective.
  let isGap: SIMDMask<SIMD8<Int64>>

  /// Guesses for prices, with x at most zero.
  @inline(__always)
  init(x: Lanes, value: Lanes, gap: Lanes) {
    let half = 0.5 * squareRootOfTwoPi
    let steepest = (-2 * x).squareRoot()
    let ratio = vectorMillsRatio(steepest)
    let near = steepest * steepest * (0.5 * half - steepest * (1.0 / 3))
    let foot = (steepest - half + ratio.numerator / ratio.denominator).replacing(
      with: near, where: steepest .< 0.02)
    let maximum = vectorExponential(0.5 * x)
    let centre = maximum * (1 / squareRootOfTwoPi) * (steepest - foot)
    let isUpper = value .>= centre
    let end = foot.replacing(with: foot + squareRootOfTwoPi, where: isUpper)
    let black = LaneNormalisedBlack(x: x, s: end)
    let wide = vectorExponential(0.5 * black.h * black.h)
    let narrow = vectorExponential(0.5 * black.t * black.t)
    let inverseVega = squareRootOfTwoPi * wide * narrow
    let border = black.difference.replacing(with: black.sum, where: isUpper) / inverseVega
    let price = value.replacing(with: gap, where: isUpper)
    let isWing = price .< border
    let wing = LaneWing(x: x, end: end, black: black, wide: wide, narrow: narrow, isUpper: isUpper)
    let flat = squareRootOfTwoPi / maximum
    let cubic = LaneCubic(
      x0: border.replacing(with: 0, where: isWing),
      x1: centre.replacing(with: maximum - centre, where: isUpper)
        .replacing(with: border, where: isWing),
      y0: end.replacing(with: 0, where: isWing),
      y1: steepest.replacing(with: wing.value, where: isWing),
      slope0: inverseVega.replacing(with: -inverseVega, where: isUpper)
        .replacing(with: wing.first, where: isWing),
      slope1: flat.replacing(with: -flat, where: isUpper).replacing(with: wing.slope, where: isWing)
    )
    let found = cubic.value(at: price, second: Lanes().replacing(with: wing.second, where: isWing))
    start = found.replacing(with: wing.volatility(found), where: isWing)
    isLogarithm = isWing .& .!isUpper
    isGap = isUpper .& (isWing .| (gap .< 0.5 * maximum))
  }
}

/// The functions that are nearly linear in the wings, at the border of the middle.
private struct LaneWing {
  let x: Lanes
  let scale: Lanes
  let isUpper: SIMDMask<SIMD8<Int64>>
  let value: Lanes
  let first: Lanes
  let slope: Lanes
  let second: Lanes

  @inline(__always)
  init(
    x: Lanes, end: Lanes, black: LaneNormalisedBlack, wide: Lanes, narrow: Lanes,
    isUpper: SIMDMask<SIMD8<Int64>>
  ) {
    let (h, s) = (black.h, end)
    let third: Lanes = -h * (1 / squareRootOfThree)
    let place = third.replacing(with: black.t, where: isUpper)
    let mills = vectorMillsRatio(place)
    let ratio = mills.numerator / mills.denominator
    let factor = 2 * Double.pi / (3 * squareRootOfThree)
    let scale = (-factor * x).replacing(with: 1, where: isUpper)
    let density = 1 / (squareRootOfTwoPi * wide.replacing(with: narrow, where: isUpper))
    let cube = ratio * ratio * ratio * (1 / (2 * Double.pi))
    value = scale * density * cube.replacing(with: ratio, where: isUpper)
    let square = place * place
    slope = (square * ratio * ratio * narrow).replacing(with: 0.5 * wide, where: isUpper)
    first = Lanes(repeating: 1).replacing(with: 0.5, where: isUpper)
    let squares: Lanes = s * s
    let product: Lanes = 8 * squareRootOfThree * s * x
    let quartic: Lanes = 3 * squares * (squares - 8)
    let bend: Lanes = (quartic - 8 * x * x) * ratio - product
    let inverse = black.inverse
    let growth: Lanes = wide * narrow * narrow
    let cubed: Lanes = inverse * inverse * inverse
    let lower: Lanes = Double.pi / (6 * squareRootOfTwoPi) * square * cubed * ratio * bend * growth
    let steep: Lanes = h * h * inverse * wide
    let upper: Lanes = 0.5 * squareRootOfTwoPi * steep * wide * narrow
    second = lower.replacing(with: upper, where: isUpper)
    self.x = x
    self.scale = scale
    self.isUpper = isUpper
  }

  /// The total volatility of a value of the function.
  @inline(__always)
  func volatility(_ function: Lanes) -> Lanes {
    let third = Lanes(repeating: 1.0 / 3).replacing(with: 1, where: isUpper)
    let bounded = function.replacing(
      with: .init(repeating: 1e-300), where: .!(function .> 1e-300))
    let minusLogarithm = vectorLogarithm(of: scale, over: bounded) * third
    let r = (2 * minusLogarithm).replacing(with: 1.4, where: .!(minusLogarithm .> 0.7)).squareRoot()
    let top =
      -2.722_710_142_672_117 + r
      * (-0.763_134_582_635_882 + r * (2.042_807_358_099_831 + r * 0.483_594_455_063_578))
    let z = top / (1 + r * (2.069_777_393_000_772 + r * 0.483_302_080_487_438))
    return (-x / (squareRootOfThree * z)).replacing(with: 2 * z, where: isUpper)
  }
}

/// `RationalCubic` in registers, with the second derivative fitted at the end.
private struct LaneCubic {
  let x0: Lanes
  let x1: Lanes
  let y0: Lanes
  let y1: Lanes
  let slope0: Lanes
  let slope1: Lanes

  @inline(__always)
  func value(at x: Lanes, second: Lanes) -> Lanes {
    let width = x1 - x0
    let share = 1 / width
    let chord = (y1 - y0) * share
    let (rise0, rise1, bend) = (chord - slope0, slope1 - chord, slope1 - slope0)
    var least = Lanes(repeating: -1 + 1.5e-8)
    let isMonotone = (slope0 * chord .> 0) .& (slope1 * chord .> 0)
    let monotone = (slope0 + slope1) / chord
    least.replace(with: monotone, where: isMonotone .& (monotone .> least))
    let isConvex = rise0 * rise1 .> 0
    // Both quotients are at least one there: bend is the sum of the rises.
    let (over0, over1) = (bend / rise0, bend / rise1)
    least.replace(with: over0, where: isConvex .& (over0 .> least))
    least.replace(with: over1, where: isConvex .& (over1 .> least))
    let fitted = (0.5 * width * second + bend) / rise1
    let parameter = least.replacing(with: fitted, where: fitted .> least)
    let t = (x - x0) * share
    let s = 1 - t
    let upper = t * t * (y1 * t + (parameter * y1 - width * slope1) * s)
    let lower = s * s * (y0 * s + (parameter * y0 + width * slope0) * t)
    let curve = (upper + lower) / (1 + (parameter - 3) * t * s)
    return curve.replacing(with: y0 * s + y1 * t, where: .!(parameter .< 1e100))
  }
}
