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

  @Test("the sign change nearest to the spot is that of all prices", arguments: 0..<40)
  func flips(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var grid = GammaGrid()
    // Few strikes, some far from the spot: sign changes near, far and nowhere.
    let reach = [0.005, 0.05, 0.15][seed % 3]
    for _ in 0..<(1 + seed % 5) {
      let width = exp(generator.double(in: -4.5 ..< -2))
      grid.add(
        d1: generator.double(in: -reach..<reach) / width, width: width,
        amount: generator.double(in: -1e6..<1e6))
    }
    let (prices, net) = (GammaProfile.grid, grid.sums)
    var nearest: Double?
    for index in 1..<net.count where (net[index] > 0) != (net[index - 1] > 0) {
      let share = net[index - 1] / (net[index - 1] - net[index])
      let price = prices[index - 1] + share * (prices[index] - prices[index - 1])
      if abs(price - 1) < abs((nearest ?? 9) - 1) { nearest = price }
    }
    #expect(grid.flip() == nearest)
  }
}
