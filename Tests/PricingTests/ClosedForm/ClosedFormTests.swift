// The closed forms against their own derivatives, in the wings, and on bad input.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

@Suite("Closed forms")
struct ClosedFormTests {
  /// Black (1976) is Black-Scholes-Merton with the forward for the asset and the rate for the
  /// yield, but rho moves only the discount.
  @Test("Black (1976) in full is Black-Scholes-Merton on an asset that yields the rate")
  func sensitivitiesAgree() throws {
    var random = SeededGenerator(seed: 1_976)
    for _ in 0..<2_000 {
      let right = random.pick(OptionRight.allCases)
      let forward = random.double(in: 10..<200)
      let strike = forward * exponential(random.double(in: -1..<1))
      let (years, rate) = (random.double(in: 0.01..<3), random.double(in: -0.05..<0.1))
      let volatility = random.double(in: 0.05..<1)
      let full = try black76Sensitivities(
        right, forward: forward, strike: strike, years: years, volatility: volatility,
        discount: exponential(-rate * years))
      let twin = try blackScholesMerton(
        right, spot: forward, strike: strike, years: years, rate: rate, yield: rate,
        volatility: volatility)
      let pairs = [
        (full.price, twin.price), (full.delta, twin.delta), (full.gamma, twin.gamma),
        (full.vega, twin.vega), (full.theta, twin.theta), (full.rho, twin.rho + twin.phi),
        (full.vanna, twin.vanna), (full.volga, twin.volga), (full.charm, twin.charm),
      ]
      for (index, pair) in pairs.enumerated() {
        let bound = 1e-11 * abs(pair.1) + 1e-13 * forward
        #expect(abs(pair.0 - pair.1) <= bound, "value \(index): \(pair)")
      }
    }
  }

  @Test("the desk's Greeks are the first of the full set")
  func deskGreeksAgree() throws {
    let full = try black76Sensitivities(
      .put, forward: 4_700, strike: 4_500, years: 0.1, volatility: 0.14, discount: 0.995)
    let desk = black76Greeks(
      .put, forward: 4_700, strike: 4_500, years: 0.1, volatility: 0.14, discount: 0.995)
    #expect(relativeError(desk.price, expected: full.price) < 1e-13)
    #expect(relativeError(desk.delta, expected: full.delta) < 1e-14)
    #expect(relativeError(desk.gamma, expected: full.gamma) < 1e-14)
    #expect(relativeError(desk.vega, expected: full.vega) < 1e-14)
    #expect(relativeError(desk.theta, expected: full.theta) < 1e-13)
  }

  /// N(d1) and N(d2) agree to all but the last digits here: their difference would keep four.
  @Test("a far and narrow wing keeps its relative digits")
  func narrowWing() throws {
    // The closed form with 50 digits.
    let value = try blackScholesMerton(
      .call, spot: 100, strike: 100.0625, years: 0.000_1, rate: 0, yield: 0, volatility: 0.012_5)
    #expect(relativeError(value.price, expected: 6.741_003_057_397_784_7e-10) < 1e-12)
  }

  @Test("bad input is named with its value and rule")
  func badInput() {
    func price(
      spot: Double = 100, strike: Double = 100, years: Double = 1, rate: Double = 0,
      yield: Double = 0, volatility: Double = 0.2
    ) throws {
      _ = try blackScholesMerton(
        .call, spot: spot, strike: strike, years: years, rate: rate, yield: yield,
        volatility: volatility)
    }
    let rule = "it must be above zero and finite"
    #expect(throws: ModelError.outOfDomain(input: "spot", value: -1, rule: rule)) {
      try price(spot: -1)
    }
    #expect(throws: ModelError.outOfDomain(input: "strike", value: 0, rule: rule)) {
      try price(strike: 0)
    }
    #expect(throws: ModelError.outOfDomain(input: "years", value: -.infinity, rule: rule)) {
      try price(years: -.infinity)
    }
    #expect(throws: ModelError.outOfDomain(input: "volatility", value: -0.2, rule: rule)) {
      try price(volatility: -0.2)
    }
    #expect(throws: ModelError.self) { try price(rate: .nan) }
    #expect(throws: ModelError.self) { try price(yield: .infinity) }
    #expect(throws: ModelError.outOfDomain(input: "discount", value: 0, rule: rule)) {
      _ = try black76Sensitivities(
        .put, forward: 1, strike: 1, years: 1, volatility: 1, discount: 0)
    }
  }
}
