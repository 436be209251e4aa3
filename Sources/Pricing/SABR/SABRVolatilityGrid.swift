// Hagan's volatility for a whole array of strikes of one expiry.
//
// Eight strikes at a time without a branch or a call: logarithm, exponential and square root are
// polynomials here. Within 1e-14 relative of the scalar formula; nothing is allocated, and a
// strike's value does not depend on its place in the array.

import Glibc
public import Numerics

extension SABRParameters {
  /// Fills the Hagan (2002) volatilities of many strikes.
  ///
  /// - Parameters:
  ///   - forward: The forward, above zero.
  ///   - years: Time to expiry, above zero.
  ///   - strikes: The strikes, each above zero.
  ///   - volatilities: Receives one volatility for each strike.
  /// - Throws: `ModelError` for a bad forward, time or strike, or when the arrays differ in length.
  public func fillVolatilities(
    forward: Double, years: Double, strikes: Span<Double>,
    into volatilities: inout MutableSpan<Double>
  ) throws(ModelError) {
    try requirePositive(forward, "forward")
    try requirePositive(years, "years")
    guard strikes.count == volatilities.count else {
      throw .unequalLengths(
        first: "strikes", count: strikes.count, second: "volatilities", other: volatilities.count)
    }
    for index in strikes.indices {
      try requirePositive(strikes[index], "strikes[\(index)]")
    }
    let kernel = SABRStrikeKernel(parameters: self, forward: forward, years: years)
    strikes.withUnsafeBufferPointer { source in
      volatilities.withUnsafeMutableBufferPointer { kernel.fill($0, at: source) }
    }
  }
}

/// The constants of one expiry and the kernel over eight strikes.
private struct SABRStrikeKernel {
  let forward: Double
  /// F^b.
  let forwardPower: Double
  /// b / 2 and b^2 / 24, for the powers of F K and the series of the leading term.
  let halfExponent: Double
  let series: Double
  /// The time correction is correction0 + correction1 x + correction2 x^2 with x = 1 / m.
  let correction0: Double
  let correction1: Double
  let correction2: Double
  let alpha: Double
  let rho: Double
  /// nu F^b / alpha.
  let reach: Double

  init(parameters: SABRParameters, forward: Double, years: Double) {
    let (alpha, beta) = (parameters.alpha, parameters.beta)
    let (rho, nu) = (parameters.rho, parameters.nu)
    let b = 1 - beta
    self.forward = forward
    self.alpha = alpha
    self.rho = rho
    forwardPower = b == 0 ? 1 : pow(forward, b)
    halfExponent = 0.5 * b
    series = b * b / 24
    correction0 = 1 + (2 - 3 * rho * rho) / 24 * nu * nu * years
    correction1 = 0.25 * rho * beta * nu * alpha * years
    correction2 = b * b / 24 * alpha * alpha * years
    reach = nu / alpha * forwardPower
  }

  /// Fills whole blocks of eight by vector loads and stores, and the rest padded to a block.
  ///
  /// Raw pointers because lane-wise access makes the compiler take the vectors apart, which costs
  /// half the speed (measured).
  func fill(_ target: UnsafeMutableBufferPointer<Double>, at source: UnsafeBufferPointer<Double>) {
    let size = MemoryLayout<Double>.stride
    let input = UnsafeRawBufferPointer(source)
    let output = UnsafeMutableRawBufferPointer(target)
    var index = 0
    while index + 8 <= source.count {
      let strikes = input.loadUnaligned(fromByteOffset: size * index, as: SIMD8<Double>.self)
      output.storeBytes(
        of: volatilities(strikes), toByteOffset: size * index, as: SIMD8<Double>.self)
      index += 8
    }
    guard index < source.count else { return }
    var strikes = SIMD8(repeating: source[index])
    for lane in 0..<source.count - index { strikes[lane] = source[index + lane] }
    let values = volatilities(strikes)
    for lane in 0..<source.count - index { target[index + lane] = values[lane] }
  }

