// Student's distribution function and the incomplete beta function against 30-digit values.

import Glibc
import Numerics
import TestKit
import Testing

@Suite("Student's t")
struct StudentTTests {
  /// Computed with mpmath at 30 digits: t, degrees of freedom, P(T <= t).
  private static let rows: [[Double]] = [
    [-1, 1, 0.25], [-2, 3, 0.069662984279421588424], [0, 5, 0.5],
    [1.5, 2.5, 0.87608177345685186944], [-8, 4, 0.00066194845460858393166],
    [-0.01, 7, 0.49615015882181088546], [-30, 6.6, 1.3212617943260274877e-8],
    [2, 500, 0.97697965861548427855], [-4, 120, 0.00005497192131210826907],
    [-1e-6, 9, 0.4999996119650911284],
  ]

  @Test("matches 30-digit values", arguments: rows)
  func matches(row: [Double]) {
    #expect(relativeError(studentTCDF(row[0], degrees: row[1]), expected: row[2]) < 1e-13)
  }

  @Test("is symmetric, and normal for many degrees of freedom")
  func symmetry() {
    for t in stride(from: 0.0, to: 6, by: 0.37) {
      let both = studentTCDF(t, degrees: 4.5) + studentTCDF(-t, degrees: 4.5)
      #expect(abs(both - 1) < 1e-15)
      #expect(abs(studentTCDF(t, degrees: 1e6) - normalCDF(t)) < 1e-6)
    }
    #expect(studentTCDF(-.infinity, degrees: 3) == 0 && studentTCDF(.infinity, degrees: 3) == 1)
    #expect(studentTCDF(.nan, degrees: 3).isNaN)
  }

  @Test("the incomplete beta function has its closed forms")
  func beta() {
    for x in [0.01, 0.3, 0.77] {
      #expect(relativeError(incompleteBeta(x, complement: 1 - x, a: 1, b: 1), expected: x) < 1e-14)
      #expect(
        relativeError(incompleteBeta(x, complement: 1 - x, a: 3, b: 1), expected: x * x * x) < 1e-13
      )
      let arcsine = 2 / Double.pi * asin(x.squareRoot())
      #expect(
        relativeError(incompleteBeta(x, complement: 1 - x, a: 0.5, b: 0.5), expected: arcsine)
          < 1e-13)
    }
    #expect(incompleteBeta(0, complement: 1, a: 2, b: 3) == 0)
    #expect(incompleteBeta(1, complement: 0, a: 2, b: 3) == 1)
    #expect(incompleteBeta(0.5, complement: 0.5, a: 0, b: 3).isNaN)
  }
}
