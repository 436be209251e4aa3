// The expansion's gradient, its limits, its continuity at the money, and its validity flags.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

private let sample: [SABRParameters] = {
  var all: [SABRParameters] = []
  for beta in [0, 0.3, 0.5, 0.9, 1] {
    for rho in [-0.95, -0.4, 0, 0.6] {
      for nu in [0.05, 0.6, 1.8] {
        let alpha = 0.2 * exponentialPower(100, 1 - beta)
        if let one = try? SABRParameters(alpha: alpha, beta: beta, rho: rho, nu: nu) {
          all.append(one)
        }
      }
    }
  }
  return all
}()

private func volatility(
  _ p: SABRParameters, _ strike: Double, _ expansion: SABRExpansion = .hagan, years: Double = 0.7
) throws -> Double {
  try sabrVolatility(
    forward: 100, strike: strike, years: years, parameters: p, expansion: expansion)
}

@Suite("SABR volatility")
struct SABRVolatilityTests {
  /// Differences of five points, whose own error is about 1e-10 of the volatility.
  @Test("the gradient agrees with differences", arguments: SABRExpansion.allCases)
  func gradient(expansion: SABRExpansion) throws {
    for p in sample {
      for strike in [35, 80, 99.9, 100, 100.0001, 103, 160, 400] {
        let exact = try sabrGradient(
          forward: 100, strike: strike, years: 0.7, parameters: p, expansion: expansion)
        #expect(ulpDistance(exact.volatility, try volatility(p, strike, expansion)) <= 4)
        let (a, r, n) = (p.alpha, p.rho, p.nu)
        let byAlpha = try difference(2e-3 * a) {
          try SABRParameters(alpha: a + $0, beta: p.beta, rho: r, nu: n)
        } value: {
          try volatility($0, strike, expansion)
        }
        let byRho = try difference(2e-4) {
          try SABRParameters(alpha: a, beta: p.beta, rho: r + $0, nu: n)
        } value: {
          try volatility($0, strike, expansion)
        }
        let byNu = try difference(2e-3 * n) {
          try SABRParameters(alpha: a, beta: p.beta, rho: r, nu: n + $0)
        } value: {
          try volatility($0, strike, expansion)
        }
        let scale = abs(exact.volatility)
        #expect(abs(exact.alpha - byAlpha) * a <= 1e-8 * scale, "\(p) \(strike) alpha")
        #expect(abs(exact.rho - byRho) <= 1e-7 * scale, "\(p) \(strike) rho")
        #expect(abs(exact.nu - byNu) * n <= 1e-8 * scale, "\(p) \(strike) nu")
      }
    }
  }

