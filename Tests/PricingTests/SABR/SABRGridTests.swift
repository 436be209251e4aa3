// The SABR equation against closed forms of its limits, its order, and smiles that need it.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

private let strikes = [20.0, 60, 90, 100, 115, 160, 300]

private func price(
  _ p: SABRParameters, years: Double = 1, grid: SABRGrid = .standard
) throws -> [SABRGridPrice] {
  try sabrFiniteDifference(
    forward: 100, strikes: strikes, years: years, parameters: p, grid: grid)
}

@Suite("SABR finite difference")
struct SABRGridTests {
  @Test("without volatility of volatility: Black at beta one")
  func black() throws {
    let p = try SABRParameters(alpha: 0.3, beta: 1, rho: 0.5, nu: 0)
    for one in try price(p, years: 2) {
      let exact = black76Price(
        .call, forward: 100, strike: one.strike, years: 2, volatility: 0.3, discount: 1)
      #expect(abs(one.call - exact) <= 1e-3 && abs(one.call - exact) <= one.error + 1e-5)
    }
  }

  /// The method of images: a Brownian motion killed at zero from 100 less one from -100.
  @Test("without volatility of volatility: a killed Brownian motion at beta zero")
  func killedBrownianMotion() throws {
    let p = try SABRParameters(alpha: 60, beta: 0, rho: -0.5, nu: 0)
    func bachelier(_ forward: Double, _ strike: Double) -> Double {
      let width = 60 * 2.0.squareRoot()
      let d = (forward - strike) / width
      return (forward - strike) * normalCDF(d) + width * normalPDF(d)
    }
    for one in try price(p, years: 2) {
      let exact = bachelier(100, one.strike) - bachelier(-100, one.strike)
      #expect(abs(one.call - exact) <= 1e-3 && abs(one.call - exact) <= one.error + 1e-5)
    }
  }

  /// Schroder (1989), "Computing the constant elasticity of variance option pricing formula".
  @Test("without volatility of volatility: constant elasticity of variance at beta one half")
  func constantElasticity() throws {
    let p = try SABRParameters(alpha: 6, beta: 0.5, rho: -0.5, nu: 0)
    for one in try price(p, years: 2) {
      let scale = 0.25 * 36 * 2
      let (a, c) = (one.strike / scale, 100 / scale)
      let exact =
        100 * (1 - noncentralChiSquare(a, degrees: 4, centre: c))
        - one.strike * noncentralChiSquare(c, degrees: 2, centre: a)
      #expect(abs(one.call - exact) <= 1e-3, "\(one) exact \(exact)")
      #expect(abs(one.call - exact) <= one.error + 1e-5, "\(one) exact \(exact)")
    }
  }

  @Test("the error falls by four when every step is halved")
  func order() throws {
    let p = try SABRParameters(alpha: 2, beta: 0.5, rho: -0.4, nu: 0.6)
    let grids = try [1, 2, 4].map {
      try SABRGrid(forwardSteps: 80 * $0, volatilitySteps: 24 * $0, timeSteps: 20 * $0)
    }
    let values = try grids.map { try price(p, grid: $0).map(\.fine) }
    for index in 1..<6 {
      let ratio = (values[1][index] - values[0][index]) / (values[2][index] - values[1][index])
      #expect(ratio > 3 && ratio < 5.5, "strike \(strikes[index]): \(ratio)")
    }
  }

  @Test("agrees with the expansion where the expansion holds")
  func shortExpiry() throws {
    let p = try SABRParameters(alpha: 2, beta: 0.5, rho: -0.4, nu: 0.6)
    let near = [95.0, 98, 100, 103, 106]
    let prices = try sabrFiniteDifference(
      forward: 100, strikes: near, years: 0.05, parameters: p, grid: .standard)
    for one in prices {
      let volatility = try sabrVolatility(
        forward: 100, strike: one.strike, years: 0.05, parameters: p, expansion: .obloj)
      let expected = black76Price(
        .call, forward: 100, strike: one.strike, years: 0.05, volatility: volatility, discount: 1)
      #expect(abs(one.call - expected) <= 2e-4, "\(one) expected \(expected)")
    }
  }

