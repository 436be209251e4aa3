// Profit by leg: a book worked by hand, and random books whose sums must be exact.

import Edges
import MarketData
import Structures
import TestKit
import Testing

@testable import Portfolio

@Suite("Profit by leg")
struct ProfitLedgerTests {
  static let expiry = CivilDate(dayNumber: 17_606)

  static func contract(_ right: OptionRight, _ strike: Int) -> OptionContract {
    OptionContract(root: "SPX", expiry: expiry, right: right, strike: Money(wholeDollars: strike))
  }

  static func position(_ id: Int, _ contracts: [OptionContract]) -> ProfitPosition {
    ProfitPosition(
      position: id, underlying: "SPX", edge: .vrp, structure: .bullPut, regime: "CHOP",
      legs: contracts.map { ProfitLeg(contract: $0, multiplier: 100) })
  }

  static func dollars(_ value: Double) -> Money { Money(dollars: value) ?? .zero }

  /// A put spread sold at 4.00 (5.00 against 1.00, mids 5.05 and 0.95), two packages: one bought back
  /// at 2.00 (2.60 against 0.60), the other settled at 2590 with the short 2600 put ten in the money.
  @Test("a put spread, half bought back, half settled")
  func byHand() throws {
    let short = ProfitLedgerTests.contract(.put, 2600)
    let long = ProfitLedgerTests.contract(.put, 2550)
    let d = ProfitLedgerTests.dollars
    var ledger = ProfitLedger()
    ledger.keepsClosed = true
    ledger.post([("cash", d(100_000)), ("capital", d(-100_000))], ref: "opening")
    ledger.fill(
      LegFill(contract: short, contracts: -2, price: d(5), mid: d(5.05), fee: d(1.3)))
    ledger.fill(LegFill(contract: long, contracts: 2, price: d(1), mid: d(0.95), fee: d(1.3)))
    ledger.open(ProfitLedgerTests.position(1, [short, long]))
    ledger.post(
      [("cash", d(797.4)), ("position:P1", d(-800)), ("fees", d(2.6))], ref: "O1")
    #expect(ledger.positions[0].cost == d(-800))
    // Each package gave away 0.05 + 0.05 against mids: 20 dollars, and 2.60 of fees.
    #expect(ledger.positions[0].costs == d(-22.6))
    ledger.mark(1, values: [d(-900), d(150)], total: d(-750))
    #expect(ledger.total.total == d(-800 + 797.4 - 750 + 800))
    #expect(ledger.positions[0].legs[0].unrealised == d(100))
    #expect(ledger.positions[0].legs[1].unrealised == d(-50))

    ledger.fill(
      LegFill(contract: short, contracts: 1, price: d(2.6), mid: d(2.5), fee: d(0.65)))
    ledger.fill(
      LegFill(contract: long, contracts: -1, price: d(0.6), mid: d(0.7), fee: d(0.65)))
    ledger.post(
      [
        ("cash", d(-201.3)), ("position:P1", d(400)), ("realised", d(-200)), ("fees", d(1.3)),
      ], ref: "O2")
    #expect(ledger.positions[0].legs[0].realised == d(240))
    #expect(ledger.positions[0].legs[1].realised == d(-40))
    #expect(ledger.positions[0].costs == d(-22.6 - 20 - 1.3))

    ledger.settle(1, short)
    ledger.post(
      [("cash", d(-1000)), ("position:P1", d(500)), ("realised", d(500))],
      ref: "P1 SPX-20180316-P-2600")
    ledger.settle(1, long)
    ledger.post(
      [("position:P1", d(-100)), ("realised", d(100))], ref: "P1 SPX-20180316-P-2550")
    ledger.close(1)
    let one = ledger.positions[0]
    #expect(one.legs[0].realised == d(240 - 500))
    #expect(one.legs[1].realised == d(-40 - 100))
    #expect(one.realised == d(-400) && one.fees == d(3.9) && one.cost == .zero)
    #expect(ledger.total.total == d(-403.9))
    #expect(ledger.rows(by: .edge).map(\.name) == ["VRP"])
    #expect(ledger.rows(by: .regime).map(\.name) == ["CHOP"])
    #expect(ledger.rows(by: .leg).count == 2)
    #expect(ledger.rows(by: .expiry)[0].positions == 1)
  }

  @Test("a posting of no position is a result of the book; a dividend stays beside the legs")
  func others() {
    let d = ProfitLedgerTests.dollars
    let call = ProfitLedgerTests.contract(.call, 2700)
    var ledger = ProfitLedger()
    ledger.open(ProfitLedgerTests.position(1, [call]))
    ledger.post([("cash", d(12.34)), ("interest", d(-12.34))], ref: "interest")
    ledger.post([("cash", d(-5)), ("dividends", d(5))], ref: "P1 dividend")
    #expect(ledger.accounts == [ProfitLedger.Account(name: "interest", profit: d(12.34))])
    #expect(ledger.positions[0].otherRealised == d(-5))
    #expect(ledger.total.total == d(7.34))
    let rows = ledger.rows(by: .leg)
    #expect(rows.map(\.detail) == [call.description, "beside its legs", ""])
    #expect(rows.reduce(Money.zero) { $0 + $1.sum.total } == d(7.34))
  }

  @Test("shares that a settled leg leaves stay in the account until they are sold")
  func delivered() {
    let d = ProfitLedgerTests.dollars
    let put = ProfitLedgerTests.contract(.put, 450)
    var ledger = ProfitLedger()
    ledger.keepsClosed = true
    ledger.open(ProfitLedgerTests.position(1, [put]))
    ledger.fill(LegFill(contract: put, contracts: -1, price: d(3), mid: d(3), fee: .zero))
    ledger.post([("cash", d(300)), ("position:P1", d(-300))], ref: "O1")
    // Assigned: 100 shares at 450; the credit is realised.
    ledger.settle(1, put)
    ledger.post(
      [("cash", d(-45_000)), ("position:P1", d(45_300)), ("realised", d(-300))], ref: "P1 put")
    #expect(ledger.positions[0].legs[0].realised == d(300))
    #expect(ledger.positions[0].otherCost == d(45_000))
    ledger.mark(1, values: [nil], total: d(44_800))
    #expect(ledger.total.total == d(100))
    ledger.post(
      [("cash", d(44_700)), ("position:P1", d(-45_000)), ("realised", d(300))], ref: "P1 shares")
    ledger.mark(1, values: [nil], total: .zero)
    #expect(ledger.positions[0].cost == .zero)
    #expect(ledger.total.total == .zero)
  }

  @Test("a leg that settles for nothing and cost nothing ends all the same")
  func worthless() {
    let put = ProfitLedgerTests.contract(.put, 450)
    var ledger = ProfitLedger()
    ledger.keepsClosed = true
    ledger.open(ProfitLedgerTests.position(1, [put]))
    ledger.fill(LegFill(contract: put, contracts: 1, price: .zero, mid: .zero, fee: .zero))
    ledger.post([("position:P1", .zero)], ref: "O1")
    #expect(ledger.positions[0].legs[0].contracts == 1)
    ledger.settle(1, put)
    ledger.post(
      [("cash", Money(units: 7)), ("interest", Money(units: -7))], ref: "interest of a day")
    #expect(ledger.positions[0].legs[0].contracts == 0)
    #expect(ledger.positions[0].realised == .zero)
    #expect(ledger.accounts.first?.profit == Money(units: 7))
  }
}
