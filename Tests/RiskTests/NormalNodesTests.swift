// The table of the normal distribution against the error function, and legs priced once.

import MarketData
import Numerics
import Structures
import TestKit
import Testing

@testable import Risk

@Suite("Cells priced from a table")
struct NormalNodesTests {
  @Test("agrees with the error function to a few units of the fifteenth digit")
  func accuracy() {
    var generator = SeededGenerator(seed: 5)
    var worst = 0.0
    for _ in 0..<5_000 {
      var x = Lanes()
      for lane in 0..<Lanes.scalarCount { x[lane] = generator.double(in: -9.5..<9.5) }
      let found = NormalNodes.standard.distribution(x)
      for lane in 0..<Lanes.scalarCount {
        worst = max(worst, abs(found[lane] - normalCDF(x[lane])))
      }
    }
    #expect(worst < 2e-15, "misses by \(worst)")
  }

  @Test("ends at zero and one, and reads nothing beyond the table")
  func ends() {
    let infinity = Double.infinity
    let found = NormalNodes.standard.distribution(
      Lanes(-infinity, infinity, .nan, -40, 40, 1e300, -1e300, 0))
    #expect(found[1] == 1 && found[4] == 1 && found[5] == 1 && found[7] == 0.5)
    for lane in [0, 2, 3, 6] { #expect(found[lane] >= 0 && found[lane] < 1e-18) }
  }

  @Test("a contract that structures share is priced once, to the bits of a book that shares none")
  func sharing() {
    let structures = (1...6).map { Book.position($0) }
    var cells = PricedCells(capacity: 24)
    var (shared, alone) = (BookGrid(), BookGrid())
    for structure in structures {
      #expect(shared.add(structure, sharing: &cells) == alone.add(structure))
    }
    #expect(shared.profits == alone.profits)
    #expect(cells.gains.count == structures[0].legs.count * stressShocks.count)
    #expect(shared.profits == BookRevaluation(structures).profits(gridColumns))
  }

  @Test("more legs than there was room for are priced all the same")
  func crowded() {
    var cells = PricedCells(capacity: 1)
    var (crowded, roomy) = (BookGrid(), BookGrid())
    for strike in 0..<40 {
      let structure = Book.position(
        strike, legs: [Fixture.leg(1, .put, 400 + 2 * strike), Fixture.leg(-1, .call, 500)])
      #expect(crowded.add(structure, sharing: &cells) == roomy.add(structure))
    }
    #expect(crowded.profits == roomy.profits)
  }
}
