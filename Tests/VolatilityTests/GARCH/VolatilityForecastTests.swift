// Forecasts of the variance against simulation and limits.

import Glibc
import Numerics
import TestKit
import Testing

@testable import Volatility

@Suite("Volatility forecast")
struct VolatilityForecastTests {
  @Test("error moments are the integrals they stand for")
  func moments() throws {
    for (nu, lambda) in [(3.0, 0.0), (5.5, -0.3), (8, 0.4), (40, -0.9), (2.5, 0.1)] {
      let moments = ErrorMoments(degrees: nu, skew: lambda)
      let density = SkewedTDensity(degrees: nu, skew: lambda)
      // Midpoints over z = sinh(x): the tails reach to 1e7 standard deviations.
      var (total, mean, absolute, square, lower) = (0.0, 0.0, 0.0, 0.0, 0.0)
      let step = 1e-4
      for k in 0..<340_000 {
        let x = -17 + (Double(k) + 0.5) * step
        let z = sinh(x)
        let terms = density.terms(z, 1)
        let weight = step * cosh(x) * exp(density.constant - density.power * log(terms.factor))
        total += weight
        mean += weight * z
        absolute += weight * abs(z)
        square += weight * z * z
        if z < 0 { lower += weight * z * z }
      }
      #expect(abs(total - 1) < 1e-7 && abs(mean) < 1e-6, "\(nu) \(lambda)")
      #expect(abs(moments.absolute - absolute) < 1e-6, "\(nu) \(lambda)")
      // At two and a half degrees of freedom the far tail still holds some of the square.
      let bound = nu < 3 ? 2e-3 : 1e-5
      #expect(
        abs(square - 1) < bound && abs(moments.lowerSquare - lower) < bound, "\(nu) \(lambda)")
    }
  }

  @Test("GARCH and GJR tend to the unconditional variance at the rate of the persistence")
  func decay() throws {
    let process = try VolatilityProcess(
      .gjr, .skewedT, values: [0, 0.02, 0.03, 0.10, 0.88, 6, -0.3])
    let moments = ErrorMoments(degrees: 6, skew: -0.3)
    #expect(moments.lowerSquare > 0.5)
    #expect(process.persistence == 0.03 + 0.10 * moments.lowerSquare + 0.88)
    let level = try #require(process.unconditionalVariance)
    let forecast = try process.forecast(from: 4, horizon: 300)
    #expect(forecast.kind == .mean && forecast.variances[0] == 4)
    for (k, variance) in forecast.variances.enumerated() {
      let expected = level + pow(process.persistence, Double(k)) * (4 - level)
      #expect(relativeError(variance, expected: expected) < 1e-12)
    }
    let half = try #require(process.halfLife)
    #expect(abs(pow(process.persistence, half) - 0.5) < 1e-12)
    let week = try process.forecast(from: 4, horizon: 5)
    let annual = (252 * week.variances.reduce(0, +) / 5).squareRoot() / 100
    #expect(relativeError(week.annualised(steps: 252, unit: 0.01), expected: annual) < 1e-15)
  }

  @Test("EGARCH's mean variance is that of simulated paths")
  func simulated() throws {
    let process = try VolatilityProcess(.egarch, .normal, values: [0, 0.02, 0.25, -0.15, 0.9])
    let horizon = 8
    let forecast = try process.forecast(from: 2, horizon: horizon)
    var generator = SeededGenerator(seed: 17)
    var sums = [Double](repeating: 0, count: horizon)
    var squares = sums
    let paths = 200_000
    for _ in 0..<paths {
      var s = log(2.0)
      for k in 0..<horizon {
        sums[k] += exp(s)
        squares[k] += exp(2 * s)
        let z = normalQuantile(generator.double(in: 1e-15..<1))
        s = 0.02 + 0.25 * (abs(z) - (2 / Double.pi).squareRoot()) - 0.15 * z + 0.9 * s
      }
    }
    for k in 0..<horizon {
      let mean = sums[k] / Double(paths)
      let error = ((squares[k] / Double(paths) - mean * mean) / Double(paths)).squareRoot()
      #expect(abs(forecast.variances[k] - mean) <= 4 * error + 1e-12, "\(k)")
    }
    let far = try process.forecast(from: 2, horizon: 600)
    let level = try #require(process.unconditionalVariance)
    #expect(relativeError(far.variances[599], expected: level) < 1e-10)
  }

  @Test("EGARCH under heavy tails has no mean variance and says what it gives instead")
  func heavyTails() throws {
    let values = [0, 0.02, 0.15, -0.10, 0.95]
    let normal = try VolatilityProcess(.egarch, .normal, values: values)
    let heavy = try VolatilityProcess(.egarch, .studentT, values: values + [400])
    let (exact, near) = (
      try normal.forecast(from: 1, horizon: 50), try heavy.forecast(from: 1, horizon: 50)
    )
    #expect(exact.kind == .mean && near.kind == .lognormalMean)
    // Nearly normal errors: what the expansion forgets is the third cumulant of the shock.
    for (a, b) in zip(exact.variances, near.variances) {
      #expect(relativeError(b, expected: a) < 0.01)
    }
  }

  @Test("an explosive process has no level, and a horizon must be one")
  func limits() throws {
    let integrated = try VolatilityProcess(.garch, .normal, values: [0, 0.1, 0.2, 0.8])
    #expect(integrated.unconditionalVariance == nil && integrated.halfLife == nil)
    let forecast = try integrated.forecast(from: 1, horizon: 3)
    #expect(zip(forecast.variances, [1, 1.1, 1.2]).allSatisfy { abs($0 - $1) < 1e-12 })
    for horizon in [0, -1, 10_001] {
      #expect(throws: ModelError.self) { try integrated.forecast(from: 1, horizon: horizon) }
    }
    #expect(throws: ModelError.self) { try integrated.forecast(from: 0, horizon: 1) }
  }
}
