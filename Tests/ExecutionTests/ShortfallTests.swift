// Implementation shortfall by hand, and its parts against the paper book to the last unit.

import Execution
import MarketData
import TestKit
import Testing

@Suite("Implementation shortfall")
struct ShortfallTests {
  private func money(_ units: Int64) -> Money { Money(units: units) }

  /// A short vertical: decided at a mid of 6.05, sent at 6.00, filled two of three at 17.40 - 12.00
  /// while the mids were 17.65 and 11.70; the last mid is 6.50.
  @Test("a credit that was filled in part, by hand")
  func vertical() {
    let order = ExecutedOrder(
      quantity: 3, filled: 2, multiplier: 100, decision: money(60_500), arrival: money(60_000),
      last: money(65_000),
      legs: [
        ExecutedLeg(
          contracts: 2, multiplier: 100, price: money(120_000), mid: money(117_000),
          worst: money(121_000), fee: money(13_000)),
        ExecutedLeg(
          contracts: -2, multiplier: 100, price: money(174_000), mid: money(176_500),
          worst: money(173_000), fee: money(13_000)),
      ])
    let parts = shortfall(of: order)
    #expect(parts.delay == Money(wholeDollars: 10))  // 0.05 x 200
    #expect(parts.impact == Money(wholeDollars: 10))  // 6.00 - 5.95, x 200
    #expect(parts.spread == Money(wholeDollars: 110))  // 5.95 - 5.40, x 200
    #expect(parts.opportunity == Money(wholeDollars: -45))  // 6.05 - 6.50, x 100: it became dearer
    #expect(parts.fees == money(26_000))
    #expect(parts.total == money(876_000))
    #expect(parts.isArrivalKnown)
    // 0.55 of 5.95.
    #expect(abs((slippage(of: order) ?? 0) - 0.55 / 5.95) < 1e-12)
  }

  @Test("nothing filled is opportunity alone, and unknown without a last mid")
  func unfilled() {
    var order = ExecutedOrder(
      quantity: 2, filled: 0, multiplier: 100, decision: money(-30_000), arrival: nil,
      last: money(-35_000), legs: [])
    // A debit of 3.00 that would be 3.50 now was missed.
    #expect(shortfall(of: order).total == Money(wholeDollars: 100))
    #expect(shortfall(of: order).opportunity == Money(wholeDollars: 100))
    #expect(!shortfall(of: order).isArrivalKnown && slippage(of: order) == nil)
    order.last = nil
    #expect(shortfall(of: order).opportunity == nil && shortfall(of: order).total == .zero)
  }

  /// What the paper book and the real book are worth at the last mids, counted apart.
  @Test("the parts are what the paper book is worth more, to the last unit")
  func parts() {
    var generator = SeededGenerator(seed: 9)
    func price() -> Money { money(Int64(generator.integer(in: 1...400_000))) }
    func net() -> Money { money(Int64(generator.integer(in: -90_000...90_000))) }
    for _ in 0..<2_000 {
      let ratios = [1, -1, -2, 1].prefix(generator.integer(in: 1...4))
      let fills = (0..<generator.integer(in: 0...3)).map { _ in generator.integer(in: 1...9) }
      let filled = fills.reduce(0, +)
      var legs: [ExecutedLeg] = []
      for packages in fills {
        for ratio in ratios {
          legs.append(
            ExecutedLeg(
              contracts: ratio * packages, multiplier: 100, price: price(), mid: price(),
              worst: price(), fee: money(6_500 * Int64(packages))))
        }
      }
      let last = net()
      let order = ExecutedOrder(
        quantity: filled + generator.integer(in: 0...5), filled: filled, multiplier: 100,
        decision: net(), arrival: generator.integer(in: 0...2) == 0 ? nil : net(), last: last,
        legs: legs)
      let paper = (order.decision - last) * (order.quantity * 100)
      var real = -last * (filled * 100)
      for leg in legs { real -= leg.price * (leg.contracts * 100) + leg.fee }
      #expect(shortfall(of: order).total == paper - real)
    }
  }
}
