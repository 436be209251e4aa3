// The guarded Newton method finds falling roots and always ends.

import Glibc
import Numerics
import Testing

@Suite("Bracketed Newton")
struct BracketedNewtonTests {
  @Test("finds a root in few steps")
  func smooth() {
    var evaluations = 0
    let root = bracketedNewton(low: 0, high: 3, start: 2, tolerance: 1e-9) { x in
      evaluations += 1
      return (cos(x), -sin(x))
    }
    #expect(abs(root - 0.5 * Double.pi) <= 1e-15)
    #expect(evaluations <= 6)
  }

  @Test("halves where the slope is wrong, zero or not a number", arguments: [1, 0, .nan])
  func wrongSlope(_ slope: Double) {
    var evaluations = 0
    let root = bracketedNewton(low: -1, high: 2, start: 5, tolerance: 1e-9) { x in
      evaluations += 1
      return (0.3 - x, slope)
    }
    #expect(abs(root - 0.3) <= 1e-15 && evaluations <= 60)
  }

  @Test("survives a slope that throws it out")
  func flat() {
    // Newton on arctan from afar leaves every bracket.
    let root = bracketedNewton(low: -1e6, high: 2e6, start: 1e6, tolerance: 1e-9) { x in
      (-atan(x - 7), -1 / (1 + (x - 7) * (x - 7)))
    }
    #expect(abs(root - 7) <= 1e-12)
  }

  @Test("ends when there is no root")
  func none() {
    var evaluations = 0
    let end = bracketedNewton(low: 0, high: 1, start: 0.5, tolerance: 1e-9) { _ in
      evaluations += 1
      return (1, -1e-3)
    }
    #expect(evaluations <= 120 && end <= 1 && end > 0.999)
  }
}
