import Edges
import Glibc
import MarketData
import Pricing
import Regimes
import Risk
import Structures
import Testing

@testable import Candidates

/// Edges and contexts of the tests below.
enum Setting {
  static func edge(
    _ kind: EdgeKind, _ signal: EdgeSignal, expiry: Int? = nil, back: Int? = nil,
    centre: Money? = nil, move: Double? = nil
  ) -> Edge {
    Edge(
      underlying: "SPX", kind: kind, signal: signal, strength: 70, percentile: 97, history: 252,
      isFallback: false, metrics: [], rationale: "", expiry: expiry, backExpiry: back,
      centre: centre, eventMove: move)
  }

  static func context(
    _ market: SyntheticMarket, regime: RegimeState, forecast: Double?
  ) -> ProposalContext {
    ProposalContext(
      build: market.context(.paper), regime: regime, regimeConfidence: 80,
      isRegimeInsufficient: false, forecastVolatility: forecast, realisedVolatility: 0.10,
      impliedRatio: 1.5, impliedPercentile: 50,
      exposure: .flat(equity: 1_000_000, time: market.time, session: SyntheticMarket.date),
      limits: .standard, state: .active, cluster: nil, beta: 1, isMarketOpen: true)
  }
}

@Suite("Proposals")
struct ProposeTests {
  struct Case: CustomStringConvertible {
    var index: Double
    var spot: Double
    var regime: RegimeState
    var edge: Edge
    var description: String {
      "\(edge.kind.rawValue) \(edge.signal.rawValue) \(regime.rawValue) \(index) \(spot)"
    }
  }

  static let cases: [Case] = [12.0, 16, 24, 37].flatMap { index in
    [2_600.0, 4_200, 6_000].flatMap { spot in
      let calm: RegimeState = index > 30 ? .highVolPanic : index > 20 ? .chop : .lowVolGrind
      return [
        Case(index: index, spot: spot, regime: calm, edge: Setting.edge(.vrp, .shortVol)),
        Case(index: index, spot: spot, regime: .trendDown, edge: Setting.edge(.vrp, .shortVol)),
        Case(
          index: index, spot: spot, regime: .trendDown,
          edge: Setting.edge(.termStructure, .sellFront, expiry: 2)),
        Case(index: index, spot: spot, regime: .chop, edge: Setting.edge(.skew, .sellPutSkew)),
      ]
    }
  }

  static func market(_ index: Double, spot: Double, inversion: Double) -> SyntheticMarket {
    var settings = SyntheticMarket.Settings()
    settings.volatilityIndex = index
    settings.spot = spot
    settings.skew = index > 30 ? 2 : 1
    settings.curvature = settings.skew
    settings.inversion = inversion
    return SyntheticMarket(settings)
  }

  @Test("finds a proven, sized structure on typical chains", arguments: cases)
  func findsStructures(_ row: Case) throws {
    let market = Self.market(
      row.index, spot: row.spot, inversion: row.edge.signal == .sellFront ? 0.4 : 0)
    let context = Setting.context(market, regime: row.regime, forecast: 0.6 * row.index / 100)
    let outcome = propose(for: row.edge, in: context)
    guard case .proposed(let trade) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    let proposal = trade.proposal
    #expect(proposal.maxLoss > .zero)
    let packages = max(proposal.quantity, 1)
    #expect(proposal.maxLoss == proposal.proof.bound * packages)
    if proposal.quantity > 0 {
      #expect(proposal.maxLoss.dollars <= 10_000)
      #expect(trade.verdict.passed, "\(trade.verdict.breaches)")
      #expect(proposal.recommendation != .pass)
    } else {
      #expect(proposal.recommendation == .pass)
      #expect(proposal.attempts.contains { $0.code == .riskCap })
    }
    #expect(outcome == propose(for: row.edge, in: context))
  }

  @Test("most of the typical chains give a trade")
  func mostTrade() {
    let traded = Self.cases.count { row in
      let market = Self.market(
        row.index, spot: row.spot, inversion: row.edge.signal == .sellFront ? 0.4 : 0)
      let context = Setting.context(market, regime: row.regime, forecast: 0.6 * row.index / 100)
      guard case .proposed(let trade) = propose(for: row.edge, in: context) else { return false }
      return trade.proposal.recommendation == .trade
    }
    #expect(traded * 10 >= Self.cases.count * 8, "\(traded) of \(Self.cases.count)")
  }

