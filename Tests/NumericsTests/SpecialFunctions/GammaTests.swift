// The gamma function's logarithm and derivatives against 40-digit values.

import Numerics
import TestKit
import Testing

private struct GammaRow: Sendable {
  var x: Double
  var logGamma: Double
  var digamma: Double
  var trigamma: Double

  init(_ x: Double, _ logGamma: Double, _ digamma: Double, _ trigamma: Double) {
    self.x = x
    self.logGamma = logGamma
    self.digamma = digamma
    self.trigamma = trigamma
  }
}

/// Computed with mpmath at 40 digits.
private let rows: [GammaRow] = [
  .init(0.001, 6.9071788853838536617, -1000.5755719318102797, 1000001.6425331958273),
  .init(0.1, 2.252712651734205902, -10.423754940411076232, 101.4332991507927477),
  .init(0.5, 0.57236494292470008707, -1.9635100260214234794, 4.9348022005446793094),
  .init(1, 0.0, -0.57721566490153286061, 1.6449340668482264365),
  .init(
    1.4616321449683623, -0.1214862905358496081, -9.2412655217294275168e-17, 0.967672245447621255),
  .init(2, 0.0, 0.42278433509846713939, 0.64493406684822643647),
  .init(3.3, 0.98709857789473440406, 1.0348224890596216863, 0.35350154184106183225),
  .init(7.7, 7.9265413562690047789, 1.9748820949131018437, 0.13866710857111123377),
  .init(10, 12.801827480081469611, 2.2517525890667211076, 0.10516633568168574612),
  .init(25, 54.78472939811231919, 3.1987425128519740085, 0.040810663257225579187),
  .init(1000.5, 5908.6741758486774887, 6.9077553206487964271, 0.00099999991666669583331),
  .init(1e6, 12815504.56914761166, 13.815510057964190771, 1.0000005000001666667e-6),
]

@Suite("Gamma function")
struct GammaTests {
  @Test("matches 40-digit values", arguments: rows)
  private func matches(_ row: GammaRow) {
    #expect(abs(logGamma(row.x) - row.logGamma) <= 1e-15 * max(1, abs(row.logGamma)))
    #expect(abs(digamma(row.x) - row.digamma) <= 1e-15 * max(1, abs(row.digamma)))
    #expect(relativeError(trigamma(row.x), expected: row.trigamma) <= 1e-15)
  }

  @Test("derivatives are those of the function before them")
  func differences() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<200 {
      let x = generator.double(in: 0.2..<40)
      let h = 1e-4 * x
      let slope = (logGamma(x + h) - logGamma(x - h)) / (2 * h)
      #expect(abs(slope - digamma(x)) < 1e-7 * max(1, abs(slope)))
      let bend = (digamma(x + h) - digamma(x - h)) / (2 * h)
      #expect(abs(bend - trigamma(x)) < 1e-6 * bend)
    }
  }

  @Test("has no value at a pole")
  func poles() {
    #expect(digamma(0).isNaN && digamma(-1).isNaN && digamma(.nan).isNaN)
    #expect(trigamma(0).isNaN && trigamma(-0.5).isNaN)
    #expect(digamma(.infinity) == .infinity && trigamma(.infinity) == 0)
  }
}
