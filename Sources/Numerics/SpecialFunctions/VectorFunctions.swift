// Exponential, logarithm of a quotient and Mills ratio for several numbers at once.
//
// They favour speed over the last digit: polynomials without branches or tables, so that grids and
// simulations run in vector registers. Even and odd powers form two chains, for the depth of a
// chain and not the count of operations bounds the speed. Products are added with `a * b + c`: a
// fused operation would be a library call on processors without it. Every function is inlined
// into its caller, for a vector passed across a call travels through memory. The polynomials are
// minimax fits by the Remez exchange in 40 digits, made for this file.

/// The numbers worked on together.
public typealias Lanes = SIMD8<Double>

/// The bits of the numbers worked on together.
public typealias LaneBits = SIMD8<UInt64>

/// 1.5 x 2^52: adding it rounds to an integer, which then stands in the low bits.
@inlinable var roundingShift: Double { 6_755_399_441_055_744 }

/// The bit patterns of numbers; it compiles to nothing.
@inlinable @inline(__always)
func laneBits(_ x: Lanes) -> LaneBits {
  LaneBits(
    x[0].bitPattern, x[1].bitPattern, x[2].bitPattern, x[3].bitPattern, x[4].bitPattern,
    x[5].bitPattern, x[6].bitPattern, x[7].bitPattern)
}

/// The numbers of bit patterns; it compiles to nothing.
@inlinable @inline(__always)
func lanes(_ bits: LaneBits) -> Lanes {
  Lanes(
    Double(bitPattern: bits[0]), Double(bitPattern: bits[1]), Double(bitPattern: bits[2]),
    Double(bitPattern: bits[3]), Double(bitPattern: bits[4]), Double(bitPattern: bits[5]),
    Double(bitPattern: bits[6]), Double(bitPattern: bits[7]))
}

/// e to the power of each number.
///
/// Accuracy: 3e-16 relative from -708 to 709; beyond, the result is that of the bound.
///
/// - Parameter x: Numbers.
/// - Returns: The exponentials.
@inlinable @inline(__always)
public func vectorExponential(_ x: Lanes) -> Lanes {
  let above = x.replacing(with: -708, where: x .< -708)
  let bounded = above.replacing(with: 709, where: above .> 709)
  let shifted = bounded * 1.442_695_040_888_963_407_4 + roundingShift
  let count = shifted - roundingShift
  let r = (bounded - count * 0.693_147_180_369_123_816_49) - count * 1.908_214_929_270_587_7e-10
  let y = r * r
  var odd = y * 2.499_426_624_561_145_1e-8 + 2.755_762_272_228_462_4e-6
  var even = y * 2.763_230_810_330_666_8e-7 + 2.480_148_648_132_715_5e-5
  odd = odd * y + 1.984_126_943_237_219_96e-4
  even = even * y + 1.388_888_895_126_156_27e-3
  odd = odd * y + 8.333_333_333_559_475_06e-3
  even = even * y + 4.166_666_666_649_262_49e-2
  odd = odd * y + 0.166_666_666_666_661_681
  even = even * y + 0.500_000_000_000_001_770
  // 1 + r + r^2 (even + r odd), the small part first.
  let sum = (y * (even + r * odd) + r) + 1
  let exponent = laneBits(shifted) &<< 52
  return lanes(laneBits(sum) &+ exponent)
}