  /// The volatilities of eight strikes, step by step as in `SABRStrikeTerms` and `HyperbolicRatio`.
  @inline(__always) func volatilities(_ strikes: SIMD8<Double>) -> SIMD8<Double> {
    let zero = SIMD8<Double>(repeating: 0)
    let share = 1 / strikes
    let relative = (forward - strikes) * share
    let quotient = 1 + relative
    // Near the money the difference keeps the digits, beyond it the quotient.
    let isNear = (relative .> -0.5) .& (relative .< 1)
    let ratio = (forward * share).replacing(with: quotient, where: isNear)
    let rest = zero.replacing(with: (relative - (quotient - 1)) * (2 - quotient), where: isNear)
    let log = logarithm(ratio, rest)
    let growth = exponential(-halfExponent * log)
    let inverse = 1 / (forwardPower * growth)
    let square = series * log * log
    let spread = 1 + square * (1 + square * 0.3)
    let z = reach * growth * log
    let isDown = z .< 0
    let a = z.replacing(with: -z, where: isDown)
    let r = (zero + rho).replacing(with: -rho, where: isDown)
    let gap = a - r
    let q = squareRoot(gap * gap + (1 - r) * (1 + r))
    let isBelow = gap .< 0
    let above = ((1 - r) + q + gap).replacing(with: 1 + q + r - gap, where: isBelow)
    let below = (1 - r).replacing(with: q - gap, where: isBelow)
    let u = a * above / ((1 + q) * below)
    let sum = 1 + u
    let lost = zero.replacing(with: (u - (sum - 1)) * (1 - u), where: u .< 0.5)
    let chi = logarithm(sum, lost)
    let isFlat = a .< 1e-9
    let distance = a.replacing(with: 1 - 0.5 * r * a, where: isFlat)
    let length = chi.replacing(with: 1, where: isFlat)
    let time = correction0 + inverse * (correction1 + inverse * correction2)
    return alpha * inverse * time * distance / (length * spread)
  }

  /// The natural logarithm of normal positive numbers, plus a small correction.
  ///
  /// x = 2^k m with m in [sqrt(1/2), sqrt 2); ln m from s = (m - 1)/(m + 1) by the minimax
  /// polynomial of fdlibm's `e_log.c` (Sun Microsystems 1993), error below one unit.
  @inline(__always) private func logarithm(_ x: SIMD8<Double>, _ rest: SIMD8<Double>) -> SIMD8<
    Double
  > {
    let low: UInt64 = 0x3FE6_A09E_667F_3BCD
    let shifted = bits(x) &+ (0x3FF0_0000_0000_0000 &- low)
    let mantissa = doubles((shifted & 0x000F_FFFF_FFFF_FFFF) &+ low)
    let exponent =
      doubles((shifted &>> 52) | 0x4330_0000_0000_0000) - 4_503_599_627_371_519
    let f = mantissa - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even =
      w
      * (3.999_999_999_940_941_908e-1
        + w * (2.222_219_843_214_978_396e-1 + w * 1.531_383_769_920_937_332e-1))
    let odd =
      z
      * (6.666_666_666_666_735_130e-1 + w
        * (2.857_142_874_366_239_149e-1
          + w * (1.818_357_216_161_805_012e-1 + w * 1.479_819_860_511_658_591e-1)))
    let half = 0.5 * f * f
    let tail = s * (half + even + odd) + (exponent * 1.908_214_929_270_587_70e-10 + rest)
    return exponent * 6.931_471_803_691_238_164_9e-1 - ((half - tail) - f)
  }

  /// e^x for moderate x: 2^k times a Taylor polynomial of degree 12 on [-ln2/2, ln2/2].
  @inline(__always) private func exponential(_ x: SIMD8<Double>) -> SIMD8<Double> {
    let magic = 6_755_399_441_055_744.0
    let shifted = x * 1.442_695_040_888_963_407_4 + magic
    let k = shifted - magic
    let r = (x - k * 6.931_471_803_691_238_164_9e-1) - k * 1.908_214_929_270_587_70e-10
    var p = SIMD8<Double>(repeating: 1 / 479_001_600.0)
    p = p * r + 1 / 39_916_800.0
    p = p * r + 1 / 3_628_800.0
    p = p * r + 1 / 362_880.0
    p = p * r + 1 / 40_320.0
    p = p * r + 1 / 5040.0
    p = p * r + 1 / 720.0
    p = p * r + 1 / 120.0
    p = p * r + 1 / 24.0
    p = p * r + 1 / 6.0
    p = p * r + 0.5
    p = p * r + 1
    p = p * r + 1
    return p * doubles((bits(shifted) &+ 1023) &<< 52)
  }

  /// The square root of normal positive numbers; that of the library is taken lane by lane.
  ///
  /// Newton's method for 1 / sqrt(x) from a guess by its bits (relative error 3e-2, 2e-3, 5e-6,
  /// 3e-11), then one step for the root itself, which squares the last error.
  @inline(__always) private func squareRoot(_ x: SIMD8<Double>) -> SIMD8<Double> {
    let half = 0.5 * x
    var y = doubles(0x5FE6_EB50_C7B5_37A9 &- (bits(x) &>> 1))
    y = y * (1.5 - half * y * y)
    y = y * (1.5 - half * y * y)
    y = y * (1.5 - half * y * y)
    let root = x * y
    return root + 0.5 * y * (x - root * root)
  }
}

/// The bit patterns of eight numbers.
@inline(__always) private func bits(_ x: SIMD8<Double>) -> SIMD8<UInt64> {
  withUnsafeBytes(of: x) { $0.load(as: SIMD8<UInt64>.self) }
}

/// The eight numbers of given bit patterns.
@inline(__always) private func doubles(_ x: SIMD8<UInt64>) -> SIMD8<Double> {
  withUnsafeBytes(of: x) { $0.load(as: SIMD8<Double>.self) }
}
