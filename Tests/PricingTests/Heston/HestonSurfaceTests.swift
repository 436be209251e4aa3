// The model's own volatilities: prices come back, deltas are met, wings keep their digits.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

@Suite("Heston surface")
struct HestonSurfaceTests {
  let model: HestonParameters

  init() throws {
    model = try HestonParameters(v0: 0.03, kappa: 2, theta: 0.05, sigma: 0.6, rho: -0.7)
  }

  @Test("a grid of volatilities gives the model's prices back")
  func grid() throws {
    let surface = try HestonImpliedSurface(
      model, years: [0.05, 0.5, 2], logStrikes: [-0.3, -0.1, 0, 0.1, 0.2])
    for (row, years) in surface.years.enumerated() {
      for (column, logStrike) in surface.logStrikes.enumerated() {
        let strike = 100 * exponential(logStrike)
        let right = logStrike < 0 ? OptionRight.put : .call
        let value = try hestonValue(
          right, spot: 100, strike: strike, years: years, rate: 0, yield: 0, parameters: model)
        let volatility = try #require(surface.volatilities[row][column])
        let price = black76Price(
          right, forward: 100, strike: strike, years: years, volatility: volatility, discount: 1)
        #expect(
          abs(price - value.price) <= 1e-11 + 1e-6 * value.price * (value.price < 1e-9 ? 1 : 0))
      }
    }
  }

  @Test("the smile falls with the strike under a negative correlation, and flattens with time")
  func shape() throws {
    let surface = try HestonImpliedSurface(
      model, years: [0.1, 3], logStrikes: [-0.05, 0, 0.05])
    let rows = try surface.volatilities.map { try $0.map { try #require($0) } }
    #expect(rows.allSatisfy { $0[0] > $0[1] && $0[1] > $0[2] })
    #expect(rows[0][0] - rows[0][2] > rows[1][0] - rows[1][2])
    // At the money the shortest volatility is near that of today's variance.
    let short = try HestonImpliedSurface(model, years: [1e-4], logStrikes: [0])
    let today = try #require(short.volatilities[0][0])
    #expect(abs(today * today / model.v0 - 1) < 1e-2)
  }

  @Test("a point by delta has that delta", arguments: [0.1, 0.25, 0.5])
  func deltas(_ delta: Double) throws {
    for years in [1.0 / 365, 0.25, 3] {
      for right in [OptionRight.call, .put] {
        let point = try #require(
          try hestonDeltaPoint(right, delta: delta, parameters: model, years: years))
        let greeks = black76Greeks(
          right, forward: 1, strike: exponential(point.logStrike), years: years,
          volatility: point.volatility, discount: 1)
        #expect(abs(abs(greeks.delta) - delta) <= 1e-9, "\(right) \(years) \(point)")
      }
    }
    #expect(throws: ModelError.self) {
      try hestonDeltaPoint(.call, delta: 0, parameters: model, years: 1)
    }
  }

  @Test("calls and puts of a strip stand in parity and meet the exact values")
  func parity() throws {
    var pricer = try HestonStripPricer(tolerance: 1e-13)
    let strikes = [80.0, 95, 101, 120]
    let (forward, discount, years) = (100 * exponential(0.02), exponential(-0.03), 1.0)
    var (calls, puts) = ([0.0, 0, 0, 0], [0.0, 0, 0, 0])
    pricer.price(
      .call, model, years: years, forward: forward, discount: discount, strikes: strikes,
      values: &calls)
    pricer.price(
      .put, model, years: years, forward: forward, discount: discount, strikes: strikes,
      values: &puts)
    for (index, strike) in strikes.enumerated() {
      let parity = discount * (forward - strike)
      #expect(abs(calls[index] - puts[index] - parity) <= 1e-13)
      let exact = try hestonValue(
        .call, spot: 100, strike: strike, years: years, rate: 0.03, yield: 0.01, parameters: model)
      #expect(abs(calls[index] - exact.price) <= 1e-10)
    }
  }

  @Test("the two benchmark surfaces have their published sums", arguments: [10, 5])
  func benchmarkSums(_ expiries: Int) throws {
    let base = try HestonParameters(v0: 0.04, kappa: 2, theta: 0.04, sigma: 0.3, rho: -0.7)
    var pricer = try HestonStripPricer(tolerance: 1e-12)
    let count = 50 / expiries
    var sum = 0.0
    for step in 1...expiries {
      let years = (730 * Double(step) / Double(expiries)).rounded() / 365
      let forward = 100 * exponential(0.02 * years)
      let strikes = (0..<count).map { index in
        let place = -1.5 + 3 * Double(index) / Double(count - 1)
        return forward * exponential(place * 0.2 * years.squareRoot())
      }
      var values = [Double](repeating: 0, count: count)
      pricer.price(
        .call, base, years: years, forward: forward, discount: exponential(-0.03 * years),
        strikes: strikes, values: &values)
      sum += values.reduce(0, +)
    }
    // QuantLib's sums, printed with nine decimals.
    #expect(abs(sum - (expiries == 10 ? 524.256229527 : 525.523922095)) <= 1e-9, "\(sum)")
  }

  @Test("grids of bad numbers are refused")
  func refusals() throws {
    #expect(throws: ModelError.self) {
      try HestonImpliedSurface(model, years: [0], logStrikes: [0])
    }
    #expect(throws: ModelError.self) {
      try HestonImpliedSurface(model, years: [1], logStrikes: [.nan])
    }
    #expect(throws: ModelError.self) { try HestonImpliedSurface(model, years: [1], logStrikes: []) }
    #expect(throws: ModelError.self) {
      try hestonVolatilities(model, years: 1, forward: 0, strikes: [1])
    }
  }
}
