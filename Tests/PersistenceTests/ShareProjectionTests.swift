// Shares in the tables: fills under their symbol, an order without legs, the exit of a position.

import Execution
import MarketData
import Portfolio
import Structures
import Testing

@testable import DeskEngine
@testable import Persistence

@Suite("Shares in the tables")
struct ShareProjectionTests {
  /// A short vertical that is assigned at 2600 with 2590 for the index, and shares sold at 2595.
  private func transaction(after last: Acknowledgement) -> Transaction {
    var day = SyntheticDay(after: last.seq)
    var opened = PositionOpened()
    opened.position = 2
    opened.order = 3
    opened.structure = .bullPut
    for (ratio, strike) in [(-1, 2600), (1, 2550)] {
      var leg = PositionLegRecord()
      leg.contract = SyntheticDay.contract(.put, strike)
      leg.ratio = ratio
      leg.multiplier = 100
      opened.legs.append(leg)
    }
    opened.quantity = 1
    opened.entry = Money(units: 125_000)
    var settled = Settled()
    settled.position = 2
    settled.contract = SyntheticDay.contract(.put, 2600)
    settled.price = 2_590
    settled.source = "SPX closing price, assigned into 100 shares at 2600"
    settled.cash = Money(wholeDollars: -260_000)
    var delivered = SharesTraded()
    delivered.symbol = "SPX"
    delivered.shares = 100
    delivered.price = Money(wholeDollars: 2_590)
    delivered.position = 2
    var order = OrderCreated()
    order.order = 4
    order.intent = .hedge
    order.position = 2
    order.quantity = 100
    order.limit = Money(wholeDollars: 2_460)
    var sold = delivered
    sold.fill = 5
    sold.order = 4
    sold.shares = -100
    sold.price = Money(wholeDollars: 2_595)
    sold.mid = Money(units: 25_950_050)
    sold.worstPrice = sold.price
    var closed = PositionClosed()
    closed.position = 2
    closed.reason = .settled
    return Transaction(events: [
      day.event(.positionOpened(opened)), day.event(.settled(settled)),
      day.event(.sharesTraded(delivered)), day.event(.orderCreated(order)),
      day.event(.sharesTraded(sold)), day.event(.positionClosed(closed)),
    ])
  }

  @Test("a sale is a fill of its order, a delivery is none, and both make the exit")
  func projects() throws {
    let scratch = try Scratch()
    let (store, last) = try DeskStoreTests.day(scratch.database)
    let transaction = transaction(after: last)
    _ = try store.commit(transaction)
    let tests = DeskStoreTests()
    #expect(
      try tests.strings(
        store, "SELECT fill,order_id,leg,contract,quantity,price_e4,mid_e4 FROM fills WHERE fill>4")
        == [["5", "4", "1", "SPX", "-100", "25950000", "25950050"]])
    #expect(try tests.strings(store, "SELECT count(*) FROM legs WHERE order_id=4") == [["0"]])
    // Paid 2600 at the strike and received 2595: five points for the one package.
    #expect(
      try tests.strings(store, "SELECT exit_price_e4 FROM positions WHERE position=2")
        == [["-50000"]])
    #expect(try tests.strings(store, "PRAGMA foreign_key_check").isEmpty)
  }
}
