// The estimate of a trade's cost, worked by hand, and the rule that drops an edge under its cost.

@testable import Execution
import MarketData
import Testing

@Suite("What a trade is reckoned to cost")
struct CostEstimateTests {
  private func leg(
    _ ratio: Int, _ bid: Int64, _ ask: Int64, volume: Double? = 400, interest: Double? = 1_000
  ) -> CostLeg {
    CostLeg(
      ratio: ratio, bid: Money(units: bid), ask: Money(units: ask), volume: volume,
      openInterest: interest)
  }

  private var subject: CostSubject {
    CostSubject(
      quantity: 4, multiplier: 100, spot: 2_500, dailyVolatility: 0.01, volatilityMove: 2,
      delta: -60, vega: -1_000, fees: Money(units: 52_000))
  }

  /// Two legs of 0.20 wide: 0.66 x 0.10 x 2 x 400.
  ///
  /// The package moves hypot(60 x 25, 1000 x 2) = 2500
  /// a day; 0.7 of it times the root of 4 in 400; a 390th of a day's variance for the minute.
  @Test("a vertical by hand")
  func vertical() throws {
    let legs = [leg(-1, 50_000, 52_000), leg(1, 30_000, 32_000)]
    let cost = try #require(estimateCost(legs, of: subject, rules: .standard, mode: .share))
    #expect(abs(cost.spread - 52.8) < 1e-9)
    #expect(abs(cost.impact - 175) < 1e-9)
    #expect(cost.fees == 5.2)
    #expect(abs(cost.timing - 2_500 / Double(390).squareRoot()) < 1e-9)
    #expect(cost.notional == 1_000_000 && cost.legsByInterest == 0 && cost.unknownLegs == 0)
    #expect(abs((cost.basisPoints ?? 0) - cost.total / 100) < 1e-12)
    let worst = try #require(estimateCost(legs, of: subject, rules: .standard, mode: .worst))
    #expect(abs(worst.spread - 80) < 1e-9)
  }

  @Test("open interest stands in for an unknown volume, and what is unknown is said")
  func unknown() throws {
    let byInterest = try #require(
      estimateCost(
        [leg(-1, 50_000, 52_000, volume: nil, interest: 400), leg(1, 30_000, 32_000, volume: 0)],
        of: subject, rules: .standard, mode: .share))
    #expect(byInterest.legsByInterest == 2 && abs(byInterest.impact - 175) < 1e-9)
    let dark = try #require(
      estimateCost(
        [leg(-1, 50_000, 52_000, volume: nil, interest: nil)], of: subject, rules: .standard,
        mode: .share))
    #expect(dark.unknownLegs == 1 && dark.impact == 0)
    var broken = subject
    broken.vega = .nan
    #expect(
      estimateCost([leg(1, 1, 2)], of: broken, rules: .standard, mode: .share) == nil)
    #expect(estimateCost([], of: subject, rules: .standard, mode: .share) == nil)
  }

  /// The expected value has paid the far sides and the fees; both are given back before the estimate
  /// is set against it, so nothing is counted twice.
  @Test("an edge is dropped under its cost, and comes back a tenth above it")
  func verdict() {
    let cost = CostEstimate(
      spread: 50, impact: 30, fees: 10, timing: 10, notional: 1, legsByInterest: 0, unknownLegs: 0)
    func verdict(_ value: Double) -> CostVerdict {
      CostVerdict(expectedValue: value, halfSpreads: 80, cost: cost)
    }
    #expect(verdict(10).profit == 100)
    #expect(!verdict(10).passes(wasDropped: false))
    #expect(verdict(10.5).passes(wasDropped: false))
    #expect(!verdict(19).passes(wasDropped: true))
    #expect(verdict(20.5).passes(wasDropped: true))
    #expect(
      verdict(-40).words
        == "edge under its cost: expects 50, costs 100 (spread 50, impact 30, fees 10, timing 10)")
  }
}
