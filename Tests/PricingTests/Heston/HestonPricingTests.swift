// Heston prices against a plain twin, gradients against differences, and what is refused.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

/// Models drawn at random over what calibrations meet.
struct HestonSample {
  var years: Double
  var parameters: HestonParameters

  static func draw(_ count: Int, seed: UInt64) throws -> [HestonSample] {
    var random = SeededGenerator(seed: seed)
    func between(_ low: Double, _ high: Double) -> Double {
      low + (high - low) * Double.random(in: 0...1, using: &random)
    }
    return try (0..<count).map { _ in
      HestonSample(
        years: between(0.02, 4),
        parameters: try HestonParameters(
          v0: between(0.01, 0.2), kappa: between(0.3, 6), theta: between(0.01, 0.2),
          sigma: between(0.1, 1.5), rho: between(-0.95, 0.5)))
    }
  }
}

@Suite("Heston pricing")
struct HestonPricingTests {
  @Test("a strip agrees with two adaptive integrals")
  func twin() throws {
    var pricer = try HestonStripPricer(tolerance: 1e-10)
    let logStrikes = [-0.4, -0.15, 0, 0.1, 0.3]
    for sample in try HestonSample.draw(12, seed: 5) {
      let model = sample.parameters
      var values = [Double](repeating: 0, count: logStrikes.count)
      pricer.price(model, years: sample.years, logStrikes: logStrikes, values: &values)
      for (index, logStrike) in logStrikes.enumerated() {
        let strike = exponential(logStrike)
        let call = twinHestonCall(
          forward: 1, strike: strike, years: sample.years, v0: model.v0, kappa: model.kappa,
          theta: model.theta, sigma: model.sigma, rho: model.rho)
        let expected = logStrike < 0 ? call - (1 - strike) : call
        #expect(abs(values[index] - expected) <= 1e-9, "\(sample) at \(logStrike)")
      }
    }
  }