  /// One standard deviation above the forward, where the next terms of the expansion show.
  @Test("the expansion's error is small before its flag and large beyond")
  func expansionError() throws {
    for (variance, bounds) in [(0.25, 0.0...0.0015), (1, 0.005...0.012), (4, 0.08...0.12)] {
      let nu = variance.squareRoot()
      let smile = try SABRSmile(
        forward: 100, years: 1,
        parameters: try SABRParameters(alpha: 2, beta: 0.5, rho: 0, nu: nu))
      let strike = 100 * exponential(smile.atTheMoneyVolatility)
      let price = try #require(
        try sabrFiniteDifference(
          forward: 100, strikes: [strike], years: 1, parameters: smile.parameters, grid: .standard
        ).first)
      let volatility = try impliedVolatility(
        .call, price: price.call, forward: 100, strike: strike, years: 1, discount: 1)
      let error = try smile.volatility(at: strike) - volatility
      #expect(bounds.contains(error), "nu^2 T \(variance): \(error)")
      let isFlagged = try smile.validity(at: strike).contains(.largeVolatilityOfVolatility)
      #expect(isFlagged == (variance >= 1))
    }
  }

  @Test("a smile with a negative density at low strikes has none on the grid")
  func densityOfLowStrikes() throws {
    let smile = try SABRSmile(
      forward: 0.03, years: 20,
      parameters: try SABRParameters(alpha: 0.035, beta: 0.5, rho: -0.3, nu: 0.5))
    let low = (1...8).map { 0.001 * Double($0) }
    let points = try smile.points(at: low, grid: .standard)
    #expect(points.contains { $0.validity.contains(.negativeDensity) })
    let puts = try points.map { try #require($0.gridPrice).put }
    for index in 1..<7 { #expect(puts[index - 1] - 2 * puts[index] + puts[index + 1] > 0) }
    for point in points {
      let volatility = try #require(point.gridVolatility)
      #expect(volatility > 0.1 && volatility < 2 && point.volatility == volatility)
      let put = black76Price(
        .put, forward: 0.03, strike: point.strike, years: 20, volatility: volatility, discount: 1)
      #expect(relativeError(put, expected: try #require(point.gridPrice).put) <= 1e-10)
    }
  }

  @Test("only strikes beyond the expansion's range are solved for")
  func mixedSmile() throws {
    let p = try SABRParameters(alpha: 2, beta: 0.5, rho: -0.4, nu: 0.6)
    let smile = try SABRSmile(forward: 100, years: 1, parameters: p)
    let points = try smile.points(at: [180, 100, 40, 120], grid: .standard)
    #expect(points.map(\.strike) == [180, 100, 40, 120])
    #expect(points.map { $0.gridPrice == nil } == [false, true, false, true])
    for point in points where point.validity.isEmpty {
      #expect(point.volatility == (try smile.volatility(at: point.strike)))
    }
    for point in points where !point.validity.isEmpty {
      let volatility = try #require(point.volatility)
      #expect(abs(volatility - point.expansionVolatility) < 0.02)
    }
    #expect(try smile.points(at: [95, 100], grid: .standard).allSatisfy { $0.gridPrice == nil })
    #expect(try smile.points(at: [], grid: .standard).isEmpty)
  }

  @Test("wild parameters give prices between their bounds")
  func extremes() throws {
    let grid = try SABRGrid(forwardSteps: 80, volatilitySteps: 32, timeSteps: 24)
    for beta in [0, 0.2, 0.7, 0.99, 1] {
      for (rho, nu, years) in [(-0.99, 2.0, 9.0), (0.9, 0.1, 30), (0, 3, 4), (0.5, 1, 0.001)] {
        for level in [0.02, 0.5] {
          let p = try SABRParameters(
            alpha: level * exponentialPower(100, 1 - beta), beta: beta, rho: rho, nu: nu)
          for one in try price(p, years: years, grid: grid) {
            #expect(one.put >= max(one.strike - 100, 0) && one.put <= one.strike, "\(p) \(one)")
          }
        }
      }
    }
  }

  @Test("what cannot be solved is refused", arguments: [0, -1, .nan, .infinity])
  func badInputs(bad: Double) throws {
    let p = try SABRParameters(alpha: 2, beta: 0.5, rho: -0.4, nu: 0.6)
    for (forward, strike, years) in [(bad, 100, 1), (100, bad, 1), (100, 100, bad)] {
      #expect(throws: ModelError.self) {
        try sabrFiniteDifference(
          forward: forward, strikes: [strike], years: years, parameters: p, grid: .standard)
      }
    }
    #expect(throws: ModelError.tooFew(what: "strikes", count: 0, least: 1)) {
      try sabrFiniteDifference(forward: 100, strikes: [], years: 1, parameters: p, grid: .standard)
    }
    for steps in [(39, 60, 48), (300, 15, 48), (300, 60, 7), (4001, 60, 48)] {
      #expect(throws: ModelError.self) {
        try SABRGrid(forwardSteps: steps.0, volatilitySteps: steps.1, timeSteps: steps.2)
      }
    }
  }
}

/// The distribution function of the noncentral chi-square with an even number of degrees.
///
/// A Poisson mixture of central ones, each itself a Poisson tail.
private func noncentralChiSquare(_ x: Double, degrees: Int, centre: Double) -> Double {
  var sum = 0.0
  var weight = exponential(-0.5 * centre)
  var term = exponential(-0.5 * x)
  var below = 0.0
  for k in 0..<degrees / 2 {
    below += term
    term *= 0.5 * x / Double(k + 1)
  }
  for j in 0..<2000 {
    sum += weight * (1 - below)
    weight *= 0.5 * centre / Double(j + 1)
    below += term
    term *= 0.5 * x / Double(degrees / 2 + j + 1)
  }
  return sum
}
