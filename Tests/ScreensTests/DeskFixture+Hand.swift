// A desk whose chain is at hand: a condor of eighteen days, and six expiries to build in.

import Candidates
import DeskEngine
import Edges
import MarketData
import MarketFixtures
import Portfolio
import Pricing
import Regimes
import Risk
import Structures

@testable import Screens

extension DeskFixture {
  /// The market behind the chain.
  static var handMarket: SyntheticMarket {
    var market = SyntheticMarket()
    market.days = [11, 18, 25, 39, 46, 60]
    market.strikesASide = 40
    market.halfSpread = 0.002
    return market
  }

  /// The legs of the position, as bought.
  static var heldLegs: [Leg] {
    [
      "SPXW-20180223-P-2450:1", "SPXW-20180223-P-2500:-1", "SPXW-20180223-C-2850:-1",
      "SPXW-20180223-C-2900:1",
    ].compactMap { Leg($0) }
  }

  /// A desk with one position and its chain, in a state.
  static func hand(_ state: TradingState = .active, isQuoted: Bool = true) -> DeskSnapshot {
    var desk = busy
    let market = handMarket
    var chain = market.chain()
    let surface = market.surface(chain)
    if !isQuoted, let lost = heldLegs.first.flatMap({ chain.index(of: $0.contract) }) {
      chain.quotes[lost] = nil
    }
    desk.time = market.time
    desk.trading.state = state
    desk.trading.isKilled = state == .halted
    desk.underlyings[0].spot = market.spot
    let build = BuildContext(
      chain: chain, surface: surface, time: market.time, elapsedVolume: 0.2, rules: .standard,
      targets: .standard, liquidity: .paper, quotes: .standard)
    let whole = BuildContext(
      chain: market.chain(), surface: surface, time: market.time, elapsedVolume: 0.2,
      rules: .standard, targets: .standard, liquidity: .paper, quotes: .standard)
    let legs = buildByHand(.ironCondor, legs: heldLegs, in: whole).built?.modelLegs ?? []
    var exposure = Exposure(
      time: market.time, session: date,
      structures: [
        StructureRisk(
          position: 7, underlying: "SPX", cluster: nil, beta: 1,
          legs: legs.map { $0.with(count: $0.count * 2) }, quantity: 2, maxLoss: 8_964.80,
          openedOn: day(1, 30))
      ], reservations: [], equity: 998_760, exitEquity: 998_500, cash: 1_000_000,
      sessionOpenEquity: 1_000_000, weekOpenEquity: 1_000_000, peakEquity: 1_000_000,
      messages: .none)
    exposure.shocks = []
    desk.exposure = exposure
    desk.positions = [condorRow(exposure)]
    desk.orders = []
    desk.trade.fee = Money(units: 6_500)
    desk.trade.contexts = [
      HandContext(
        context: ProposalContext(
          build: build, regime: .lowVolGrind, regimeConfidence: 80, isRegimeInsufficient: false,
          forecastVolatility: 0.16, realisedVolatility: 0.12, impliedRatio: 1.4,
          impliedPercentile: 60, exposure: exposure, limits: .standard, state: state,
          cluster: nil, beta: 1, isMarketOpen: true), breaches: [])
    ]
    return desk
  }

  private static func condorRow(_ exposure: Exposure) -> PositionSummary {
    let position = Position(
      id: 7, order: 5, edge: .vrp, underlying: "SPX", structure: .ironCondor, quantity: 2,
      legs: heldLegs.map {
        PositionLeg(leg: $0, multiplier: 100, entryPrice: .zero, isSettled: false)
      }, entry: money(5.20), maxLoss: money(8_964.80), opened: at(9, 31), cashFlow: money(1_034.80),
      fees: money(5.20))
    return PositionSummary(
      position: position, mark: 3.10, exit: 3.60, profit: 414.80, markAge: 1, delta: 1.2,
      gamma: -0.02, vega: -95, theta: 41, daysToExpiry: 18)
  }
}
