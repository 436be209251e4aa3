import MarketData
import Pricing
import Structures
import TestKit
import Testing

@testable import Risk

@Suite("Revaluing a book")
struct RevaluationTests {
  /// A book of two underlyings, every leg with a volatility and a tenor of its own.
  private func book(_ seed: UInt64) -> [StructureRisk] {
    var generator = SeededGenerator(seed: seed)
    return (1...4).map { id in
      var legs: [ModelLeg] = []
      for _ in 0..<4 {
        legs.append(
          Fixture.leg(
            generator.pick([-2, -1, 1, 3]), generator.pick([OptionRight.call, .put]),
            440 + 5 * generator.integer(in: 0...24), days: generator.integer(in: 1...90),
            volatility: 0.02 + 0.01 * Double(generator.integer(in: 0...50)), rate: 0.02))
      }
      var structure = Book.position(id, legs: legs)
      structure.beta = generator.pick([-0.2, 0, 0.5, 1, 1.3])
      return structure
    }
  }

  /// The same by the scalar pricer, a leg and a move at a time.
  private func slowly(_ book: [StructureRisk], _ shock: MarketShock, years: Double) -> Double {
    book.reduce(0) { sum, structure in
      structure.legs.reduce(sum) { sum, leg in
        let forward = leg.forward * max(1 + structure.beta * shock.move, 0.01)
        let left = leg.years - years
        let units = Double(leg.count * leg.multiplier)
        if left <= 0 {
          let worth = leg.right == .call ? forward - leg.strike : leg.strike - forward
          return sum + units * (leg.discount * max(worth, 0) - leg.value)
        }
        let scale = min((30 / (left * 365)).squareRoot(), 1.5)
        let volatility = max(leg.volatility + shock.points / 100 * scale, min(0.03, leg.volatility))
        let value = black76Price(
          leg.right, forward: forward, strike: leg.strike, years: left, volatility: volatility,
          discount: leg.discount)
        return sum + units * (value - leg.value)
      }
    }
  }

  @Test("equals the scalar pricer leg by leg", arguments: 0..<20)
  func twin(_ seed: Int) {
    let book = book(UInt64(seed))
    var shocks = gridShocks
    shocks += [
      MarketShock(move: -0.6, points: 55), MarketShock(move: 0.4, points: -30),
      MarketShock(move: -0.999, points: 0),
    ]
    for years in [0, 1.0 / 365, 5.0 / 365, 40.0 / 365] {
      let fast = BookRevaluation(book).profits(ShockColumns(shocks), after: years)
      for (shock, profit) in zip(shocks, fast) {
        let slow = slowly(book, shock, years: years)
        #expect(abs(profit - slow) < 1e-6, "\(shock) after \(years): \(profit), slowly \(slow)")
      }
    }
  }

  @Test("a leg that cannot be priced leaves every profit unknown")
  func unknown() {
    var book = book(3)
    book[1].legs[0].volatility = .nan
    let profits = BookRevaluation(book).profits(ShockColumns(gridShocks))
    #expect(profits.count == 28 && !profits.contains { !$0.isNaN })
    #expect(sessionProfits(of: book, under: gridShocks).isEmpty)
    #expect(bookTail(of: book, under: gridShocks) == nil)
  }

  @Test("past moves need four sound numbers in a row")
  func shocks() {
    let closes = [100.0, 110, 99, 99, 0, 100]
    let points: [Double?] = [20, 15, nil, 30, 31, 32]
    let found = marketShocks(closes: closes, points: points)
    #expect(found.count == 1)
    #expect(abs((found.first?.move ?? 0) - 0.1) < 1e-12 && found.first?.points == -5)
    #expect(marketShocks(closes: [1, 2], points: [1]).isEmpty)
  }

  @Test("the tail of a book is that of its revalued days")
  func tail() throws {
    let shocks: [MarketShock] = (0..<250).map { day -> MarketShock in
      let step = Double(day % 9 - 4)
      return MarketShock(move: 0.01 * step, points: -1.5 * step)
    }
    let book = [Book.position(1)]
    let found = try #require(bookTail(of: book, under: shocks))
    let slow = shocks.map { slowly(book, $0, years: 1.0 / 252) }
    let truth = try #require(TailRisk(slow))
    let var95 = found.historical(tail: 0.05).valueAtRisk
    let direct = truth.historical(tail: 0.05).valueAtRisk
    #expect(abs(var95 - direct) < 1e-6)
    #expect(found.count == 250 && !found.isLowSample)
    #expect(found.historical(tail: 0.05).valueAtRisk > 0)
  }
}
