import MarketData
import Pricing
import TestKit
import Testing

@testable import Structures

@Suite("Payoff at the first expiry")
struct ExpiryPayoffTests {
  static let condor = [
    Fixture.leg(1, .put, 470), Fixture.leg(-1, .put, 475), Fixture.leg(-1, .call, 500),
    Fixture.leg(1, .call, 505),
  ]

  @Test("a condor breaks even at its shorts less and plus the credit")
  func condor() {
    let payoff = ExpiryPayoff(legs: Self.condor, net: 1.45, volatilityShift: 0)
    #expect(payoff.isExact)
    #expect(abs(payoff.worst - -3.55) < 1e-12)
    #expect(payoff.best == 1.45)
    #expect(payoff.breakevens.count == 2)
    #expect(abs(payoff.breakevens[0] - 473.55) < 1e-9)
    #expect(abs(payoff.breakevens[1] - 501.45) < 1e-9)
  }

  @Test("a long call has no best profit and one break-even beyond its strike")
  func longCall() {
    let payoff = ExpiryPayoff(legs: [Fixture.leg(1, .call, 500)], net: -4, volatilityShift: 0)
    #expect(payoff.best == nil)
    #expect(payoff.worst == -4)
    #expect(payoff.breakevens == [504])
    #expect(payoff.profit(at: 530) == 26)
  }

  @Test("agrees with intrinsic values on random leg sets", arguments: 0..<30)
  func grid(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let legs = (0..<generator.integer(in: 1...6)).map { _ in
      Fixture.leg(
        generator.pick([-2, -1, 1, 2]), generator.pick([.call, .put]),
        400 + 5 * generator.integer(in: 0...40))
    }
    let payoff = ExpiryPayoff(legs: legs, net: 1.5, volatilityShift: 0)
    var changes = 0
    var last = 0.0
    for step in 0...4_000 {
      let price = Double(step) * 0.5 + 0.137
      let direct = legs.reduce(1.5) { $0 + Double($1.count) * $1.intrinsic(at: price) }
      #expect(abs(payoff.profit(at: price) - direct) < 1e-9)
      if direct * last < 0 { changes += 1 }
      if direct != 0 { last = direct }
    }
    let inside = payoff.breakevens.filter { $0 < 2_000.137 && $0 > 0.137 }
    #expect(inside.count == changes)
    for root in inside { #expect(abs(payoff.profit(at: root)) < 1e-9) }
  }

  @Test("a calendar peaks at its strike and is worth Black-76 there")
  func calendar() {
    let legs = [Fixture.leg(-1, .put, 500, days: 30), Fixture.leg(1, .put, 500, days: 60)]
    let payoff = ExpiryPayoff(legs: legs, net: -4, volatilityShift: 0)
    let alive = black76Price(
      .put, forward: 500, strike: 500, years: 30.0 / 365, volatility: 0.2, discount: 1)
    #expect(!payoff.isExact)
    #expect(abs((payoff.best ?? 0) - (alive - 4)) < 0.02)
    let calls = [Fixture.leg(-1, .call, 500, days: 30), Fixture.leg(2, .call, 500, days: 60)]
    #expect(ExpiryPayoff(legs: calls, net: -8, volatilityShift: 0).best == nil)
    #expect(abs(payoff.profit(at: 500) - (alive - 4)) < 0.02)
    #expect(payoff.profit(at: 500) > payoff.profit(at: 490))
    #expect(payoff.breakevens.count == 2)
    #expect(payoff.worst > -4.0001)
  }

  @Test("Greeks of a position are the bumped values")
  func greeks() {
    let legs = Self.condor.map { $0.with(count: $0.count * 3) }
    func value(_ spot: Double, _ shift: Double, _ days: Double) -> Double {
      legs.reduce(0) {
        $0 + Double($1.count * 100)
          * black76Price(
            $1.right, forward: spot, strike: $1.strike, years: $1.years - days / 365,
            volatility: $1.volatility + shift, discount: 1)
      }
    }
    let greeks = positionGreeks(of: legs)
    let base = value(500, 0, 0)
    #expect(abs(greeks.delta - (value(500.01, 0, 0) - value(499.99, 0, 0)) / 0.02) < 1e-3)
    let curve = (value(500.1, 0, 0) - 2 * base + value(499.9, 0, 0)) / 0.01
    #expect(abs(greeks.gamma - curve) < 1e-2)
    #expect(abs(greeks.vega - (value(500, 1e-4, 0) - value(500, -1e-4, 0)) / 0.02) < 1e-3)
    #expect(abs(greeks.theta - (value(500, 0, 0.01) - base) / 0.01) < 0.05)
  }
}
