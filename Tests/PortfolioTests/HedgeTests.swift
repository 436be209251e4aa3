// When a hedge is due, how much of one, and what the no-trade band of the paper is.

import Glibc
import MarketData
import Structures
import Testing

@testable import Portfolio

@Suite("Hedging")
struct HedgeTests {
  private func reading(
    _ delta: Double, gamma: Double = 0.5, wasDue: Bool = false, rules: HedgeRules = .standard
  ) -> HedgeReading {
    HedgeReading(
      "SPX", spot: 2_700,
      greeks: PositionGreeks(delta: delta, gamma: gamma, vega: 0, theta: 0), discount: 0.99,
      wasDue: wasDue, rules: rules)
  }

  @Test("a fixed band trades to nothing, and ends a tenth inside")
  func fixed() {
    #expect(!reading(100).isDue)
    let due = reading(-140)
    #expect(due.trade == 140 && due.residual == 0)
    #expect(abs(due.cost - 140 * 2_700 * 0.0002) < 1e-9)
    #expect(reading(95, wasDue: true).isDue, "still beyond 90")
    #expect(!reading(89, wasDue: true).isDue)
    #expect(due.advice.contains("buy 140 share-equivalents"))
    #expect(due.advice.contains("CALL_DEBIT or BULL_PUT verticals would"))
    #expect(reading(140).advice.contains("PUT_DEBIT or BEAR_CALL"))
    #expect(reading(10, gamma: 51).isGammaHigh && !reading(10, gamma: 50).isGammaHigh)
  }

  /// Half-width (3/2 x 0.99 x 0.0002 x 2700 x 5^2 / 1e-5)^(1/3) = 2,004,750^(1/3) = 126.0920...
  @Test("the band of Whalley and Wilmott, and a trade to its edge")
  func whalleyWilmott() {
    var rules = HedgeRules.standard
    rules.band = .whalleyWilmott
    let width = rules.halfWidth(gamma: 5, spot: 2_700, discount: 0.99)
    #expect(abs(width * width * width - 2_004_750) < 1e-6)
    // Twice the gamma widens by 4^(1/3), half the aversion by 2^(1/3); the sign does not matter.
    #expect(abs(rules.halfWidth(gamma: 10, spot: 2_700, discount: 0.99) / width - cbrt(4)) < 1e-12)
    #expect(rules.halfWidth(gamma: -5, spot: 2_700, discount: 0.99) == width)
    rules.riskAversion /= 2
    #expect(abs(rules.halfWidth(gamma: 5, spot: 2_700, discount: 0.99) / width - cbrt(2)) < 1e-12)
    rules.riskAversion *= 2
    #expect(!reading(126, gamma: 5, rules: rules).isDue)
    let due = reading(200, gamma: 5, rules: rules)
    #expect(due.trade == -74 && due.residual == 126)
    #expect(reading(3, gamma: 0, rules: rules).trade == -3, "without gamma there is no band")
  }
}
