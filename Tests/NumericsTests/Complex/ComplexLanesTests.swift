// The vector functions against libm, and complex algebra against its defining identities.

import Glibc
import Numerics
import TestKit
import Testing

@Suite("Complex lanes")
struct ComplexLanesTests {
  private func draws(_ count: Int, _ ranges: [Range<Double>], seed: UInt64) -> [FourReals] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      FourReals(
        random.double(in: ranges[0]), random.double(in: ranges[1]), random.double(in: ranges[2]),
        random.double(in: ranges[3]))
    }
  }

  @Test("exponential within 3e-16 of libm, and bounded below")
  func exponential() {
    for x in draws(20_000, [-700..<700, -1..<1, -40..<0, 0..<1e-3], seed: 1) {
      let value = fourExponentials(x)
      for lane in 0..<4 { #expect(abs(value[lane] / exp(x[lane]) - 1) <= 3e-16, "\(x[lane])") }
    }
    let deep = fourExponentials(FourReals(-1e300, -800, -708, 0))
    #expect(deep[0] == deep[2] && deep[1] == deep[2] && deep[2] < 1e-307 && deep[3] == 1)
  }

  @Test("sine and cosine within 5e-16 of libm in every quadrant")
  func trigonometry() {
    for x in draws(20_000, [-10..<10, -1000..<1000, -5e5..<5e5, -1e-3..<1e-3], seed: 2) {
      let (sine, cosine) = fourSinesAndCosines(x)
      for lane in 0..<4 {
        #expect(abs(sine[lane] - sin(x[lane])) <= 5e-16, "\(x[lane])")
        #expect(abs(cosine[lane] - cos(x[lane])) <= 5e-16, "\(x[lane])")
      }
    }
    let (sine, cosine) = fourSinesAndCosines(FourReals(0, -0.0, Double.pi / 2, Double.pi))
    #expect(sine[0] == 0 && cosine[0] == 1 && sine[2] == 1 && cosine[3] == -1)
  }

  @Test("logarithm of 1 + x within 5e-16, relative also for tiny x")
  func logarithm() {
    for x in draws(20_000, [-0.999..<1, 0..<1e6, -1e-4..<1e-4, -1e-12..<1e-12], seed: 3) {
      let value = fourLogarithmsOfOnePlus(x)
      for lane in 0..<4 {
        let expected = log1p(x[lane])
        #expect(abs(value[lane] - expected) <= 5e-16 * abs(expected), "\(x[lane])")
      }
    }
    #expect(fourLogarithmsOfOnePlus(.zero) == .zero)
  }

  @Test("angle within 5e-16 in every octant")
  func angle() {
    let wide = draws(20_000, [-1..<1, -1..<1, -1..<1, -1..<1], seed: 4)
    let other = draws(20_000, [-1..<1, -1e-9..<1e-9, -1e9..<1e9, -3..<3], seed: 5)
    for (y, x) in zip(wide, other) {
      let value = fourAngles(y: y, x: x)
      for lane in 0..<4 {
        #expect(abs(value[lane] - atan2(y[lane], x[lane])) <= 5e-16, "\(y[lane]) \(x[lane])")
      }
    }
    let axes = fourAngles(y: FourReals(0, 1, 0, -1), x: FourReals(1, 0, -1, 0))
    #expect(axes == FourReals(0, Double.pi / 2, Double.pi, -Double.pi / 2))
  }

  @Test("lanes agree with single numbers, and functions with their inverses")
  func algebra() {
    let reals = draws(200, [-2..<2, -2..<2, -2..<2, -2..<2], seed: 6)
    let parts = draws(200, [-2..<2, -2..<2, -2..<2, -2..<2], seed: 7)
    for (real, imaginary) in zip(reals, parts) {
      let z = ComplexLanes(real, imaginary)
      let right = ComplexLanes(real * real + 0.1, imaginary)
      let (root, inverse) = ComplexLanes.squareRoot(ofRightHalf: right)
      let logarithm = ComplexLanes.logarithmOfOnePlus(z)
      let back = ComplexLanes.exponential(logarithm)
      for lane in 0..<4 {
        let one = ComplexNumber(real[lane], imaginary[lane])
        let same = ComplexNumber.exponential(logarithmOfOnePlus(one))
        #expect((same - one - ComplexNumber(1, 0)).modulus <= 4e-15)
        #expect(abs(back.real[lane] - 1 - one.real) <= 4e-15)
        #expect(abs(back.imaginary[lane] - one.imaginary) <= 4e-15)
        let single = squareRoot(ComplexNumber(right.real[lane], right.imaginary[lane]))
        #expect(abs(root.real[lane] - single.real) <= 1e-15)
        #expect(abs(root.imaginary[lane] - single.imaginary) <= 1e-15)
        let product = root * inverse
        #expect(abs(product.real[lane] - 1) + abs(product.imaginary[lane]) <= 2e-15)
      }
    }
    let square = squareRoot(ComplexNumber(-4, 0))
    #expect(square == ComplexNumber(0, 2) && squareRoot(ComplexNumber(-4, -0.0)).real == 0)
    #expect(squareRoot(ComplexNumber.zero) == .zero)
  }
}
