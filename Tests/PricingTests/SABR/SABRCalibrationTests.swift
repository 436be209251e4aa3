// Fits of awkward smiles, refused quotes, the smile's shape and where the expansion is out of range.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

private let strikes = (0..<11).map { 100 * exponential(-0.5 + 0.1 * Double($0)) }

private func quotes(
  _ p: SABRParameters, years: Double = 1, weights: [Double]? = nil
) throws -> SABRSmileQuotes {
  let smile = try SABRSmile(forward: 100, years: years, parameters: p)
  return try SABRSmileQuotes(
    forward: 100, years: years, strikes: strikes,
    volatilities: try strikes.map { try smile.volatility(at: $0) }, weights: weights)
}

@Suite("SABR calibration")
struct SABRCalibrationTests {
  @Test("recovers parameters over their whole range without being told where to start")
  func recovery() throws {
    for beta in [0, 0.5, 1.0] {
      for rho in [-0.95, -0.6, 0, 0.7] {
        for (nu, years) in [(0.2, 5.0), (0.6, 1), (1.5, 0.3), (3, 0.05)] {
          let alpha = 0.25 * exponentialPower(100, 1 - beta)
          let truth = try SABRParameters(alpha: alpha, beta: beta, rho: rho, nu: nu)
          let fit = try calibrateSABR(try quotes(truth, years: years), beta: beta, start: nil)
          #expect(fit.outcome == .converged && fit.rmse < 1e-12, "\(truth) \(fit)")
          #expect(relativeError(fit.parameters.alpha, expected: alpha) < 1e-9, "\(truth) \(fit)")
          #expect(abs(fit.parameters.rho - rho) < 1e-9, "\(truth) \(fit)")
          #expect(relativeError(fit.parameters.nu, expected: nu) < 1e-9, "\(truth) \(fit)")
          #expect(fit.evaluations <= 40, "\(fit.evaluations)")
        }
      }
    }
  }

  @Test("agrees with the general least squares")
  func generalTwin() throws {
    let truth = try SABRParameters(alpha: 2, beta: 0.5, rho: -0.4, nu: 0.6)
    let clean = try quotes(truth)
    let noisy = try SABRSmileQuotes(
      forward: 100, years: 1, strikes: strikes,
      volatilities: clean.volatilities.enumerated().map { $1 * (1 + 0.01 * Double($0 % 3 - 1)) },
      weights: strikes.indices.map { 1 + Double($0 % 2) })
    let fit = try calibrateSABR(noisy, beta: 0.5, start: nil)
    let twin = levenbergMarquardt(
      start: [1.5, 0, 0.4], lower: [1e-6, -0.999, 1e-6], upper: [100, 0.999, 10],
      residualCount: strikes.count, settings: LeastSquaresSettings()
    ) { point, residuals, jacobian in
      guard
        let p = try? SABRParameters(alpha: point[0], beta: 0.5, rho: point[1], nu: point[2])
      else { return false }
      for (i, strike) in strikes.enumerated() {
        guard
          let g = try? sabrGradient(
            forward: 100, strike: strike, years: 1, parameters: p, expansion: .hagan)
        else { return false }
        let root = (1 + Double(i % 2)).squareRoot()
        residuals[i] = root * (g.volatility - noisy.volatilities[i])
        (jacobian[3 * i], jacobian[3 * i + 1]) = (root * g.alpha, root * g.rho)
        jacobian[3 * i + 2] = root * g.nu
      }
      return true
    }
    #expect(relativeError(fit.squaredError, expected: twin.cost) < 1e-12)
    #expect(relativeError(fit.parameters.nu, expected: twin.parameters[2]) < 1e-7)
    #expect(relativeError(fit.condition, expected: twin.condition) < 1e-5)
    #expect(fit.condition > 1 && fit.condition < 100)
    let share = try #require(fit.rSquared)
    #expect(share > 0.98 && share < 1)
    #expect(fit.outcome == .converged && fit.isAtBound == [false, false, false])
  }

  @Test("a flat smile has no skew, no variance to explain, and still an answer")
  func flatSmile() throws {
    let flat = try SABRSmileQuotes(
      forward: 100, years: 1, strikes: strikes, volatilities: strikes.map { _ in 0.2 },
      weights: nil)
    let fit = try calibrateSABR(flat, beta: 1, start: nil)
    #expect(fit.rmse < 1e-6 && fit.rSquared == nil)
    #expect(abs(fit.parameters.alpha - 0.2) < 1e-4 && fit.parameters.nu < 0.01)
  }

  @Test("a smile that no parameters give is fitted as well as they can, and says where")
  func impossibleSmile() throws {
    let frown = try SABRSmileQuotes(
      forward: 100, years: 1, strikes: strikes,
      volatilities: strikes.indices.map { 0.3 - 0.004 * Double(($0 - 5) * ($0 - 5)) },
      weights: nil)
    let fit = try calibrateSABR(frown, beta: 1, start: nil)
    #expect(fit.evaluations <= 404 && fit.rmse > 0.01)
    #expect(fit.isAtBound.contains(true) || fit.parameters.nu < 0.3)
  }