  @Test("the gradient of a strip is that of central differences, and of the exact route")
  func gradient() throws {
    var pricer = try HestonStripPricer(tolerance: 1e-13)
    let logStrikes = [-0.3, -0.05, 0.02, 0.25]
    let size = 5 * logStrikes.count
    for sample in try HestonSample.draw(40, seed: 11) {
      var values = [Double](repeating: 0, count: logStrikes.count)
      var gradient = [Double](repeating: 0, count: size)
      pricer.price(
        sample.parameters, years: sample.years, logStrikes: logStrikes, values: &values,
        gradient: &gradient)
      for (index, logStrike) in logStrikes.enumerated() {
        let exact = try hestonValue(
          logStrike < 0 ? .put : .call, spot: 1, strike: exponential(logStrike),
          years: sample.years, rate: 0, yield: 0, parameters: sample.parameters)
        #expect(abs(values[index] - exact.price) <= 1e-12, "\(sample) value at \(logStrike)")
        for j in 0..<5 {
          let bound = 1e-10 * max(1, abs(exact.gradient[j]))
          #expect(
            abs(gradient[5 * index + j] - exact.gradient[j]) <= bound,
            "\(sample) \(HestonParameters.names[j]) at \(logStrike)")
        }
      }
      for j in 0..<5 {
        let step = 1e-5 * abs(sample.parameters.vector[j])
        let (up, down) = (
          try moved(sample, logStrikes, j, step), try moved(sample, logStrikes, j, -step)
        )
        for index in logStrikes.indices {
          let difference = (up[index] - down[index]) / (2 * step)
          let given = gradient[5 * index + j]
          // Central differences: the third derivative times the step squared, and rounding.
          #expect(
            abs(given - difference) <= 1e-7 * max(abs(given), 1e-3) + 2e-13 / step,
            "\(sample) \(HestonParameters.names[j]): \(given) differs from \(difference)")
        }
      }
    }
  }

  private func moved(
    _ sample: HestonSample, _ logStrikes: [Double], _ index: Int, _ step: Double
  ) throws -> [Double] {
    var vector = sample.parameters.vector
    vector[index] += step
    var pricer = try HestonStripPricer(tolerance: 1e-14)
    var values = [Double](repeating: 0, count: logStrikes.count)
    pricer.price(
      try HestonParameters(vector: vector), years: sample.years, logStrikes: logStrikes,
      values: &values)
    return values
  }

  @Test(
    "the characteristic function is one at zero and at -i, and its gradient that of differences")
  func characteristicFunction() throws {
    for sample in try HestonSample.draw(10, seed: 3) {
      for u in [ComplexNumber(0, 0), ComplexNumber(0, -1)] {
        let value = try hestonCharacteristicFunction(
          sample.parameters, years: sample.years, at: u
        ).value
        #expect(abs(value.real - 1) <= 1e-13 && abs(value.imaginary) <= 1e-13)
      }
      let u = ComplexNumber(2.5, -0.3)
      let whole = try hestonCharacteristicFunction(sample.parameters, years: sample.years, at: u)
      for j in 0..<5 {
        let step = 1e-5 * abs(sample.parameters.vector[j])
        var (up, down) = (sample.parameters.vector, sample.parameters.vector)
        up[j] += step
        down[j] -= step
        let above = try hestonCharacteristicFunction(
          HestonParameters(vector: up), years: sample.years, at: u)
        let below = try hestonCharacteristicFunction(
          HestonParameters(vector: down), years: sample.years, at: u)
        let difference = (0.5 / step) * (above.value - below.value)
        #expect((difference - whole.gradient[j]).modulus <= 1e-8 * (1 + whole.gradient[j].modulus))
      }
    }
  }

  @Test("inputs outside the model are refused with their name")
  func refusals() throws {
    let good = try HestonParameters(v0: 0.04, kappa: 2, theta: 0.04, sigma: 0.3, rho: -0.7)
    let bad: [(String, [Double])] = [
      ("v0", [.nan, 2, 0.04, 0.3, -0.7]), ("v0", [0, 2, 0.04, 0.3, -0.7]),
      ("kappa", [0.04, -1, 0.04, 0.3, -0.7]), ("theta", [0.04, 2, -.infinity, 0.3, -0.7]),
      ("sigma", [0.04, 2, 0.04, 0, -0.7]), ("rho", [0.04, 2, 0.04, 0.3, -1]),
      ("rho", [0.04, 2, 0.04, 0.3, 1.2]), ("rho", [0.04, 2, 0.04, 0.3, .nan]),
    ]
    for (name, vector) in bad {
      let error = #expect(throws: ModelError.self) { try HestonParameters(vector: vector) }
      #expect(error?.description.hasPrefix(name) == true, "\(String(describing: error))")
    }
    #expect(throws: ModelError.self) { try HestonParameters(vector: [0.04, 2, 0.04]) }
    #expect(throws: ModelError.self) { try HestonStripPricer(tolerance: 0) }
    for (spot, strike, years, rate) in [
      (-1.0, 100.0, 1.0, 0.0), (100, 0, 1, 0), (100, 100, .nan, 0), (100, 100, 1, .infinity),
    ] {
      #expect(throws: ModelError.self) {
        try hestonValue(
          .call, spot: spot, strike: strike, years: years, rate: rate, yield: 0, parameters: good)
      }
    }
    let heavy = try HestonParameters(v0: 0.04, kappa: 0.1, theta: 0.04, sigma: 1.5, rho: -0.9)
    #expect(throws: ModelError.self) {
      try hestonCharacteristicFunction(heavy, years: 5, at: ComplexNumber(0, 9))
    }
  }

  @Test("extreme parameters are priced within the stated error or say how far they are off")
  func extremes() throws {
    var pricer = try HestonStripPricer(tolerance: 1e-9)
    let rows: [(Double, [Double])] = [
      (1.0 / 365, [0.01, 5, 0.02, 2, -0.99]), (1.0 / 365, [1, 0.1, 1, 0.01, 0.99]),
      (5, [0.001, 0.05, 0.001, 2, -0.99]), (5, [0.5, 10, 0.5, 0.01, 0]),
      (0.02, [0.001, 0.1, 0.001, 1, -0.9]), (30, [0.04, 0.4, 0.05, 0.5, -0.5]),
    ]
    for (years, vector) in rows {
      let model = try HestonParameters(vector: vector)
      let logStrikes = [-0.2, 0.0, 0.15]
      var values = [Double](repeating: 0, count: 3)
      pricer.price(model, years: years, logStrikes: logStrikes, values: &values)
      for (index, logStrike) in logStrikes.enumerated() {
        guard
          let exact = try? hestonValue(
            logStrike < 0 ? .put : .call, spot: 1, strike: exponential(logStrike), years: years,
            rate: 0, yield: 0, parameters: model)
        else {
          // Half a million terms are too few: the strip must not claim its tolerance either.
          #expect(pricer.errorBound > 1e-6 && years == 5, "\(vector) \(years) at \(logStrike)")
          continue
        }
        #expect(
          abs(values[index] - exact.price) <= 1.2 * pricer.errorBound,
          "\(vector) \(years) at \(logStrike): \(values[index]) not \(exact.price), \(pricer.errorBound)"
        )
      }
    }
  }
}
