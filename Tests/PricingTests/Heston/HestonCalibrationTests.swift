// Calibration beyond the golden surfaces: measures, weights, bounds, limits and bad input.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

@Suite("Heston calibration")
struct HestonCalibrationTests {
  let truth: HestonParameters
  let start: HestonParameters

  init() throws {
    truth = try HestonParameters(v0: 0.035, kappa: 1.5, theta: 0.05, sigma: 0.5, rho: -0.6)
    start = try HestonParameters(v0: 0.04, kappa: 2, theta: 0.04, sigma: 0.3, rho: -0.7)
  }

  /// A surface of the true model, its quotes moved by a seeded error.
  private func surface(
    years: [Double], count: Int, noise: Double = 0, halfSpread: Double? = nil
  ) throws -> [SmileQuotes] {
    var random = SeededGenerator(seed: 9)
    return try years.map { time in
      let forward = 100 * exponential(0.02 * time)
      let strikes = (0..<count).map { index in
        let place = -1.5 + 3 * Double(index) / Double(count - 1)
        return forward * exponential(place * 0.2 * time.squareRoot())
      }
      let smile = try hestonVolatilities(truth, years: time, forward: forward, strikes: strikes)
      let volatilities = try smile.map {
        try #require($0) + noise * Double.random(in: -1...1, using: &random)
      }
      let half = halfSpread ?? 0
      return try SmileQuotes(
        label: "\(time)", years: time, forward: forward, discount: exponential(-0.03 * time),
        strikes: strikes, volatilities: volatilities,
        bidVolatilities: halfSpread == nil ? [] : volatilities.map { $0 - half },
        askVolatilities: halfSpread == nil ? [] : volatilities.map { $0 + half })
    }
  }

  @Test("every measure recovers the model", arguments: HestonErrorMeasure.allCases)
  func recovery(_ measure: HestonErrorMeasure) throws {
    var settings = HestonCalibrationSettings.standard
    settings.measure = measure
    let quotes = try surface(years: [0.2, 0.5, 1, 2], count: 7, halfSpread: 0.004)
    settings.weighting = .inverseHalfSpread(floor: 0.001)
    let fit = try calibrateHeston(quotes, start: start, settings: settings)
    #expect(fit.isConverged)
    for (found, given) in zip(fit.parameters.vector, truth.vector) {
      #expect(abs(found / given - 1) <= 1e-7, "\(fit.parameters)")
    }
    #expect(fit.rootMeanSquareError < 1e-7)
    #expect(fit.expiries.count == 4 && fit.expiries.allSatisfy { $0.rootMeanSquareError < 1e-7 })
    #expect(try #require(fit.rSquared) > 1 - 1e-12)
    #expect(fit.condition > 1 && fit.condition < 1e4)
    #expect(!fit.parameters.satisfiesFeller)
  }

  @Test("very short and long expiries are fitted together")
  func longAndShort() throws {
    let quotes = try surface(years: [1.0 / 365, 3.0 / 365, 7.0 / 365, 0.1, 1, 5], count: 9)
    let fit = try calibrateHeston(quotes, start: start, settings: .standard)
    #expect(fit.isConverged)
    for (found, given) in zip(fit.parameters.vector, truth.vector) {
      #expect(abs(found / given - 1) <= 1e-6, "\(fit.parameters)")
    }
  }

  @Test("a global search finds the optimum from a poor start")
  func global() throws {
    var settings = HestonCalibrationSettings.standard
    settings.globalSearch = DifferentialEvolutionSettings(population: 30, generations: 40)
    let far = try HestonParameters(v0: 0.9, kappa: 9, theta: 0.9, sigma: 0.02, rho: 0.9)
    let quotes = try surface(years: [0.2, 0.5, 1, 2], count: 5)
    let fit = try calibrateHeston(quotes, start: far, settings: settings)
    #expect(fit.isConverged && fit.rootMeanSquareError < 1e-7)
    #expect(fit.searchEvaluations > 30 && fit.searchEvaluations <= 30 * 41)
    let again = try calibrateHeston(quotes, start: far, settings: settings)
    #expect(again == fit, "the same seed gives the same result")
  }

  @Test("a warm start needs fewer evaluations")
  func warmStart() throws {
    let quotes = try surface(years: [0.2, 0.5, 1, 2], count: 5, noise: 0.001)
    let cold = try calibrateHeston(quotes, start: start, settings: .standard)
    let warm = try calibrateHeston(quotes, start: cold.parameters, settings: .standard)
    #expect(warm.isConverged && warm.evaluations < cold.evaluations)
    #expect(abs(warm.sumOfSquares - cold.sumOfSquares) <= 1e-9 * cold.sumOfSquares)
  }

