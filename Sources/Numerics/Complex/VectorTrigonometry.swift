// Exponential, sine, cosine, logarithm of 1 + x and angle for four numbers at once.
//
// They favour speed over the last digit: no branch, no table, products added with `a * b + c`, and
// everything inlined into the caller. Arguments are reduced as in every libm (Cody and Waite in two
// or three parts); the polynomials are minimax fits by the Remez exchange in 50 digits, made for
// this file, with a truncation error below 4e-18. Against libm: the exponential within 3e-16 and
// the logarithm within 5e-16 relative, sine, cosine and angle within 5e-16 absolute.

import Glibc

/// Four real numbers worked on together.
public typealias FourReals = SIMD4<Double>

/// The bits of four numbers.
public typealias FourBits = SIMD4<UInt64>

/// 1.5 x 2^52: adding it rounds to an integer, which then stands in the low bits.
@usableFromInline let integerShift = 6_755_399_441_055_744.0

/// The bits of four numbers.
@inlinable @inline(__always)
func bits(_ x: FourReals) -> FourBits {
  FourBits(x[0].bitPattern, x[1].bitPattern, x[2].bitPattern, x[3].bitPattern)
}

/// Four numbers from their bits.
@inlinable @inline(__always)
func reals(_ x: FourBits) -> FourReals {
  FourReals(
    Double(bitPattern: x[0]), Double(bitPattern: x[1]), Double(bitPattern: x[2]),
    Double(bitPattern: x[3]))
}

/// e to the power of each number.
///
/// - Parameter x: Numbers up to 709; below -708 the result is that of -708, which is 3e-308.
/// - Returns: The exponentials.
@inlinable @inline(__always)
public func fourExponentials(_ x: FourReals) -> FourReals {
  let bounded = x.replacing(with: -708, where: x .< -708)
  let shifted = bounded * 1.442_695_040_888_963_407_4 + integerShift
  let count = shifted - integerShift
  let rest = (bounded - count * 0.693_147_180_485_539_1) - count * 7.440_617_110_012_397e-11
  var sum = rest * 2.511_795_676_480_574_77e-8 + 2.763_141_332_107_757_06e-7
  sum = sum * rest + 2.755_721_599_856_555_97e-6
  sum = sum * rest + 2.480_148_959_209_531_17e-5
  sum = sum * rest + 1.984_126_991_772_439_57e-4
  sum = sum * rest + 1.388_888_894_732_950_07e-3
  sum = sum * rest + 8.333_333_333_307_045_22e-3
  sum = sum * rest + 4.166_666_666_651_432_79e-2
  sum = sum * rest + 0.166_666_666_666_666_990
  sum = sum * rest + 0.500_000_000_000_001_332
  let power = sum * (rest * rest) + rest + 1
  return reals(bits(power) &+ (bits(shifted) &<< 52))
}

/// Sine and cosine of each number.
///
/// - Parameter x: Angles in radians up to 1e6 in size.
/// - Returns: Sines and cosines.
@inlinable @inline(__always)
public func fourSinesAndCosines(_ x: FourReals) -> (sine: FourReals, cosine: FourReals) {
  let shifted = x * 0.636_619_772_367_581_343_08 + integerShift
  let count = shifted - integerShift
  let r =
    ((x - count * 1.570_796_326_734_125_6) - count * 6.077_100_506_303_966e-11)
    - count * 2.022_266_248_795_950_6e-21
  let z = r * r
  var odd = z * 1.589_666_675_235_747_38e-10 - 2.505_075_596_614_108_09e-8
  odd = odd * z + 2.755_731_367_870_016_87e-6
  odd = odd * z - 1.984_126_982_977_128_36e-4
  odd = odd * z + 8.333_333_333_322_369_77e-3
  odd = odd * z - 0.166_666_666_666_666_324
  let sine = r + r * (z * odd)
  var even = 2.087_572_164_416_750_49e-9 - z * 1.135_956_030_630_107_57e-11
  even = even * z - 2.755_731_434_082_473_73e-7
  even = even * z + 2.480_158_728_944_412_20e-5
  even = even * z - 1.388_888_888_887_406_62e-3
  even = even * z + 4.166_666_666_666_660_19e-2
  let cosine = (1 - 0.5 * z) + (z * z) * even
  // The quadrant stands in the two lowest bits: odd ones swap the pair, the upper half turns signs.
  let quadrant = bits(shifted)
  let swap = 0 &- (quadrant & 1)
  let (sineBits, cosineBits) = (bits(sine), bits(cosine))
  let difference = (sineBits ^ cosineBits) & swap
  let sineSign = (quadrant & 2) &<< 62
  let cosineSign = ((quadrant &+ 1) & 2) &<< 62
  return (reals(sineBits ^ difference ^ sineSign), reals(cosineBits ^ difference ^ cosineSign))
}