  @Test("strikes without weight do not count")
  func weights() throws {
    let truth = try SABRParameters(alpha: 2, beta: 0.5, rho: -0.4, nu: 0.6)
    let clean = try quotes(truth)
    var spoiled = clean.volatilities
    spoiled[9] += 0.1
    var weights = [Double](repeating: 1, count: 11)
    weights[9] = 0
    let fit = try calibrateSABR(
      try SABRSmileQuotes(
        forward: 100, years: 1, strikes: strikes, volatilities: spoiled, weights: weights),
      beta: 0.5, start: nil)
    #expect(fit.rmse < 1e-12 && relativeError(fit.parameters.alpha, expected: 2) < 1e-9)
  }

  @Test("an expiry out of line is named")
  func smoothness() throws {
    let expiries = try (1...5).map { index in
      try quotes(
        SABRParameters(alpha: index == 3 ? 2.2 : 2, beta: 0.5, rho: -0.4, nu: 0.6),
        years: 0.2 * Double(index))
    }
    let surface = try calibrateSABRSurface(expiries, beta: 0.5, start: nil)
    #expect(surface.smoothness.count == 3)
    #expect(surface.smoothness[1].totalVariance > 0.19 && surface.smoothness[1].alpha > 0.09)
    #expect(abs(surface.smoothness[1].rho) < 1e-8 && abs(surface.smoothness[1].nu) < 1e-8)
    #expect(surface.outliers(beyond: 0.15) == [surface.fits[2].years])
    #expect(surface.calendarBreaches.isEmpty && surface.isConverged)
    let falling = try [(0.5, 2.0), (1, 1.2)].map { years, alpha in
      try quotes(SABRParameters(alpha: alpha, beta: 0.5, rho: 0, nu: 0.3), years: years)
    }
    let breached = try calibrateSABRSurface(falling, beta: 0.5, start: nil)
    #expect(breached.calendarBreaches == [0.5])
  }
}

@Suite("SABR smile")
struct SABRSmileTests {
  @Test("slope, curvature and density agree with differences of volatilities and prices")
  func shape() throws {
    for beta in [0, 0.5, 1.0] {
      let p = try SABRParameters(
        alpha: 0.25 * exponentialPower(100, 1 - beta), beta: beta, rho: -0.5, nu: 0.9)
      let smile = try SABRSmile(forward: 100, years: 0.5, parameters: p)
      for strike in [60.0, 90, 99.95, 100, 100.3, 125, 180] {
        let shape = try #require(try smile.shape(at: strike))
        let h = 1e-3
        let v = try (-2...2).map { try smile.volatility(at: strike * exponential(Double($0) * h)) }
        let slope = (8 * (v[3] - v[1]) - (v[4] - v[0])) / (12 * h)
        let bend = (16 * (v[3] + v[1]) - (v[4] + v[0]) - 30 * v[2]) / (12 * h * h)
        #expect(abs(shape.volatility - v[2]) <= 1e-15)
        #expect(abs(shape.slope - slope) <= 1e-10, "beta \(beta) \(strike)")
        #expect(abs(shape.curvature - bend) <= 1e-7, "beta \(beta) \(strike)")
        // Density K sigma sqrt(T) / phi(d2) is g, so the second difference of calls shows it.
        let step = 1e-3 * strike
        let c = try (-1...1).map { offset in
          let k = strike + Double(offset) * step
          return black76Price(
            .call, forward: 100, strike: k, years: 0.5, volatility: try smile.volatility(at: k),
            discount: 1)
        }
        let density = (c[0] - 2 * c[1] + c[2]) / (step * step)
        let width = v[2] * 0.5.squareRoot()
        let d2 = naturalLogarithm(100 / strike) / width - 0.5 * width
        let factor = try #require(try smile.densityFactor(at: strike))
        let expected = factor * normalPDF(d2) / (strike * width)
        #expect(abs(density - expected) <= 1e-4 * abs(expected) + 1e-8, "\(beta) \(strike)")
      }
    }
  }

  @Test("each way out of range is flagged, and only then")
  func validity() throws {
    let mild = try SABRSmile(
      forward: 100, years: 1,
      parameters: try SABRParameters(alpha: 2, beta: 0.5, rho: -0.4, nu: 0.6))
    #expect(try mild.validity(at: 90).isEmpty && mild.validity(at: 149).isEmpty)
    #expect(try mild.validity(at: 150) == .distantStrike)
    #expect(try mild.validity(at: 50) == .distantStrike)
    let rates = try SABRSmile(
      forward: 0.03, years: 20,
      parameters: try SABRParameters(alpha: 0.035, beta: 0.5, rho: -0.3, nu: 0.5))
    let low = try rates.validity(at: 0.001)
    #expect(low == [.distantStrike, .largeVolatilityOfVolatility, .negativeDensity])
    #expect(low.reasons.count == 3)
    let free = try #require(try rates.butterflyFreeStrikes(within: 6))
    #expect(free.lowerBound > 0.001 && free.lowerBound < 0.03)
    #expect(try rates.densityFactor(at: free.lowerBound * 1.0001).map { $0 > 0 } == true)
    #expect(try rates.densityFactor(at: free.lowerBound * 0.9999).map { $0 < 0 } == true)
    let wild = try SABRSmile(
      forward: 100, years: 30,
      parameters: try SABRParameters(alpha: 0.2, beta: 1, rho: -0.99, nu: 2))
    #expect(try wild.validity(at: 100).contains(.volatilityNotPositive))
    #expect(try wild.shape(at: 100) == nil && wild.densityFactor(at: 100) == nil)
    #expect(try wild.butterflyFreeStrikes(within: 3) == nil)
  }
}

