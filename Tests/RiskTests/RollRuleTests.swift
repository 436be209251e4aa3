// A roll before the gate: it closes its position whole, and what it opens is new risk.

import MarketData
import Structures
import Testing

@testable import Risk

@Suite("Rolls before the gate")
struct RollRuleTests {
  private var exposure: Exposure {
    var exposure = Book.exposure()
    exposure.structures = [Book.position(1)]
    return exposure
  }

  /// The condor of the book a month later, at the same strikes.
  private var later: [ModelLeg] {
    Book.condor.map { leg in
      var leg = leg
      leg.contract.expiry = leg.contract.expiry.adding(days: 28)
      leg.expiration = leg.expiration + .days(28)
      leg.years += 28.0 / 365
      return leg
    }
  }

  private func roll(loss: Double = 4_000, position: Int = 1) -> OrderIntentCheck {
    let closing = Book.closing(1)
    var order = Book.order(.roll(position: position), legs: later)
    order.maxLoss = loss
    order.legs = closing.legs + order.legs
    order.limit = .zero
    let prices = PackagePrices(of: order)
    order.limit = Fixture.money(
      (((prices?.mid ?? 0) - (prices?.halfSpread ?? 0)) / 0.05).rounded(.down) * 0.05)
    return order
  }

  @Test("the book after it holds the new structure in the place of the old")
  func effect() {
    let effect = OrderEffect(of: roll(), on: exposure)
    #expect(effect.grownLegs == 0 && effect.isPositionKnown)
    #expect(effect.structures.count == 1)
    #expect(effect.structures.first?.position == nil)
    #expect(effect.structures.first?.legs.map(\.contract) == later.map(\.contract))
    let verdict = judge(
      roll(), stage: .approve, exposure: exposure, limits: .standard, state: .active)
    #expect(verdict.passed, "\(verdict.breaches)")
    #expect(verdict.after.maxLoss == 4_000)
  }

  @Test("its opening is held to the limits on new risk")
  func newRisk() {
    #expect(Book.breaches(roll(loss: 10_001), exposure).contains("trade_max_loss"))
    var limits = RiskLimits.standard
    limits.days = 1...10
    #expect(Book.breaches(roll(), exposure, limits: limits).contains("days_to_expiry"))
  }

  @Test(
    "while reducing it is refused for the legs that it grows from nothing, and halted it is none")
  func states() {
    #expect(Book.breaches(roll(loss: 4_000), exposure, state: .reducing) == ["reducing_legs"])
    #expect(
      Book.breaches(roll(loss: 4_001), exposure, state: .reducing)
        == ["reducing_max_loss", "reducing_margin", "reducing_legs"])
    #expect(Book.breaches(roll(), exposure, state: .halted).contains("trading_state"))
  }

  @Test("a position that is not there is a breach")
  func unknown() {
    #expect(Book.breaches(roll(position: 9), exposure).contains("position"))
  }
}
