// The total volatilities of several normalised prices: two steps of Householder's method.
//
// The steps of `impliedTotalVolatility` with the three objectives side by side: they differ in the
// Newton step and in two coefficients. Lanes that two steps do not settle are reported, for the
// scalar solver to finish.

import Numerics

/// Total volatilities and which of them are settled.
struct LaneTotalVolatility {
  /// The total volatilities.
  private(set) var s: Lanes
  /// Where the last step is too small for another to change a digit.
  private(set) var isSettled: SIMDMask<SIMD8<Int64>>

  /// Solves for prices, with x at most zero, a value above zero and its distance to exp(x/2).
  @inline(__always)
  init(x: Lanes, value: Lanes, gap: Lanes) {
    let guess = LaneVolatilityGuess(x: x, value: value, gap: gap)
    let target = vectorLogarithm(value.replacing(with: gap, where: guess.isGap))
    let inverseTarget = 1 / target
    s = guess.start
    isSettled = guess.isGap .& .!guess.isGap
    for _ in 0..<2 {
      let black = LaneNormalisedBlack(x: x, s: s)
      let step = LaneTotalVolatility.step(
        black, value: value, gap: gap, target: target, inverseTarget: inverseTarget, guess: guess)
      let floor = -0.5 * s
      let bounded = step.replacing(with: floor, where: step .< floor)
      s += bounded
      let size = bounded.replacing(with: -bounded, where: bounded .< 0)
      // The wings' objectives hold on their side of the steepest point only.
      let isInside = (.!guess.isLogarithm .| .!black.isBeyond) .& (.!guess.isGap .| black.isAbove)
      isSettled = (size .<= 1e-4 * s) .& isInside
    }
  }

  /// Householder's step of third order.
  @inline(__always)
  private static func step(
    _ black: LaneNormalisedBlack, value: Lanes, gap: Lanes, target: Lanes, inverseTarget: Lanes,
    guess: LaneVolatilityGuess
  ) -> Lanes {
    let (isLogarithm, isGap) = (guess.isLogarithm, guess.isGap)
    let ratio = black.difference.replacing(with: black.sum, where: isGap)
    let logVega = black.logVega
    let logarithm = logVega + vectorLogarithm(ratio)
    let inverse = 1 / logarithm
    let inverseVega = vectorExponential(-logVega)
    let below = value * inverseVega - black.difference
    let above = black.sum - gap * inverseVega
    let wing = (target - logarithm) * ratio
    let newton = below.replacing(with: above, where: black.isAbove)
      .replacing(with: -wing, where: isGap)
      .replacing(with: wing * (logarithm * inverseTarget), where: isLogarithm)
    // Zero for the value, and what the logarithms add to the derivatives.
    let slope = (1 / ratio).replacing(with: 0, where: .!(isLogarithm .| isGap))
    let first = (1 + 2 * inverse).replacing(with: -1, where: isGap)
    let square = (1 + 3 * inverse * (1 + inverse)).replacing(with: 1, where: isGap)
    let curvature = black.curvature
    let spread = black.h * black.inverse
    let second = curvature - slope * first
    let plain = curvature * curvature - 3.0 * spread * spread - 0.25
    let bend = 2.0 * slope * square - 3.0 * curvature * first
    let third = plain + slope * bend
    let top = 1.0 + 0.5 * second * newton
    let bottom = 1.0 + newton * (second + third * newton * (1.0 / 6))
    return newton * top / bottom
  }
}
