// The first guess of a total volatility: a rational function of the price in four regions.
//
// b(x, s) is convex in s up to its steepest point sc = sqrt(2 |x|) and concave beyond it. The
// tangent at sc meets zero at sl and bmax at su; their values bl, bc, bu part the prices into a
// lower wing, two middle regions where s itself is interpolated in b, and an upper wing. The wings
// interpolate a function of s that is nearly linear in b there:
//
//     lower  2 pi |x| / (3 sqrt(3)) N(z)^3,  z = -|x| / (sqrt(3) s);   upper  N(-s/2)
//
// Source: Jaeckel (2015), "Let's be rational", Wilmott 75, section 4, equations 4.1 to 4.30.

import Glibc
import Numerics

/// The square root of three.
let squareRootOfThree = 1.732_050_807_568_877_293_53

/// The steepest point of normalised Black in s, and what the regions share.
struct SteepestPoint {
  /// The logarithm of moneyness, at most zero.
  let x: Double
  /// Where the vega is greatest: sqrt(2 |x|).
  let s: Double
  /// The value there.
  let value: Double
  /// The bound of the value, exp(x/2), which is sqrt(2 pi) times the vega there.
  let maximum: Double
  /// Where the tangent there meets zero.
  let foot: Double

  /// The steepest point for a log-moneyness.
  @inline(__always)
  init(x: Double) {
    self.x = x
    s = (-2 * x).squareRoot()
    maximum = exp(0.5 * x)
    // There h and -t are both -sqrt(|x| / 2), so the value over the vega is Y(0) - R(s).
    let half = 0.5 * squareRootOfTwoPi
    // Near the money the foot is the small difference of large terms: their Taylor series.
    foot = s < 0.02 ? s * s * (0.5 * half - s * (1.0 / 3)) : s - half + millsRatio(s)
    value = maximum * (1 / squareRootOfTwoPi) * (s - foot)
  }
}

/// What a guess found: the region and its starting point.
struct VolatilityGuess {
  /// The total volatility to start from.
  var s: Double
  /// Which function of the price is close to linear there.
  var objective: Objective

  /// The function whose root is sought.
  enum Objective {
    /// 1 / ln b, in the lower wing.
    case logarithm
    /// b itself, in the middle.
    case value
    /// ln(bmax - b), in the upper wing.
    case gap
  }
}

extension VolatilityGuess {
  /// The guess for a price below the steepest point's.
  @inline(__always)
  static func lower(_ point: SteepestPoint, value: Double) -> VolatilityGuess {
    let start = point.foot
    let black = NormalisedBlack(x: point.x, s: start)
    // exp(h^2/2) and exp(t^2/2) give every exponential of this region.
    let (wide, narrow) = (exp(0.5 * black.h * black.h), exp(0.5 * black.t * black.t))
    let inverseVega = squareRootOfTwoPi * wide * narrow
    let startValue = black.valueOverVega / inverseVega
    guard value < startValue else {
      let cubic = RationalCubic(
        x0: startValue, x1: point.value, y0: start, y1: point.s, slope0: inverseVega,
        slope1: squareRootOfTwoPi / point.maximum)
      return VolatilityGuess(s: cubic.value(at: value, secondAtEnd: 0), objective: .value)
    }
    return VolatilityGuess(
      s: wing(x: point.x, s: start, h: black.h, wide: wide, narrow: narrow)
        .inverse(value: value, end: startValue), objective: .logarithm)
  }

  /// The lower wing's function with two derivatives at the end of the region, by section 4.
  @inline(__always)
  private static func wing(
    x: Double, s: Double, h: Double, wide: Double, narrow: Double
  ) -> LowerWing {
    let z = -h / squareRootOfThree
    // N(-z) = phi(z) R(z), and phi(z)^3 = exp(-h^2/2) / (2 pi)^(3/2).
    let ratio = millsRatio(z)
    let scale = -x * (2 * Double.pi / (3 * squareRootOfThree))
    let cube = ratio * ratio * ratio / (wide * squareRootOfTwoPi * squareRootOfTwoPi)
    let squares = s * s
    let bend =
      8 * squareRootOfThree * s * -x + (3 * squares * (squares - 8) - 8 * x * x) * ratio
    let second =
      Double.pi / 6 * z * z / (squares * s) * ratio * bend * wide * narrow * narrow
      / squareRootOfTwoPi
    return LowerWing(
      scale: scale, x: x, value: scale * cube / squareRootOfTwoPi,
      slope: z * z * ratio * ratio * narrow, second: second)
  }

  /// The guess for a price above the steepest point's.
  @inline(__always)
  static func upper(_ point: SteepestPoint, value: Double, gap: Double) -> VolatilityGuess {
    let end = point.foot + squareRootOfTwoPi
    let black = NormalisedBlack(x: point.x, s: end)
    let inverseVega = squareRootOfTwoPi * exp(0.5 * (black.h * black.h + black.t * black.t))
    let endGap = black.gapOverVega / inverseVega
    guard gap < endGap else {
      let cubic = RationalCubic(
        x0: point.value, x1: point.maximum - endGap, y0: point.s, y1: end,
        slope0: squareRootOfTwoPi / point.maximum, slope1: inverseVega)
      return VolatilityGuess(
        s: cubic.value(at: value, secondAtStart: 0),
        objective: gap < 0.5 * point.maximum ? .gap : .value)
    }
    // In the gap the function runs from its value at `end` to zero, with slope one half there.
    let width = exp(0.5 * black.h * black.h)
    let cubic = RationalCubic(
      x0: 0, x1: endGap, y0: 0, y1: normalCDF(-black.t), slope0: 0.5, slope1: 0.5 * width)
    let second =
      0.5 * squareRootOfTwoPi * black.h * black.h / end * width * width
      * exp(0.5 * black.t * black.t)
    let tail = cubic.value(at: gap, secondAtEnd: second)
    return VolatilityGuess(
      s: tail < 0.5 ? 2 * normalTailQuantile(minusLogarithm: -log(tail)) : end, objective: .gap)
  }
}

/// The lower wing's function of s at the end of its region.
private struct LowerWing {
  let scale: Double
  let x: Double
  let value: Double
  let slope: Double
  let second: Double

  /// The total volatility whose function the interpolant gives for a price.
  @inline(__always)
  func inverse(value price: Double, end: Double) -> Double {
    let cubic = RationalCubic(x0: 0, x1: end, y0: 0, y1: value, slope0: 1, slope1: slope)
    let function = cubic.value(at: price, secondAtEnd: second)
    // N(z) is the cube root, taken in logarithms.
    let minusLogarithm = -log(max(function / scale, Double.leastNonzeroMagnitude)) * (1.0 / 3)
    return -x / (squareRootOfThree * normalTailQuantile(minusLogarithm: minusLogarithm))
  }
}

/// The z with 1 - N(z) = p from -ln p, for p up to one half, to 3e-5 of z + 0.3.
///
/// A guess needs no more. A quotient in r = sqrt(-2 ln p) fitted for this file on 1.177 to 40.
@inline(__always)
func normalTailQuantile(minusLogarithm: Double) -> Double {
  let r = (2 * minusLogarithm).squareRoot()
  let top =
    -2.722_710_142_672_117 + r
    * (-0.763_134_582_635_882 + r * (2.042_807_358_099_831 + r * 0.483_594_455_063_578))
  return max(top / (1 + r * (2.069_777_393_000_772 + r * 0.483_302_080_487_438)), 1e-3)
}
