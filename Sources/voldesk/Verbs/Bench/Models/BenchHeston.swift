// Workloads of Heston's model: a surface, and its calibration from near and from afar.
//
// The inputs are those of the peers' programs; another seed draws other parameters in their place.

import Canvas
import Glibc
import MarketData
import Numerics
import Pricing

extension Workload {
  static var hestonWorkloads: [Workload] {
    [
      Workload("heston-surface-50", "50 Heston prices, ten expiries of five strikes", surface),
      Workload("heston-calibrate-50", "Heston to 50 volatilities from the standard start") {
        try calibrate($0, quotes: $0.hestonTarget.quotes(expiries: 10, strikes: 5), global: false)
      },
      Workload("heston-calibrate-dax", "Heston to the DAX of 5 July 2002, 104 options", dax),
      Workload("heston-calibrate-global", "the same 50 by differential evolution, then downhill") {
        try calibrate($0, quotes: $0.hestonTarget.quotes(expiries: 10, strikes: 5), global: true)
      },
    ]
  }

  private static func surface(_ context: BenchContext) throws -> Measurement {
    var model = try HestonParameters(v0: 0.04, kappa: 2, theta: 0.04, sigma: 0.3, rho: -0.7)
    if let seed = context.givenSeed { model = try .drawn(seed: seed) }
    let wide = try measure(HestonSurface(expiries: 10, strikes: 5), model, context)
    let deep = try measure(HestonSurface(expiries: 5, strikes: 10), model, context)
    return Measurement(
      items: 50, unit: "options", samples: wide.times,
      checksum: "\(rounded(wide.sum, 9)) \(rounded(deep.sum, 9))",
      figures: [
        (
          "median_5x10_ns",
          "\(Measurement(items: 1, unit: "", samples: deep.times, checksum: "").quantile(0.5))"
        ),
        ("max_abs_error", "\(max(wide.error, deep.error))"),
      ])
  }

  private static func measure(
    _ surface: HestonSurface, _ model: HestonParameters, _ context: BenchContext
  ) throws -> (times: [Int64], sum: Double, error: Double) {
    var pricer = try HestonStripPricer(tolerance: 1e-12)
    var values = [Double](repeating: 0, count: surface.strikesPerExpiry)
    var prices: [Double] = []
    let repeats = 20
    let (times, sum) = try timedOften(samples: context.repeats ?? 60, repeats: repeats) {
      prices.removeAll(keepingCapacity: true)
      for expiry in surface.expiries {
        pricer.price(model, years: expiry.years, logStrikes: expiry.logStrikes, values: &values)
        for (index, strike) in expiry.strikes.enumerated() {
          let call = strike < expiry.forward ? expiry.forward - strike : 0
          prices.append(expiry.discount * (expiry.forward * values[index] + call))
        }
      }
      return prices.reduce(0, +)
    }
    var error = 0.0
    for (price, truth) in zip(prices, try surface.prices(model)) {
      error = max(error, abs(price - truth))
    }
    return (times.map { $0 / Int64(repeats) }, sum, error)
  }

  private static func calibrate(
    _ context: BenchContext, quotes: [SmileQuotes], global: Bool
  ) throws -> Measurement {
    var settings = HestonCalibrationSettings.standard
    if global {
      settings.bounds = try HestonBounds(
        lower: HestonParameters(v0: 0.001, kappa: 0.05, theta: 0.001, sigma: 0.01, rho: -0.99),
        upper: HestonParameters(v0: 0.5, kappa: 10, theta: 0.5, sigma: 2, rho: 0.5))
      settings.globalSearch = DifferentialEvolutionSettings(
        population: 50, generations: 100, seed: context.givenSeed ?? 1_234)
    }
    let start = try HestonParameters(v0: 0.04, kappa: 2, theta: 0.04, sigma: 0.3, rho: -0.7)
    let target = try context.hestonTarget
    return try fit(quotes, start, settings, samples: context.repeats ?? (global ? 5 : 30)) {
      found in
      let misses = zip(found.vector, target.vector).map { abs($0 / $1 - 1) }
      return [("max_rel_error", "\(misses.max() ?? 0)")]
    }
  }

  private static func dax(_ context: BenchContext) throws -> Measurement {
    var settings = HestonCalibrationSettings.standard
    settings.bounds = .wide
    let start = try HestonParameters(v0: 0.1, kappa: 1, theta: 0.1, sigma: 0.5, rho: -0.5)
    return try fit(
      DAXQuotes.quotes(), start, settings, samples: context.repeats ?? 20
    ) { _ in [] }
  }

