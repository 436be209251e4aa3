import Edges
import MarketData
import Pricing
import Regimes
import Risk
import Structures
import TestKit
import Testing

@testable import Candidates

@Suite("Regime rules, advice and repricing")
struct RegimeRulesTests {
  private let market = ProposeTests.market(16, spot: 4_200, inversion: 0)

  private func trade(
    _ edge: Edge, _ change: (inout ProposalContext) -> Void = { _ in }
  ) -> ProposedTrade? {
    var context = Setting.context(market, regime: .trendDown, forecast: 0.10)
    change(&context)
    guard case .proposed(let trade) = propose(for: edge, in: context) else { return nil }
    return trade
  }

  @Test("sizes, days and refusals of each regime")
  func guidance() {
    let all = RegimeState.allCases.map { RegimeGuidance(for: $0) }
    #expect(all.map(\.sizeFactor) == [1, 0.5, 1, 0.75, 0.5])
    #expect(all.map(\.days.upperBound) == [45, 60, 45, 45, 45])
    #expect(all.map(\.limitsNewRisk) == [false, true, false, false, false])
    #expect(RegimeGuidance(for: .trendUp).refused == [.bearCall])
    #expect(RegimeGuidance(for: .trendDown).refused == [.bullPut])
    #expect(RiskLimits.standard.panicRiskToday == 0.03)
    for guidance in all {
      #expect(!guidance.favoured.contains(where: guidance.refused.contains))
    }
  }

  @Test("a down trend sells no puts, an up trend no calls")
  func refusedByTrend() {
    let context = Setting.context(market, regime: .trendDown, forecast: 0.10)
    guard case .proposed(let down) = propose(for: Setting.edge(.skew, .sellPutSkew), in: context)
    else {
      Issue.record("nothing was proposed")
      return
    }
    #expect(down.proposal.identity.structure != .bullPut)
    var up = context
    up.regime = .trendUp
    guard case .proposed(let found) = propose(for: Setting.edge(.vrp, .shortVol), in: up) else {
      Issue.record("nothing was proposed")
      return
    }
    #expect(found.proposal.identity.structure != .bearCall)
  }

  @Test("panic sells volatility only from the 95th percentile, with little new risk")
  func panicGate() {
    var edge = Setting.edge(.vrp, .shortVol)
    edge.percentile = 94
    let context = Setting.context(market, regime: .highVolPanic, forecast: 0.10)
    guard case .failed(_, let reason) = propose(for: edge, in: context) else {
      Issue.record("sold at the 94th percentile")
      return
    }
    #expect(reason.contains("percentile"))
    #expect(RegimeGuidance(for: .highVolPanic).limitsNewRisk)
  }

  @Test("a calm market sells premium only above a ratio of 1.1")
  func grindGate() {
    let found = trade(Setting.edge(.vrp, .shortVol)) {
      $0.regime = .lowVolGrind
      $0.impliedRatio = 1.1
    }
    #expect(found == nil)
  }

  @Test("what the regime does not list is for review, whatever the edge")
  func outsideTheRegime() throws {
    let edge = Setting.edge(.skew, .sellPutSkew)
    let calm = try #require(trade(edge) { $0.regime = .lowVolGrind })
    #expect(calm.proposal.identity.structure == .bullPut)
    #expect(calm.proposal.recommendation == .review)
    #expect(calm.proposal.warnings.contains { $0.contains("does not fit the regime") })
    let rising = try #require(trade(edge) { $0.regime = .trendUp })
    #expect(rising.proposal.recommendation == .trade)
  }

