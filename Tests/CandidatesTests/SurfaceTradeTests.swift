// An option that is out of line is traded in the vertical that holds it.

import Edges
import MarketData
import Pricing
import Regimes
import Structures
import Testing

@testable import Candidates

@Suite("Trades on the surface")
struct SurfaceTradeTests {
  private static let expiry = 4

  /// The strike out of the money whose delta is nearest to a target.
  private func strike(_ market: SyntheticMarket, _ right: OptionRight, delta: Double) throws
    -> Money
  {
    let chain = market.chain.expiries[Self.expiry]
    let slice = try #require(market.surface.slice(ofExpiry: Self.expiry))
    let found = (right == .call ? chain.calls : chain.puts).min { a, b in
      abs(abs(slice.delta(of: a) ?? 9) - delta) < abs(abs(slice.delta(of: b) ?? 9) - delta)
    }
    return market.chain.options[try #require(found)].contract.strike
  }

  @Test(
    "the named strike is sold or bought, and the wing bounds it",
    arguments: [
      (EdgeSignal.shortVol, OptionRight.put, StructureKind.bullPut, -1),
      (.shortVol, .call, .bearCall, -1), (.longVol, .put, .putDebit, 1),
      (.longVol, .call, .callDebit, 1),
    ])
  func vertical(
    _ signal: EdgeSignal, _ right: OptionRight, _ kind: StructureKind, _ ratio: Int
  ) throws {
    let market = ProposeTests.market(16, spot: 2_700, inversion: 0)
    let strike = try strike(market, right, delta: 0.35)
    let edge = Setting.edge(.surface, signal, expiry: Self.expiry, centre: strike)
    let context = Setting.context(market, regime: .chop, forecast: 0.10)
    let plan = try plan(edge, in: context)
    #expect(plan.kinds == [kind] && plan.singles == [ExpiryChoice(front: Self.expiry, back: nil)])
    switch propose(for: edge, in: context) {
    case .proposed(let trade):
      let leg = try #require(trade.proposal.legs.first { $0.leg.contract.strike == strike })
      #expect(leg.leg.ratio.signum() == ratio && leg.leg.contract.right == right)
      #expect(trade.proposal.legs.count == 2 && trade.proposal.identity.structure == kind)
      #expect(trade.proposal.maxLoss > .zero)
    case .failed(let attempts, let reason):
      // A credit or a debit that is not worth it is refused by the rules of its kind, never moved to
      // another strike.
      #expect(!attempts.isEmpty && attempts.allSatisfy { $0.structure == kind }, "\(reason)")
      #expect(
        attempts.allSatisfy { [.creditTooSmall, .liquidityFail, .riskCap].contains($0.code) },
        "\(attempts)")
    }
  }

  @Test("a strike that is not listed builds nothing")
  func unlisted() {
    let market = ProposeTests.market(16, spot: 2_700, inversion: 0)
    let edge = Setting.edge(
      .surface, .shortVol, expiry: Self.expiry, centre: Money(units: 26_001_700))
    let context = Setting.context(market, regime: .chop, forecast: 0.10)
    guard case .failed(let attempts, _) = propose(for: edge, in: context) else {
      Issue.record("it was built elsewhere")
      return
    }
    #expect(!attempts.isEmpty && attempts.allSatisfy { $0.code == .validationFail })
  }

  @Test("an expiry out of line is a calendar")
  func calendar() throws {
    let market = ProposeTests.market(16, spot: 2_700, inversion: 0)
    let edge = Setting.edge(.surface, .sellFront, expiry: 4, back: 7)
    let plan = try plan(edge, in: Setting.context(market, regime: .chop, forecast: 0.10))
    #expect(plan.kinds.first == .calendar && plan.pairs.first?.back == 7)
  }
}
