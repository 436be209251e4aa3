// The total volatility of a normalised price: a guess, then Householder's method.
//
// The third-order method of Householder converges with the fourth power, so the guess of the four
// regions needs two steps for all the digits a double price holds. Source: Jaeckel (2015), "Let's
// be rational", Wilmott 75, section 5. His middle objective is used up to the steepest point;
// beyond it the distance to the bound stands for the value, which is exact where both are close.

import Glibc

/// The total volatility s with b(x, s) = value.
///
/// - Parameters:
///   - x: ln(F/K) turned to be at most zero.
///   - value: The normalised out-of-the-money value, between zero and exp(x/2), both excluded.
/// - Returns: The total volatility, above zero.
func impliedTotalVolatility(x: Double, value: Double) -> Double {
  let point = SteepestPoint(x: x)
  return impliedTotalVolatility(point, value: value, gap: point.maximum - value)
}

/// The total volatility for a value and its distance to the bound, each with its own digits.
@inline(__always)
func impliedTotalVolatility(_ point: SteepestPoint, value: Double, gap: Double) -> Double {
  let guess =
    value < point.value
    ? VolatilityGuess.lower(point, value: value)
    : VolatilityGuess.upper(point, value: value, gap: gap)
  // Beyond |x| of several hundred the interpolants overflow; the steepest point always serves.
  let start = guess.s > 0 && guess.s.isFinite ? guess.s : point.s
  switch guess.objective {
  case .logarithm: return solveLogarithm(x: point.x, value: value, start: start)
  case .value: return solveValue(x: point.x, value: value, gap: gap, start: start)
  case .gap: return solveGap(x: point.x, gap: gap, start: start)
  }
}

/// Steps taken at most: two do for a double, the rest is a bound.
private let mostSteps = 8

/// A relative step after which the next one, its fourth power, lies below rounding.
private let lastStep = 1e-5

/// Householder's step of third order from Newton's and the ratios of the derivatives to the first.
@inline(__always)
private func householder(newton: Double, second: Double, third: Double) -> Double {
  newton * (1 + 0.5 * second * newton)
    / (1 + newton * (second + third * newton * (1.0 / 6)))
}

/// A step that stays above zero, and whether it was the last.
@inline(__always)
private func advance(_ s: inout Double, by step: Double) -> Bool {
  let bounded = max(step, -0.5 * s)
  s += bounded
  return !(abs(bounded) > lastStep * s)
}

/// The third over the first derivative of b in s: c^2 - 3 (h / s)^2 - 1/4 with c the curvature.
@inline(__always)
private func thirdDerivative(_ black: NormalisedBlack, curvature: Double, s: Double) -> Double {
  let ratio = black.h / s
  return curvature * curvature - 3 * ratio * ratio - 0.25
}

/// The root of 1 / ln b(s) - 1 / ln(value), in the lower wing.
@inline(__always)
private func solveLogarithm(x: Double, value: Double, start: Double) -> Double {
  let target = log(value)
  let inverseTarget = 1 / target
  var s = start
  for _ in 0..<mostSteps {
    let black = NormalisedBlack(x: x, s: s)
    let ratio = black.valueOverVega
    let logarithm = black.logVega + log(ratio)
    let slope = 1 / ratio
    let inverse = 1 / logarithm
    let bend = black.curvature
    let step = householder(
      newton: (target - logarithm) * logarithm * inverseTarget * ratio,
      second: bend - slope * (1 + 2 * inverse),
      third: thirdDerivative(black, curvature: bend, s: s)
        + slope * (2 * slope * (1 + 3 * inverse * (1 + inverse)) - 3 * bend * (1 + 2 * inverse)))
    if advance(&s, by: step) { return s }
  }
  return s
}

/// The root of b(s) - value, in the middle.
@inline(__always)
private func solveValue(x: Double, value: Double, gap: Double, start: Double) -> Double {
  var s = start
  for _ in 0..<mostSteps {
    let black = NormalisedBlack(x: x, s: s)
    let inverseVega = exp(-black.logVega)
    let newton =
      black.h + black.t > 0 && !black.isNarrow
      ? black.gapOverVega - gap * inverseVega : value * inverseVega - black.valueOverVega
    let bend = black.curvature
    let step = householder(
      newton: newton, second: bend, third: thirdDerivative(black, curvature: bend, s: s))
    if advance(&s, by: step) { return s }
  }
  return s
}

/// The root of ln(bmax - b(s)) - ln(gap), in the upper half.
@inline(__always)
private func solveGap(x: Double, gap: Double, start: Double) -> Double {
  let target = log(gap)
  var s = start
  for _ in 0..<mostSteps {
    let black = NormalisedBlack(x: x, s: s)
    let ratio = black.gapOverVega
    let slope = 1 / ratio
    let bend = black.curvature
    let step = householder(
      newton: (black.logVega + log(ratio) - target) * ratio,
      second: bend + slope,
      third: thirdDerivative(black, curvature: bend, s: s) + slope * (3 * bend + 2 * slope))
    if advance(&s, by: step) { return s }
  }
  return s
}