  @Test("long volatility takes what the regime allows: a calendar only where it is cheap")
  func longVolatility() throws {
    let edge = Setting.edge(.vrp, .longVol)
    for regime in [RegimeState.lowVolGrind, .chop] {
      func kinds(_ percentile: Double?) -> [StructureKind]? {
        var context = Setting.context(market, regime: regime, forecast: 0.10)
        context.impliedPercentile = percentile
        return try? plan(edge, in: context).kinds
      }
      #expect(kinds(29) == [.calendar])
      #expect(kinds(30) == nil && kinds(nil) == nil)
    }
    var gamma = edge
    gamma.kind = .gamma
    for regime in RegimeState.allCases {
      let context = Setting.context(market, regime: regime, forecast: 0.10)
      #expect(throws: PlanRefusal.self) { try plan(gamma, in: context) }
    }
  }

  @Test("no expiry outside the regime's days is tried")
  func expiryWindow() throws {
    for regime in RegimeState.allCases {
      var edge = Setting.edge(.vrp, .shortVol)
      edge.percentile = 99
      let context = Setting.context(market, regime: regime, forecast: 0.10)
      let window = RegimeGuidance(for: regime).days
      let found = try plan(edge, in: context).singles
      #expect(!found.isEmpty)
      for choice in found {
        let slice = try #require(context.build.surface.slice(ofExpiry: choice.front))
        #expect(window.contains(slice.daysToExpiry))
      }
    }
  }

  @Test("each doubt makes it a review")
  func reviews() throws {
    let edge = Setting.edge(.vrp, .shortVol)
    #expect(try #require(trade(edge)).proposal.recommendation == .trade)
    var fallback = edge
    fallback.isFallback = true
    #expect(try #require(trade(fallback)).proposal.recommendation == .review)
    let changes: [(inout ProposalContext) -> Void] = [
      { $0.regimeConfidence = 39 }, { $0.isRegimeInsufficient = true },
      { $0.build.surface.verdict = .degraded }, { $0.forecastVolatility = nil },
    ]
    for change in changes {
      #expect(try #require(trade(edge, change)).proposal.recommendation == .review)
    }
  }

  @Test("a breached limit or a desk that may not open makes it a pass")
  func passes() throws {
    let edge = Setting.edge(.vrp, .shortVol)
    let halted = try #require(trade(edge) { $0.state = .halted })
    #expect(halted.proposal.recommendation == .pass)
    #expect(halted.verdict.breaches.contains { $0.limit == "trading_state" })
    let closed = try #require(trade(edge) { $0.isMarketOpen = false })
    #expect(closed.proposal.recommendation == .pass)
    #expect(trade(edge) { $0.build.surface.verdict = .refused } == nil)
  }

  @Test("the legs stay while they fit and change when the market has moved")
  func repricing() throws {
    let edge = Setting.edge(.vrp, .shortVol)
    let context = Setting.context(market, regime: .trendDown, forecast: 0.10)
    let first = try #require(trade(edge)).proposal
    guard case .proposed(let same) = reprice(first, for: edge, in: context) else {
      Issue.record("lost its legs")
      return
    }
    #expect(same.proposal.legs.map(\.leg) == first.legs.map(\.leg))
    #expect(same.proposal.quantity == first.quantity)
    var moved = context
    for index in moved.build.surface.slices.indices {
      for option in moved.build.surface.slices[index].deltas.indices {
        moved.build.surface.slices[index].deltas[option] *= 0.7
      }
    }
    guard case .proposed(let other) = reprice(first, for: edge, in: moved) else {
      Issue.record("nothing was proposed after the move")
      return
    }
    #expect(other.proposal.legs.map(\.leg) != first.legs.map(\.leg))
  }

  @Test("grades fall in steps of five")
  func grades() {
    let rows = [
      (90, "A+"), (89, "A"), (84, "A-"), (79, "B+"), (74, "B"), (69, "B-"), (64, "C+"), (59, "C"),
      (54, "C-"), (49, "D"),
    ]
    for (points, grade) in rows { #expect(QualityScore.grade(points) == grade) }
    let best = QualityScore(
      strength: 100, confidence: 100, isFavoured: true, liquidity: 1, pricing: 1)
    #expect(best.points == 100)
  }
}