  @Test(
    "a fair structure is expected to lose its costs, under the smile", arguments: [12.0, 16, 24])
  func fairValue(_ index: Double) throws {
    let market = Self.market(index, spot: 4_200, inversion: 0)
    for regime in [RegimeState.trendDown, .chop, .lowVolGrind] {
      let context = Setting.context(market, regime: regime, forecast: 0.6 * index / 100)
      let outcome = propose(for: Setting.edge(.vrp, .shortVol), in: context)
      guard case .proposed(let trade) = outcome else {
        Issue.record("nothing was proposed in \(regime)")
        continue
      }
      let proposal = trade.proposal
      let packages = Double(max(proposal.quantity, 1))
      let costs =
        (proposal.netMid - proposal.net).dollars * 100 * packages + proposal.fees.dollars
      let value = try #require(proposal.expectedValueQ)
      // Two percent of the risk cover the noise of rounded quotes and the averaged smile.
      #expect(abs(value + costs) < 0.02 * proposal.maxLoss.dollars, "\(value) \(costs)")
    }
  }

  @Test("the implied distribution never falls, from near zero to near one")
  func impliedDistribution() throws {
    for index in [9.0, 16, 37] {
      let market = Self.market(index, spot: 2_700, inversion: 0)
      for slice in market.surface.slices where slice.daysToExpiry >= 7 {
        let found = try #require(PriceDistribution.implied(by: slice, chain: market.chain))
        #expect(zip(found.cumulative, found.cumulative.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(found.cumulative[0] < 0.02)
        #expect(found.cumulative[found.cumulative.count - 1] > 0.98)
        for share in [0.95, 1, 1.03] {
          let strike = share * slice.parity.forward
          let exact = digital(market, index, slice, strike)
          #expect(abs(found.probability(below: strike) - exact) < 0.015)
        }
      }
    }
  }

  /// The slope of the undiscounted put along the smile that the market was made with.
  private func digital(
    _ market: SyntheticMarket, _ index: Double, _ slice: ExpirySlice, _ strike: Double
  ) -> Double {
    var settings = SyntheticMarket.Settings()
    settings.volatilityIndex = index
    settings.skew = index > 30 ? 2 : 1
    settings.curvature = settings.skew
    func put(_ strike: Double) -> Double {
      let volatility = SyntheticMarket.volatility(
        settings, days: Double(slice.daysToExpiry), logStrike: log(strike / slice.parity.forward),
        years: slice.years)
      return black76Price(
        .put, forward: slice.parity.forward, strike: strike, years: slice.years,
        volatility: volatility, discount: 1)
    }
    return (put(strike + 0.5) - put(strike - 0.5))
  }

  @Test("no size is forced on a book without room, and the reason is told")
  func noRoom() {
    let market = Self.market(16, spot: 4_200, inversion: 0)
    var context = Setting.context(market, regime: .trendDown, forecast: 0.10)
    context.exposure = .flat(equity: 20_000, time: market.time, session: SyntheticMarket.date)
    guard case .proposed(let trade) = propose(for: Setting.edge(.vrp, .shortVol), in: context)
    else {
      Issue.record("nothing was proposed")
      return
    }
    #expect(trade.proposal.quantity == 0)
    #expect(trade.proposal.recommendation == .pass)
    #expect(trade.proposal.warnings.contains { $0.contains("trade_max_loss") })
  }

  @Test("a rich forecast makes short volatility worthless: Kelly is zero")
  func kellyRefuses() {
    let market = Self.market(16, spot: 4_200, inversion: 0)
    let context = Setting.context(market, regime: .trendDown, forecast: 0.30)
    guard case .proposed(let trade) = propose(for: Setting.edge(.vrp, .shortVol), in: context)
    else {
      Issue.record("nothing was proposed")
      return
    }
    #expect(trade.proposal.quantity == 0)
    #expect(trade.sizing.kelly == 0)
  }
}