/// The natural logarithm of each quotient of two positive normal numbers.
///
/// With mantissas a and b, ln(a/b) = 2 artanh((a - b) / (a + b)). Where the quotient lies between
/// one half and two the numbers themselves serve as mantissas: their difference is exact there, so
/// the logarithm keeps its relative digits around one.
/// Accuracy: 3e-16, relative between one half and two, absolute beyond.
///
/// - Parameters:
///   - numerator: Normal numbers above zero.
///   - denominator: Normal numbers above zero.
/// - Returns: ln(numerator / denominator).
@inlinable @inline(__always)
public func vectorLogarithm(of numerator: Lanes, over denominator: Lanes) -> Lanes {
  // Between one half and two the artanh of the numbers themselves is within its range.
  let (rise, total) = (numerator - denominator, numerator + denominator)
  let size = rise.replacing(with: -rise, where: rise .< 0)
  let excess = 3 * size - total
  let four = excess.lowHalf.replacing(
    with: excess.highHalf, where: excess.highHalf .> excess.lowHalf)
  let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
  if two[0] < 0, two[1] < 0 { return vectorInverseTangent(rise / total) }
  let upper = laneBits(numerator)
  let lower = laneBits(denominator)
  let mantissa: UInt64 = 0x000F_FFFF_FFFF_FFFF
  let one: UInt64 = 0x3FF0_0000_0000_0000
  let a = lanes((upper & mantissa) | one)
  let b = lanes((lower & mantissa) | one)
  let difference = (upper &>> 52) &- (lower &>> 52) &+ roundingShift.bitPattern
  let isNear = excess .< 0
  let exponent = (lanes(difference) - roundingShift).replacing(with: 0, where: isNear)
  let s =
    (a - b).replacing(with: rise, where: isNear)
    / (a + b).replacing(with: total, where: isNear)
  return exponent * 0.693_147_180_369_123_816_49
    + (exponent * 1.908_214_929_270_587_7e-10 + vectorInverseTangent(s))
}

/// The natural logarithm of each positive normal number, to 3e-16 relative.
///
/// - Parameter x: Normal numbers above zero.
/// - Returns: The logarithms.
@inlinable @inline(__always)
public func vectorLogarithm(_ x: Lanes) -> Lanes {
  vectorLogarithm(of: x, over: Lanes(repeating: 1))
}

/// Twice the inverse hyperbolic tangent of each number up to a third.
@inlinable @inline(__always)
func vectorInverseTangent(_ s: Lanes) -> Lanes {
  let w = s * s
  let y = w * w
  var odd = y * 8.898_961_779_015_012_5e-2 + 6.796_538_711_976_382_5e-2
  var even = y * 4.936_122_910_447_789_4e-2 + 7.681_739_051_923_979_4e-2
  odd = odd * y + 9.091_436_355_332_772_9e-2
  even = even * y + 0.111_110_951_836_998_163
  odd = odd * y + 0.142_857_145_611_340_777
  even = even * y + 0.199_999_999_975_867_458
  odd = odd * y + 0.333_333_333_333_415_231
  let twice = s + s
  return twice + twice * (w * odd + y * even)
}

/// The numerator and denominator of the Mills ratio of each number.
///
/// Kept apart so that two ratios can share one division. Accuracy: 1.8e-15 relative.
///
/// - Parameter x: Numbers from zero to 1e15.
/// - Returns: Two polynomials whose quotient is the ratio.
@inlinable @inline(__always)
public func vectorMillsRatio(_ x: Lanes) -> (numerator: Lanes, denominator: Lanes) {
  let y = x * x
  var topOdd = y * 4.076_272_325_336_091_36e-6 + 1.385_849_118_467_912_97e-3
  var topEven = y * 1.073_306_241_286_267_88e-4 + 1.134_819_844_516_625_84e-2
  var bottomEven = y * 4.076_272_325_336_098_37e-6 + 1.389_925_390_797_929_23e-3
  var bottomOdd = y * 1.073_306_241_286_136_54e-4 + 1.145_552_906_862_741_77e-2
  topOdd = topOdd * y + 6.443_705_503_271_920_65e-2
  topEven = topEven * y + 0.262_143_587_482_167_052
  bottomEven = bottomEven * y + 6.581_475_165_663_698_40e-2
  bottomOdd = bottomOdd * y + 0.273_277_122_387_213_929
  topOdd = topOdd * y + 0.763_950_769_988_738_802
  topEven = topEven * y + 1.543_570_356_027_448_53
  bottomEven = bottomEven * y + 0.825_656_959_600_671_386
  bottomOdd = bottomOdd * y + 1.784_089_325_545_263_85
  topOdd = topOdd * y + 1.980_163_910_132_620_20
  topEven = topEven * y + 1.253_314_137_315_500_90
  bottomEven = bottomEven * y + 2.628_822_225_672_997_39
  bottomOdd = bottomOdd * y + 2.377_826_772_556_765_45
  bottomEven = bottomEven * y + 1
  return (topEven + x * topOdd, bottomEven + x * bottomOdd)
}
