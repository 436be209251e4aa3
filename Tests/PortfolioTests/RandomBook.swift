// A random book that posts as the desk does, beside a plain account of its cash and costs.

import Edges
import MarketData
import Structures
import TestKit

@testable import Portfolio

/// Trades at random, and keeps cash and what positions cost apart from the ledger under test.
struct RandomBook {
  struct Holding {
    var position: Int
    var contracts: [OptionContract]
    var ratios: [Int]
    var entries: [Money]
    var quantity: Int
    var cost = Money.zero
  }

  var generator: SeededGenerator
  var ledger = ProfitLedger()
  var holdings: [Holding] = []
  var cash = Money(wholeDollars: 100_000)
  var count = 0

  init(seed: UInt64, keepsClosed: Bool) {
    generator = SeededGenerator(seed: seed)
    ledger.keepsClosed = keepsClosed
    ledger.post(
      [("cash", cash), ("capital", -cash)], ref: "opening")
  }

  /// What the held contracts are worth at random marks, given to the ledger too.
  mutating func mark() -> Money {
    var sum = Money.zero
    for holding in holdings {
      let values = holding.contracts.map { _ in
        Money(units: Int64(generator.integer(in: -900_001...900_001)))
      }
      let total = values.reduce(Money.zero, +)
      sum += total
      var named: [Money?] = []
      let index = ledger.index(of: holding.position)
      for leg in index.map({ ledger.positions[$0].legs }) ?? [] {
        named.append(holding.contracts.firstIndex(of: leg.contract).map { values[$0] })
      }
      ledger.mark(holding.position, values: named, total: total)
    }
    return sum
  }

  mutating func step() {
    switch generator.integer(in: 0...9) {
    case 0...3: open()
    case 4...6: reduce()
    case 7: settle()
    case 8: roll()
    default:
      let interest = Money(units: Int64(generator.integer(in: -5_000...5_000)))
      cash += interest
      ledger.post([("cash", interest), ("interest", -interest)], ref: "interest")
    }
  }

  private mutating func price() -> Money { Money(units: Int64(generator.integer(in: 0...77_777))) }

  private mutating func fill(_ contract: OptionContract, _ contracts: Int) -> (Money, Money) {
    let one = price()
    let fee = Money(units: 6_500) * abs(contracts)
    ledger.fill(
      LegFill(contract: contract, contracts: contracts, price: one, mid: price(), fee: fee))
    return (-(one * (contracts * 100)), fee)
  }

  private mutating func newHolding() -> Holding {
    count += 1
    let legs = generator.integer(in: 1...4)
    return Holding(
      position: count,
      contracts: (0..<legs).map {
        ProfitLedgerTests.contract($0 % 2 == 0 ? .put : .call, 1000 + 10 * (4 * count + $0))
      },
      ratios: (0..<legs).map { _ in generator.integer(in: 0...1) == 0 ? 1 : -2 },
      entries: [], quantity: generator.integer(in: 1...7))
  }

  private mutating func list(_ holding: Holding) {
    let edges: [EdgeKind] = [.vrp, .skew, .manual]
    ledger.open(
      ProfitPosition(
        position: holding.position, underlying: count % 2 == 0 ? "SPX" : "QQQ",
        edge: edges[count % 3], structure: .ironCondor, regime: count % 2 == 0 ? "CHOP" : "",
        legs: holding.contracts.map { ProfitLeg(contract: $0, multiplier: 100) }))
  }

  private mutating func open() {
    var holding = newHolding()
    var flow = Money.zero
    var fees = Money.zero
    for (contract, ratio) in zip(holding.contracts, holding.ratios) {
      let one = fill(contract, ratio * holding.quantity)
      flow += one.0
      fees += one.1
    }
    list(holding)
    holding.cost = -flow
    cash += flow - fees
    ledger.post(
      [("cash", flow - fees), ("position:P\(holding.position)", -flow), ("fees", fees)],
      ref: "O\(count)")
    holdings.append(holding)
  }

  /// Buys back some packages, with the truncated share of the cost that the desk posts.
  private mutating func reduce() {
    guard !holdings.isEmpty else { return }
    let place = generator.integer(in: 0...(holdings.count - 1))
    var holding = holdings[place]
    let closed = generator.integer(in: 1...holding.quantity)
    var flow = Money.zero
    var fees = Money.zero
    for (contract, ratio) in zip(holding.contracts, holding.ratios) {
      let one = fill(contract, -ratio * closed)
      flow += one.0
      fees += one.1
    }
    let cost =
      closed == holding.quantity
      ? holding.cost
      : Money(units: holding.cost.units * Int64(closed) / Int64(holding.quantity))
    cash += flow - fees
    ledger.post(
      [
        ("cash", flow - fees), ("position:P\(holding.position)", -cost),
        ("realised", cost - flow), ("fees", fees),
      ], ref: "O\(count)")
    holding.quantity -= closed
    holding.cost -= cost
    holdings[place] = holding
    if holding.quantity == 0 {
      ledger.close(holding.position)
      holdings.remove(at: place)
    }
  }

  /// Settles every leg of a position, the last with what its account still carries.
  private mutating func settle() {
    guard !holdings.isEmpty else { return }
    let holding = holdings.remove(at: generator.integer(in: 0...(holdings.count - 1)))
    var cost = holding.cost
    for (place, contract) in holding.contracts.enumerated() {
      let isLast = place == holding.contracts.count - 1
      let flow = Money(units: Int64(generator.integer(in: -99_999...99_999)))
      let share = isLast ? cost : Money(units: Int64(generator.integer(in: -9_999...9_999)))
      cost -= share
      cash += flow
      ledger.settle(holding.position, contract)
      ledger.post(
        [("cash", flow), ("position:P\(holding.position)", -share), ("realised", share - flow)],
        ref: "P\(holding.position) \(contract)")
    }
    ledger.close(holding.position)
  }

  /// Closes one position and opens another in one posting.
  private mutating func roll() {
    guard !holdings.isEmpty else { return }
    let old = holdings.remove(at: generator.integer(in: 0...(holdings.count - 1)))
    var new = newHolding()
    var flows = [Money.zero, Money.zero]
    var fees = Money.zero
    for (contract, ratio) in zip(old.contracts, old.ratios) {
      let one = fill(contract, -ratio * old.quantity)
      flows[0] += one.0
      fees += one.1
    }
    for (contract, ratio) in zip(new.contracts, new.ratios) {
      let one = fill(contract, ratio * new.quantity)
      flows[1] += one.0
      fees += one.1
    }
    list(new)
    new.cost = -flows[1]
    cash += flows[0] + flows[1] - fees
    ledger.post(
      [
        ("cash", flows[0] + flows[1] - fees), ("position:P\(old.position)", -old.cost),
        ("position:P\(new.position)", -flows[1]), ("realised", old.cost - flows[0]),
        ("fees", fees),
      ], ref: "O\(count)")
    ledger.close(old.position)
    holdings.append(new)
  }
}
