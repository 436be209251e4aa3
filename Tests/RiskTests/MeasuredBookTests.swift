import MarketData
import Structures
import TestKit
import Testing

@testable import Risk

@Suite("A measured book")
struct MeasuredBookTests {
  /// Condors and calendars on two underlyings, some of which only wait for their fill.
  private func exposure(_ seed: UInt64) -> Exposure {
    var generator = SeededGenerator(seed: seed)
    func structure(_ id: Int) -> StructureRisk {
      let strike = 460 + 5 * generator.integer(in: 0...8)
      let days = generator.pick([9, 30, 44])
      var legs = [
        Fixture.leg(1, .put, strike - 5, days: days), Fixture.leg(-1, .put, strike, days: days),
        Fixture.leg(-1, .call, strike + 40, days: days),
        Fixture.leg(1, .call, strike + 50, days: days),
      ]
      if id % 3 == 0 {
        legs = [Fixture.leg(-1, .put, strike, days: days), Fixture.leg(1, .put, strike, days: 90)]
      }
      for index in legs.indices {
        legs[index].volatility = 0.1 + 0.01 * Double(generator.integer(in: 0...30))
      }
      var structure = Book.position(id, legs: legs, quantity: generator.integer(in: 1...9))
      structure.underlying = generator.pick(["SPX", "NDX"])
      structure.cluster = generator.pick([nil, "index"])
      structure.beta = structure.underlying == "SPX" ? 1 : 1.2
      structure.profit = generator.pick([nil, 0, -3_000])
      return structure
    }
    var exposure = Book.exposure()
    exposure.structures = (1...12).map { structure($0) }
    exposure.reservations = (13...15).map { structure($0) }
    return exposure
  }

  @Test("measures what the plain sums measure, to the last bit", arguments: 0..<40)
  func sameBits(_ seed: Int) {
    let exposure = exposure(UInt64(seed))
    let book = MeasuredBook(exposure)
    let plain = BookSummary(of: exposure.all)
    #expect(book.summary == plain && plain.isComplete)
    #expect(book.worstHeld == worstStress(of: exposure.structures))
    let limits = RiskLimits.standard
    #expect(
      readLimits(of: exposure, limits: limits, book: book)
        == readLimits(of: exposure, limits: limits))
    #expect(
      latchReasons(of: exposure, limits: limits, book: book)
        == latchReasons(of: exposure, limits: limits))
    #expect(book.faults == slowFaults(exposure.structures))
    let order = Book.order(legs: Fixture.vertical, quantity: 3)
    for state in [TradingState.active, .reducing] {
      #expect(
        judge(order, stage: .approve, exposure: exposure, limits: limits, state: state, book: book)
          == judge(order, stage: .approve, exposure: exposure, limits: limits, state: state))
    }
  }

  /// A grid a structure, a cell at a time.
  private func slowFaults(_ structures: [StructureRisk]) -> [StressFault] {
    structures.compactMap { structure in
      guard let maxLoss = structure.maxLoss, let profit = structure.profit,
        let worst = worstCell(stressGrid(of: [structure])), let stressed = worst.profit,
        profit + stressed < -(maxLoss + 0.01)
      else { return nil }
      return StressFault(
        position: structure.position, underlying: structure.underlying, cell: worst,
        profit: profit + stressed, maxLoss: maxLoss)
    }
  }

  @Test("takes the margin over only from a book of the same contracts and losses")
  func margins() {
    var exposure = exposure(3)
    let first = MeasuredBook(exposure)
    for index in exposure.structures.indices {
      for leg in exposure.structures[index].legs.indices {
        exposure.structures[index].legs[leg].volatility *= 1.1
      }
    }
    let second = MeasuredBook(exposure, after: first)
    #expect(second.summary == BookSummary(of: exposure.all))
    #expect(second.measures(exposure) && !first.measures(exposure))
    exposure.structures[4].maxLoss = 9_000
    exposure.structures[5].legs[0].count *= 2
    exposure.reservations.removeLast()
    #expect(
      MeasuredBook(exposure, after: second).summary.margin == marginRequirement(of: exposure.all))
  }

  @Test("what cannot be measured is unknown, and a trade on it too")
  func unknown() {
    var exposure = exposure(5)
    exposure.structures[2].legs[0].volatility = .nan
    exposure.structures[3].maxLoss = nil
    let book = MeasuredBook(exposure)
    #expect(book.summary == BookSummary(of: exposure.all))
    #expect(book.worstHeld == nil && book.summary.margin == nil)
    let order = Book.order()
    #expect(
      judge(
        order, stage: .fill, exposure: exposure, limits: .standard, state: .active, book: book)
        == judge(order, stage: .fill, exposure: exposure, limits: .standard, state: .active))
  }

  @Test("sensitivities that are known are forgotten with the legs they belong to")
  func known() {
    var structure = Book.position(1)
    structure.greeks = positionGreeks(of: structure.legs)
    let twice = structure.legs.map { $0.with(count: $0.count * 2) }
    structure.legs = twice
    #expect(structure.greeks == nil)
    structure.greeks = positionGreeks(of: twice)
    structure.lot = .shares(100, of: "SPX", at: 500, time: Book.now)
    #expect(structure.greeks == nil)
  }
}

extension Fixture {
  static let vertical = [leg(1, .put, 480), leg(-1, .put, 490)]
}