  /// Neighbouring strikes 1e-12 to 1 apart: the volatility moves no more than its slope allows.
  @Test("there is no hole or step around the money")
  func continuity() throws {
    for p in sample {
      let centre = try volatility(p, 100)
      let shape = try #require(
        try SABRSmile(forward: 100, years: 0.7, parameters: p).shape(at: 100))
      #expect(relativeError(shape.volatility, expected: centre) <= 1e-15)
      for power in stride(from: -12.0, through: -3, by: 0.25) {
        for sign in [-1.0, 1] {
          let strike = 100 * (1 + sign * exponentialPower(10, power))
          let x = naturalLogarithm(strike / 100)
          let line = centre + shape.slope * x + 0.5 * shape.curvature * x * x
          let error = abs(try volatility(p, strike) - line)
          #expect(error <= 1e-15 + 50 * abs(x * x * x), "\(p) at \(strike): \(error)")
        }
      }
    }
  }

  @Test("nu of zero is constant elasticity of variance, and beta of one then flat")
  func withoutVolatilityOfVolatility() throws {
    let flat = try SABRParameters(alpha: 0.2, beta: 1, rho: -0.5, nu: 0)
    for strike in [10.0, 50, 99, 100, 150, 900] {
      #expect(try volatility(flat, strike) == 0.2)
    }
    let still = try SABRParameters(alpha: 2, beta: 0.5, rho: -0.5, nu: 0)
    let slow = try SABRParameters(alpha: 2, beta: 0.5, rho: -0.5, nu: 1e-9)
    for strike in [50, 99, 100, 150.0] {
      let difference = abs(try volatility(still, strike) - volatility(slow, strike))
      #expect(difference <= 1e-9)
      // The leading term of Obloj's form is exact: alpha ln(F/K) b / (F^b - K^b).
      let power = exponentialPower(100 * strike, 0.25)
      let spread = 2 * (exponentialPower(100, 0.5) - exponentialPower(strike, 0.5))
      let leading = strike == 100 ? 2 / 10.0 : 2 * naturalLogarithm(100 / strike) / spread
      let expected = leading * (1 + 4 / (96 * power * power) * 0.7)
      #expect(relativeError(try volatility(still, strike, .obloj), expected: expected) <= 1e-14)
    }
  }

  /// At rho = 1 and z < 1 the distance is -ln(1 - z); the neglected term is of the order 1 - rho.
  @Test("rho close to one loses no digits", arguments: [-1.0, 1])
  func correlationLimit(sign: Double) throws {
    let gap = 1e-13
    let p = try SABRParameters(alpha: 0.4, beta: 1, rho: sign * (1 - gap), nu: 0.5)
    for z in [1e-6, 0.01, 0.3, 0.7] {
      let strike = 100 / exponential(sign * z * 0.4 / 0.5)
      let ratio = z / -naturalLogarithm(1 - z)
      let time = 1 + (0.25 * sign * 0.5 * 0.4 - 0.25 / 24) * 0.7
      #expect(relativeError(try volatility(p, strike), expected: 0.4 * ratio * time) <= 1e-9)
    }
  }

  /// The desk's worked example: F 100, alpha 2, beta 0.5, rho -0.6, nu 1, T 0.25, four decimals.
  @Test(
    "matches the worked example",
    arguments: zip([90.0, 95, 105, 110], [0.2409, 0.2200, 0.1852, 0.1732]))
  func workedExample(strike: Double, printed: Double) throws {
    let p = try SABRParameters(alpha: 2, beta: 0.5, rho: -0.6, nu: 1)
    #expect(abs(try volatility(p, strike, years: 0.25) - printed) <= 0.5e-4)
  }

  @Test("the array agrees with one strike at a time, wherever a strike stands")
  func array() throws {
    let strikes = (0..<1003).map { 5 * exponentialPower(1.006, Double($0)) }
    for p in sample {
      var values = [Double](repeating: 0, count: strikes.count)
      var span = values.mutableSpan
      try p.fillVolatilities(forward: 100, years: 0.7, strikes: strikes.span, into: &span)
      for (index, strike) in strikes.enumerated() {
        let error = relativeError(values[index], expected: try volatility(p, strike))
        #expect(error <= 1e-14, "\(p) at \(strike): \(error)")
      }
      var single = [0.0]
      var one = single.mutableSpan
      try p.fillVolatilities(forward: 100, years: 0.7, strikes: [strikes[1001]].span, into: &one)
      #expect(single[0] == values[1001])
    }
  }

  /// Bachelier's and Black's prices of the same model meet as time shrinks, with an error of T^2.
  @Test("normal and lognormal volatility price alike")
  func normalVolatility() throws {
    for p in sample where p.nu < 1 {
      for years in [0.02, 0.04] {
        for strike in [97.0, 100, 102] {
          let black = black76Price(
            .call, forward: 100, strike: strike, years: years,
            volatility: try volatility(p, strike, .obloj, years: years), discount: 1)
          let normal = try sabrNormalVolatility(
            forward: 100, strike: strike, years: years, parameters: p)
          let width = normal * years.squareRoot()
          let d = (100 - strike) / width
          let price = (100 - strike) * normalCDF(d) + width * normalPDF(d)
          #expect(abs(price - black) <= 0.02 * years * years, "\(p) \(strike) \(years)")
        }
      }
    }
  }
}

/// A central difference of fourth order.
private func difference(
  _ step: Double, at: (Double) throws -> SABRParameters, value: (SABRParameters) throws -> Double
) rethrows -> Double {
  let near = try value(at(step)) - value(at(-step))
  let far = try value(at(2 * step)) - value(at(-2 * step))
  return (8 * near - far) / (12 * step)
}
