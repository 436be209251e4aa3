// The transform against the sum that defines it, and against itself.

import Glibc
import Numerics
import TestKit
import Testing

@Suite("Fourier transform")
struct FourierTransformTests {
  private func random(_ count: Int, seed: UInt64) -> ComplexSeries {
    var generator = SeededGenerator(seed: seed)
    return ComplexSeries(
      real: (0..<count).map { _ in generator.double(in: -1..<1) },
      imaginary: (0..<count).map { _ in generator.double(in: -1..<1) })
  }

  @Test(
    "is the defining sum", arguments: [1, 2, 3, 4, 5, 7, 8, 12, 16, 21, 31, 64, 97, 100, 128, 252])
  func naive(count: Int) {
    let x = random(count, seed: UInt64(count))
    let fast = fourierTransform(x)
    for k in 0..<count {
      var (re, im) = (0.0, 0.0)
      for t in 0..<count {
        let angle = -2 * Double.pi * Double(k * t % count) / Double(count)
        re += x.real[t] * cos(angle) - x.imaginary[t] * sin(angle)
        im += x.real[t] * sin(angle) + x.imaginary[t] * cos(angle)
      }
      let bound = 2e-15 * Double(count)
      #expect(abs(fast.real[k] - re) < bound && abs(fast.imaginary[k] - im) < bound, "\(k)")
    }
  }

  @Test("goes back, and keeps the sum of squares", arguments: [6, 1_000, 1_024, 5_003])
  func roundTrip(count: Int) {
    let x = random(count, seed: 77)
    let transform = fourierTransform(x)
    let back = inverseFourierTransform(transform)
    var (before, after) = (0.0, 0.0)
    for t in 0..<count {
      #expect(abs(back.real[t] - x.real[t]) < 1e-13)
      #expect(abs(back.imaginary[t] - x.imaginary[t]) < 1e-13)
      before += x.power(t)
      after += transform.power(t)
    }
    #expect(relativeError(after / Double(count), expected: before) < 1e-13)
  }

  @Test("an empty series and a missing imaginary part are taken as they are")
  func small() {
    #expect(fourierTransform(ComplexSeries(real: [])).count == 0)
    #expect(inverseFourierTransform(ComplexSeries(real: [])).count == 0)
    #expect(fourierTransform(ComplexSeries(real: [3])) == ComplexSeries(real: [3]))
    #expect(ComplexSeries(real: [1, 2], imaginary: [5]).imaginary == [5, 0])
  }
}
