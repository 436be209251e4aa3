// American options: what must hold for every market, the Greeks, the boundary, and bad input.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

private func terms(
  _ right: OptionRight = .put, spot: Double = 100, strike: Double = 100, years: Double = 1,
  rate: Double = 0.05, yield: Double = 0.02, volatility: Double = 0.25
) -> AmericanTerms {
  AmericanTerms(
    right, spot: spot, strike: strike, years: years, rate: rate, yield: yield,
    volatility: volatility)
}

@Suite("American options")
struct AmericanOptionTests {
  @Test("the premium is never negative, the value never below exercise, over all markets")
  func bounds() throws {
    var random = SeededGenerator(seed: 77)
    for _ in 0..<3_000 {
      let right = random.pick(OptionRight.allCases)
      let market = terms(
        right, spot: exponential(random.double(in: 3..<6)), strike: 100,
        years: exponential(random.double(in: -6..<3)), rate: random.double(in: 0.000_1..<0.25),
        yield: random.double(in: 0.000_1..<0.25),
        volatility: exponential(random.double(in: -3..<0.5)))
      let value = try americanValue(market)
      let exercise = right == .call ? market.spot - 100 : 100 - market.spot
      #expect(value.premium >= -1e-12 * market.spot, "\(market)")
      #expect(value.price >= exercise, "\(market)")
      #expect(value.price <= (right == .call ? market.spot : 100), "\(market)")
      let delta = right == .call ? value.delta : -value.delta
      #expect(delta >= -1e-9 && delta <= 1 + 1e-9, "\(value) \(market)")
    }
  }

  @Test("waiting is free where the exercised side earns nothing")
  func neverEarly() throws {
    for market in [
      terms(.put, rate: 0, yield: 0.03), terms(.put, rate: -0.01, yield: -0.005),
      terms(.call, rate: 0.05, yield: 0), terms(.call, rate: 0.01, yield: -0.02),
    ] {
      let value = try americanValue(market)
      #expect(value.premium == 0)
      #expect(value.criticalSpot == nil)
      #expect(throws: ModelError.self) { _ = try ExerciseBoundary(market) }
    }
  }

  @Test("rates with two boundaries are refused")
  func twoBoundaries() {
    for market in [
      terms(.put, rate: -0.01, yield: -0.02), terms(.put, rate: 0, yield: -0.01),
      terms(.call, rate: -0.02, yield: -0.01),
    ] {
      #expect(throws: ModelError.self) { _ = try americanValue(market) }
    }
  }

  @Test("delta, gamma and theta are derivatives of the value")
  func derivatives() throws {
    for right in OptionRight.allCases {
      for spot in [85.0, 100, 120] {
        let market = terms(right, spot: spot, rate: 0.06, yield: 0.05)
        let value = try americanValue(market)
        func price(_ path: WritableKeyPath<AmericanTerms, Double>, _ shift: Double) throws -> Double
        {
          var moved = market
          moved[keyPath: path] += shift
          return try americanValue(moved).price
        }
        let (up, down) = (try price(\.spot, 0.05), try price(\.spot, -0.05))
        #expect(abs((up - down) / 0.1 - value.delta) < 1e-6)
        #expect(abs((up - 2 * value.price + down) / 0.002_5 - value.gamma) < 1e-5)
        let later = (try price(\.years, -1e-4) - (try price(\.years, 1e-4))) / 2e-4
        #expect(abs(later - value.theta) < 1e-4)
      }
    }
  }

  @Test("vega and both rhos against wider differences, extrapolated")
  func sensitivities() throws {
    let market = terms(.put, spot: 95, rate: 0.06, yield: 0.03)
    let found = try americanSensitivities(market)
    func slope(_ path: WritableKeyPath<AmericanTerms, Double>, _ step: Double) throws -> Double {
      var (up, down) = (market, market)
      up[keyPath: path] += step
      down[keyPath: path] -= step
      return (try americanValue(up).price - (try americanValue(down).price)) / (2 * step)
    }
    func extrapolated(_ path: WritableKeyPath<AmericanTerms, Double>) throws -> Double {
      (4 * (try slope(path, 1e-3)) - (try slope(path, 2e-3))) / 3
    }
    #expect(abs(found.vega - (try extrapolated(\.volatility))) < 1e-4)
    #expect(abs(found.rho - (try extrapolated(\.rate))) < 1e-3)
    #expect(abs(found.dividendRho - (try extrapolated(\.yield))) < 1e-3)
  }

