// Sums of random books: leg = structure = edge = regime = underlying = expiry = book, exactly.

import MarketData
import Testing

@testable import Portfolio

@Suite("Sums of random books")
struct ProfitSumTests {
  @Test(
    "two thousand books: every grouping sums to equity minus capital", arguments: [true, false])
  func sums(keepsClosed: Bool) {
    var faults = 0
    for seed in UInt64(1)...2_000 {
      var book = RandomBook(seed: seed, keepsClosed: keepsClosed)
      for _ in 0..<12 { book.step() }
      let profit = book.cash + book.mark() - Money(wholeDollars: 100_000)
      for grouping in ProfitGrouping.allCases {
        let rows = book.ledger.rows(by: grouping)
        let sum = rows.reduce(Money.zero) { $0 + $1.sum.total }
        if sum != profit {
          faults += 1
          if faults < 5 {
            Issue.record("seed \(seed), \(grouping): \(sum) is not \(profit)")
          }
        }
      }
      // The cost of the legs is what the accounts carry, position by position.
      for holding in book.holdings {
        guard let index = book.ledger.index(of: holding.position) else {
          Issue.record("seed \(seed): P\(holding.position) is gone")
          continue
        }
        #expect(book.ledger.positions[index].cost == holding.cost, "seed \(seed)")
        #expect(
          book.ledger.positions[index].legs.map(\.contracts)
            == holding.ratios.map { $0 * holding.quantity }, "seed \(seed)")
      }
      #expect(book.ledger.capital == Money(wholeDollars: 100_000))
    }
    #expect(faults == 0)
  }
}
