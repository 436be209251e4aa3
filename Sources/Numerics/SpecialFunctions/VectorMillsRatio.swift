// The Mills ratio of several numbers at once, to the last digits.

/// The numerator and denominator of the Mills ratio of each number, as `millsRatio`.
///
/// One degree more than `vectorMillsRatio`, for solvers whose answer keeps the digits. Accuracy:
/// 2.3e-17 relative by construction.
///
/// - Parameter x: Numbers from zero to 1e13.
/// - Returns: Two polynomials whose quotient is the ratio.
@inlinable @inline(__always)
public func fineVectorMillsRatio(_ x: Lanes) -> (numerator: Lanes, denominator: Lanes) {
  let y = x * x
  var topEven = y * 7.653_880_475_637_169_218_79e-7 + 0.000_335_505_812_253_314_864_777
  var topOdd = y * 0.000_022_802_573_870_980_421_673_6 + 0.003_164_795_742_942_161_468_03
  var bottomEven = y * 0.000_022_802_573_870_980_453_889_6 + 0.003_187_598_316_816_541_242_79
  var bottomOdd = y * 7.653_880_475_637_169_135_25e-7 + 0.000_336_271_200_300_861_541_070
  topEven = topEven * y + 0.021_023_179_609_940_731_938_3
  topOdd = topOdd * y + 0.102_295_160_458_289_412_395
  bottomEven = bottomEven * y + 0.105_414_351_075_315_566_816
  bottomOdd = bottomOdd * y + 0.021_357_154_645_748_597_876_7
  topEven = topEven * y + 0.368_570_947_995_078_014_520
  topOdd = topOdd * y + 0.971_738_981_354_875_216_732
  bottomEven = bottomEven * y + 1.067_932_602_638_833_557_42
  bottomOdd = bottomOdd * y + 0.388_930_768_956_706_539_338
  topEven = topEven * y + 1.801_186_368_273_368_218_87
  topOdd = topOdd * y + 2.137_264_356_191_474_488_83
  bottomEven = bottomEven * y + 2.934_383_314_669_456_010_71
  bottomOdd = bottomOdd * y + 2.131_008_796_392_086_408_26
  topEven = topEven * y + 1.253_314_137_315_500_247_29
  bottomEven = bottomEven * y + 1
  bottomOdd = bottomOdd * y + 2.503_174_792_962_318_308_42
  return (topEven + x * topOdd, bottomEven + x * bottomOdd)
}
