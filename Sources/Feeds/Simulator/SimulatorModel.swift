// The laws of motion of the simulator.
//
// Regressions on S&P 500 and VIX closes of 2014 to 2026: a day's return in units of the index's
// own daily deviation, and the answer of ln VIX to it, asymmetric and mean-reverting.

import Glibc
import MarketData
import Numerics

/// Tables and constants of the simulator.
enum SimulatorModel {
  private static let lnReturnLevels: [Double] = [9.0, 12, 15, 19.5, 26, 40].map { log($0) }
  private static let returnScales: [Double] = [0.56, 0.63, 0.74, 0.85, 0.88, 1.05]
  private static let shockLevels: [Double] = [9, 13, 17, 22, 30, 60]
  private static let shockScales: [Double] = [3.5, 3.8, 4.1, 4.7, 5.5, 6.2]

  /// Deviation of a day's return in units of V / 100 / sqrt 252.
  static func returnScale(_ level: Double) -> Double {
    interpolate(log(level), lnReturnLevels, returnScales)
  }

  /// Deviation in per cent of what returns leave unexplained in ln V.
  static func shockScale(_ level: Double) -> Double {
    interpolate(level, shockLevels, shockScales)
  }

  /// How ln V answers a return inside the day: measured at five minutes in calm markets, and drawn
  /// towards the smaller answer of whole days above twenty points, which daily closes show.
  static func sessionBeta(_ level: Double) -> Double {
    interpolate(level, [12, 15, 17, 20, 25, 35, 50], [-8.0, -8.2, -8.5, -8.0, -6.2, -4.6, -3.2])
  }

  /// The deviation of that answer from day to day.
  static let sessionBetaDeviation = 1.5

  /// ln of the three-month over the one-month index.
  static func lnTermRatio(_ level: Double, _ residual: Double) -> Double {
    0.0895 - 0.182 * log(level / 20) + residual
  }

  /// The share of a day's index variance that passes overnight.
  static let overnight = 0.30
  /// The chance of a downward jump on a day, and of its falling overnight.
  static let jumpChance = 0.012
  static let jumpOvernight = 0.6
  /// Bounds of the volatility level.
  static let levels = 8.5...90.0
  /// The rate that discounts simulated options.
  static let rate = 0.043

  /// A downward jump in units of V / 100 / sqrt 252.
  static func jump(_ random: inout RandomStream) -> Double { -1.1 - 1.1 * random.exponential() }

  /// Damps a large upward move.
  static func damped(_ x: Double) -> Double { x > 2.6 ? 2.6 + 0.4 * (x - 2.6) : x }

  /// Volatility points of an underlying at a level of the benchmark.
  static func level(of underlying: SimulatedUnderlying, benchmark: Double) -> Double {
    17 * underlying.volatilityRatio * exp(underlying.volatilityDamping * log(benchmark / 17))
  }
}

/// What a simulation carries from one session to the next.
struct SimulatorState: Hashable, Sendable {
  /// Closes by underlying, in cents.
  var spots: [Double]
  /// ln of the volatility level and the slow mean of it, relative to 17 points.
  var lnLevel: Double
  var slowMean: Double
  /// What the level leaves unexplained in the three-month index.
  var termResidual: Double
  /// The wandering part of the bond fund's beta.
  var ratesBeta: Double
  /// The smile's stress, which decays over about six sessions.
  var stress: Double
  /// The dealers' usual gamma, in dollars for 1 %; nil where they have no effect.
  var dealerGamma: Double?

  /// The numbers in a fixed order.
  func numbers(_ universe: [SimulatedUnderlying]) -> [NamedNumber] {
    var list = zip(universe, spots).map { NamedNumber("spot.\($0.symbol)", $1) }
    list.append(NamedNumber("ln_level", lnLevel))
    list.append(NamedNumber("slow_mean", slowMean))
    list.append(NamedNumber("term_residual", termResidual))
    list.append(NamedNumber("rates_beta", ratesBeta))
    list.append(NamedNumber("stress", stress))
    if let dealerGamma { list.append(NamedNumber("dealer_gamma", dealerGamma)) }
    return list
  }

  init(
    spots: [Double], lnLevel: Double, slowMean: Double, termResidual: Double, ratesBeta: Double,
    stress: Double
  ) {
    self.spots = spots
    self.lnLevel = lnLevel
    self.slowMean = slowMean
    self.termResidual = termResidual
    self.ratesBeta = ratesBeta
    self.stress = stress
  }

  init(_ opening: SimulatorOpening, _ universe: [SimulatedUnderlying]) throws {
    spots = try universe.map { try opening.number("spot.\($0.symbol)") }
    lnLevel = try opening.number("ln_level")
    slowMean = try opening.number("slow_mean")
    termResidual = try opening.number("term_residual")
    ratesBeta = try opening.number("rates_beta")
    stress = try opening.number("stress")
    // A simulation that had no such effect so far begins with its own opening.
    dealerGamma = opening.numbers.first { $0.name == "dealer_gamma" }?.value
  }
}
