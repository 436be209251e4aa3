// Workloads of SABR: a smile, a surface, and a million evaluations of the expansion.

import Glibc
import Numerics
import Pricing

extension Workload {
  static var sabrWorkloads: [Workload] {
    [
      Workload("sabr-smile-11", "SABR to a smile of eleven strikes, made first", sabrSmile),
      Workload("sabr-surface-10", "SABR to ten smiles of eleven strikes, made first", sabrSurface),
      Workload("hagan-1m", "1M volatilities of Hagan's expansion", hagan),
    ]
  }

  private static func sabrSmile(_ context: BenchContext) throws -> Measurement {
    let truth = try SABRTruth(seed: context.givenSeed).parameters(at: 0)
    return try fits([SABRSmileCase(forward: 100, years: 1, truth: truth)], context, repeats: 100)
  }

  private static func sabrSurface(_ context: BenchContext) throws -> Measurement {
    let truths = SABRTruth(seed: context.givenSeed)
    let cases = try (1...10).map { place in
      let years = 0.2 * Double(place)
      return SABRSmileCase(
        forward: 100 * exp(0.02 * years), years: years, truth: try truths.parameters(at: place))
    }
    return try fits(cases, context, repeats: 20)
  }

  /// Makes the smiles and fits them from the peers' start.
  private static func fits(
    _ cases: [SABRSmileCase], _ context: BenchContext, repeats: Int
  ) throws -> Measurement {
    let start = try SABRParameters(alpha: 1.5, beta: 0.5, rho: 0, nu: 0.4)
    var worst = 0.0
    var sums = SIMD3<Double>(repeating: 0)
    let result = try timedOften(samples: context.repeats ?? 60, repeats: repeats) {
      sums = SIMD3(repeating: 0)
      worst = 0
      for one in cases {
        let fit = try calibrateSABR(try one.quotes(), beta: 0.5, start: start)
        let p = fit.parameters
        sums += SIMD3(p.alpha, p.nu, p.rho)
        worst = max(worst, fit.rmse)
      }
      return sums.sum()
    }
    return Measurement(
      items: repeats, unit: cases.count == 1 ? "smiles" : "surfaces", samples: result.times,
      checksum: "\(rounded(sums.x, 7)) \(rounded(sums.y, 7)) \(rounded(sums.z, 7))",
      figures: [("largest_rmse", "\(worst)")])
  }

  private static func hagan(_ context: BenchContext) throws -> Measurement {
    let count = 1_000_000
    let strikes = (0..<count).map { 60 + 80 * Double($0) / 1e6 }
    let truth = try SABRTruth(seed: context.givenSeed).parameters(at: 0)
    var volatilities = [Double](repeating: 0, count: count)
    let result = try timedOften(samples: context.repeats ?? 15, repeats: 1) {
      var span = volatilities.mutableSpan
      try truth.fillVolatilities(forward: 100, years: 1, strikes: strikes.span, into: &span)
      return volatilities[count / 3]
    }
    var error = 0.0
    for index in stride(from: 0, to: count, by: 97) {
      let exact = try sabrVolatility(
        forward: 100, strike: strikes[index], years: 1, parameters: truth, expansion: .hagan)
      error = max(error, abs(volatilities[index] / exact - 1))
    }
    return Measurement(
      items: count, unit: "volatilities", samples: result.times,
      checksum: rounded(volatilities.reduce(0, +), 6), figures: [("max_rel_error", "\(error)")])
  }
}

/// A smile to make and fit.
private struct SABRSmileCase {
  let forward: Double
  let years: Double
  let truth: SABRParameters

  /// Eleven volatilities between -2.5 and 2.5 times 20 % sqrt(T) from the forward.
  func quotes() throws -> SABRSmileQuotes {
    var strikes: [Double] = []
    var volatilities: [Double] = []
    strikes.reserveCapacity(11)
    volatilities.reserveCapacity(11)
    for place in 0..<11 {
      let strike = forward * exp((-2.5 + 0.5 * Double(place)) * 0.2 * years.squareRoot())
      strikes.append(strike)
      volatilities.append(
        try sabrVolatility(
          forward: forward, strike: strike, years: years, parameters: truth, expansion: .hagan))
    }
    return try SABRSmileQuotes(
      forward: forward, years: years, strikes: strikes, volatilities: volatilities, weights: nil)
  }
}

/// What the smiles are made with: the peers' parameters, or drawn ones.
private struct SABRTruth {
  let seed: UInt64?

  func parameters(at place: Int) throws -> SABRParameters {
    guard let seed else {
      let j = Double(place)
      return place == 0
        ? try SABRParameters(alpha: 2, beta: 0.5, rho: -0.4, nu: 0.6)
        : try SABRParameters(
          alpha: 2 + 0.05 * j, beta: 0.5, rho: -0.5 + 0.02 * j, nu: 0.9 - 0.05 * j)
    }
    var random = RandomStream(seed: seed, count: UInt64(3 * place))
    return try SABRParameters(
      alpha: 1.5 + random.uniform(), beta: 0.5, rho: -0.6 + 0.4 * random.uniform(),
      nu: 0.3 + 0.5 * random.uniform())
  }
}
