// Gamma summed in registers against the sum price by price.

import Glibc
import Numerics
import TestKit
import Testing

@testable import Edges

@Suite("Gamma on a grid")
struct GammaGridTests {
  @Test("the sums are those of every price by itself")
  func sums() {
    var generator = SeededGenerator(seed: 19)
    var grid = GammaGrid()
    var plain = [Double](repeating: 0, count: GammaProfile.grid.count)
    var size = 0.0
    for number in 0..<400 {
      let width = exp(generator.double(in: -6..<0))
      let d1 = generator.double(in: -0.2..<0.2) / width
      let amount = number % 50 == 0 ? 0 : generator.double(in: -1e6..<1e6)
      grid.add(d1: d1, width: width, amount: amount)
      size += abs(amount)
      for (index, price) in GammaProfile.grid.enumerated() {
        let d = d1 + log(price) / width
        if abs(d) < 7 { plain[index] += amount * price * normalPDF(d) }
      }
    }
    #expect(grid.sums.count == plain.count)
    for (found, wanted) in zip(grid.sums, plain) { #expect(abs(found - wanted) < 1e-12 * size) }
    #expect(plain.contains { abs($0) > 1 })
    #expect(GammaGrid().sums.allSatisfy { $0 == 0 })
  }
}
