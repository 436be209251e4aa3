// Dawson's integral and the imaginary error function against 40-digit values.

import Numerics
import TestKit
import Testing

@Suite("Dawson's integral")
struct DawsonTests {
  /// x, D(x) and erfi(x), computed with mpmath 1.4.1 at 40 digits.
  static let rows: [(Double, Double, Double)] = [
    (1.0e-8, 9.9999999999999993e-9, 1.1283791670955126e-8),
    (0.1, 0.099335992397852861, 0.11321517416959979),
    (0.9, 0.54072431872629868, 1.3715432015722875),
    (2.5, 0.22308372216743548, 130.39575501324693),
    (5.0, 0.10213407442427684, 8298273880.6768035),
    (6.4, 0.079115935911133732, 54880872608904297.0),
    (6.6, 0.076658970228914289, 7.1595491037404647e+17),
    (9.0, 0.055905046724350461, 9.5007766436659956e+33),
    (15.0, 0.033407906808639226, 1.9613845638673806e+96),
    (26.0, 0.019245024851840634, 8.3146371647309877e+291),
  ]

  @Test("agrees with 40-digit values", arguments: rows)
  func values(_ x: Double, _ integral: Double, _ error: Double) {
    #expect(relativeError(dawson(x), expected: integral) <= 2e-15)
    #expect(dawson(-x) == -dawson(x))
    // The exponential of x^2 = 676 is good to 676 halves of a unit.
    #expect(relativeError(imaginaryErrorFunction(x), expected: error) <= 1e-15 + 3e-16 * x * x)
    #expect(imaginaryErrorFunction(-x) == -imaginaryErrorFunction(x))
  }

  @Test("has its limits")
  func limits() {
    #expect(dawson(0) == 0 && imaginaryErrorFunction(0) == 0)
    #expect(dawson(.infinity) == 0 && dawson(1e200) == 0)
    #expect(dawson(.nan).isNaN)
    #expect(imaginaryErrorFunction(27) == .infinity)
  }
}