  private static func fit(
    _ quotes: [SmileQuotes], _ start: HestonParameters, _ settings: HestonCalibrationSettings,
    samples: Int, accuracy: (HestonParameters) -> [(name: String, value: String)]
  ) throws -> Measurement {
    var last: HestonCalibration?
    let (times, _) = try timedOften(samples: samples, repeats: 1) {
      let found = try calibrateHeston(quotes, start: start, settings: settings)
      last = found
      return found.parameters.vector.reduce(0, +)
    }
    guard let last, last.isConverged else { throw BenchFault(text: "the fit did not converge") }
    let p = last.parameters
    let names = ["v0", "kappa", "theta", "sigma", "rho"]
    return Measurement(
      items: 1, unit: "fit", samples: times,
      checksum: p.vector.map { rounded($0, 7) }.joined(separator: " "),
      figures: zip(names, p.vector).map { ($0, rounded($1, 9)) } + accuracy(p) + [
        ("sse_vol_points", rounded(last.sumOfSquares, 6)),
        ("evaluations", "\(last.evaluations + last.searchEvaluations)"),
      ])
  }
}

extension BenchContext {
  /// What the synthetic surface of the calibrations was made with.
  fileprivate var hestonTarget: HestonParameters {
    get throws {
      if let seed = givenSeed { return try .drawn(seed: seed) }
      return try HestonParameters(v0: 0.035, kappa: 1.5, theta: 0.05, sigma: 0.5, rho: -0.6)
    }
  }
}

extension HestonParameters {
  /// Parameters of an index, drawn.
  static func drawn(seed: UInt64) throws -> HestonParameters {
    var random = RandomStream(seed: seed)
    return try HestonParameters(
      v0: 0.02 + 0.06 * random.uniform(), kappa: 1 + 2 * random.uniform(),
      theta: 0.03 + 0.04 * random.uniform(), sigma: 0.3 + 0.4 * random.uniform(),
      rho: -0.8 + 0.4 * random.uniform())
  }

  /// The volatilities of the peers' surface under these parameters, without noise.
  fileprivate func quotes(expiries: Int, strikes: Int) throws -> [SmileQuotes] {
    let surface = HestonSurface(expiries: expiries, strikes: strikes)
    let prices = try surface.prices(self)
    var quotes: [SmileQuotes] = []
    for (place, expiry) in surface.expiries.enumerated() {
      let volatilities = try expiry.strikes.enumerated().map { index, strike in
        try impliedVolatility(
          .call, price: prices[place * strikes + index], forward: expiry.forward, strike: strike,
          years: expiry.years, discount: expiry.discount)
      }
      quotes.append(
        try SmileQuotes(
          label: "\(place)", years: expiry.years, forward: expiry.forward,
          discount: expiry.discount, strikes: expiry.strikes, volatilities: volatilities))
    }
    return quotes
  }
}

/// The calls of the peers' surface: spot 100, rate 3 %, yield 1 %, two years at most.
private struct HestonSurface {
  struct Expiry {
    let years: Double
    let forward: Double
    let discount: Double
    let strikes: [Double]
    let logStrikes: [Double]
  }

  let expiries: [Expiry]
  let strikesPerExpiry: Int

  init(expiries count: Int, strikes: Int) {
    strikesPerExpiry = strikes
    expiries = (1...count).map { place in
      let days = (730 * Double(place) / Double(count)).rounded()
      let years = days / 365
      let forward = 100 * exp(0.02 * years)
      let logStrikes = (0..<strikes).map {
        (-1.5 + 3 * Double($0) / Double(strikes - 1)) * 0.2 * years.squareRoot()
      }
      return Expiry(
        years: years, forward: forward, discount: exp(-0.03 * years),
        strikes: logStrikes.map { forward * exp($0) }, logStrikes: logStrikes)
    }
  }

  /// The exact prices, by the transform along the saddle.
  func prices(_ model: HestonParameters) throws -> [Double] {
    try expiries.flatMap { expiry in
      try expiry.strikes.map { strike in
        try hestonValue(
          .call, spot: 100, strike: strike, years: expiry.years, rate: 0.03, yield: 0.01,
          parameters: model
        ).price
      }
    }
  }
}
