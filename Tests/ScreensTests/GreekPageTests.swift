// The pane of Greeks over the whole page: every grouping, hedges, explained profit and its sources.

import Canvas
import DeskEngine
import Edges
import MarketData
import Portfolio
import Risk
import Structures
import Testing

@testable import Screens

@Suite("Greeks in full")
struct GreekPageTests {
  /// Everything the zoomed pane shows, scrolled from its top to its end.
  private func whole(_ size: Size, _ desk: DeskSnapshot) -> String {
    KeyScript.whole("5", of: desk, size: size)
  }

  /// The measured desk with profit of two positions, one of them closed.
  private var desk: DeskSnapshot {
    var desk = DeskFixture.risky
    let legs = desk.exposure?.structures.first?.legs ?? []
    var profits = ProfitLedger()
    profits.open(
      ProfitPosition(
        position: 1, underlying: "SPX", edge: .vrp, structure: .ironCondor, regime: "CHOP",
        legs: legs.map { ProfitLeg(contract: $0.contract, multiplier: 100) }))
    for leg in legs {
      profits.fill(
        LegFill(
          contract: leg.contract, contracts: leg.count, price: Money(wholeDollars: 3),
          mid: Money(wholeDollars: 3), fee: Money(units: 6_500)))
    }
    profits.post(
      [("position:P1", .zero), ("cash", Money(units: -26_000)), ("fees", Money(units: 26_000))],
      ref: "O1")
    desk.profits = profits
    var explained = ExplainedBook()
    var position = ExplainedPosition()
    position.position = 1
    position.underlying = "SPX"
    position.kind = .vrp
    position.sum.total = Money(wholeDollars: -1_240)
    position.sum.residual = Money(wholeDollars: 17)
    explained.positions = [position]
    var group = ExplainedGroup()
    group.underlying = "SPX"
    group.kind = .vrp
    group.sum = position.sum
    explained.groups = [group]
    desk.explained = explained
    desk.hedging.delta = 1
    desk.hedges = hedgeReadings(
      of: desk.exposure?.structures ?? [], due: [], rules: desk.hedging)
    if !desk.hedges.isEmpty { desk.hedges[0].vertical = vertical(desk.hedges[0]) }
    return desk
  }

  private func vertical(_ reading: HedgeReading) -> HedgeVertical {
    func option(_ strike: Int) -> OptionContract {
      OptionContract(
        root: "SPXW", expiry: CivilDate(year: 2018, month: 3, day: 7) ?? DeskFixture.date,
        right: .call, strike: Money(wholeDollars: strike))
    }
    return HedgeVertical(
      kind: .callDebit, long: option(2_640), short: option(2_700),
      delta: reading.trade > 0 ? 24.6 : -24.6)
  }

  @Test(
    "names the listed vertical in whole at every size",
    arguments: [
      Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
    ])
  func vertical(_ size: Size) throws {
    let desk = desk
    let reading = try #require(desk.hedges.first)
    #expect(reading.isDue)
    let count = try #require(reading.verticals)
    let text = whole(size, desk)
    #expect(
      text.contains(
        "about \(count) x CALL_DEBIT SPXW-20180307-C-2640 / 2700 of 25 shares each"), "\(text)")
    #expect(text.contains("fixed band, a trade costs 2.0 bp"))
    #expect(text.contains("  costs ") && text.contains("leaves"))
  }

  @Test(
    "shows every grouping, the hedge and the explained profit at every size",
    arguments: [
      Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
    ])
  func everything(_ size: Size) {
    let text = whole(size, desk)
    let expected = [
      "by underlying", "by expiry", "by position", "by leg", "SPX", "P1", "P2", "vega", "theta",
      "hedging: a signal, never an order", "the desk holds no shares", "P&L explained", "residual",
      "P&L by edge", "VRP", "by regime", "CHOP", "by leg of open positions", "book",
    ]
    for word in expected { #expect(text.contains(word), "\(word) at \(size)") }
    if size.columns >= 120 {
      for word in ["vanna", "volga", "charm"] { #expect(text.contains(word), "\(word)") }
    }
  }

  @Test("a flat book says so, and one without a measure keeps the small page")
  func empty() {
    var flat = desk
    flat.exposure?.structures = []
    #expect(whole(Size(columns: 80, rows: 24), flat).contains("the book is flat: no Greeks"))
    flat.exposure = nil
    #expect(whole(Size(columns: 80, rows: 24), flat).contains("Theta"))
  }

  @Test("the groups sum to the book")
  func sums() throws {
    let structures = try #require(desk.exposure?.structures)
    let page = GreekPage(of: structures)
    for lines in [page.underlyings, page.expiries, page.positions, page.legs] {
      #expect(abs(lines.reduce(0) { $0 + $1.greeks.vega } - page.net.greeks.vega) < 1e-9)
      #expect(abs(lines.reduce(0) { $0 + $1.vanna } - page.net.vanna) < 1e-9)
      #expect(abs(lines.reduce(0) { $0 + $1.deltaDollars } - page.net.deltaDollars) < 1e-6)
    }
    #expect(page.underlyings.count == 1 && page.positions.count == 2 && page.legs.count == 8)
    #expect(page.expiries.map(\.name) == page.expiries.map(\.name).sorted())
    // Vanna, volga and charm against differences of the first order.
    var bumped = structures
    for index in bumped.indices {
      for leg in bumped[index].legs.indices { bumped[index].legs[leg].volatility += 0.01 }
    }
    let up = GreekPage(of: bumped)
    #expect(
      abs(up.net.greeks.delta - page.net.greeks.delta - page.net.vanna) < 0.1 * abs(page.net.vanna)
        + 0.05)
    #expect(
      abs(up.net.greeks.vega - page.net.greeks.vega - page.net.volga)
        < 0.1 * abs(page.net.volga) + 1)
  }
}