/// The natural logarithm of one plus each number, relative also where the number is small.
///
/// 1 + x is taken as 2^e m with m between sqrt(1/2) and sqrt(2), what was lost in rounding the sum
/// is added to m - 1, and ln m = 2 artanh((m - 1) / (m + 1)).
///
/// - Parameter x: Numbers above -1, so that 1 + x is a normal number.
/// - Returns: The logarithms.
@inlinable @inline(__always)
public func fourLogarithmsOfOnePlus(_ x: FourReals) -> FourReals {
  let whole = x + 1
  let lost = x - (whole - 1)
  let wholeBits = bits(whole)
  // Adding the distance of sqrt(1/2) from one carries into the exponent exactly where m would pass
  // sqrt(2).
  let carried = wholeBits &+ (0x3FF0_0000_0000_0000 &- 0x3FE6_A09E_667F_3BCD)
  let exponentBits = (carried &>> 52) &- 1023
  let m = reals(wholeBits &- (exponentBits &<< 52))
  let inverseScale = reals((1023 &- exponentBits) &<< 52)
  let exponent = reals(exponentBits &+ integerShift.bitPattern) - integerShift
  let s = ((m - 1) + lost * inverseScale) / (m + 1)
  let w = s * s
  var sum = w * 7.402_261_558_458_038_40e-2 + 7.656_619_315_670_175_34e-2
  sum = sum * w + 9.091_797_104_333_848_58e-2
  sum = sum * w + 0.111_110_990_180_233_099
  sum = sum * w + 0.142_857_143_736_132_924
  sum = sum * w + 0.199_999_999_996_974_265
  sum = sum * w + 0.333_333_333_333_336_868
  let twice = s + s
  return exponent * 0.693_147_180_485_539_1
    + (exponent * 7.440_617_110_012_397e-11 + (twice + twice * (w * sum)))
}

/// The angle of each point, from -pi to pi.
///
/// The smaller coordinate over the larger one, turned by pi/4 beyond tan(pi/8), leaves an argument
/// below 0.415.
///
/// - Parameters:
///   - y: Ordinates.
///   - x: Abscissae; not zero together with the ordinate.
/// - Returns: atan2(y, x).
@inlinable @inline(__always)
public func fourAngles(y: FourReals, x: FourReals) -> FourReals {
  let sign: UInt64 = 0x8000_0000_0000_0000
  let (xBits, yBits) = (bits(x), bits(y))
  let (width, height) = (reals(xBits & ~sign), reals(yBits & ~sign))
  let isSteep = height .> width
  let small = height.replacing(with: width, where: isSteep)
  let large = width.replacing(with: height, where: isSteep)
  let isTurned = small .> large * 0.414_213_562_373_095_05
  let top = small.replacing(with: small - large, where: isTurned)
  let bottom = large.replacing(with: large + small, where: isTurned)
  let t = top / bottom
  let z = t * t
  var sum = 3.806_504_283_978_690_70e-2 - z * 1.790_743_771_453_090_49e-2
  sum = sum * z - 5.039_334_389_903_844_80e-2
  sum = sum * z + 5.847_898_210_337_772_88e-2
  sum = sum * z - 6.663_105_573_205_173_33e-2
  sum = sum * z + 7.692_060_372_752_965_17e-2
  sum = sum * z - 9.090_897_767_747_548_04e-2
  sum = sum * z + 0.111_111_107_838_404_680
  sum = sum * z - 0.142_857_142_802_046_311
  sum = sum * z + 0.199_999_999_999_536_715
  sum = sum * z - 0.333_333_333_333_331_983
  let start = FourReals(repeating: 0).replacing(with: Double.pi / 4, where: isTurned)
  let acute = start + (t + t * (z * sum))
  let steep = acute.replacing(with: Double.pi / 2 - acute, where: isSteep)
  let upper = steep.replacing(with: Double.pi - steep, where: x .< 0)
  return reals(bits(upper) ^ (yBits & sign))
}