@Suite("SABR bad input")
struct SABRBadInputTests {
  @Test("parameters outside their domain are refused by name")
  func parameters() {
    for (alpha, beta, rho, nu, name) in [
      (0, 0.5, 0, 0.5, "alpha"), (-1, 0.5, 0, 0.5, "alpha"), (.nan, 0.5, 0, 0.5, "alpha"),
      (1, -0.1, 0, 0.5, "beta"), (1, 1.1, 0, 0.5, "beta"), (1, .nan, 0, 0.5, "beta"),
      (1, 0.5, 1, 0.5, "rho"), (1, 0.5, -1, 0.5, "rho"), (1, 0.5, .nan, 0.5, "rho"),
      (1, 0.5, 0, -0.1, "nu"), (1, 0.5, 0, .infinity, "nu"), (1, 0.5, 0, .nan, "nu"),
    ] as [(Double, Double, Double, Double, String)] {
      let error = #expect(throws: ModelError.self) {
        try SABRParameters(alpha: alpha, beta: beta, rho: rho, nu: nu)
      }
      #expect(error?.description.hasPrefix("\(name) is") == true)
    }
  }

  @Test("forwards, strikes and times must be above zero", arguments: [0, -1, .nan, .infinity])
  func inputs(bad: Double) throws {
    let p = try SABRParameters(alpha: 2, beta: 0.5, rho: -0.4, nu: 0.6)
    for (forward, strike, years) in [(bad, 100, 1), (100, bad, 1), (100, 100, bad)] {
      #expect(throws: ModelError.self) {
        try sabrVolatility(
          forward: forward, strike: strike, years: years, parameters: p, expansion: .hagan)
      }
      #expect(throws: ModelError.self) {
        try sabrGradient(
          forward: forward, strike: strike, years: years, parameters: p, expansion: .obloj)
      }
      #expect(throws: ModelError.self) {
        try sabrNormalVolatility(forward: forward, strike: strike, years: years, parameters: p)
      }
      #expect(throws: ModelError.self) {
        var values = [0.0]
        var span = values.mutableSpan
        try p.fillVolatilities(forward: forward, years: years, strikes: [strike].span, into: &span)
      }
    }
    let smile = try SABRSmile(forward: 100, years: 1, parameters: p)
    #expect(throws: ModelError.self) { try smile.validity(at: bad) }
    #expect(throws: ModelError.self) { try smile.butterflyFreeStrikes(within: bad) }
    #expect(throws: ModelError.self) { try calibrateSABR(try quotes(p), beta: bad - 1, start: nil) }
  }

  @Test("quotes that cannot be fitted are refused")
  func badQuotes() throws {
    func make(_ k: [Double], _ v: [Double], _ w: [Double]? = nil) throws -> SABRSmileQuotes {
      try SABRSmileQuotes(forward: 100, years: 1, strikes: k, volatilities: v, weights: w)
    }
    #expect(
      throws: ModelError.unequalLengths(
        first: "strikes", count: 3, second: "volatilities", other: 2)
    ) {
      try make([90, 100, 110], [0.2, 0.2])
    }
    let few = ModelError.tooFew(what: "different strikes with a weight", count: 2, least: 3)
    #expect(throws: few) { try make([90, 100], [0.2, 0.2]) }
    #expect(throws: few) { try make([90, 100, 100, 90], [0.2, 0.2, 0.2, 0.2]) }
    #expect(throws: few) { try make([90, 100, 110], [0.2, 0.2, 0.2], [1, 0, 1]) }
    #expect(
      throws: ModelError.outOfDomain(
        input: "volatilities[0]", value: 0, rule: "it must be above zero and finite")
    ) {
      try make([90, 100, 110], [0, 0, 0])
    }
    #expect(throws: ModelError.self) { try make([90, .nan, 110], [0.2, 0.2, 0.2]) }
    #expect(throws: ModelError.self) { try make([90, 100, 110], [0.2, .nan, 0.2]) }
    #expect(throws: ModelError.self) { try make([90, 100, 110], [0.2, 0.2, 0.2], [1, -1, 1]) }
    #expect(throws: ModelError.self) { try make([90, 100, 110], [0.2, 0.2, 0.2], [1, 1]) }
    let sound = try make([90, 100, 110], [0.2, 0.2, 0.2])
    #expect(throws: ModelError.self) { try calibrateSABRSurface([], beta: 0.5, start: nil) }
    #expect(throws: ModelError.self) {
      try calibrateSABRSurface([sound, sound], beta: 0.5, start: nil)
    }
  }
}