  @Test("at the boundary value and slope join those of exercise")
  func smoothPasting() throws {
    for (rate, yield, volatility) in [(0.05, 0.02, 0.2), (0.03, 0.06, 0.3), (0.08, 0.08, 0.5)] {
      var market = terms(.put, rate: rate, yield: yield, volatility: volatility)
      let critical = try #require(try americanValue(market).criticalSpot)
      market.spot = critical * 1.000_1
      let near = try americanValue(market)
      #expect(abs(near.price - (100 - market.spot)) < 1e-5)
      #expect(abs(near.delta + 1) < 2e-3)
      market.spot = critical * 0.999
      #expect(try americanValue(market).price == 100 - market.spot)
      let boundary = try ExerciseBoundary(market)
      #expect(relativeError(boundary.criticalSpot(yearsLeft: 1), expected: critical) < 1e-12)
      let last = 100 * min(1, rate / yield)
      #expect(relativeError(boundary.criticalSpot(yearsLeft: 0), expected: last) < 1e-12)
      // In between it is the boundary of the shorter option, interpolated.
      market.years = 0.3
      let shorter = try #require(try americanValue(market).criticalSpot)
      #expect(relativeError(boundary.criticalSpot(yearsLeft: 0.3), expected: shorter) < 1e-5)
    }
  }

  @Test("the volatility of a price is found again")
  func impliedVolatility() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<60 {
      let right = random.pick(OptionRight.allCases)
      var market = terms(
        right, spot: random.double(in: 80..<125), years: random.double(in: 0.05..<2),
        rate: random.double(in: 0.005..<0.08), yield: random.double(in: 0.005..<0.08),
        volatility: random.double(in: 0.15..<0.9))
      let value = try americanValue(market)
      let exercise = max(right == .call ? market.spot - 100 : 100 - market.spot, 0)
      guard value.price - exercise > 0.05 else { continue }
      let truth = market.volatility
      market.volatility = 0.3
      let found = try americanImpliedVolatility(market, price: value.price)
      #expect(abs(found - truth) < 1e-7, "\(market) \(truth)")
    }
  }

  @Test("a price that no volatility gives is refused with the reason")
  func noVolatility() {
    #expect(throws: ModelError.self) {
      _ = try americanImpliedVolatility(terms(.put, spot: 80), price: 20)
    }
    #expect(throws: ModelError.self) {
      _ = try americanImpliedVolatility(terms(.put, spot: 80), price: 100.5)
    }
    #expect(throws: ModelError.self) { _ = try americanImpliedVolatility(terms(), price: .nan) }
    #expect(throws: ModelError.self) {
      _ = try americanImpliedVolatility(terms(), price: 9, within: 0...1)
    }
  }

  @Test("bad input is named")
  func badInput() {
    let rule = "it must be above zero and finite"
    #expect(throws: ModelError.outOfDomain(input: "spot", value: -1, rule: rule)) {
      _ = try americanValue(terms(spot: -1))
    }
    #expect(throws: ModelError.outOfDomain(input: "strike", value: 0, rule: rule)) {
      _ = try americanValue(terms(strike: 0))
    }
    for bad in [
      terms(years: 0), terms(years: .nan), terms(rate: 2), terms(yield: .infinity),
      terms(volatility: 0), terms(volatility: -0.2), terms(volatility: 11),
    ] {
      #expect(throws: ModelError.self, "\(bad)") { _ = try americanValue(bad) }
      #expect(throws: ModelError.self, "\(bad)") {
        _ = try latticeValue(bad, style: .american, dividends: [])
      }
    }
  }
}
