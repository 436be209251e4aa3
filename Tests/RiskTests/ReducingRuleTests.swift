import MarketData
import Structures
import Testing

@testable import Risk

@Suite("Reducing and halted")
struct ReducingRuleTests {
  private var exposure: Exposure {
    var exposure = Book.exposure()
    exposure.structures = [Book.position(1), Book.position(2)]
    return exposure
  }

  @Test("a whole or a partial close passes while reducing", arguments: [10, 4])
  func closes(_ quantity: Int) {
    let order = Book.closing(1, quantity: quantity)
    let verdict = judge(
      order, stage: .approve, exposure: exposure, limits: .standard, state: .reducing)
    #expect(verdict.passed, "\(verdict.breaches)")
    #expect(abs(verdict.after.maxLoss - (8_000 - 400 * Double(quantity))) < 1e-6)
  }

  @Test("a position that offsets another in the book's payoff closes whole all the same")
  func offsets() {
    // Closing the long spread of the pair leaves the short one without its offset.
    var exposure = Book.exposure()
    var long = Book.position(2)
    long.legs = long.legs.map { $0.with(count: -$0.count) }
    exposure.structures = [Book.position(1), long]
    var order = Book.closing(1)
    order.purpose = .close(position: 2)
    order.legs = order.legs.map { leg in
      var turned = leg
      turned.leg = leg.leg.with(count: -leg.leg.count)
      return turned
    }
    let found = Book.breaches(order, exposure, state: .active)
    #expect(!found.contains("reducing_margin"), "\(found)")
  }

  @Test("selling the wing of a condor is refused in every state", arguments: TradingState.allCases)
  func wingSale(_ state: TradingState) {
    let wing = [Fixture.leg(-1, .put, 465)]
    let order = Book.order(.close(position: 1), legs: wing)
    let found = Book.breaches(order, exposure, state: state)
    #expect(found.contains("reducing_max_loss"))
    #expect(found.contains("reducing_margin"))
  }

  @Test("closing more than is held flips legs and is refused")
  func flips() {
    let found = Book.breaches(Book.closing(1, quantity: 12), exposure, state: .reducing)
    #expect(found.contains("reducing_legs"))
  }

  @Test("buying one short back grows no leg, but its price adds to what the other side can lose")
  func buysShortBack() {
    let order = Book.order(.close(position: 1), legs: [Fixture.leg(1, .put, 470)])
    let found = Book.breaches(order, exposure, state: .reducing)
    #expect(found == ["reducing_max_loss", "reducing_margin"])
  }

  @Test("an opening is refused while reducing, whoever asks")
  func openings() {
    for author in OrderAuthor.allCases {
      let found = Book.breaches(Book.order(author: author), exposure, state: .reducing)
      #expect(found.contains("reducing_max_loss"))
      #expect(found.contains("reducing_legs"))
    }
  }

  @Test("only the trader closes while halted")
  func halted() {
    #expect(Book.breaches(Book.closing(1), exposure, state: .halted).isEmpty)
    let engine = Book.closing(1, author: .engine)
    #expect(Book.breaches(engine, exposure, state: .halted) == ["trading_state"])
    #expect(Book.breaches(engine, exposure, state: .reducing).isEmpty)
    #expect(Book.breaches(Book.order(), exposure, state: .halted).contains("trading_state"))
  }

  @Test("a position that does not exist cannot be closed")
  func unknownPosition() {
    let found = Book.breaches(Book.closing(9), exposure, state: .halted)
    #expect(found.contains("position"))
    #expect(found.contains("reducing_legs"))
  }

  @Test("a close is held to its collar, not to the limits on new risk")
  func collar() {
    var exposure = exposure
    exposure.exitEquity = 800_000
    var order = Book.closing(1)
    #expect(Book.breaches(order, exposure, state: .reducing).isEmpty)
    order.limit = order.limit - Fixture.money(1)
    let found = Book.breaches(order, exposure, state: .reducing)
    #expect(found.contains("collar_quote"))
  }
}