  @Test("the Feller penalty raises the ratio, and bounds are flagged")
  func penaltyAndBounds() throws {
    let quotes = try surface(years: [0.2, 0.5, 1, 2], count: 5)
    var settings = HestonCalibrationSettings.standard
    let free = try calibrateHeston(quotes, start: start, settings: settings)
    settings.fellerPenalty = 100
    let held = try calibrateHeston(quotes, start: start, settings: settings)
    #expect(held.parameters.fellerRatio > free.parameters.fellerRatio + 0.1)
    #expect(held.rootMeanSquareError > free.rootMeanSquareError)
    settings.fellerPenalty = 0
    settings.bounds = try HestonBounds(
      lower: settings.bounds.lower,
      upper: HestonParameters(v0: 1, kappa: 10, theta: 1, sigma: 0.4, rho: 0.99))
    let bounded = try calibrateHeston(quotes, start: start, settings: settings)
    #expect(bounded.atBounds == ["sigma"], "\(bounded.atBounds)")
    #expect(bounded.parameters.sigma == 0.4)
  }

  @Test("a surface without a smile drives sigma to its bound and says so")
  func flat() throws {
    let quotes = try [0.25, 1, 2].map { years in
      try SmileQuotes(
        label: "\(years)", years: years, forward: 100, discount: 1,
        strikes: [80, 90, 100, 110, 120], volatilities: [Double](repeating: 0.2, count: 5))
    }
    let fit = try calibrateHeston(quotes, start: start, settings: .standard)
    #expect(fit.rSquared == nil, "nothing varies, so nothing is explained")
    #expect(fit.atBounds.contains("sigma"), "\(fit.parameters)")
    #expect(fit.rootMeanSquareError < 0.02, "\(fit.rootMeanSquareError)")
    #expect(fit.evaluations <= 100)
  }

  @Test("the global settings need no good start")
  func globalSettings() throws {
    let quotes = try surface(years: [0.1, 0.5, 2], count: 5)
    let far = try HestonParameters(v0: 1, kappa: 0.05, theta: 1, sigma: 2, rho: 0.99)
    let fit = try calibrateHeston(quotes, start: far, settings: .global)
    #expect(fit.isConverged && fit.rootMeanSquareError < 1e-7, "\(fit.parameters)")
  }

  @Test("a limit on evaluations returns the best point marked as failed")
  func limit() throws {
    let quotes = try surface(years: [0.2, 0.5, 1, 2], count: 5)
    var settings = HestonCalibrationSettings.standard
    settings.leastSquares.maximumEvaluations = 3
    let fit = try calibrateHeston(quotes, start: start, settings: settings)
    #expect(fit.outcome == .evaluationLimit && !fit.isConverged)
    #expect(fit.evaluations == 3 && fit.rootMeanSquareError.isFinite)
    let begin = try calibrateHeston(quotes, start: fit.parameters, settings: .standard)
    #expect(begin.isConverged)
  }

  @Test("what cannot be fitted is refused")
  func refusals() throws {
    let quotes = try surface(years: [0.5], count: 4)
    let few = #expect(throws: ModelError.self) {
      try calibrateHeston(quotes, start: start, settings: .standard)
    }
    #expect(few == .tooFew(what: "quotes", count: 4, least: 5))
    #expect(throws: ModelError.self) {
      try SmileQuotes(
        label: "zeros", years: 1, forward: 100, discount: 1, strikes: [90, 100, 110],
        volatilities: [0, 0, 0])
    }
    let enough = try surface(years: [0.5, 1], count: 4)
    var settings = HestonCalibrationSettings.standard
    settings.weighting = .inverseHalfSpread(floor: 0.001)
    #expect(throws: ModelError.self) {
      try calibrateHeston(enough, start: start, settings: settings)
    }
    settings = .standard
    settings.fellerPenalty = .nan
    #expect(throws: ModelError.self) {
      try calibrateHeston(enough, start: start, settings: settings)
    }
    settings = .standard
    settings.tolerance = 0
    #expect(throws: ModelError.self) {
      try calibrateHeston(enough, start: start, settings: settings)
    }
    #expect(throws: ModelError.self) {
      try HestonBounds(lower: truth, upper: start)
    }
  }
}
