// The normal distribution against printed values, tails included.

import Numerics
import TestKit
import Testing

@Suite("Normal distribution")
struct NormalDistributionTests {
  /// Values of N(x) to 17 digits, computed with mpmath at 40 digits.
  static let values: [(x: Double, probability: Double)] = [
    (0, 0.5), (1, 0.841_344_746_068_542_9), (-1, 0.158_655_253_931_457_05),
    (-5, 2.866_515_718_791_939_1e-7), (-10, 7.619_853_024_160_526_1e-24),
    (-20, 2.753_624_118_606_233_7e-89), (-37, 5.725_571_222_524_576_8e-300),
  ]

  @Test("keeps relative digits in both tails", arguments: values)
  func keepsRelativeDigits(_ row: (x: Double, probability: Double)) {
    #expect(relativeError(normalCDF(row.x), expected: row.probability) < 2e-13)
  }

  @Test("has its density as the slope")
  func densityIsTheSlope() {
    for x in stride(from: -6.0, through: 6.0, by: 0.37) {
      let step = 1e-5
      let slope = (normalCDF(x + step) - normalCDF(x - step)) / (2 * step)
      #expect(abs(slope - normalPDF(x)) < 1e-9)
    }
  }
}
